//! A batch: all of it, or an answer that says why nothing of it.

use std::collections::BTreeSet;

use schema_core::id::DocumentId;
use schema_core::name::{IndexName, TableName};
use schema_core::transition::{Effect, Refusal};
use schema_core::value::Object;

use crate::checkpoint::Checkpoint;
use crate::error::StoreError;
use crate::faults::{Fault, is_on};
use crate::store::effect::{
    Key, Why, fill_placeholders, invalid_addition, invalid_result, only_one,
};
use crate::store::usage::document_bytes;
use crate::store::{
    Batch, Canonical, Change, Commit, QuarantineCode, Quarantined, Refused, Seen, Write,
};

use super::transaction::Transaction;

/// Why a batch isn't committed.
pub(super) enum NotCommitted {
    /// Any answer but [`Commit::Committed`].
    Because(Commit),
    Failed(StoreError),
}

impl From<StoreError> for NotCommitted {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Why a document isn't carried.
enum NotCarried {
    /// It can't be written.
    Refused(QuarantineCode, Refusal),
    Failed(StoreError),
}

impl From<StoreError> for NotCarried {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<Why> for NotCarried {
    fn from((code, refusal): Why) -> Self {
        Self::Refused(code, refusal)
    }
}

impl Transaction<'_> {
    pub(super) fn commit(&mut self, batch: &Batch) -> Result<Checkpoint, NotCommitted> {
        self.state.check(batch.run)?;
        let stands = self.state.range(&batch.range)?.checkpoint.clone();
        if stands.revision != batch.follows.revision && !is_on(Fault::LostAnswerCommittedAgain) {
            return Err(NotCommitted::Because(Commit::Superseded(stands)));
        }
        let conflicts = self.conflicts(batch)?;
        if !conflicts.is_empty() && !is_on(Fault::NoCompare) {
            return Err(NotCommitted::Because(Commit::Conflicts(conflicts.into_iter().collect())));
        }
        let inserted = self.carry_all(&batch.writes)?;
        self.settle(batch);
        Ok(self.advance(batch, inserted)?)
    }

    /// Moves the checkpoint of the batch's range.
    pub(super) fn advance(
        &mut self,
        batch: &Batch,
        inserted: u64,
    ) -> Result<Checkpoint, StoreError> {
        let now = self.now;
        let range = self.state.range(&batch.range)?;
        let mut then = batch.then.clone();
        then.revision = range.checkpoint.revision.next();
        then.counts.inserted += inserted;
        range.completed_at = then.done.then_some(now);
        range.checkpoint = then.clone();
        Ok(then)
    }

    /// The documents of the batch that aren't what they were, or that were computed from others
    /// that aren't, or that are in it twice: once it is carried, it isn't what it was.
    fn conflicts(&mut self, batch: &Batch) -> Result<BTreeSet<DocumentId>, StoreError> {
        let writes =
            batch.writes.iter().map(|Write { id, read, also_read, .. }| (*id, read, also_read));
        let refused = batch
            .quarantine
            .iter()
            .map(|Quarantined { id, read, also_read, .. }| (*id, read, also_read));
        let (mut met, mut conflicts) = (BTreeSet::new(), BTreeSet::new());
        for (id, read, also_read) in writes.chain(refused) {
            let mut is_as_read = met.insert(id) && self.is_as_read(id, Some(read))?;
            for Seen { id, read } in also_read {
                is_as_read = is_as_read && self.is_as_read(*id, read.as_ref())?;
            }
            if !is_as_read {
                conflicts.insert(id);
            }
        }
        Ok(conflicts)
    }

    fn is_as_read(&mut self, id: DocumentId, read: Option<&Canonical>) -> Result<bool, StoreError> {
        let stands = self.read(id)?.map(|document| document.canonical());
        Ok(stands.as_ref() == read)
    }

