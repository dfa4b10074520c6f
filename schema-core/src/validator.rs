//! What a field may hold.

use std::collections::BTreeMap;

use crate::name::{FieldName, TableName};
use crate::value::Value;

mod accepts;
mod build;
mod closest;
mod error;
mod failure;
pub(crate) mod json;
#[cfg(test)]
mod properties;
mod show;
mod subset;
mod tables;
mod text;
mod well_formed;

pub use error::{ValidatorError, ValidatorReason};
pub use failure::{Failure, Found, Reason};
pub use tables::{NoDeployment, NumberedTable, TableNumbers};

/// What a value may be: the validators of `convex/values`, as the server knows them.
///
/// Optional belongs to the field ([`FieldValidator`]), not to its validator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Validator {
    /// `v.null()`
    Null,
    /// `v.number()`, also written `v.float64()`
    Float64,
    /// `v.int64()`
    Int64,
    /// `v.commitTs()`
    CommitTs,
    /// `v.boolean()`
    Boolean,
    /// `v.string()`
    String,
    /// `v.bytes()`
    Bytes,
    /// `v.any()`
    Any,
    /// `v.id("table")`
    Id(TableName),
    /// `v.literal(...)`
    Literal(Literal),
    /// `v.array(...)`
    Array(Box<Validator>),
    /// `v.record(keys, values)`
    Record(Box<RecordValidator>),
    /// `v.object({...})`; closed: an undeclared field is refused
    Object(ObjectValidator),
    /// `v.union(...)`; members keep the order they were declared in
    Union(Vec<Validator>),
}

/// The exact value that `v.literal` accepts: a string, a number, an int64 or a boolean, compared
/// in Convex's total order (`-0` is not `0`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal(Value);

/// `v.record(keys, values)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordValidator {
    /// What each key must be: `v.string()`, `v.id()` or a union of those.
    pub keys: Validator,
    /// What each value must be.
    pub values: Validator,
}

/// The fields of `v.object({...})`, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectValidator {
    /// The declared fields.
    pub fields: BTreeMap<FieldName, FieldValidator>,
}

/// A field of an object validator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldValidator {
    /// What the field holds when it is there.
    pub validator: Validator,
    /// Whether it may be absent; an explicit `null` is not absence.
    pub optional: bool,
}
