//! Whatever moment the example is killed at, the next run goes on, and all ends as if nothing had
//! happened.

#![expect(clippy::unwrap_used, reason = "what a test can't do without has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use migrate_runtime::range::IdRange;
use migrate_runtime::store::sqlite::{Sources, SqliteStore};
use migrate_runtime::store::{BatchSize, PageLimit, RunStatus, Store as _};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use schema_core::name::TableName;
use schema_core::value::{Object, Value, canonical_object};

/// How many runs are killed, unless `KILLS` says otherwise.
const KILLS: usize = 200;

/// How much of an undisturbed run passes at most until one is killed, and how long that may take.
const PART_OF_A_RUN: f64 = 0.15;
const LONGEST: Duration = Duration::from_millis(500);

/// How many kills one deployment gets before it is left to come to its end.
const KILLS_OF_A_LIFE: usize = 25;

fn movies(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_movies"));
    command.env("MOVIES_DIR", folder).env_remove("CARGO_PKG_NAME");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs the example, and kills it after a while if it is still there.
fn killed_after(folder: &Path, delay: Duration) -> Option<ExitStatus> {
    let mut child = movies(folder).spawn().unwrap();
    thread::sleep(delay);
    if let Some(ended) = child.try_wait().unwrap() {
        return Some(ended);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

fn table(store: &SqliteStore, name: &str) -> Vec<(String, Object)> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let limit = PageLimit { documents: BatchSize::MAX, bytes: u64::MAX };
    let name = TableName::from_checked(name);
    let page = runtime.block_on(store.page(&name, &IdRange::WHOLE, limit)).unwrap();
    assert!(page.is_done);
    page.documents
        .into_iter()
        .map(|read| (read.id.to_string(), read.document.into_stored().fields))
        .collect()
}

/// Every document in canonical encoding, without what differs between two seeds: ids of inserted
/// documents stand as the key by which they were ensured.
fn documents(folder: &Path) -> Vec<String> {
    let (path, name) = (folder.join("local.sqlite"), "local".parse().unwrap());
    let store = SqliteStore::open(&path, name, Sources::system().unwrap()).unwrap();
    let directors: BTreeMap<_, _> = table(&store, "directors").into_iter().collect();
    let names = directors.values().map(canonical_object);
    let film = |(_, mut film): (String, Object)| {
        if let Some(Value::String(id)) = film.get("directedBy") {
            let name = directors[id]["name"].clone();
            film.insert("directedBy".to_owned(), name);
        }
        canonical_object(&film)
    };
    let mut all: Vec<_> = table(&store, "movies").into_iter().map(film).chain(names).collect();
    all.sort();
    all
}

/// What must be left once everything is done, however often it was killed.
fn assert_as_undisturbed(folder: &Path, wanted: &[String], told: &str) {
    let found = documents(folder);
    assert_eq!(found.len(), wanted.len(), "{told}");
    for (found, wanted) in found.iter().zip(wanted) {
        assert_eq!(found, wanted, "{told}");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (path, name) = (folder.join("local.sqlite"), "local".parse().unwrap());
    let store = SqliteStore::open(&path, name, Sources::system().unwrap()).unwrap();
    let state = runtime.block_on(store.runs(1)).unwrap();
    assert_eq!(state.runs[0].status, RunStatus::Completed, "{told}");
    assert_eq!(state.beat_at, None, "nobody has the place, {told}");
    drop(store);
    let left = [".migrate", "convex", "frozen", "local.sqlite", "receipts"];
    assert_eq!(names(folder), left, "nothing else, {told}");
    // Whoever wrote generated files has let go of their lock.
    assert!(names(&folder.join(".migrate")).is_empty(), "{told}");
}

/// What is in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_run_killed_at_any_moment_ends_as_one_that_was_not() {
    let kills = std::env::var("KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let seed = std::env::var("KILLS_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut rng = StdRng::seed_from_u64(seed);
    let undisturbed = tempfile::tempdir().unwrap();
    let began = Instant::now();
    assert!(movies(undisturbed.path()).status().unwrap().success());
    let longest = began.elapsed().mul_f64(PART_OF_A_RUN).min(LONGEST);
    let wanted = documents(undisturbed.path());
    assert_eq!(wanted.len(), 3_200 + 550);
    let mut killed = 0;
    while killed < kills {
        let folder = tempfile::tempdir().unwrap();
        let (first, mut is_over) = (killed, false);
        let last = kills.min(first + KILLS_OF_A_LIFE);
        while killed < last && !is_over {
            match killed_after(folder.path(), rng.random_range(Duration::ZERO..longest)) {
                None => killed += 1,
                Some(ended) => is_over = ended.success(),
            }
        }
        let told = format!("after kills {first} to {killed} with KILLS_SEED={seed}");
        let clean = movies(folder.path()).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&clean.stderr);
        assert!(clean.status.success(), "a clean run, {told}, fails: {said}");
        assert_as_undisturbed(folder.path(), &wanted, &told);
    }
}
