//! The ledger's records as the functions send and take them.

use std::str::FromStr;
use std::time::Duration;

use convex::Value;
use schema_core::id::DocumentId;
use schema_core::name::{IndexName, TableName};
use schema_core::path::Path;
use schema_core::transition::Refusal;
use schema_core::version::{VersionName, VersionNumber};

use crate::checkpoint::{Checkpoint, Counts, Revision};
use crate::clock::Timestamp;
use crate::cursor::Cursor;
use crate::deployment::DeploymentName;
use crate::digest::Digest;
use crate::range::IdRange;
use crate::start::{Start, StepRules};
use crate::step::{RangeKey, RangeNumber, StepKey};
use crate::store::{
    Canonical, Control, Fenced, Holder, InHand, LazyDocument, ProgramShare, QuarantineCode,
    QuarantineEntry, RangeState, ReadDocument, Receipt, ReceiptCounts, Refused, RunNumber,
    RunRecord, RunStatus, RunsState, Section, StepStart, StepState, TakeOver,
};

use super::values::{
    Arguments, Mismatch, Read, Record, boolean, fields, float, kinds, list, number, object,
    or_null, parsed, record, record_of, string, text, whole, whole_u32,
};

pub(super) fn table(value: Value) -> Read<TableName> {
    parsed("a table's name", |name| TableName::new(name).ok())(value)
}

pub(super) fn index(value: Value) -> Read<IndexName> {
    parsed("an index's name", |name| IndexName::new(name).ok())(value)
}

pub(super) fn id(value: Value) -> Read<DocumentId> {
    parsed("a document's id", |id| DocumentId::from_str(id).ok())(value)
}

fn time(value: Value) -> Read<Timestamp> {
    whole(value).map(Timestamp)
}

fn digest(value: Value) -> Read<Digest> {
    text(value).map(Digest::from_stored)
}

fn version(value: Value) -> Read<VersionNumber> {
    whole_u32(value).map(VersionNumber)
}

/// A document as it is read, its fields as text.
pub(super) fn read_document(value: Value) -> Read<ReadDocument> {
    let mut fields = record(value)?;
    let id = fields.take("id", id)?;
    let creation_time = fields.take("creationTime", float)?;
    let (document, read) = fields.take("fields", |value| lazily(id, creation_time, value))?;
    Ok(ReadDocument { id, document, read })
}

/// The document whose fields a text stands for, and the text.
fn lazily(id: DocumentId, creation_time: f64, value: Value) -> Read<(LazyDocument, Canonical)> {
    let mismatch = Mismatch::new("fields in canonical encoding", &value);
    let read = Canonical::from_stored(text(value)?);
    let document = LazyDocument::of(id, creation_time, &read, |text| {
        match schema_core::value::Value::from_canonical_text(text) {
            Ok(schema_core::value::Value::Object(fields)) => Ok(fields),
            Ok(_) | Err(_) => Err(mismatch),
        }
    })?;
    Ok((document, read))
}

pub(super) fn step_key(fields: &mut Record) -> Read<StepKey> {
    Ok(StepKey {
        table: fields.take("table", table)?,
        old: fields.take("old", version)?,
        new: fields.take("new", version)?,
    })
}

pub(super) fn step_arguments(step: &StepKey) -> Value {
    object([
        ("table", string(step.table.as_str())),
        ("old", number(step.old.0.into())),
        ("new", number(step.new.0.into())),
    ])
}

pub(super) fn range_key(fields: &mut Record) -> Read<RangeKey> {
    Ok(RangeKey {
        step: fields.take("step", record_of(step_key))?,
        pass: fields.take("pass", whole_u32)?,
        range: RangeNumber(fields.take("range", whole_u32)?),
    })
}

fn cursor(value: Value) -> Read<Cursor> {
    // Not always an id of a document: the border of a range is none.
    Ok(or_null(id)(value)?.map_or(Cursor::START, Cursor::after))
}

pub(super) fn cursor_argument(cursor: &Cursor) -> Value {
    cursor.last_id().into()
}

fn counts(fields: &mut Record) -> Read<Counts> {
    Ok(Counts {
        carried: fields.take("carried", whole)?,
        hybrids: fields.take("hybrids", whole)?,
        inserted: fields.take("inserted", whole)?,
        deleted: fields.take("deleted", whole)?,
        quarantined: fields.take("quarantined", whole)?,
    })
}

pub(super) fn checkpoint(fields: &mut Record) -> Read<Checkpoint> {
    Ok(Checkpoint {
        revision: Revision(fields.take("revision", whole)?),
        cursor: fields.take("cursor", cursor)?,
        old: fields.take("old", whole)?,
        scanned: fields.take("scanned", whole)?,
        counts: fields.take("counts", record_of(counts))?,
        done: fields.take("done", boolean)?,
    })
}

