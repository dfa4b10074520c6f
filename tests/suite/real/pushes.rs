//! Pushes by the Convex CLI and by a person, and those that are refused.

use serde_json::json;
use workspace_tests::deployment::TestDeployment;

use super::{CLI, Project, documents, load, push};

/// Has the application write an old note before a narrow push, as often as it is told.
const LATE: &str = include_str!("late.mjs");

/// A deployment of `notes@1` with two notes.
fn notes(name: &str) -> (TestDeployment, Project) {
    let server = TestDeployment::start(None, &[]).unwrap();
    let project = Project::of(&server, name);
    project.write("late.mjs", LATE);
    project.ship("one", &[]).assert(0);
    load(&server, "notes", &[json!({ "title": "a" }), json!({ "title": "bc" })]);
    (server, project)
}

#[track_caller]
fn has_titles(server: &TestDeployment, wanted: &[&str]) {
    let notes = documents(server, "notes");
    let mut titles: Vec<_> = notes.iter().map(|note| note["title"].as_str().unwrap()).collect();
    titles.sort_unstable();
    assert_eq!(titles, wanted);
    for note in &notes {
        let length = note["title"].as_str().unwrap().len();
        assert_eq!(note["length"].as_f64(), Some(f64::from(u32::try_from(length).unwrap())));
    }
}

#[test]
fn a_document_that_the_real_cli_is_refused_for_is_carried_and_the_next_push_narrows() {
    let (server, project) = notes("late");
    let line = format!("node late.mjs 1 && {CLI}");
    let ended = project.run("two", &["ship", "--push", &line]).assert(0);
    ended.says(&["done: test-deployment is narrowed"]).warns(&[
        &format!("pushing with `{line}`"),
        "Schema validation failed.",
        "narrow was refused, so its tables go back to backfill:",
        "Deployed Convex functions",
        "narrow    notes  only notes@2 is accepted",
    ]);
    has_titles(&server, &["a", "bc", "late"]);
    let old = json!({ "table": "notes", "fields": json!({ "title": "x" }).to_string() });
    let call = json!({ "path": "application:insert", "args": old, "format": "json" });
    let refused = server.post("/api/mutation", None, &call).unwrap().body;
    assert_eq!(refused["errorData"]["kind"], "enforcement", "{refused}");
}

#[test]
fn a_staged_validator_is_checked_by_the_deployment_and_then_enforced() {
    let (server, project) = notes("staged");
    let line = format!("cp convex/schema.ts pushed-$(ls | grep -c pushed).ts && {CLI}");
    let ended = project.run("two", &["ship", "--staged", "--push", &line]).assert(0);
    ended.says(&["done: test-deployment is narrowed"]);
    has_titles(&server, &["a", "bc"]);
    let [widened, narrow] = ["pushed-0.ts", "pushed-1.ts"].map(|file| project.read(file));
    assert!(widened.contains("length: v.optional(v.number())"), "{widened}");
    assert!(widened.contains(".staged(\n    v.object({\n      length: v.number(),"), "{widened}");
    assert!(!narrow.contains(".staged("), "{narrow}");
}

#[test]
fn a_document_that_keeps_coming_is_named_with_its_field_and_what_to_do() {
    let (server, project) = notes("keeps-coming");
    let line = format!("node late.mjs 99 && {}", push());
    let ended = project.run("two", &["ship", "--push", &line]).assert(6);
    ended.says(&["notes/", "length"]).warns(&[
        "error[push-refused]: the deployment refuses the schema: ",
        "something keeps writing them; once it doesn't, go on with",
        "ship --push",
    ]);
    // Nothing narrow is left in the tree or in the deployment, so an old note may still be written.
    assert!(project.read("convex/schema.ts").contains("length: v.optional(v.number())"));
    let ended = project.ship("two", &[]).assert(0);
    ended.says(&["done: test-deployment is narrowed"]);
    assert!(documents(&server, "notes").iter().all(|note| note["length"].is_number()));
}

#[test]
fn without_a_command_each_push_is_left_to_the_user_and_the_next_ship_goes_on() {
    let server = TestDeployment::start(None, &[]).unwrap();
    let project = Project::of(&server, "by-hand");
    let waits = ["test-deployment waits for a push (", "\n    npx convex deploy\n", " ship\n"];
    project.run("one", &["ship"]).assert(5).says(&waits).says(&["the first"]);
    project.shell(CLI).assert(0);
    project.run("one", &["ship"]).assert(0).says(&["nothing to do"]);
    load(&server, "notes", &[json!({ "title": "a" }), json!({ "title": "bc" })]);
    project.run("two", &["ship"]).assert(5).says(&waits).says(&["notes@1->2/widen"]);
    // Asked again before anything was pushed, it says the same again.
    project.run("two", &["ship"]).assert(5).says(&["notes@1->2/widen"]);
    project.shell(push()).assert(0);
    let carried = project.run("two", &["ship"]).assert(5);
    carried.says(&waits).says(&["notes@1->2/narrow"]).warns(&["2 documents carried"]);
    project.shell(push()).assert(0);
    project.run("two", &["ship"]).assert(0).says(&["nothing to do: test-deployment holds notes@2"]);
    has_titles(&server, &["a", "bc"]);
}
