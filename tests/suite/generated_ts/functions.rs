//! The functions through which a runner drives a deployment: what they are, and that they and Rust
//! mean the same by a text. What they do is tested in `tests/deployment`.

use std::collections::{BTreeMap, BTreeSet};

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use schema_core::Schema as _;
use schema_core::generate::{
    Phases, deployment_files, generate, generated_paths, is_generated_module, is_ledger_table,
};
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::value::{Object, Value, canonical_object};
use serde_json::{Value as Json, json};
use workspace_tests::node::{Node, write_file};

use super::app::App;
use super::histories::any_constant;

/// Everything that a runner calls, and nothing else is callable.
const FUNCTIONS: [&str; 23] = [
    "commit:commit",
    "documents:count",
    "documents:get",
    "documents:scan",
    "documents:tables",
    "manifest:manifest",
    "quarantine:page",
    "quarantine:repair",
    "receipts:note",
    "receipts:receipts",
    "receipts:withdraw",
    "runs:control",
    "runs:heartbeat",
    "runs:release",
    "runs:runs",
    "runs:takeOver",
    "starts:note",
    "starts:starts",
    "status:status",
    "steps:beginPass",
    "steps:step",
    "steps:steps",
    "verify:verify",
];

#[test]
fn nothing_generated_is_public_and_every_function_says_what_it_takes_and_gives() {
    let node = Node::ready().unwrap();
    let directory = node.directory("exports").unwrap();
    let files = generate(&App::declaration(), &Phases::default(), &json!({})).unwrap();
    for file in &files {
        write_file(&directory.join(file.path), &file.text).unwrap();
    }
    let output = node.run("exports.mjs", &[&directory.display().to_string()]);
    let functions: Vec<BTreeMap<String, Json>> = serde_json::from_str(&output.unwrap()).unwrap();
    let mut found = BTreeSet::new();
    for function in functions {
        let path = function["path"].as_str().unwrap();
        assert_eq!((&function["isInternal"], &function["isPublic"]), (&json!(true), &json!(false)));
        assert!(["Query", "Mutation"].contains(&function["kind"].as_str().unwrap()), "{path}");
        let validator =
            |key: &str| -> Json { serde_json::from_str(function[key].as_str().unwrap()).unwrap() };
        // Without a validator a function takes and gives anything.
        assert_eq!(validator("args")["type"], "object", "{path}");
        let returns = validator("returns");
        assert!(returns["type"].is_string() && returns["type"] != "any", "{path}: {returns}");
        found.insert(path.strip_prefix("migrate_runtime/").unwrap().to_owned());
    }
    let expected = FUNCTIONS.iter().map(ToString::to_string);
    assert_eq!(found, expected.collect());
}

#[test]
fn files_have_names_that_convex_takes_for_modules() {
    let paths: Vec<_> = generated_paths().collect();
    let files = deployment_files(&Schema::default(), &json!({}));
    assert!(files.iter().all(|file| paths.contains(&file.path)));
    assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len());
    for path in paths {
        let stem = path.strip_suffix(".ts").unwrap();
        let is_legal = |c: char| c.is_ascii_alphanumeric() || "_/".contains(c);
        assert!(stem.chars().all(is_legal), "{path}");
    }
    // The folder of sources holds nothing that isn't written.
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema-core/src/generate/functions");
    let sources = std::fs::read_dir(sources).unwrap();
    let mut sources: Vec<_> = sources
        .map(|entry| format!("migrate_runtime/{}", entry.unwrap().file_name().display()))
        .collect();
    sources.push("migrate_runtime/deployed.ts".to_owned());
    sources.sort();
    let mut written: Vec<_> = files.iter().map(|file| file.path).collect();
    written.retain(|path| *path != "schema.ts");
    written.sort_unstable();
    assert_eq!(written, sources);
}

#[test]
fn no_function_relies_on_generated_code_or_on_types_that_say_nothing() {
    for file in deployment_files(&Schema::default(), &json!({})) {
        let path = file.path;
        for line in file.text.lines() {
            let code = line.split("//").next().unwrap_or_default().trim_start();
            if code.starts_with('*') || code.starts_with("/*") {
                continue;
            }
            let forbidden =
                [": any", "as any", "<any", "any>", "any[", "v.any(", "_generated", "@ts-"];
            assert!(forbidden.iter().all(|word| !code.contains(word)), "{path}: {line}");
        }
        assert!(file.text.starts_with("// Generated "), "{path}");
        let is_of_project = ["schema.ts", "migrate_runtime/deployed.ts"].contains(&path);
        assert_ne!(is_generated_module(&file.text), is_of_project, "{path}");
        assert!(file.text.lines().count() < 200, "{path} has more than one idea");
    }
}

