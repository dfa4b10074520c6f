//! What a command does as the deployment's one runner.

use super::progress::Progress;
use super::session::Session;
use super::signals::Signals;
use crate::exit::{Exit, Failure};
use crate::run::{Pacing, Place, RunError, Runner, Stop};
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
    let work = async |run| {
        let runner = Runner { store, observer, stop, run, pacing };
        work(runner, &signals).await.map_err(Unfinished::Failed)
    };
    match (Place { store, observer, stop }).hold(&claim, work, end).await {
        Ok(exit) => Ok(exit),
        Err(unfinished) if unfinished.is_stopped(stop) => {
            if !session.is_json() {
                session.console.tell("stopped while it waited; go on with");
                session.console.err(&format!("    {again}"));
            }
            Ok(signals.exit())
        }
        Err(unfinished) => Err(with_line(session, unfinished.into(), again)),
    }
}

/// Why a runner hasn't come to an end of its work.
enum Unfinished {
    /// The run can't be.
    Run(RunError),
    /// What it did failed.
    Failed(Failure),
}

impl Unfinished {
    /// Whether it ends because somebody asked for it while it waited.
    fn is_stopped(&self, stop: &Stop) -> bool {
        match self {
            Self::Run(RunError::Stopped) => true,
            Self::Run(_) => false,
            Self::Failed(failure) => stop.is_requested() && failure.code == "runs-paused",
        }
    }
}

impl From<RunError> for Unfinished {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

impl From<Unfinished> for Failure {
    fn from(unfinished: Unfinished) -> Self {
        match unfinished {
            Unfinished::Run(error) => error.into(),
            Unfinished::Failed(failure) => failure,
        }
    }
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
fn end(done: &Result<Exit, Unfinished>) -> RunEnd {
    let ended = |status| RunEnd { status, error: None };
    match done {
        Ok(Exit::Done) => ended(RunStatus::Completed),
        Ok(Exit::Interrupted | Exit::Terminated) => ended(RunStatus::Stopped),
        Ok(_) => ended(RunStatus::Incomplete),
        Err(Unfinished::Run(error)) => {
            let status = RunStatus::Failed;
            RunEnd { status, error: Some(error.to_string()) }
        }
        Err(Unfinished::Failed(failure)) if failure.code == "run-cancelled" => {
            ended(RunStatus::Cancelled)
        }
        Err(Unfinished::Failed(failure)) => {
            RunEnd { status: RunStatus::Failed, error: Some(failure.code.to_owned()) }
        }
    }
}
