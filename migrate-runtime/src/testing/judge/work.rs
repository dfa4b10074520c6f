//! What a process does: it ships, tries documents again, or mends them, as a person tells it.

use std::collections::BTreeMap;
use std::convert::Infallible;

use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::clock::Clock;
use crate::error::StoreError;
use crate::event::Observer;
use crate::program::Program;
use crate::run::{Computing, Pacing, Place, RunError, Runner, Stop};
use crate::ship::{News, Next, Person, Road, RoadError, Stand, Stretch, Versions, outlook};
use crate::start::Origin;
use crate::step::StepKey;
use crate::store::{
    Claim, QuarantineCode, QuarantineEntry, Repair, RunEnd, RunNumber, RunStatus, Store,
};

use super::oracle::Documents;
use super::rules::{self, CARRIED};

/// What a process is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// What is left to do, or a part of it.
    Walk(Stretch),
    /// Documents in quarantine, as they are.
    Retry,
    /// Documents in quarantine, once somebody has made them good.
    Mend,
}

impl Task {
    /// All that is left to do.
    pub const SHIP: Self = Self::Walk(Stretch::Whole);
}

/// Follows the command that each process names as the next, as a person does.
#[derive(Clone, Copy, Debug)]
pub struct Follower {
    /// What comes next.
    pub task: Task,
    /// What goes on once documents are mended.
    then: Stretch,
}

impl Default for Follower {
    fn default() -> Self {
        Self { task: Task::SHIP, then: Stretch::Whole }
    }
}

impl Follower {
    /// Begins with a part of the plan.
    pub fn beginning_with(stretch: Stretch) -> Self {
        Self { task: Task::Walk(stretch), ..Self::default() }
    }

    /// Takes what a process has ended with. Returns what a person has to do before the next one.
    pub fn follow(&mut self, ended: &Ended) -> Option<Person> {
        let (person, task) = match ended {
            Ended::Incomplete(_) if self.task == Task::Mend => (None, Task::Walk(self.then)),
            // To ship once more tells whether nothing is left.
            Ended::Incomplete(Next::Nothing) => (None, Task::SHIP),
            Ended::Incomplete(Next::Walk(stretch)) => (None, Task::Walk(*stretch)),
            Ended::Incomplete(Next::After(person, stretch)) => {
                self.then = *stretch;
                let mends = *person == Person::SettlesQuarantine;
                (Some(*person), if mends { Task::Mend } else { Task::Walk(*stretch) })
            }
            Ended::Stopped => (Some(Person::Resumes), self.task),
            Ended::Done | Ended::Killed | Ended::Failed(_) => (None, self.task),
        };
        self.task = task;
        person
    }
}

/// How a process has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing is left to do.
    Done,
    /// It has done what can be done, and this leads on.
    Incomplete(Next),
    /// It was asked to stop, or told that it has to.
    Stopped,
    /// It doesn't exist any more.
    Killed,
    /// With an error.
    Failed(String),
}

impl Ended {
    /// What kind of end it is.
    pub fn corner(&self) -> &'static str {
        match self {
            Self::Done => "a run is done",
            Self::Incomplete(_) => "a run is incomplete",
            Self::Stopped => "a run stops",
            Self::Killed => "a process is killed",
            Self::Failed(_) => "a run fails",
        }
    }
}

/// What goes on around a process.
pub trait Scene {
    /// Follows what a walk has reached, as the files beside an application do.
    fn follows(&self, news: &News<'_>);

    /// Whether everything goes as it should.
    fn is_calm(&self) -> bool;

    /// The documents that there must be by now.
    fn documents(&self) -> Documents;

    /// Leaves one director of each name, as the application's people do.
    fn part_namesakes(&self) -> impl Future<Output = ()>;
}

/// A process that can work.
pub struct Worker<'w, S, D> {
    /// The deployment.
    pub store: &'w S,
    /// Told of everything that happens.
    pub observer: &'w dyn Observer,
    /// Asked between batches.
    pub stop: &'w Stop,
    /// How much is done at once.
    pub pacing: Pacing,
    /// What is declared.
    pub versions: Versions<'w>,
    /// Tells the time for receipts.
    pub clock: &'w dyn Clock,
    /// Which program it is.
    pub program: &'w Program,
    /// What goes on around it.
    pub scene: &'w D,
}