#[test]
fn a_table_is_the_ledgers_by_its_name() {
    let is_one = |name: &str| is_ledger_table(&TableName::from_checked(name));
    assert!(is_one("migrate_runtime_fence"));
    assert!(!is_one("migrate_runtime"));
    assert!(!is_one("users"));
}

/// Values that are easily written otherwise.
fn special_values() -> Vec<Value> {
    let floats = [
        0.0,
        -0.0,
        1.0,
        -1.5,
        0.1 + 0.2,
        1e20,
        1e21,
        1e-6,
        1e-7,
        5e-324,
        -5e-324,
        1.25e-7,
        123_456_789_012_345_680_000.0,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        f64::EPSILON,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        9_007_199_254_740_991.0,
        9_007_199_254_740_993.0,
        2f64.powi(63),
        4.35,
        100.0,
        1e100,
    ];
    let ints = [0, 1, -1, i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1];
    let texts = [
        "",
        "a",
        "\"\\/\u{8}\u{c}\n\r\t",
        "\u{0}\u{1f}\u{7f}\u{80}",
        "é日本😀\u{2028}\u{2029}\u{feff}",
        "\u{ffff}\u{10ffff}",
        "__proto__",
        "\"__proto__\":",
        "</script>",
    ];
    let keys = [
        "",
        "2",
        "10",
        "1",
        "-1",
        "a",
        "B",
        "a b",
        "__proto__",
        "constructor",
        "toString",
        "~",
        "4294967295",
        "0x1",
        "01",
    ];
    let object: Object = keys.iter().map(|key| ((*key).to_owned(), Value::Int64(1))).collect();
    let mut nested = Value::Object(Object::new());
    for _ in 0..12 {
        nested =
            Value::Object(Object::from([("__proto__".to_owned(), Value::Array(vec![nested]))]));
    }
    let floats = floats.map(Value::Float64).into_iter();
    let ints = ints.map(Value::Int64).into_iter();
    let texts = texts.map(|text| Value::String(text.to_owned())).into_iter();
    let bytes = [vec![], vec![0], vec![255, 0], vec![1, 2, 3], (0..=255).collect()];
    let bytes = bytes.map(Value::Bytes).into_iter();
    let rest = [Value::Null, Value::Boolean(true), Value::Array(vec![]), nested];
    floats
        .chain(ints)
        .chain(texts)
        .chain(bytes)
        .chain(rest)
        .chain([Value::Object(object)])
        .collect()
}

#[test]
fn functions_and_rust_write_the_same_text_for_the_same_value() {
    let node = Node::ready().unwrap();
    let directory = node.directory("canonical").unwrap();
    for file in deployment_files(&Schema::default(), &json!({})) {
        write_file(&directory.join(file.path), &file.text).unwrap();
    }
    let mut runner = TestRunner::deterministic();
    let mut values = special_values();
    let strategy = any_constant();
    values.extend((0..1500).map(|_| strategy.new_tree(&mut runner).unwrap().current()));
    let objects = values.iter().filter_map(|value| match value {
        Value::Object(fields) => Some(fields.clone()),
        _ => None,
    });
    let mut documents: Vec<Object> = objects.collect();
    documents.extend(values.iter().map(|value| Object::from([("a".to_owned(), value.clone())])));
    // A document's own fields that begin so are Convex's.
    documents.retain(|document| document.keys().all(|key| !key.starts_with('_')));

    let encoded: Vec<_> = values.iter().map(Value::to_encoded).collect();
    let texts: Vec<_> = documents.iter().map(canonical_object).collect();
    write_file(&directory.join("values.json"), &Json::from(encoded).to_string()).unwrap();
    write_file(&directory.join("texts.json"), &json!(texts).to_string()).unwrap();
    let output = node.run("canonical.mjs", &[&directory.display().to_string()]).unwrap();
    let found: BTreeMap<String, Vec<Option<String>>> = serde_json::from_str(&output).unwrap();
    for (value, found) in values.iter().zip(&found["values"]) {
        assert_eq!(found.as_deref(), Some(&*value.to_canonical()));
    }
    assert_eq!(found["values"].len(), values.len());
    assert_eq!(found["texts"].len(), texts.len());
    let mut unreadable = 0;
    for ((document, text), found) in documents.iter().zip(&texts).zip(&found["texts"]) {
        if found.is_none() {
            unreadable += 1;
            assert!(has_proto(&Value::Object(document.clone())), "{text}");
        } else {
            assert_eq!(found.as_ref(), Some(text));
        }
    }
    assert!((2..texts.len() / 10).contains(&unreadable), "{unreadable} of {}", texts.len());
}

/// Whether an object anywhere in a value has the field that JavaScript takes for something else.
fn has_proto(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.contains_key("__proto__") || fields.values().any(has_proto),
        Value::Array(elements) => elements.iter().any(has_proto),
        _ => false,
    }
}
