//! The SQL of runs, ranges, quarantine, receipts and the log.

use rusqlite::{Connection, params};

use super::{Sql, all, execute, one};

/// The ledger knows runs, a checkpoint for each range of each pass, and what a quarantined
/// document's transition read.
pub(in crate::store::sqlite) const LAYOUT_2: &str = "
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY,
        runner TEXT NOT NULL,
        command TEXT NOT NULL,
        status TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        completed_at INTEGER,
        error TEXT
    ) STRICT;
    CREATE TABLE ranges (
        table_name TEXT NOT NULL,
        old_version INTEGER NOT NULL,
        new_version INTEGER NOT NULL,
        pass INTEGER NOT NULL,
        number INTEGER NOT NULL,
        bounds TEXT NOT NULL,
        checkpoint TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        completed_at INTEGER,
        PRIMARY KEY (table_name, old_version, new_version, pass, number)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE quarantine ADD COLUMN also_read TEXT;
";

/// A step as layout 1 had it: its key, its checkpoint, and when it began and ended.
pub(in crate::store::sqlite) type StepRow1 = ((String, u32, u32), String, u64, Option<u64>);

pub(in crate::store::sqlite) fn steps_1(db: &Connection) -> Sql<Vec<StepRow1>> {
    let sql = "SELECT table_name, old_version, new_version, checkpoint, started_at, completed_at
               FROM steps";
    all(db, "upgrading the ledger", sql, [], |row| {
        let key = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((key, row.get(3)?, row.get(4)?, row.get(5)?))
    })
}

pub(in crate::store::sqlite) fn drop_steps_1(db: &Connection) -> Sql<()> {
    execute(db, "upgrading the ledger", "DROP TABLE steps", []).map(drop)
}

/// The key of a step.
#[derive(Clone, Copy)]
pub(in crate::store::sqlite) struct StepRow<'a> {
    pub(in crate::store::sqlite) table: &'a str,
    pub(in crate::store::sqlite) old: u32,
    pub(in crate::store::sqlite) new: u32,
}

/// A range of a pass.
pub(in crate::store::sqlite) struct RangeRow {
    pub(in crate::store::sqlite) pass: u32,
    pub(in crate::store::sqlite) number: u32,
    pub(in crate::store::sqlite) bounds: String,
    pub(in crate::store::sqlite) checkpoint: String,
    pub(in crate::store::sqlite) started_at: u64,
    pub(in crate::store::sqlite) completed_at: Option<u64>,
}

/// The step's ranges of all passes, in their order.
pub(in crate::store::sqlite) fn ranges(db: &Connection, key: StepRow<'_>) -> Sql<Vec<RangeRow>> {
    let sql = "SELECT pass, number, bounds, checkpoint, started_at, completed_at FROM ranges
               WHERE table_name = ?1 AND old_version = ?2 AND new_version = ?3
               ORDER BY pass, number";
    all(db, "reading a step", sql, params![key.table, key.old, key.new], |row| {
        Ok(RangeRow {
            pass: row.get(0)?,
            number: row.get(1)?,
            bounds: row.get(2)?,
            checkpoint: row.get(3)?,
            started_at: row.get(4)?,
            completed_at: row.get(5)?,
        })
    })
}

