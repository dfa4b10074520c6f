//! A process on a bad day: its calls of the store are where it stops, stands still and dies.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use migrate_runtime::deployment::DeploymentName;
use migrate_runtime::error::StoreError;
use migrate_runtime::event::{Event, Observer};
use migrate_runtime::range::IdRange;
use migrate_runtime::run::Stop;
use migrate_runtime::start::Start;
use migrate_runtime::step::StepKey;
use migrate_runtime::store::convex::ConvexStore;
use migrate_runtime::store::{
    Allowance, Batch, Claim, Commit, Control, Deployed, Estimate, Fenced, InHand, Page, PageLimit,
    Push, PushOutcome, QuarantineEntry, ReadDocument, Receipt, Repair, Repaired, RunEnd, RunNumber,
    RunsState, StepStart, StepState, Store, Suspects, TableIds, TakeOver,
};
use migrate_runtime::testing::judge::Note;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::validator::Validator;
use schema_core::version::VersionName;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::day::{Dice, Fortune};
use super::place::{Deployer, Proved, Pushes};
use super::play::Run;
use super::writer::Urge;

/// How long a batch may wait to be written, in the run's own time. The slowest rate of a day writes
/// all that a run has in a part of it.
const ADMITTED_WITHIN: Duration = Duration::from_mins(1);

/// A store as one process reaches it, and the process's fortune.
pub(super) struct Process<'c> {
    pub(super) actor: u32,
    pub(super) stop: Stop,
    run: &'c Run<'c>,
    store: ConvexStore<Deployer>,
    proved: Proved,
    fortune: Fortune,
    writers: Option<Writers>,
    calls: AtomicU32,
    frozen_until: Mutex<Option<Instant>>,
    death: Notify,
}

/// Lets the application write while a process is at work.
pub(super) struct Writers {
    pub(super) urge: Sender<Urge>,
    pub(super) dice: Dice,
}

impl Writers {
    fn happens(&self, in_a_hundred: u32) -> bool {
        self.dice.odds(in_a_hundred, 100)
    }

    fn urge(&self, urge: Urge) {
        // A writer that has failed is heard of at the end.
        let _ = self.urge.send(urge);
    }

    /// Has a document written that a batch carries, before it or at the same time.
    fn race(&self, batch: &Batch) {
        if batch.writes.is_empty() {
            return;
        }
        let write = &batch.writes[self.dice.below(batch.writes.len())];
        let carried = Some((write.table.to_string(), write.id));
        let (heard, hear) = mpsc::channel();
        let is_before = self.dice.odds(1, 2);
        self.urge(Urge { carried, heard: is_before.then_some(heard) });
        if is_before {
            let _ = hear.recv();
        }
    }
}

type Answer<T> = Result<T, StoreError>;

impl<'c> Process<'c> {
    pub(super) fn new(
        actor: u32,
        run: &'c Run<'c>,
        fortune: Fortune,
        writers: Option<Writers>,
    ) -> Self {
        let proved = Proved::default();
        Self {
            actor,
            stop: Stop::new(),
            run,
            store: run
                .place
                .store(
                    run.day.connections,
                    Arc::clone(&proved),
                    if run.day.pushes_by_hand { Pushes::ByHand } else { Pushes::ByProcess },
                )
                .at_most(run.day.rate),
            proved,
            fortune,
            writers,
            calls: AtomicU32::new(0),
            frozen_until: Mutex::new(None),
            death: Notify::new(),
        }
    }

    /// Comes once the process is gone: nothing of it may run any more.
    pub(super) async fn dies(&self) {
        self.death.notified().await;
    }

    async fn die<T>(&self) -> T {
        self.death.notify_one();
        pending().await
    }

    /// Tells the runs something as a person does, over a connection of their own. Whether it is heard
    /// is left to the day.
    async fn tell(&self, control: &str) {
        let person = self.run.place.store(1, Proved::default(), Pushes::ByProcess);
        // Whoever cancels has looked which run it is, and looks again where nothing was to be seen.
        let mut looks = 0;
        let seen = loop {
            self.called("runs");
            looks += 1;
            match person.runs(1).await {
                Ok(seen) => break seen,
                Err(_) if looks < 3 => {}
                Err(_) => return,
            }
        };
        let newest = seen.runs.first().map(|seen| seen.run).unwrap_or_default();
        let control = match control {
            "pause" => Control::Pause,
            "resume" => Control::Resume,
            _ => Control::Cancel(newest),
        };
        self.called("control");
        drop(person.control(control).await);
    }

