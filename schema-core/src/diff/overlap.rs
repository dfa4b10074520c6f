//! Whether some value may be accepted by two validators.

use crate::validator::{Literal, ObjectValidator, Validator};
use crate::value::Value;

/// Whether a value may exist that both accept. Errs towards yes: `false` is certain.
pub(super) fn may_overlap(a: &Validator, b: &Validator) -> bool {
    match (a, b) {
        (Validator::Any, Validator::Union(members)) | (Validator::Union(members), Validator::Any) => {
            !members.is_empty()
        }
        (Validator::Any, _) | (_, Validator::Any) => true,
        (Validator::Union(members), other) | (other, Validator::Union(members)) => {
            members.iter().any(|member| may_overlap(member, other))
        }
        (Validator::Literal(a), Validator::Literal(b)) => a == b,
        (Validator::Literal(literal), other) | (other, Validator::Literal(literal)) => {
            may_be(literal, other)
        }
        (Validator::Id(a), Validator::Id(b)) => a == b,
        (Validator::Id(_), Validator::String) | (Validator::String, Validator::Id(_)) => true,
        (Validator::Int64, Validator::CommitTs) | (Validator::CommitTs, Validator::Int64) => true,
        // Both have the empty one.
        (Validator::Array(_), Validator::Array(_)) | (Validator::Record(_), Validator::Record(_)) => {
            true
        }
        (Validator::Object(a), Validator::Object(b)) => objects_may_overlap(a, b),
        (Validator::Object(object), Validator::Record(record))
        | (Validator::Record(record), Validator::Object(object)) => object
            .fields
            .values()
            .all(|field| field.optional || may_overlap(&field.validator, &record.values)),
        (a, b) => a == b,
    }
}

fn may_be(literal: &Literal, validator: &Validator) -> bool {
    matches!(
        (literal.value(), validator),
        (Value::String(_), Validator::String | Validator::Id(_))
            | (Value::Float64(_), Validator::Float64)
            | (Value::Int64(_), Validator::Int64 | Validator::CommitTs)
            | (Value::Boolean(_), Validator::Boolean)
    )
}

fn objects_may_overlap(a: &ObjectValidator, b: &ObjectValidator) -> bool {
    let fits = |this: &ObjectValidator, other: &ObjectValidator| {
        this.fields.iter().all(|(name, field)| match other.fields.get(name) {
            Some(there) => {
                (field.optional && there.optional)
                    || may_overlap(&field.validator, &there.validator)
            }
            None => field.optional,
        })
    };
    fits(a, b) && fits(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_overlap_unless_one_requires_what_the_other_has_not() {
        let name = || ObjectValidator::new().field("name", Validator::String);
        let object = |o: ObjectValidator| Validator::Object(o);
        let with_age = || name().field("age", Validator::Float64);
        let may_have_age = || name().optional("age", Validator::Float64);
        assert!(!may_overlap(&object(name()), &object(with_age())));
        assert!(may_overlap(&object(name()), &object(may_have_age())));
        assert!(may_overlap(&object(with_age()), &object(may_have_age())));
        let other_age = name().optional("age", Validator::String);
        assert!(!may_overlap(&object(with_age()), &object(other_age.clone())));
        assert!(may_overlap(&object(may_have_age()), &object(other_age)));
    }

    #[test]
    fn scalars_overlap_where_a_value_can_be_both() {
        let text = |t: &str| Validator::Literal(Literal::string(t));
        let levels = Validator::Union(vec![text("low"), text("high")]);
        assert!(may_overlap(&Validator::String, &levels));
        assert!(may_overlap(&levels, &text("low")));
        assert!(!may_overlap(&levels, &text("none")));
        assert!(!may_overlap(&levels, &Validator::Float64));
        assert!(!may_overlap(&Validator::Union(Vec::new()), &Validator::Any));
        assert!(may_overlap(&Validator::id("users"), &Validator::String));
        assert!(!may_overlap(&Validator::id("users"), &Validator::id("posts")));
    }
}
