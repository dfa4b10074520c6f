//! A batch, all or nothing.

use schema_core::id::DocumentId;
use schema_core::name::{IndexName, TableName};
use schema_core::schema::{Index, IndexKind};
use schema_core::transition::{Effect, Refusal};
use schema_core::value::{Object, index_key};

use crate::error::StoreError;
use crate::store::{
    Batch, Canonical, Change, Commit, QuarantineCode, Quarantined, Refused, Seen, Write,
};

use super::engine::{Engine, above_prefix, value_at};
use super::sql::{self, QuarantineRow};
use super::{codec, ledger};

/// Does what the batch says. Unless this answers [`Commit::Committed`] the transaction must be
/// rolled back.
pub(super) fn commit(engine: &mut Engine<'_>, batch: &Batch) -> Result<Commit, StoreError> {
    ledger::check(engine, batch.run)?;
    let stands = ledger::checkpoint(engine, &batch.range)?;
    if stands.revision != batch.follows.revision {
        return Ok(Commit::Superseded(stands));
    }
    let conflicts = conflicts(engine, batch)?;
    if !conflicts.is_empty() {
        return Ok(Commit::Conflicts(conflicts));
    }
    let mut inserted = 0;
    let mut refused = Vec::new();
    for write in &batch.writes {
        match carry(engine, write)? {
            Ok(documents) => inserted += documents,
            Err(refusal) => refused.push(refusal),
        }
    }
    if !refused.is_empty() {
        return Ok(Commit::Refused(refused));
    }
    settle(engine, batch)?;
    let mut then = batch.then.clone();
    then.revision = stands.revision.next();
    then.counts.inserted += inserted;
    ledger::set_checkpoint(engine, &batch.range, &then)?;
    Ok(Commit::Committed(then))
}

/// The documents that aren't any more what they were when they were read.
fn conflicts(engine: &Engine<'_>, batch: &Batch) -> Result<Vec<DocumentId>, StoreError> {
    let mut conflicts = Vec::new();
    let writes = batch
        .writes
        .iter()
        .map(|Write { id, read, also_read, .. }| (*id, read, also_read.as_slice()));
    let refused = batch
        .quarantine
        .iter()
        .map(|Quarantined { id, read, also_read, .. }| (*id, read, also_read.as_slice()));
    for (id, read, also_read) in writes.chain(refused) {
        let as_read = is_as_read(engine, id, Some(read))?
            && also_read.iter().try_fold(true, |all, Seen { id, read }| {
                Ok::<_, StoreError>(all && is_as_read(engine, *id, read.as_ref())?)
            })?;
        if !as_read {
            conflicts.push(id);
        }
    }
    Ok(conflicts)
}

fn is_as_read(
    engine: &Engine<'_>,
    id: DocumentId,
    read: Option<&Canonical>,
) -> Result<bool, StoreError> {
    let row = engine.row(id)?;
    Ok(row.as_ref().map(|row| row.fields.as_str()) == read.map(Canonical::as_str))
}

/// Carries one document, and returns how many others were inserted.
fn carry(engine: &mut Engine<'_>, write: &Write) -> Result<Result<u64, Refused>, StoreError> {
    let refused = |code, refusal| Ok(Err(Refused { id: write.id, code, refusal }));
    let mut ids = Vec::with_capacity(write.effects.len());
    let mut inserted = 0;
    for effect in &write.effects {
        let made = match apply(engine, effect, &ids)? {
            Applied::Nothing => None,
            Applied::Found(id) => Some(id),
            Applied::Inserted(id) => {
                inserted += 1;
                Some(id)
            }
            Applied::Refused(code, refusal) => return refused(code, refusal),
        };
        ids.push(made);
    }
    match &write.change {
        Change::Delete => engine.delete(write.id)?,
        Change::Replace(encoded) => {
            let fields = codec::fill_placeholders(encoded, &ids)?;
            match engine.replace(write.id, &fields) {
                Err(StoreError::Enforcement { reason, .. }) => {
                    return refused(QuarantineCode::InvalidResult, Refusal::new(reason));
                }
                other => other?,
            }
        }
    }
    sql::close_quarantine(engine.db, write.table.as_str(), &write.id.to_string())?;
    Ok(Ok(inserted))
}

enum Applied {
    Nothing,
    Found(DocumentId),
    Inserted(DocumentId),
    Refused(QuarantineCode, Refusal),
}

fn apply(
    engine: &mut Engine<'_>,
    effect: &Effect,
    ids: &[Option<DocumentId>],
) -> Result<Applied, StoreError> {
    let (table, document) = match effect {
        Effect::Insert { table, document, .. } | Effect::Ensure { table, document, .. } => {
            (table, codec::fill_placeholders(document, ids)?)
        }
        // The write itself says that the document goes.
        Effect::DeleteSelf => return Ok(Applied::Nothing),
    };
    if let Effect::Ensure { index, .. } = effect {
        match find(engine, table, index, &document)? {
            Match::None => {}
            Match::One(id) => return Ok(Applied::Found(id)),
            Match::NoKey(field) => {
                let reason = format!(
                    "its transition looks for a document of `{table}` by `{index}`, and has no \
                     value for `{field}`"
                );
                return Ok(Applied::Refused(QuarantineCode::InvalidResult, Refusal::new(reason)));
            }
            Match::Many => {
                let reason = format!(
                    "its transition looks for one document of `{table}` by `{index}`, and more \
                     than one has the same values"
                );
                return Ok(Applied::Refused(QuarantineCode::Ambiguous, Refusal::new(reason)));
            }
        }
    }
    match engine.insert(table, &document) {
        Ok(id) => Ok(Applied::Inserted(id)),
        Err(StoreError::Enforcement { table, reason }) => {
            let reason = format!("the document that it adds to `{table}` isn't valid: {reason}");
            Ok(Applied::Refused(QuarantineCode::InvalidResult, Refusal::new(reason)))
        }
        Err(other) => Err(other),
    }
}

enum Match {
    None,
    One(DocumentId),
    Many,
    NoKey(String),
}

/// Finds the documents with the same values in an index's fields, inside the transaction: what an
/// earlier document of the batch has inserted is found too.
fn find(
    engine: &Engine<'_>,
    table: &TableName,
    index: &IndexName,
    document: &Object,
) -> Result<Match, StoreError> {
    let schema = engine.deployed.and_then(|deployed| deployed.schema.tables.get(table));
    let declared = schema.and_then(|schema| schema.indexes.get(index));
    let Some(Index { kind: IndexKind::Database { fields }, staged: false }) = declared else {
        return Err(StoreError::NoIndex { table: table.clone(), index: index.clone() });
    };
    let mut values = Vec::with_capacity(fields.len());
    for field in fields {
        let Some(value) = value_at(document, field) else {
            return Ok(Match::NoKey(field.to_string()));
        };
        values.push(Some(value));
    }
    let Some(number) = engine.tables.number(table) else { return Ok(Match::None) };
    let low = index_key(&values);
    let found = engine.index_range(number, index, (&low, &above_prefix(&low)), 2)?;
    match found.as_slice() {
        [] => Ok(Match::None),
        [id] => Ok(Match::One(*id)),
        _ => Ok(Match::Many),
    }
}

/// Opens and closes quarantine entries.
fn settle(engine: &Engine<'_>, batch: &Batch) -> Result<(), StoreError> {
    let table = batch.range.step.table.as_str();
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
