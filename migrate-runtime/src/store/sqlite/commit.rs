//! A batch, all or nothing.

use std::collections::BTreeSet;

use schema_core::id::DocumentId;
use schema_core::name::{IndexName, TableName};
use schema_core::transition::Effect;
use schema_core::value::Object;

use crate::checkpoint::Checkpoint;
use crate::error::StoreError;
use crate::faults::{Fault, is_on};
use crate::store::effect::{
    Key, Why, fill_placeholders, invalid_addition, invalid_result, only_one,
};
use crate::store::{Batch, Canonical, Change, Commit, Quarantined, Refused, Seen, Write};

use super::engine::Engine;
use super::ledger;
use super::prepared::{Prepared, Ready};
use super::sql::{self, DocumentRow, QuarantineRow};

/// Does what the batch says. Unless this answers [`Commit::Committed`] the transaction must be
/// rolled back.
pub(super) fn commit(
    engine: &mut Engine<'_>,
    batch: &Batch,
    prepared: &Prepared,
) -> Result<Commit, StoreError> {
    ledger::check(engine, batch.run)?;
    let stands = ledger::checkpoint(engine, &batch.range)?;
    if stands.revision != batch.follows.revision && !is_on(Fault::LostAnswerCommittedAgain) {
        return Ok(Commit::Superseded(stands));
    }
    if is_on(Fault::CheckpointBeforeDocuments) {
        let then = Checkpoint { revision: stands.revision.next(), ..batch.then.clone() };
        ledger::set_checkpoint(engine, &batch.range, &then)?;
    }
    let carried = match prepared.all(engine) {
        Some(ready) => exchange_all(engine, batch, ready)?,
        None => carry_all(engine, batch)?,
    };
    let inserted = match carried {
        Ok(inserted) => inserted,
        Err(answer) => return Ok(answer),
    };
    settle(engine, batch)?;
    let mut then = batch.then.clone();
    then.revision = stands.revision.next();
    then.counts.inserted += inserted;
    ledger::set_checkpoint(engine, &batch.range, &then)?;
    Ok(Commit::Committed(then))
}

/// How many others were inserted beside the documents of a batch, or why it isn't committed.
type CarriedAll = Result<u64, Commit>;

/// Writes documents for which all else is known: each is compared as it is written, in one go.
fn exchange_all(
    engine: &Engine<'_>,
    batch: &Batch,
    ready: &[Ready],
) -> Result<CarriedAll, StoreError> {
    let mut compared = Compared::default();
    // First, because what these have read may be among the documents that are written.
    compared.quarantine(engine, batch)?;
    for (write, ready) in batch.writes.iter().zip(ready) {
        let Change::Replace(encoded) = &write.change else { continue };
        let is_as_read = compared.met.insert(write.id)
            && engine.exchange(write.id, &write.read, ready, &encoded.fields)?;
        if !is_as_read {
            compared.conflicts.insert(write.id);
        }
    }
    if let Some(answer) = compared.answer() {
        return Ok(Err(answer));
    }
    ready.iter().try_for_each(|ready| engine.count_exchanged(ready))?;
    Ok(Ok(0))
}

/// Compares everything, and then does what is to be done one document after the other.
fn carry_all(engine: &mut Engine<'_>, batch: &Batch) -> Result<CarriedAll, StoreError> {
    let rows = match rows(engine, batch)? {
        Ok(rows) => rows,
        Err(answer) => return Ok(Err(answer)),
    };
    let mut inserted = 0;
    let mut refused = Vec::new();
    for (write, row) in batch.writes.iter().zip(&rows) {
        let before = inserted;
        if let Err((code, refusal)) = carry(engine, write, row, &mut inserted)? {
            refused.push(Refused { id: write.id, code, refusal });
            if inserted > before {
                // What it has inserted is still there, and may be what a later one trips over.
                break;
            }
        }
    }
    Ok(if refused.is_empty() { Ok(inserted) } else { Err(Commit::Refused(refused)) })
}

/// The documents of a batch that were compared with what they were when they were read. One that
/// is in the batch twice isn't that any more, once it is carried.
#[derive(Default)]
struct Compared {
    met: BTreeSet<DocumentId>,
    conflicts: BTreeSet<DocumentId>,
}

impl Compared {
    fn quarantine(&mut self, engine: &Engine<'_>, batch: &Batch) -> Result<(), StoreError> {
        for Quarantined { id, read, also_read, .. } in &batch.quarantine {
            let as_read = self.met.insert(*id)
                && is_as_read(engine, *id, Some(read))?
                && are_as_read(engine, also_read)?;
            if !as_read {
                self.conflicts.insert(*id);
            }
        }
        Ok(())
    }

    fn answer(self) -> Option<Commit> {
        let Self { conflicts, .. } = self;
        (!conflicts.is_empty()).then(|| Commit::Conflicts(conflicts.into_iter().collect()))
    }
}

