//! `convex-migrate`: each of its errors, and what it explains.

use std::fs::File;
use std::process::{Command, Stdio};

use migrate_runtime::exit::codes;

use super::{Ended, Stage};

fn run(stage: &Stage, words: &[&str]) -> Ended {
    Ended::of(&command(stage, words).output().unwrap())
}

fn command(stage: &Stage, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tool"));
    command.args(words).current_dir(stage.path()).stdin(Stdio::null());
    command
}

/// A package with frozen notes, and their Rust.
fn package() -> Stage {
    let stage = Stage::new();
    stage.run("one", &["generate"]).assert(0);
    let source = "#[derive(Table)]\n#[schema(table = \"notes\", version = 1)]\npub struct Note {\n    \
                  pub title: String,\n}\n";
    stage.write("src/lib.rs", source);
    stage
}

#[test]
fn every_error_of_the_tool_comes_out_of_its_binary() {
    let mut triggered = Vec::new();
    let mut failed = |code: &'static str, exit: i32, ended: Ended| {
        ended.assert(exit).warns(&[&format!("error[{code}]: ")]);
        assert_eq!(i32::from(codes::find(code).unwrap().exit.code()), exit, "{code}");
        triggered.push(code);
    };
    let stage = package();
    failed("table_name", 2, run(&stage, &["bump", "no-table"]));
    failed("no_such_code", 2, run(&stage, &["explain", "not-frsh"]));
    failed("nothing_frozen", 9, run(&stage, &["bump", "memos"]));
    stage.write("src/v1.rs", "// mine");
    failed("file_differs", 4, run(&stage, &["bump", "notes", "--out", "src/v1.rs"]));
    stage.write("frozen/notes@1.json", "{");
    failed("bad_frozen_file", 9, run(&stage, &["bump", "notes"]));
    std::fs::remove_dir_all(stage.file("frozen")).unwrap();
    stage.write("frozen", "a file");
    failed("file", 1, run(&stage, &["bump", "notes"]));
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut listing = command(&stage, &["explain"]);
    failed("output", 1, Ended::of(&listing.stdout(full).output().unwrap()));
    let stage = package();
    let path = stage.file("frozen/notes@1.json");
    let frozen: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    stage
        .write("frozen/notes@1.json", serde_json::to_string_pretty(&without_type(frozen)).unwrap());
    failed("no_rust_type", 9, run(&stage, &["bump", "notes"]));
    triggered.sort_unstable();
    let mut known: Vec<_> = codes::tool_errors().map(|code| code.word).collect();
    known.sort_unstable();
    assert_eq!(triggered, known);
}

/// A frozen version that no struct or enum declares.
fn without_type(mut frozen: serde_json::Value) -> serde_json::Value {
    frozen["rust"] = serde_json::json!({ "document": { "leaf": "String" }, "types": {} });
    frozen
}

// Of a link that leads to a folder above it, a walk without memory finds no end.
#[test]
fn sources_whose_folders_lead_round_in_circles_are_read_once() {
    let stage = package();
    for name in ["round", "and_round"] {
        std::os::unix::fs::symlink("..", stage.file("src").join(name)).unwrap();
        std::os::unix::fs::symlink(".", stage.file("src").join(format!("{name}_here"))).unwrap();
    }
    run(&stage, &["bump", "notes"]).assert(0);
}

#[test]
fn what_a_code_means_is_told_without_a_network() {
    let stage = Stage::new();
    let explained = run(&stage, &["explain", "NOT_FRESH"]).assert(0);
    assert!(explained.out.starts_with("not-fresh (exit 4)\n\nGenerated files aren't what"));
    assert!(explained.out.lines().all(|line| line.chars().count() <= 80), "{explained:#?}");
    let all = run(&stage, &["explain"]).assert(0);
    for code in codes::all() {
        assert!(all.out.contains(&format!("  {:<26} exit {}\n", code.word, code.exit.code())));
    }
    run(&stage, &["explain", "not-frsh"]).assert(2).warns(&["did you mean `not-fresh`?"]);
}
