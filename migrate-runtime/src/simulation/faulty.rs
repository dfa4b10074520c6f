//! A store as one process reaches it, on a bad day.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::validator::Validator;
use schema_core::version::VersionName;
use tokio::time::Instant;

use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::event::{Event, Observer};
use crate::range::IdRange;
use crate::run::Stop;
use crate::start::Start;
use crate::step::StepKey;
use crate::store::{
    Allowance, Batch, Claim, Commit, Control, Deployed, Estimate, Fenced, InHand, Page, PageLimit,
    Push, PushOutcome, QuarantineEntry, ReadDocument, Receipt, Repair, Repaired, RunEnd, RunNumber,
    RunsState, StepStart, StepState, Store, Suspects, TableIds, TakeOver,
};
use crate::testing::LiveStore;

use super::logged::Logged;
use super::weather::{Failure, Trouble};
use super::world::World;
use crate::testing::judge::log::{Actor, Entry, PushedBy};

type Answer<T> = Result<T, StoreError>;

/// A process that runs.
pub(super) struct Process {
    pub(super) actor: Actor,
    pub(super) stop: Stop,
    is_killed: AtomicBool,
    frozen_until: Mutex<Option<Instant>>,
}

impl Process {
    pub(super) fn new(actor: Actor) -> Self {
        let (is_killed, frozen_until) = (AtomicBool::new(false), Mutex::new(None));
        Self { actor, stop: Stop::new(), is_killed, frozen_until }
    }

    /// Whether it is gone: nothing of it may run any more.
    pub(super) fn is_killed(&self) -> bool {
        self.is_killed.load(Ordering::SeqCst)
    }

    fn frozen_until(&self) -> Option<Instant> {
        *self.frozen_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn freeze(&self, until: Instant) {
        *self.frozen_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }

    /// Stands still while the process is frozen, and for good once it is killed.
    async fn live(&self) {
        if self.is_killed() {
            std::future::pending::<()>().await;
        }
        while let Some(until) = self.frozen_until()
            && until > Instant::now()
        {
            tokio::time::sleep_until(until).await;
        }
    }
}

/// A store as one process reaches it: calls fail, take long, lose their answers and are the last
/// ones of their process, before and after they happen.
pub(super) struct Faulty<'w, S> {
    pub(super) world: &'w World<S>,
    pub(super) process: &'w Process,
}

impl<S: LiveStore> Faulty<'_, S> {
    fn log(&self) -> &Logged<S> {
        &self.world.logged
    }

    /// Does one call of the store, and whatever befalls it.
    async fn around<T: Send>(
        &self,
        method: &str,
        call: impl Future<Output = Answer<T>> + Send,
    ) -> Answer<T> {
        self.world.called(method);
        self.process.live().await;
        self.world.count_call()?;
        for trouble in self.world.troubles_before(false) {
            self.befall(trouble).await?;
        }
        self.finish(call).await
    }

    /// The call itself, and what befalls its answer.
    async fn finish<T: Send>(&self, call: impl Future<Output = Answer<T>> + Send) -> Answer<T> {
        let answer = call.await?;
        for trouble in self.world.troubles_after() {
            self.befall(trouble).await?;
        }
        Ok(answer)
    }

    async fn befall(&self, trouble: Trouble) -> Answer<()> {
        match trouble {
            Trouble::Yields(times) => {
                for _ in 0..times {
                    tokio::task::yield_now().await;
                }
            }
            Trouble::Sleeps(time) => tokio::time::sleep(time).await,
            Trouble::Freezes(time) => self.process.freeze(Instant::now() + time),
            Trouble::Kills => self.process.is_killed.store(true, Ordering::SeqCst),
            Trouble::Stops => self.process.stop.request(),
            Trouble::Resends => self.world.resend().await,
            Trouble::Controls => self.world.control().await,
            Trouble::ClearsUp => self.world.resume().await,
            Trouble::Writes(times) => {
                for _ in 0..times {
                    self.world.write().await;
                }
            }
            Trouble::Fails(failure) => return Err(failed(failure)),
            // Only commits have them.
            Trouble::Conflicts | Trouble::IsTooLarge | Trouble::Races => {}
        }
        self.process.live().await;
        Ok(())
    }
}

fn failed(failure: Failure) -> StoreError {
    match failure {
        Failure::Busy => StoreError::Database {
            doing: "being busy",
            source: rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
                None,
            ),
        },
        Failure::Contended => StoreError::Contended { attempts: 3 },
        Failure::Unknown => StoreError::Unknown { doing: "a call" },
        Failure::Final => StoreError::damaged("a made-up failure"),
    }
}

