//! A file isn't what it should be.

use super::{Stage, triggers};

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
