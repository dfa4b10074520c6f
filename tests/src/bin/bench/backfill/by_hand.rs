//! The loop that somebody would write for this one change, over the engine's own file.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize, Serializer};

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

/// Its fields stand in the order in which the engine writes them, and its numbers are written as the
/// engine writes them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewUser {
    #[serde(serialize_with = "number")]
    age: f64,
    #[serde(serialize_with = "number")]
    balance: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    bio: Option<String>,
    display_name: String,
    email: String,
    is_admin: bool,
    #[serde(serialize_with = "number")]
    joined_at: f64,
    #[serde(serialize_with = "number")]
    logins: f64,
    #[serde(serialize_with = "number")]
    priority_level: f64,
    tags: Vec<String>,
}

/// `18`, not `18.0`; the numbers of the made users need no more than that.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn number<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    #[expect(clippy::cast_possible_truncation, reason = "compared with what it came from")]
    let whole = *number as i64;
    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "small")]
    let is_whole = whole as f64 == *number;
    if is_whole { serializer.serialize_i64(whole) } else { serializer.serialize_f64(*number) }
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
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                      PRAGMA foreign_keys = ON;",
    )?;
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

/// A digest of all users, by which the contenders are seen to have done the same.
pub(super) fn digest(file: &Path) -> Result<u64, Failure> {
    let db = Connection::open(file)?;
    let mut hasher = DefaultHasher::new();
    let mut users = db.prepare(
        "SELECT id, creation_time, fields FROM documents
         WHERE table_number = (SELECT number FROM tables WHERE name = 'users') ORDER BY id",
    )?;
    let mut rows = users.query([])?;
    while let Some(row) = rows.next()? {
        let (id, creation_time, fields): (String, f64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        (id, creation_time.to_bits(), fields).hash(&mut hasher);
    }
    Ok(hasher.finish())
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
