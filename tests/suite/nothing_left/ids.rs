//! Ids in generated documents, of the tables of the deployment that they are stored in.

use std::collections::BTreeMap;

use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::value::{Object, Value};

use crate::carry::build::numbers as generated;

/// The same document, its ids those of a deployment whose tables have these numbers.
pub(super) fn with_numbers(fields: &Object, numbers: &BTreeMap<TableNumber, TableName>) -> Object {
    fields.iter().map(|(name, value)| (name.clone(), renumbered(value, numbers))).collect()
}

fn renumbered(value: &Value, numbers: &BTreeMap<TableNumber, TableName>) -> Value {
    match value {
        Value::String(text) => Value::String(id(text, numbers).unwrap_or_else(|| text.clone())),
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| renumbered(item, numbers)).collect())
        }
        Value::Object(fields) => Value::Object(with_numbers(fields, numbers)),
        other => other.clone(),
    }
}

fn id(text: &str, numbers: &BTreeMap<TableNumber, TableName>) -> Option<String> {
    let id: DocumentId = text.parse().ok()?;
    let table = generated().remove(&id.table)?;
    let number = numbers.iter().find(|(_, name)| **name == table)?.0;
    Some(DocumentId { table: *number, ..id }.to_string())
}
