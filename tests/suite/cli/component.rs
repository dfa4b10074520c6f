//! Migrations for Convex's own component, written by the built binary.

use super::Stage;

const FILE: &str = "convex/schema_migrations.ts";
const ASK: [&str; 3] = ["generate", "--for", "migrations-component"];

fn text(stage: &Stage) -> String {
    std::fs::read_to_string(stage.file(FILE)).unwrap()
}

#[test]
fn migrations_are_written_once_asked_for_and_kept_from_then_on() {
    let stage = Stage::new();
    stage.run("dropped", &["generate"]).assert(0);
    assert!(!stage.file(FILE).exists());
    stage.run("dropped", &[&ASK[..], &["--check"]].concat()).assert(4).says(&["missing", FILE]);
    stage.run("dropped", &ASK).assert(0).says(&["created", FILE]);
    let written = text(&stage);
    assert!(written.contains("export const notesTo2 = migrations.define({"), "{written}");
    for words in [&ASK[..], &["generate"], &["generate", "--check"]] {
        stage.run("dropped", words).assert(0).warns(&["as it should be"]);
    }
    stage.write(FILE, written.replace("notesTo2", "notesTo3"));
    stage.run("dropped", &["generate", "--check"]).assert(4).says(&["different", FILE]);
    stage.run("dropped", &["generate"]).assert(0).says(&["changed", FILE]);
    assert_eq!(text(&stage), written);
}

#[test]
fn a_file_of_migrations_goes_when_there_is_none_left() {
    let stage = Stage::new();
    stage.run("dropped", &ASK).assert(0);
    stage.run("one", &["generate", "--unreleased"]).assert(0).says(&["removed", FILE]);
    assert!(!stage.file(FILE).exists());
    stage.run("one", &ASK).assert(0).warns(&["no table has a second version"]);
    assert!(!stage.file(FILE).exists());
}

#[test]
fn a_module_of_somebody_else_stays_as_it_is() {
    let stage = Stage::new();
    stage.write(FILE, "export const mine = 1;\n");
    stage.run("dropped", &ASK).assert(9);
    assert_eq!(text(&stage), "export const mine = 1;\n");
    assert!(!stage.file("convex/schema.ts").exists(), "something was written");
    stage.run("dropped", &["generate"]).assert(0);
    assert_eq!(text(&stage), "export const mine = 1;\n");
}
