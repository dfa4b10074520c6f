//! Batches as the function that commits them takes them.

use convex::Value;
use schema_core::convert::{Encoded, Placeholder};
use schema_core::limits;
use schema_core::path::Segment;
use schema_core::transition::Effect;

use crate::digest::Digest;
use crate::error::StoreError;
use crate::store::{Batch, Canonical, Change, Commit, Quarantined, Seen, Write};

use super::governor::Used;
use super::values::{
    Arguments, Read, Record, fields, kinds, list, number, object, record_of, string, whole,
};
use super::wire;

/// The most bytes of arguments that a function of Convex takes.
const ARGUMENTS_MAX: usize = 16 << 20;

/// The bytes of the documents that a batch carries, as they were read.
pub(super) fn read_bytes(batch: &Batch) -> u64 {
    batch.writes.iter().map(|write| write.read.as_str().len() as u64).sum()
}

/// The arguments of a commit, or why no call can have them. `apart` has it read nothing but what it
/// is about.
pub(super) fn arguments(
    batch: &Batch,
    apart: bool,
) -> Result<Result<Arguments, String>, StoreError> {
    let Batch { run, range, follows, then, writes, quarantine, settled } = batch;
    for length in lengths(batch) {
        if length > limits::MAX_ARRAY_ELEMENTS {
            return Ok(Err(format!(
                "an array of a call may have at most {} entries, and this one has {length}",
                limits::MAX_ARRAY_ELEMENTS
            )));
        }
    }
    let writes = writes.iter().map(write).collect::<Result<_, _>>()?;
    let arguments = [
        ("run", number(run.0)),
        ("step", wire::step_arguments(&range.step)),
        ("pass", number(range.pass.into())),
        ("range", number(range.range.0.into())),
        ("follows", wire::checkpoint_arguments(follows)),
        ("then", wire::checkpoint_arguments(then)),
        ("writes", Value::Array(writes)),
        ("quarantine", Value::Array(quarantine.iter().map(quarantined).collect())),
        ("settled", Value::Array(settled.iter().map(|id| string(&id.to_string())).collect())),
    ];
    let apart = apart.then(|| ("apart", true.into()));
    let arguments = fields(arguments.into_iter().chain(apart));
    let size = super::values::size_of_fields(&arguments);
    if size > ARGUMENTS_MAX {
        return Ok(Err(format!(
            "a call may have at most {ARGUMENTS_MAX} bytes of arguments, and this one has {size}"
        )));
    }
    Ok(Ok(arguments))
}

fn lengths(batch: &Batch) -> impl Iterator<Item = usize> {
    let beside = batch.writes.iter().flat_map(|write| [write.also_read.len(), write.effects.len()]);
    let refused = batch.quarantine.iter().map(|entry| entry.also_read.len());
    [batch.writes.len(), batch.quarantine.len(), batch.settled.len()]
        .into_iter()
        .chain(beside)
        .chain(refused)
}

fn write(write: &Write) -> Result<Value, StoreError> {
    let Write { table, id, read, also_read, change, effects } = write;
    let change = match change {
        Change::Replace(document) => encoded(document)?,
        Change::Delete => Value::Null,
    };
    let effects = effects.iter().map(effect).collect::<Result<_, _>>()?;
    let one = [
        ("table", string(table.as_str())),
        ("id", string(&id.to_string())),
        ("read", string(read.as_str())),
        ("change", change),
    ];
    Ok(object(
        one.into_iter().chain(some("alsoRead", seen(also_read))).chain(some("effects", effects)),
    ))
}

/// A field that is left out where its list is empty, as it mostly is.
fn some(name: &'static str, list: Vec<Value>) -> Option<(&'static str, Value)> {
    (!list.is_empty()).then_some((name, Value::Array(list)))
}

fn seen(seen: &[Seen]) -> Vec<Value> {
    let one = |Seen { id, read }: &Seen| {
        object([
            ("id", string(&id.to_string())),
            ("read", read.as_ref().map(Canonical::as_str).into()),
        ])
    };
    seen.iter().map(one).collect()
}

