//! A store that writes down everything that is written to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};
use schema_core::version::VersionName;

use crate::error::StoreError;
use crate::range::IdRange;
use crate::start::Start;
use crate::step::StepKey;
use crate::store::{
    Batch, BatchSize, Change, Claim, Commit, Control, Fenced, Page, PageLimit, Patch, Push,
    PushOutcome, Receipt, Repair, Repaired, RunEnd, RunNumber, RunsState, StepState, Suspects,
    TakeOver,
};
use crate::testing::LiveStore;

use crate::testing::judge::log::{Actor, Committed, Entry, PushedBy, Sent, Written};

use super::weather::Sifting;

type Answer<T> = Result<T, StoreError>;

/// How many of the batches that were sent are remembered, to be sent again.
const SENT_MAX: usize = 12;

/// A store that writes down everything that is written to it. A write and its line in the log are
/// one moment, since neither of the stores waits for anything.
pub(super) struct Logged<S> {
    pub(super) store: S,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    log: Vec<Entry>,
    /// The documents that there are.
    ids: BTreeMap<TableName, BTreeSet<DocumentId>>,
    /// The tables that the active schema has.
    tables: BTreeSet<TableName>,
    sent: Vec<(Actor, Batch)>,
    /// How often the schedule has come to some corner.
    corners: Corners,
    /// What never happens where nothing is wrong.
    unexpected: Option<String>,
}

/// How often something has happened.
pub(super) type Corners = BTreeMap<String, u64>;

