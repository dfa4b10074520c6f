//! Runs, the one that may write, and how far each step has come.

use std::time::Duration;

use schema_core::name::TableName;
use schema_core::version::VersionNumber;

use crate::checkpoint::{Checkpoint, Counts};
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::step::{RangeKey, RangeNumber, StepKey};
use crate::store::{
    Claim, Control, Fence, Fenced, Heartbeat, Holder, InHand, RUNS_KEPT, RangeState, RunEnd,
    RunNumber, RunRecord, RunStatus, RunsState, StepState, TakeOver,
};

use super::codec;
use super::engine::Engine;
use super::sql::{self, Meta, RangeRow, RunRow};

/// Takes the place. `is_vacant` says that no other process has it, whatever the lease says.
pub(super) fn take_over(
    engine: &Engine<'_>,
    claim: &Claim,
    is_vacant: bool,
) -> Result<TakeOver, StoreError> {
    let fence = fence(engine.db)?;
    if fence.is_held {
        let shown = heartbeat(engine.db)?;
        let beat = shown.seen(engine.now);
        if beat != shown {
            set_heartbeat(engine.db, &beat)?;
        }
        let left = beat.left(engine.now);
        if !is_vacant && !left.is_zero() {
            return Ok(TakeOver::Held(Holder {
                run: fence.run,
                runner: runner_of(engine.db)?,
                beat_at: beat.beat_at,
                silent_for: Some(left),
            }));
        }
        sql::end_run(engine.db, fence.run.0, RunStatus::Abandoned.as_str(), None, None)?;
    }
    if let Some(since) = fence.paused_since {
        set_fence(engine.db, &Fence { is_held: false, ..fence })?;
        return Ok(TakeOver::Paused { since });
    }
    let fence = fence.taken();
    set_fence(engine.db, &fence)?;
    beat(engine.db, engine.now, fence.run, None)?;
    let row = RunRow {
        number: fence.run.0,
        runner: claim.runner.clone(),
        command: claim.command.clone(),
        status: RunStatus::Running.as_str().to_owned(),
        started_at: engine.now.0,
        completed_at: None,
        error: None,
    };
    sql::add_run(engine.db, &row)?;
    sql::forget_runs(engine.db, fence.run.0.saturating_sub(RUNS_KEPT.into()))?;
    Ok(TakeOver::Taken(fence.run))
}

/// The holder as the ledger has it, where the place is known to be taken.
pub(super) fn holder(db: &rusqlite::Connection) -> Result<Holder, StoreError> {
    let (fence, beat) = (fence(db)?, heartbeat(db)?);
    let runner = runner_of(db)?;
    Ok(Holder { run: fence.run, runner, beat_at: beat.beat_at, silent_for: None })
}

fn runner_of(db: &rusqlite::Connection) -> Result<String, StoreError> {
    Ok(sql::runs(db, 1)?.into_iter().next().map_or_else(String::new, |row| row.runner))
}

/// Notes that the runner lives, and says why it may not write.
pub(super) fn show_alive(
    db: &rusqlite::Connection,
    now: Timestamp,
    run: RunNumber,
    in_hand: Option<&InHand>,
) -> Result<Option<Fenced>, StoreError> {
    let fenced = fence(db)?.check(run).err();
    if fenced != Some(Fenced::Overtaken) {
        beat(db, now, run, in_hand)?;
    }
    Ok(fenced)
}

pub(super) fn release(engine: &Engine<'_>, run: RunNumber, end: &RunEnd) -> Result<(), StoreError> {
    let fence = fence(engine.db)?;
    if fence.check(run) == Err(Fenced::Overtaken) {
        return Ok(());
    }
    let (status, error) = (end.status.as_str(), end.error.as_deref());
    sql::end_run(engine.db, run.0, status, Some(engine.now.0), error)?;
    set_fence(engine.db, &Fence { is_held: false, is_cancelled: false, ..fence })
}

/// Pauses, resumes or cancels, and returns the runs as they stood before.
pub(super) fn control(engine: &Engine<'_>, control: Control) -> Result<RunsState, StoreError> {
    let before = runs(engine.db, 1)?;
    let mut fence = fence(engine.db)?;
    match control {
        Control::Pause => {
            fence.paused_since.get_or_insert(engine.now);
        }
        Control::Resume => fence.paused_since = None,
        Control::Cancel(run) => fence.is_cancelled |= fence.is_held && fence.run == run,
    }
    set_fence(engine.db, &fence)?;
    Ok(before)
}

