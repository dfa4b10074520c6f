//! A deployment, the processes that run on it, and what happens to all of them.

use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use schema_core::Schema as _;
use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::version::VersionName;
use tokio::time::Instant;

use crate::clock::{Clock, Timestamp};
use crate::error::StoreError;
use crate::fixture::NOW;
use crate::ship::{Person, Stretch};
use crate::store::{Allowance, Batch, Control, Estimate, Push, Receipt};
use crate::testing::LiveStore;

use super::faulty::Process;
use super::logged::Logged;
use super::weather::{Climate, Sifting, Trouble, Weather};
use crate::testing::judge::app::App;
use crate::testing::judge::log::{Actor, Entry};
use crate::testing::judge::{Ended, Follower, Scene as _, Task};

/// A deployment and all that happens to it.
pub(super) struct World<S> {
    pub(super) logged: Logged<S>,
    pub(super) declaration: Declaration,
    pub(super) frozen: FrozenFiles,
    pub(super) clock: Arc<SimulatedClock>,
    weather: Mutex<Weather>,
    calls: AtomicU64,
    is_calm: AtomicBool,
    words: AtomicU32,
    /// What the files hold for whoever pushes by hand.
    placed: Mutex<Option<Push>>,
    /// The committed receipts.
    files: Mutex<BTreeMap<VersionName, Receipt>>,
}

/// The time of a paused runtime, as the time of a day.
pub(super) struct SimulatedClock {
    began: Instant,
}

impl SimulatedClock {
    pub(super) fn new() -> Self {
        Self { began: Instant::now() }
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        let passed = Instant::now().duration_since(self.began).as_millis();
        Timestamp(NOW + u64::try_from(passed).unwrap())
    }
}

/// Calls after which a schedule is taken to have no end.
const CALLS_MAX: u64 = 20_000;

/// Processes that may run one after the other on a good day until all is done.
const CALM_ROUNDS_MAX: u32 = 20;

impl<S: LiveStore> World<S> {
    pub(super) fn of(store: S, clock: Arc<SimulatedClock>, weather: Weather) -> Self {
        Self {
            logged: Logged::new(store),
            declaration: App::declaration(),
            frozen: FrozenFiles::new(),
            clock,
            weather: Mutex::new(weather),
            calls: AtomicU64::new(0),
            is_calm: AtomicBool::new(false),
            words: AtomicU32::new(0),
            placed: Mutex::new(None),
            files: Mutex::default(),
        }
    }

