//! What was asked can't be done, or nobody agreed to it.

use super::{Ended, Stage, triggers};

triggers! {
    "not-understood", 2: a_word_that_nothing_understands_is_said = |stage| {
        stage.run("one", &["ship", "--btch", "3"]).warns(&["'--batch'", "    ", "notes ship --help"])
    }

    "not-an-id", 2: what_is_no_id_is_refused_before_anything_is_opened = |stage| {
        stage.run("two", &["retry", "--ids", "nonsense"])
    }

    "not-an-assignment", 2: a_value_needs_a_field = |stage| {
        let (_, id) = Stage::with_bad_note();
        stage.run("two", &["retry", "--set", &id, "title"])
    }

    "set-twice", 2: a_field_is_set_once = |stage| {
        let (_, id) = Stage::with_bad_note();
        stage.run("two", &["retry", "--set", &id, "title=\"a\"", "title=\"b\""])
    }

    "not-in-quarantine", 2: only_what_is_in_quarantine_is_retried = |_stage| {
        let (stage, _) = Stage::with_bad_note();
        let id = stage.insert("notes", "title", &["another"])[0].to_string();
        stage.run("two", &["retry", "--delete", &id]).warns(&["notes status"])
    }

    "document-refused", 2: a_value_that_the_schema_refuses_changes_nothing = |_stage| {
        let (stage, id) = Stage::with_bad_note();
        stage.run("two", &["retry", "--set", &id, "title=1"])
    }

    "nothing-to-destroy", 2: a_loss_that_there_is_not_is_not_agreed_to = |stage| {
        stage.run("one", &["ship", "--destroy", "notes.titel"])
    }

    "other-deployment-named", 2: the_name_of_another_deployment_is_no_agreement = |_stage| {
        let stage = Stage::with_notes(&["a"]);
        stage.run("two", &["apply", "--yes", "prod"])
    }

    "malformed-version", 2: a_rehearsal_begins_with_a_version_of_a_table = |stage| {
        stage.run("two", &["rehearse", "export.zip", "--from", "notes"])
    }

    "two-versions", 2: a_table_of_an_export_is_at_one_version = |stage| {
        stage.run("two", &["rehearse", "export.zip", "--from", "notes@1", "--from", "notes@2"])
    }

    "no-such-version", 2: a_rehearsal_begins_with_a_version_that_is_declared = |stage| {
        super::export::write(&stage, &[("notes/documents.jsonl", "")]);
        stage.run("two", &["rehearse", "export.zip", "--from", "notes@9"])
    }

    "no-such-table", 2: a_rehearsal_begins_with_a_table_of_the_export = |stage| {
        super::export::write(&stage, &[("notes/documents.jsonl", "")]);
        stage.run("two", &["rehearse", "export.zip", "--from", "memos@1"])
    }

    "not-agreed", 3: what_nobody_agreed_to_lose_stays = |_stage| {
        let stage = Stage::with_notes(&["a"]);
        let ended = stage.run("dropped", &["apply"]);
        let live = super::now(migrate_runtime::store::Store::deployed(&stage.store()));
        let notes = &live.unwrap().unwrap().manifest.tables;
        assert!(notes.values().all(|table| table.version.0 == 1), "nothing was pushed");
        ended.warns(&["notes apply --destroy notes.title"])
    }

    "declined", 3: whoever_is_asked_can_say_no = |_stage| {
        let stage = Stage::with_notes(&["a"]);
        let ended = super::manners::typed(&stage, "dropped", "ship", "no\n");
        // A terminal has one stream for both.
        assert!(ended.out.contains("Type its name to go on:"), "{ended:#?}");
        let text = super::manners::without_colours(&ended.out);
        Ended { err: text.replace("go on: ", "go on:\n"), ..ended }
    }

    "not-fresh", 4: a_file_that_was_edited_is_found = |stage| {
        stage.run("one", &["generate"]).assert(0);
        stage.write("convex/schema.ts", "mine");
        stage.run("one", &["generate", "--check"])
    }

    "gate-shut", 6: a_workflow_is_told_which_receipt_is_missing = |stage| {
        stage.run("two", &["gate"]).says(&["prod", "shut", "notes@2", "no receipt"])
    }

    "no-receipt", 6: narrow_stays_shut_without_a_receipt = |_stage| {
        let stage = Stage::with_notes(&["a"]);
        stage.run("two", &["apply"]).assert(0).says(&["notes verify"]);
        stage.run("two", &["narrow"]).warns(&["notes@2 has no receipt", "notes verify"])
    }

    "internal", 1: a_machine_that_lets_nothing_be_opened_is_said = |stage| {
        // Too few for what waiting takes, and enough for what comes before.
        let mut command = std::process::Command::new("sh");
        let line = format!("ulimit -n 4; exec {} plan", env!("CARGO_BIN_EXE_notes"));
        Ended::of(&stage.prepare(&mut command, "one").args(["-c", &line]).output().unwrap())
    }
}
