//! After `ship` nothing is left to do: whatever was declared before and is declared now, `diff` and
//! `plan` are empty, `check` and `generate --check` are clean, `gate` is open, and another `ship`
//! finds nothing to do and writes nothing.
//!
//! A seed decides what is declared and stored. One that fails is run again by itself:
//!
//! ```text
//! SEED=1234 cargo test -p workspace-tests --test suite nothing_left::one_embedded -- --nocapture
//! RUNS=20000 cargo test -p workspace-tests --test suite nothing_left::embedded_declarations
//! ```
//!
//! `FIRST=500` begins with another seed than 0, and `deployed` in the place of `embedded` does the
//! same on the deployment for tests.

mod case;
mod corners;
mod deployed;
mod embedded;
mod ids;
mod indexes;
mod stage;
mod tables;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use self::stage::Wrong;

/// Declarations that are shipped on the embedded engine unless told otherwise.
const EMBEDDED: u64 = 2_000;

/// Declarations that are shipped to the deployment for tests unless told otherwise.
const DEPLOYED: u64 = 100;

/// How many are shipped side by side.
const THREADS: usize = 4;

fn of_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|number| number.parse().unwrap())
}

/// Plays the cases of some seeds, and panics with the first that fails.
fn all<P>(
    name: &str,
    count: u64,
    open: impl Fn(usize) -> P + Sync,
    play: impl Fn(&P, u64) -> Result<(), Wrong> + Sync,
) {
    let first = of_environment("FIRST").unwrap_or(0);
    let end = first + of_environment("RUNS").unwrap_or(count);
    let (next, failure) = (AtomicU64::new(first), Mutex::new(None));
    thread::scope(|threads| {
        for number in 0..THREADS {
            let (next, failure, open, play) = (&next, &failure, &open, &play);
            threads.spawn(move || {
                let place = open(number);
                while failure.lock().unwrap().is_none() {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= end {
                        break;
                    }
                    if let Err(why) = play(&place, seed) {
                        failure.lock().unwrap().get_or_insert((seed, why));
                    }
                }
            });
        }
    });
    if let Some((seed, why)) = failure.into_inner().unwrap() {
        fail(name, seed, &why);
    }
}

fn fail(name: &str, seed: u64, why: &str) -> ! {
    panic!(
        "the declaration of seed {seed}: {why}\nrun it again:\n    SEED={seed} cargo test \
         -p workspace-tests --test suite nothing_left::one_{name} -- --nocapture"
    )
}

#[test]
fn one_embedded() {
    let seed = of_environment("SEED").unwrap_or(0);
    if let Err(why) = embedded::play(seed) {
        fail("embedded", seed, &why);
    }
}

#[test]
fn embedded_declarations_leave_nothing_to_do_once_they_are_shipped() {
    all("embedded", EMBEDDED, |_| (), |(), seed| embedded::play(seed));
}

#[test]
fn one_deployed() {
    let seed = of_environment("SEED").unwrap_or(0);
    if let Err(why) = deployed::Place::open("one").play(seed) {
        fail("deployed", seed, &why);
    }
}

#[test]
fn deployed_declarations_leave_nothing_to_do_once_they_are_shipped() {
    let open = |number: usize| deployed::Place::open(&number.to_string());
    all("deployed", DEPLOYED, open, deployed::Place::play);
}
