//! Random schemas, the same ones in every run.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use schema_core::schema::{Index, Schema, TableSchema};
use schema_core::validator::Validator;
use schema_core::value::Value;

use super::build::{
    array, by, id, literal, object, optional, record, required, schema, search, table, text, vector,
};

/// The first `count` random schemas that Convex takes.
pub(super) fn schemas(count: usize) -> Vec<Schema> {
    let mut runner = TestRunner::deterministic();
    let mut one = || any_schema().new_tree(&mut runner).unwrap().current();
    // Convex takes only schemas that pass its own rules.
    std::iter::repeat_with(&mut one).filter(|schema| schema.check().is_ok()).take(count).collect()
}

fn any_schema() -> impl Strategy<Value = Schema> {
    btree_map(name(), any_table(), 0..6).prop_map(schema)
}

fn any_table() -> impl Strategy<Value = TableSchema> {
    let fields = btree_map(name(), (any_validator(), any::<bool>()), 0..7);
    (fields, vec((name(), any::<bool>()), 0..4), 0..12).prop_map(|(fields, indexes, form)| {
        let names: Vec<_> = fields.keys().cloned().collect();
        let fields = fields.into_iter().map(|(name, (validator, may_be_absent))| {
            (name, if may_be_absent { optional(validator) } else { required(validator) })
        });
        let document = match form {
            0 => Validator::Any,
            1 => {
                Validator::Union(vec![object(fields), object([("kind", required(text("other")))])])
            }
            _ => object(fields),
        };
        let fields_from = |at: usize| names.iter().skip(at).map(String::as_str).collect::<Vec<_>>();
        let indexes = indexes.into_iter().enumerate().filter(|(at, _)| *at < names.len());
        let indexes = indexes.map(|(at, (name, staged))| {
            let fields = fields_from(at);
            let kind = match (at + names.len()) % 4 {
                0 => search(fields[0], &fields[1..]),
                1 => vector(fields[0], 2 + u32::try_from(name.len()).unwrap(), &fields[1..]),
                _ => by(&fields),
            };
            (name, Index { kind, staged })
        });
        table(document, indexes)
    })
}

/// Short and long names, so that lines break everywhere.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z][a-zA-Z0-9_]{0,12}",
        1 => "[a-z]{30,64}",
        1 => prop::sample::select(vec!["type", "class", "constructor", "default", "toString", "ref"])
            .prop_map(str::to_owned),
    ]
}

fn any_validator() -> impl Strategy<Value = Validator> {
    let leaf = prop_oneof![
        6 => prop::sample::select(vec![
            Validator::Null,
            Validator::Float64,
            Validator::Int64,
            Validator::CommitTs,
            Validator::Boolean,
            Validator::String,
            Validator::Bytes,
            Validator::Any,
        ]),
        2 => name().prop_map(|name| id(&name)),
        3 => any_literal(),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            inner.clone().prop_map(array),
            inner.clone().prop_map(|values| record(Validator::String, values)),
            vec(inner.clone(), 0..5).prop_map(Validator::Union),
            vec(any_literal(), 1..8).prop_map(Validator::Union),
            btree_map(name(), (inner, any::<bool>()), 0..5).prop_map(|fields| object(
                fields.into_iter().map(|(name, (validator, may_be_absent))| (
                    name,
                    if may_be_absent { optional(validator) } else { required(validator) }
                ))
            )),
        ]
    })
}

fn any_literal() -> impl Strategy<Value = Validator> {
    let float = any::<f64>().prop_filter("a literal number is finite", |number| number.is_finite());
    prop_oneof![
        4 => "[a-z ]{0,24}".prop_map(Value::String),
        1 => "[\\PC\"'\\\\\n\t]{0,12}".prop_map(Value::String),
        1 => any::<i64>().prop_map(Value::Int64),
        1 => float.prop_map(Value::Float64),
        1 => (-1000..1000).prop_map(|number| Value::Float64(f64::from(number))),
        1 => any::<bool>().prop_map(Value::Boolean),
    ]
    .prop_map(literal)
}
