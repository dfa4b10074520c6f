//! What the deployments of tests hold: films whose directors are documents, or will be.

use std::collections::BTreeMap;

use schema_core::name::{FieldName, FieldPath, IndexName, TableName};
use schema_core::schema::{Index, IndexKind, Schema, TableSchema};
use schema_core::validator::{FieldValidator, ObjectValidator, Validator};
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;

use crate::step::StepKey;

pub(crate) fn films() -> TableName {
    TableName::from_checked("films")
}

pub(crate) fn directors() -> TableName {
    TableName::from_checked("directors")
}

/// A table of no schema.
pub(crate) fn notes() -> TableName {
    TableName::from_checked("notes")
}

/// `films@1->2`
pub(crate) fn step() -> StepKey {
    StepKey { table: films(), old: VersionNumber(1), new: VersionNumber(2) }
}

pub(crate) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

pub(crate) fn object(fields: &[(&str, Value)]) -> Object {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

pub(crate) fn old_film(title: Option<&str>, director: &str) -> Object {
    object(&[("title", title.map_or(Value::Null, text)), ("director", text(director))])
}

pub(crate) fn named(name: &str) -> Object {
    object(&[("name", text(name))])
}

/// A schema of tables that take objects with these fields, all required.
pub(crate) fn schema(tables: &[(&TableName, &[(&str, Validator)])]) -> Schema {
    let table = |(name, fields): &(&TableName, &[(&str, Validator)])| {
        let mut object = ObjectValidator::new();
        for (field, validator) in *fields {
            object = object.field(*field, validator.clone());
        }
        let document = Validator::Object(object);
        ((*name).clone(), TableSchema { document, indexes: BTreeMap::new() })
    };
    Schema { tables: tables.iter().map(table).collect(), ..Schema::default() }
}

/// The schema that takes films of both versions, as a widened one does.
pub(crate) fn widened() -> Schema {
    let mut schema = schema(&[
        (&films(), &[("title", Validator::nullable(Validator::String))]),
        (&directors(), &[("name", Validator::String)]),
    ]);
    if let Some(table) = schema.tables.get_mut(&films())
        && let Validator::Object(object) = &mut table.document
    {
        for (name, validator) in
            [("director", Validator::String), ("directedBy", Validator::id("directors"))]
        {
            let name = FieldName::from_checked(name);
            object.fields.insert(name, FieldValidator { validator, optional: true });
        }
    }
    by_name(&mut schema);
    schema
}

/// Gives directors their index.
pub(crate) fn by_name(schema: &mut Schema) {
    index(schema, &directors(), "by_name", &["name"]);
}

pub(crate) fn index(schema: &mut Schema, table: &TableName, name: &str, fields: &[&str]) {
    let fields = fields.iter().map(|field| FieldPath::from_checked(*field)).collect();
    let index = Index { kind: IndexKind::Database { fields }, staged: false };
    if let Some(table) = schema.tables.get_mut(table) {
        table.indexes.insert(IndexName::from_checked(name), index);
    }
}
