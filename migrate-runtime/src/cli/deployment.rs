//! The deployment that a command is about: named first, then opened.

use std::sync::Arc;

use super::console::Tone;
use super::places::shown;
use super::session::Session;
use crate::clock::SystemClock;
use crate::error::StoreError;
use crate::exit::{Exit, Failure};
use crate::store::sqlite::{Sources, SqliteStore};

/// The clock of the command line.
pub(crate) const CLOCK: SystemClock = SystemClock;

/// Names the deployment, so that whoever sees it is the wrong one can still stop.
pub(crate) fn name(session: &Session<'_>) {
    if !session.is_json() {
        let console = &session.console;
        let name = console.tone_err(Tone::Strong, session.places.deployment.as_str());
        let file = shown(&session.places.embedded);
        let production = if session.is_production() { " (production)" } else { "" };
        console.err(&format!("deployment {name}{production}, embedded in {file}"));
    }
}

/// Opens the embedded deployment, which is created where there is none.
pub(crate) fn open(session: &Session<'_>) -> Result<SqliteStore, Failure> {
    let path = &session.places.embedded;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|source| StoreError::File {
            path: folder.to_owned(),
            doing: "created",
            source,
        })?;
    }
    Ok(SqliteStore::open(path, session.places.deployment.clone(), Sources::system()?)?)
}

/// Opens the embedded deployment if there is one; else an empty one that nobody sees.
pub(crate) fn look(session: &Session<'_>) -> Result<SqliteStore, Failure> {
    if session.places.embedded.exists() {
        return open(session);
    }
    let sources = Sources { clock: Arc::new(CLOCK), seed: 0 };
    Ok(SqliteStore::in_memory(session.places.deployment.clone(), sources)?)
}

/// Opens the embedded deployment that there must be.
pub(crate) fn open_existing(session: &Session<'_>) -> Result<SqliteStore, Failure> {
    let path = &session.places.embedded;
    if path.exists() {
        return open(session);
    }
    let what = format!("there is no deployment at {}", shown(path));
    Err(Failure::new(Exit::Deployment, "no-deployment", what)
        .say("name another file with --embedded, or make it with")
        .type_next(session.program.line(["ship"])))
}

/// Runs what waits on a deployment.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::internal(format!("the machine refuses what it takes to wait: {error}"))
        })?;
    runtime.block_on(work)
}