pub(super) fn runs(db: &rusqlite::Connection, limit: u32) -> Result<RunsState, StoreError> {
    let record = |row: RunRow| {
        let status = RunStatus::from_stored(&row.status).ok_or_else(|| {
            StoreError::damaged(format!("`{}` stands for the status of a run", row.status))
        })?;
        Ok(RunRecord {
            run: RunNumber(row.number),
            runner: row.runner,
            command: row.command,
            status,
            started_at: Timestamp(row.started_at),
            completed_at: row.completed_at.map(Timestamp),
            error: row.error,
        })
    };
    let runs = sql::runs(db, limit)?.into_iter().map(record).collect::<Result<_, StoreError>>()?;
    let fence = fence(db)?;
    let beat_at = if fence.is_held { Some(heartbeat(db)?.beat_at) } else { None };
    let in_hand = if fence.is_held { in_hand(db, fence.run)? } else { None };
    Ok(RunsState { runs, paused_since: fence.paused_since, beat_at, in_hand })
}

/// Whether no run has the place.
pub(super) fn is_free(db: &rusqlite::Connection) -> Result<bool, StoreError> {
    Ok(!fence(db)?.is_held)
}

/// Fails where the run may not write.
pub(super) fn check(engine: &Engine<'_>, run: RunNumber) -> Result<(), StoreError> {
    fence(engine.db)?.check(run).map_err(|why| StoreError::Fenced { run, why })
}

fn beat(
    db: &rusqlite::Connection,
    now: Timestamp,
    run: RunNumber,
    in_hand: Option<&InHand>,
) -> Result<(), StoreError> {
    set_heartbeat(db, &Heartbeat { run, beat_at: now })?;
    let Some(in_hand) = in_hand else { return sql::remove_meta(db, Meta::InHand) };
    let stored = StoredInHand {
        run,
        table: in_hand.table.as_str().to_owned(),
        id: in_hand.id.to_string(),
        elapsed_ms: in_hand.elapsed_ms(),
    };
    sql::set_meta(db, Meta::InHand, &codec::to_json("a document in hand", &stored)?)
}

/// A document in hand as it is stored. It names its run: an older release takes the place of a run
/// without looking at it.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredInHand {
    run: RunNumber,
    table: String,
    id: String,
    elapsed_ms: u64,
}

fn in_hand(db: &rusqlite::Connection, run: RunNumber) -> Result<Option<InHand>, StoreError> {
    let Some(text) = sql::meta(db, Meta::InHand)? else { return Ok(None) };
    let stored: StoredInHand = codec::from_json("a document in hand", &text)?;
    if stored.run != run {
        return Ok(None);
    }
    Ok(Some(InHand {
        table: TableName::from_checked(stored.table),
        id: codec::id(&stored.id)?,
        elapsed: Duration::from_millis(stored.elapsed_ms),
    }))
}

fn set_heartbeat(db: &rusqlite::Connection, heartbeat: &Heartbeat) -> Result<(), StoreError> {
    sql::set_meta(db, Meta::Heartbeat, &codec::to_json("a heartbeat", heartbeat)?)
}

fn heartbeat(db: &rusqlite::Connection) -> Result<Heartbeat, StoreError> {
    let text = sql::meta(db, Meta::Heartbeat)?;
    text.map_or_else(|| Ok(Heartbeat::default()), |text| codec::from_json("a heartbeat", &text))
}

fn fence(db: &rusqlite::Connection) -> Result<Fence, StoreError> {
    let text = sql::meta(db, Meta::Fence)?;
    text.map_or_else(|| Ok(Fence::default()), |text| codec::from_json("the fence", &text))
}

fn set_fence(db: &rusqlite::Connection, fence: &Fence) -> Result<(), StoreError> {
    sql::set_meta(db, Meta::Fence, &codec::to_json("the fence", fence)?)
}

/// Where a step stands, or nothing before its first pass.
pub(super) fn step(
    db: &rusqlite::Connection,
    step: &StepKey,
) -> Result<Option<StepState>, StoreError> {
    let rows = sql::ranges(db, codec::step_row(step))?;
    let (Some(last), Some(started_at)) =
        (rows.last().map(|row| row.pass), rows.iter().map(|row| row.started_at).min())
    else {
        return Ok(None);
    };
    let mut state = StepState {
        step: step.clone(),
        pass: last,
        ranges: Vec::new(),
        listed: Checkpoint::default(),
        counts: Counts::default(),
        started_at: Timestamp(started_at),
        completed_at: None,
    };
    let mut completed_at = Some(started_at);
    for row in rows {
        let checkpoint: Checkpoint = codec::from_json("a checkpoint", &row.checkpoint)?;
        state.counts += checkpoint.counts;
        if row.pass != last {
            continue;
        }
        let number = RangeNumber(row.number);
        if number == RangeNumber::LISTED {
            state.listed = checkpoint;
        } else {
            completed_at = completed_at.zip(row.completed_at).map(|(a, b)| a.max(b));
            let range = codec::from_json("a range", &row.bounds)?;
            state.ranges.push(RangeState { number, range, checkpoint });
        }
    }
    state.completed_at = completed_at.map(Timestamp);
    Ok(Some(state))
}

