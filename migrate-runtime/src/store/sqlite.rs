//! A deployment in one `SQLite` file, or in memory, with Convex's own rules.
//!
//! Each call runs where it is polled and never waits in between: it is a local file, and a commit
//! that can't be dropped halfway needs no care. Another process may use the file at the same time;
//! `SQLite` lets one of them write.

mod application;
mod codec;
mod commit;
mod engine;
mod hold;
mod layout;
mod open;
mod pending;
mod push;
mod rules;
mod sql;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::rngs::StdRng;
use rand::{SeedableRng as _, TryRngCore as _};
use rusqlite::{Connection, TransactionBehavior};
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::version::VersionName;

use self::engine::{Engine, Tables};
use self::pending::Pending;
use super::{
    Batch, BatchSize, Canonical, Commit, Deployed, LogEntry, Page, Push, PushOutcome,
    QuarantineEntry, ReadDocument, Receipt, Repair, Repaired, StepState, Store, TableIds,
};
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::cursor::Cursor;
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::step::StepKey;

pub use self::hold::Hold;

/// A deployment in one `SQLite` file, or in memory.
///
/// Beside what a run needs ([`Store`]), it does what an application does: it inserts, replaces and
/// deletes documents, each call a transaction of its own.
pub struct SqliteStore {
    deployment: DeploymentName,
    path: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    inner: Mutex<Inner>,
}

struct Inner {
    connection: Connection,
    rng: StdRng,
    /// The active schema as it was at some revision, so that it isn't read for each transaction.
    deployed: Option<(u64, Arc<Deployed>)>,
    /// The pending schema, as the last transaction saw it.
    pending: Option<Pending>,
}

/// Where time and randomness come from.
pub struct Sources {
    /// Tells the time of new documents and of the ledger.
    pub clock: Arc<dyn Clock>,
    /// Makes ids; the same seed makes the same ones.
    pub seed: u64,
}

impl Sources {
    /// The system's clock and randomness.
    ///
    /// # Errors
    ///
    /// The system has no randomness to give.
    pub fn system() -> Result<Self, StoreError> {
        let mut seed = [0; 8];
        rand::rngs::OsRng.try_fill_bytes(&mut seed).map_err(|error| StoreError::File {
            path: PathBuf::from("the system's random source"),
            doing: "read",
            source: std::io::Error::other(error.to_string()),
        })?;
        Ok(Self { clock: Arc::new(SystemClock), seed: u64::from_ne_bytes(seed) })
    }
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
        Self { deployment, path, clock, inner: Mutex::new(inner) }
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
        if deployed.as_ref().is_none_or(|(read, _)| *read != revision) {
            let read = push::deployed(&transaction)?;
            *deployed = read.map(|deployed| (revision, Arc::new(deployed)));
        }
        pending::refresh(&transaction, pending)?;
        let mut engine = Engine {
            tables: Tables::load(&transaction)?,
            db: &transaction,
            now: self.clock.now(),
            rng,
            deployed: deployed.as_ref().map(|(_, deployed)| &**deployed),
            pending: pending.as_ref(),
            usage: Some(RefCell::default()),
        };
        match work(&mut engine)? {
            Outcome::Keep(answer) => {
                transaction.commit().map_err(StoreError::database("committing"))?;
                Ok(answer)
            }
            Outcome::RollBack(answer) => Ok(answer),
        }
    }
}

fn number(inner: &Inner, table: &TableName) -> Result<Option<u32>, StoreError> {
    Ok(Tables::load(&inner.connection)?.number(table).map(|number| number.0))
}

impl Store for SqliteStore {
    type Hold = Hold;

    fn deployment(&self) -> &DeploymentName {
        &self.deployment
    }

    async fn hold(&self) -> Result<Hold, StoreError> {
        Hold::take(self.path.as_deref())
    }

    async fn tables(&self) -> Result<TableIds, StoreError> {
        Ok(TableIds { names: Tables::load(&self.lock().connection)?.names })
    }