    /// Carries all documents, and returns how many others were inserted.
    fn carry_all(&mut self, writes: &[Write]) -> Result<u64, NotCommitted> {
        let mut inserted = 0;
        let mut refused = Vec::new();
        for write in writes {
            let before = inserted;
            match self.carry(write, &mut inserted) {
                Ok(()) => {}
                Err(NotCarried::Failed(error)) => return Err(error.into()),
                Err(NotCarried::Refused(code, refusal)) => {
                    refused.push(Refused { id: write.id, code, refusal });
                    if inserted > before {
                        // What it has inserted is still there, and may be what a later one trips
                        // over.
                        break;
                    }
                }
            }
        }
        if refused.is_empty() {
            Ok(inserted)
        } else {
            Err(NotCommitted::Because(Commit::Refused(refused)))
        }
    }

    /// Carries one document, and counts the others that it inserts.
    fn carry(&mut self, write: &Write, inserted: &mut u64) -> Result<(), NotCarried> {
        // What came of each effect, so that what comes later can refer to it.
        let mut ids = Vec::new();
        for effect in &write.effects {
            let id = match effect {
                Effect::Insert { table, document, .. } => {
                    let fields = fill_placeholders(document, &ids)?;
                    Some(self.add(table, &fields, inserted)?)
                }
                Effect::Ensure { table, index, document, .. } => {
                    let fields = fill_placeholders(document, &ids)?;
                    match self.find(table, index, &fields)? {
                        Some(found) if !is_on(Fault::EffectAppliedTwice) => Some(found),
                        _ => Some(self.add(table, &fields, inserted)?),
                    }
                }
                // The change of the document itself says that it goes.
                Effect::DeleteSelf => None,
            };
            ids.push(id);
        }
        match &write.change {
            Change::Delete => self.delete(write.id)?,
            Change::Replace(encoded) => {
                let fields = fill_placeholders(encoded, &ids)?;
                self.replace(write.id, &fields).map_err(|error| match error {
                    StoreError::Enforcement { reason, .. } => invalid_result(reason).into(),
                    other => NotCarried::Failed(other),
                })?;
            }
        }
        self.state.close_quarantine(&write.table, write.id);
        Ok(())
    }

    /// Inserts a document beside the carried one.
    fn add(
        &mut self,
        table: &TableName,
        fields: &Object,
        inserted: &mut u64,
    ) -> Result<DocumentId, NotCarried> {
        let id = self.insert(table, fields).map_err(|error| match error {
            StoreError::Enforcement { table, reason } => invalid_addition(&table, &reason).into(),
            other => NotCarried::Failed(other),
        })?;
        *inserted += 1;
        Ok(id)
    }

    /// The document of a table with the same values in an index's fields, by looking at all of them
    /// as they are by now.
    fn find(
        &mut self,
        table: &TableName,
        index: &IndexName,
        fields: &Object,
    ) -> Result<Option<DocumentId>, NotCarried> {
        let active = self.state.deployed.as_ref().map(|deployed| &deployed.schema);
        let key = Key::of(active, table, index, fields)??;
        let Some(number) = self.state.number(table) else { return Ok(None) };
        let (low, high) = key.range();
        self.usage.range((number.0, index.as_str()), low, high)?;
        let mut found = Vec::new();
        for document in self.state.documents_of(table) {
            // Two are as bad as many.
            if found.len() < 2 && key.is_of(&document.fields) {
                let text = document.canonical();
                self.usage.read(document_bytes(&document.id.to_string(), text.as_str())?)?;
                found.push(document.id);
            }
        }
        Ok(only_one(table, index, &found)?)
    }

    /// Closes and opens quarantine entries.
    fn settle(&mut self, batch: &Batch) {
        let step = &batch.range.step;
        for id in &batch.settled {
            self.state.close_quarantine(&step.table, *id);
        }
        for refused in &batch.quarantine {
            self.state.open_quarantine(step, refused, self.now);
        }
    }
}
