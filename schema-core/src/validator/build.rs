//! Validators made in Rust code, shaped like the `v` of `convex/values`.

use std::collections::BTreeMap;

use super::{FieldValidator, Literal, ObjectValidator, RecordValidator, Validator};
use crate::name::{FieldName, TableName};
use crate::value::Value;

impl Validator {
    /// `v.id(table)`; the name is taken as it is.
    pub fn id(table: impl Into<String>) -> Self {
        Self::Id(TableName::from_checked(table))
    }

    /// `v.array(element)`
    pub fn array(element: Self) -> Self {
        Self::Array(Box::new(element))
    }

    /// `v.record(keys, values)`
    pub fn record(keys: Self, values: Self) -> Self {
        Self::Record(Box::new(RecordValidator { keys, values }))
    }

    /// `v.union(...)`
    pub fn union(members: impl IntoIterator<Item = Self>) -> Self {
        Self::Union(members.into_iter().collect())
    }

    /// `v.nullable(validator)`, which is a union with `v.null()` as its last member.
    pub fn nullable(validator: Self) -> Self {
        Self::Union(vec![validator, Self::Null])
    }
}

impl From<ObjectValidator> for Validator {
    fn from(object: ObjectValidator) -> Self {
        Self::Object(object)
    }
}

impl From<Literal> for Validator {
    fn from(literal: Literal) -> Self {
        Self::Literal(literal)
    }
}

impl ObjectValidator {
    /// `v.object({})`, to which fields are added.
    pub const fn new() -> Self {
        Self { fields: BTreeMap::new() }
    }

    /// The same object with one more field, which must be present; the name is taken as it is.
    #[must_use]
    pub fn field(self, name: impl Into<String>, validator: Validator) -> Self {
        self.with(name, FieldValidator { validator, optional: false })
    }

    /// The same object with one more field, which may be absent; the name is taken as it is.
    #[must_use]
    pub fn optional(self, name: impl Into<String>, validator: Validator) -> Self {
        self.with(name, FieldValidator { validator, optional: true })
    }

    fn with(mut self, name: impl Into<String>, field: FieldValidator) -> Self {
        self.fields.insert(FieldName::from_checked(name), field);
        self
    }
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
