//! All tables of a deployment at one moment.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::{FieldPath, IndexName, TableName};
use crate::validator::Validator;

mod error;
#[cfg(test)]
mod properties;
mod reach;
mod read;
mod rules;
mod write;

pub(crate) use rules::same_work;

pub use error::{SchemaError, SchemaReason, Stage};

/// What `schema.ts` declares: each table's document type and indexes. Plain sorted data.
///
/// Two schemas are equal where the server takes them for the same: what has no order there, such as
/// tables, fields, indexes and filter fields, has none here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The tables, by name.
    pub tables: BTreeMap<TableName, TableSchema>,
    /// Whether documents are checked (`schemaValidation`).
    pub enforcement: Enforcement,
}

/// The document type of a table as the server keeps it: a union of one object is that object.
///
/// Everything else of a validator is kept as it is, the order of a union's members included.
/// Schemas that are read and versions that are declared both pass through here, so that comparing
/// them with `==` is comparing them as the server does.
pub(crate) fn as_kept(document: Validator) -> Validator {
    match document {
        Validator::Union(mut members) if members.len() == 1 => members.swap_remove(0),
        document => document,
    }
}

/// Whether the deployment checks documents against the schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enforcement {
    /// `schemaValidation: true`, what `defineSchema` does unless told otherwise.
    #[default]
    On,
    /// `schemaValidation: false`.
    Off,
}

/// One table of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSchema {
    /// What a document may be: an object, a union of objects, or any.
    pub document: Validator,
    /// The indexes, by name; names are unique across all kinds.
    pub indexes: BTreeMap<IndexName, Index>,
}

/// One index of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index {
    /// What kind it is, with what it covers.
    pub kind: IndexKind,
    /// `staged: true`: filled in the background, not yet queryable.
    pub staged: bool,
}

/// What an index covers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexKind {
    /// `.index(name, fields)`; `_creationTime` follows implicitly.
    Database {
        /// The indexed fields in order, at most 15.
        fields: Vec<FieldPath>,
    },
    /// `.searchIndex(name, {searchField, filterFields})`
    Search {
        /// The field with the text.
        search_field: FieldPath,
        /// Fields that a search may filter by, at most 16; the server knows no order among them.
        filter_fields: BTreeSet<FieldPath>,
    },
    /// `.vectorIndex(name, {vectorField, dimensions, filterFields})`
    Vector {
        /// The field with the vector.
        vector_field: FieldPath,
        /// Length of each vector, 2 to 4096.
        dimensions: u32,
        /// Fields that a search may filter by, at most 16; the server knows no order among them.
        filter_fields: BTreeSet<FieldPath>,
    },
}