impl<S: LiveStore> Store for Faulty<'_, S> {
    fn deployment(&self) -> &DeploymentName {
        self.world.called("deployment");
        self.log().store.deployment()
    }

    async fn commit(&self, batch: &Batch) -> Answer<Commit> {
        self.world.called("commit");
        self.process.live().await;
        self.world.count_call()?;
        for trouble in self.world.troubles_before(true) {
            match trouble {
                Trouble::Conflicts if !batch.writes.is_empty() => {
                    return Ok(Commit::Conflicts(self.world.some_of(batch)));
                }
                // A single document is never too large here: it would be put into quarantine.
                Trouble::IsTooLarge if batch.writes.len() > 1 => {
                    return Ok(Commit::TooLarge { reason: "made up".to_owned() });
                }
                Trouble::Races => self.world.race(batch).await,
                other => self.befall(other).await?,
            }
        }
        self.finish(self.log().commit(self.process.actor, batch)).await
    }

    async fn tables(&self) -> Answer<TableIds> {
        self.around("tables", self.log().store.tables()).await
    }

    async fn take_over(&self, claim: &Claim) -> Answer<TakeOver> {
        self.around("take_over", self.log().take_over(self.process.actor, claim)).await
    }

    async fn heartbeat(&self, run: RunNumber, hand: Option<&InHand>) -> Answer<Option<Fenced>> {
        self.around("heartbeat", self.log().store.heartbeat(run, hand)).await
    }

    async fn release(&self, run: RunNumber, end: &RunEnd) -> Answer<()> {
        self.around("release", self.log().release(run, end)).await
    }

    async fn control(&self, control: Control) -> Answer<RunsState> {
        self.around("control", self.log().control(control)).await
    }

    async fn runs(&self, limit: u32) -> Answer<RunsState> {
        self.around("runs", self.log().store.runs(limit)).await
    }

    async fn page(&self, table: &TableName, range: &IdRange, limit: PageLimit) -> Answer<Page> {
        self.around("page", self.log().page(self.process.actor, table, range, limit)).await
    }

    async fn suspects(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        validator: &Validator,
    ) -> Answer<Suspects> {
        let sifting = self.world.sifting();
        let asked =
            self.log().suspects(self.process.actor, table, range, limit, validator, sifting);
        self.around("suspects", asked).await
    }

    async fn get(&self, ids: &[DocumentId]) -> Answer<Vec<ReadDocument>> {
        self.around("get", self.log().store.get(ids)).await
    }

    async fn count(&self, table: &TableName) -> Answer<u64> {
        self.around("count", self.log().store.count(table)).await
    }

    async fn estimate(&self, table: &TableName) -> Answer<Estimate> {
        let estimated = async {
            let counted = self.log().store.estimate(table).await?;
            Ok(self.world.guess(counted))
        };
        self.around("estimate", estimated).await
    }

    fn allowance(&self) -> Allowance {
        self.world.called("allowance");
        self.world.allowance()
    }

    async fn admit(&self, _: &Batch) {
        self.world.called("admit");
        if let Some(time) = self.world.waits() {
            self.process.live().await;
            tokio::time::sleep(time).await;
            self.process.live().await;
        }
    }

    async fn deployed(&self) -> Answer<Option<Deployed>> {
        self.around("deployed", self.log().store.deployed()).await
    }

    async fn push(&self, push: &Push) -> Answer<PushOutcome> {
        let pushed = async {
            if self.world.climate().pushes == PushedBy::Hand {
                self.world.place(push);
                return Ok(PushOutcome::Waiting);
            }
            self.log().push(push, PushedBy::Run).await
        };
        self.around("push", pushed).await
    }

    async fn begin_pass(
        &self,
        run: RunNumber,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> Answer<StepState> {
        self.around("begin_pass", self.log().begin_pass(run, step, follows, ranges)).await
    }

    async fn note_start(&self, run: RunNumber, step: &StepKey, start: &Start) -> Answer<()> {
        self.around("note_start", self.log().note_start(run, step, start)).await
    }

    async fn starts(&self) -> Answer<Vec<StepStart>> {
        self.around("starts", self.log().store.starts()).await
    }

    async fn step(&self, step: &StepKey) -> Answer<Option<StepState>> {
        self.around("step", self.log().store.step(step)).await
    }

    async fn steps(&self) -> Answer<Vec<StepState>> {
        self.around("steps", self.log().store.steps()).await
    }

    async fn quarantine(&self, table: &TableName) -> Answer<Vec<QuarantineEntry>> {
        self.around("quarantine", self.log().store.quarantine(table)).await
    }

    async fn repair(&self, repair: &Repair) -> Answer<Repaired> {
        self.around("repair", self.log().repair(repair)).await
    }

    async fn note_receipt(&self, run: RunNumber, receipt: &Receipt) -> Answer<()> {
        self.around("note_receipt", self.log().note_receipt(self.process.actor, run, receipt)).await
    }

    async fn void_receipt(&self, run: RunNumber, name: &VersionName) -> Answer<()> {
        self.around("void_receipt", self.log().void_receipt(run, name)).await
    }

    async fn receipts(&self) -> Answer<Vec<Receipt>> {
        self.around("receipts", self.log().store.receipts()).await
    }
}

/// Writes down what the run loop says of itself.
impl<S: LiveStore> Observer for Faulty<'_, S> {
    fn observe(&self, event: &Event) {
        let actor = self.process.actor;
        match event {
            Event::StepFinished { step, .. } => {
                self.log().note(Entry::Finished { actor, step: step.clone() });
            }
            Event::VerificationStarted { table, .. } => {
                self.log().note(Entry::Verifying { actor, table: table.clone() });
            }
            Event::VerificationFinished { table, failing, .. } => {
                let (table, failing) = (table.clone(), *failing);
                self.log().note(Entry::Verified { actor, table, failing });
            }
            Event::DocumentDeferred { .. } => self.log().reach("put off"),
            Event::BatchTooLarge { .. } => self.log().reach("a smaller batch"),
            Event::DocumentQuarantined { code, .. } => {
                self.log().reach(format!("in quarantine: {code}"));
            }
            _ => {}
        }
    }
}
