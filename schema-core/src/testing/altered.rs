//! Generators of validators that are nearly the given one.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::validators::validator;
use super::{FIELDS, TABLES};
use crate::name::FieldName;
use crate::validator::{FieldValidator, Literal, ObjectValidator, Validator};
use crate::value::Value;

/// Generates validators that differ little from this one, some wider, some narrower, some neither.
pub fn altered(validator: &Validator) -> BoxedStrategy<Validator> {
    let inside = match validator {
        Validator::Array(element) => altered(element).prop_map(Validator::array).boxed(),
        Validator::Record(record) => (Just(record.keys.clone()), altered(&record.values))
            .prop_map(|(keys, values)| Validator::record(keys, values))
            .boxed(),
        Validator::Object(object) => altered_object(object).prop_map(Validator::Object).boxed(),
        Validator::Union(members) => {
            let kept = subsequence(members.clone(), 0..=members.len());
            (kept, vec(validator_like(members.first()), 0..2))
                .prop_map(|(kept, more)| Validator::Union([kept, more].concat()))
                .boxed()
        }
        leaf => validator_like(Some(leaf)),
    };
    let union = (inside.clone(), validator_like(Some(validator)))
        .prop_map(|(inside, more)| Validator::union([inside, more]));
    prop_oneof![6 => inside, 1 => union, 1 => Just(validator.clone())].boxed()
}

/// Generates a leaf of the same family: an id for text, a literal for its base type.
fn validator_like(leaf: Option<&Validator>) -> BoxedStrategy<Validator> {
    let literal = |literals: Vec<Literal>| select(literals).prop_map(Validator::Literal);
    match leaf {
        Some(Validator::String | Validator::Id(_)) => prop_oneof![
            Just(Validator::String),
            select(&TABLES[..]).prop_map(Validator::id),
            literal(vec![Literal::string("x"), Literal::string("")])
        ]
        .boxed(),
        Some(Validator::Int64 | Validator::CommitTs) => prop_oneof![
            Just(Validator::Int64),
            Just(Validator::CommitTs),
            literal(vec![Literal::int64(0), Literal::int64(1)])
        ]
        .boxed(),
        Some(Validator::Float64) => {
            literal(vec![Literal::number(0.0), Literal::number(-0.0)]).boxed()
        }
        Some(Validator::Boolean) => {
            literal(vec![Literal::boolean(true), Literal::boolean(false)]).boxed()
        }
        Some(Validator::Literal(literal)) => Just(base(literal)).boxed(),
        _ => validator(),
    }
}

fn base(literal: &Literal) -> Validator {
    match literal.value() {
        Value::String(_) => Validator::String,
        Value::Int64(_) => Validator::Int64,
        Value::Float64(_) => Validator::Float64,
        _ => Validator::Boolean,
    }
}

fn altered_object(object: &ObjectValidator) -> BoxedStrategy<ObjectValidator> {
    let mut result = Just(ObjectValidator::new()).boxed();
    for (name, field) in object.fields.clone() {
        let validators = prop_oneof![Just(field.validator.clone()), altered(&field.validator)];
        let kept = prop_oneof![1 => Just(false), 6 => Just(true)];
        let flipped = prop_oneof![3 => Just(false), 1 => Just(true)];
        result = (result, validators, kept, flipped)
            .prop_map(move |(mut object, validator, kept, flipped)| {
                if kept {
                    let optional = field.optional != flipped;
                    object.fields.insert(name.clone(), FieldValidator { validator, optional });
                }
                object
            })
            .boxed();
    }
    with_one_more_field(result, any::<bool>())
}

/// Generates validators that accept all that this one accepts, in ways that the server can tell.
pub fn widened(validator: &Validator) -> BoxedStrategy<Validator> {
    let inside = match validator {
        Validator::Array(element) => widened(element).prop_map(Validator::array).boxed(),
        Validator::Object(object) => widened_object(object).prop_map(Validator::Object).boxed(),
        Validator::Literal(literal) => Just(base(literal)).boxed(),
        Validator::Id(_) => Just(Validator::String).boxed(),
        Validator::Union(members) => {
            let members = members.clone();
            self::validator()
                .prop_map(move |more| {
                    Validator::Union(members.iter().cloned().chain([more]).rev().collect())
                })
                .boxed()
        }
        other => Just(other.clone()).boxed(),
    };
    let in_union = (inside.clone(), self::validator())
        .prop_map(|(inside, more)| Validator::union([more, inside]));
    prop_oneof![
        4 => inside,
        2 => in_union,
        1 => Just(validator.clone()),
        1 => Just(Validator::Any),
    ]
    .boxed()
}

fn widened_object(object: &ObjectValidator) -> BoxedStrategy<ObjectValidator> {
    let mut result = Just(ObjectValidator::new()).boxed();
    for (name, field) in object.fields.clone() {
        result = (result, widened(&field.validator), any::<bool>())
            .prop_map(move |(mut object, validator, optional)| {
                let optional = optional || field.optional;
                object.fields.insert(name.clone(), FieldValidator { validator, optional });
                object
            })
            .boxed();
    }
    with_one_more_field(result, Just(true))
}

fn with_one_more_field(
    object: BoxedStrategy<ObjectValidator>,
    optional: impl Strategy<Value = bool> + 'static,
) -> BoxedStrategy<ObjectValidator> {
    let field = (select(&FIELDS[..]).prop_map(FieldName::from_checked), validator(), optional);
    (object, option::weighted(0.3, field))
        .prop_map(|(mut object, more)| {
            if let Some((name, validator, optional)) = more {
                object.fields.entry(name).or_insert(FieldValidator { validator, optional });
            }
            object
        })
        .boxed()
}
