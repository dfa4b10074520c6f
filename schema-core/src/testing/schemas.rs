//! Generators of whole schemas.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{TABLES, object_validator};
use crate::name::{FieldPath, IndexName, TableName};
use crate::schema::{Enforcement, Index, IndexKind, Schema, TableSchema};
use crate::validator::Validator;

/// Generates what a table's documents may be: an object, a union of objects, or any.
pub fn document_validator() -> BoxedStrategy<Validator> {
    prop_oneof![
        6 => object_validator().prop_map(Validator::Object),
        2 => vec(object_validator(), 2..4).prop_map(|objects| {
            Validator::Union(objects.into_iter().map(Validator::Object).collect())
        }),
        1 => Just(Validator::Any),
    ]
    .boxed()
}

/// Generates a schema that a push would accept, with database indexes on top-level fields.
pub fn schema() -> BoxedStrategy<Schema> {
    let enforcement = prop_oneof![9 => Just(Enforcement::On), 1 => Just(Enforcement::Off)];
    let name = select(&TABLES[..]).prop_map(TableName::from_checked);
    (btree_map(name, table(), 0..=TABLES.len()), enforcement)
        .prop_map(|(tables, enforcement)| Schema { tables, enforcement })
        .boxed()
}

fn table() -> impl Strategy<Value = TableSchema> {
    document_validator().prop_flat_map(|document| {
        let fields = indexable(&document);
        let some = 1..=fields.len().clamp(1, 3);
        let index = if fields.is_empty() {
            Just(Vec::new()).boxed()
        } else {
            vec((subsequence(fields, some), any::<bool>()), 0..3).boxed()
        };
        index.prop_map(move |indexes| TableSchema {
            document: document.clone(),
            indexes: named(indexes),
        })
    })
}

fn indexable(document: &Validator) -> Vec<FieldPath> {
    let fields: BTreeSet<_> = match document {
        Validator::Object(object) => object.fields.keys().collect(),
        Validator::Union(members) => members
            .iter()
            .filter_map(|member| match member {
                Validator::Object(object) => Some(object.fields.keys()),
                _ => None,
            })
            .flatten()
            .collect(),
        _ => BTreeSet::new(),
    };
    fields.into_iter().map(|name| FieldPath::from_checked(name.as_str())).collect()
}

/// Names each index for its fields, so that no two have the same ones.
fn named(indexes: Vec<(Vec<FieldPath>, bool)>) -> BTreeMap<IndexName, Index> {
    let named = indexes.into_iter().map(|(fields, staged)| {
        let names: Vec<&str> = fields.iter().map(FieldPath::as_str).collect();
        let name = IndexName::from_checked(format!("by_{}", names.join("_and_")));
        (name, Index { kind: IndexKind::Database { fields }, staged })
    });
    named.collect()
}
