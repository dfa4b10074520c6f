//! All SQL of the embedded engine. Texts in, rows out; what they mean is said elsewhere.

mod ledger;
mod ranges;
mod starts;

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::StoreError;

pub(super) use self::ledger::{
    LAYOUT_2, RangeRow, RunRow, StepRow, add_range, add_run, checkpoint, drop_steps_1, end_run,
    forget_runs, pass, ranges, runs, set_checkpoint, steps, steps_1,
};
pub(super) use self::ranges::{documents_by_index, ids_between};
pub(super) use self::starts::{LAYOUT_3, set_start, start, starts};

/// A write-ahead log, so that readers don't wait for the writer; every commit reaches the disk.
pub(super) const CONNECTION_PRAGMAS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
";

/// For a file that nobody opens again: the disk is never waited for.
pub(super) const TEMPORARY_PRAGMAS: &str = "
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
";

/// For a file that is only looked at.
pub(super) const LOOK_PRAGMAS: &str = "PRAGMA query_only = ON;";

/// `fields` is a document's canonical text; `key` is memcmp-ordered and ends with creation time
/// and id, so it is unique within its index.
pub(super) const LAYOUT_1: &str = "
    CREATE TABLE meta (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tables (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE documents (
        table_number INTEGER NOT NULL REFERENCES tables,
        id TEXT NOT NULL,
        creation_time REAL NOT NULL,
        fields TEXT NOT NULL,
        PRIMARY KEY (table_number, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE index_entries (
        table_number INTEGER NOT NULL REFERENCES tables,
        index_name TEXT NOT NULL,
        key BLOB NOT NULL,
        id TEXT NOT NULL,
        PRIMARY KEY (table_number, index_name, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE steps (
        table_name TEXT NOT NULL,
        old_version INTEGER NOT NULL,
        new_version INTEGER NOT NULL,
        checkpoint TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        completed_at INTEGER,
        PRIMARY KEY (table_name, old_version, new_version)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE quarantine (
        table_name TEXT NOT NULL,
        id TEXT NOT NULL,
        old_version INTEGER NOT NULL,
        new_version INTEGER NOT NULL,
        code TEXT NOT NULL,
        path TEXT NOT NULL,
        reason TEXT NOT NULL,
        digest TEXT NOT NULL,
        opened_at INTEGER NOT NULL,
        PRIMARY KEY (table_name, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE receipts (
        table_name TEXT NOT NULL,
        new_version INTEGER NOT NULL,
        receipt TEXT NOT NULL,
        PRIMARY KEY (table_name, new_version)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE log (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        id TEXT,
        note TEXT NOT NULL
    ) STRICT;
";

/// What stands once in a database.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meta {
    /// The deployment's name.
    Deployment,
    /// The newest creation time, as the decimal text of its bits.
    CreationTime,
    /// The active schema, as exported JSON.
    Schema,
    /// What the active schema was made from, as JSON.
    Manifest,
    /// How often a schema has become active.
    SchemaRevision,
    /// How many pushes there have been that had documents to look at.
    Pushes,
    /// The push whose schema is pending.
    PendingPush,
    /// The pending schema, as exported JSON.
    PendingSchema,
    /// The document for which the pending schema has failed, as JSON.
    PendingFailure,
    /// Which run may write, as JSON.
    Fence,
    /// When it last showed that it is alive, as JSON.
    Heartbeat,
    /// The document that it was computing then, as JSON. Apart from the heartbeat, so that an older
    /// release reads the heartbeat as it always did.
    InHand,
}

impl Meta {
    fn name(self) -> &'static str {
        match self {
            Self::Deployment => "deployment",
            Self::CreationTime => "creation_time",
            Self::Schema => "schema",
            Self::Manifest => "manifest",
            Self::SchemaRevision => "schema_revision",
            Self::Pushes => "pushes",
            Self::PendingPush => "pending_push",
            Self::PendingSchema => "pending_schema",
            Self::PendingFailure => "pending_failure",
            Self::Fence => "fence",
            Self::Heartbeat => "heartbeat",
            Self::InHand => "in_hand",
        }
    }
}

type Sql<T> = Result<T, StoreError>;

fn execute(
    db: &Connection,
    doing: &'static str,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Sql<usize> {
    db.prepare_cached(sql)
        .and_then(|mut statement| statement.execute(parameters))
        .map_err(StoreError::database(doing))
}

fn one<T>(
    db: &Connection,
    doing: &'static str,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Sql<Option<T>> {
    db.prepare_cached(sql)
        .and_then(|mut statement| statement.query_row(parameters, read).optional())
        .map_err(StoreError::database(doing))
}

fn all<T>(
    db: &Connection,
    doing: &'static str,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Sql<Vec<T>> {
    db.prepare_cached(sql)
        .and_then(|mut statement| statement.query_map(parameters, read)?.collect())
        .map_err(StoreError::database(doing))
}

/// Whether nobody has put anything into the database yet.
pub(super) fn is_blank(db: &Connection) -> Sql<bool> {
    let things = one(db, "opening the file", "SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, u64>(0)
    })?;
    Ok(things == Some(0))
}

/// Copies the database as it is at this moment, its layout included.
pub(super) fn copy_to(db: &Connection, copy: &Path) -> Result<(), StoreError> {
    let copy = copy.to_string_lossy();
    let copied = db.execute("VACUUM INTO ?1", [copy.as_ref()]);
    copied.map(drop).map_err(StoreError::database("copying the file"))
}

/// The number of the layout, which is 0 in a blank file.
pub(super) fn layout(db: &Connection) -> Sql<i64> {
    let layout = one(db, "reading the layout", "PRAGMA user_version", [], |row| row.get(0))?;
    Ok(layout.unwrap_or_default())
}

pub(super) fn meta(db: &Connection, what: Meta) -> Sql<Option<String>> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    one(db, "reading the deployment's state", sql, [what.name()], |row| row.get(0))
}

pub(super) fn set_meta(db: &Connection, what: Meta, value: &str) -> Sql<()> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    execute(db, "writing the deployment's state", sql, [what.name(), value]).map(drop)
}

pub(super) fn remove_meta(db: &Connection, what: Meta) -> Sql<()> {
    let sql = "DELETE FROM meta WHERE name = ?1";
    execute(db, "writing the deployment's state", sql, [what.name()]).map(drop)
}

pub(super) fn tables(db: &Connection) -> Sql<Vec<(u32, String)>> {
    let sql = "SELECT number, name FROM tables ORDER BY number";
    all(db, "reading the tables", sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn add_table(db: &Connection, number: u32, name: &str) -> Sql<()> {
    let sql = "INSERT INTO tables (number, name) VALUES (?1, ?2)";
    execute(db, "adding a table", sql, params![number, name]).map(drop)
}

/// A document as it is stored.
#[derive(Clone)]
pub(super) struct DocumentRow {
    pub(super) id: String,
    pub(super) creation_time: f64,
    pub(super) fields: String,
}

fn document_row(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow { id: row.get(0)?, creation_time: row.get(1)?, fields: row.get(2)? })
}

pub(super) fn document(db: &Connection, table: u32, id: &str) -> Sql<Option<DocumentRow>> {
    let sql = "SELECT id, creation_time, fields FROM documents
               WHERE table_number = ?1 AND id = ?2";
    one(db, "reading a document", sql, params![table, id], document_row)
}

/// The documents after an id; every id is greater than the empty text.
pub(super) fn documents_after(
    db: &Connection,
    table: u32,
    last_id: &str,
    limit: u32,
) -> Sql<Vec<DocumentRow>> {
    let sql = "SELECT id, creation_time, fields FROM documents
               WHERE table_number = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
    all(db, "reading documents", sql, params![table, last_id, limit], document_row)
}

/// The documents after an id, up to and with another: at most so many, and no more once they have
/// so many bytes, but at least one. Says, too, whether there are no more.
pub(super) fn documents_between(
    db: &Connection,
    table: u32,
    (after, until): (&str, Option<&str>),
    documents: u32,
    bytes: u64,
) -> Sql<(Vec<DocumentRow>, bool)> {
    const BOUNDED: &str = "SELECT id, creation_time, fields FROM documents
         WHERE table_number = ?1 AND id > ?2 AND id <= ?3 ORDER BY id";
    const TO_THE_END: &str = "SELECT id, creation_time, fields FROM documents
         WHERE table_number = ?1 AND id > ?2 ORDER BY id";
    let read = || -> rusqlite::Result<_> {
        let mut statement = db.prepare_cached(until.map_or(TO_THE_END, |_| BOUNDED))?;
        let mut found = match until {
            Some(until) => statement.query(params![table, after, until])?,
            None => statement.query(params![table, after])?,
        };
        let (mut rows, mut seen) = (Vec::new(), 0);
        while let Some(row) = found.next()? {
            if rows.len() >= documents as usize || (seen >= bytes && !rows.is_empty()) {
                return Ok((rows, false));
            }
            let row = document_row(row)?;
            seen += row.fields.len() as u64;
            rows.push(row);
        }
        Ok((rows, true))
    };
    read().map_err(StoreError::database("reading documents"))
}

pub(super) fn count_documents(db: &Connection, table: u32) -> Sql<u64> {
    let sql = "SELECT count(*) FROM documents WHERE table_number = ?1";
    one(db, "counting documents", sql, [table], |row| row.get(0)).map(Option::unwrap_or_default)
}

pub(super) fn insert_document(db: &Connection, table: u32, document: &DocumentRow) -> Sql<()> {
    let sql = "INSERT INTO documents (table_number, id, creation_time, fields)
               VALUES (?1, ?2, ?3, ?4)";
    let DocumentRow { id, creation_time, fields } = document;
    let parameters = params![table, id, creation_time, fields];
    execute(db, "inserting a document", sql, parameters).map(drop)
}

pub(super) fn replace_document(db: &Connection, table: u32, id: &str, fields: &str) -> Sql<()> {
    let sql = "UPDATE documents SET fields = ?3 WHERE table_number = ?1 AND id = ?2";
    execute(db, "writing a document", sql, params![table, id, fields]).map(drop)
}

/// Gives a document other fields where it still has these; says whether it had.
pub(super) fn exchange_document(
    db: &Connection,
    table: u32,
    id: &str,
    (old, new): (&str, &str),
) -> Sql<bool> {
    let sql = "UPDATE documents SET fields = ?4
               WHERE table_number = ?1 AND id = ?2 AND fields = ?3";
    execute(db, "writing a document", sql, params![table, id, old, new]).map(|changed| changed == 1)
}

/// The same; returns when the document was inserted.
pub(super) fn exchange_indexed_document(
    db: &Connection,
    table: u32,
    id: &str,
    (old, new): (&str, &str),
) -> Sql<Option<f64>> {
    let sql = "UPDATE documents SET fields = ?4
               WHERE table_number = ?1 AND id = ?2 AND fields = ?3
               RETURNING creation_time";
    one(db, "writing a document", sql, params![table, id, old, new], |row| row.get(0))
}

pub(super) fn delete_document(db: &Connection, table: u32, id: &str) -> Sql<()> {
    let sql = "DELETE FROM documents WHERE table_number = ?1 AND id = ?2";
    execute(db, "deleting a document", sql, params![table, id]).map(drop)
}

pub(super) fn add_index_entry(
    db: &Connection,
    table: u32,
    index: &str,
    key: &[u8],
    id: &str,
) -> Sql<()> {
    let sql = "INSERT INTO index_entries (table_number, index_name, key, id)
               VALUES (?1, ?2, ?3, ?4)";
    execute(db, "writing an index", sql, params![table, index, key, id]).map(drop)
}

pub(super) fn remove_index_entry(db: &Connection, table: u32, index: &str, key: &[u8]) -> Sql<()> {
    let sql = "DELETE FROM index_entries WHERE table_number = ?1 AND index_name = ?2 AND key = ?3";
    execute(db, "writing an index", sql, params![table, index, key]).map(drop)
}

pub(super) fn clear_index(db: &Connection, table: u32, index: &str) -> Sql<()> {
    let sql = "DELETE FROM index_entries WHERE table_number = ?1 AND index_name = ?2";
    execute(db, "removing an index", sql, params![table, index]).map(drop)
}

/// The ids of up to `limit` documents whose key is in `low..high`.
pub(super) fn index_range(
    db: &Connection,
    table: u32,
    index: &str,
    (low, high): (&[u8], &[u8]),
    limit: u32,
) -> Sql<Vec<String>> {
    let sql = "SELECT id FROM index_entries
               WHERE table_number = ?1 AND index_name = ?2 AND key >= ?3 AND key < ?4
               ORDER BY key LIMIT ?5";
    let parameters = params![table, index, low, high, limit];
    all(db, "searching an index", sql, parameters, |row| row.get(0))
}

/// An open quarantine entry.
pub(super) struct QuarantineRow {
    pub(super) table: String,
    pub(super) id: String,
    pub(super) old: u32,
    pub(super) new: u32,
    pub(super) code: String,
    pub(super) path: String,
    pub(super) reason: String,
    pub(super) digest: String,
    pub(super) also_read: Option<String>,
    pub(super) opened_at: u64,
}

pub(super) fn quarantine(db: &Connection, table: &str) -> Sql<Vec<QuarantineRow>> {
    let sql = "SELECT table_name, id, old_version, new_version, code, path, reason, digest,
                      also_read, opened_at
               FROM quarantine WHERE table_name = ?1 ORDER BY id";
    all(db, "reading the quarantine", sql, [table], |row| {
        Ok(QuarantineRow {
            table: row.get(0)?,
            id: row.get(1)?,
            old: row.get(2)?,
            new: row.get(3)?,
            code: row.get(4)?,
            path: row.get(5)?,
            reason: row.get(6)?,
            digest: row.get(7)?,
            also_read: row.get(8)?,
            opened_at: row.get(9)?,
        })
    })
}

/// Whether any document of a table is in quarantine.
pub(super) fn has_quarantine(db: &Connection, table: &str) -> Sql<bool> {
    let sql = "SELECT 1 FROM quarantine WHERE table_name = ?1 LIMIT 1";
    let found = one(db, "reading the quarantine", sql, [table], |row| row.get::<_, i64>(0))?;
    Ok(found.is_some())
}

/// Opens or renews an entry; one of the same document stays open since it was opened.
pub(super) fn open_quarantine(db: &Connection, row: &QuarantineRow) -> Sql<()> {
    let sql = "INSERT INTO quarantine
                   (table_name, id, old_version, new_version, code, path, reason, digest,
                    also_read, opened_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
               ON CONFLICT (table_name, id) DO UPDATE
               SET old_version = excluded.old_version, new_version = excluded.new_version,
                   code = excluded.code, path = excluded.path, reason = excluded.reason,
                   digest = excluded.digest, also_read = excluded.also_read";
    let QuarantineRow { table, id, old, new, code, path, reason, digest, also_read, opened_at } =
        row;
    let parameters = params![table, id, old, new, code, path, reason, digest, also_read, opened_at];
    execute(db, "writing the quarantine", sql, parameters).map(drop)
}

pub(super) fn close_quarantine(db: &Connection, table: &str, id: &str) -> Sql<()> {
    let sql = "DELETE FROM quarantine WHERE table_name = ?1 AND id = ?2";
    execute(db, "closing a quarantine entry", sql, [table, id]).map(drop)
}

pub(super) fn set_receipt(db: &Connection, (table, new): (&str, u32), receipt: &str) -> Sql<()> {
    let sql = "INSERT INTO receipts (table_name, new_version, receipt) VALUES (?1, ?2, ?3)
               ON CONFLICT (table_name, new_version) DO UPDATE SET receipt = excluded.receipt";
    execute(db, "writing a receipt", sql, params![table, new, receipt]).map(drop)
}

pub(super) fn remove_receipt(db: &Connection, (table, new): (&str, u32)) -> Sql<()> {
    let sql = "DELETE FROM receipts WHERE table_name = ?1 AND new_version = ?2";
    execute(db, "voiding a receipt", sql, params![table, new]).map(drop)
}

pub(super) fn receipts(db: &Connection) -> Sql<Vec<String>> {
    let sql = "SELECT receipt FROM receipts ORDER BY table_name, new_version";
    all(db, "reading receipts", sql, [], |row| row.get(0))
}

pub(super) fn add_log(db: &Connection, at: u64, id: Option<&str>, note: &str) -> Sql<()> {
    let sql = "INSERT INTO log (at, id, note) VALUES (?1, ?2, ?3)";
    execute(db, "writing the log", sql, params![at, id, note]).map(drop)
}

/// Removes all but the newest entries. They are numbered one after the other.
pub(super) fn forget_log(db: &Connection, kept: u32) -> Sql<()> {
    let sql = "DELETE FROM log WHERE number <= (SELECT max(number) FROM log) - ?1";
    execute(db, "forgetting old entries of the log", sql, [kept]).map(drop)
}

pub(super) fn log(db: &Connection) -> Sql<Vec<(u64, Option<String>, String)>> {
    let sql = "SELECT at, id, note FROM log ORDER BY number";
    all(db, "reading the log", sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
