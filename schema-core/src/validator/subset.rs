//! Whether every value that one validator accepts is accepted by another.
//!
//! This is the server's own rule, by which it decides whether a push must walk a table. It errs
//! on the safe side: `false` can also mean that it didn't try.

use super::{Literal, ObjectValidator, Validator};
use crate::value::Value;

impl Validator {
    /// Returns whether the server can tell, from the validators alone, that `other` accepts every
    /// value that this one accepts.
    pub fn is_subset(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        match (self, other) {
            (_, Self::Any)
            | (Self::CommitTs, Self::Int64)
            | (Self::Int64, Self::CommitTs)
            | (Self::Id(_), Self::String) => true,
            (Self::Union(members), other) => members.iter().all(|member| member.is_subset(other)),
            (Self::Boolean, Self::Union(members)) if has_both_booleans(members) => true,
            // An object is not split over several members.
            (this, Self::Union(members)) => members.iter().any(|member| this.is_subset(member)),
            (Self::Literal(literal), other) => literal.is_of(other),
            (Self::Array(element), Self::Array(other)) => element.is_subset(other),
            (Self::Object(object), Self::Object(other)) => object.is_subset(other),
            // Records were compared as a whole above; the server doesn't look inside them.
            _ => false,
        }
    }
}

impl Literal {
    fn is_of(&self, validator: &Validator) -> bool {
        matches!(
            (self.value(), validator),
            (Value::String(_), Validator::String)
                | (Value::Float64(_), Validator::Float64)
                | (Value::Int64(_), Validator::Int64 | Validator::CommitTs)
                | (Value::Boolean(_), Validator::Boolean)
        )
    }
}

impl ObjectValidator {
    /// Returns whether the server can tell that `other` accepts every object that this one
    /// accepts.
    pub fn is_subset(&self, other: &Self) -> bool {
        let known = self.fields.iter().all(|(name, field)| {
            other.fields.get(name).is_some_and(|other| {
                (other.optional || !field.optional) && field.validator.is_subset(&other.validator)
            })
        });
        let mut added = other.fields.iter().filter(|(name, _)| !self.fields.contains_key(*name));
        known && added.all(|(_, field)| field.optional)
    }
}

fn has_both_booleans(members: &[Validator]) -> bool {
    let has = |wanted| {
        members.iter().any(|member| match member {
            Validator::Literal(literal) => *literal.value() == Value::Boolean(wanted),
            _ => false,
        })
    };
    has(true) && has(false)
}
