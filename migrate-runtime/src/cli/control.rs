//! `pause`, `resume` and `cancel`: what a person tells the runs of a deployment.
//!
//! They write a note for runs and nothing else, so they need no place, and production's name isn't
//! asked for: whoever has to stop a run has no time for that.

use serde_json::json;

use super::deployment::{self, with_store};
use super::session::Session;
use super::status::{self, Liveness};
use super::text::moment;
use crate::clock::Clock as _;
use crate::exit::{Exit, Failure};
use crate::store::{Control, RunRecord, RunsState, Store};

pub(crate) fn pause(session: &Session<'_>) -> Result<Exit, Failure> {
    let (before, run, _) = told(session, "pause", |_| Some(Control::Pause))?;
    if !session.is_json() {
        paused(session, &before, run.as_ref());
    }
    Ok(Exit::Done)
}

pub(crate) fn resume(session: &Session<'_>) -> Result<Exit, Failure> {
    let (before, run, _) = told(session, "resume", |_| Some(Control::Resume))?;
    if !session.is_json() {
        resumed(session, &before, run.as_ref());
    }
    Ok(Exit::Done)
}

/// Names the run that it means, so that it meets no other one, however late it arrives.
pub(crate) fn cancel(session: &Session<'_>) -> Result<Exit, Failure> {
    let has_place =
        |seen: &RunsState| seen.runs.first().filter(|_| seen.beat_at.is_some()).cloned();
    let mut meant = None;
    let (before, run, liveness) = told(session, "cancel", |seen| {
        meant = has_place(seen);
        meant.as_ref().map(|run| Control::Cancel(run.run))
    })?;
    let run = run.filter(|run| meant.is_some_and(|meant| meant.run == run.run));
    if !session.is_json() {
        cancelled(session, &before, run.as_ref(), liveness);
    }
    Ok(Exit::Done)
}

/// Tells runs something. Returns how they stood before, and which one was at work.
fn told(
    session: &Session<'_>,
    word: &str,
    control: impl FnOnce(&RunsState) -> Option<Control>,
) -> Result<(RunsState, Option<RunRecord>, Liveness), Failure> {
    deployment::name(session);
    let opened = deployment::open_existing(session)?;
    let before = with_store!(opened, store => {
        deployment::block_on(async {
            let seen = store.runs(1).await?;
            Ok(match control(&seen) {
                Some(control) => store.control(control).await?,
                None => seen,
            })
        })
    })?;
    let liveness = status::liveness(&before, deployment::CLOCK.now());
    let run = before.runs.first().filter(|_| liveness != Liveness::Over).cloned();
    if session.is_json() {
        let line = json!({
            "control": word, "run": run.as_ref().map(|run| run.run),
            "wasPausedSince": before.paused_since,
        });
        session.console.out(&line.to_string());
    }
    Ok((before, run, liveness))
}

/// `run 3, ship by ada@workstation, process 4711`
fn named(run: &RunRecord) -> String {
    format!("run {}, {} by {}", run.run, run.command, run.runner)
}

fn next(session: &Session<'_>, words: &[&str]) {
    session.console.out(&format!("    {}", session.program.line(words)));
}

fn paused(session: &Session<'_>, before: &RunsState, run: Option<&RunRecord>) {
    let console = &session.console;
    match (before.paused_since, run) {
        (Some(since), _) => {
            console.say(&format!("runs are paused already, since {}", moment(since)));
        }
        (None, Some(run)) => {
            console.say(&format!("paused: {} waits at its next batch", named(run)));
        }
        (None, None) => console.say("paused: no run is at work, and none can begin"),
    }
    console.say("let them go on with");
    next(session, &["resume"]);
}

fn resumed(session: &Session<'_>, before: &RunsState, run: Option<&RunRecord>) {
    let console = &session.console;
    match (before.paused_since, run) {
        (None, _) => console.say("runs aren't paused: there is nothing to resume"),
        (Some(since), Some(run)) => {
            console.say(&format!(
                "resumed after a pause since {}: {} goes on",
                moment(since),
                named(run)
            ));
        }
        (Some(since), None) => {
            console.say(&format!(
                "resumed after a pause since {}: no run is at work; go on with",
                moment(since)
            ));
            next(session, &["ship"]);
        }
    }
}

fn cancelled(
    session: &Session<'_>,
    before: &RunsState,
    run: Option<&RunRecord>,
    liveness: Liveness,
) {
    let console = &session.console;
    let Some(run) = run else {
        console.say("no run is at work: there is nothing to cancel");
        return;
    };
    if liveness == Liveness::Silent {
        console.say(&format!("{} has fallen silent; should it wake up, it ends", named(run)));
    } else {
        console.say(&format!(
            "cancelled: {} ends at its next batch, or at its next heartbeat if a document takes long",
            named(run)
        ));
    }
    if before.paused_since.is_some() {
        console.say("what it has committed stays; runs stay paused, so go on later with");
        next(session, &["resume"]);
    } else {
        console.say("what it has committed stays; go on from there with");
    }
    next(session, &["ship"]);
}
