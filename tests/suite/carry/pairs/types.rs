//! Random validators, and random values of a validator.

use schema_core::name::FieldName;
use schema_core::validator::{FieldValidator, Literal, ObjectValidator, Validator};
use schema_core::value::{Object, Value};

use super::random::Random;
use crate::carry::build::{TEAMS, USERS, id_of};

/// A type for a field, an element or a record's value.
pub(crate) fn any_type(depth: usize, random: &mut Random) -> Validator {
    let kinds = if depth == 0 { 9 } else { 18 };
    match random.below(kinds) {
        0 | 1 => Validator::String,
        2 => Validator::Float64,
        3 => Validator::Boolean,
        4 => Validator::Int64,
        5 => Validator::id(if random.is(1, 2) { "users" } else { "teams" }),
        6 => literals(random),
        7 => Validator::union([Validator::String, Validator::Float64]),
        8 => {
            if random.is(1, 3) {
                Validator::Any
            } else {
                Validator::Bytes
            }
        }
        9 => Validator::array(any_part(depth, random)),
        10 | 16 | 17 => Validator::record(Validator::String, any_part(depth, random)),
        11 => Validator::nullable(any_part(depth, random)),
        12 => tagged(depth - 1, random),
        13 => {
            Validator::union([Validator::String, Validator::Object(any_object(depth - 1, random))])
        }
        _ => Validator::Object(any_object(depth - 1, random)),
    }
}

/// A type inside another; often one with a transition of its own.
fn any_part(depth: usize, random: &mut Random) -> Validator {
    match random.below(3) {
        0 => literals(random),
        1 => Validator::Object(any_object(depth - 1, random)),
        _ => any_type(depth - 1, random),
    }
}

fn literals(random: &mut Random) -> Validator {
    let count = 2 + random.below(3);
    Validator::union((0..count).map(|i| Validator::Literal(Literal::string(format!("l{i}")))))
}

/// A union of objects with the tag `kind`.
fn tagged(depth: usize, random: &mut Random) -> Validator {
    let members = (0..2 + random.below(2)).map(|i| {
        let tag = Validator::Literal(Literal::string(format!("k{i}")));
        Validator::Object(any_object(depth, random).field("kind", tag))
    });
    Validator::Union(members.collect())
}

/// An object whose fields are named after what `fill` can give under their name.
pub(crate) fn any_object(depth: usize, random: &mut Random) -> ObjectValidator {
    let mut object = ObjectValidator::new();
    for _ in 0..=random.below(4) {
        let field =
            FieldValidator { validator: any_type(depth, random), optional: random.is(1, 3) };
        object.fields.insert(FieldName::from_checked(any_name(random)), field);
    }
    object
}

/// Prefixes of names, each with the type that `fill` gives to fields of such a name.
pub(super) const PREFIXES: [&str; 4] = ["num", "txt", "lst", "flg"];

/// How many names there are with each prefix.
pub(super) const NAMES: usize = 6;

pub(super) fn any_name(random: &mut Random) -> String {
    format!("{}{}", PREFIXES[random.below(PREFIXES.len())], random.below(NAMES))
}

pub(crate) fn document_of(validator: &Validator, random: &mut Random) -> Object {
    match value_of(validator, random) {
        Value::Object(object) => object,
        other => panic!("{other:?} is no document"),
    }
}

/// A value that the validator accepts.
pub(super) fn value_of(validator: &Validator, random: &mut Random) -> Value {
    match validator {
        Validator::Null => Value::Null,
        Validator::Float64 => Value::Float64([0.0, -0.0, 1.0, 2.5][random.below(4)]),
        Validator::Int64 | Validator::CommitTs => {
            Value::Int64(random.below(3).try_into().unwrap_or(0))
        }
        Validator::Boolean => Value::Boolean(random.is(1, 2)),
        Validator::String => {
            Value::String(["", "a", "l0", "l1", "bad", "b"][random.below(6)].to_owned())
        }
        Validator::Bytes => Value::Bytes(vec![0; random.below(3)]),
        Validator::Any => {
            let any = any_type(1, random);
            value_of(if any == Validator::Any { &Validator::Null } else { &any }, random)
        }
        Validator::Id(table) => {
            let number = if table.as_str() == "users" { USERS } else { TEAMS };
            Value::String(id_of(number, random.below(4).try_into().unwrap_or(0)))
        }
        Validator::Literal(literal) => literal.value().clone(),
        Validator::Array(element) => {
            Value::Array((0..random.below(3)).map(|_| value_of(element, random)).collect())
        }
        Validator::Record(record) => {
            let entries = (0..random.below(3))
                .map(|i| (format!("key {i}"), value_of(&record.values, random)));
            Value::Object(entries.collect())
        }
        Validator::Object(object) => {
            let mut fields = Object::new();
            for (name, field) in &object.fields {
                if !field.optional || random.is(2, 3) {
                    fields.insert(name.as_str().to_owned(), value_of(&field.validator, random));
                }
            }
            Value::Object(fields)
        }
        Validator::Union(members) => value_of(&members[random.below(members.len())], random),
    }
}