impl<S: Store, D: Scene> Worker<'_, S, D> {
    /// Does what the process is told, if it gets the place.
    pub async fn works(&self, runner: String, task: Task) -> Ended {
        let Self { store, observer, stop, .. } = *self;
        let claim = Claim { runner, command: format!("{task:?}") };
        let work = async |run| {
            let work = Work { worker: self, run };
            match task {
                Task::Walk(stretch) => work.walk(stretch).await,
                Task::Retry => work.retry(|_| true).await,
                Task::Mend => work.mend().await,
            }
        };
        let end = |done: &Result<_, _>| RunEnd {
            status: if done.is_ok() { RunStatus::Completed } else { RunStatus::Failed },
            error: None,
        };
        let place = Place { store, observer, stop, computing: Computing::Inline };
        place.hold(&claim, work, end).await.unwrap_or_else(ended)
    }
}

fn ended(error: RoadError<Infallible>) -> Ended {
    match error {
        RoadError::Run(
            RunError::Held { .. }
            | RunError::Stopped
            | RunError::Paused { .. }
            | RunError::Cancelled { .. }
            | RunError::Overtaken { .. },
        ) => Ended::Stopped,
        other => Ended::Failed(other.to_string()),
    }
}

/// The work of a process, with a place.
struct Work<'w, S, D> {
    worker: &'w Worker<'w, S, D>,
    run: RunNumber,
}

type Done = Result<Ended, RoadError<Infallible>>;

impl<S: Store, D: Scene> Work<'_, S, D> {
    fn runner(&self) -> Runner<'_, S> {
        let Worker { store, observer, stop, pacing, versions, program, .. } = *self.worker;
        let origin = Origin { frozen: versions.frozen, program };
        let computing = Computing::Inline;
        Runner { store, observer, stop, run: self.run, pacing, computing, origin }
    }

    async fn walk(&self, stretch: Stretch) -> Done {
        let Worker { versions, clock, scene, .. } = *self.worker;
        let outlook = outlook(&self.runner(), &versions).await?;
        let road = Road { runner: self.runner(), versions, clock, stretch };
        let mut follow = |news: News<'_>| {
            scene.follows(&news);
            Ok(())
        };
        let stand = road.walk(&outlook, &mut follow).await?;
        Ok(match &stand {
            Stand::Done if stretch == Stretch::Whole => Ended::Done,
            Stand::Stopped => Ended::Stopped,
            Stand::Done | Stand::Incomplete { .. } | Stand::Refused(_) | Stand::Waiting(_) => {
                Ended::Incomplete(Next::of(stretch, &outlook.plan, &stand))
            }
        })
    }

    async fn entries(&self, table: &TableName) -> Result<Vec<QuarantineEntry>, StoreError> {
        self.runner().insist(|| self.worker.store.quarantine(table)).await
    }

    /// Tries such documents in quarantine again, some of them named twice.
    async fn retry(&self, which: impl Fn(&QuarantineEntry) -> bool) -> Done {
        let mut by_step = BTreeMap::<StepKey, Vec<DocumentId>>::new();
        for table in CARRIED.map(TableName::from_checked) {
            for entry in self.entries(&table).await?.into_iter().filter(&which) {
                by_step.entry(entry.step).or_default().push(entry.id);
            }
        }
        for (step, mut ids) in by_step {
            ids.extend(ids.first().copied());
            self.runner().retry(self.worker.versions.declaration, &step, &ids).await?;
        }
        Ok(Ended::Incomplete(Next::Walk(Stretch::Whole)))
    }

    /// Makes the documents in quarantine good, and tries them again. On a good day only those whose
    /// namesakes have parted, which doesn't show in the documents themselves: what has become good
    /// is carried by nothing more than the next ship.
    async fn mend(&self) -> Done {
        let Worker { store, scene, .. } = *self.worker;
        scene.part_namesakes().await;
        for name in CARRIED {
            let table = TableName::from_checked(name);
            for entry in self.entries(&table).await? {
                let ids = [entry.id];
                let read = self.runner().insist(|| store.get(&ids)).await?.pop();
                let Some(read) = read else { continue };
                let fields = rules::mended(name, &read.document.fields, &scene.documents());
                if fields.as_ref() == Some(&read.document.fields) {
                    continue;
                }
                let (run, table, id, read) = (self.run, table.clone(), entry.id, read.read);
                let repair = Repair { run, table, id, read, fields, note: "mended".to_owned() };
                self.runner().insist(|| store.repair(&repair)).await?;
            }
        }
        let is_calm = scene.is_calm();
        self.retry(|entry| !is_calm || entry.code == QuarantineCode::Ambiguous).await
    }
}
