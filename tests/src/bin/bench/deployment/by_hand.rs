//! What somebody writes by hand: one connection, one batch after the other.

use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, Instant};

use convex::{ConvexClient, FunctionResult, Value};
use tokio::runtime::Runtime;

use super::site::Site;

/// How many users the loop by hand reads and writes together.
const BATCH: u32 = 100;

/// How many users are changed together where nothing travels.
const CEILING_BATCH: u32 = 1_000;

type Fields = BTreeMap<String, Value>;

pub(super) fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()
}

/// Reads a batch of users, writes them, and goes on.
pub(super) fn serial(site: &Site) -> io::Result<Duration> {
    runtime()?.block_on(async {
        let mut client = connected(site).await?;
        let began = Instant::now();
        let mut after = Value::Null;
        loop {
            let asked = Fields::from([
                ("after".to_owned(), after),
                ("documents".to_owned(), f64::from(BATCH).into()),
            ]);
            let page = client.query("serial:page", asked).await.map_err(io::Error::other)?;
            let Value::Array(users) = value(page)? else { return Err(unexpected("a page")) };
            let is_last = users.len() < BATCH as usize;
            let users = users.into_iter().map(new_user).collect::<io::Result<Vec<_>>>()?;
            after = match users.last() {
                Some((id, _)) => id.clone(),
                None => return Ok(began.elapsed()),
            };
            let write = |(id, fields)| {
                Value::Object([("id".to_owned(), id), ("fields".to_owned(), fields)].into())
            };
            let users = Value::Array(users.into_iter().map(write).collect());
            let users = Fields::from([("users".to_owned(), users)]);
            value(client.mutation("serial:write", users).await.map_err(io::Error::other)?)?;
            if is_last {
                return Ok(began.elapsed());
            }
        }
    })
}

/// Has the server change users by itself, as fast as it can.
pub(super) fn ceiling(site: &Site) -> io::Result<Duration> {
    runtime()?.block_on(async {
        let mut client = connected(site).await?;
        let began = Instant::now();
        let mut after = Value::Null;
        loop {
            let asked = Fields::from([
                ("after".to_owned(), after),
                ("documents".to_owned(), f64::from(CEILING_BATCH).into()),
            ]);
            let done = client.mutation("users:ceiling", asked).await.map_err(io::Error::other)?;
            after = value(done)?;
            if after == Value::Null {
                return Ok(began.elapsed());
            }
        }
    })
}

async fn connected(site: &Site) -> io::Result<ConvexClient> {
    let access = site.access()?;
    let mut client = ConvexClient::new(access.url.as_str()).await.map_err(io::Error::other)?;
    client.set_admin_auth(access.key.reveal().to_owned(), None).await;
    Ok(client)
}

/// A user's id, and what becomes of its fields.
fn new_user(user: Value) -> io::Result<(Value, Value)> {
    let Value::Object(mut fields) = user else { return Err(unexpected("a user")) };
    let mut take = |name: &str| fields.remove(name).ok_or_else(|| unexpected(name));
    let (id, joined_at) = (take("_id")?, take("_creationTime")?);
    let (name, priority) = (take("name")?, take("priority")?);
    let level = match priority {
        Value::String(priority) if priority == "low" => 1.0,
        Value::String(priority) if priority == "medium" => 2.0,
        Value::String(priority) if priority == "high" => 3.0,
        _ => return Err(unexpected("a priority")),
    };
    fields.insert("displayName".to_owned(), name);
    fields.insert("joinedAt".to_owned(), joined_at);
    fields.insert("priorityLevel".to_owned(), Value::Float64(level));
    fields.insert("logins".to_owned(), Value::Float64(0.0));
    Ok((id, Value::Object(fields)))
}

fn value(result: FunctionResult) -> io::Result<Value> {
    match result {
        FunctionResult::Value(value) => Ok(value),
        FunctionResult::ErrorMessage(message) => Err(io::Error::other(message)),
        FunctionResult::ConvexError(error) => Err(io::Error::other(error.message)),
    }
}

fn unexpected(what: &str) -> io::Error {
    io::Error::other(format!("{what} isn't what it should be"))
}
