//! How fast a deployment of Convex is written to: as fast as it lets a run, and as was asked for.

use std::sync::{Arc, Mutex, PoisonError};

use migrate_runtime::event::{Event, Observer, Unobserved};
use migrate_runtime::rate::WriteRate;
use migrate_runtime::run::{Backfilled, Computing, Pacing, Runner, Stop, Task};
use migrate_runtime::start::Origin;
use migrate_runtime::step::StepKey;
use migrate_runtime::store::convex::{ConvexStore, NoPusher};
use migrate_runtime::store::{
    Allowance, BatchSize, Claim, Estimate, Manifest, RunEnd, RunStatus, Store as _, TakeOver,
};
use schema_core::Schema as _;
use schema_core::generate::{Phase, Phases, schema_of};
use schema_core::version::VersionNumber;
use serde_json::{Value as Json, json};
use workspace_tests::deployment::TestDeployment;

use super::live::{Deployer, store_of};
use super::road::{App, films};

/// A deployment with films of version 1 under the schema that takes both versions.
fn widened(name: &str, films_count: usize) -> Arc<TestDeployment> {
    widened_of(name, films_count, "")
}

/// The same with films whose titles have something in common.
fn widened_of(name: &str, films_count: usize, title: &str) -> Arc<TestDeployment> {
    let server = Arc::new(TestDeployment::start(None, &[]).unwrap());
    let phases = Phases::default().with(films(), Phase::Widened { lowest: VersionNumber(1) });
    let schema = schema_of(&App::declaration(), &phases).unwrap();
    Deployer::of(&server, name).deploy(&schema, &Manifest::default()).unwrap();
    let film =
        |number: usize| json!({ "title": format!("Film {number} {title}"), "director": "D" });
    let films: Vec<_> = (0..films_count).map(film).collect();
    server.control("load", &json!({ "tables": { "films": films } })).unwrap();
    server
}

/// Carries all films.
fn carry(store: &ConvexStore<NoPusher>, observer: &dyn Observer, batch: u32) -> Backfilled {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let claim = Claim { runner: "a test".to_owned(), command: "ship".to_owned() };
        let TakeOver::Taken(run) = store.take_over(&claim).await.unwrap() else { panic!("held") };
        let stop = Stop::new();
        let pacing =
            Pacing { ranges: 2, range_documents: 20, ..Pacing::fixed(BatchSize::of(batch)) };
        let (stop, computing, origin) = (&stop, Computing::Inline, Origin::UNKNOWN);
        let runner = Runner { store, observer, stop, run, pacing, computing, origin };
        let key = StepKey { table: films(), old: VersionNumber(1), new: VersionNumber(2) };
        let done = runner.backfill(&App::declaration(), &key, Task::Carry).await.unwrap();
        let end = RunEnd { status: RunStatus::Completed, error: None };
        store.release(run, &end).await.unwrap();
        done
    })
}

/// Keeps what a run waited for.
#[derive(Default)]
struct Waits(Mutex<Vec<String>>);

impl Observer for Waits {
    fn observe(&self, event: &Event) {
        if let Event::Waited { reason } = event {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(reason.clone());
        }
    }
}

fn estimate(store: &ConvexStore<NoPusher>) -> Estimate {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(store.estimate(&films())).unwrap()
}

#[test]
fn a_deployment_tells_how_large_a_table_is_and_where_it_does_not_density_tells() {
    let server = widened("pacing-sizes", 3_000);
    assert_eq!(estimate(&store_of(&server, NoPusher)), Estimate::exact(3_000));
    let refuse = json!({ "rules": [{ "kind": "internalError", "on": "query",
        "path": "_system/cli/tableSize", "times": 1_000 }] });
    server.control("faults", &refuse).unwrap();
    let guess = estimate(&store_of(&server, NoPusher));
    assert!(!guess.is_exact);
    assert!((2_400..3_600).contains(&guess.documents), "{guess:?}");
}

#[test]
fn writes_that_are_too_many_for_a_second_slow_a_run_down_and_lose_nothing() {
    let server = widened("pacing-refused", 100);
    let rule = |kind: &str| json!({ "kind": kind, "path": "migrate_runtime/commit", "times": 2 });
    let rules = json!({ "rules": [rule("tooManyWritesPerSecond"), rule("overloaded")] });
    server.control("faults", &rules).unwrap();
    let store = store_of(&server, NoPusher);
    let waits = Waits::default();
    let done = carry(&store, &waits, 10);
    assert_eq!((done.state.counts.carried, done.state.counts.inserted), (100, 101));
    let waits = waits.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(waits.iter().any(|reason| reason.contains("TooManyWrites")), "{waits:?}");
    let allowance = store.allowance();
    assert!(allowance.bytes < Allowance::UNLIMITED.bytes, "it goes on more slowly: {allowance:?}");
    assert!(allowance.batches < Allowance::UNLIMITED.batches, "{allowance:?}");
}

#[test]
fn a_transaction_that_writes_too_much_makes_batches_smaller_and_nothing_slower() {
    let server = widened("pacing-too-large", 100);
    let rules = json!({ "rules": [{ "kind": "tooManyWritesInTransaction",
        "path": "migrate_runtime/commit", "times": 1 }] });
    server.control("faults", &rules).unwrap();
    let store = store_of(&server, NoPusher).at_most(WriteRate::UNLIMITED);
    let waits = Waits::default();
    let done = carry(&store, &waits, 10);
    assert_eq!(done.state.counts.carried, 100);
    assert!(waits.0.into_inner().unwrap().is_empty());
    assert_eq!(store.allowance().bytes, Allowance::UNLIMITED.bytes);
}

#[test]
fn the_servers_own_count_bounds_the_next_batch() {
    let server = widened_of("pacing-metrics", 700, &"x".repeat(4_000));
    let store = store_of(&server, NoPusher).at_most(WriteRate::UNLIMITED);
    assert_eq!(store.allowance().documents, BatchSize::MAX);
    carry(&store, &Unobserved, 1_000);
    // Each film is read twice, and a transaction can read 16 MiB.
    let documents = store.allowance().documents;
    assert!(documents < BatchSize::MAX && documents > BatchSize::of(350), "{documents:?}");
}

#[test]
fn a_run_stays_below_what_the_deployment_takes_in_a_second() {
    let server = widened("pacing-below", 60);
    server.control("capacity", &json!({ "writeBytesPerSecond": 100_000 })).unwrap();
    let store = store_of(&server, NoPusher).at_most(WriteRate::of(60_000));
    let done = carry(&store, &Unobserved, 10);
    assert_eq!(done.state.counts.carried, 60);
    let stats: Json = server.control("stats", &json!({})).unwrap();
    assert_eq!(stats["refused"], json!({}), "{stats}");
}
