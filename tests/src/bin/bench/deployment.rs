//! What a backfill of a Convex deployment costs, beside others who do the same to the same users on
//! the same deployment for tests: as it is, and with 50 ms added to every round trip.
//!
//! - *ours* is a run's backfill as `ship --max-rate none` does it: several connections, batches that
//!   size themselves, whole documents compared, a ledger, and a last walk that finds nothing old.
//! - *serial* is what somebody writes by hand: one connection, which reads a hundred users, writes
//!   them, and goes on. It compares nothing and walks once.
//! - *component* is `@convex-dev/migrations` as its README says. It runs on the server, so no round
//!   trip slows it down.
//! - *ceiling* is what the deployment for tests can do at all, on its one thread: users changed on the
//!   server in large transactions, where nothing travels, nothing is compared and nothing is noted.
//!
//! *ratio* is the speed as a part of that of *serial* at the same distance.

mod by_hand;
mod component;
pub(crate) mod ours;
pub(crate) mod site;

use std::io;
use std::time::Duration;

use migrate_runtime::rate::WriteRate;

use super::backfill::users;
use super::report::{Options, Report, Row};

use self::site::Site;

/// How many users there are.
const USERS: u64 = 50_000;

/// How often each contender runs, on the same users each time; the best counts.
const ROUNDS: usize = 2;

/// What is added to every round trip.
const DISTANCES_MS: [u64; 2] = [0, 50];

type Contender = fn(&Site) -> io::Result<Duration>;

/// Measures.
///
/// # Errors
///
/// There is no Node, or a contender fails or doesn't carry every user.
pub fn run(_: &Options) -> io::Result<Report> {
    let contenders: [(&str, Contender); 3] = [
        ("ours", |site| Ok(ours::carry(site, WriteRate::UNLIMITED)?.whole)),
        ("serial", by_hand::serial),
        ("component", component::carry),
    ];
    let site = Site::start((0..USERS).map(users::user))?;
    let mut rows = Vec::new();
    let row = |name: String, time: Duration, serial: Duration| {
        let ratio = serial.as_secs_f64() / time.as_secs_f64();
        Row::carried(format!("deployment/{name}"), USERS, time.as_secs_f64(), ratio)
    };
    for distance_ms in DISTANCES_MS {
        let mut times = Vec::new();
        for (name, contender) in contenders {
            times.push((name, best(&site, distance_ms, contender)?));
        }
        let serial = times[1].1;
        let named = |(name, time)| row(format!("{name}/{distance_ms}ms"), time, serial);
        rows.extend(times.into_iter().map(named));
        if distance_ms == 0 {
            rows.push(row("ceiling".to_owned(), best(&site, 0, by_hand::ceiling)?, serial));
        }
    }
    let notes = vec![
        "The ratio is the speed as a part of that of one connection with batches of 100 at the same distance."
            .to_owned(),
        "The ceiling is what the deployment for tests itself can do: it runs on one thread of Node."
            .to_owned(),
    ];
    Ok(Report { rows, notes })
}

fn best(site: &Site, distance_ms: u64, contender: Contender) -> io::Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        site.begin(distance_ms)?;
        best = best.min(contender(site)?);
        site.check()?;
    }
    Ok(best)
}
