//! A file isn't what it should be.

use super::{Stage, triggers};

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
    let bytes = |path: &std::path::Path| std::fs::read(path).unwrap();
    assert_eq!(bytes(&stage.file("old.sqlite")), bytes(FIRST_LAYOUT.as_ref()));
    stage.run("one", &[&["pause"], &words[..]].concat()).assert(0);
    let ended = stage.run("one", &[&["status"], &words[..]].concat()).assert(0);
    assert!(!ended.err.contains("layout"), "whatever writes upgrades it: {ended:#?}");
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
