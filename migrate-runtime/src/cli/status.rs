//! `status`: what is deployed, how far each step is, and which runs there were. Only reads.

mod report;
mod show;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use tokio::time::Instant;

use self::report::lines as json_lines;
use self::show::lines;
use super::args::StatusArgs;
use super::deployment::{self, with_store};
use super::session::Session;
use crate::clock::{Clock as _, Timestamp};
use crate::exit::{Exit, Failure};
use crate::store::{
    Deployed, LEASE, QuarantineCode, Receipt, RunStatus, RunsState, StepState, Store,
};

/// How many runs are shown.
const RUNS_SHOWN: u32 = 5;

/// How often it is looked again.
const WATCH_EVERY: Duration = Duration::from_secs(1);

/// How often it is shown again where nothing can be redrawn.
const SHOWN_EVERY: Duration = Duration::from_secs(10);

/// A deployment at one moment.
struct Status {
    now: Timestamp,
    deployed: Option<Deployed>,
    /// Documents of each table that is deployed or has steps.
    documents: BTreeMap<TableName, u64>,
    steps: Vec<StepState>,
    /// Documents in quarantine, by what is wrong with them.
    quarantine: BTreeMap<Cause, Vec<DocumentId>>,
    receipts: Vec<Receipt>,
    runs: RunsState,
}

/// What several documents in quarantine have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cause {
    table: TableName,
    code: QuarantineCode,
    path: String,
    reason: String,
}

/// Whether the newest run is at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Liveness {
    /// It is, as far as it shows.
    Alive,
    /// It has the place, and hasn't shown itself for as long as its lease lasts.
    Silent,
    /// No run has the place.
    Over,
}

/// Whether the newest run is at work.
pub(crate) fn liveness(runs: &RunsState, now: Timestamp) -> Liveness {
    let is_running = runs.runs.first().is_some_and(|run| run.status == RunStatus::Running);
    match runs.beat_at.filter(|_| is_running) {
        Some(beat_at) if silence(beat_at, now) < LEASE => Liveness::Alive,
        Some(_) => Liveness::Silent,
        None => Liveness::Over,
    }
}

/// For how long a run hasn't shown itself. Where the clock was set back, that isn't known: a run that
/// lives shows itself at a moment near to now, on either side.
fn silence(beat_at: Timestamp, now: Timestamp) -> Duration {
    Duration::from_millis(now.0.abs_diff(beat_at.0))
}

pub(crate) fn status(session: &Session<'_>, args: &StatusArgs) -> Result<Exit, Failure> {
    deployment::name(session);
    let opened = deployment::look_at_existing(session)?;
    // A copy doesn't move: the run that could be watched is one of an older release.
    let watches = args.watch && opened.is_live();
    with_store!(opened, store => deployment::block_on(async {
        if watches {
            return watch(session, store).await;
        }
        print(session, &Status::read(session, store).await?);
        Ok(Exit::Done)
    }))
}

fn print(session: &Session<'_>, status: &Status) {
    let lines = if session.is_json() { json_lines(status) } else { lines(session, status) };
    for line in lines {
        if session.is_json() {
            session.console.out(&line);
        } else {
            session.console.say(&line);
        }
    }
}

/// Shows it again and again, until the run ends.
async fn watch<S: Store>(session: &Session<'_>, store: &S) -> Result<Exit, Failure> {
    let console = &session.console;
    let redraws = console.redraws() && !session.is_json();
    let mut shown: Option<Instant> = None;
    let mut drawn = 0;
    // From now on Ctrl-C is heard, also while something is read or shown.
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    if (&mut interrupted).now_or_never().is_some() {
        return Ok(Exit::Interrupted);
    }
    loop {
        let status = Status::read(session, store).await?;
        let liveness = liveness(&status.runs, status.now);
        let is_over = liveness != Liveness::Alive;
        if redraws {
            drawn = console.redraw(&lines(session, &status), drawn);
        } else if is_over || shown.is_none_or(|shown| shown.elapsed() >= SHOWN_EVERY) {
            print(session, &status);
            shown = Some(Instant::now());
        }
        if is_over {
            if !session.is_json() {
                console.tell(match liveness {
                    Liveness::Silent => "the run has fallen silent: its place is free",
                    Liveness::Over | Liveness::Alive => "no run is at work",
                });
            }
            return Ok(Exit::Done);
        }
        let pause = pin!(tokio::time::sleep(WATCH_EVERY));
        if let Either::Right(_) = select(pause, &mut interrupted).await {
            return Ok(Exit::Interrupted);
        }
    }
}

impl Status {
    async fn read<S: Store>(session: &Session<'_>, store: &S) -> Result<Self, Failure> {
        let deployed = store.deployed().await?;
        let steps = store.steps().await?;
        let declaration = session.declaration;
        let known = declaration.tables.keys().chain(declaration.dropped.keys());
        let live = deployed.iter().flat_map(|deployed| deployed.manifest.tables.keys());
        let stepped = steps.iter().map(|state| &state.step.table);
        let tables: BTreeSet<&TableName> = known.chain(live).chain(stepped).collect();
        let mut documents = BTreeMap::new();
        let mut quarantine: BTreeMap<Cause, Vec<DocumentId>> = BTreeMap::new();
        for table in tables {
            documents.insert(table.clone(), store.count(table).await?);
            for entry in store.quarantine(table).await? {
                let (table, code) = (entry.table, entry.code);
                let cause = Cause { table, code, path: entry.path, reason: entry.reason };
                quarantine.entry(cause).or_default().push(entry.id);
            }
        }
        let (receipts, runs) = (store.receipts().await?, store.runs(RUNS_SHOWN).await?);
        let now = deployment::CLOCK.now();
        Ok(Self { now, deployed, documents, steps, quarantine, receipts, runs })
    }

    /// How many documents a step has met in its pass, of how many.
    fn met(&self, state: &StepState) -> (u64, u64) {
        let met = state.scanned_in_pass();
        let documents = self.documents.get(&state.step.table).copied().unwrap_or_default();
        // Where a pass is over, what came later isn't its business.
        (met, if state.is_pass_over() { met } else { documents.max(met) })
    }
}
