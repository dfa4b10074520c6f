//! A status for people.

use std::time::Duration;

use schema_core::id::DocumentId;

use super::{Cause, Liveness, Status, liveness, silence};
use crate::checkpoint::Counts;
use crate::cli::console::Tone;
use crate::cli::session::Session;
use crate::cli::text::{ago, documents, grouped, moment, percent, took};
use crate::clock::Timestamp;
use crate::store::{DeployedTable, InHand, RunRecord, RunStatus, StepState, TablePhase};

/// How many documents in quarantine are named for each reason.
const NAMED_MAX: usize = 3;

/// How wide the first column is at least.
const WIDTH_MIN: usize = 16;

pub(super) fn lines(session: &Session<'_>, status: &Status) -> Vec<String> {
    let mut lines = Vec::new();
    let width = width(status);
    section(session, &mut lines, "tables", tables(session, status, width));
    let steps = status.steps.iter().flat_map(|state| step(status, state, width));
    section(session, &mut lines, "steps", steps.collect());
    let quarantine = status.quarantine.iter().flat_map(|cause| quarantined(cause, width));
    section(session, &mut lines, "quarantine", quarantine.collect());
    section(session, &mut lines, "receipts", receipts(status, width));
    section(session, &mut lines, "runs", runs(session, status));
    if let Some(since) = status.runs.paused_since {
        let paused = session.console.tone_out(Tone::Careful, "paused");
        lines.push(format!("{paused} since {}; let runs go on with", moment(since)));
        lines.push(format!("    {}", session.program.line(["resume"])));
    }
    lines
}

/// How wide the column of names is in all sections, so that they stand below each other.
fn width(status: &Status) -> usize {
    let deployed = status.deployed.iter().flat_map(|deployed| &deployed.manifest.tables);
    let deployed = deployed.map(|(name, table)| format!("{name}@{}", table.version));
    let steps = status.steps.iter().map(|state| state.step.to_string());
    let quarantine = status.quarantine.keys().map(|cause| cause.table.to_string());
    let receipts = status.receipts.iter().map(|receipt| receipt.name.to_string());
    let names = deployed.chain(steps).chain(quarantine).chain(receipts);
    names.map(|name| name.len()).fold(WIDTH_MIN, usize::max)
}

fn section(session: &Session<'_>, lines: &mut Vec<String>, title: &str, of: Vec<String>) {
    if !of.is_empty() {
        lines.push(session.console.tone_out(Tone::Strong, title));
        lines.extend(of.into_iter().map(|line| format!("  {line}")));
    }
}

fn tables(session: &Session<'_>, status: &Status, width: usize) -> Vec<String> {
    let Some(deployed) = &status.deployed else {
        return vec!["nothing is deployed yet".to_owned()];
    };
    let table = |(name, table): (&schema_core::name::TableName, &DeployedTable)| {
        let DeployedTable { version, phase, .. } = table;
        let count = documents(status.documents.get(name).copied().unwrap_or_default());
        let phase = match phase {
            TablePhase::Widened { old } => {
                format!("widened, accepts {name}@{old} to {name}@{version}")
            }
            TablePhase::Narrowed => "narrowed".to_owned(),
        };
        let newest =
            session.declaration.tables.get(name).map(|history| history.newest().name.version);
        let behind = newest.filter(|newest| newest > version);
        let behind =
            behind.map_or_else(String::new, |newest| format!("; {name}@{newest} is declared"));
        format!("{:<width$}  {phase}, {count}{behind}", format!("{name}@{version}"))
    };
    deployed.manifest.tables.iter().map(table).collect()
}

