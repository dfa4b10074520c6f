//! What can be said of two validators about the values that both accept.
//!
//! The server's subset rule errs on the side of walking a table once more. Here the question is
//! whether a value needs carrying, so records count by their content, and so does overlap.

use crate::id::DocumentId;
use crate::transition::Target;
use crate::validator::{FieldValidator, ObjectValidator, RecordValidator, Validator};
use crate::value::Value;

/// Whether every value that `old` accepts is surely accepted by `new`.
pub(super) fn is_covered(old: &Target<'_>, new: &Target<'_>) -> bool {
    old.members().iter().all(|member| {
        new.members().iter().any(|by| member_is_covered(member, by))
            || (matches!(member, Validator::Boolean) && has_both_booleans(new))
    })
}

fn validator_is_covered(old: &Validator, new: &Validator) -> bool {
    is_covered(&Target::of(old), &Target::of(new))
}

/// Whether what stands in a field by `old`, or its absence, may stand there by `new`.
pub(super) fn field_is_covered(old: &FieldValidator, new: &FieldValidator) -> bool {
    (new.optional || !old.optional) && validator_is_covered(&old.validator, &new.validator)
}

fn has_both_booleans(target: &Target<'_>) -> bool {
    let has = |wanted: bool| {
        target.members().iter().any(|member| {
            matches!(member, Validator::Literal(literal)
                if *literal.value() == Value::Boolean(wanted))
        })
    };
    has(true) && has(false)
}

fn member_is_covered(old: &Validator, new: &Validator) -> bool {
    match (old, new) {
        (Validator::Literal(literal), new) => scalar_accepts(new, literal.value()),
        (_, Validator::Any)
        | (Validator::Int64 | Validator::CommitTs, Validator::Int64 | Validator::CommitTs)
        | (Validator::Id(_), Validator::String) => true,
        (Validator::Array(old), Validator::Array(new)) => validator_is_covered(old, new),
        (Validator::Record(old), Validator::Record(new)) => {
            validator_is_covered(&old.keys, &new.keys)
                && validator_is_covered(&old.values, &new.values)
        }
        (Validator::Object(old), Validator::Record(new)) => {
            validator_is_covered(&Validator::String, &new.keys)
                && old.fields.values().all(|f| validator_is_covered(&f.validator, &new.values))
        }
        (Validator::Object(old), Validator::Object(new)) => object_is_covered(old, new),
        (old, new) => old == new,
    }
}

fn object_is_covered(old: &ObjectValidator, new: &ObjectValidator) -> bool {
    let carried = old.fields.iter().all(|(name, field)| {
        new.fields.get(name).is_some_and(|new_field| field_is_covered(field, new_field))
    });
    let added = new.fields.iter().filter(|(name, _)| !old.fields.contains_key(*name));
    carried && added.map(|(_, field)| field).all(|field| field.optional)
}

/// Whether a scalar is accepted, without a deployment: no literal is an id for sure.
fn scalar_accepts(validator: &Validator, value: &Value) -> bool {
    match (validator, value) {
        (Validator::Literal(literal), value) => literal.value() == value,
        (Validator::String, Value::String(_))
        | (Validator::Float64, Value::Float64(_))
        | (Validator::Int64 | Validator::CommitTs, Value::Int64(_))
        | (Validator::Boolean, Value::Boolean(_))
        | (Validator::Any, _) => true,
        _ => false,
    }
}

/// Whether some value may be accepted by both; says yes where it can't tell.
pub(super) fn may_overlap(old: &Target<'_>, new: &Target<'_>) -> bool {
    old.members().iter().any(|a| new.members().iter().any(|b| members_may_overlap(a, b)))
}

/// Whether a document may be valid by both.
pub(super) fn validators_may_overlap(old: &Validator, new: &Validator) -> bool {
    may_overlap(&Target::of(old), &Target::of(new))
}

fn members_may_overlap(a: &Validator, b: &Validator) -> bool {
    match (a, b) {
        (Validator::Literal(literal), Validator::Id(_))
        | (Validator::Id(_), Validator::Literal(literal)) => match literal.value() {
            Value::String(text) => text.parse::<DocumentId>().is_ok(),
            _ => false,
        },
        (Validator::Literal(literal), other) | (other, Validator::Literal(literal)) => {
            scalar_accepts(other, literal.value())
        }
        (Validator::Any, _)
        | (_, Validator::Any)
        | (Validator::Int64 | Validator::CommitTs, Validator::Int64 | Validator::CommitTs)
        | (Validator::Id(_), Validator::String)
        | (Validator::String, Validator::Id(_))
        // Empty ones are of every kind.
        | (Validator::Array(_), Validator::Array(_))
        | (Validator::Record(_), Validator::Record(_)) => true,
        (Validator::Object(object), Validator::Record(record))
        | (Validator::Record(record), Validator::Object(object)) => {
            object_may_be_record(object, record)
        }
        (Validator::Object(a), Validator::Object(b)) => {
            required_may_be_in(a, b) && required_may_be_in(b, a)
        }
        // Nothing else overlaps with another kind, and an id is of one table.
        (a, b) => a == b,
    }
}

/// Whether an object with what `a` requires can be one of `b`.
fn required_may_be_in(a: &ObjectValidator, b: &ObjectValidator) -> bool {
    a.fields.iter().filter(|(_, field)| !field.optional).all(|(name, field)| {
        b.fields
            .get(name)
            .is_some_and(|other| validators_may_overlap(&field.validator, &other.validator))
    })
}

fn object_may_be_record(object: &ObjectValidator, record: &RecordValidator) -> bool {
    let mut required = object.fields.values().filter(|field| !field.optional);
    required.all(|field| validators_may_overlap(&field.validator, &record.values))
}
