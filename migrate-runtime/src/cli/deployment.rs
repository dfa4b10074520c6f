//! The deployment that a command is about: named first, then opened.

use std::sync::Arc;

use serde_json::json;

use super::console::Tone;
use super::destination::{Address, Destination};
use super::places::{Places, shown};
use super::push::TreePusher;
use super::session::Session;
use crate::clock::SystemClock;
use crate::error::{RemoteError, StoreError};
use crate::exit::{Exit, Failure};
use crate::rate::WriteRate;
use crate::run::Pacing;
use crate::store::convex::{ConvexStore, preflight};
use crate::store::sqlite::{Sources, SqliteStore};

/// The clock of the command line.
pub(crate) const CLOCK: SystemClock = SystemClock;

/// Names the deployment, so that whoever sees it is the wrong one can still stop.
pub(crate) fn name(session: &Session<'_>) {
    if !session.is_json() {
        let console = &session.console;
        let name = console.tone_err(Tone::Strong, session.places.deployment.as_str());
        let production = if session.is_production() { " (production)" } else { "" };
        let place = match &session.destination {
            Destination::Embedded => format!(", embedded in {}", shown(&session.places.embedded)),
            Destination::Convex(address) => address.shown(&session.places.deployment),
        };
        console.tell(&format!("deployment {name}{production}{place}"));
    }
}

/// A deployment that is open, of whichever kind it is.
pub(crate) enum Opened<'a> {
    Embedded(Box<SqliteStore>),
    Convex(Box<ConvexStore<TreePusher<'a>>>),
}

impl Opened<'_> {
    /// Whether what others do can be seen in it: a file of an older layout is looked at as a copy.
    pub(crate) fn is_live(&self) -> bool {
        match self {
            Self::Embedded(store) => store.older_layout().is_none(),
            Self::Convex(_) => true,
        }
    }

    /// The same deployment, one of Convex written to at most so fast.
    pub(crate) fn at_most(self, rate: WriteRate) -> Self {
        match self {
            Self::Embedded(store) => Self::Embedded(store),
            Self::Convex(store) => Self::Convex(Box::new((*store).at_most(rate))),
        }
    }
}

/// How much is done at once unless the command line says otherwise.
pub(crate) fn pacing(session: &Session<'_>) -> Pacing {
    match session.destination {
        Destination::Embedded => Pacing::DEFAULT,
        Destination::Convex(_) => Pacing::REMOTE,
    }
}

/// Does the same with whichever store a deployment has: the one place that tells them apart.
macro_rules! with_store {
    ($opened:expr, $store:ident => $body:expr) => {
        match $opened {
            $crate::cli::deployment::Opened::Embedded(opened) => {
                let $store = &*opened;
                $body
            }
            $crate::cli::deployment::Opened::Convex(opened) => {
                let $store = &*opened;
                $body
            }
        }
    };
}
pub(crate) use with_store;

/// Opens the deployment; an embedded one is created where there is none.
pub(crate) fn open<'a>(session: &'a Session<'a>) -> Result<Opened<'a>, Failure> {
    match &session.destination {
        Destination::Embedded => embedded(session).map(|store| Opened::Embedded(Box::new(store))),
        Destination::Convex(address) => {
            convex(session, address).map(|store| Opened::Convex(Box::new(store)))
        }
    }
}

/// Looks at the deployment if there is one, without changing it; in the place of an embedded one
/// that isn't there, at an empty one that nobody sees.
pub(crate) fn look<'a>(session: &'a Session<'a>) -> Result<Opened<'a>, Failure> {
    match &session.destination {
        Destination::Embedded if exists(session) => {
            look_at(session).map(|store| Opened::Embedded(Box::new(store)))
        }
        Destination::Embedded => {
            let sources = Sources { clock: Arc::new(CLOCK), seed: 0 };
            let name = session.places.deployment.clone();
            Ok(Opened::Embedded(Box::new(SqliteStore::in_memory(name, sources)?)))
        }
        Destination::Convex(_) => open(session),
    }
}

/// Looks at the deployment that there must be, without changing it.
pub(crate) fn look_at_existing<'a>(session: &'a Session<'a>) -> Result<Opened<'a>, Failure> {
    expect_existing(session)?;
    look(session)
}

/// Opens the deployment that there must be.
pub(crate) fn open_existing<'a>(session: &'a Session<'a>) -> Result<Opened<'a>, Failure> {
    expect_existing(session)?;
    open(session)
}

fn expect_existing(session: &Session<'_>) -> Result<(), Failure> {
    if exists(session) {
        return Ok(());
    }
    let what = format!("there is no deployment at {}", shown(&session.places.embedded));
    Err(Failure::new(Exit::Deployment, "no-deployment", what)
        .say("name another file with --embedded, or make it with")
        .type_next(session.program.line(["ship"])))
}

/// Whether a deployment of Convex can't be asked yet, because nobody has deployed the functions.
pub(crate) fn lacks_functions(session: &Session<'_>) -> Result<bool, Failure> {
    let Destination::Convex(address) = &session.destination else { return Ok(false) };
    block_on(async {
        match preflight(&address.access).await {
            Ok(_) => Ok(false),
            Err(StoreError::Remote(RemoteError::NoFunctions { .. })) => Ok(true),
            Err(error) => Err(error.into()),
        }
    })
}

/// The reason why a function has failed, where the deployment hides it and a look at it tells:
/// functions that somebody has taken away in the middle of a run, or a deployment that is paused.
pub(crate) fn found_out(session: &Session<'_>, failure: Failure) -> Failure {
    match &session.destination {
        Destination::Convex(address) if failure.code == "function-failed" => {
            let looked = block_on(async { Ok(preflight(&address.access).await?) });
            looked.err().unwrap_or(failure)
        }
        _ => failure,
    }
}

/// Whether there is a deployment; one of Convex tells for itself, when it is opened.
pub(crate) fn exists(session: &Session<'_>) -> bool {
    match session.destination {
        Destination::Embedded => session.places.embedded.exists(),
        Destination::Convex(_) => true,
    }
}

fn embedded(session: &Session<'_>) -> Result<SqliteStore, Failure> {
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

/// Looks whether a deployment of Convex answers before anything waits for it.
fn convex<'a>(
    session: &'a Session<'a>,
    address: &'a Address,
) -> Result<ConvexStore<TreePusher<'a>>, Failure> {
    block_on(async { Ok(preflight(&address.access).await?) })?;
    let declaration = session.declaration;
    let tables = declaration.tables.keys().chain(declaration.dropped.keys()).cloned().collect();
    let (name, access) = (session.places.deployment.clone(), address.access.clone());
    let connections = usize::try_from(Pacing::REMOTE.ranges).unwrap_or(1);
    Ok(ConvexStore::new(name, access, connections, tables, TreePusher(session))?)
}

/// Looks at a file, which stays as it is, and says where it isn't of this program's layout.
fn look_at(session: &Session<'_>) -> Result<SqliteStore, Failure> {
    let Places { embedded, deployment, .. } = &session.places;
    let store = SqliteStore::look(embedded, deployment.clone(), Sources::system()?)?;
    if let Some(layout) = store.older_layout() {
        if session.is_json() {
            session.console.out(&json!({ "olderLayout": layout }).to_string());
        } else {
            session.console.tell(&format!(
                "the file is of layout {layout}, from an older release; it stays so, and a copy is \
                 shown: the next command that writes upgrades it"
            ));
        }
    }
    Ok(store)
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
    let done = runtime.block_on(work);
    // Dropped, it would wait for a transition that never returns, though nobody waits for the result.
    runtime.shutdown_background();
    done
}