impl<S> Logged<S> {
    pub(super) fn new(store: S) -> Self {
        Self { store, inner: Mutex::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note(&self, entry: Entry) {
        self.inner().log.push(entry);
    }

    /// Counts that the schedule has come to some corner.
    pub(super) fn reach(&self, corner: impl Into<String>) {
        *self.inner().corners.entry(corner.into()).or_default() += 1;
    }

    /// The corners that the schedule has come to.
    pub(super) fn corners(&self) -> Corners {
        self.inner().corners.clone()
    }

    /// Something that never happens where nothing is wrong.
    pub(super) fn unexpected(&self) -> Option<String> {
        self.inner().unexpected.clone()
    }

    /// Looks at what has happened so far.
    pub(super) fn look<T>(&self, look: impl FnOnce(&[Entry]) -> T) -> T {
        look(&self.inner().log)
    }

    /// The documents of a table, in the order of their ids.
    pub(super) fn ids(&self, table: &TableName) -> Vec<DocumentId> {
        self.inner().ids.get(table).into_iter().flatten().copied().collect()
    }

    /// Whether the active schema has a table.
    pub(super) fn has(&self, table: &TableName) -> bool {
        self.inner().tables.contains(table)
    }

    /// The batches that were sent last, and by whom.
    pub(super) fn sent(&self) -> Vec<(Actor, Batch)> {
        self.inner().sent.clone()
    }
}

/// What a person or the application does.
impl<S: LiveStore> Logged<S> {
    pub(super) async fn insert(&self, table: &TableName, fields: &Object) -> Answer<DocumentId> {
        let id = self.store.insert(table, fields).await?;
        self.inner().ids.entry(table.clone()).or_default().insert(id);
        self.wrote(table, id, Written::Inserted(fields.clone()));
        Ok(id)
    }

    pub(super) async fn patch(
        &self,
        table: &TableName,
        id: DocumentId,
        changes: Vec<(&'static str, Option<Value>)>,
    ) -> Answer<()> {
        let patch = changes.iter().fold(Patch::new(), |patch, (name, value)| match value {
            Some(value) => patch.set(*name, value.clone()),
            None => patch.remove(*name),
        });
        self.store.patch(id, &patch).await?;
        self.wrote(table, id, Written::Patched(changes));
        Ok(())
    }

    pub(super) async fn replace(
        &self,
        table: &TableName,
        id: DocumentId,
        fields: &Object,
    ) -> Answer<()> {
        self.store.replace(id, fields).await?;
        self.wrote(table, id, Written::Replaced(fields.clone()));
        Ok(())
    }

    pub(super) async fn delete(&self, table: &TableName, id: DocumentId) -> Answer<()> {
        self.store.delete(id).await?;
        self.forget(table, id);
        self.wrote(table, id, Written::Deleted);
        Ok(())
    }

    fn wrote(&self, table: &TableName, id: DocumentId, what: Written) {
        self.note(Entry::Written { table: table.clone(), id, what });
    }

    fn forget(&self, table: &TableName, id: DocumentId) {
        self.inner().ids.entry(table.clone()).or_default().remove(&id);
    }

    /// The newest runs: what somebody sees who then tells one of them something.
    pub(super) async fn runs(&self, limit: u32) -> Answer<RunsState> {
        self.store.runs(limit).await
    }

    pub(super) async fn control(&self, control: Control) -> Answer<RunsState> {
        let before = self.store.control(control).await?;
        self.note(Entry::Controlled(control));
        Ok(before)
    }
}

/// What a runner does.
impl<S: LiveStore> Logged<S> {
    pub(super) async fn take_over(&self, actor: Actor, claim: &Claim) -> Answer<TakeOver> {
        let taken = self.store.take_over(claim).await?;
        if let TakeOver::Taken(run) = taken {
            self.note(Entry::Taken { actor, run });
        }
        Ok(taken)
    }

    pub(super) async fn release(&self, run: RunNumber, end: &RunEnd) -> Answer<()> {
        self.store.release(run, end).await?;
        self.note(Entry::Released { run });
        Ok(())
    }

    pub(super) async fn page(
        &self,
        actor: Actor,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
    ) -> Answer<Page> {
        let page = self.store.page(table, range, limit).await?;
        self.note(Entry::Paged { actor, table: table.clone(), after: range.after.clone() });
        Ok(page)
    }

    /// What a deployment answers that looks at documents itself: now and then at more of them than
    /// it was asked for, and it sends some of the valid ones, too.
    pub(super) async fn suspects(
        &self,
        actor: Actor,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        validator: &Validator,
        sifting: Option<Sifting>,
    ) -> Answer<Suspects> {
        let Some(Sifting { more, sends }) = sifting else {
            self.note(Entry::Paged { actor, table: table.clone(), after: range.after.clone() });
            return self.store.suspects(table, range, limit, validator).await;
        };
        let documents = BatchSize::of(limit.documents.get() + more);
        let limit = PageLimit { documents, ..limit };
        let page = self.page(actor, table, range, limit).await?;
        let tables = self.store.tables().await?;
        let mut suspects = Suspects::from(page);
        let mut number = 0;
        suspects.documents.retain(|read| {
            number += 1;
            sends & (1 << (number % 64)) != 0
                || !validator.accepts_object(&read.document.fields, &tables)
        });
        self.reach(if suspects.documents.len() as u64 == suspects.looked_at {
            "all are suspects"
        } else {
            "some are no suspects"
        });
        Ok(suspects)
    }

    pub(super) async fn begin_pass(
        &self,
        run: RunNumber,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> Answer<StepState> {
        let before = self.store.step(step).await?.map_or(0, |state| state.pass);
        let state = self.store.begin_pass(run, step, follows, ranges).await?;
        if state.pass != before {
            let (step, pass, ranges) = (step.clone(), state.pass, ranges.to_vec());
            self.note(Entry::Begun { run, step, pass, ranges });
        }
        Ok(state)
    }

    pub(super) async fn note_start(
        &self,
        run: RunNumber,
        step: &StepKey,
        start: &Start,
    ) -> Answer<()> {
        self.store.note_start(run, step, start).await?;
        let (step, program) = (step.clone(), start.program.clone());
        self.note(Entry::Started { run, step, program });
        Ok(())
    }

    pub(super) async fn commit(&self, actor: Actor, batch: &Batch) -> Answer<Commit> {
        {
            let sent = &mut self.inner().sent;
            sent.truncate(SENT_MAX - 1);
            sent.insert(0, (actor, batch.clone()));
        }
        let answer = self.store.commit(batch).await;
        self.reach(match &answer {
            Ok(Commit::Committed(_)) => "committed",
            Ok(Commit::Conflicts(_)) => "conflicts",
            Ok(Commit::Refused(_)) => "refused",
            Ok(Commit::TooLarge { .. }) => "too large",
            Ok(Commit::Superseded(_)) => "superseded",
            Err(StoreError::Fenced { why: Fenced::Overtaken, .. }) => "fenced: overtaken",
            Err(StoreError::Fenced { why: Fenced::Paused { .. }, .. }) => "fenced: paused",
            Err(StoreError::Fenced { why: Fenced::Cancelled, .. }) => "fenced: cancelled",
            Err(StoreError::NoRange { .. }) => "a batch of an earlier pass",
            Err(other) => {
                self.inner().unexpected.get_or_insert(format!("a commit fails: {other}"));
                "a commit fails"
            }
        });
        let answer = answer?;
        if let Commit::Committed(checkpoint) = &answer {
            let ids: Vec<_> = batch.writes.iter().map(|write| write.id).collect();
            let after = self.store.get(&ids).await?;
            let after = after
                .into_iter()
                .map(|read| (read.id, read.document.into_stored().fields))
                .collect();
            for write in batch.writes.iter().filter(|write| matches!(write.change, Change::Delete))
            {
                self.forget(&write.table, write.id);
            }
            let has_effects = batch.writes.iter().any(|write| !write.effects.is_empty());
            let mut made = Vec::new();
            for table in ["credits", "directors", "members"].into_iter().filter(|_| has_effects) {
                made.extend(self.new_documents(&TableName::from_checked(table)).await?);
            }
            let (batch, checkpoint) = (Sent::from(batch), checkpoint.clone());
            let committed = Committed { actor, batch, checkpoint, after, made };
            self.note(Entry::Committed(Box::new(committed)));
        }
        Ok(answer)
    }

    /// The documents of a table that weren't there before.
    async fn new_documents(
        &self,
        table: &TableName,
    ) -> Answer<Vec<(TableName, DocumentId, Object)>> {
        let page = self.store.page(table, &IdRange::WHOLE, PageLimit::of(BatchSize::MAX)).await?;
        let mut inner = self.inner();
        let known = inner.ids.entry(table.clone()).or_default();
        let new = page.documents.into_iter().filter(|read| known.insert(read.id));
        Ok(new.map(|read| (table.clone(), read.id, read.document.into_stored().fields)).collect())
    }

    pub(super) async fn push(&self, push: &Push, by: PushedBy) -> Answer<PushOutcome> {
        let outcome = self.store.push(push).await?;
        if matches!(outcome, PushOutcome::Active) {
            self.inner().tables = push.schema.tables.keys().cloned().collect();
            let proved = push.receipts.iter().map(|receipt| receipt.name.table.clone()).collect();
            let manifest = push.manifest.clone();
            self.note(Entry::Pushed { run: push.run, manifest, proved, by });
            for receipt in push.receipts.iter().cloned() {
                self.note(Entry::Proved { run: push.run, receipt });
            }
        }
        Ok(outcome)
    }

    pub(super) async fn repair(&self, repair: &Repair) -> Answer<Repaired> {
        let repaired = self.store.repair(repair).await?;
        let Repair { run, table, id, fields, .. } = repair.clone();
        if repaired == Repaired::Done {
            if fields.is_none() {
                self.forget(&table, id);
            }
            self.note(Entry::Repaired { run, table, id, fields });
        }
        Ok(repaired)
    }

    pub(super) async fn note_receipt(
        &self,
        actor: Actor,
        run: RunNumber,
        receipt: &Receipt,
    ) -> Answer<()> {
        self.store.note_receipt(run, receipt).await?;
        self.note(Entry::Receipt { actor, run, receipt: receipt.clone() });
        Ok(())
    }

    pub(super) async fn void_receipt(&self, run: RunNumber, name: &VersionName) -> Answer<()> {
        self.store.void_receipt(run, name).await?;
        self.note(Entry::Voided { run, table: name.table.clone() });
        Ok(())
    }
}
