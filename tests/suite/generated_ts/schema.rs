//! `schema.ts`: what is evaluated is what was declared.

use std::collections::BTreeMap;

use schema_core::generate::{schema_file, staged_files};
use schema_core::name::TableName;
use schema_core::schema::{Enforcement, Schema};
use schema_core::validator::Validator;
use schema_core::value::Value;
use serde_json::{Value as Json, json};
use workspace_tests::node::{Node, write_file};

use super::build::*;
use super::golden::assert_golden;
use super::random;

/// Every validator, every kind of index, names and texts that are easily spoilt.
fn every_kind() -> Schema {
    let nested = object([
        ("__proto__", optional(Validator::String)),
        ("street", required(Validator::String)),
        ("zip", optional(text("1-2"))),
    ]);
    let literals = Validator::Union(vec![
        text("it's"),
        text("say \"so\""),
        text("back\\slash\nline\u{1}\u{200b}é 日本"),
        literal(Value::Float64(1.0)),
        literal(Value::Float64(-0.0)),
        literal(Value::Float64(1e300)),
        literal(Value::Float64(-2.5e-7)),
        literal(Value::Int64(i64::MIN)),
        literal(Value::Int64(7)),
        literal(Value::Boolean(true)),
        literal(Value::Boolean(false)),
    ]);
    let everything = object([
        ("any", required(Validator::Any)),
        ("array", required(array(array(Validator::Float64)))),
        ("boolean", required(Validator::Boolean)),
        ("bytes", required(Validator::Bytes)),
        ("class", required(Validator::String)),
        ("commitTs", required(Validator::CommitTs)),
        ("embedding", required(array(Validator::Float64))),
        ("file", optional(id("_storage"))),
        ("id", required(id("others"))),
        ("int64", required(Validator::Int64)),
        ("literals", required(literals)),
        ("nested", required(nested.clone())),
        ("nestedOptional", optional(nested.clone())),
        ("nobody", required(Validator::Union(vec![]))),
        ("null", required(Validator::Null)),
        ("nullable", optional(Validator::Union(vec![Validator::String, Validator::Null]))),
        ("one", required(Validator::Union(vec![Validator::String]))),
        ("record", required(record(Validator::String, nested.clone()))),
        ("recordById", required(record(id("others"), array(nested)))),
        ("string", required(Validator::String)),
    ]);
    let indexes = [
        ("by_class", unstaged(by(&["class"]))),
        ("by_street", unstaged(by(&["nested.street", "nested.zip", "int64"]))),
        ("by_string", staged(by(&["string"]))),
        ("search_string", unstaged(search("string", &[]))),
        ("search_class", staged(search("class", &["id", "boolean"]))),
        ("vector_embedding", unstaged(vector("embedding", 1536, &[]))),
        ("vector_staged", staged(vector("embedding", 2, &["id", "class"]))),
    ];
    let shapes = Validator::Union(vec![
        object([("kind", required(text("circle"))), ("radius", required(Validator::Float64))]),
        object([("kind", required(text("square"))), ("side", required(Validator::Float64))]),
    ]);
    schema([
        ("anything", table::<&str>(Validator::Any, [])),
        ("empty", table::<&str>(object::<&str>([]), [])),
        ("everything", table(everything, indexes)),
        (
            "others",
            table(object([("a", optional(Validator::Null))]), [("by_a", unstaged(by(&["a"])))]),
        ),
        ("shapes", table(shapes, [("by_kind", unstaged(by(&["kind"])))])),
    ])
}

#[test]
fn every_validator_and_index_is_written_as_expected() {
    assert_golden("every_kind/schema.ts", &schema_file(&every_kind()).text);
}

#[test]
fn evaluated_schemas_are_the_ones_they_came_from_and_prettier_keeps_them() {
    let node = Node::ready().unwrap();
    let unchecked = Schema { enforcement: Enforcement::Off, ..every_kind() };
    let mut schemas = vec![every_kind(), unchecked, Schema::default()];
    schemas.extend(random::schemas(60));
    let directory = node.directory("schemas").unwrap();
    for (number, schema) in schemas.iter().enumerate() {
        let file = schema_file(schema);
        write_file(&directory.join(format!("s{number}")).join(file.path), &file.text).unwrap();
    }
    let at = directory.display().to_string();
    node.run("pretty.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    let exported = node.run("evaluate.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    let exported: BTreeMap<String, String> = serde_json::from_str(&exported).unwrap();
    assert_eq!(exported.len(), schemas.len());
    for (number, schema) in schemas.iter().enumerate() {
        let evaluated = Schema::from_export_json(&exported[&format!("s{number}/schema.ts")]);
        // As the server keeps it: a union of one member is that member.
        let expected = Schema::from_export_json(&schema.to_export_json());
        assert_eq!(evaluated, expected, "s{number}");
        assert!(evaluated.is_ok(), "s{number}: {evaluated:?}");
    }
}

#[test]
fn what_documents_are_to_be_next_is_staged_beside_what_is_enforced() {
    let fields = |title: Validator| {
        object([("title", required(title)), ("year", optional(Validator::Int64))])
    };
    let enforced = Validator::Union(vec![fields(Validator::String), fields(Validator::Null)]);
    let schema = schema([
        ("films", table(enforced, [("by_title", unstaged(by(&["title"])))])),
        ("notes", table::<&str>(object::<&str>([]), [])),
    ]);
    let next = fields(Validator::String);
    let staged = [(TableName::from_checked("films"), next.clone())].into();
    let node = Node::of_deployment().unwrap();
    let directory = node.directory("staged").unwrap();
    for file in staged_files(&schema, &staged, &json!({})) {
        write_file(&directory.join(file.path), &file.text).unwrap();
    }
    let at = directory.display().to_string();
    let node = Node::ready().unwrap();
    let exported = node.run("evaluate.mjs", &[&at]).unwrap_or_else(|error| panic!("{error}"));
    let exported: BTreeMap<String, String> = serde_json::from_str(&exported).unwrap();
    let exported = &exported["schema.ts"];
    // What is deployed is read back as what is enforced.
    let mut evaluated = Schema::from_export_json(exported).unwrap();
    evaluated.tables.retain(|name, _| schema.tables.contains_key(name));
    assert_eq!(evaluated, schema);
    let exported: Json = serde_json::from_str(exported).unwrap();
    let tables = exported["tables"].as_array().unwrap();
    let staged: BTreeMap<_, _> = tables
        .iter()
        .filter_map(|table| Some((table["tableName"].as_str()?, table.get("stagedDocumentType")?)))
        .collect();
    assert_eq!(staged, [("films", &next.to_json())].into());
}
