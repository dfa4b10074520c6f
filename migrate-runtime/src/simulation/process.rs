//! What a process does: it ships, tries documents again, or mends them, as a person tells it.

use std::collections::BTreeMap;
use std::convert::Infallible;

use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::error::StoreError;
use crate::run::{Pacing, Place, RunError, Runner, Stop};
use crate::ship::{News, Road, RoadError, Stand, Stretch, Versions, outlook};
use crate::step::StepKey;
use crate::store::{
    BatchSize, Claim, QuarantineCode, QuarantineEntry, Repair, RunEnd, RunNumber, RunStatus,
    Store as _,
};
use crate::testing::LiveStore;

use super::faulty::{Faulty, Process};
use super::oracle::Documents;
use super::rules::{self, CARRIED};
use super::weather::Climate;
use super::world::World;

/// What a process is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// What is left to do, or a part of it.
    Walk(Stretch),
    /// Documents in quarantine, as they are.
    Retry,
    /// Documents in quarantine, once somebody has made them good.
    Mend,
}

impl Task {
    /// All that is left to do.
    pub(super) const SHIP: Self = Self::Walk(Stretch::Whole);
}

/// How a process has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Nothing is left to do.
    Done,
    /// It has done what can be done.
    Incomplete,
    /// It was asked to stop, or told that it has to.
    Stopped,
    /// It doesn't exist any more.
    Killed,
    /// With an error.
    Failed(String),
}

impl Ended {
    /// What kind of end it is.
    pub(super) fn corner(&self) -> &'static str {
        match self {
            Self::Done => "a run is done",
            Self::Incomplete => "a run is incomplete",
            Self::Stopped => "a run stops",
            Self::Killed => "a process is killed",
            Self::Failed(_) => "a run fails",
        }
    }
}

/// The work of a process, with a place.
struct Work<'w, S> {
    world: &'w World<S>,
    store: &'w Faulty<'w, S>,
    run: RunNumber,
}

impl<S: LiveStore> World<S> {
    /// Does what the process is told, if it gets the place.
    pub(super) async fn works(&self, process: &Process, task: Task) -> Ended {
        let store = Faulty { world: self, process };
        let stop: &Stop = &process.stop;
        let place = Place { store: &store, observer: &store, stop };
        let claim =
            Claim { runner: format!("process {}", process.actor.0), command: format!("{task:?}") };
        let work = async |run| {
            let work = Work { world: self, store: &store, run };
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

type Done = Result<Ended, RoadError<Infallible>>;

impl<S: LiveStore> Work<'_, S> {
    fn runner(&self) -> Runner<'_, Faulty<'_, S>> {
        let Self { world, store, run } = *self;
        let Climate { batch, ranges, .. } = world.climate();
        let batch = BatchSize::of(batch);
        let pacing = Pacing { batch, batch_max: batch, ranges, range_documents: 1 };
        Runner { store, observer: store, stop: &store.process.stop, run, pacing }
    }

    async fn walk(&self, stretch: Stretch) -> Done {
        let World { declaration, frozen, clock, .. } = self.world;
        let versions = Versions { declaration, frozen };
        let outlook = outlook(&self.runner(), &versions).await?;
        let road = Road { runner: self.runner(), versions, clock: &**clock, stretch };
        let mut follow = |news: News<'_>| {
            if matches!(news, News::WentBack(_)) {
                self.world.logged.reach("back from narrow");
            }
            Ok(())
        };
        Ok(match road.walk(&outlook, &mut follow).await? {
            Stand::Done if stretch == Stretch::Whole => Ended::Done,
            Stand::Stopped => Ended::Stopped,
            Stand::Done | Stand::Incomplete { .. } | Stand::Refused(_) | Stand::Waiting(_) => {
                Ended::Incomplete
            }
        })
    }

    async fn entries(&self, table: &TableName) -> Result<Vec<QuarantineEntry>, StoreError> {
        self.runner().insist(|| self.store.quarantine(table)).await
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
            self.runner().retry(&self.world.declaration, &step, &ids).await?;
        }
        Ok(Ended::Incomplete)
    }

    /// Makes the documents in quarantine good, and tries them again. On a good day only those whose
    /// namesakes have parted, which doesn't show in the documents themselves: what has become good
    /// is carried by nothing more than the next ship.
    async fn mend(&self) -> Done {
        self.world.part_namesakes().await;
        for name in CARRIED {
            let table = TableName::from_checked(name);
            for entry in self.entries(&table).await? {
                let ids = [entry.id];
                let read = self.runner().insist(|| self.store.get(&ids)).await?.pop();
                let Some(read) = read else { continue };
                let others = self.world.logged.look(Documents::of);
                let fields = rules::mended(name, &read.document.fields, &others);
                if fields.as_ref() == Some(&read.document.fields) {
                    continue;
                }
                let (run, table, id, read) = (self.run, table.clone(), entry.id, read.read);
                let repair = Repair { run, table, id, read, fields, note: "mended".to_owned() };
                self.runner().insist(|| self.store.repair(&repair)).await?;
            }
        }
        let is_calm = self.world.is_calm();
        self.retry(|entry| !is_calm || entry.code == QuarantineCode::Ambiguous).await
    }
}
