//! The loop that somebody would write for this one change, over the engine's own file.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::child::Measured;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OldUser {
    name: String,
    email: String,
    bio: Option<String>,
    age: f64,
    is_admin: bool,
    tags: Vec<String>,
    balance: f64,
    priority: String,
}

/// Its fields stand in the order in which the engine writes them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewUser {
    age: f64,
    balance: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bio: Option<String>,
    display_name: String,
    email: String,
    is_admin: bool,
    joined_at: f64,
    logins: f64,
    priority_level: f64,
    tags: Vec<String>,
}

/// Why the loop has failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The database.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    /// A document.
    #[error(transparent)]
    Document(#[from] serde_json::Error),
    /// A value without a number.
    #[error("no priority: {0}")]
    Priority(String),
    /// The process doesn't know its memory.
    #[error(transparent)]
    Memory(#[from] std::io::Error),
}

/// Carries every user, `batch` at a time.
pub(super) fn carry(file: &Path, batch: u32) -> Result<Measured, Failure> {
    let mut db = Connection::open(file)?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    db.execute_batch("CREATE TABLE place (last TEXT)")?;
    let began = Instant::now();
    let table: u32 =
        db.query_row("SELECT number FROM tables WHERE name = 'users'", [], |row| row.get(0))?;
    let (mut last, mut carried) = (String::new(), 0);
    loop {
        let transaction = db.transaction()?;
        let rows: Vec<(String, f64, String)> = transaction
            .prepare_cached(
                "SELECT id, creation_time, fields FROM documents
                 WHERE table_number = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            )?
            .query_map(params![table, last, batch], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<Result<_, _>>()?;
        let Some((id, ..)) = rows.last() else { break };
        last.clone_from(id);
        let mut update = transaction.prepare_cached(
            "UPDATE documents SET fields = ?3 WHERE table_number = ?1 AND id = ?2",
        )?;
        for (id, creation_time, fields) in &rows {
            let new = convert(serde_json::from_str(fields)?, *creation_time)?;
            update.execute(params![table, id, serde_json::to_string(&new)?])?;
            carried += 1;
        }
        drop(update);
        transaction.execute("DELETE FROM place", [])?;
        transaction.execute("INSERT INTO place VALUES (?1)", [&last])?;
        transaction.commit()?;
    }
    Ok(Measured::now(carried, began.elapsed().as_secs_f64())?)
}

fn convert(old: OldUser, creation_time: f64) -> Result<NewUser, Failure> {
    let OldUser { name, email, bio, age, is_admin, tags, balance, priority } = old;
    let priority_level = match priority.as_str() {
        "low" => 1.0,
        "medium" => 2.0,
        "high" => 3.0,
        _ => return Err(Failure::Priority(priority)),
    };
    Ok(NewUser {
        age,
        balance,
        bio,
        display_name: name,
        email,
        is_admin,
        joined_at: creation_time,
        logins: 0.0,
        priority_level,
        tags,
    })
}