    async fn page(
        &self,
        table: &TableName,
        cursor: &Cursor,
        limit: BatchSize,
    ) -> Result<Page, StoreError> {
        let inner = self.lock();
        let rows = match number(&inner, table)? {
            Some(number) => {
                let last = cursor.last_id().unwrap_or_default();
                sql::documents_after(&inner.connection, number, last, limit.get())?
            }
            None => Vec::new(),
        };
        let is_done = rows.len() < limit.get() as usize;
        let documents =
            rows.into_iter().map(codec::read_document).collect::<Result<Vec<_>, _>>()?;
        let cursor = documents.last().map_or_else(|| cursor.clone(), |last| Cursor::after(last.id));
        Ok(Page { documents, cursor, is_done })
    }

    async fn get(&self, ids: &[DocumentId]) -> Result<Vec<ReadDocument>, StoreError> {
        let inner = self.lock();
        let read = |id: &DocumentId| {
            let row = sql::document(&inner.connection, id.table.0, &id.to_string());
            row.and_then(|row| row.map(codec::read_document).transpose()).transpose()
        };
        ids.iter().filter_map(read).collect()
    }

    async fn count(&self, table: &TableName) -> Result<u64, StoreError> {
        let inner = self.lock();
        match number(&inner, table)? {
            Some(number) => sql::count_documents(&inner.connection, number),
            None => Ok(0),
        }
    }

    async fn deployed(&self) -> Result<Option<Deployed>, StoreError> {
        push::deployed(&self.lock().connection)
    }

    async fn push(&self, push: &Push) -> Result<PushOutcome, StoreError> {
        self.push_schema(push)
    }

    async fn commit(&self, batch: &Batch) -> Result<Commit, StoreError> {
        self.transact(|engine| {
            Ok(match commit::commit(engine, batch)? {
                done @ Commit::Committed(_) => Outcome::Keep(done),
                undone @ (Commit::Conflicts(_) | Commit::Refused(_) | Commit::Superseded(_)) => {
                    Outcome::RollBack(undone)
                }
            })
        })
    }

    async fn step(&self, step: &StepKey) -> Result<Option<StepState>, StoreError> {
        let row = sql::step(&self.lock().connection, &codec::step_row(step))?;
        row.as_ref().map(codec::step_state).transpose()
    }

    async fn reopen(&self, step: &StepKey) -> Result<(), StoreError> {
        self.transact(|engine| {
            let key = codec::step_row(step);
            if let Some(row) = sql::step(engine.db, &key)? {
                let state = codec::step_state(&row)?;
                let text = codec::checkpoint_text(&commit::reopened(&state.checkpoint))?;
                sql::set_step(engine.db, &key, (&text, state.started_at.0, None))?;
            }
            Ok(Outcome::Keep(()))
        })
    }

    async fn quarantine(&self, table: &TableName) -> Result<Vec<QuarantineEntry>, StoreError> {
        let rows = sql::quarantine(&self.lock().connection, table.as_str())?;
        rows.into_iter().map(codec::quarantine_entry).collect()
    }

    async fn repair(&self, repair: &Repair) -> Result<Repaired, StoreError> {
        self.transact(|engine| {
            let row = engine.row(repair.id)?;
            if row.map(|row| Canonical::from_stored(row.fields)).as_ref() != Some(&repair.read) {
                return Ok(Outcome::RollBack(Repaired::Conflict));
            }
            let id = repair.id.to_string();
            if let Some(fields) = &repair.fields {
                engine.replace(repair.id, fields)?;
            } else {
                engine.delete(repair.id)?;
                sql::close_quarantine(engine.db, repair.table.as_str(), &id)?;
            }
            sql::add_log(engine.db, engine.now.0, Some(&id), &repair.note)?;
            Ok(Outcome::Keep(Repaired::Done))
        })
    }

    async fn note_receipt(&self, receipt: &Receipt) -> Result<(), StoreError> {
        self.transact(|engine| push::note_receipt(engine, receipt).map(Outcome::Keep))
    }

    async fn void_receipt(&self, name: &VersionName) -> Result<(), StoreError> {
        self.transact(|engine| {
            let key = (name.table.as_str(), name.version.0);
            sql::remove_receipt(engine.db, key).map(Outcome::Keep)
        })
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, StoreError> {
        let texts = sql::receipts(&self.lock().connection)?;
        texts.iter().map(|text| codec::receipt(&self.deployment, text)).collect()
    }
}
