//! The SQL of how steps were begun.

use rusqlite::{Connection, params};

use super::{Sql, StepRow, all, execute, one};

/// The ledger knows by which rules each step migrates documents, and which programs do.
pub(in crate::store::sqlite) const LAYOUT_3: &str = "
    CREATE TABLE starts (
        table_name TEXT NOT NULL,
        old_version INTEGER NOT NULL,
        new_version INTEGER NOT NULL,
        start TEXT NOT NULL,
        PRIMARY KEY (table_name, old_version, new_version)
    ) STRICT, WITHOUT ROWID;
";

pub(in crate::store::sqlite) fn start(db: &Connection, key: StepRow<'_>) -> Sql<Option<String>> {
    let sql = "SELECT start FROM starts
               WHERE table_name = ?1 AND old_version = ?2 AND new_version = ?3";
    let parameters = params![key.table, key.old, key.new];
    one(db, "reading how a step was begun", sql, parameters, |row| row.get(0))
}

/// The key of a step, and how it was begun.
pub(in crate::store::sqlite) type StartRow = ((String, u32, u32), String);

/// All of them, in the order of their steps.
pub(in crate::store::sqlite) fn starts(db: &Connection) -> Sql<Vec<StartRow>> {
    let sql = "SELECT table_name, old_version, new_version, start FROM starts
               ORDER BY table_name, old_version, new_version";
    all(db, "reading how steps were begun", sql, [], |row| {
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))
    })
}

pub(in crate::store::sqlite) fn set_start(
    db: &Connection,
    key: StepRow<'_>,
    start: &str,
) -> Sql<()> {
    let sql = "INSERT INTO starts (table_name, old_version, new_version, start)
               VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (table_name, old_version, new_version) DO UPDATE
               SET start = excluded.start";
    let parameters = params![key.table, key.old, key.new, start];
    execute(db, "noting how a step is begun", sql, parameters).map(drop)
}