    pub(super) fn weather(&self) -> MutexGuard<'_, Weather> {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn climate(&self) -> Climate {
        self.weather().climate.clone()
    }

    /// A number that was never given before.
    pub(super) fn next_word(&self) -> u32 {
        self.words.fetch_add(1, Ordering::SeqCst)
    }

    /// Forgets what the files hold, and how many calls there were.
    pub(super) fn begin_anew(&self) {
        self.calls.store(0, Ordering::SeqCst);
        *self.placed.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.files().clear();
    }

    /// Puts a schema into the files, for a person to push.
    pub(super) fn place(&self, push: &Push) {
        *self.placed.lock().unwrap_or_else(PoisonError::into_inner) = Some(push.clone());
    }

    /// The committed receipts.
    pub(super) fn files(&self) -> MutexGuard<'_, BTreeMap<VersionName, Receipt>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the files hold for whoever pushes by hand.
    pub(super) fn placed(&self) -> Option<Push> {
        self.placed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts a call of the store.
    pub(super) fn count_call(&self) -> Result<(), StoreError> {
        match self.calls.fetch_add(1, Ordering::SeqCst) {
            CALLS_MAX.. => Err(StoreError::damaged("the schedule has no end")),
            _ => Ok(()),
        }
    }

    /// Counts a call that the store gets while things go wrong.
    pub(super) fn called(&self, method: &str) {
        if !self.has_cleared_up() {
            self.logged.reach(format!("call: {method}"));
        }
    }

    pub(super) fn has_cleared_up(&self) -> bool {
        self.is_calm.load(Ordering::SeqCst)
    }

    pub(super) fn troubles_before(&self, is_commit: bool) -> Vec<Trouble> {
        if self.is_calm() {
            return Vec::new();
        }
        let mut weather = self.weather();
        if self.calls.load(Ordering::SeqCst) > weather.climate.calls {
            self.is_calm.store(true, Ordering::SeqCst);
            return vec![Trouble::ClearsUp];
        }
        weather.before(is_commit)
    }

    pub(super) fn troubles_after(&self) -> Vec<Trouble> {
        if self.is_calm() { Vec::new() } else { self.weather().after() }
    }

    /// What decides how the deployment governs, where it does for now.
    fn governed<T>(&self, decide: impl FnOnce(&mut Weather) -> T) -> Option<T> {
        let mut weather = self.weather();
        (weather.climate.governs && !self.is_calm()).then(|| decide(&mut weather))
    }

    /// How much the deployment takes at once.
    pub(super) fn allowance(&self) -> Allowance {
        self.governed(Weather::allowance).unwrap_or(Allowance::UNLIMITED)
    }

    /// How the deployment looks at documents itself, if it does.
    pub(super) fn sifting(&self) -> Option<Sifting> {
        self.governed(Weather::sifting)
    }

    /// How many documents the deployment says that there are.
    pub(super) fn guess(&self, counted: Estimate) -> Estimate {
        self.governed(|weather| weather.guess(counted)).unwrap_or(counted)
    }

    /// How long a batch has to wait, if it has.
    pub(super) fn waits(&self) -> Option<Duration> {
        self.governed(Weather::waits)
    }

    /// Some of the documents that a batch writes.
    pub(super) fn some_of(&self, batch: &Batch) -> Vec<DocumentId> {
        let mut weather = self.weather();
        let mut ids: Vec<_> = batch.writes.iter().map(|write| write.id).collect();
        let first = weather.below(ids.len());
        ids.rotate_left(first);
        let count = 1 + weather.below(ids.len());
        ids.truncate(count);
        ids
    }

    /// A batch that was sent before arrives once more, maybe long after it was sent.
    pub(super) async fn resend(&self) {
        let mut sent = self.logged.sent();
        if sent.is_empty() {
            return;
        }
        let at = self.weather().below(sent.len());
        let (actor, batch) = sent.swap_remove(at);
        // Nobody waits for this answer.
        drop(self.logged.commit(actor, &batch).await);
    }

    pub(super) async fn control(&self) {
        // Whoever cancels has looked which run it is, maybe a while ago.
        self.called("runs");
        let runs = self.logged.runs(2).await.unwrap().runs;
        let at = self.weather().below(runs.len().max(1));
        let cancel = runs.get(at).map_or(Control::Resume, |seen| Control::Cancel(seen.run));
        let controls = [Control::Pause, Control::Resume, Control::Resume, cancel];
        let at = self.weather().below(controls.len());
        self.called("control");
        // Where nobody has heard the answer it is sent once more.
        let times = self.governed(|weather| 1 + weather.is_sent_again()).unwrap_or(1);
        for _ in 0..times {
            self.logged.control(controls[at]).await.unwrap();
        }
    }

    pub(super) async fn resume(&self) {
        self.logged.control(Control::Resume).await.unwrap();
    }

    /// Everything from now on goes as it should.
    pub(super) async fn calm_down(&self) {
        self.is_calm.store(true, Ordering::SeqCst);
        self.resume().await;
    }

    /// Lets processes run until everything is done, whatever happens to them.
    pub(super) async fn play(&self) -> Result<(), String> {
        let mut actor = 0;
        let mut calm_rounds = 0;
        let (mut follower, mut history) = (Follower::default(), Vec::new());
        loop {
            let is_calm = self.is_calm();
            let mut tasks = vec![follower.task];
            if is_calm {
                calm_rounds += 1;
            } else if self.weather().odds(1, 3) {
                tasks.push(Task::SHIP);
            }
            let mut running: FuturesUnordered<_> = tasks
                .into_iter()
                .map(|task| {
                    actor += 1;
                    self.lives(Actor(actor), task)
                })
                .collect();
            let mut ends = Vec::new();
            while let Some(ended) = running.next().await {
                self.logged.reach(ended.corner());
                ends.push(ended);
            }
            if self.calls.load(Ordering::SeqCst) > CALLS_MAX {
                return Err("the schedule has no end".to_owned());
            }
            if ends.contains(&Ended::Done) {
                self.calm_down().await;
                return Ok(());
            }
            let is_paused = ends.iter().all(|end| *end == Ended::Stopped);
            if is_paused && self.weather().odds(1, 2) {
                self.resume().await;
            }
            let told = follower.task;
            self.go_on(&mut follower, is_calm, &ends).await;
            history.push(format!("{told:?} ends as {ends:?}"));
            match ends.pop() {
                Some(Ended::Failed(why)) if is_calm => {
                    return Err(format!("a run fails on a good day: {why}"));
                }
                _ if calm_rounds >= CALM_ROUNDS_MAX => {
                    let history = history.join("\n");
                    return Err(format!(
                        "nothing is done after {calm_rounds} runs of good days:\n{history}"
                    ));
                }
                _ => {}
            }
        }
    }

    /// What a person does before the next process, and what that one is told: on a good day what the
    /// last one has named as the next command, and on a bad day anything.
    async fn go_on(&self, follower: &mut Follower, is_calm: bool, ends: &[Ended]) {
        let person = ends.first().and_then(|ended| follower.follow(ended));
        match person {
            Some(Person::Pushes) if is_calm || self.weather().odds(1, 2) => {
                self.push_by_hand().await;
            }
            Some(Person::Resumes) if is_calm => self.resume().await,
            _ => {}
        }
        if is_calm {
            return;
        }
        follower.task = match self.weather().below(12) {
            0 | 1 => Task::Mend,
            2 | 3 => Task::Retry,
            4 => Task::Walk(Stretch::Apply),
            5 => Task::Walk(Stretch::Verify),
            6 => Task::Walk(Stretch::Narrow),
            7 | 8 => follower.task,
            _ => Task::SHIP,
        };
    }

    /// One process from its beginning to its end, or until it is killed.
    pub(super) async fn lives(&self, actor: Actor, task: Task) -> Ended {
        let process = Process::new(actor);
        if actor.0 > 1 && !self.is_calm() {
            let turns = self.weather().below(80);
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        }
        let works = pin!(self.works(&process, task));
        Mortal { process: &process, works }.await
    }

    /// What has happened, line by line.
    pub(super) fn lines(&self) -> Vec<String> {
        let line = |(number, entry): (usize, &Entry)| format!("{number:5} {entry}");
        self.logged.look(|log| log.iter().enumerate().map(line).collect())
    }

    /// Every table of the application, also those that are carried away.
    pub(super) fn tables(&self) -> Vec<TableName> {
        let declared = self.declaration.tables.keys().chain(self.declaration.dropped.keys());
        declared.cloned().collect()
    }
}

/// A process's work, which is dropped where it stands once the process is killed.
struct Mortal<'p, F> {
    process: &'p Process,
    works: Pin<&'p mut F>,
}

impl<F: Future<Output = Ended>> Future for Mortal<'_, F> {
    type Output = Ended;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Ended> {
        let ended = self.works.as_mut().poll(context);
        if self.process.is_killed() { Poll::Ready(Ended::Killed) } else { ended }
    }
}
