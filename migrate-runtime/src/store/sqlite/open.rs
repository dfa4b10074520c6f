//! Opens a file: its layout, and how `SQLite` is to treat it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::deployment::DeploymentName;
use crate::error::{Retry, StoreError};
use crate::files;

use super::hold::Hold;
use super::layout::{self, LAYOUT};
use super::sql;

/// Marks the file as one of ours, in the place that `SQLite` keeps for that.
const APPLICATION_ID: i64 = 0x436d_6967;

/// How long a call waits for another process's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Statements that are kept prepared: more than there are.
const STATEMENTS: usize = 128;

/// How long to wait where `SQLite` doesn't.
const BUSY_PAUSE: Duration = Duration::from_millis(5);

/// Opens or creates the database of a deployment.
pub(super) fn file(path: &Path, deployment: &DeploymentName) -> Result<Connection, StoreError> {
    // SQLite would let everybody read it that the process lets read files. Those that it puts beside it
    // have the same readers as the file itself.
    create_for_owner(path)?;
    prepare(connect(path, OpenFlags::SQLITE_OPEN_CREATE)?, path, deployment)
}

/// Creates a file for its owner alone where there is none.
fn create_for_owner(path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::File { path: path.to_owned(), doing: "opened", source };
    files::create_for_owner(path).map_err(failed)
}

fn connect(path: &Path, more: OpenFlags) -> Result<Connection, StoreError> {
    // SQLite opens whatever it is told, and reads what never ends; it takes no open file instead.
    if let Ok(there) = fs::metadata(path) {
        files::regular(there.file_type()).map_err(|source| StoreError::File {
            path: path.to_owned(),
            doing: "opened",
            source,
        })?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    Connection::open_with_flags(path, flags).map_err(|source| match source.sqlite_error_code() {
        Some(rusqlite::ErrorCode::CannotOpen) => StoreError::File {
            path: path.to_owned(),
            doing: "opened",
            source: std::io::Error::other(source),
        },
        _ => StoreError::database("opening the file")(source),
    })
}

/// What opening a file would change in it.
pub(super) enum Changes {
    /// Nothing, or it would be refused.
    None,
    /// Nobody has put anything into it, so it would become a deployment.
    Create,
    /// It is of this layout, which is older than [`LAYOUT`].
    Upgrade(i64),
}

/// Tells what opening a file would change in it.
pub(super) fn changes(path: &Path) -> Result<Changes, StoreError> {
    let failed = StoreError::database;
    let connection = connect(path, OpenFlags::empty())?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed("opening the file"))?;
    let Marks { application, layout, is_blank } = Marks::read(&connection, path)?;
    if application == 0 && layout == 0 && is_blank {
        return Ok(Changes::Create);
    }
    if application != APPLICATION_ID || !(1..LAYOUT).contains(&layout) {
        return Ok(Changes::None);
    }
    Ok(Changes::Upgrade(layout))
}

/// Copies a file as it is at this moment to one that isn't there yet.
pub(super) fn copy(path: &Path, copy: &Path) -> Result<(), StoreError> {
    let connection = connect(path, OpenFlags::empty())?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(StoreError::database("opening the file"))?;
    // An empty file is one that SQLite copies to.
    create_for_owner(copy)?;
    sql::copy_to(&connection, copy)
}

/// Makes a database that lives as long as its connection.
pub(super) fn memory(deployment: &DeploymentName) -> Result<Connection, StoreError> {
    let connection =
        Connection::open_in_memory().map_err(StoreError::database("opening memory"))?;
    prepare(connection, Path::new(":memory:"), deployment)
}

fn prepare(
    mut connection: Connection,
    path: &Path,
    deployment: &DeploymentName,
) -> Result<Connection, StoreError> {
    let failed = StoreError::database;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed("opening the file"))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Foreign files are refused before anything is written, the journal mode included.
    let Marks { application, layout, is_blank } = Marks::read(&connection, path)?;
    let is_new = application == 0 && layout == 0 && is_blank;
    if !is_new && application != APPLICATION_ID {
        return Err(StoreError::ForeignFile { path: path.to_owned() });
    }
    if !is_new && !(1..=LAYOUT).contains(&layout) {
        return Err(StoreError::Layout { path: path.to_owned(), found: layout, known: LAYOUT });
    }
    // While a file is new, others tell it the same at this moment, and SQLite doesn't wait for them.
    patiently(|| {
        let set_up = connection.execute_batch(sql::CONNECTION_PRAGMAS);
        set_up.map_err(failed("setting up the connection"))
    })?;
    if is_new {
        create(&mut connection, deployment)?;
    }
    let found = sql::meta(&connection, sql::Meta::Deployment)?.unwrap_or_default();
    if found != deployment.as_str() {
        let wanted = deployment.as_str().to_owned();
        return Err(StoreError::OtherDeployment { path: path.to_owned(), found, wanted });
    }
    if layout < LAYOUT && !is_new {
        patiently(|| upgrade(&mut connection, path))?;
    }
    Ok(connection)
}

/// Takes a file of an older layout on, unless somebody else has by now.
fn upgrade(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    if sql::layout(connection)? >= LAYOUT {
        return layout::check(connection, path);
    }
    // A run of an older program works with the older layout, so it must be over.
    let hold = Hold::take(path)?;
    let _hold = hold.ok_or_else(|| StoreError::Locked { path: path.to_owned() })?;
    layout::upgrade(connection, path, layout::UPGRADES)
}

/// What a file says of itself.
struct Marks {
    application: i64,
    layout: i64,
    is_blank: bool,
}

impl Marks {
    /// Reads all of them at one moment: another process may be creating the deployment.
    fn read(connection: &Connection, path: &Path) -> Result<Self, StoreError> {
        let moment =
            connection.unchecked_transaction().map_err(StoreError::database("opening the file"))?;
        let application = moment.pragma_query_value(None, "application_id", |row| row.get(0));
        let application = application.map_err(|source| match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => {
                StoreError::ForeignFile { path: path.to_owned() }
            }
            _ => StoreError::database("opening the file")(source),
        })?;
        Ok(Self { application, layout: sql::layout(&moment)?, is_blank: sql::is_blank(&moment)? })
    }
}

/// Tries again while others are in the way, as long as [`BUSY_TIMEOUT`].
fn patiently(mut attempt: impl FnMut() -> Result<(), StoreError>) -> Result<(), StoreError> {
    let mut pauses = BUSY_TIMEOUT.as_millis() / BUSY_PAUSE.as_millis();
    loop {
        match attempt() {
            Err(error) if pauses > 0 && is_busy(&error) => {
                pauses -= 1;
                std::thread::sleep(BUSY_PAUSE);
            }
            done => return done,
        }
    }
}

fn is_busy(error: &StoreError) -> bool {
    matches!(error, StoreError::Locked { .. }) || matches!(error.retry(), Retry::After(_))
}

/// Lays the tables out, all at once: a crash leaves a blank file. Another process may come first.
/// A new file takes the same way as an old one, so the two can't differ.
fn create(connection: &mut Connection, deployment: &DeploymentName) -> Result<(), StoreError> {
    let failed = StoreError::database;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed("creating the tables"))?;
    if sql::is_blank(&transaction)? {
        transaction.execute_batch(sql::LAYOUT_1).map_err(failed("creating the tables"))?;
        transaction
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(failed("creating the tables"))?;
        layout::set(&transaction, 1)?;
        sql::set_meta(&transaction, sql::Meta::Deployment, deployment.as_str())?;
        layout::apply(&transaction, layout::UPGRADES)?;
    }
    transaction.commit().map_err(failed("creating the tables"))
}
