//! A constant is edited in the middle of a backfill, or the program is built anew: what is said of it,
//! and that each way out which is printed leads to the end.

use std::process::{Command, Stdio};

use migrate_runtime::range::IdRange;
use migrate_runtime::store::{BatchSize, PageLimit, Store as _};
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::{Object, Value};

use super::{Ended, Stage, document, now};

const SOURCE: &str = r#"
#[derive(Table)]
#[schema(table = "notes", version = 2, from = v1::Note)]
pub struct Note {
    pub title: String,
    #[schema(added, default = 1)]
    pub stars: u32,
    #[schema(added)]
    pub length: u32,
}
"#;

fn notes() -> TableName {
    TableName::from_checked("notes")
}

fn stored(stage: &Stage) -> Vec<Object> {
    let limit = PageLimit::of(BatchSize::MAX);
    let page = now(stage.store().page(&notes(), &IdRange::WHOLE, limit)).unwrap();
    page.documents.into_iter().map(|read| read.document.into_stored().fields).collect()
}

fn each_has(stage: &Stage, field: &str, number: f64) {
    for document in stored(stage) {
        assert_eq!(document.get(field), Some(&Value::Float64(number)), "{document:?}");
    }
}

/// One of two notes has a star, and the other one is in quarantine.
fn in_the_middle() -> (Stage, DocumentId) {
    let stage = Stage::with_notes(&["good", "bad"]);
    stage.run("stars", &["ship"]).assert(5);
    let id = now(stage.store().quarantine(&notes())).unwrap()[0].id;
    (stage, id)
}

fn mend(stage: &Stage, id: DocumentId) {
    stage.store().replace(id, &document("title", "better")).unwrap();
}

/// The constant was edited, which stops every command that would migrate the other note.
fn edited() -> Stage {
    let (stage, id) = in_the_middle();
    mend(&stage, id);
    let before = stored(&stage);
    for words in [&["ship"][..], &["apply"], &["retry"]] {
        stage.run("stars-edited", words).failed_with("rules-changed", 4).warns(&[
            "notes@1->2 has migrated 1 document by other rules",
            "`stars` of notes@2 was `added, default = 1`, and is `added, default = 2`",
            "notes generate",
            "convex-migrate bump notes",
        ]);
        assert_eq!(stored(&stage), before);
    }
    stage
}

#[test]
fn an_edit_that_is_undone_lets_the_backfill_go_on() {
    let stage = edited();
    stage.run("stars", &["ship"]).assert(0);
    each_has(&stage, "stars", 1.0);
    stage.run("stars", &["ship"]).assert(0).says(&["nothing to do"]);
}

#[test]
fn a_next_version_lets_the_backfill_go_on() {
    let stage = edited();
    // The lines as they are printed, after the edit is undone.
    stage.run("stars", &["generate"]).assert(0);
    stage.write("src/lib.rs", SOURCE);
    let mut bump = Command::new(env!("CARGO_BIN_EXE_tool"));
    bump.args(["bump", "notes"]).current_dir(stage.path()).stdin(Stdio::null());
    let bumped = Ended::of(&bump.output().unwrap()).assert(0);
    let written = stage.file("src").join("v2.rs");
    let old = std::fs::read_to_string(&written).unwrap_or(bumped.out);
    assert!(old.contains("default = 1"), "{old}");
    // Where the edit isn't undone in the older version, the next one doesn't hide it.
    stage.run("stars-next-of-edited", &["ship"]).failed_with("rules-changed", 4);
    stage.run("stars-next", &["ship"]).assert(0);
    each_has(&stage, "rank", 1.0);
    each_has(&stage, "votes", 7.0);
    stage.run("stars-next", &["ship"]).assert(0).says(&["nothing to do"]);
}

#[test]
fn while_nothing_is_migrated_a_constant_may_be_edited() {
    let stage = Stage::with_notes(&["bad"]);
    stage.run("stars", &["ship"]).assert(5);
    let id = now(stage.store().quarantine(&notes())).unwrap()[0].id;
    mend(&stage, id);
    stage.run("stars-edited", &["ship"]).assert(0);
    each_has(&stage, "stars", 2.0);
}

#[test]
fn a_build_that_goes_on_with_the_work_of_another_says_so_and_the_receipt_lists_both() {
    let (stage, id) = in_the_middle();
    mend(&stage, id);
    // The same program, by other bytes: what follows its end is never read.
    let mut binary = std::fs::read(env!("CARGO_BIN_EXE_notes")).unwrap();
    binary.extend(b"built anew");
    stage.write("notes-anew", &binary);
    let program = stage.file("notes-anew");
    make_executable(&program);
    let run = |words: &[&str]| {
        let mut command = Command::new(&program);
        Ended::of(&stage.prepare(&mut command, "stars").args(words).output().unwrap())
    };
    let said = "notes@1->2 has migrated 1 document by another build";
    let warned = run(&["apply"]).assert(0).warns(&["warning: ", said]);
    let again = run(&["apply"]).assert(0);
    assert!(!again.err.contains(said), "once is enough: {again:?}");
    let shipped = run(&["ship", "--format", "json"]).assert(0);
    let receipts = now(stage.store().receipts()).unwrap();
    let receipt = receipts.iter().find(|receipt| receipt.name.version.0 == 2).unwrap();
    let [first, second] = receipt.programs.as_slice() else { panic!("{receipt:?}") };
    assert_eq!((first.carried, second.carried), (1, 1));
    assert_ne!(first.program, second.program);
    warned.warns(&[&first.program.as_str()[..12]]);
    let line = shipped.out.lines().find(|line| line.contains(r#""receipt":"notes@2""#)).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["programs"], serde_json::to_value(&receipt.programs).unwrap());
}

#[cfg(unix)]
fn make_executable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[cfg(not(unix))]
fn make_executable(_: &std::path::Path) {}