pub(super) fn steps(db: &rusqlite::Connection) -> Result<Vec<StepState>, StoreError> {
    let mut states = Vec::new();
    for (table, old, new) in sql::steps(db)? {
        let key = StepKey {
            table: TableName::from_checked(table),
            old: VersionNumber(old),
            new: VersionNumber(new),
        };
        states.extend(step(db, &key)?);
    }
    Ok(states)
}

/// Begins the pass after `follows`, unless it has begun.
pub(super) fn begin_pass(
    engine: &Engine<'_>,
    step: &StepKey,
    follows: u32,
    ranges: &[IdRange],
) -> Result<(), StoreError> {
    let key = codec::step_row(step);
    if sql::pass(engine.db, key)?.unwrap_or(0) != follows {
        return Ok(());
    }
    let listed = Checkpoint { done: true, ..Checkpoint::default() };
    let listed = std::iter::once((&IdRange::WHOLE, listed));
    let begun =
        |range: &IdRange| Checkpoint { cursor: range.after.clone(), ..Checkpoint::default() };
    let walked = ranges.iter().map(|range| (range, begun(range)));
    for (number, (range, checkpoint)) in (0..).zip(listed.chain(walked)) {
        let row = RangeRow {
            pass: follows + 1,
            number,
            bounds: codec::to_json("a range", range)?,
            checkpoint: codec::to_json("a checkpoint", &checkpoint)?,
            started_at: engine.now.0,
            completed_at: None,
        };
        sql::add_range(engine.db, key, &row)?;
    }
    Ok(())
}

/// The checkpoint of a range, which must be one of the pass that its step is at.
pub(super) fn checkpoint(engine: &Engine<'_>, range: &RangeKey) -> Result<Checkpoint, StoreError> {
    let key = codec::step_row(&range.step);
    let stands = match sql::pass(engine.db, key)? {
        Some(pass) if pass == range.pass => {
            sql::checkpoint(engine.db, key, range.pass, range.range.0)?
        }
        _ => None,
    };
    let text = stands.ok_or_else(|| StoreError::NoRange { range: range.clone() })?;
    codec::from_json("a checkpoint", &text)
}

pub(super) fn set_checkpoint(
    engine: &Engine<'_>,
    range: &RangeKey,
    checkpoint: &Checkpoint,
) -> Result<(), StoreError> {
    let key = codec::step_row(&range.step);
    let completed_at = checkpoint.done.then_some(engine.now.0);
    let text = codec::to_json("a checkpoint", checkpoint)?;
    sql::set_checkpoint(engine.db, key, (range.pass, range.range.0), &text, completed_at)
}

/// A checkpoint as layout 1 had it: one for a step.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Checkpoint1 {
    revision: crate::checkpoint::Revision,
    pass: u32,
    cursor: crate::cursor::Cursor,
    old_in_pass: u64,
    scanned_in_pass: u64,
    counts: Counts,
    done: bool,
}

/// Layout 1 had one checkpoint for a step, and no runs.
pub(super) fn upgrade(transaction: &rusqlite::Transaction<'_>) -> Result<(), StoreError> {
    let failed = StoreError::database("upgrading the ledger");
    transaction.execute_batch(sql::LAYOUT_2).map_err(failed)?;
    for ((table, old, new), text, started_at, completed_at) in sql::steps_1(transaction)? {
        let stood: Checkpoint1 = codec::from_json("a checkpoint", &text)?;
        let walked = Checkpoint {
            revision: stood.revision,
            cursor: stood.cursor,
            old: stood.old_in_pass,
            scanned: stood.scanned_in_pass,
            counts: stood.counts,
            done: stood.done,
        };
        let listed = Checkpoint { done: true, ..Checkpoint::default() };
        let key = sql::StepRow { table: &table, old, new };
        for (number, checkpoint, completed_at) in
            [(RangeNumber::LISTED, listed, None), (RangeNumber::FIRST, walked, completed_at)]
        {
            let row = RangeRow {
                pass: stood.pass.max(1),
                number: number.0,
                bounds: codec::to_json("a range", &IdRange::WHOLE)?,
                checkpoint: codec::to_json("a checkpoint", &checkpoint)?,
                started_at,
                completed_at,
            };
            sql::add_range(transaction, key, &row)?;
        }
    }
    sql::drop_steps_1(transaction)
}
