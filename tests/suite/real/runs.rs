//! Runs that are killed, doubled, cut off, and pushed over by somebody else.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use migrate_runtime::clock::{Clock as _, SystemClock};
use serde_json::{Value as Json, json};
use workspace_tests::deployment::TestDeployment;

use super::{Project, UnderWay, documents, load};

const BOOKS: usize = 60;
const AUTHORS: usize = 7;

/// Longer than a runner that is dead keeps its place, in milliseconds.
const LEASE_MS: u64 = 16_000;

/// A wrong key, a dead host, missing functions: each is told within this time.
const TOLD_MAX: Duration = Duration::from_secs(5);

/// A deployment with books that know their authors by name.
fn library(name: &str) -> (TestDeployment, Project) {
    let server = TestDeployment::start(None, &[]).unwrap();
    let project = Project::of(&server, name);
    project.ship("authors-before", &[]).assert(0);
    let book = |number: usize| json!({ "author": format!("author {}", number % AUTHORS) });
    load(&server, "books", &(0..BOOKS).map(book).collect::<Vec<_>>());
    (server, project)
}

/// Every book is carried and knows the author that it had; every author is there once.
#[track_caller]
fn is_carried(server: &TestDeployment) {
    let authors = documents(server, "authors");
    let name = |author: &Json| author["name"].as_str().unwrap().to_owned();
    let by_id: BTreeMap<_, _> =
        authors.iter().map(|author| (author["_id"].as_str().unwrap(), name(author))).collect();
    assert_eq!(by_id.len(), AUTHORS, "{authors:?}");
    let mut books: BTreeMap<&str, usize> = BTreeMap::new();
    let stored = documents(server, "books");
    for book in &stored {
        assert!(book["author"].is_null(), "{book}");
        *books.entry(&by_id[book["writtenBy"].as_str().unwrap()]).or_default() += 1;
    }
    let wanted = |number: usize| BOOKS / AUTHORS + usize::from(number < BOOKS % AUTHORS);
    let names: Vec<_> = (0..AUTHORS).map(|number| format!("author {number}")).collect();
    for (number, name) in names.iter().enumerate() {
        assert_eq!(books[name.as_str()], wanted(number), "{name}");
    }
}

/// Lets the deployment's time pass.
fn later(server: &TestDeployment, times: u64) {
    let now = SystemClock.now().0 + times * LEASE_MS;
    server.control("clock", &json!({ "now": now })).unwrap();
}

#[test]
fn a_killed_run_leaves_whole_batches_and_the_next_one_goes_on() {
    let (server, project) = library("killed");
    // Once with a commit that is done and whose answer is on its way, once between two.
    let held = json!({ "rules": [
        { "kind": "delayAnswer", "path": "migrate_runtime/commit", "skip": 4, "ms": 600_000 },
    ] });
    for (kill, faults) in [(1, held), (2, json!({ "rules": [] }))] {
        server.control("faults", &faults).unwrap();
        let mut ship = UnderWay::of(&project, "authors");
        ship.waits_for("batchCommitted");
        ship.waits_for("batchCommitted");
        ship.dies();
        let carried = documents(&server, "books");
        let carried = carried.iter().filter(|book| book["author"].is_null()).count();
        assert!((1..BOOKS).contains(&carried), "{carried}");
        later(&server, kill);
    }
    let ended = project.ship("authors", &[]).assert(0);
    ended.says(&["done: test-deployment is narrowed"]).warns(&["goes on where it stopped"]);
    is_carried(&server);
    project.run("authors", &["status"]).assert(0).says(&["abandoned   ship", "completed   ship"]);
}

#[test]
fn a_second_runner_is_refused_while_the_first_lives() {
    let (server, project) = library("second");
    let mut ship = UnderWay::of(&project, "authors");
    ship.waits_for("batchCommitted");
    project.run("authors", &["pause"]).assert(0).says(&["paused: run 1, ship by "]);
    ship.waits_for("runs are paused since");
    let second = project.ship("authors", &[]).assert(7);
    second.warns(&["error[locked]: ", "run 1", "status --watch"]);
    project.run("authors", &["resume"]).assert(0);
    ship.ends().assert(0);
    is_carried(&server);
}

#[test]
fn a_deployment_that_restarts_in_mid_run_loses_nothing() {
    let (server, project) = library("restarted");
    let mut ship = UnderWay::of(&project, "authors");
    ship.waits_for("batchCommitted");
    server.control("restart", &json!({ "ms": 200 })).unwrap();
    ship.ends().assert(0);
    is_carried(&server);
}