/// Fields as text, with the places that wait for the ids of new documents.
fn encoded(encoded: &Encoded) -> Result<Value, StoreError> {
    let Encoded { fields, placeholders } = encoded;
    let placeholders = placeholders.iter().map(placeholder).collect::<Result<_, _>>()?;
    let fields = [("fields", string(Canonical::of(fields).as_str()))];
    Ok(object(fields.into_iter().chain(some("placeholders", placeholders))))
}

fn placeholder(placeholder: &Placeholder) -> Result<Value, StoreError> {
    let segment = |segment: &Segment| match segment {
        Segment::Field(name) => Ok(string(name)),
        Segment::Index(index) => Ok(number(*index as u64)),
        Segment::RecordKeys | Segment::RecordValues => Err(StoreError::damaged(format!(
            "a new id waits at {}, which is no place of a document",
            placeholder.path
        ))),
    };
    let path = placeholder.path.0.iter().map(segment).collect::<Result<_, _>>()?;
    Ok(object([("path", Value::Array(path)), ("effect", number(placeholder.effect.0 as u64))]))
}

fn effect(effect: &Effect) -> Result<Value, StoreError> {
    Ok(match effect {
        Effect::Insert { table, document, .. } => object([
            ("kind", string("insert")),
            ("table", string(table.as_str())),
            ("document", encoded(document)?),
        ]),
        Effect::Ensure { table, index, document, .. } => object([
            ("kind", string("ensure")),
            ("table", string(table.as_str())),
            ("index", string(index.as_str())),
            ("document", encoded(document)?),
        ]),
        Effect::DeleteSelf => object([("kind", string("deleteSelf"))]),
    })
}

fn quarantined(entry: &Quarantined) -> Value {
    let Quarantined { id, read, also_read, code, path, reason } = entry;
    let beside = entry.also_read_digest();
    let entry = [
        ("id", string(&id.to_string())),
        ("read", string(read.as_str())),
        ("code", string(code.as_str())),
        ("path", string(&path.to_string())),
        ("reason", string(reason)),
        ("digest", string(entry.digest().as_str())),
        ("alsoReadDigest", beside.as_ref().map(Digest::as_str).into()),
    ];
    object(entry.into_iter().chain(some("alsoRead", seen(also_read))))
}

/// What a transaction has used, as the server itself counts it.
fn used(fields: &mut Record) -> Read<Used> {
    let metric =
        |fields: &mut Record| Ok((fields.take("used", whole)?, fields.take("remaining", whole)?));
    let (mut bytes_written, mut share) = (0, 0.0_f64);
    for name in
        ["bytesRead", "bytesWritten", "databaseQueries", "documentsRead", "documentsWritten"]
    {
        let (used, remaining) = fields.take(name, record_of(metric))?;
        if name == "bytesWritten" {
            bytes_written = used;
        }
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let of_limit = used as f64 / used.saturating_add(remaining).max(1) as f64;
        share = share.max(of_limit);
    }
    Ok(Used { bytes_written, share })
}

/// What became of a batch, and what it has used if it was committed.
pub(super) fn commit(value: Value) -> Read<(Commit, Option<Used>)> {
    kinds("what became of a batch", |kind, fields| {
        let checkpoint =
            |fields: &mut Record| fields.take("checkpoint", record_of(wire::checkpoint));
        Some(match kind {
            "committed" => checkpoint(fields).and_then(|checkpoint| {
                let used = fields.take("used", record_of(used))?;
                Ok((Commit::Committed(checkpoint), Some(used)))
            }),
            "conflicts" => {
                let ids = fields.take("ids", list(wire::id));
                ids.map(|ids| (Commit::Conflicts(ids), None))
            }
            "superseded" => {
                checkpoint(fields).map(|checkpoint| (Commit::Superseded(checkpoint), None))
            }
            _ => return None,
        })
    })(value)
}
