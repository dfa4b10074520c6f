//! The helpers: one application file for both phases, and the same results as in Rust.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use schema_core::Schema as _;
use schema_core::declaration::Declaration;
use schema_core::generate::{GeneratedFile, Phases, ReceiptedVersion, deployment_files, generate};
use schema_core::history::CarryOutcome;
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::transition::{FoundDocuments, StoredDocument};
use schema_core::value::{Object, Value};
use serde_json::{Value as Json, json};
use workspace_tests::node::{Node, write_file};

use super::app::App;
use super::documents::{Deployment, any_document};
use super::golden::assert_golden;

fn widened(declaration: &Declaration) -> Phases {
    Phases::of(declaration, &BTreeSet::from(["prod".to_owned()]), &[])
}

fn narrowed(declaration: &Declaration) -> Phases {
    let receipt =
        |(table, history): (&TableName, &schema_core::history::TableHistory)| ReceiptedVersion {
            deployment: "prod".to_owned(),
            table: table.clone(),
            version: history.newest().name.version,
            carried_away: false,
        };
    let receipts: Vec<_> = declaration.tables.iter().map(receipt).collect();
    Phases::of(declaration, &BTreeSet::from(["prod".to_owned()]), &receipts)
}

/// What a runtime might say of two of the tables.
fn manifest() -> Json {
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    json!({
        "users": {"version": 2, "hash": hash, "amendments": 0, "widenedFrom": 1},
        "teams": {"version": 1, "hash": hash, "amendments": 3},
    })
}

fn application() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/app/application.ts");
    fs::read_to_string(path).unwrap()
}

fn write_files(directory: &Path, files: &[GeneratedFile]) {
    for file in files {
        write_file(&directory.join(file.path), &file.text).unwrap();
    }
}

#[test]
fn an_application_is_written_as_expected_in_both_phases() {
    let declaration = App::declaration();
    assert!(declaration.check().is_empty(), "{:?}", declaration.check());
    let phases = [("widened", widened(&declaration)), ("narrowed", narrowed(&declaration))];
    let [wide, narrow] = phases.map(|(name, phases)| {
        let files = generate(&declaration, &phases, &manifest()).unwrap();
        let schema = files.iter().find(|file| file.path == "schema.ts").unwrap();
        assert_golden(&format!("app/schema.{name}.ts"), &schema.text);
        files.into_iter().find(|file| file.path == "schema_versions.ts").unwrap()
    });
    assert_eq!(wide, narrow);
    assert_golden("app/schema_versions.ts", &wide.text);
    let files = deployment_files(&Schema::default(), &manifest());
    let deployed = files.iter().find(|file| file.path == "migrate_runtime/deployed.ts").unwrap();
    assert_golden("app/deployed.ts", &deployed.text);
    assert_golden("app/schema.empty.ts", &files[0].text);
}

#[test]
fn one_application_file_type_checks_in_both_phases_as_prettier_leaves_them() {
    let node = Node::ready().unwrap();
    let directory = node.directory("phases").unwrap();
    let declaration = App::declaration();
    for (name, phases) in [("widened", widened(&declaration)), ("narrowed", narrowed(&declaration))]
    {
        let at = directory.join(name);
        write_files(&at, &generate(&declaration, &phases, &manifest()).unwrap());
        write_file(&at.join("application.ts"), &application()).unwrap();
    }
    node.run("pretty.mjs", &[&directory.display().to_string()]).unwrap_or_else(|e| panic!("{e}"));
    for project in ["tsconfig.convex.json", "tsconfig.strictest.json"] {
        for compiler in ["typescript", "typescript59"] {
            let project = node.project(&directory, project).unwrap();
            node.tsc(compiler, &project).unwrap_or_else(|error| panic!("{compiler}: {error}"));
        }
    }
}

/// A table, and how the application carries its documents.
struct Carrying {
    table: &'static str,
    upgrade: &'static str,
    fill: Option<&'static str>,
    takes_ctx: bool,
}