#[test]
fn a_push_of_the_same_by_somebody_else_in_mid_run_changes_nothing() {
    let (server, project) = library("pushed-over");
    let mut ship = UnderWay::of(&project, "authors");
    ship.waits_for("batchCommitted");
    let folder = project.folder.join("convex");
    server.control("deploy", &json!({ "dir": folder, "reset": true })).unwrap();
    ship.ends().assert(0);
    is_carried(&server);
}

/// A ship that is paused, and other files that somebody has pushed meanwhile.
fn pushed_over(name: &str, change: impl FnOnce(&Project)) -> (TestDeployment, Project, UnderWay) {
    let (server, project) = library(name);
    let mut ship = UnderWay::of(&project, "authors");
    ship.waits_for("batchCommitted");
    project.run("authors", &["pause"]).assert(0);
    ship.waits_for("runs are paused since");
    change(&project);
    server.deploy(&project.folder.join("theirs")).unwrap();
    (server, project, ship)
}

#[test]
fn functions_that_somebody_takes_away_in_mid_run_are_missed_and_it_goes_on_once_they_are_back() {
    let (server, project, ship) = pushed_over("taken-away", |project| {
        project.write("theirs/application.ts", super::APPLICATION);
    });
    ship.ends().assert(8).warns(&[r#""error":"no-functions""#, "npx convex deploy"]);
    // Whoever deploys the files as they are has everything back.
    server.deploy(&project.folder.join("convex")).unwrap();
    project.run("authors", &["resume"]).assert(0);
    later(&server, 1);
    project.ship("authors", &[]).assert(0).warns(&["goes on where it stopped"]);
    is_carried(&server);
}

#[test]
fn functions_of_another_release_in_mid_run_are_told_before_anything_is_pushed() {
    let (server, project, ship) = pushed_over("other-release", |project| {
        for file in std::fs::read_dir(project.folder.join("convex/migrate_runtime")).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let text = project.read(&format!("convex/migrate_runtime/{name}"));
            let text = text.replace("const PROTOCOL = 3;", "const PROTOCOL = 99;");
            project.write(&format!("theirs/migrate_runtime/{name}"), &text);
        }
        project.write("theirs/schema.ts", &project.read("convex/schema.ts"));
    });
    project.run("authors", &["status"]).assert(8).warns(&["error[other-functions]"]);
    let path = "migrate_runtime/runs:control";
    server.run(path, &json!({ "control": "resume" })).unwrap();
    ship.ends().assert(8).warns(&[r#""error":"other-functions""#]);
    server.deploy(&project.folder.join("convex")).unwrap();
    project.ship("authors", &[]).assert(0);
    is_carried(&server);
}

#[test]
fn a_wrong_key_a_silent_host_and_missing_functions_are_told_in_under_five_seconds() {
    let server = TestDeployment::start(None, &[]).unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_url = format!("http://{}", silent.local_addr().unwrap());
    let listening = std::thread::spawn(move || {
        // The request is read, and never answered.
        let (mut stream, _) = silent.accept().unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    for (name, url, key, code) in [
        ("wrong-key", server.url(), "test-deployment|00", "key-refused"),
        ("silent-host", silent_url.as_str(), server.admin_key(), "unreachable"),
        ("no-functions", server.url(), server.admin_key(), "no-functions"),
    ] {
        let project = Project::at(url, key, name);
        let began = Instant::now();
        let ended = project.run("authors", &["narrow"]).assert(8);
        assert!(began.elapsed() < TOLD_MAX, "{name}: {:?}", began.elapsed());
        ended.warns(&[&format!("error[{code}]: ")]);
    }
    listening.join().unwrap();
}

#[test]
fn what_a_person_decides_is_done_once_though_its_answer_is_lost() {
    let server = TestDeployment::start(None, &[]).unwrap();
    let project = Project::of(&server, "decided");
    project.ship("one", &[]).assert(0);
    load(&server, "notes", &[json!({ "title": "bad" }), json!({ "title": "bad" })]);
    project.ship("two", &[]).assert(5);
    let dump = server.control("dump", &json!({})).unwrap();
    let ids: Vec<_> = dump["tables"]["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["_id"].as_str().unwrap())
        .collect();
    let lost = json!({ "rules": [{ "kind": "loseAnswer", "path": "migrate_runtime/quarantine:repair", "times": 2 }] });
    server.control("faults", &lost).unwrap();
    project.run("two", &["retry", "--set", ids[0], "title=\"good\""]).assert(0);
    let named = format!("notes/{}", ids[1]);
    project.run("two", &["retry", "--delete", ids[1], "--destroy", &named]).assert(0);
    let left = documents(&server, "notes");
    let [note] = left.as_slice() else { panic!("{left:?}") };
    assert_eq!((&note["title"], note["length"].as_f64()), (&json!("good"), Some(4.0)));
}
