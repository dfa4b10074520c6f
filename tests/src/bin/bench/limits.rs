//! Backfills of a Convex deployment that may do only so much: the smallest class of them, as Convex
//! publishes it. 4 MiB are written in a second, entries of indexes counted, 16 calls run at once, and
//! a transaction takes a few milliseconds.
//!
//! Beside each backfill an application writes on: somebody has a birthday, again and again. None of
//! these writes may be refused, and none may be lost.
//!
//! - *default* is what `ship` does unless told otherwise; *none* is `ship --max-rate none`, which goes
//!   as fast as the deployment lets it.
//! - *writing* is the pass that carries; *whole* has the last one, too, which only reads.
//! - *ratio* is what was written in a second as a part of what may be. For *application* it is the
//!   part of its writes that were refused.

mod application;

use std::io;

use migrate_runtime::rate::WriteRate;
use schema_core::value::{Object, Value};
use serde_json::json;

use super::backfill::users;
use super::deployment::ours::{self, Took};
use super::deployment::site::Site;
use super::report::{Options, Report, Row};

use self::application::Application;

/// How many users there are.
const USERS: u64 = 8_000;

/// How long each of them writes about themselves, in characters: large documents, so that what may
/// be written is less than what the deployment for tests can do.
const BIO_CHARS: usize = 4_000;

/// What the smallest class of deployments may write in a second.
const BUDGET_BYTES: f64 = 4_194_304.0;

/// Measures.
///
/// # Errors
///
/// There is no Node, a backfill fails, or a write of the application is lost.
pub fn run(_: &Options) -> io::Result<Report> {
    let site = Site::start((0..USERS).map(user))?;
    let mut rows = Vec::new();
    for (name, rate) in [("default", WriteRate::DEFAULT), ("none", WriteRate::UNLIMITED)] {
        site.begin(0)?;
        site.control("capacity", &json!({}))?;
        let ids = site.ids()?;
        let before = written(&site)?;
        let application = Application::start(&site, ids);
        let took = ours::carry(&site, rate);
        let after = written(&site)?;
        let visits = application.end()?;
        let Took { writing, whole } = took?;
        let (writing, time) = (writing.as_secs_f64(), whole.as_secs_f64());
        site.control("capacity", &json!({ "none": true }))?;
        let stored = site.check()?;
        let added: f64 = stored.iter().filter_map(|user| user["age"].as_f64()).sum::<f64>();
        visits.check(added - ages())?;
        // What the application writes during the last pass is of no weight.
        let share = (after - before) / BUDGET_BYTES;
        let row = |name: String, seconds: f64| Row::carried(name, USERS, seconds, share / seconds);
        rows.push(row(format!("limits/{name}/writing"), writing));
        rows.push(row(format!("limits/{name}/whole"), time));
        let refused = visits.refused_share();
        let name = format!("limits/{name}/application");
        rows.push(Row::carried(name, visits.done + visits.refused, time, refused));
    }
    let notes = vec![
        "The ratio is what was written in a second as a part of the 4 MiB that the smallest deployments take; \
         that of the application, the part of its writes that were refused."
            .to_owned(),
    ];
    Ok(Report { rows, notes })
}

fn user(number: u64) -> Object {
    let mut user = users::user(number);
    user.insert("bio".to_owned(), Value::String("x".repeat(BIO_CHARS)));
    user
}

/// How old all users are together, to begin with.
fn ages() -> f64 {
    let age = |number| match users::user(number).get("age") {
        Some(Value::Float64(age)) => *age,
        _ => 0.0,
    };
    (0..USERS).map(age).sum()
}

/// How many bytes the deployment has written in all, as it counts them.
fn written(site: &Site) -> io::Result<f64> {
    let stats = site.control("stats", &json!({}))?;
    stats["writtenBytes"]
        .as_f64()
        .ok_or_else(|| io::Error::other("it doesn't count what it writes"))
}
