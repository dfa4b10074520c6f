//! Runs, the one that may write, how far each step has come, and what is in quarantine.

use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::checkpoint::{Checkpoint, Counts};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::start::Start;
use crate::step::{RangeKey, RangeNumber, StepKey};
use crate::store::{
    Claim, Control, Fenced, Heartbeat, Holder, InHand, Noted, QuarantineEntry, Quarantined,
    RUNS_KEPT, RangeState, RunEnd, RunNumber, RunRecord, RunStatus, RunsState, StepStart,
    StepState, TakeOver,
};

use super::State;

/// One walk over a table.
#[derive(Clone)]
pub(super) struct Pass {
    started_at: Timestamp,
    /// By number: documents that are tried without a walk come first, then what is walked.
    ranges: Vec<Range>,
}

/// A range of a pass.
#[derive(Clone)]
pub(super) struct Range {
    bounds: IdRange,
    pub(super) checkpoint: Checkpoint,
    pub(super) completed_at: Option<Timestamp>,
}

impl State {
    /// Fails where the run may not write.
    pub(super) fn check(&self, run: RunNumber) -> Result<(), StoreError> {
        self.fence.check(run).map_err(|why| StoreError::Fenced { run, why })
    }

    pub(super) fn take_over(&mut self, claim: &Claim, now: Timestamp) -> TakeOver {
        if self.fence.is_held {
            self.heartbeat = self.heartbeat.seen(now);
            let left = self.heartbeat.left(now);
            let holder = self.runs.last_mut();
            if !left.is_zero() {
                return TakeOver::Held(Holder {
                    run: self.fence.run,
                    runner: holder.map_or_else(String::new, |holder| holder.runner.clone()),
                    beat_at: self.heartbeat.beat_at,
                    silent_for: Some(left),
                });
            }
            if let Some(holder) = holder {
                holder.status = RunStatus::Abandoned;
            }
            self.fence.is_held = false;
        }
        if let Some(since) = self.fence.paused_since {
            return TakeOver::Paused { since };
        }
        self.fence = self.fence.taken();
        let run = self.fence.run;
        self.heartbeat = Heartbeat { run, beat_at: now };
        self.in_hand = None;
        self.runs.push(RunRecord {
            run,
            runner: claim.runner.clone(),
            command: claim.command.clone(),
            status: RunStatus::Running,
            started_at: now,
            completed_at: None,
            error: None,
        });
        let old = self.runs.len().saturating_sub(RUNS_KEPT as usize);
        self.runs.drain(..old);
        TakeOver::Taken(run)
    }

    pub(super) fn show_alive(
        &mut self,
        run: RunNumber,
        in_hand: Option<&InHand>,
        now: Timestamp,
    ) -> Option<Fenced> {
        let fenced = self.fence.check(run).err();
        if fenced != Some(Fenced::Overtaken) {
            self.heartbeat = Heartbeat { run, beat_at: now };
            self.in_hand = in_hand.cloned();
        }
        fenced
    }

    pub(super) fn release(&mut self, run: RunNumber, end: &RunEnd, now: Timestamp) {
        if self.fence.check(run) == Err(Fenced::Overtaken) {
            return;
        }
        self.fence.is_held = false;
        self.fence.is_cancelled = false;
        if let Some(record) = self.runs.last_mut() {
            record.status = end.status;
            record.error.clone_from(&end.error);
            record.completed_at = Some(now);
        }
    }

    pub(super) fn control(&mut self, control: Control, now: Timestamp) -> RunsState {
        let before = self.runs(1);
        let fence = &mut self.fence;
        match control {
            Control::Pause if fence.paused_since.is_some() => {}
            Control::Pause => fence.paused_since = Some(now),
            Control::Resume => fence.paused_since = None,
            Control::Cancel(run) => fence.is_cancelled |= fence.is_held && fence.run == run,
        }
        before
    }

    pub(super) fn runs(&self, limit: u32) -> RunsState {
        RunsState {
            runs: self.runs.iter().rev().take(limit as usize).cloned().collect(),
            paused_since: self.fence.paused_since,
            beat_at: self.fence.is_held.then_some(self.heartbeat.beat_at),
            in_hand: self.in_hand.clone().filter(|_| self.fence.is_held),
        }
    }

