//! What a field may hold.

use std::collections::BTreeMap;

use crate::name::{FieldName, TableName};
use crate::value::Value;

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

impl Literal {
    /// The literal that accepts exactly this text.
    pub fn string(text: impl Into<String>) -> Self {
        Self(Value::String(text.into()))
    }

    /// The literal that accepts exactly this number.
    pub const fn number(number: f64) -> Self {
        Self(Value::Float64(number))
    }

    /// The literal that accepts exactly this int64.
    pub const fn int64(number: i64) -> Self {
        Self(Value::Int64(number))
    }

    /// The literal that accepts exactly this boolean.
    pub const fn boolean(value: bool) -> Self {
        Self(Value::Boolean(value))
    }

    /// The literal that accepts exactly this value; `None` unless it is a string, a number, an
    /// int64 or a boolean.
    pub fn new(value: Value) -> Option<Self> {
        let scalar = matches!(
            value,
            Value::String(_) | Value::Float64(_) | Value::Int64(_) | Value::Boolean(_)
        );
        scalar.then_some(Self(value))
    }

    /// The value it accepts.
    pub const fn value(&self) -> &Value {
        &self.0
    }
}
