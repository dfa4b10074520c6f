//! Carries a table's documents, pass by pass, until a whole walk finds nothing old.

use std::sync::Arc;

use futures_util::future::{try_join, try_join4};
use futures_util::stream::{self, StreamExt as _};
use schema_core::declaration::Declaration;

use crate::checkpoint::Revision;
use crate::event::{Event, Progressed};
use crate::range::IdRange;
use crate::step::StepKey;
use crate::store::{StepState, Store, TableIds};

use super::pace::Pace;
use super::start::Started;
use super::walk::{Open, Tally, Walk};
use super::{RunError, Runner};

/// How often a run walks a table before something is taken to be wrong.
const PASSES_MAX: u32 = 100;

/// How a backfill has ended.
#[derive(Clone, Debug)]
pub struct Backfilled {
    /// Where the step stands.
    pub state: StepState,
    /// Why it ended.
    pub end: End,
}

/// Why a backfill has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A whole walk found nothing old, but for open quarantine.
    Done,
    /// It was asked to stop.
    Stopped,
}

/// What is done to the documents of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// They are carried from the step's old version to its new one.
    Carry,
    /// They are deleted, whatever they are.
    Delete,
}

impl<S: Store> Runner<'_, S> {
    /// Does a step's task to the documents of its table, going on where its last committed batches
    /// ended.
    ///
    /// # Errors
    ///
    /// The deployment fails, another runner takes over, or old documents keep coming.
    pub async fn backfill(
        &self,
        declaration: &Declaration,
        step: &StepKey,
        task: Task,
    ) -> Result<Backfilled, RunError> {
        // A deployment may be far away, so what doesn't wait for each other isn't asked one by one.
        let (documents, tables, mut state, (mut open, starts)) = try_join4(
            self.insist(|| self.store.estimate(&step.table)),
            self.insist(|| self.store.tables()),
            self.insist(|| self.store.step(step)),
            try_join(self.open_entries(step), self.starts()),
        )
        .await?;
        // Before it is said that the step goes on: it doesn't where its rules were edited.
        let rules = self.same_rules(declaration, step, &starts)?;
        let progressed = state.as_ref().map(Progressed::from).unwrap_or_default();
        self.observer.observe(&Event::StepStarted { step: step.clone(), documents, progressed });
        let started = match &state {
            Some(at) if at.is_done() => Started::MIGRATES_NOTHING,
            Some(_) | None => self.start(step, rules, &starts).await?,
        };
        let pace = Pace::new(self.pacing);
        let first_pass = progressed.pass.max(1);
        loop {
            let at = match state {
                Some(at) if at.is_done() => return Ok(self.ended(at, End::Done)),
                Some(at) if !at.is_pass_over() => at,
                // The pass is over, and it met old documents; or there was none before.
                at => {
                    if at.as_ref().is_some_and(|at| at.pass >= first_pass + PASSES_MAX) {
                        let step = step.clone();
                        return Err(RunError::NeverSettles { step, passes: PASSES_MAX });
                    }
                    let seen = at.as_ref().map(StepState::scanned_in_pass);
                    let documents = seen.unwrap_or(documents.documents);
                    let ranges = ranges(step, &tables, pace.ranges(documents));
                    self.next_pass(step, at.map_or(0, |at| at.pass), &ranges).await?
                }
            };
            let stopped = self.pass(declaration, task, &at, (&open, started), &pace).await?;
            let step_now = self.insist(|| self.store.step(step));
            let (now, left) = try_join(step_now, self.open_entries(step)).await?;
            let now = now.unwrap_or(at);
            open = left;
            if stopped && !now.is_done() {
                return Ok(self.ended(now, End::Stopped));
            }
            let (step, pass, old) = (step.clone(), now.pass, now.old_in_pass());
            self.observer.observe(&Event::PassFinished { step, pass, old });
            state = Some(now);
        }
    }

    fn ended(&self, state: StepState, end: End) -> Backfilled {
        let (step, progressed) = (state.step.clone(), Progressed::from(&state));
        self.observer.observe(&match end {
            End::Done => Event::StepFinished { step, progressed },
            End::Stopped => Event::StepStopped { step, progressed },
        });
        Backfilled { state, end }
    }

    /// Begins the next walk over a step's table: one that has ended is walked again, too.
    ///
    /// # Errors
    ///
    /// The deployment fails, or another runner takes over.
    pub async fn walk_again(&self, step: &StepKey) -> Result<(), RunError> {
        let state = self.insist(|| self.store.step(step)).await?;
        if let Some(state) = state {
            let tables = self.insist(|| self.store.tables()).await?;
            let count = Pace::new(self.pacing).ranges(state.scanned_in_pass());
            self.next_pass(step, state.pass, &ranges(step, &tables, count)).await?;
        }
        Ok(())
    }

    /// Begins the pass after `follows`.
    pub(super) async fn next_pass(
        &self,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> Result<StepState, RunError> {
        let begin = || self.store.begin_pass(self.run, step, follows, ranges);
        Ok(self.insist(begin).await?)
    }

    /// Walks what is left of a pass, several ranges at a time. Says whether it was asked to stop.
    async fn pass(
        &self,
        declaration: &Declaration,
        task: Task,
        at: &StepState,
        (open, started): (&Open, Started),
        pace: &Pace,
    ) -> Result<bool, RunError> {
        let tally = Tally::new(at);
        let declaration = &Arc::new(declaration.clone());
        let (runner, tally) = (self, &tally);
        let walk = Walk { runner, declaration, task, at, open, pace, tally, _started: started };
        // Once a pass, before anything of it is walked.
        if at.ranges.iter().all(|range| range.checkpoint.revision == Revision(0)) {
            walk.close_gone().await?;
        }
        let left = at.ranges.iter().filter(|range| !range.checkpoint.done);
        let walks = left.map(|range| walk.range(range));
        // All of them come to a border of their own, also when one has failed: a commit is never
        // dropped halfway.
        let ended: Vec<_> =
            stream::iter(walks).buffer_unordered(pace.side_by_side()).collect().await;
        let mut stopped = false;
        for end in ended {
            stopped |= end?;
        }
        if !stopped {
            walk.hot_documents().await?;
        }
        Ok(stopped)
    }
}

/// A step's table in so many ranges; one that isn't there has one, of no documents.
pub(super) fn ranges(step: &StepKey, tables: &TableIds, count: u32) -> Vec<IdRange> {
    let number = tables.names.iter().find(|(_, name)| **name == step.table);
    match number {
        Some((number, _)) => IdRange::split_evenly(*number, count),
        None => vec![IdRange::WHOLE],
    }
}