pub(super) fn checkpoint_arguments(checkpoint: &Checkpoint) -> Value {
    let Checkpoint { revision, cursor, old, scanned, counts, done } = checkpoint;
    let Counts { carried, hybrids, inserted, deleted, quarantined } = *counts;
    let counts = object([
        ("carried", number(carried)),
        ("hybrids", number(hybrids)),
        ("inserted", number(inserted)),
        ("deleted", number(deleted)),
        ("quarantined", number(quarantined)),
    ]);
    object([
        ("revision", number(revision.0)),
        ("cursor", cursor_argument(cursor)),
        ("old", number(*old)),
        ("scanned", number(*scanned)),
        ("counts", counts),
        ("done", Value::Boolean(*done)),
    ])
}

pub(super) fn range_arguments(range: &IdRange) -> Value {
    object([("after", cursor_argument(&range.after)), ("until", range.until_id().into())])
}

fn range_state(fields: &mut Record) -> Read<RangeState> {
    Ok(RangeState {
        number: RangeNumber(fields.take("number", whole_u32)?),
        range: IdRange {
            after: fields.take("after", cursor)?,
            until: fields.take("until", or_null(id))?.map(Cursor::after),
        },
        checkpoint: fields.take("checkpoint", record_of(checkpoint))?,
    })
}

pub(super) fn step_state(fields: &mut Record) -> Read<StepState> {
    Ok(StepState {
        step: fields.take("step", record_of(step_key))?,
        pass: fields.take("pass", whole_u32)?,
        ranges: fields.take("ranges", list(record_of(range_state)))?,
        listed: fields.take("listed", record_of(checkpoint))?,
        counts: fields.take("counts", record_of(counts))?,
        started_at: fields.take("startedAt", time)?,
        completed_at: fields.take("completedAt", or_null(time))?,
    })
}

pub(super) fn fenced(value: Value) -> Read<Fenced> {
    kinds("a reason why a run may not write", |kind, fields| {
        Some(match kind {
            "paused" => fields.take("since", time).map(|since| Fenced::Paused { since }),
            "cancelled" => Ok(Fenced::Cancelled),
            "overtaken" => Ok(Fenced::Overtaken),
            _ => return None,
        })
    })(value)
}

pub(super) fn take_over(value: Value) -> Read<TakeOver> {
    kinds("what became of a claim", |kind, fields| {
        Some(match kind {
            "taken" => fields.take("run", whole).map(|run| TakeOver::Taken(RunNumber(run))),
            "held" => fields.take("holder", record_of(holder)).map(TakeOver::Held),
            "paused" => fields.take("since", time).map(|since| TakeOver::Paused { since }),
            _ => return None,
        })
    })(value)
}

fn holder(fields: &mut Record) -> Read<Holder> {
    Ok(Holder {
        run: RunNumber(fields.take("run", whole)?),
        runner: fields.take("runner", text)?,
        beat_at: fields.take("beatAt", time)?,
        silent_for: Some(Duration::from_millis(fields.take("leaseLeft", whole)?)),
    })
}

fn run_record(fields: &mut Record) -> Read<RunRecord> {
    Ok(RunRecord {
        run: RunNumber(fields.take("run", whole)?),
        runner: fields.take("runner", text)?,
        command: fields.take("command", text)?,
        status: fields.take("status", parsed("how a run stands", RunStatus::from_stored))?,
        started_at: fields.take("startedAt", time)?,
        completed_at: fields.take("completedAt", or_null(time))?,
        error: fields.take("error", or_null(text))?,
    })
}

pub(super) fn runs_state(fields: &mut Record) -> Read<RunsState> {
    Ok(RunsState {
        runs: fields.take("runs", list(record_of(run_record)))?,
        paused_since: fields.take("pausedSince", or_null(time))?,
        beat_at: fields.take("beatAt", or_null(time))?,
        in_hand: fields.take("inHand", or_null(record_of(in_hand)))?,
    })
}

fn in_hand(fields: &mut Record) -> Read<InHand> {
    Ok(InHand {
        table: fields.take("table", table)?,
        id: fields.take("id", id)?,
        elapsed: Duration::from_millis(fields.take("elapsedMs", whole)?),
    })
}

/// What a heartbeat says; of a document in hand only if there is one.
pub(super) fn heartbeat_arguments(run: RunNumber, in_hand: Option<&InHand>) -> Arguments {
    let in_hand = in_hand.map(|in_hand| {
        let InHand { table, id, .. } = in_hand;
        let (table, id) = (string(table.as_str()), string(&id.to_string()));
        let elapsed = number(in_hand.elapsed_ms());
        ("inHand", object([("table", table), ("id", id), ("elapsedMs", elapsed)]))
    });
    fields([("run", number(run.0))].into_iter().chain(in_hand))
}

