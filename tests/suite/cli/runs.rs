//! A run can't begin, or can't go on.

use std::sync::atomic::{AtomicBool, Ordering};

use migrate_runtime::store::{Claim, Control, Push, Store as _, TakeOver};
use schema_core::Schema;
use schema_core::frozen::FrozenFiles;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::schema::Schema as Tables;

use super::{Ended, Stage, document, now, triggers};

/// A push of the first version of each table.
pub(super) fn first_versions<App: Schema>() -> Push {
    let declaration = App::declaration();
    let first: Vec<_> = declaration.tables.values().map(|table| &table.versions()[0]).collect();
    let tables = first.iter().map(|version| (version.name.table.clone(), (*version).into()));
    let schema = Tables { tables: tables.collect(), ..Tables::default() };
    let frozen = FrozenFiles::new();
    let versions = migrate_runtime::ship::Versions::of(&declaration, &frozen);
    Push::of(schema, versions.manifest(first.iter().map(|version| &version.name)))
}

/// The deployment's file with something in it that no release writes.
fn edited(change: &str, app: &str, words: &[&str]) -> Ended {
    let (stage, _) = Stage::with_bad_note();
    stage.database().execute_batch(change).unwrap();
    stage.run(app, words)
}

triggers! {
    "locked", 7: a_second_run_finds_the_place_taken = |_stage| {
        let stage = Stage::with_notes(&["a"]);
        let store = stage.store();
        let claim = Claim { runner: "ada@desk, process 1".to_owned(), command: "ship".to_owned() };
        assert!(matches!(now(store.take_over(&claim)).unwrap(), TakeOver::Taken(_)));
        stage.run("two", &["ship"]).warns(&["by ada@desk, process 1 is at work"])
    }

    "overtaken", 7: a_run_whose_place_was_taken_stops = |_stage| {
        Stage::with_notes(&["a"]).meddled("two", "overtake", &["ship"])
    }

    "tree-locked", 7: nothing_is_generated_while_a_command_pushes = |stage| {
        // The command that pushes is at work as long as the other one takes.
        let program = env!("CARGO_BIN_EXE_notes");
        let push = format!("'{program}' generate >out 2>err; echo $? >exit; exit 1");
        super::remote::pushing(&stage, &push).failed_with("push-failed", 8);
        let read = |name| std::fs::read_to_string(stage.file(name)).unwrap();
        let exit = read("exit").trim().parse().ok();
        Ended { exit, out: read("out"), err: read("err") }
            .warns(&["are being pushed to test-deployment (http://127.0.0.1:", "wait until"])
    }

    "runs-paused", 5: no_run_begins_while_runs_are_paused = |_stage| {
        let stage = Stage::with_notes(&["a"]);
        now(stage.store().control(Control::Pause)).unwrap();
        stage.run("two", &["ship"]).warns(&["resume"])
    }

    "run-cancelled", 5: a_cancelled_run_ends_at_its_next_batch = |_stage| {
        Stage::with_notes(&["a"]).meddled("two", "cancel", &["ship"])
    }

    "never-settles", 5: a_writer_that_never_stops_is_said = |_stage| {
        Stage::with_notes(&["a"]).meddled("two", "late", &["ship"])
    }

    "rules-changed", 4: a_constant_that_was_edited_in_the_middle_stops_the_run = |_stage| {
        let stage = Stage::with_notes(&["good", "bad"]);
        stage.run("stars", &["ship"]).assert(5);
        stage.run("stars-edited", &["ship"])
    }

    "checkpoint-moved", 1: a_ledger_that_somebody_else_writes_stops_the_run = |_stage| {
        Stage::with_notes(&["a"]).meddled("two", "next-pass", &["ship"])
    }

    "no-such-index", 8: a_schema_that_was_pushed_meanwhile_is_said = |_stage| {
        let stage = Stage::new();
        stage.run("authors-before", &["ship"]).assert(0);
        stage.insert("books", "author", &["Ada"]);
        stage.meddled("authors", "no-index", &["ship"])
    }

    "push-refused", 6: documents_that_no_version_takes_stand_against_the_first_push = |_stage| {
        let stage = Stage::new();
        // Nothing is deployed, so nothing checks what is written.
        std::fs::create_dir_all(stage.file(".migrate")).unwrap();
        stage.insert("notes", "colour", &["red"]);
        stage.run("one", &["ship"]).says(&["notes/"])
    }

    "push-overtaken", 8: two_pushes_at_once_are_told_apart = |_stage| {
        let titles: Vec<String> = (0..5_000).map(|number| format!("note {number}")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let stage = Stage::with_notes(&titles);
        stage.run("two", &["apply"]).assert(0);
        stage.run("two", &["verify"]).assert(0);
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let store = stage.store();
                let live = now(store.deployed()).unwrap().unwrap();
                // Somebody who deploys again and again; each of these begins anew.
                while !is_over.load(Ordering::Relaxed) {
                    let schema = live.schema.clone();
                    let _ = now(store.push(&Push::of(schema, live.manifest.clone())));
                }
            });
            let ended = stage.run("two", &["narrow"]);
            is_over.store(true, Ordering::Relaxed);
            ended
        })
    }

    "document-changed", 8: a_document_that_has_changed_since_is_not_deleted = |_stage| {
        let (stage, id) = Stage::with_bad_note();
        let parsed: DocumentId = id.parse().unwrap();
        stage.store().replace(parsed, &document("title", "better")).unwrap();
        stage.run("two", &["retry", "--delete", &id, "--destroy", &format!("notes/{id}")])
    }

    "too-many-tables", 8: a_deployment_with_all_the_tables_there_can_be_takes_no_more = |_stage| {
        let stage = Stage::with_notes(&[]);
        stage
            .database()
            .execute_batch(
                "WITH RECURSIVE n(i) AS (VALUES (20001) UNION ALL SELECT i + 1 FROM n LIMIT 9999)
                 INSERT INTO tables SELECT i, 't' || i FROM n;",
            )
            .unwrap();
        let table = TableName::from_checked("one_more");
        assert!(stage.store().insert(&table, &[document("a", "b")]).is_err());
        stage.run("notes-and-authors", &["ship"])
    }

    "no-deployment", 8: nothing_is_made_by_looking = |stage| {
        let ended = stage.run("one", &["status"]);
        assert!(!stage.embedded().exists());
        ended
    }

    "database-failed", 8: what_sqlite_says_is_handed_on = |_stage| {
        edited("DROP TABLE quarantine;", "two", &["status"]).warns(&["because no such table"])
    }

    "disk-full", 8: a_disk_without_room_takes_the_batch_back = |_stage| {
        // SQLite's word for a log that can't grow is the same as for a disk that can't.
        let (stage, id) = Stage::with_bad_note();
        let fill = format!(
            "INSERT INTO log (at, note) VALUES (0, 'a');
             UPDATE sqlite_sequence SET seq = {} WHERE name = 'log';",
            i64::MAX
        );
        stage.database().execute_batch(&fill).unwrap();
        let name = format!("notes/{id}");
        stage.run("two", &["retry", "--delete", &id, "--destroy", &name]).warns(&["make room"])
    }

    "database-damaged", 9: a_deployment_that_was_edited_by_hand_is_said = |_stage| {
        edited("UPDATE quarantine SET code = 'nonsense';", "two", &["status"])
    }
}

#[test]
fn narrow_withdraws_a_receipt_that_a_document_contradicts_and_the_printed_line_leads_on() {
    let stage = Stage::with_notes(&["a"]);
    stage.run("two", &["apply"]).assert(0);
    stage.run("two", &["verify"]).assert(0).says(&["notes narrow"]);
    stage.insert("notes", "title", &["late"]);
    let ended = stage.run("two", &["narrow"]).assert(6).says(&["notes/"]);
    let withdrawn = "the receipt of notes@2 is withdrawn: 1 document is older than it says";
    ended.warns(&[withdrawn, "notes apply"]);
    let receipts = now(stage.store().receipts()).unwrap();
    assert!(receipts.iter().all(|receipt| receipt.name.version.0 == 1), "{receipts:?}");
    for word in ["apply", "verify", "narrow"] {
        stage.run("two", &[word]).assert(0);
    }
    stage.run("two", &["ship"]).assert(0).says(&["nothing to do"]);
}