/// What is stored of the documents to write, in their order; or which conflict.
fn rows(
    engine: &Engine<'_>,
    batch: &Batch,
) -> Result<Result<Vec<DocumentRow>, Commit>, StoreError> {
    let mut rows = Vec::with_capacity(batch.writes.len());
    let mut compared = Compared::default();
    for Write { id, read, also_read, .. } in &batch.writes {
        let is_first = compared.met.insert(*id);
        let as_read = |row: &DocumentRow| row.fields == read.as_str() || is_on(Fault::NoCompare);
        let row = engine.row(*id)?.filter(|row| is_first && as_read(row));
        match row {
            Some(row) if are_as_read(engine, also_read)? => rows.push(row),
            Some(_) | None => {
                compared.conflicts.insert(*id);
            }
        }
    }
    compared.quarantine(engine, batch)?;
    Ok(compared.answer().map_or(Ok(rows), Err))
}

fn are_as_read(engine: &Engine<'_>, seen: &[Seen]) -> Result<bool, StoreError> {
    for Seen { id, read } in seen {
        if !is_as_read(engine, *id, read.as_ref())? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_as_read(
    engine: &Engine<'_>,
    id: DocumentId,
    read: Option<&Canonical>,
) -> Result<bool, StoreError> {
    let row = engine.row(id)?;
    Ok(is_on(Fault::NoCompare)
        || row.as_ref().map(|row| row.fields.as_str()) == read.map(Canonical::as_str))
}

/// Carries one document, and counts the others that it inserts.
fn carry(
    engine: &mut Engine<'_>,
    write: &Write,
    row: &DocumentRow,
    inserted: &mut u64,
) -> Result<Result<(), Why>, StoreError> {
    let mut ids = Vec::with_capacity(write.effects.len());
    for effect in &write.effects {
        match apply(engine, effect, &ids, inserted)? {
            Ok(id) => ids.push(id),
            Err(why) => return Ok(Err(why)),
        }
    }
    match &write.change {
        Change::Delete => engine.delete(write.id)?,
        Change::Replace(encoded) => {
            engine.count_read_again(row)?;
            let fields = fill_placeholders(encoded, &ids)?;
            match engine.overwrite(write.id, row, &fields) {
                Err(StoreError::Enforcement { reason, .. }) => {
                    return Ok(Err(invalid_result(reason)));
                }
                other => other?,
            }
        }
    }
    Ok(Ok(()))
}

/// Does what happens beside a carried document, and returns which document came of it.
fn apply(
    engine: &mut Engine<'_>,
    effect: &Effect,
    ids: &[Option<DocumentId>],
    inserted: &mut u64,
) -> Result<Result<Option<DocumentId>, Why>, StoreError> {
    let (table, document) = match effect {
        Effect::Insert { table, document, .. } | Effect::Ensure { table, document, .. } => {
            (table, fill_placeholders(document, ids)?)
        }
        // The write itself says that the document goes.
        Effect::DeleteSelf => return Ok(Ok(None)),
    };
    if let (Effect::Ensure { index, .. }, false) = (effect, is_on(Fault::EffectAppliedTwice)) {
        match find(engine, table, index, &document)? {
            Ok(None) => {}
            answer => return Ok(answer),
        }
    }
    match engine.insert(table, &document) {
        Ok(id) => {
            *inserted += 1;
            Ok(Ok(Some(id)))
        }
        Err(StoreError::Enforcement { table, reason }) => {
            Ok(Err(invalid_addition(&table, &reason)))
        }
        Err(other) => Err(other),
    }
}

/// Finds the document with the same values in an index's fields, inside the transaction: what an
/// earlier document of the batch has inserted is found too.
fn find(
    engine: &Engine<'_>,
    table: &TableName,
    index: &IndexName,
    document: &Object,
) -> Result<Result<Option<DocumentId>, Why>, StoreError> {
    let active = engine.deployed.map(|deployed| &deployed.schema);
    let key = match Key::of(active, table, index, document)? {
        Ok(key) => key,
        Err(why) => return Ok(Err(why)),
    };
    let Some(number) = engine.tables.number(table) else { return Ok(Ok(None)) };
    let (low, high) = key.range();
    let found = engine.index_range(number, index, (&low, &high), 2)?;
    Ok(only_one(table, index, &found))
}

/// Opens and closes quarantine entries.
fn settle(engine: &Engine<'_>, batch: &Batch) -> Result<(), StoreError> {
    let table = batch.range.step.table.as_str();
    if sql::has_quarantine(engine.db, table)? {
        for write in &batch.writes {
            sql::close_quarantine(engine.db, write.table.as_str(), &write.id.to_string())?;
        }
    }
    for id in &batch.settled {
        sql::close_quarantine(engine.db, table, &id.to_string())?;
    }
    for entry in &batch.quarantine {
        let row = QuarantineRow {
            table: table.to_owned(),
            id: entry.id.to_string(),
            old: batch.range.step.old.0,
            new: batch.range.step.new.0,
            code: entry.code.as_str().to_owned(),
            path: entry.path.to_string(),
            reason: entry.reason.clone(),
            digest: entry.digest().as_str().to_owned(),
            also_read: entry.also_read_digest().map(|digest| digest.as_str().to_owned()),
            opened_at: engine.now.0,
        };
        sql::open_quarantine(engine.db, &row)?;
    }
    Ok(())
}