    /// What befalls the process before its next call. Says whether it is the last one.
    async fn befall(&self) -> bool {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        let Fortune { dies_at, stops_at, freezes_at, lapses_at, .. } = &self.fortune;
        let Fortune { controlled_at, resumed_at, .. } = &self.fortune;
        if *stops_at == Some(call) {
            self.stop.request();
        }
        if *lapses_at == Some(call) {
            self.run.place.lapse();
        }
        if let Some((_, control)) = controlled_at.filter(|(at, _)| *at == call) {
            self.tell(control).await;
        }
        if controlled_at.is_some() && call >= *resumed_at && (call - resumed_at).is_multiple_of(4) {
            self.tell("resume").await;
        }
        if let Some((_, seconds)) = freezes_at.filter(|(at, _)| *at == call) {
            let until = Instant::now() + Duration::from_secs(seconds.into());
            *self.frozen_until.lock().unwrap() = Some(until);
        }
        loop {
            let until = *self.frozen_until.lock().unwrap();
            match until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => break,
            }
        }
        if let Some(writers) = self.writers.as_ref().filter(|one| one.happens(self.run.day.writes))
        {
            writers.urge(Urge { carried: None, heard: None });
        }
        *dies_at == Some(call)
    }

    /// Counts a call that the store gets on a bad day.
    fn called(&self, method: &str) {
        if self.writers.is_some() {
            self.run.corners.reach(format!("call: {method}"));
        }
    }

    async fn around<T: Send>(
        &self,
        method: &str,
        call: impl Future<Output = Answer<T>> + Send,
    ) -> Answer<T> {
        self.called(method);
        if self.befall().await {
            return self.die().await;
        }
        call.await
    }
}

