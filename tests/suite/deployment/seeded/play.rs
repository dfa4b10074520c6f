//! One run from its seed: the deployment is planted, processes carry it beside the application on a
//! bad day, then on a good one until everything is done; and the log is judged.

use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use futures_util::future::{Either, join_all, select};
use migrate_runtime::clock::SystemClock;
use migrate_runtime::program::Program;
use migrate_runtime::run::Pacing;
use migrate_runtime::ship::{News, Person, Stretch, Versions};
use migrate_runtime::store::{BatchSize, PushOutcome, Store as _};
use migrate_runtime::testing::judge::{
    self, Documents, Ended, Follower, Scene, Task, Worker, judge_done,
};
use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use serde_json::json;
use tokio::sync::mpsc as ticks;

use super::corners::Corners;
use super::day::{Day, Dice, Fortune};
use super::place::{Place, Pushes, SPEED};
use super::process::{Process, Writers};
use super::writer::{Urge, Writer};

/// Processes that may run one after the other on a good day until all is done.
const CALM_ROUNDS_MAX: u32 = 20;

/// A real tick, which lets `SPEED` times as long pass.
const TICK: Duration = Duration::from_millis(5);

/// Ticks after which a run is taken to have no end.
const TICKS_MAX: u32 = 10_000;

/// The run of one seed.
pub(super) struct Run<'c> {
    pub(super) place: Arc<Place>,
    seed: u64,
    pub(super) day: Day,
    dice: Dice,
    declaration: Declaration,
    frozen: FrozenFiles,
    pub(super) corners: &'c Corners,
    /// What became of each process.
    ends: Mutex<Vec<String>>,
    /// The first thing that was wrong with how a process was treated.
    wrong: Mutex<Option<String>>,
}

/// What goes on around the processes of a round.
struct Around<'r> {
    run: &'r Run<'r>,
    is_calm: bool,
}

impl Scene for Around<'_> {
    fn follows(&self, news: &News<'_>) {
        match news {
            News::WentBack(_) => self.run.corners.reach("back from narrow"),
            News::Withdrawn(_) => self.run.corners.reach("a receipt is withdrawn"),
            _ => {}
        }
    }

    fn is_calm(&self) -> bool {
        self.is_calm
    }

    fn documents(&self) -> Documents {
        self.run.place.account().unwrap().documents()
    }

    async fn part_namesakes(&self) {
        let writer = Writer::of(&self.run.place, Dice::of(self.run.seed, 4));
        writer.part_namesakes().unwrap();
    }
}

