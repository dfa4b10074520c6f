//! A deployment in a file of its own, opened once or for each call.

use std::sync::{Arc, Mutex, PoisonError};

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::validator::Validator;
use schema_core::value::Object;
use schema_core::version::VersionName;
use tempfile::TempDir;

use crate::clock::Clock;
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::start::Start;
use crate::step::StepKey;
use crate::store::sqlite::SqliteStore;
use crate::store::{
    Allowance, Batch, Claim, Commit, Control, Deployed, Estimate, Fenced, InHand, LogEntry, Page,
    PageLimit, Patch, Push, PushOutcome, QuarantineEntry, ReadDocument, Receipt, Repair, Repaired,
    RunEnd, RunNumber, RunsState, Sources, StepStart, StepState, Store, Suspects, TableIds,
    TakeOver,
};
use crate::testing::LiveStore;

/// A deployment in a file that goes with the value.
pub(super) struct InFile {
    folder: TempDir,
    name: DeploymentName,
    clock: Arc<dyn Clock>,
    seed: u64,
    is_kept_open: bool,
    /// What stands for the process that keeps the file open: always, or while it has the place of
    /// the runner, which it would lose by closing it.
    process: Mutex<Option<Arc<SqliteStore>>>,
}

impl InFile {
    /// Keeps the file open.
    pub(super) fn open(sources: Sources) -> Self {
        let file = Self::new(sources, true);
        file.keep(Some(file.opened()));
        file
    }

    /// Opens the file for each call, so that whatever is seen was on the disk.
    pub(super) fn reopen(sources: Sources) -> Self {
        Self::new(sources, false)
    }

    fn new(Sources { clock, seed }: Sources, is_kept_open: bool) -> Self {
        let (folder, name) = (tempfile::tempdir().unwrap(), "test".parse().unwrap());
        Self { folder, name, clock, seed, is_kept_open, process: Mutex::default() }
    }

    fn opened(&self) -> Arc<SqliteStore> {
        let path = self.folder.path().join("test.sqlite");
        let sources = Sources { clock: self.clock.clone(), seed: self.seed };
        Arc::new(SqliteStore::open(&path, self.name.clone(), sources).unwrap())
    }

    fn keep(&self, process: Option<Arc<SqliteStore>>) {
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = process;
    }

    /// The process that has the place, or else another.
    fn runner(&self) -> Arc<SqliteStore> {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner).clone();
        process.unwrap_or_else(|| self.opened())
    }

    fn any(&self) -> Arc<SqliteStore> {
        if self.is_kept_open { self.runner() } else { self.opened() }
    }
}

type Answer<T> = Result<T, StoreError>;

impl Store for InFile {
    fn deployment(&self) -> &DeploymentName {
        &self.name
    }

    async fn take_over(&self, claim: &Claim) -> Answer<TakeOver> {
        let runner = self.runner();
        let taken = runner.take_over(claim).await?;
        if matches!(taken, TakeOver::Taken(_)) {
            self.keep(Some(runner));
        }
        Ok(taken)
    }

    async fn release(&self, run: RunNumber, end: &RunEnd) -> Answer<()> {
        let runner = self.runner();
        runner.release(run, end).await?;
        if !self.is_kept_open && runner.runs(1).await?.beat_at.is_none() {
            self.keep(None);
        }
        Ok(())
    }

    async fn tables(&self) -> Answer<TableIds> {
        self.any().tables().await
    }

    async fn heartbeat(&self, run: RunNumber, hand: Option<&InHand>) -> Answer<Option<Fenced>> {
        self.any().heartbeat(run, hand).await
    }

    async fn control(&self, control: Control) -> Answer<RunsState> {
        self.any().control(control).await
    }

    async fn runs(&self, limit: u32) -> Answer<RunsState> {
        self.any().runs(limit).await
    }

    async fn page(&self, table: &TableName, range: &IdRange, limit: PageLimit) -> Answer<Page> {
        self.any().page(table, range, limit).await
    }

    async fn suspects(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        validator: &Validator,
    ) -> Answer<Suspects> {
        self.any().suspects(table, range, limit, validator).await
    }

    async fn get(&self, ids: &[DocumentId]) -> Answer<Vec<ReadDocument>> {
        self.any().get(ids).await
    }

    async fn count(&self, table: &TableName) -> Answer<u64> {
        self.any().count(table).await
    }

    async fn estimate(&self, table: &TableName) -> Answer<Estimate> {
        self.any().estimate(table).await
    }

    fn allowance(&self) -> Allowance {
        self.any().allowance()
    }

    async fn admit(&self, batch: &Batch) {
        self.any().admit(batch).await;
    }

    async fn deployed(&self) -> Answer<Option<Deployed>> {
        self.any().deployed().await
    }

    async fn push(&self, push: &Push) -> Answer<PushOutcome> {
        self.any().push(push).await
    }

    async fn commit(&self, batch: &Batch) -> Answer<Commit> {
        self.any().commit(batch).await
    }

    async fn begin_pass(
        &self,
        run: RunNumber,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> Answer<StepState> {
        self.any().begin_pass(run, step, follows, ranges).await
    }

    async fn note_start(&self, run: RunNumber, step: &StepKey, start: &Start) -> Answer<()> {
        self.any().note_start(run, step, start).await
    }

    async fn starts(&self) -> Answer<Vec<StepStart>> {
        self.any().starts().await
    }

    async fn step(&self, step: &StepKey) -> Answer<Option<StepState>> {
        self.any().step(step).await
    }

    async fn steps(&self) -> Answer<Vec<StepState>> {
        self.any().steps().await
    }

    async fn quarantine(&self, table: &TableName) -> Answer<Vec<QuarantineEntry>> {
        self.any().quarantine(table).await
    }

    async fn repair(&self, repair: &Repair) -> Answer<Repaired> {
        self.any().repair(repair).await
    }

    async fn note_receipt(&self, run: RunNumber, receipt: &Receipt) -> Answer<()> {
        self.any().note_receipt(run, receipt).await
    }

    async fn void_receipt(&self, run: RunNumber, name: &VersionName) -> Answer<()> {
        self.any().void_receipt(run, name).await
    }

    async fn receipts(&self) -> Answer<Vec<Receipt>> {
        self.any().receipts().await
    }
}

impl LiveStore for InFile {
    async fn insert(&self, table: &TableName, fields: &Object) -> Answer<DocumentId> {
        LiveStore::insert(&*self.any(), table, fields).await
    }

    async fn patch(&self, id: DocumentId, patch: &Patch) -> Answer<()> {
        LiveStore::patch(&*self.any(), id, patch).await
    }

    async fn replace(&self, id: DocumentId, fields: &Object) -> Answer<()> {
        LiveStore::replace(&*self.any(), id, fields).await
    }

    async fn delete(&self, id: DocumentId) -> Answer<()> {
        LiveStore::delete(&*self.any(), id).await
    }

    async fn log(&self) -> Answer<Vec<LogEntry>> {
        LiveStore::log(&*self.any()).await
    }
}
