//! Migrations for `@convex-dev/migrations`: as written, as compiled, and run by the component.

mod said;

use std::collections::BTreeMap;
use std::path::Path;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use schema_core::Schema as _;
use schema_core::declaration::Declaration;
use schema_core::generate::{
    COMPONENT_MARK, COMPONENT_PATH, NotInTypeScript, Phase, Phases, component_migrations,
    helpers_file, schema_file, schema_of,
};
use schema_core::history::{CarryOutcome, TableHistory};
use schema_core::name::TableName;
use schema_core::transition::{FoundDocuments, StoredDocument};
use schema_core::value::{Object, Value};
use serde_json::{Value as Json, json};
use workspace_tests::node::{Node, write_file};

use self::said::Said;
use super::app::App;
use super::documents::{Deployment, any_document};
use super::golden::assert_golden;
use crate::carry::build::{USERS, id_of, numbers};
use crate::carry::pairs::{reordered, sample};

/// What `convex codegen` writes for a project with the component.
const DATA_MODEL: &str = r#"import type { DataModelFromSchemaDefinition } from "convex/server";
import schema from "../schema.js";

export type DataModel = DataModelFromSchemaDefinition<typeof schema>;
"#;

const API: &str = r#"import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import type { ComponentApi } from "@convex-dev/migrations/_generated/component.js";
import type * as schema_migrations from "../schema_migrations.js";
import type * as schema_versions from "../schema_versions.js";