/// The keys of all steps, in order.
pub(in crate::store::sqlite) fn steps(db: &Connection) -> Sql<Vec<(String, u32, u32)>> {
    let sql = "SELECT DISTINCT table_name, old_version, new_version FROM ranges
               ORDER BY table_name, old_version, new_version";
    all(db, "reading the steps", sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// The pass that a step is at, or nothing before its first.
pub(in crate::store::sqlite) fn pass(db: &Connection, key: StepRow<'_>) -> Sql<Option<u32>> {
    let sql = "SELECT max(pass) FROM ranges
               WHERE table_name = ?1 AND old_version = ?2 AND new_version = ?3";
    let parameters = params![key.table, key.old, key.new];
    one(db, "reading a step", sql, parameters, |row| row.get(0)).map(Option::flatten)
}

pub(in crate::store::sqlite) fn checkpoint(
    db: &Connection,
    key: StepRow<'_>,
    pass: u32,
    number: u32,
) -> Sql<Option<String>> {
    let sql = "SELECT checkpoint FROM ranges
               WHERE table_name = ?1 AND old_version = ?2 AND new_version = ?3
                 AND pass = ?4 AND number = ?5";
    let parameters = params![key.table, key.old, key.new, pass, number];
    one(db, "reading a checkpoint", sql, parameters, |row| row.get(0))
}

pub(in crate::store::sqlite) fn add_range(
    db: &Connection,
    key: StepRow<'_>,
    row: &RangeRow,
) -> Sql<()> {
    let sql = "INSERT INTO ranges
                   (table_name, old_version, new_version, pass, number, bounds, checkpoint,
                    started_at, completed_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let RangeRow { pass, number, bounds, checkpoint, started_at, completed_at } = row;
    let parameters = params![
        key.table,
        key.old,
        key.new,
        pass,
        number,
        bounds,
        checkpoint,
        started_at,
        completed_at
    ];
    execute(db, "beginning a pass", sql, parameters).map(drop)
}

/// Moves a checkpoint.
pub(in crate::store::sqlite) fn set_checkpoint(
    db: &Connection,
    key: StepRow<'_>,
    (pass, number): (u32, u32),
    checkpoint: &str,
    completed_at: Option<u64>,
) -> Sql<()> {
    let sql = "UPDATE ranges SET checkpoint = ?6, completed_at = ?7
               WHERE table_name = ?1 AND old_version = ?2 AND new_version = ?3
                 AND pass = ?4 AND number = ?5";
    let parameters = params![key.table, key.old, key.new, pass, number, checkpoint, completed_at];
    execute(db, "writing a checkpoint", sql, parameters).map(drop)
}

/// A run.
pub(in crate::store::sqlite) struct RunRow {
    pub(in crate::store::sqlite) number: u64,
    pub(in crate::store::sqlite) runner: String,
    pub(in crate::store::sqlite) command: String,
    pub(in crate::store::sqlite) status: String,
    pub(in crate::store::sqlite) started_at: u64,
    pub(in crate::store::sqlite) completed_at: Option<u64>,
    pub(in crate::store::sqlite) error: Option<String>,
}

/// The newest runs, newest first.
pub(in crate::store::sqlite) fn runs(db: &Connection, limit: u32) -> Sql<Vec<RunRow>> {
    let sql = "SELECT number, runner, command, status, started_at, completed_at, error FROM runs
               ORDER BY number DESC LIMIT ?1";
    all(db, "reading the runs", sql, [limit], |row| {
        Ok(RunRow {
            number: row.get(0)?,
            runner: row.get(1)?,
            command: row.get(2)?,
            status: row.get(3)?,
            started_at: row.get(4)?,
            completed_at: row.get(5)?,
            error: row.get(6)?,
        })
    })
}

pub(in crate::store::sqlite) fn add_run(db: &Connection, row: &RunRow) -> Sql<()> {
    let sql = "INSERT INTO runs (number, runner, command, status, started_at, completed_at, error)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let RunRow { number, runner, command, status, started_at, completed_at, error } = row;
    let parameters = params![number, runner, command, status, started_at, completed_at, error];
    execute(db, "beginning a run", sql, parameters).map(drop)
}

/// Removes the runs up to this one. Runs are numbered one after the other.
pub(in crate::store::sqlite) fn forget_runs(db: &Connection, up_to: u64) -> Sql<()> {
    let sql = "DELETE FROM runs WHERE number <= ?1";
    execute(db, "forgetting old runs", sql, [up_to]).map(drop)
}

pub(in crate::store::sqlite) fn end_run(
    db: &Connection,
    number: u64,
    status: &str,
    completed_at: Option<u64>,
    error: Option<&str>,
) -> Sql<()> {
    let sql = "UPDATE runs SET status = ?2, completed_at = ?3, error = ?4 WHERE number = ?1";
    execute(db, "ending a run", sql, params![number, status, completed_at, error]).map(drop)
}
