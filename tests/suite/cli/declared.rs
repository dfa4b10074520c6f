//! What is declared doesn't fit together, or doesn't fit what is deployed or released.

use std::process::Command;

use super::{Ended, Stage, triggers};

/// A repository whose branch `base` has what the first commit generates.
fn repository() -> Stage {
    let stage = Stage::new();
    stage.run("one", &["generate"]).assert(0);
    for line in [
        &["init", "-q", "-b", "base"][..],
        &["add", "."],
        &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "one"],
    ] {
        let git = Command::new("git").current_dir(stage.path()).args(line).status().unwrap();
        assert!(git.success());
    }
    stage
}

/// What `plan` says of a deployment that another application has shipped to.
fn plan_after(shipped: &str, app: &str) -> Ended {
    let stage = Stage::new();
    stage.run(shipped, &["ship"]).assert(0);
    stage.run(app, &["plan"])
}

triggers! {
    "declaration", 4: a_table_under_another_name_is_refused = |stage| {
        stage.run("misnamed", &["check"])
    }

    "not-generated", 4: helpers_of_one_name_are_refused = |stage| {
        stage.run("close-names", &["generate"])
    }

    "not-in-typescript", 4: what_a_component_cannot_do_is_named = |stage| {
        let ended = stage.run("two", &["generate", "--for", "migrations-component"]);
        ended.warns(&["notes@1 to notes@2: `length` is computed by `fill`", " ship"])
    }

    "needs_version", 4: an_edited_version_becomes_a_new_one = |stage| {
        stage.run("one", &["generate"]).assert(0);
        stage.run("edited", &["check"]).warns(&["convex-migrate bump notes"])
    }

    "older_version_changed", 4: an_older_version_never_changes = |stage| {
        stage.run("two", &["generate"]).assert(0);
        stage.run("older-edited", &["check"])
    }

    "frozen_base_differs", 4: what_the_base_branch_has_is_released = |_stage| {
        let stage = repository();
        std::fs::remove_file(stage.file("frozen/notes@1.json")).unwrap();
        stage.run("edited", &["generate", "--unreleased"]).assert(0);
        stage.run("edited", &["check", "--against", "base"])
    }

    "frozen_file_missing", 4: a_released_version_keeps_its_file = |stage| {
        let prod = ["ship", "--deployment", "prod", "--yes", "prod"];
        stage.run("one", &prod).assert(0);
        std::fs::remove_file(stage.file("frozen/notes@1.json")).unwrap();
        stage.run("one", &["check"]).warns(&["git checkout"])
    }

    "released_version_undone", 4: a_released_version_is_not_taken_out = |stage| {
        stage.run("two", &["generate"]).assert(0);
        stage.run("one", &["check"])
    }

    "inserted_needs_more", 4: what_is_inserted_must_be_carried_by_itself = |stage| {
        stage.run("needs-more", &["ship"]).assert(0);
        // A deployment that is one version behind everywhere.
        super::now(migrate_runtime::store::Store::push(
            &stage.store(),
            &super::runs::first_versions::<super::needs_more::NeedsMore>(),
        ))
        .unwrap();
        stage.run("needs-more", &["plan"])
    }

    "table_unsaid", 4: a_table_is_not_dropped_by_being_forgotten = |_stage| {
        plan_after("authors", "one")
    }

    "deployed_is_newer", 4: a_deployment_that_is_ahead_is_left_alone = |_stage| {
        plan_after("two", "one")
    }

    "version_gone", 4: a_deployed_version_that_no_code_knows_is_said = |_stage| {
        plan_after("one", "pruned").warns(&["run `ship` from the last commit"])
    }

    "same_version_differs", 4: one_number_for_two_things_is_refused = |_stage| {
        plan_after("one", "edited")
    }

    "already_at_last", 4: a_table_that_would_never_be_carried_away_is_said = |_stage| {
        plan_after("away-before", "away")
    }

    "table_cycle", 4: tables_that_wait_for_each_other_are_named = |_stage| {
        let stage = Stage::new();
        stage.run("cycle-before", &["ship"]).assert(0);
        stage.insert("left", "name", &["a"]);
        stage.insert("right", "name", &["b"]);
        stage.run("cycle", &["plan"])
    }
}
