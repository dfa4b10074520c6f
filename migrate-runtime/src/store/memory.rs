//! The reference store: a deployment as plain sorted maps, made to be read.
//!
//! It keeps every promise of [`Store`] in the simplest way there is. All of a deployment is one
//! value, `State`, behind one lock. Whoever reads looks at it; whoever writes works on a copy,
//! which takes its place if everything went well and is dropped otherwise. So a transaction happens
//! whole or not at all, and nobody ever sees the middle of one. It needn't be fast.
//!
//! Other stores are compared with it. Its documents have no indexes to fall out of step with: what
//! an `ensure` looks for is looked for in all documents of the table. A push looks at all documents
//! and becomes active in one step, where a deployment goes on meanwhile; the outcomes are the same,
//! because a store may let any write come before or after it. Nothing but the lease tells whether a
//! runner lives.

mod application;
mod batch;
mod ledger;
#[cfg(test)]
pub(crate) mod mixed;
mod push;
#[cfg(test)]
mod tests;
mod transaction;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;
use schema_core::validator::Validator;
use schema_core::value::Object;
use schema_core::version::VersionName;

use self::batch::NotCommitted;
use self::ledger::Pass;
use self::transaction::Transaction;
use super::{
    Allowance, Batch, Canonical, Claim, Commit, Control, Deployed, Estimate, Fence, Fenced,
    Heartbeat, InHand, LazyDocument, LogEntry, Noted, Page, PageLimit, Push, PushOutcome,
    QuarantineEntry, ReadDocument, Receipt, Repair, Repaired, RunEnd, RunNumber, RunRecord,
    RunsState, Sources, StepStart, StepState, Store, Suspects, TableIds, TakeOver, Usage,
};
use crate::clock::Clock;
use crate::cursor::Cursor;
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::faults::{Fault, is_on};
use crate::range::IdRange;
use crate::start::Start;
use crate::step::StepKey;

/// A deployment that lives as long as the value, and that is simple rather than fast.
pub struct MemoryStore {
    deployment: DeploymentName,
    clock: Arc<dyn Clock>,
    inner: Mutex<Inner>,
}

struct Inner {
    state: State,
    /// Not a part of the state: an id that a dropped transaction has made is never made again.
    rng: StdRng,
}

/// Everything that a deployment holds.
#[derive(Clone, Default)]
struct State {
    tables: BTreeMap<TableNumber, TableName>,
    /// The documents of all tables, by the text of their ids: it begins with the table, and its
    /// order within a table is the order of pages.
    documents: BTreeMap<String, Arc<Document>>,
    /// The newest creation time that there ever was.
    newest_creation_time: f64,
    deployed: Option<Deployed>,
    fence: Fence,
    heartbeat: Heartbeat,
    /// What the newest run had in hand at its last heartbeat.
    in_hand: Option<InHand>,
    /// Oldest first.
    runs: Vec<RunRecord>,
    /// The passes of each step, the first one first.
    steps: BTreeMap<StepKey, Vec<Pass>>,
    /// By which rules each step migrates documents, and which programs do.
    starts: BTreeMap<StepKey, Noted>,
    /// The open entries, by table and id.
    quarantine: BTreeMap<(TableName, String), QuarantineEntry>,
    receipts: BTreeMap<VersionName, Receipt>,
    log: Vec<LogEntry>,
}

struct Document {
    id: DocumentId,
    creation_time: f64,
    /// Without system fields.
    fields: Object,
}

impl Document {
    fn canonical(&self) -> Canonical {
        Canonical::of(&self.fields)
    }

    fn read(&self) -> ReadDocument {
        let (id, creation_time) = (self.id.to_string(), self.creation_time);
        let document = StoredDocument { id, creation_time, fields: self.fields.clone() };
        let read = self.canonical();
        ReadDocument { id: self.id, document: LazyDocument::made(self.id, document, &read), read }
    }
}

impl State {
    fn number(&self, table: &TableName) -> Option<TableNumber> {
        self.tables.iter().find(|(_, name)| *name == table).map(|(number, _)| *number)
    }

    /// The documents of a table, in the order of their ids; none where there is no such table.
    fn documents_of(&self, table: &TableName) -> impl Iterator<Item = &Document> {
        let number = self.number(table);
        let documents = self.documents.values().map(|document| &**document);
        documents.filter(move |document| Some(document.id.table) == number)
    }
}

impl MemoryStore {
    /// Makes an empty deployment.
    pub fn new(deployment: DeploymentName, Sources { clock, seed }: Sources) -> Self {
        let inner = Inner { state: State::default(), rng: StdRng::seed_from_u64(seed) };
        Self { deployment, clock, inner: Mutex::new(inner) }
    }

    /// Returns the log of what people have decided, oldest first.
    pub fn log(&self) -> Vec<LogEntry> {
        self.lock().state.log.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic inside a transaction has left the state as it was.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one transaction: what it has done stays if it succeeds, and nothing of it otherwise.
    fn transact<T, E>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut inner = self.lock();
        let Inner { state, rng } = &mut *inner;
        let (copy, usage, now) = (state.clone(), Usage::default(), self.clock.now());
        let mut transaction = Transaction { state: copy, rng, usage, now };
        let answer = work(&mut transaction)?;
        *state = transaction.state;
        Ok(answer)
    }

    /// As [`transact`](Self::transact), for the run that may write.
    fn transact_as<T>(
        &self,
        run: RunNumber,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.transact(|transaction| {
            transaction.state.check(run)?;
            work(transaction)
        })
    }
}

impl Store for MemoryStore {
    fn deployment(&self) -> &DeploymentName {
        &self.deployment
    }

    async fn tables(&self) -> Result<TableIds, StoreError> {
        Ok(TableIds { names: self.lock().state.tables.clone() })
    }