declare const fullApi: ApiFromModules<{
  schema_migrations: typeof schema_migrations;
  schema_versions: typeof schema_versions;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;
export declare const components: {
  migrations: ComponentApi<"migrations">;
};
"#;

const API_JS: &str = r#"import { anyApi, componentsGeneric } from "convex/server";

export const api = anyApi;
export const internal = anyApi;
export const components = componentsGeneric();
"#;

fn widened(declaration: &Declaration) -> Phases {
    declaration.tables.iter().fold(Phases::default(), |phases, (table, history)| {
        let lowest = history.versions()[0].name.version;
        phases.with(table.clone(), Phase::Widened { lowest })
    })
}

/// Writes a project with its migrations; `false` where there are none.
fn write_project(at: &Path, declaration: &Declaration, phases: &Phases) -> bool {
    let Some(file) = component_migrations(declaration).unwrap().file else { return false };
    // The functions through which a runner drives a deployment are of no use here.
    let schema = schema_file(&schema_of(declaration, phases).unwrap());
    for file in [schema, file].into_iter().chain(helpers_file(declaration).unwrap()) {
        write_file(&at.join(file.path), &file.text).unwrap();
    }
    for (path, text) in [("dataModel.d.ts", DATA_MODEL), ("api.d.ts", API), ("api.js", API_JS)] {
        write_file(&at.join("_generated").join(path), text).unwrap();
    }
    true
}

#[test]
fn migrations_are_written_as_expected() {
    for (name, declaration) in [("app", App::declaration()), ("said", Said::declaration())] {
        assert!(declaration.check().is_empty(), "{:?}", declaration.check());
        let file = component_migrations(&declaration).unwrap().file.unwrap();
        assert_eq!(file.path, COMPONENT_PATH);
        assert!(file.text.starts_with(COMPONENT_MARK));
        assert_golden(&format!("{name}/schema_migrations.ts"), &file.text);
    }
}

#[test]
fn what_typescript_cannot_say_is_refused_by_name() {
    let refused = component_migrations(&App::declaration()).unwrap().refused;
    let refused: Vec<_> = refused.iter().map(ToString::to_string).collect();
    let expected = [
        "links@1 to links@2: `owner` is computed by `fill`",
        "notes@1 to notes@2: `pinned` is computed by `fill`",
        "notes@2 to notes@3: `mood` is computed by `fill`",
        "notes@2 to notes@3: `words` is computed by `fill`",
        "orders@1 to orders@2: `byName.values().country` is computed by `fill`",
        "orders@1 to orders@2: `former.country` is computed by `fill`",
        "orders@1 to orders@2: `home.country` is computed by `fill`",
        "orders@1 to orders@2: `office.country` is computed by `fill`",
        "orders@1 to orders@2: `urgency` is given by `carry` where it was `Whenever`",
        "people@1 to people@2: it has effects: `ensure teams@1`",
        "people@1 to people@2: `team` is computed by `fill`",
        "prices@1 to prices@2: `amount` is computed by `fill`",
        "prices@1 to prices@2: `currency` is computed by `fill`",
        "settings@1 to settings@2: `theme` is computed by `fill`",
        "settings@1 to settings@2: `volume` is computed by `fill`",
        "shapes@1 to shapes@2: every document is given by `carry`",
        "users@1 to users@2: `joinedAt` is computed by `fill`",
        "users@1 to users@2: `priorityLevel` is computed by `fill`",
    ];
    assert_eq!(refused, expected);
}

#[test]
fn a_transition_before_a_refused_one_is_refused_with_it() {
    let mut said = 0;
    for seed in 0..300 {
        let (history, _) = sample(seed);
        let result = component_migrations(&declare(history.clone())).unwrap();
        let last = history.newest().name.clone();
        let is_refused = |one: &schema_core::version::VersionName| {
            result.refused.iter().any(|refused| refused.new == *one)
        };
        assert_eq!(result.file.is_none(), is_refused(&last));
        for refused in &result.refused {
            if let NotInTypeScript::LeadsToRefused { later } = &refused.why {
                assert!(later.version > refused.new.version && is_refused(later));
                said += 1;
            }
        }
    }
    assert!(said > 10, "only {said} led to a refused one");
}

#[test]
fn migrations_type_check_in_both_phases_as_prettier_leaves_them() {
    let node = Node::ready().unwrap();
    let directory = node.directory("component_types").unwrap();
    for (name, declaration) in [("app", App::declaration()), ("said", Said::declaration())] {
        for (phase, phases) in [("widened", widened(&declaration)), ("narrowed", Phases::default())]
        {
            assert!(write_project(&directory.join(name).join(phase), &declaration, &phases));
        }
    }
    node.run("pretty.mjs", &[&directory.display().to_string()]).unwrap_or_else(|e| panic!("{e}"));
    for options in ["tsconfig.convex.json", "tsconfig.component.json"] {
        for compiler in ["typescript", "typescript59"] {
            let project = node.project(&directory, options).unwrap();
            node.tsc(compiler, &project).unwrap_or_else(|error| panic!("{compiler}: {error}"));
        }
    }
}

fn declare(history: TableHistory) -> Declaration {
    let table = history.newest().name.table.clone();
    Declaration { tables: BTreeMap::from([(table, history)]), ..Declaration::default() }
}

fn outcome(
    history: &TableHistory,
    fields: &Object,
    numbers: &impl schema_core::validator::TableNumbers,
) -> CarryOutcome {
    let stored = StoredDocument { id: id_of(USERS, 1), creation_time: 1.5, fields: fields.clone() };
    history.carry(&stored, &FoundDocuments::default(), numbers)
}

/// What the component made of one case.
struct Ran(Json);

impl Ran {
    fn stored(&self, table: &str) -> Vec<Value> {
        let documents = self.0["tables"][table].as_array().unwrap();
        documents.iter().map(|one| Value::from_encoded(one.clone()).unwrap()).collect()
    }

    fn status(&self, function: &str) -> &Json {
        &self.0["statuses"][format!("schema_migrations:{function}")]
    }
}

fn run_cases(node: &Node, directory: &Path, ids: &Json, cases: &[Json]) -> Vec<Ran> {
    let input = json!({"ids": ids, "cases": cases}).to_string();
    write_file(&directory.join("cases.json"), &input).unwrap();
    let at = directory.display().to_string();
    let output = node.run("component.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    let ran: Vec<Json> = serde_json::from_str(&output).unwrap();
    assert_eq!(ran.len(), cases.len());
    ran.into_iter().map(Ran).collect()
}

fn encoded(fields: &Object) -> Json {
    Value::Object(fields.clone()).to_encoded()
}

const DOCUMENTS: usize = 120;
const REFUSED_DOCUMENTS: usize = 25;

#[test]
fn the_component_carries_documents_as_a_run_does_and_stops_at_what_a_run_refuses() {
    let node = Node::ready().unwrap();
    let directory = node.directory("component").unwrap();
    let declaration = Said::declaration();
    write_project(&directory.join("said"), &declaration, &widened(&declaration));
    let deployment = Deployment::of(declaration.tables.keys());
    let mut runner = TestRunner::deterministic();
    let (mut cases, mut all, mut wanted) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    let mut refused = Vec::new();
    for (table, history) in &declaration.tables {
        let documents = any_document(history, &deployment);
        let widest = history.widened_from(history.versions()[0].name.version).unwrap().schema;
        let (mut seeded, mut carried) = (Vec::new(), [0; 2]);
        let mut expected = Vec::new();
        let mut refusing = 0;
        while seeded.len() < DOCUMENTS || refusing < REFUSED_DOCUMENTS {
            let fields = documents.new_tree(&mut runner).unwrap().current();
            // Only what the widened schema takes can be stored.
            let whole = Value::Object(fields.clone());
            if !widest.document.accepts_in(&whole, &deployment.numbers) {
                continue;
            }
            match outcome(history, &fields, &deployment.numbers) {
                CarryOutcome::Carried(carried) if needs_fill(history, carried.old.0) => {}
                CarryOutcome::Current if seeded.len() < DOCUMENTS => {
                    carried[0] += 1;
                    seeded.push(encoded(&fields));
                    expected.push(whole);
                }
                CarryOutcome::Carried(outcome) if seeded.len() < DOCUMENTS => {
                    carried[1] += 1;
                    seeded.push(encoded(&fields));
                    expected.push(Value::Object(outcome.document.fields));
                }
                CarryOutcome::Quarantined(_) if refusing < REFUSED_DOCUMENTS => {
                    refusing += 1;
                    refused.push((table.clone(), fields));
                }
                _ => {}
            }
            if refusing == 0 && seeded.len() == DOCUMENTS {
                // Every document that this widened schema takes can be carried.
                let tried = (0..2000).all(|_| {
                    let fields = documents.new_tree(&mut runner).unwrap().current();
                    let whole = Value::Object(fields.clone());
                    !widest.document.accepts_in(&whole, &deployment.numbers)
                        || !matches!(
                            outcome(history, &fields, &deployment.numbers),
                            CarryOutcome::Quarantined(_)
                        )
                });
                if tried {
                    break;
                }
            }
        }
        assert!(carried.iter().all(|count| *count > 20), "{table}: {carried:?}");
        let call = migration(history);
        cases.push(json!({"of": "said", "call": call, "again": true, "tables": {
            table.as_str(): seeded,
        }}));
        all.insert(table.to_string(), seeded);
        wanted.insert(table.clone(), expected);
    }
    let one_by_one = cases.len();
    cases.push(json!({"of": "said", "call": "runAll", "tables": all}));
    assert!(refused.len() > 50, "only {} documents are refused", refused.len());
    for (table, fields) in &refused {
        let call = migration(&declaration.tables[table]);
        let tables = json!({table.as_str(): [encoded(fields)]});
        cases.push(json!({"of": "said", "call": call, "tables": tables}));
    }
    let old = Object::from([("text".to_owned(), Value::String("a b".to_owned()))]);
    cases.push(json!({
        "of": "said", "call": "reviewsTo3", "tables": {"reviews": [encoded(&old)]},
    }));

    let ran = run_cases(&node, &directory, &json!(deployment.ids()), &cases);
    for (at, (table, expected)) in wanted.iter().enumerate() {
        let call = migration(&declaration.tables[table]);
        for ran in [&ran[at], &ran[one_by_one]] {
            let stored = ran.stored(table.as_str());
            assert_eq!(stored.len(), expected.len());
            let before = &cases[at]["tables"][table.as_str()];
            for (number, (stored, expected)) in stored.iter().zip(expected).enumerate() {
                assert_eq!(stored, expected, "{table}: {}", before[number]);
            }
            let status = ran.status(&call);
            assert_eq!(status["state"], "success", "{status}");
            assert_eq!(status["processed"], expected.len());
        }
    }
    let stopped = refused.iter().map(|(table, fields)| (table.as_str(), fields));
    for ((table, fields), ran) in stopped.chain([("reviews", &old)]).zip(&ran[one_by_one + 1..]) {
        assert_eq!(ran.stored(table), [Value::Object(fields.clone())]);
        let call = migration(&declaration.tables[&TableName::from_checked(table)]);
        let status = ran.status(&call);
        assert_eq!(status["state"], "failed", "{status}");
        let id = status["ids"][table][0].as_str().unwrap();
        assert!(status["error"].as_str().unwrap().contains(id), "{status} names no document");
    }
    let last = ran.last().unwrap().status("reviewsTo3")["error"].as_str().unwrap();
    assert!(last.contains("needs_run") && last.contains("reviews@1"), "{last}");
}

/// `usersTo2`
fn migration(history: &TableHistory) -> String {
    let newest = &history.newest().name;
    format!("{}To{}", newest.table, newest.version)
}

/// Whether the transition from this version, or one after it, is computed.
fn needs_fill(history: &TableHistory, old: u32) -> bool {
    history.transitions().iter().any(|step| step.old.0 >= old && step.fill.is_some())
}

#[test]
fn random_histories_are_carried_by_the_component_as_by_a_run() {
    const HISTORIES: usize = 60;
    let node = Node::ready().unwrap();
    let directory = node.directory("component_random").unwrap();
    let (mut cases, mut expected) = (Vec::new(), Vec::new());
    let mut seeds = 0..;
    while cases.len() < HISTORIES {
        let (history, documents) = sample(seeds.next().unwrap());
        let declaration = declare(history.clone());
        let helpers = helpers_file(&declaration).unwrap();
        // Ids of the tests in Rust aren't those of convex-test.
        if helpers.is_none_or(|file| file.text.contains("ReadCtx")) {
            continue;
        }
        let of = format!("h{}", cases.len());
        let refused = component_migrations(&declaration).unwrap().refused;
        let first_said = refused.iter().map(|refused| refused.new.version.0).max().unwrap_or(1);
        if !write_project(&directory.join(&of), &declaration, &widened(&declaration)) {
            continue;
        }
        let mut after = Vec::new();
        let mut before = Vec::new();
        for fields in &documents {
            match outcome(&history, fields, &numbers()) {
                CarryOutcome::Current => after.push(Value::Object(fields.clone())),
                CarryOutcome::Carried(carried) if carried.old.0 >= first_said => {
                    after.push(Value::Object(carried.document.fields));
                }
                CarryOutcome::Carried(_) | CarryOutcome::Quarantined(_) => continue,
            }
            before.push(encoded(fields));
        }
        let call = migration(&history);
        // convex-test knows neither records nor literals of int64.
        cases.push(json!({
            "of": of, "call": call, "unchecked": true, "again": true, "tables": {"users": before},
        }));
        expected.push((call, after));
    }
    let ran = run_cases(&node, &directory, &json!({}), &cases);
    for ((case, ran), (call, expected)) in cases.iter().zip(&ran).zip(&expected) {
        assert_eq!(ran.status(call)["state"], "success", "{} of {case}", ran.status(call));
        assert_eq!(ran.stored("users"), *expected, "{case}");
    }
    node.run("pretty.mjs", &[&directory.display().to_string()]).unwrap_or_else(|e| panic!("{e}"));
    let project = node.project(&directory, "tsconfig.component.json").unwrap();
    node.tsc("typescript", &project).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_order_of_declarations_changes_no_byte_of_a_migration() {
    let mut compared = 0;
    for seed in 0..400 {
        let (history, _) = sample(seed);
        let other = reordered(&history, seed);
        let documents = |history: &TableHistory| -> Vec<_> {
            history.versions().iter().map(|version| version.document.clone()).collect()
        };
        // The order of a union's members is part of what a version says.
        if documents(&history) == documents(&other) {
            compared += 1;
            let [a, b] = [history, other].map(|one| component_migrations(&declare(one)).unwrap());
            assert_eq!(a, b);
        }
    }
    assert!(compared > 40, "only {compared} histories could be compared");
}