const fn carrying(
    table: &'static str,
    upgrade: &'static str,
    fill: Option<&'static str>,
) -> Carrying {
    Carrying { table, upgrade, fill, takes_ctx: false }
}

const CARRYING: [Carrying; 9] = [
    carrying("audits", "upgradeAudit", None),
    carrying("users", "upgradeUser", Some("fillUser")),
    carrying("notes", "upgradeNote", Some("fillNote")),
    carrying("settings", "upgradeSetting", Some("fillSetting")),
    carrying("prices", "upgradePrice", Some("fillPrice")),
    Carrying { takes_ctx: true, ..carrying("links", "upgradeLink", Some("fillLink")) },
    carrying("orders", "upgradeOrder", Some("fillOrder")),
    carrying("shapes", "upgradeShape", Some("carryShape")),
    carrying("plain", "upgradePlain", None),
];

const DOCUMENTS_PER_TABLE: usize = 300;

#[test]
fn documents_are_carried_in_node_as_in_rust() {
    let node = Node::ready().unwrap();
    let declaration = App::declaration();
    let deployment = Deployment::of(declaration.tables.keys());
    let mut runner = TestRunner::deterministic();
    let (mut cases, mut expected) = (Vec::new(), Vec::new());
    let mut counts = [0; 3];
    for Carrying { table, upgrade, fill, takes_ctx } in CARRYING {
        let name = TableName::from_checked(table);
        let history = &declaration.tables[&name];
        let documents = any_document(history, &deployment);
        for _ in 0..DOCUMENTS_PER_TABLE {
            let fields = documents.new_tree(&mut runner).unwrap().current();
            let id = deployment.id(&name, 1);
            let stored = StoredDocument { id, creation_time: 1000.5, fields };
            let document = whole(&stored, &stored.fields);
            let found = FoundDocuments::default();
            let (count, outcome) = match history.carry(&stored, &found, &deployment.numbers) {
                CarryOutcome::Current => (0, document.clone()),
                CarryOutcome::Carried(carried) => (1, whole(&stored, &carried.document.fields)),
                CarryOutcome::Quarantined(_) => (2, json!("refused")),
            };
            counts[count] += 1;
            cases.push(json!({
                "upgrade": upgrade, "fill": fill, "takes_ctx": takes_ctx, "document": document,
            }));
            expected.push(outcome);
        }
    }
    assert!(counts.iter().all(|count| *count > 200), "one-sided cases: {counts:?}");
    let directory = node.directory("carry").unwrap();
    write_files(&directory, &generate(&declaration, &widened(&declaration), &manifest()).unwrap());
    write_file(&directory.join("application.ts"), &application()).unwrap();
    let input = json!({"ids": deployment.ids(), "cases": cases}).to_string();
    write_file(&directory.join("cases.json"), &input).unwrap();
    let at = directory.display().to_string();
    let output = node.run("carry.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    let found: Vec<Json> = serde_json::from_str(&output).unwrap();
    assert_eq!(found.len(), expected.len());
    for ((case, found), expected) in cases.iter().zip(found).zip(expected) {
        // Compared as values: JavaScript writes numbers as it likes.
        let value = |json: &Json| Value::from_encoded(json.clone()).unwrap();
        assert_eq!(value(&found), value(&expected), "{case}");
    }
}

fn whole(stored: &StoredDocument, fields: &Object) -> Json {
    let mut fields = fields.clone();
    fields.insert("_id".to_owned(), Value::String(stored.id.clone()));
    fields.insert("_creationTime".to_owned(), Value::Float64(stored.creation_time));
    Value::Object(fields).to_encoded()
}

#[test]
fn an_application_reads_and_writes_on_convex_test_while_tables_are_widened() {
    let node = Node::ready().unwrap();
    let declaration = App::declaration();
    let directory = node.directory("behaviour").unwrap();
    write_files(&directory, &generate(&declaration, &widened(&declaration), &manifest()).unwrap());
    write_file(&directory.join("application.ts"), &application()).unwrap();
    let at = directory.display().to_string();
    let output = node.run("behaviour.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(output.trim(), "ok");
}
