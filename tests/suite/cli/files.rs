//! A file isn't what it should be.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use super::{Ended, Stage, triggers};

/// A file as the first release wrote it, of a deployment called `test`.
const FIRST_LAYOUT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../migrate-runtime/tests/layouts/layout-1.sqlite");

#[test]
fn looking_at_a_file_of_an_older_release_upgrades_nothing_and_says_so() {
    let stage = Stage::new();
    stage.write("old.sqlite", std::fs::read(FIRST_LAYOUT).unwrap());
    let words = ["--embedded", "old.sqlite", "--deployment", "test"];
    for look in [&["status"][..], &["status", "--watch"]] {
        let ended = stage.run("one", &[look, &words].concat()).assert(0);
        ended.warns(&["is of layout 1"]).says(&["films@2", "widened"]);
    }
    let json = stage.run("one", &[&["status", "--format", "json"], &words[..]].concat()).assert(0);
    assert!(json.out.starts_with("{\"olderLayout\":1}\n"), "{json:#?}");
    for look in ["diff", "plan"] {
        stage.run("one", &[&[look], &words[..]].concat()).warns(&["is of layout 1"]);
    }
    let bytes = |path: &Path| std::fs::read(path).unwrap();
    assert_eq!(bytes(&stage.file("old.sqlite")), bytes(FIRST_LAYOUT.as_ref()));
    stage.run("one", &[&["pause"], &words[..]].concat()).assert(0);
    let ended = stage.run("one", &[&["status"], &words[..]].concat()).assert(0);
    assert!(!ended.err.contains("layout"), "whatever writes upgrades it: {ended:#?}");
}

/// Runs a command with a named pipe in the place of a file. Whoever waits for the other end of the
/// pipe is met there, so that the command ends either way.
fn run_with_a_pipe(stage: &Stage, name: &str, words: &[&str]) -> Ended {
    let pipe = stage.file(name);
    std::fs::create_dir_all(pipe.parent().unwrap()).unwrap();
    // Gone already, or never there.
    let _ = std::fs::remove_file(&pipe);
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let ended = std::thread::scope(|scope| {
        let is_written = name == ".migrate/local.sqlite.lock";
        let other_end = File::options().read(is_written).write(!is_written).to_owned();
        scope.spawn({
            let pipe = &pipe;
            move || other_end.open(pipe).unwrap()
        });
        let ended = stage.run("one", words);
        // Opened for both, it waits for nobody, and nobody waits for it.
        File::options().read(true).write(true).open(&pipe).unwrap();
        ended
    });
    std::fs::remove_file(&pipe).unwrap();
    ended
}

#[test]
fn a_named_pipe_in_the_place_of_a_file_is_said_and_never_waited_for() {
    let stage = Stage::with_notes(&["a"]);
    let export = &["rehearse", "export.zip"][..];
    for (name, words) in [
        ("frozen/notes@1.json", &["check"][..]),
        ("receipts/prod/notes@1.json", &["check"]),
        ("convex/schema.ts", &["generate"]),
        ("convex/migrate_runtime/left.ts", &["generate"]),
        (".migrate/local.sqlite", &["status"]),
        (".migrate/local.sqlite.lock", &["ship"]),
        ("export.zip", export),
    ] {
        let ended = run_with_a_pipe(&stage, name, words).failed_with("file-failed", 9);
        let file = Path::new(name).file_name().unwrap().to_string_lossy();
        ended.warns(&[&file, "it is a named pipe, and only a regular file is read or written"]);
    }
}

#[test]
fn a_generated_file_that_is_a_link_stays_one() {
    let stage = Stage::new();
    stage.run("one", &["generate"]).assert(0);
    for name in ["convex/schema.ts", "frozen/notes@1.json"] {
        let (file, kept) = (stage.file(name), stage.file("kept.txt"));
        let text = std::fs::read_to_string(&file).unwrap();
        stage.write("kept.txt", "an earlier text");
        std::fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink("../kept.txt", &file).unwrap();
        if name.starts_with("frozen") {
            // What can't be understood isn't written over.
            stage.run("one", &["generate"]).failed_with("frozen_unreadable", 9);
            stage.write("kept.txt", text.replace("title", "topic"));
        }
        stage.run("one", &["generate", "--check"]).assert(4);
        stage.run("one", &["generate", "--unreleased"]).assert(0);
        assert!(std::fs::symlink_metadata(&file).unwrap().is_symlink(), "{name}");
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), text, "{name}");
        std::fs::remove_file(&kept).unwrap();
        let ended = stage.run("one", &["generate"]).failed_with("file-failed", 9);
        ended.warns(&["it is a symbolic link to ../kept.txt, and nothing is there"]);
        std::fs::remove_file(&file).unwrap();
        stage.run("one", &["generate"]).assert(0);
    }
}

