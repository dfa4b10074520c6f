//! What a command does as the deployment's one runner.

use super::progress::Progress;
use super::session::Session;
use super::signals::Signals;
use crate::exit::{Exit, Failure};
use crate::run::{Pacing, Place, Runner};
use crate::store::{Claim, RunEnd, RunStatus, Store};

/// What is done as a runner: the command's word, the line that asks for the same again, and how
/// much is done at once.
pub(crate) struct Task<'a> {
    pub(crate) command: &'a str,
    pub(crate) again: &'a str,
    pub(crate) pacing: Pacing,
}

/// Does `work` while no other runner can, and notes in the ledger how it has ended.
pub(crate) async fn hold<S: Store>(
    session: &Session<'_>,
    store: &S,
    task: Task<'_>,
    work: impl AsyncFnOnce(Runner<'_, S>, &Signals) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let Task { command, again, pacing } = task;
    let signals = Signals::listen(&session.console);
    let progress = Progress::new(&session.console, session.format);
    let (observer, stop) = (&progress, signals.stop());
    let claim = Claim { runner: runner(), command: command.to_owned() };
    let work = async |run| work(Runner { store, observer, stop, run, pacing }, &signals).await;
    let done = Place { store, observer, stop }.hold(&claim, work, end).await;
    done.map_err(|failure| with_line(session, failure, again))
}

/// The same failure, with the line to type where what failed couldn't know it.
fn with_line(session: &Session<'_>, failure: Failure, again: &str) -> Failure {
    let line = match failure.code {
        "locked" => session.program.line(["status", "--watch"]),
        "runs-paused" => session.program.line(["resume"]),
        "run-cancelled" | "overtaken" | "checkpoint-moved" | "never-settles" | "disk-full"
        | "push-overtaken" | "no-such-index" => again.to_owned(),
        _ => return failure,
    };
    failure.type_next(line)
}

/// Which process this is, for people: `ada@workstation, process 4711`.
fn runner() -> String {
    let process = format!("process {}", std::process::id());
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let user = named("USER").or_else(|| named("USERNAME")).or_else(|| named("LOGNAME"));
    let machine = named("HOSTNAME").or_else(|| named("COMPUTERNAME")).or_else(|| {
        let name = std::fs::read_to_string("/etc/hostname").ok()?;
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    });
    match (user, machine) {
        (Some(user), Some(machine)) => format!("{user}@{machine}, {process}"),
        (Some(name), None) | (None, Some(name)) => format!("{name}, {process}"),
        (None, None) => process,
    }
}

/// How the ledger remembers it. Of a failure it keeps the code alone: its text may hold values.
fn end(done: &Result<Exit, Failure>) -> RunEnd {
    let ended = |status| RunEnd { status, error: None };
    match done {
        Ok(Exit::Done) => ended(RunStatus::Completed),
        Ok(Exit::Interrupted | Exit::Terminated) => ended(RunStatus::Stopped),
        Ok(_) => ended(RunStatus::Incomplete),
        Err(failure) if failure.code == "run-cancelled" => ended(RunStatus::Cancelled),
        Err(failure) => RunEnd { status: RunStatus::Failed, error: Some(failure.code.to_owned()) },
    }
}
