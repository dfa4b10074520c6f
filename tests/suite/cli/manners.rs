//! What every command keeps to: names before writes, two streams, no colour where nobody sees it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{Ended, Stage};

/// Runs a command in a terminal, where this is typed. Both streams come out as one.
pub(super) fn typed(stage: &Stage, app: &str, words: &str, text: &str) -> Ended {
    let mut command = Command::new("script");
    let line = format!("{} {words}", env!("CARGO_BIN_EXE_notes"));
    stage.prepare(&mut command, app).args(["-qec", &line, "/dev/null"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It is kept open until the command has ended: a terminal that is gone answers nothing.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    Ended::of(&output)
}

/// What a terminal got, as somebody reads it.
pub(super) fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap().to_owned();
    let rest = parts.map(|part| part.split_once('m').map_or(part, |(_, text)| text));
    rest.fold(first, |all, part| all + part).replace('\r', "")
}

const PROD: [&str; 2] = ["--deployment", "prod"];

#[test]
fn production_is_written_to_only_by_its_name() {
    let stage = Stage::new();
    let ship = |more: &[&str]| stage.run("one", &[&["ship"], &PROD[..], more].concat());
    ship(&[])
        .failed_with("not-agreed", 3)
        .warns(&["deployment prod (production)", "ship --yes prod"]);
    assert!(super::now(migrate_runtime::store::Store::deployed(&prod(&stage))).unwrap().is_none());
    ship(&["--yes", "local"]).failed_with("other-deployment-named", 2);
    ship(&["--yes", "prod"]).assert(0);
    ship(&[]).assert(0).says(&["nothing to do"]);
    let line = format!("ship {}", PROD.join(" "));
    typed(&stage, "two", &line, "local\n").assert(3).says(&["prod", "is production", "declined"]);
    typed(&stage, "two", &line, "prod\n").assert(0).says(&["done: prod is narrowed"]);
}

fn prod(stage: &Stage) -> migrate_runtime::store::sqlite::SqliteStore {
    let sources = migrate_runtime::store::sqlite::Sources::system().unwrap();
    let name = "prod".parse().unwrap();
    migrate_runtime::store::sqlite::SqliteStore::open(&stage.embedded(), name, sources).unwrap()
}

#[test]
fn a_pause_needs_no_name_because_whoever_types_it_has_no_time() {
    let stage = Stage::new();
    stage.run("one", &[&["ship", "--yes", "prod"], &PROD[..]].concat()).assert(0);
    for (word, says) in [
        ("pause", "paused: no run is at work, and none can begin"),
        ("pause", "paused already"),
        ("cancel", "nothing to cancel"),
        ("resume", "resumed after a pause"),
        ("resume", "nothing to resume"),
    ] {
        let ended = stage.run("one", &[&[word], &PROD[..]].concat()).assert(0).says(&[says]);
        assert!(ended.err.starts_with("deployment prod (production)"), "{ended:#?}");
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let (stage, _) = Stage::with_bad_note();
    let escape = '\u{1b}';
    let plain = stage.run("two", &["ship"]).assert(5);
    assert!(!plain.out.contains(escape) && !plain.err.contains(escape), "{plain:#?}");
    let coloured = typed(&stage, "two", "status", "").assert(0);
    assert!(coloured.out.contains("\u{1b}["), "{coloured:#?}");
    let mut command = Command::new("script");
    let line = format!("{} status", env!("CARGO_BIN_EXE_notes"));
    stage.prepare(&mut command, "two").args(["-qec", &line, "/dev/null"]).env("NO_COLOR", "1");
    let unwanted = Ended::of(&command.output().unwrap()).assert(0);
    assert!(!unwanted.out.contains(escape), "{unwanted:#?}");
}

#[test]
fn a_status_tells_what_is_deployed_how_far_it_is_and_who_was_at_work() {
    let (stage, _) = Stage::with_bad_note();
    stage.run("two", &["status"]).assert(0).says(&[
        "notes@2           widened, accepts notes@1 to notes@2, 2 documents",
        "notes@1->2        100.0%  2/2  done\n",
        "1 carried, 1 times in quarantine\n",
        "notes             1 document  refused at .title: nobody can read it",
        "incomplete  ship",
        ", process ",
    ]);
    let json = stage.run("two", &["status", "--format", "json"]).assert(0);
    let lines: Vec<serde_json::Value> =
        json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &str| lines.iter().filter(|line| !line[kind].is_null()).count();
    assert_eq!((of("table"), of("step"), of("quarantine"), of("run")), (1, 1, 1, 2), "{json:#?}");
    assert_eq!(json.err, "", "nothing but data where data is asked for");
    // Nothing is at work, so there is nothing to watch.
    stage.run("two", &["status", "--watch"]).assert(0).warns(&["no run is at work"]);
}

#[test]
fn the_parts_of_a_ship_each_say_the_next_line() {
    let stage = Stage::with_notes(&["a", "b"]);
    stage.run("two", &["verify"]).assert(5).says(&["notes@1->2/widen comes first", "notes apply"]);
    stage
        .run("two", &["apply"])
        .assert(0)
        .says(&["every document of local is carried", "notes verify"]);
    stage.run("two", &["verify"]).assert(0).says(&["nothing old left", "notes narrow"]);
    stage.run("two", &["verify"]).assert(0).says(&["nothing to verify on local", "notes narrow"]);
    stage.run("two", &["apply"]).assert(0).says(&["nothing to carry on local", "notes narrow"]);
    stage.run("two", &["narrow"]).assert(0).says(&["done: local is narrowed"]);
    for part in ["apply", "verify", "narrow", "ship"] {
        stage.run("two", &[part]).assert(0).says(&["nothing to do: local holds notes@2"]);
    }
}

#[test]
fn a_verification_lists_every_document_that_is_old() {
    let (stage, bad) = Stage::with_bad_note();
    let late = stage.insert("notes", "title", &["late"])[0].to_string();
    let ended = stage.run("two", &["verify"]).assert(5);
    ended.says(&["2 documents of notes aren't of its newest version", &bad, &late, "notes retry"]);
}

#[test]
fn a_gate_opens_with_its_receipt() {
    let stage = Stage::new();
    stage.run("one", &["gate"]).assert(0).says(&["prod", "open", "nothing older"]);
    stage.run("two", &["gate"]).failed_with("gate-shut", 6).warns(&["ship --deployment prod"]);
    stage.run("two", &[&["ship", "--yes", "prod"], &PROD[..]].concat()).assert(0);
    stage.run("two", &["gate"]).assert(0).says(&["open  notes@2", "receipt of 2"]);
    let json = stage.run("two", &["gate", "--format", "json"]).assert(0);
    let line: serde_json::Value = serde_json::from_str(json.out.trim()).unwrap();
    assert_eq!((&line["gate"], &line["open"]), (&"prod".into(), &true.into()));
}
