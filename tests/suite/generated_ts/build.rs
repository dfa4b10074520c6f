//! Short ways to write schemas.

use schema_core::name::{FieldName, FieldPath, IndexName, TableName};
use schema_core::schema::{Enforcement, Index, IndexKind, Schema, TableSchema};
use schema_core::validator::{
    FieldValidator, Literal, ObjectValidator, RecordValidator, Validator,
};
use schema_core::value::Value;

pub(super) fn required(validator: Validator) -> FieldValidator {
    FieldValidator { validator, optional: false }
}

pub(super) fn optional(validator: Validator) -> FieldValidator {
    FieldValidator { validator, optional: true }
}

pub(super) fn object<N: Into<String>>(
    fields: impl IntoIterator<Item = (N, FieldValidator)>,
) -> Validator {
    let fields = fields.into_iter().map(|(name, field)| (FieldName::from_checked(name), field));
    Validator::Object(ObjectValidator { fields: fields.collect() })
}

pub(super) fn array(element: Validator) -> Validator {
    Validator::Array(Box::new(element))
}

pub(super) fn record(keys: Validator, values: Validator) -> Validator {
    Validator::Record(Box::new(RecordValidator { keys, values }))
}

pub(super) fn id(table: &str) -> Validator {
    Validator::Id(TableName::from_checked(table))
}

pub(super) fn literal(value: Value) -> Validator {
    Validator::Literal(Literal::new(value).expect("a scalar"))
}

pub(super) fn text(text: &str) -> Validator {
    Validator::Literal(Literal::string(text))
}

pub(super) fn paths(paths: &[&str]) -> Vec<FieldPath> {
    paths.iter().map(|path| FieldPath::from_checked(*path)).collect()
}

pub(super) fn unstaged(kind: IndexKind) -> Index {
    Index { kind, staged: false }
}

pub(super) fn staged(kind: IndexKind) -> Index {
    Index { kind, staged: true }
}

pub(super) fn by(fields: &[&str]) -> IndexKind {
    IndexKind::Database { fields: paths(fields) }
}

pub(super) fn search(field: &str, filters: &[&str]) -> IndexKind {
    let search_field = FieldPath::from_checked(field);
    IndexKind::Search { search_field, filter_fields: paths(filters).into_iter().collect() }
}

pub(super) fn vector(field: &str, dimensions: u32, filters: &[&str]) -> IndexKind {
    let vector_field = FieldPath::from_checked(field);
    IndexKind::Vector {
        vector_field,
        dimensions,
        filter_fields: paths(filters).into_iter().collect(),
    }
}

pub(super) fn table<N: Into<String>>(
    document: Validator,
    indexes: impl IntoIterator<Item = (N, Index)>,
) -> TableSchema {
    let indexes = indexes.into_iter().map(|(name, index)| (IndexName::from_checked(name), index));
    TableSchema { document, indexes: indexes.collect() }
}

pub(super) fn schema<N: Into<String>>(
    tables: impl IntoIterator<Item = (N, TableSchema)>,
) -> Schema {
    let tables = tables.into_iter().map(|(name, table)| (TableName::from_checked(name), table));
    Schema { tables: tables.collect(), enforcement: Enforcement::On }
}
