//! Random indexes of every kind.

use std::collections::BTreeMap;

use schema_core::name::{FieldPath, IndexName};
use schema_core::schema::{Enforcement, Index, IndexKind, Schema, SchemaError, TableSchema};
use schema_core::validator::Validator;

use super::tables::name;
use crate::carry::pairs::Random;

/// Indexes that a push would take on these documents, under names that come back.
pub(super) fn any_indexes(document: &Validator, random: &mut Random) -> BTreeMap<IndexName, Index> {
    let mut table = TableSchema { document: document.clone(), indexes: BTreeMap::new() };
    let paths = paths(document);
    for _ in 0..if paths.is_empty() { 0 } else { random.below(6) } {
        let name = IndexName::from_checked(format!("index{}", random.below(6)));
        let index = any_index(paths.clone(), random);
        let replaced = table.indexes.insert(name.clone(), index);
        if !errors(&table).is_empty() {
            table.indexes.remove(&name);
            table.indexes.extend(replaced.map(|index| (name, index)));
        }
    }
    table.indexes
}

/// What a push would have against a table.
pub(super) fn errors(table: &TableSchema) -> Vec<SchemaError> {
    let tables = [(name("users"), table.clone())].into();
    Schema { tables, enforcement: Enforcement::On }.errors()
}

fn any_index(mut paths: Vec<FieldPath>, random: &mut Random) -> Index {
    random.shuffle(&mut paths);
    let first = paths[0].clone();
    let vector = paths.iter().find(|path| path.as_str() == "sense").cloned();
    let kind = match random.below(4) {
        0 => {
            paths.truncate(random.below(5));
            IndexKind::Search { search_field: first, filter_fields: paths.into_iter().collect() }
        }
        1 => {
            paths.truncate(random.below(5));
            let vector_field = vector.unwrap_or(first);
            let dimensions = 2 + u32::try_from(random.below(3)).unwrap_or(0);
            let filter_fields = paths.into_iter().collect();
            IndexKind::Vector { vector_field, dimensions, filter_fields }
        }
        _ => {
            paths.truncate(1 + random.below(3));
            IndexKind::Database { fields: paths }
        }
    };
    Index { kind, staged: random.is(1, 4) }
}

/// The fields of a document and those one level further in, in the order of their names.
fn paths(document: &Validator) -> Vec<FieldPath> {
    let mut found = Vec::new();
    collect(document, "", &mut found);
    found.sort();
    found.dedup();
    found.into_iter().map(FieldPath::from_checked).collect()
}

fn collect(document: &Validator, before: &str, found: &mut Vec<String>) {
    match document {
        Validator::Object(object) => {
            for (name, field) in &object.fields {
                let path = format!("{before}{}", name.as_str());
                if before.is_empty() {
                    collect(&field.validator, &format!("{path}."), found);
                }
                found.push(path);
            }
        }
        Validator::Union(members) => {
            for member in members {
                collect(member, before, found);
            }
        }
        Validator::Any if before.is_empty() => {
            found.extend(["b", "a.b", "a", "c"].map(str::to_owned));
        }
        _ => {}
    }
}
