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

/// Generates a schema that a push would accept, with indexes of every kind on top-level fields.
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
            let covered = subsequence(fields, some).prop_shuffle();
            vec((covered, 0..4_usize, any::<bool>()), 0..3).boxed()
        };
        index.prop_map(move |indexes| {
            let mut table = TableSchema { document: document.clone(), indexes: named(indexes) };
            table.indexes.retain(|name, index| is_accepted(&document, name, index));
            table
        })
    })
}

/// Whether a push would take the index: not every field can hold a vector.
fn is_accepted(document: &Validator, name: &IndexName, index: &Index) -> bool {
    let indexes = BTreeMap::from([(name.clone(), index.clone())]);
    let table = TableSchema { document: document.clone(), indexes };
    let tables = BTreeMap::from([(TableName::from_checked(TABLES[0]), table)]);
    Schema { tables, enforcement: Enforcement::On }.errors().is_empty()
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

/// Names each index for what it covers, so that no two do the same work.
fn named(indexes: Vec<(Vec<FieldPath>, usize, bool)>) -> BTreeMap<IndexName, Index> {
    let named = indexes.into_iter().map(|(fields, kind, staged)| {
        let (first, rest) = (fields[0].clone(), fields[1..].iter().cloned().collect());
        let (word, covered, kind) = match kind {
            0 => {
                let covered = [&first].into_iter().chain(&rest).cloned().collect();
                ("search", covered, IndexKind::Search { search_field: first, filter_fields: rest })
            }
            1 => {
                let covered = vec![first.clone()];
                let (vector_field, dimensions, filter_fields) = (first, 2, rest);
                ("near", covered, IndexKind::Vector { vector_field, dimensions, filter_fields })
            }
            _ => ("by", fields.clone(), IndexKind::Database { fields }),
        };
        let names: Vec<&str> = covered.iter().map(FieldPath::as_str).collect();
        (IndexName::from_checked(format!("{word}_{}", names.join("_and_"))), Index { kind, staged })
    });
    named.collect()
}
