//! What a command does as the deployment's one runner.

use super::progress::Progress;
use super::session::Session;
use super::signals::Signals;
use crate::exit::{Exit, Failure};
use crate::run::{Pacing, Place, Runner};
use crate::store::{Claim, RunEnd, RunStatus, Store};

/// Does `work` while no other runner can, and notes in the ledger how it has ended.
pub(crate) async fn hold<S: Store>(
    session: &Session<'_>,
    store: &S,
    command: &str,
    pacing: Pacing,
    work: impl AsyncFnOnce(Runner<'_, S>, &Signals) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let signals = Signals::listen(&session.console);
    let progress = Progress::new(&session.console, session.format);
    let (observer, stop) = (&progress, signals.stop());
    let claim =
        Claim { runner: format!("process {}", std::process::id()), command: command.to_owned() };
    let work = async |run| work(Runner { store, observer, stop, run, pacing }, &signals).await;
    Place { store, observer, stop }.hold(&claim, work, end).await
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