    async fn take_over(&self, claim: &Claim) -> Result<TakeOver, StoreError> {
        self.transact(|transaction| Ok(transaction.state.take_over(claim, transaction.now)))
    }

    async fn heartbeat(
        &self,
        run: RunNumber,
        in_hand: Option<&InHand>,
    ) -> Result<Option<Fenced>, StoreError> {
        self.transact(|transaction| Ok(transaction.state.show_alive(run, in_hand, transaction.now)))
    }

    async fn release(&self, run: RunNumber, end: &RunEnd) -> Result<(), StoreError> {
        self.transact(|transaction| {
            transaction.state.release(run, end, transaction.now);
            Ok(())
        })
    }

    async fn control(&self, control: Control) -> Result<RunsState, StoreError> {
        self.transact(|transaction| Ok(transaction.state.control(control, transaction.now)))
    }

    async fn runs(&self, limit: u32) -> Result<RunsState, StoreError> {
        Ok(self.lock().state.runs(limit))
    }

    async fn page(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
    ) -> Result<Page, StoreError> {
        let inner = self.lock();
        let mut rest =
            inner.state.documents_of(table).filter(|document| range.holds(document.id)).peekable();
        let mut page = Page { documents: Vec::new(), cursor: range.after.clone(), is_done: false };
        let (documents_max, mut bytes) = (limit.documents.get() as usize, 0);
        while page.documents.is_empty()
            || (page.documents.len() < documents_max && bytes < limit.bytes)
        {
            let Some(document) = rest.next() else { break };
            let document = document.read();
            bytes += document.bytes();
            page.cursor = Cursor::after(document.id);
            page.documents.push(document);
        }
        page.is_done = rest.peek().is_none();
        Ok(page)
    }

    async fn suspects(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        _: &Validator,
    ) -> Result<Suspects, StoreError> {
        // Documents are not sent anywhere, so to look at them here would save nothing.
        self.page(table, range, limit).await.map(Suspects::from)
    }

    async fn get(&self, ids: &[DocumentId]) -> Result<Vec<ReadDocument>, StoreError> {
        let inner = self.lock();
        let found = ids.iter().filter_map(|id| inner.state.documents.get(&id.to_string()));
        Ok(found.map(|document| document.read()).collect())
    }

    async fn count(&self, table: &TableName) -> Result<u64, StoreError> {
        Ok(self.lock().state.documents_of(table).count() as u64)
    }

    async fn estimate(&self, table: &TableName) -> Result<Estimate, StoreError> {
        self.count(table).await.map(Estimate::exact)
    }

    fn allowance(&self) -> Allowance {
        Allowance::UNLIMITED
    }

    async fn admit(&self, _: &Batch) {}

    async fn deployed(&self) -> Result<Option<Deployed>, StoreError> {
        Ok(self.lock().state.deployed.clone())
    }

    async fn push(&self, push: &Push) -> Result<PushOutcome, StoreError> {
        self.transact(|transaction| transaction.push(push))
    }

    async fn commit(&self, batch: &Batch) -> Result<Commit, StoreError> {
        match self.transact(|transaction| transaction.commit(batch)) {
            Ok(checkpoint) => Ok(Commit::Committed(checkpoint)),
            Err(NotCommitted::Because(answer @ Commit::Conflicts(_)))
                if is_on(Fault::CheckpointBeforeDocuments) =>
            {
                self.transact(|transaction| transaction.advance(batch, 0)).map(|_| answer)
            }
            Err(NotCommitted::Because(answer)) => Ok(answer),
            Err(NotCommitted::Failed(error @ StoreError::TransactionLimit { .. })) => {
                Ok(Commit::TooLarge { reason: error.to_string() })
            }
            Err(NotCommitted::Failed(error)) => Err(error),
        }
    }

    async fn begin_pass(
        &self,
        run: RunNumber,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> Result<StepState, StoreError> {
        self.transact_as(run, |transaction| {
            transaction.state.begin_pass(step, follows, ranges, transaction.now)
        })
    }

    async fn note_start(
        &self,
        run: RunNumber,
        step: &StepKey,
        start: &Start,
    ) -> Result<(), StoreError> {
        self.transact_as(run, |transaction| {
            transaction.state.note_start(step, start);
            Ok(())
        })
    }

    async fn starts(&self) -> Result<Vec<StepStart>, StoreError> {
        Ok(self.lock().state.starts())
    }

    async fn step(&self, step: &StepKey) -> Result<Option<StepState>, StoreError> {
        Ok(self.lock().state.step(step))
    }

    async fn steps(&self) -> Result<Vec<StepState>, StoreError> {
        let inner = self.lock();
        Ok(inner.state.steps.keys().filter_map(|step| inner.state.step(step)).collect())
    }

    async fn quarantine(&self, table: &TableName) -> Result<Vec<QuarantineEntry>, StoreError> {
        let inner = self.lock();
        let entries = inner.state.quarantine.values().filter(|entry| entry.table == *table);
        Ok(entries.cloned().collect())
    }

    async fn repair(&self, repair: &Repair) -> Result<Repaired, StoreError> {
        self.transact_as(repair.run, |transaction| transaction.repair(repair))
    }

    async fn note_receipt(&self, run: RunNumber, receipt: &Receipt) -> Result<(), StoreError> {
        self.transact_as(run, |transaction| {
            transaction.state.receipts.insert(receipt.name.clone(), receipt.clone());
            Ok(())
        })
    }

    async fn void_receipt(&self, run: RunNumber, name: &VersionName) -> Result<(), StoreError> {
        self.transact_as(run, |transaction| {
            transaction.state.receipts.remove(name);
            Ok(())
        })
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, StoreError> {
        Ok(self.lock().state.receipts.values().cloned().collect())
    }
}
