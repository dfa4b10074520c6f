//! Generators of validators, and of values that a validator accepts.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::values::{document_id, float64, int64, text, value};
use super::{FIELDS, TABLES};
use crate::name::FieldName;
use crate::validator::{FieldValidator, Literal, ObjectValidator, Validator};
use crate::value::{Object, Value};

/// Generates any validator, a few levels deep.
pub fn validator() -> BoxedStrategy<Validator> {
    let plain = vec![
        Validator::Null,
        Validator::Float64,
        Validator::Int64,
        Validator::CommitTs,
        Validator::Boolean,
        Validator::String,
        Validator::Bytes,
        Validator::Any,
    ];
    let leaf = prop_oneof![
        6 => select(plain),
        1 => select(&TABLES[..]).prop_map(Validator::id),
        4 => literal().prop_map(Validator::Literal),
    ];
    let nested = leaf.prop_recursive(3, 20, 3, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(Validator::array),
            1 => (record_keys(), inner.clone()).prop_map(|(keys, values)| {
                Validator::record(keys, values)
            }),
            2 => fields(inner.clone()).prop_map(Validator::Object),
            2 => vec(inner, 0..4).prop_map(Validator::Union),
        ]
    });
    nested.boxed()
}

/// Generates an object validator.
pub fn object_validator() -> BoxedStrategy<ObjectValidator> {
    fields(validator()).boxed()
}

fn fields(field: impl Strategy<Value = Validator>) -> impl Strategy<Value = ObjectValidator> {
    let field = (field, any::<bool>())
        .prop_map(|(validator, optional)| FieldValidator { validator, optional });
    btree_map(select(&FIELDS[..]).prop_map(FieldName::from_checked), field, 0..4)
        .prop_map(|fields| ObjectValidator { fields })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        select(vec!["x", "y", "z"]).prop_map(Literal::string),
        (0_i64..3).prop_map(Literal::int64),
        float64().prop_map(Literal::number),
        any::<bool>().prop_map(Literal::boolean),
    ]
}

fn record_keys() -> impl Strategy<Value = Validator> {
    let keys = || prop_oneof![Just(Validator::String), select(&TABLES[..]).prop_map(Validator::id)];
    prop_oneof![3 => keys(), 1 => vec(keys(), 1..3).prop_map(Validator::Union)]
}

/// Generates values that the validator accepts, as [`Validator::accepts`] judges.
///
/// Of a validator that accepts nothing, such as an empty union, the values are arbitrary.
pub fn accepted(validator: &Validator) -> BoxedStrategy<Value> {
    match validator {
        Validator::Null => Just(Value::Null).boxed(),
        Validator::Float64 => float64().prop_map(Value::Float64).boxed(),
        Validator::Int64 | Validator::CommitTs => int64().prop_map(Value::Int64).boxed(),
        Validator::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        Validator::String => text().prop_map(Value::String).boxed(),
        Validator::Bytes => vec(any::<u8>(), 0..5).prop_map(Value::Bytes).boxed(),
        Validator::Any => value(),
        Validator::Id(_) => document_id().prop_map(|id| Value::String(id.to_string())).boxed(),
        Validator::Literal(literal) => Just(literal.value().clone()).boxed(),
        Validator::Array(element) => vec(accepted(element), 0..4).prop_map(Value::Array).boxed(),
        Validator::Record(record) => {
            let entries = btree_map(record_key(&record.keys), accepted(&record.values), 0..4);
            entries.prop_map(Value::Object).boxed()
        }
        Validator::Object(validator) => accepted_object(validator).prop_map(Value::Object).boxed(),
        Validator::Union(members) if members.is_empty() => value(),
        Validator::Union(members) => {
            let members = members.clone();
            any::<Index>().prop_flat_map(move |index| accepted(index.get(&members))).boxed()
        }
    }
}

/// An id is a key that any keys of a record accept.
fn record_key(keys: &Validator) -> BoxedStrategy<String> {
    match keys {
        Validator::String => super::key().boxed(),
        _ => document_id().prop_map(|id| id.to_string()).boxed(),
    }
}

fn accepted_object(validator: &ObjectValidator) -> BoxedStrategy<Object> {
    let mut object = Just(Object::new()).boxed();
    for (name, field) in validator.fields.clone() {
        let present = if field.optional { any::<bool>().boxed() } else { Just(true).boxed() };
        object = (object, accepted(&field.validator), present)
            .prop_map(move |(mut object, value, present)| {
                if present {
                    object.insert(name.as_str().to_owned(), value);
                }
                object
            })
            .boxed();
    }
    object
}
