//! What a command does as the deployment's one runner.

use std::path::Path;

use serde_json::json;

use super::progress::Progress;
use super::session::Session;
use super::signals::Signals;
use crate::exit::{Exit, Failure, Help};
use crate::files;
use crate::run::{Computing, Pacing, Place, RunError, Runner, Stop, Workers};
use crate::start::Origin;
use crate::store::{Claim, Leased, RunEnd, RunStatus, Store};

/// What is done as a runner: the command's word, the line that asks for the same again, and how
/// much is done at once.
pub(crate) struct Task<'a> {
    pub(crate) command: &'a str,
    pub(crate) again: &'a str,
    pub(crate) pacing: Pacing,
}

/// Does `work` while no other runner can, and notes in the ledger how it has ended.
pub(crate) async fn hold<S: Store + Leased>(
    session: &Session<'_>,
    store: &S,
    task: Task<'_>,
    work: impl AsyncFnOnce(Runner<'_, S>, &Signals) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let Task { command, again, pacing } = task;
    let signals = Signals::listen(&session.console);
    let progress = Progress::new(&session.console, session.format);
    let (observer, stop) = (&progress, signals.stop());
    // The user's code may take as long as it likes, so nothing else happens on its threads.
    let workers = Workers::of(store);
    let computing = Computing::Aside(&workers);
    let claim = Claim { runner: runner(), command: command.to_owned() };
    let work = async |run| {
        let origin = Origin::RUNNING;
        let runner = Runner { store, observer, stop, run, pacing, computing, origin };
        work(runner, &signals).await.map_err(Unfinished::Failed)
    };
    let end = |done: &Result<Exit, Unfinished>| end(done, stop);
    match (Place { store, observer, stop, computing }).hold(&claim, work, end).await {
        Ok(exit) => Ok(exit),
        Err(unfinished) => match unfinished.stopped(stop) {
            Some(when) => {
                if session.is_json() {
                    session.console.out(&json!({ "result": "stopped" }).to_string());
                } else {
                    session.console.tell(&format!("stopped {when}; go on with"));
                    session.console.err(&format!("    {again}"));
                }
                Ok(signals.exit())
            }
            None => Err(with_line(session, unfinished.into(), again)),
        },
    }
}

const WAITING: &str = "while it waited";

/// Why a runner hasn't come to an end of its work.
enum Unfinished {
    /// The run can't be.
    Run(RunError),
    /// What it did failed.
    Failed(Failure),
}

impl Unfinished {
    /// When it ended, if that is because somebody asked for it: it waits no longer then, and the
    /// command that pushes has heard the same Ctrl-C.
    fn stopped(&self, stop: &Stop) -> Option<&'static str> {
        let code = match self {
            Self::Run(RunError::Stopped) => return Some(WAITING),
            Self::Run(RunError::Store(error)) => error.code(),
            Self::Run(_) => return None,
            Self::Failed(failure) => failure.code,
        };
        match code {
            "runs-paused" | "unreachable" | "deployment-busy" if stop.is_requested() => {
                Some(WAITING)
            }
            "push-failed" if stop.is_requested() => {
                Some("while it pushed, which a deployment takes whole or not at all")
            }
            _ => None,
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
fn with_line(session: &Session<'_>, mut failure: Failure, again: &str) -> Failure {
    if failure.code == "rules-changed" {
        // `bump` writes what is frozen, which is the edit until it is frozen anew.
        let is_line = |help: &Help| matches!(help, Help::Type(_));
        let bump = failure.help.iter().position(is_line).unwrap_or(failure.help.len());
        failure.help.insert(bump, Help::Type(session.program.line(["generate"])));
    }
    let line = match failure.code {
        "locked" => session.program.line(["status", "--watch"]),
        "runs-paused" => session.program.line(["resume"]),
        // The index comes with the schema that accepts both shapes, which no other command pushes.
        "no-such-index" => session.program.line(["ship"]),
        "rules-changed" | "run-cancelled" | "overtaken" | "checkpoint-moved" | "never-settles"
        | "disk-full" | "push-overtaken" | "files-changed" => again.to_owned(),
        _ => return failure,
    };
    failure.type_next(line)
}

/// Which process this is, for people: `ada@workstation, process 4711`.
pub(crate) fn runner() -> String {
    let process = format!("process {}", std::process::id());
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let user = named("USER").or_else(|| named("USERNAME")).or_else(|| named("LOGNAME"));
    let machine = named("HOSTNAME").or_else(|| named("COMPUTERNAME")).or_else(|| {
        let name = files::read(Path::new("/etc/hostname")).ok()??;
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    });
    match (user, machine) {
        (Some(user), Some(machine)) => format!("{user}@{machine}, {process}"),
        (Some(name), None) | (None, Some(name)) => format!("{name}, {process}"),
        (None, None) => process,
    }
}

/// How the ledger remembers it. Of a failure it keeps the code alone: its text may hold values.
fn end(done: &Result<Exit, Unfinished>, stop: &Stop) -> RunEnd {
    let ended = |status| RunEnd { status, error: None };
    match done {
        Err(unfinished) if unfinished.stopped(stop).is_some() => ended(RunStatus::Stopped),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{RemoteError, StoreError};

    fn failed(code: &'static str) -> Unfinished {
        Unfinished::Failed(Failure::new(Exit::Deployment, code, "what"))
    }

    #[test]
    fn whatever_a_stop_cuts_off_is_remembered_as_stopped_and_as_failed_without_one() {
        let stop = Stop::new();
        let away = RemoteError::Unreachable { url: String::new(), reason: "".into() };
        let cut = [
            failed("runs-paused"),
            failed("unreachable"),
            failed("push-failed"),
            Unfinished::Run(RunError::Store(StoreError::Remote(away))),
        ];
        for unfinished in cut {
            let done = Err(unfinished);
            assert_eq!(end(&done, &stop).status, RunStatus::Failed);
            let asked = Stop::new();
            asked.request();
            assert_eq!(end(&done, &asked).status, RunStatus::Stopped);
        }
    }

    #[test]
    fn a_failure_that_a_stop_has_no_part_in_stays_one() {
        let stop = Stop::new();
        stop.request();
        for code in ["push-refused", "disk-full", "key-refused"] {
            assert_eq!(end(&Err(failed(code)), &stop).status, RunStatus::Failed, "{code}");
        }
    }
}
