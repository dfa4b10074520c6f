//! A deployment in one `SQLite` file, or in memory, with Convex's own rules.
//!
//! Each call runs where it is polled and never waits in between: it is a local file, and a commit
//! that can't be dropped halfway needs no care. Another process may use the file at the same time;
//! `SQLite` lets one of them write.

mod application;
mod codec;
mod commit;
mod contract;
mod engine;
pub(crate) mod hold;
mod import;
mod keeper;
mod layout;
mod ledger;
mod look;
mod open;
mod pending;
mod prepared;
mod push;
mod sql;
mod start;
#[cfg(test)]
mod tests;
mod transaction;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rusqlite::{Connection, TransactionBehavior};

use self::engine::{Engine, Tables};
use self::hold::Hold;
use self::look::Copied;
use self::pending::Pending;
use super::{Deployed, LogEntry};
use crate::clock::{Clock, Timestamp};
use crate::deployment::DeploymentName;
use crate::error::StoreError;

pub use self::transaction::{Conflict, Ended, Transaction};
pub use super::Sources;

/// A deployment in one `SQLite` file, or in memory.
///
/// Beside what a run needs ([`Store`](crate::store::Store)), it does what an application does: it
/// inserts, replaces and deletes documents, each call a transaction of its own.
pub struct SqliteStore {
    deployment: DeploymentName,
    path: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    /// The file's place, while a run of this process has it.
    hold: Mutex<Option<Hold>>,
    inner: Mutex<Inner>,
    /// The copy that is looked at, where it is one. After the connection: it is closed first.
    copied: Option<Copied>,
}

struct Inner {
    connection: Connection,
    rng: StdRng,
    /// The active schema as it was at some revision, so that it isn't read for each transaction.
    deployed: Option<(u64, Arc<Deployed>)>,
    /// The pending schema, as the last transaction saw it.
    pending: Option<Pending>,
}

/// What `transact` keeps.
enum Outcome<T> {
    Keep(T),
    RollBack(T),
}

impl SqliteStore {
    /// Opens the deployment in a file, which is created where there is none.
    ///
    /// # Errors
    ///
    /// The file is something else, another deployment, or of an unknown layout.
    pub fn open(
        path: &Path,
        deployment: DeploymentName,
        sources: Sources,
    ) -> Result<Self, StoreError> {
        let connection = open::file(path, &deployment)?;
        Ok(Self::with(connection, Some(path.to_owned()), deployment, sources))
    }

    /// Makes an empty deployment that lives as long as the value.
    ///
    /// # Errors
    ///
    /// `SQLite` has no memory.
    pub fn in_memory(deployment: DeploymentName, sources: Sources) -> Result<Self, StoreError> {
        let connection = open::memory(&deployment)?;
        Ok(Self::with(connection, None, deployment, sources))
    }

    fn with(
        connection: Connection,
        path: Option<PathBuf>,
        deployment: DeploymentName,
        Sources { clock, seed }: Sources,
    ) -> Self {
        let rng = StdRng::seed_from_u64(seed);
        let inner = Inner { connection, rng, deployed: None, pending: None };
        let (hold, inner) = (Mutex::new(None), Mutex::new(inner));
        Self { deployment, path, clock, hold, inner, copied: None }
    }

    /// Returns the log of what people have decided, oldest first.
    ///
    /// # Errors
    ///
    /// The database can't be read.
    pub fn log(&self) -> Result<Vec<LogEntry>, StoreError> {
        let inner = self.lock();
        let entry = |(at, id, note): (u64, Option<String>, String)| {
            let id = id.as_deref().map(codec::id).transpose()?;
            Ok(LogEntry { at: Timestamp(at), id, note })
        };
        sql::log(&inner.connection)?.into_iter().map(entry).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic inside a transaction has rolled it back, so what is behind the lock is sound.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one write transaction. It is rolled back on every way out but [`Outcome::Keep`].
    fn transact<T>(
        &self,
        work: impl FnOnce(&mut Engine<'_>) -> Result<Outcome<T>, StoreError>,
    ) -> Result<T, StoreError> {
        let mut inner = self.lock();
        let Inner { connection, rng, deployed, pending } = &mut *inner;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::database("beginning a transaction"))?;
        // A newer release may have taken the file on while it was open here.
        layout::check(&transaction, self.path.as_deref().unwrap_or(Path::new(":memory:")))?;
        let revision = push::schema_revision(&transaction)?;
        push::refresh(&transaction, revision, deployed)?;
        pending::refresh(&transaction, pending)?;
        let newest_creation_time = engine::newest_creation_time(&transaction)?;
        let mut engine = Engine {
            tables: Tables::load(&transaction)?,
            db: &transaction,
            now: self.clock.now(),
            rng,
            deployed: deployed.as_ref().map(|(_, deployed)| &**deployed),
            schema_revision: revision,
            newest_creation_time,
            pending: pending.as_ref(),
            usage: Some(RefCell::default()),
        };
        match work(&mut engine)? {
            Outcome::Keep(answer) => {
                if engine.newest_creation_time > newest_creation_time {
                    engine::set_newest_creation_time(&transaction, engine.newest_creation_time)?;
                }
                transaction.commit().map_err(StoreError::database("committing"))?;
                Ok(answer)
            }
            Outcome::RollBack(answer) => Ok(answer),
        }
    }
}