/// Runs one seed on a deployment, from its beginning to the verdict.
pub(super) fn play(place: &Arc<Place>, seed: u64, corners: &Corners) -> Result<(), String> {
    let run = Run {
        place: Arc::clone(place),
        seed,
        day: Day::of(seed),
        dice: Dice::of(seed, 2),
        declaration: judge::declaration(),
        frozen: FrozenFiles::new(),
        corners,
        ends: Mutex::default(),
        wrong: Mutex::default(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let played = runtime.unwrap().block_on(hurried(run.play()));
    played.unwrap_or_else(|| Err("it has no end".to_owned()))
}

/// Does something while time passes faster than it does; nothing comes of it if it has no end.
async fn hurried<T>(work: impl Future<Output = T>) -> Option<T> {
    tokio::time::pause();
    // While such a task is under way, time doesn't jump to whatever is waited for.
    let (leave, stay) = mpsc::channel::<()>();
    let stays = tokio::task::spawn_blocking(move || stay.recv().is_ok());
    let (tick, mut ticking) = ticks::channel(1);
    let ticks = thread::spawn(move || {
        while tick.blocking_send(()).is_ok() {
            thread::park_timeout(TICK);
        }
    });
    let passing = async {
        for _ in 0..TICKS_MAX {
            ticking.recv().await;
            tokio::time::advance(TICK * SPEED).await;
        }
    };
    let done = match select(pin!(work), pin!(passing)).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    };
    drop((ticking, leave));
    assert!(!stays.await.unwrap());
    ticks.join().unwrap();
    done
}

impl Run<'_> {
    /// Notes that something is wrong with how a process is treated.
    pub(super) fn wrong(&self, why: String) {
        self.wrong.lock().unwrap().get_or_insert(why);
    }

    fn versions(&self) -> Versions<'_> {
        Versions::of(&self.declaration, &self.frozen)
    }

    async fn play(&self) -> Result<(), String> {
        let place = &self.place;
        place.begin()?;
        let store = place.store(1, Arc::default(), Pushes::ByProcess);
        let pushed = store.push(&judge::before(&self.versions())).await;
        let pushed = pushed.map_err(|error| error.to_string())?;
        assert!(matches!(pushed, PushOutcome::Active), "{pushed:?}");
        Writer::of(place, Dice::of(self.seed, 3)).plant()?;
        let played = self.days().await;
        self.tell_of_faults()?;
        // What is wrong with the log says more than that the run came to no end.
        let account = place.account()?;
        let judged = account.judge(&store, &self.declaration, &place.stored()?).await;
        let judged = judged.and(played).and(self.wrong.lock().unwrap().take().map_or(Ok(()), Err));
        let judged = match judged {
            Ok(()) => judge_done(&store, &self.declaration).await,
            wrong => wrong,
        };
        judged.map_err(|why| {
            let log = std::env::var_os("SEED").map(|_| account.lines().join("\n"));
            let ends = self.ends.lock().unwrap().join("\n");
            format!("{why}\n{ends}\n{}", log.unwrap_or_default())
        })
    }

    /// The bad day, and the good one after it.
    async fn days(&self) -> Result<(), String> {
        let (urge, urges) = mpsc::channel();
        let (place, dice, most) =
            (Arc::clone(&self.place), Dice::of(self.seed, 5), self.day.writes_max);
        let writer = thread::spawn(move || Writer::of(&place, dice).write(most, &urges));
        self.place.control("faults", &json!({ "schedule": self.day.faults }))?;
        if let Some(gate) = &self.day.gate {
            self.place.control("gate", gate)?;
        }
        let (actor, follower) = self.bad_day(&urge).await;
        self.tell_of_gate()?;
        self.place.control("faults", &json!({ "schedule": null }))?;
        drop(urge);
        writer.join().unwrap()?;
        self.place.resume()?;
        self.good_day(actor, follower).await
    }

    /// Processes run whatever happens to them. Returns how many there were, and what comes next.
    async fn bad_day(&self, urge: &mpsc::Sender<Urge>) -> (u32, Follower) {
        let (mut actor, mut follower) = (0, Follower::default());
        for _ in 0..self.day.rounds {
            let mut tasks = vec![follower.task];
            if self.dice.odds(1, 3) {
                tasks.push(Task::SHIP);
            }
            let running = tasks.into_iter().map(|task| {
                actor += 1;
                self.lives(actor, task, Fortune::of(&self.dice), Some(urge.clone()))
            });
            let ends = join_all(running.collect::<Vec<_>>()).await;
            if ends.contains(&Ended::Done) {
                break;
            }
            if ends.iter().all(|end| *end == Ended::Stopped) && self.dice.odds(1, 2) {
                self.place.tell("resume");
            }
            if ends.contains(&Ended::Killed) && self.dice.odds(3, 4) {
                self.place.lapse();
            }
            let person = ends.first().and_then(|ended| follower.follow(ended));
            if person == Some(Person::Pushes) && self.dice.odds(1, 2) {
                self.push_by_hand();
            }
            follower.task = match self.dice.below(12) {
                0 | 1 => Task::Mend,
                2 | 3 => Task::Retry,
                4 => Task::Walk(Stretch::Apply),
                5 => Task::Walk(Stretch::Verify),
                6 => Task::Walk(Stretch::Narrow),
                7 | 8 => follower.task,
                _ => Task::SHIP,
            };
        }
        (actor, follower)
    }

    fn push_by_hand(&self) {
        self.corners.reach(self.place.push_by_hand());
    }

    /// One process runs after the other until everything is done, each told what the one before has
    /// named as the next command.
    async fn good_day(&self, mut actor: u32, mut follower: Follower) -> Result<(), String> {
        for _ in 0..CALM_ROUNDS_MAX {
            self.place.lapse();
            actor += 1;
            let ended = Box::pin(self.lives(actor, follower.task, Fortune::default(), None)).await;
            match &ended {
                Ended::Done => return Ok(()),
                Ended::Failed(why) => return Err(format!("a run fails on a good day: {why}")),
                Ended::Incomplete(_) | Ended::Stopped | Ended::Killed => {}
            }
            match follower.follow(&ended) {
                Some(Person::Pushes) => self.push_by_hand(),
                Some(Person::Resumes) => self.place.resume()?,
                _ => {}
            }
        }
        Err(format!("nothing is done after {CALM_ROUNDS_MAX} runs of good days"))
    }

    /// One process from its beginning to its end, or until it is gone.
    async fn lives(
        &self,
        actor: u32,
        task: Task,
        fortune: Fortune,
        urge: Option<mpsc::Sender<Urge>>,
    ) -> Ended {
        let Day { batch, ranges, .. } = self.day;
        let is_calm = urge.is_none();
        if actor > 1 && !is_calm {
            let late_ms = self.dice.between(0, 4_000);
            tokio::time::sleep(Duration::from_millis(late_ms.into())).await;
        }
        let writers =
            urge.map(|urge| Writers { urge, dice: Dice::of(self.seed, 10 + u64::from(actor)) });
        let process = Process::new(actor, self, fortune, writers);
        let batch = BatchSize::of(batch);
        let worker = Worker {
            store: &process,
            observer: &process,
            stop: &process.stop,
            pacing: Pacing { batch, batch_max: batch, ranges, range_documents: 1 },
            versions: self.versions(),
            clock: &SystemClock,
            // Some are of another build than the one before.
            program: &Program::named(&format!("build {}", actor / 2)),
            scene: &Around { run: self, is_calm },
        };
        let works = pin!(worker.works(format!("process {actor}"), task));
        let ended = match select(works, pin!(process.dies())).await {
            Either::Left((ended, _)) => ended,
            Either::Right(_) => Ended::Killed,
        };
        self.ends.lock().unwrap().push(format!("process {actor} was to {task:?}: {ended:?}"));
        self.corners.reach(ended.corner());
        ended
    }

    /// Takes the gate away, and tells what it has done.
    fn tell_of_gate(&self) -> Result<(), String> {
        let state = self.place.control("gate", &json!({}))?;
        for order in ["kept", "turned"] {
            if state[order].as_u64() > Some(0) {
                self.corners.reach(format!("the order of calls is {order}"));
            }
        }
        self.place.control("gate", &json!({ "seed": null })).map(drop)
    }

    fn tell_of_faults(&self) -> Result<(), String> {
        let state = self.place.control("faults", &json!({}))?;
        for fired in state["fired"].as_array().into_iter().flatten() {
            self.corners.reach(format!("fault: {}", fired["kind"].as_str().unwrap()));
        }
        Ok(())
    }
}