/// What is told, and to which run where it is meant for one.
pub(super) fn control(control: Control) -> Arguments {
    match control {
        Control::Pause => fields([("control", string("pause"))]),
        Control::Resume => fields([("control", string("resume"))]),
        Control::Cancel(run) => fields([("control", string("cancel")), ("run", number(run.0))]),
    }
}

fn quarantine_code(value: Value) -> Read<QuarantineCode> {
    parsed("the code of a reason", QuarantineCode::from_stored)(value)
}

pub(super) fn refused(value: Value) -> Read<Refused> {
    let mut fields = record(value)?;
    Ok(Refused {
        id: fields.take("id", id)?,
        code: fields.take("code", quarantine_code)?,
        refusal: Refusal { path: Path::default(), reason: fields.take("reason", text)? },
    })
}

pub(super) fn quarantine_entry(fields: &mut Record) -> Read<QuarantineEntry> {
    let step = step_key(fields)?;
    Ok(QuarantineEntry {
        table: step.table.clone(),
        id: fields.take("id", id)?,
        step,
        code: fields.take("code", quarantine_code)?,
        path: fields.take("path", text)?,
        reason: fields.take("reason", text)?,
        digest: fields.take("digest", digest)?,
        also_read: fields.take("alsoReadDigest", or_null(digest))?,
        opened_at: fields.take("openedAt", time)?,
    })
}

fn receipt_counts(fields: &mut Record) -> Read<ReceiptCounts> {
    Ok(ReceiptCounts {
        verified: fields.take("verified", whole)?,
        carried: fields.take("carried", whole)?,
        hybrids: fields.take("hybrids", whole)?,
        inserted: fields.take("inserted", whole)?,
        deleted: fields.take("deleted", whole)?,
    })
}

fn program_share(fields: &mut Record) -> Read<ProgramShare> {
    let program = fields.take("program", digest)?;
    Ok(ProgramShare { program, carried: fields.take("carried", whole)? })
}

/// What a run writes a step's documents with.
pub(super) fn start_arguments(start: &Start) -> Value {
    object([("rules", string(&start.rules.to_text())), ("program", string(start.program.as_str()))])
}

fn section(fields: &mut Record) -> Read<Section> {
    Ok(Section { program: fields.take("program", digest)?, since: fields.take("since", whole)? })
}

pub(super) fn step_start(fields: &mut Record) -> Read<StepStart> {
    let rules = parsed("the rules of a step", |text| StepRules::from_text(text).ok());
    Ok(StepStart {
        step: fields.take("step", record_of(step_key))?,
        rules: fields.take("rules", rules)?,
        sections: fields.take("sections", list(record_of(section)))?,
        carried: fields.take("carried", whole)?,
    })
}

pub(super) fn receipt(fields: &mut Record) -> Read<Receipt> {
    let deployment = parsed("the name of a deployment", |name| DeploymentName::from_str(name).ok());
    Ok(Receipt {
        deployment: fields.take("deployment", deployment)?,
        name: VersionName {
            table: fields.take("table", table)?,
            version: fields.take("version", version)?,
        },
        old: fields.take("oldVersion", version)?,
        old_hash: fields.take("oldHash", digest)?,
        new_hash: fields.take("hash", digest)?,
        carried_away: fields.take("carriedAway", boolean)?,
        counts: fields.take("counts", record_of(receipt_counts))?,
        // Receipts of earlier releases have none.
        programs: fields
            .take("programs", or_null(list(record_of(program_share))))?
            .unwrap_or_default(),
        verified_at: fields.take("verifiedAt", time)?,
    })
}

pub(super) fn receipt_arguments(receipt: &Receipt) -> Value {
    let Receipt {
        deployment,
        name,
        old,
        old_hash,
        new_hash,
        carried_away,
        counts,
        programs,
        verified_at,
    } = receipt;
    let ReceiptCounts { verified, carried, hybrids, inserted, deleted } = *counts;
    let counts = object([
        ("verified", number(verified)),
        ("carried", number(carried)),
        ("hybrids", number(hybrids)),
        ("inserted", number(inserted)),
        ("deleted", number(deleted)),
    ]);
    let programs = programs.iter().map(|ProgramShare { program, carried }| {
        object([("program", string(program.as_str())), ("carried", number(*carried))])
    });
    object([
        ("deployment", string(deployment.as_str())),
        ("table", string(name.table.as_str())),
        ("version", number(name.version.0.into())),
        ("hash", string(new_hash.as_str())),
        ("oldVersion", number(old.0.into())),
        ("oldHash", string(old_hash.as_str())),
        ("carriedAway", Value::Boolean(*carried_away)),
        ("counts", counts),
        ("programs", Value::Array(programs.collect())),
        ("verifiedAt", number(verified_at.0)),
    ])
}

/// What a function answers with where nothing is to be told.
pub(super) fn nothing(value: Value) -> Read<()> {
    match value {
        Value::Null => Ok(()),
        other => Err(Mismatch::new("null", &other)),
    }
}