triggers! {
    "foreign-file", 9: a_file_of_something_else_is_not_touched = |stage| {
        let text = "not a database, and long enough ".repeat(40);
        stage.write("notes.txt", &text);
        let ended = stage.run("one", &["ship", "--embedded", "notes.txt"]);
        assert_eq!(std::fs::read_to_string(stage.file("notes.txt")).unwrap(), text);
        ended
    }

    "unknown-layout", 9: a_file_of_a_newer_release_is_not_touched = |_stage| {
        let stage = Stage::with_notes(&["a"]);
        stage.database().pragma_update(None, "user_version", 999).unwrap();
        stage.run("one", &["status"])
    }

    "other-deployment", 9: a_file_belongs_to_one_deployment = |_stage| {
        Stage::with_notes(&["a"]).run("one", &["ship", "--deployment", "other"])
    }

    "file-failed", 9: a_folder_that_is_a_file_is_said = |stage| {
        stage.write("frozen", "");
        stage.run("one", &["check"])
    }

    "tree-lock-unreadable", 9: a_lock_that_nobody_can_read_is_not_ignored = |stage| {
        stage.run("one", &["generate"]).assert(0);
        stage.write(".migrate/convex.lock", "{ \"format\": 1");
        for words in [&["check"][..], &["generate", "--check"], &["ship"]] {
            stage.run("one", words).failed_with("tree-lock-unreadable", 9);
        }
        assert!(!stage.embedded().exists(), "nothing was begun");
        let ended = stage.run("one", &["generate"]).warns(&["\n    ", " ship --put-back\n"]);
        stage.run("one", &["ship", "--put-back"]).assert(0);
        stage.run("one", &["ship", "--put-back"]).assert(0);
        stage.run("one", &["ship"]).assert(0);
        ended
    }

    "foreign-module", 9: a_module_that_somebody_else_wrote_is_not_replaced = |stage| {
        stage.write("convex/schema_migrations.ts", "export const mine = 1;\n");
        stage.run("dropped", &["generate", "--for", "migrations-component"])
    }

    "frozen_unreadable", 9: a_frozen_file_that_was_edited_by_hand_is_said = |stage| {
        stage.run("one", &["generate"]).assert(0);
        let path = stage.file("frozen/notes@1.json");
        let text = std::fs::read_to_string(&path).unwrap();
        stage.write("frozen/notes@1.json", text.replace("\"title\"", "\"titel\", \"x\""));
        stage.run("one", &["check"]).failed_with("frozen_unreadable", 9);
        stage.write("frozen/notes@1.json", &text);
        std::fs::rename(&path, stage.file("frozen/memos@1.json")).unwrap();
        stage.run("one", &["check"]).warns(&["it holds notes@1; rename it"])
    }

    "malformed-receipt", 9: a_receipt_that_was_edited_by_hand_is_said = |stage| {
        let prod = ["ship", "--deployment", "prod", "--yes", "prod"];
        stage.run("one", &prod).assert(0);
        let text = std::fs::read_to_string(stage.file("receipts/prod/notes@1.json")).unwrap();
        stage.write("receipts/prod/notes@1.json", text.replace("\"verified\"", "\"all\""));
        stage.run("one", &["check"])
    }

    "misplaced-receipt", 9: a_receipt_of_another_deployment_is_said = |stage| {
        let prod = ["ship", "--deployment", "prod", "--yes", "prod"];
        stage.run("one", &prod).assert(0);
        std::fs::rename(stage.file("receipts/prod"), stage.file("receipts/staging")).unwrap();
        stage.run("one", &["check"])
    }
}