    /// Begins the pass after `follows`, unless it has begun, and says where the step stands.
    pub(super) fn begin_pass(
        &mut self,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
        now: Timestamp,
    ) -> Result<StepState, StoreError> {
        let passes = self.steps.entry(step.clone()).or_default();
        if passes.len() == follows as usize {
            let listed = Range {
                bounds: IdRange::WHOLE,
                checkpoint: Checkpoint { done: true, ..Checkpoint::default() },
                completed_at: None,
            };
            let walked = ranges.iter().map(|range| Range {
                bounds: range.clone(),
                checkpoint: Checkpoint { cursor: range.after.clone(), ..Checkpoint::default() },
                completed_at: None,
            });
            let ranges = std::iter::once(listed).chain(walked).collect();
            passes.push(Pass { started_at: now, ranges });
        }
        if passes.is_empty() {
            // Whoever asks has seen a pass that there never was.
            return Err(StoreError::damaged(format!("{step} has no pass")));
        }
        Ok(state(step, passes))
    }

    fn carried(&self, step: &StepKey) -> u64 {
        self.step(step).map_or(0, |state| state.counts.carried)
    }

    pub(super) fn note_start(&mut self, step: &StepKey, start: &Start) {
        let before = self.starts.remove(step);
        let noted = Noted::after(before, start, self.carried(step));
        self.starts.insert(step.clone(), noted);
    }

    pub(super) fn starts(&self) -> Vec<StepStart> {
        let starts = self.starts.iter();
        starts.map(|(step, noted)| noted.clone().start(step.clone(), self.carried(step))).collect()
    }

    pub(super) fn step(&self, step: &StepKey) -> Option<StepState> {
        self.steps.get(step).map(|passes| state(step, passes))
    }

    /// A range of the pass that its step is at.
    pub(super) fn range(&mut self, key: &RangeKey) -> Result<&mut Range, StoreError> {
        let passes = self.steps.get_mut(&key.step);
        let pass = passes.filter(|passes| passes.len() == key.pass as usize);
        let range = pass.and_then(|passes| passes.last_mut()?.ranges.get_mut(key.range.0 as usize));
        range.ok_or_else(|| StoreError::NoRange { range: key.clone() })
    }

    /// Opens an entry, or renews the open one: that stays open since it was opened.
    pub(super) fn open_quarantine(
        &mut self,
        step: &StepKey,
        refused: &Quarantined,
        now: Timestamp,
    ) {
        let key = (step.table.clone(), refused.id.to_string());
        let opened_at = self.quarantine.get(&key).map_or(now, |open| open.opened_at);
        let entry = QuarantineEntry {
            table: step.table.clone(),
            id: refused.id,
            step: step.clone(),
            code: refused.code,
            path: refused.path.to_string(),
            reason: refused.reason.clone(),
            digest: refused.digest(),
            also_read: refused.also_read_digest(),
            opened_at,
        };
        self.quarantine.insert(key, entry);
    }

    pub(super) fn close_quarantine(&mut self, table: &TableName, id: DocumentId) {
        self.quarantine.remove(&(table.clone(), id.to_string()));
    }
}

/// Where a step with these passes stands.
fn state(step: &StepKey, passes: &[Pass]) -> StepState {
    let mut counts = Counts::default();
    for range in passes.iter().flat_map(|pass| &pass.ranges) {
        counts += range.checkpoint.counts;
    }
    let started_at = passes.first().map(|pass| pass.started_at).unwrap_or_default();
    let newest = passes.last().map(|pass| pass.ranges.as_slice()).unwrap_or_default();
    let (listed, walked) = newest.split_first().map_or((None, newest), |(l, w)| (Some(l), w));
    let ranges = (RangeNumber::FIRST.0..).zip(walked).map(|(number, range)| RangeState {
        number: RangeNumber(number),
        range: range.bounds.clone(),
        checkpoint: range.checkpoint.clone(),
    });
    StepState {
        step: step.clone(),
        pass: u32::try_from(passes.len()).unwrap_or(u32::MAX),
        ranges: ranges.collect(),
        listed: listed.map(|range| range.checkpoint.clone()).unwrap_or_default(),
        counts,
        started_at,
        // Once all of them have come to their end.
        completed_at: walked
            .iter()
            .try_fold(started_at, |latest, range| Some(latest.max(range.completed_at?))),
    }
}
