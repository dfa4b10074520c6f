//! A run's backfill, as `ship` does it.

use std::io;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use migrate_runtime::event::{Event, Observer};
use migrate_runtime::rate::WriteRate;
use migrate_runtime::run::{Computing, End, Pacing, Runner, Stop, Task, Workers};
use migrate_runtime::start::Origin;
use migrate_runtime::step::StepKey;
use migrate_runtime::store::convex::{ConvexStore, NoPusher};
use migrate_runtime::store::{Claim, RunEnd, RunStatus, Store as _, TakeOver};
use schema_core::Schema as _;
use schema_core::version::VersionNumber;

use super::site::{Site, table};
use crate::backfill::users;

/// How long it took.
pub(crate) struct Took {
    /// The first pass, which writes.
    pub(crate) writing: Duration,
    /// All of it, with the pass that finds nothing left.
    pub(crate) whole: Duration,
}

/// Notes when the first pass was over.
#[derive(Default)]
struct FirstPass(OnceLock<Instant>);

impl Observer for FirstPass {
    fn observe(&self, event: &Event) {
        if let Event::PassFinished { .. } = event {
            // Later ones come too late.
            let _ = self.0.set(Instant::now());
        }
    }
}

pub(crate) fn carry(site: &Site, rate: WriteRate) -> io::Result<Took> {
    let name = "bench".parse().map_err(io::Error::other)?;
    let pacing = Pacing::REMOTE;
    let connections = usize::try_from(pacing.ranges).unwrap_or(1);
    let tables = [table()].into();
    let store = ConvexStore::new(name, site.access()?, connections, tables, NoPusher);
    let store = store.map_err(io::Error::other)?.at_most(rate);
    let declaration = users::App::declaration();
    let step = StepKey { table: table(), old: VersionNumber(1), new: VersionNumber(2) };
    let claim = Claim { runner: "bench".to_owned(), command: "ship".to_owned() };
    super::by_hand::runtime()?.block_on(async {
        let taken = store.take_over(&claim).await.map_err(io::Error::other)?;
        let TakeOver::Taken(run) = taken else { return Err(io::Error::other("not alone")) };
        let (never, first_pass) = (Stop::new(), FirstPass::default());
        let workers = Workers::of(&store);
        let (computing, origin) = (Computing::Aside(&workers), Origin::UNKNOWN);
        let (store, observer) = (&store, &first_pass);
        let runner = Runner { store, observer, stop: &never, run, pacing, computing, origin };
        let began = Instant::now();
        let done = runner.backfill(&declaration, &step, Task::Carry).await;
        let whole = began.elapsed();
        let done = done.map_err(io::Error::other)?;
        let end = RunEnd { status: RunStatus::Completed, error: None };
        store.release(run, &end).await.map_err(io::Error::other)?;
        if done.end != End::Done || done.state.counts.carried != site.len() {
            return Err(io::Error::other("it didn't carry every user"));
        }
        let first_pass = first_pass.0.get().map(|over| over.duration_since(began));
        Ok(Took { writing: first_pass.unwrap_or(whole), whole })
    })
}
