//! One version of a table, as plain data.

use std::collections::BTreeMap;
use std::fmt;

use crate::name::{FieldName, IndexName, TableName};
use crate::schema::{Index, TableSchema};
use crate::shape::{DeclareError, RustType, Types};
use crate::validator::Validator;

/// The number of a version, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionNumber(pub u32);

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A version of a table by name, written `users@2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionName {
    /// The table.
    pub table: TableName,
    /// The version.
    pub version: VersionNumber,
}

impl fmt::Display for VersionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.table, self.version)
    }
}

/// A declared version of a table: what is stored (the version's meaning), and how it is written in
/// Rust (kept for `bump`, no part of the meaning).
#[derive(Clone, Debug, PartialEq)]
pub struct TableVersion {
    /// `users@2`
    pub name: VersionName,
    /// What a document may be: an object, a union of objects, or any.
    pub document: Validator,
    /// The indexes, by name.
    pub indexes: BTreeMap<IndexName, Index>,
    /// The field that holds the version's number, where documents are marked with it.
    pub version_field: Option<FieldName>,
    /// The document type in Rust.
    pub rust: RustType,
    /// The user's types that the document type is made of, itself included.
    pub types: Types,
    /// What is wrong with the declaration.
    pub errors: Vec<DeclareError>,
}

impl TableVersion {
    /// Whether one of its types contains itself.
    pub(crate) fn is_recursive(&self) -> bool {
        self.errors.iter().any(|error| matches!(error, DeclareError::Recursive { .. }))
    }
}

impl From<&TableVersion> for TableSchema {
    fn from(version: &TableVersion) -> Self {
        Self { document: version.document.clone(), indexes: version.indexes.clone() }
    }
}

/// What a version means: all that is compared, frozen and bound by receipts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What a document may be.
    pub document: Validator,
    /// The indexes, by name.
    pub indexes: BTreeMap<IndexName, Index>,
    /// The field that holds the version's number, where documents are marked with it.
    pub version_field: Option<FieldName>,
}

impl Meaning {
    /// The meaning of a declared version.
    pub fn of(version: &TableVersion) -> Self {
        Self {
            document: version.document.clone(),
            indexes: version.indexes.clone(),
            version_field: version.version_field.clone(),
        }
    }
}