impl Store for Process<'_> {
    fn deployment(&self) -> &DeploymentName {
        self.called("deployment");
        self.store.deployment()
    }

    async fn page(&self, table: &TableName, range: &IdRange, limit: PageLimit) -> Answer<Page> {
        let (actor, after) = (self.actor, range.after.clone());
        let asked = async {
            self.run.place.note(&Note::Paged { actor, table: table.to_string(), after });
            self.store.page(table, range, limit).await
        };
        self.around("page", asked).await
    }

    async fn commit(&self, batch: &Batch) -> Answer<Commit> {
        self.called("commit");
        let is_last = self.befall().await;
        if let Some(writers) = self.writers.as_ref().filter(|one| one.happens(self.run.day.races)) {
            writers.race(batch);
        }
        let mut commit = pin!(self.store.commit(batch));
        if is_last && self.fortune.dies_after_sending {
            // The batch is on its way, and arrives at nobody's behest.
            let sent = poll_fn(|context| Poll::Ready(commit.as_mut().poll(context).is_ready()));
            sent.await;
            self.run.corners.reach("a batch of a process that is gone");
        }
        if is_last {
            return self.die().await;
        }
        let answer = commit.await;
        self.run.corners.reach(match &answer {
            Ok(Commit::Committed(_)) => "committed",
            Ok(Commit::Conflicts(_)) => "conflicts",
            Ok(Commit::Refused(_)) => "refused",
            Ok(Commit::TooLarge { .. }) => "too large",
            Ok(Commit::Superseded(_)) => "superseded",
            Err(StoreError::Fenced { why: Fenced::Overtaken, .. }) => "fenced: overtaken",
            Err(StoreError::Fenced { why: Fenced::Paused { .. }, .. }) => "fenced: paused",
            Err(StoreError::Fenced { why: Fenced::Cancelled, .. }) => "fenced: cancelled",
            Err(StoreError::NoRange { .. }) => "a batch of an earlier pass",
            Err(StoreError::Unknown { .. }) => "nobody knows whether a batch is committed",
            Err(_) => "a commit fails",
        });
        answer
    }

    async fn tables(&self) -> Answer<TableIds> {
        self.around("tables", self.store.tables()).await
    }

    async fn take_over(&self, claim: &Claim) -> Answer<TakeOver> {
        self.around("take_over", self.store.take_over(claim)).await
    }

    async fn heartbeat(&self, run: RunNumber, hand: Option<&InHand>) -> Answer<Option<Fenced>> {
        self.around("heartbeat", self.store.heartbeat(run, hand)).await
    }

    async fn release(&self, run: RunNumber, end: &RunEnd) -> Answer<()> {
        self.around("release", self.store.release(run, end)).await
    }

    async fn control(&self, control: Control) -> Answer<RunsState> {
        self.around("control", self.store.control(control)).await
    }

    async fn runs(&self, limit: u32) -> Answer<RunsState> {
        self.around("runs", self.store.runs(limit)).await
    }

    async fn suspects(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        validator: &Validator,
    ) -> Answer<Suspects> {
        let (actor, after) = (self.actor, range.after.clone());
        let asked = async {
            self.run.place.note(&Note::Paged { actor, table: table.to_string(), after });
            let suspects = self.store.suspects(table, range, limit, validator).await?;
            let are_all = suspects.documents.len() as u64 == suspects.looked_at;
            self.run.corners.reach(if are_all {
                "all are suspects"
            } else {
                "some are no suspects"
            });
            Ok(suspects)
        };
        self.around("suspects", asked).await
    }

    async fn get(&self, ids: &[DocumentId]) -> Answer<Vec<ReadDocument>> {
        self.around("get", self.store.get(ids)).await
    }

    async fn count(&self, table: &TableName) -> Answer<u64> {
        self.around("count", self.store.count(table)).await
    }

    async fn estimate(&self, table: &TableName) -> Answer<Estimate> {
        self.around("estimate", self.store.estimate(table)).await
    }

    fn allowance(&self) -> Allowance {
        self.called("allowance");
        self.store.allowance()
    }

    /// Whoever governs lets a batch through some day: what a run writes here is little, so none waits
    /// for long.
    async fn admit(&self, batch: &Batch) {
        self.called("admit");
        let asked = Instant::now();
        self.store.admit(batch).await;
        let waited = asked.elapsed();
        if !waited.is_zero() {
            self.run.corners.reach("a batch waits for its turn");
        }
        if waited > ADMITTED_WITHIN {
            self.run.wrong(format!("process {} waits {waited:?} to write a batch", self.actor));
        }
    }

    async fn deployed(&self) -> Answer<Option<Deployed>> {
        self.around("deployed", self.store.deployed()).await
    }

    async fn push(&self, push: &Push) -> Answer<PushOutcome> {
        let pushed = async {
            *self.proved.lock().unwrap() =
                push.receipts.iter().map(|receipt| receipt.name.table.to_string()).collect();
            self.store.push(push).await
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
        self.around("begin_pass", self.store.begin_pass(run, step, follows, ranges)).await
    }

    async fn note_start(&self, run: RunNumber, step: &StepKey, start: &Start) -> Answer<()> {
        self.around("note_start", self.store.note_start(run, step, start)).await
    }

    async fn starts(&self) -> Answer<Vec<StepStart>> {
        self.around("starts", self.store.starts()).await
    }

    async fn step(&self, step: &StepKey) -> Answer<Option<StepState>> {
        self.around("step", self.store.step(step)).await
    }

    async fn steps(&self) -> Answer<Vec<StepState>> {
        self.around("steps", self.store.steps()).await
    }

    async fn quarantine(&self, table: &TableName) -> Answer<Vec<QuarantineEntry>> {
        self.around("quarantine", self.store.quarantine(table)).await
    }

    async fn repair(&self, repair: &Repair) -> Answer<Repaired> {
        self.around("repair", self.store.repair(repair)).await
    }

    async fn note_receipt(&self, run: RunNumber, receipt: &Receipt) -> Answer<()> {
        self.around("note_receipt", self.store.note_receipt(run, receipt)).await
    }

    async fn void_receipt(&self, run: RunNumber, name: &VersionName) -> Answer<()> {
        self.around("void_receipt", self.store.void_receipt(run, name)).await
    }

    async fn receipts(&self) -> Answer<Vec<Receipt>> {
        self.around("receipts", self.store.receipts()).await
    }
}

/// Notes in the deployment's log what the run loop says of itself.
impl Observer for Process<'_> {
    fn observe(&self, event: &Event) {
        let actor = self.actor;
        match event {
            Event::StepFinished { step, .. } => self.run.place.note(&Note::Finished {
                actor,
                table: step.table.to_string(),
                old: step.old.0,
                new: step.new.0,
            }),
            Event::VerificationStarted { table, .. } => {
                self.run.place.note(&Note::Verifying { actor, table: table.to_string() });
            }
            Event::VerificationFinished { table, failing, .. } => {
                let (table, failing) = (table.to_string(), *failing);
                self.run.place.note(&Note::Verified { actor, table, failing });
            }
            Event::DocumentDeferred { .. } => self.run.corners.reach("put off"),
            Event::BatchTooLarge { .. } => self.run.corners.reach("a smaller batch"),
            Event::DocumentQuarantined { code, .. } => {
                self.run.corners.reach(format!("in quarantine: {code}"));
            }
            _ => {}
        }
    }
}
