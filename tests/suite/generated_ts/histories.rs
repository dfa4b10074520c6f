//! Helpers of random histories: laid out, type-checked, and carrying as Rust does.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use schema_core::declaration::Declaration;
use schema_core::generate::{GeneratedFile, Phase, Phases, helpers_file, schema_file, schema_of};
use schema_core::history::{CarryOutcome, TableHistory};
use schema_core::name::TableName;
use schema_core::transition::{FoundDocuments, StoredDocument};
use schema_core::value::{Object, Value};
use serde_json::{Value as Json, json};
use workspace_tests::node::{Node, write_file};

use crate::carry;
use crate::carry::build::{TEAMS, USERS, defaulted, id_of, numbers, step, version};
use crate::carry::pairs::{reordered, sample};

const HISTORIES: u64 = 100;

fn declare(history: TableHistory) -> Declaration {
    let tables = BTreeMap::from([(TableName::from_checked("users"), history)]);
    Declaration { tables, ..Declaration::default() }
}

fn widened(history: &TableHistory) -> Phases {
    let lowest = history.versions()[0].name.version;
    Phases::default().with(TableName::from_checked("users"), Phase::Widened { lowest })
}

fn whole(fields: &Object) -> Json {
    let system = [
        ("_id".to_owned(), Value::String(id_of(USERS, 1))),
        ("_creationTime".to_owned(), Value::Float64(1.5)),
    ];
    Value::Object(fields.clone().into_iter().chain(system).collect()).to_encoded()
}

fn outcome(history: &TableHistory, fields: &Object) -> Json {
    let stored = StoredDocument { id: id_of(USERS, 1), creation_time: 1.5, fields: fields.clone() };
    match history.carry(&stored, &FoundDocuments::default(), &numbers()) {
        CarryOutcome::Current => whole(fields),
        CarryOutcome::Carried(carried) => whole(&carried.document.fields),
        CarryOutcome::Quarantined(_) => json!("refused"),
    }
}

#[test]
fn random_histories_are_carried_in_node_as_in_rust() {
    let histories: Vec<_> = (0..HISTORIES).map(sample).collect();
    carry_in_node_as_in_rust("histories", &histories);
}

#[test]
fn random_constants_are_written_as_they_are() {
    let mut runner = TestRunner::deterministic();
    let constants = any_constant();
    let mut history = || {
        let constant = constants.new_tree(&mut runner).unwrap().current();
        let to = [(
            version(2, json!({"a": "any", "b": "null"})),
            step(2, [defaulted("a", constant.to_encoded()), defaulted("b", json!(null))], None),
        )];
        (carry::build::history(version(1, json!({})), to), vec![Object::new()])
    };
    let histories: Vec<_> = (0..60).map(|_| history()).collect();
    carry_in_node_as_in_rust("constants", &histories);
}

/// A constant of any kind, with long and short parts.
pub(super) fn any_constant() -> impl Strategy<Value = Value> {
    let float = prop_oneof![any::<f64>(), (-1000..1000).prop_map(f64::from)];
    let scalar = prop_oneof![
        1 => Just(Value::Null),
        2 => any::<bool>().prop_map(Value::Boolean),
        2 => any::<i64>().prop_map(Value::Int64),
        4 => float.prop_map(Value::Float64),
        2 => "[a-z '\"]{0,60}".prop_map(Value::String),
        1 => vec(any::<u8>(), 0..60).prop_map(Value::Bytes),
    ];
    scalar.prop_recursive(3, 40, 10, |inner| {
        let numbers = prop_oneof![Just(1.0), Just(-23.5), Just(1_234_567.0)];
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::Array),
            vec(numbers.prop_map(Value::Float64), 0..40).prop_map(Value::Array),
            vec(btree_map("[a-z]{1,9}", inner.clone(), 0..4).prop_map(Value::Object), 0..4)
                .prop_map(Value::Array),
            btree_map("[a-z]{1,9}|[ -#%-~]{1,6}", inner, 0..5).prop_map(Value::Object),
        ]
    })
}

/// The schema and the helpers.
fn files_of(history: &TableHistory) -> Vec<GeneratedFile> {
    let declaration = declare(history.clone());
    let schema = schema_of(&declaration, &widened(history)).unwrap();
    let helpers = helpers_file(&declaration).unwrap();
    [schema_file(&schema)].into_iter().chain(helpers).collect()
}

/// Writes each history's helpers, and carries its documents by them and by Rust.
fn carry_in_node_as_in_rust(folder: &str, histories: &[(TableHistory, Vec<Object>)]) {
    let node = Node::ready().unwrap();
    let directory = node.directory(folder).unwrap();
    let (mut cases, mut expected) = (Vec::new(), Vec::new());
    for (number, (history, documents)) in histories.iter().enumerate() {
        let name = format!("h{number}");
        let files = files_of(history);
        for file in &files {
            write_file(&directory.join(&name).join(file.path), &file.text).unwrap();
        }
        let takes_ctx = files.iter().any(|file| file.text.contains("ReadCtx"));
        for fields in documents {
            let document = whole(fields);
            cases.push(json!({"of": name, "takes_ctx": takes_ctx, "document": document}));
            expected.push(outcome(history, fields));
        }
    }
    let ids = |(number, table): (u32, &'static str)| {
        (0..4).map(move |which| (id_of(number, which), table))
    };
    let ids: BTreeMap<_, _> =
        [(USERS, "users"), (TEAMS, "teams")].into_iter().flat_map(ids).collect();
    let input = json!({"ids": ids, "cases": cases}).to_string();
    write_file(&directory.join("cases.json"), &input).unwrap();
    let at = directory.display().to_string();
    node.run("pretty.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    let output = node.run("carry_random.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    let found: Vec<Json> = serde_json::from_str(&output).unwrap();
    assert_eq!(found.len(), expected.len());
    for ((case, found), expected) in cases.iter().zip(found).zip(expected) {
        let value = |json: &Json| Value::from_encoded(json.clone()).unwrap();
        assert_eq!(value(&found), value(&expected), "{case}");
    }
    let project = node.project(&directory, "tsconfig.strictest.json").unwrap();
    node.tsc("typescript", &project).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_order_of_declarations_changes_no_generated_byte() {
    let mut compared = 0;
    for seed in 0..4 * HISTORIES {
        let (history, _) = sample(seed);
        let other = reordered(&history, seed);
        let documents = |history: &TableHistory| -> Vec<_> {
            history.versions().iter().map(|version| version.document.clone()).collect()
        };
        // The order of a union's members is part of what a version says.
        if documents(&history) == documents(&other) {
            compared += 1;
            let [a, b] = [&history, &other].map(files_of);
            assert_eq!(a, b);
        }
    }
    assert!(compared > 40, "only {compared} histories could be compared");
}
