//! What a backfill costs on the embedded engine, beside a loop written by hand over the same file.
//!
//! Both carry the same users from one version to the next in batches of the same size: a field is
//! renamed, one is computed, one is new with a constant. The loop reads a page, has serde make
//! structs of it, converts them and writes them back, in one walk and on one thread, with the
//! engine's own pragmas, encoding and prepared statements; it compares nothing, checks nothing, and
//! keeps no ledger but its place. The backfill does all that, and walks once more to find that
//! nothing old is left; it may use all cores. Both must come to the very same documents.
//!
//! *ratio* is the backfill's documents per second as a part of the loop's.

mod by_hand;
pub(super) mod users;

use std::io;
use std::path::Path;
use std::time::Instant;

use migrate_runtime::event::Unobserved;
use migrate_runtime::run::{Computing, End, Pacing, Runner, Stop, Task, Workers};
use migrate_runtime::start::Origin;
use migrate_runtime::step::StepKey;
use migrate_runtime::store::sqlite::{Sources, SqliteStore};
use migrate_runtime::store::{
    BatchSize, Claim, Manifest, Push, PushOutcome, RunEnd, RunStatus, Store as _, TakeOver,
};
use schema_core::Schema as _;
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::version::VersionNumber;

use super::child::{self, Measured};
use super::report::{Options, Report, Row};

/// How many documents each size has.
const SIZES: [(&str, u64); 3] = [("10k", 10_000), ("100k", 100_000), ("1m", 1_000_000)];

/// How many documents both contenders write together.
const BATCH: u32 = 1_000;

/// How often each contender runs, on a fresh copy each time; the best counts.
const ROUNDS: usize = 3;

/// Measures.
///
/// # Errors
///
/// Files under the system's temporary folder can't be written, or a contender fails.
pub fn run(_: &Options) -> io::Result<Report> {
    let folder = tempfile::tempdir()?;
    let mut rows = Vec::new();
    for (size, documents) in SIZES {
        let seed = folder.path().join(format!("{size}.sqlite"));
        users::make(&seed, documents)?;
        let (ours, carried) = best("carry", &seed)?;
        let (by_hand, carried_by_hand) = best("by-hand", &seed)?;
        if carried != carried_by_hand {
            return Err(io::Error::other("the contenders came to different documents"));
        }
        let ratio = ours.docs_per_s() / by_hand.docs_per_s();
        rows.push(Row::measured(format!("backfill/{size}"), &ours, ratio));
        rows.push(Row::measured(format!("backfill/by-hand/{size}"), &by_hand, 1.0));
    }
    let notes =
        vec!["The ratio is the backfill's speed as a part of that of the loop by hand.".to_owned()];
    Ok(Report { rows, notes })
}

/// One contender, in the process that is measured: `carry FILE` or `by-hand FILE`.
///
/// # Errors
///
/// It is no contender, or it fails.
pub fn child(words: &[&str]) -> io::Result<Measured> {
    match words {
        ["carry", file] => carry(Path::new(file)),
        ["by-hand", file] => by_hand::carry(Path::new(file), BATCH).map_err(io::Error::other),
        _ => Err(io::Error::other("no such contender")),
    }
}

/// The best of a contender's rounds, and the digest of what it has made of the users.
fn best(contender: &str, seed: &Path) -> io::Result<(Measured, u64)> {
    let copy = seed.with_extension("copy");
    let mut best: Option<Measured> = None;
    for _ in 0..ROUNDS {
        std::fs::copy(seed, &copy)?;
        let measured = child::run(&["backfill", contender, &copy.to_string_lossy()])?;
        if best.is_none_or(|best| measured.seconds < best.seconds) {
            best = Some(measured);
        }
    }
    let best = best.ok_or_else(|| io::Error::other("no rounds"))?;
    Ok((best, by_hand::digest(&copy).map_err(io::Error::other)?))
}

/// The backfill, as a run does it.
fn carry(file: &Path) -> io::Result<Measured> {
    let store = open(file)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let declaration = users::App::declaration();
    let table = TableName::from_checked("users");
    let step = StepKey { table, old: VersionNumber(1), new: VersionNumber(2) };
    runtime.block_on(async {
        let claim = Claim { runner: "bench".to_owned(), command: "backfill".to_owned() };
        let taken = store.take_over(&claim).await.map_err(io::Error::other)?;
        let TakeOver::Taken(run) = taken else { return Err(io::Error::other("not alone")) };
        let never = Stop::new();
        let pacing = Pacing { ranges: Pacing::DEFAULT.ranges, ..fixed() };
        let workers = Workers::of(&store);
        let (computing, origin) = (Computing::Aside(&workers), Origin::UNKNOWN);
        let (store, observer) = (&store, &Unobserved);
        let runner = Runner { store, observer, stop: &never, run, pacing, computing, origin };
        let began = Instant::now();
        let done = runner.backfill(&declaration, &step, Task::Carry).await;
        let seconds = began.elapsed().as_secs_f64();
        let done = done.map_err(io::Error::other)?;
        let end = RunEnd { status: RunStatus::Completed, error: None };
        store.release(run, &end).await.map_err(io::Error::other)?;
        if done.end != End::Done || done.state.counts.quarantined > 0 {
            return Err(io::Error::other("it didn't carry every document"));
        }
        Measured::now(done.state.counts.carried, seconds)
    })
}

fn fixed() -> Pacing {
    Pacing::fixed(BatchSize::of(BATCH))
}

fn open(file: &Path) -> io::Result<SqliteStore> {
    let name = migrate_runtime::deployment::DeploymentName::local();
    let sources = Sources::system().map_err(io::Error::other)?;
    SqliteStore::open(file, name, sources).map_err(io::Error::other)
}

fn push(store: &SqliteStore, schema: Schema) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let push = Push::of(schema, Manifest::default());
    match runtime.block_on(store.push(&push)).map_err(io::Error::other)? {
        PushOutcome::Active | PushOutcome::Waiting => Ok(()),
        PushOutcome::Refused(violations) => Err(io::Error::other(format!("{violations:?}"))),
    }
}
