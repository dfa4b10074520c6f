//! A run's backfill, as `ship` does it.

use std::io;
use std::time::{Duration, Instant};

use migrate_runtime::event::Unobserved;
use migrate_runtime::rate::WriteRate;
use migrate_runtime::run::{End, Pacing, Runner, Stop, Task};
use migrate_runtime::step::StepKey;
use migrate_runtime::store::convex::{ConvexStore, NoPusher};
use migrate_runtime::store::{Claim, RunEnd, RunStatus, Store as _, TakeOver};
use schema_core::Schema as _;
use schema_core::version::VersionNumber;

use super::site::{Site, table};
use crate::backfill::users;

pub(crate) fn carry(site: &Site, rate: WriteRate) -> io::Result<Duration> {
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
        let never = Stop::new();
        let runner = Runner { store: &store, observer: &Unobserved, stop: &never, run, pacing };
        let began = Instant::now();
        let done = runner.backfill(&declaration, &step, Task::Carry).await;
        let time = began.elapsed();
        let done = done.map_err(io::Error::other)?;
        let end = RunEnd { status: RunStatus::Completed, error: None };
        store.release(run, &end).await.map_err(io::Error::other)?;
        if done.end != End::Done || done.state.counts.carried != site.len() {
            return Err(io::Error::other("it didn't carry every user"));
        }
        Ok(time)
    })
}
