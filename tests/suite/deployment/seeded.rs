//! Runs on the deployment for tests against random faults, kills, races and a live writer, judged by
//! the log of what the deployment has committed.
//!
//! A seed decides how the day is and what befalls whom at which of its calls. In which order calls
//! that are made together arrive is the seed's to say on a quarter of the days, where a gate holds
//! them until their turn comes; on the others it is left to the machine, so a seed that has failed may
//! take a few tries to fail again:
//!
//! ```text
//! SEED=1234 cargo test -p workspace-tests --test suite seeded::one_run -- --nocapture
//! RUNS=20000 cargo test -p workspace-tests --test suite seeded::runs -- --nocapture
//! ```
//!
//! `FIRST=500` has them begin with another seed than 0.

mod corners;
mod day;
mod mistakes;
mod place;
mod play;
mod process;
mod writer;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use migrate_runtime::testing::judge::methods_of_store;

use self::corners::Corners;
use self::day::KINDS;
use self::place::{Mistake, Place};
use self::play::play;

/// Runs that are made unless told otherwise.
const RUNS: u64 = 500;

/// Deployments that runs are made on side by side: much of a run is waiting.
const PLACES: usize = 4;

fn of_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|number| number.parse().unwrap())
}

/// Makes the runs of some seeds, and gives the first that has failed, if one has.
fn first_failure(
    name: &str,
    seeds: std::ops::Range<u64>,
    mistake: Option<Mistake>,
    corners: &Corners,
) -> Option<(u64, String)> {
    let next = AtomicU64::new(seeds.start);
    let failure = Mutex::new(None);
    thread::scope(|threads| {
        for number in 0..PLACES {
            let place = Place::open(&format!("seeded-{name}-{number}"), mistake);
            let (next, failure, end) = (&next, &failure, seeds.end);
            threads.spawn(move || {
                while failure.lock().unwrap().is_none() {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= end {
                        break;
                    }
                    if let Err(why) = play(&place, seed, corners) {
                        failure.lock().unwrap().get_or_insert((seed, why));
                    }
                }
            });
        }
    });
    failure.into_inner().unwrap()
}

fn fail(seed: u64, why: &str) -> ! {
    panic!(
        "the run of seed {seed}: {why}\nrun it again, with all that is committed in it:\n    \
         SEED={seed} cargo test -p workspace-tests --test suite seeded::one_run -- --nocapture"
    )
}

#[test]
fn one_run() {
    let seed = of_environment("SEED").unwrap_or(0);
    if let Err(why) = play(&Place::open("seeded-one", None), seed, &Corners::default()) {
        fail(seed, &why);
    }
}

#[test]
fn runs_end_as_their_log_says_and_come_to_every_corner() {
    let (runs, began, corners) =
        (of_environment("RUNS").unwrap_or(RUNS), Instant::now(), Corners::default());
    let first = of_environment("FIRST").unwrap_or(0);
    let failure = first_failure("runs", first..first + runs, None, &corners);
    println!("{runs} runs in {:?}: {:#?}", began.elapsed(), corners.all());
    if let Some((seed, why)) = failure {
        fail(seed, &why);
    }
    if runs < RUNS {
        return;
    }
    let expected = [
        "a batch of a process that is gone",
        "a process is killed",
        "a receipt is withdrawn",
        "a run fails",
        "a run is done",
        "a run is incomplete",
        "a run stops",
        "committed",
        "conflicts",
        "fenced: cancelled",
        "fenced: overtaken",
        "in quarantine: hybrid",
        "in quarantine: marked_invalid",
        "a batch waits for its turn",
        "all are suspects",
        "in quarantine: refused",
        "nobody knows whether a batch is committed",
        "pushed by hand",
        "some are no suspects",
        "superseded",
        "the order of calls is kept",
        "the order of calls is turned",
    ];
    let reached = corners.all();
    let expected = expected.map(str::to_owned).into_iter();
    let calls = methods_of_store().into_iter().map(|method| format!("call: {method}"));
    let faults = KINDS.map(|kind| format!("fault: {kind}"));
    for corner in expected.chain(calls).chain(faults) {
        assert!(reached.contains_key(&corner), "no run comes to: {corner}");
    }
}