/// `movies@1->2  61.2%  612,000/1,000,000  pass 2  599,800 carried`
fn step(status: &Status, state: &StepState, width: usize) -> Vec<String> {
    let (met, of) = status.met(state);
    let name = format!("{:<width$}", state.step.to_string());
    let mut line = format!("{name}  {}  {}/{}", percent(met, of), grouped(met), grouped(of));
    if state.is_done() {
        line.push_str("  done");
    } else {
        line = format!("{line}  pass {}, {} old so far", state.pass, grouped(state.old_in_pass()));
    }
    let Counts { carried, hybrids, inserted, deleted, quarantined } = state.counts;
    let counts = [
        (carried, "carried"),
        (hybrids, "of them hybrids"),
        (inserted, "inserted beside"),
        (deleted, "deleted"),
        (quarantined, "put into quarantine"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, what)| format!("{} {what}", grouped(count)));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let ended = state.completed_at.filter(|_| state.is_done());
    let ended = ended.map_or_else(String::new, |at| format!(", done {}", moment(at)));
    let times = format!("began {}{ended}", moment(state.started_at));
    let more = [counts, times].into_iter().filter(|text| !text.is_empty());
    [line].into_iter().chain(more.map(|text| format!("{:<width$}  {text}", ""))).collect()
}

fn quarantined((cause, ids): (&Cause, &Vec<DocumentId>), width: usize) -> Vec<String> {
    let Cause { table, code, path, reason } = cause;
    let at = if path.is_empty() { String::new() } else { format!(" at {path}") };
    let count = documents(ids.len() as u64);
    let head = format!("{:<width$}  {count}  {code}{at}: {reason}", table.as_str());
    let named = ids.iter().take(NAMED_MAX).map(|id| format!("{:<width$}  {id}", ""));
    let rest = ids.len().saturating_sub(NAMED_MAX);
    let more =
        format!("{:<width$}  and {} more; --format json lists them", "", grouped(rest as u64));
    [head].into_iter().chain(named).chain((rest > 0).then_some(more)).collect()
}

fn receipts(status: &Status, width: usize) -> Vec<String> {
    let receipt = |receipt: &crate::store::Receipt| {
        let (counts, name) = (receipt.counts, receipt.name.to_string());
        format!(
            "{name:<width$}  {} verified, {} carried, {}",
            documents(counts.verified),
            grouped(counts.carried),
            moment(receipt.verified_at)
        )
    };
    status.receipts.iter().map(receipt).collect()
}

fn since(then: Timestamp, now: Timestamp) -> Duration {
    Duration::from_millis(now.0.saturating_sub(then.0))
}

fn runs(session: &Session<'_>, status: &Status) -> Vec<String> {
    let liveness = liveness(&status.runs, status.now);
    let run = |(index, run): (usize, &RunRecord)| {
        let RunRecord { run, runner, command, status: how, started_at, completed_at, error } = run;
        let beat = status.runs.beat_at.filter(|_| index == 0 && *how == RunStatus::Running);
        let heard = beat.map(|beat| ago(silence(beat, status.now)));
        let end = match (heard, completed_at, error) {
            (Some(heard), _, _) if liveness == Liveness::Silent => {
                format!("silent, heard of {heard}")
            }
            (Some(heard), _, _) => format!("heard of {heard}"),
            (None, Some(at), None) => format!("took {}", took(since(*started_at, *at))),
            (None, Some(at), Some(error)) => {
                format!("took {}, ended by {error}", took(since(*started_at, *at)))
            }
            (None, None, _) => "fell silent".to_owned(),
        };
        let tone = match how {
            RunStatus::Running | RunStatus::Completed => Tone::Good,
            RunStatus::Incomplete | RunStatus::Stopped | RunStatus::Cancelled => Tone::Careful,
            RunStatus::Failed | RunStatus::Abandoned => Tone::Bad,
        };
        let how = session.console.tone_out(tone, &format!("{:<10}", how.as_str()));
        let number = run.to_string();
        let in_hand = status.runs.in_hand.as_ref().filter(|_| beat.is_some());
        let in_hand = in_hand.map(|InHand { table, id, elapsed }| {
            format!("{:>3}  {:<10}  at {table}/{id}, for {}", "", "", took(*elapsed))
        });
        let line =
            format!("{number:>3}  {how}  {command:<7}  began {}, {end}", moment(*started_at));
        let by = format!("{:>3}  {:<10}  by {runner}", "", "");
        [line, by].into_iter().chain(in_hand).collect::<Vec<_>>()
    };
    status.runs.runs.iter().enumerate().flat_map(run).collect()
}
