//! Two validators that are alike and a value of the first, all made from the input: what the
//! server's rule calls a subset accepts nothing that the other refuses, and JSON is lossless.

#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use schema_core::Value;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::validator::{Literal, NoDeployment, ObjectValidator, Validator};

fuzz_target!(init: fuzz::catch_stack_overflow(), |data: &[u8]| {
    // Where the input ends, everything goes on with the first choice, so nothing fails.
    let _ = check(&mut Unstructured::new(data));
});

fn check(input: &mut Unstructured<'_>) -> Result<()> {
    let first = validator(input, 3)?;
    let second = altered(input, &first, 3)?;
    for validator in [&first, &second] {
        let json = validator.to_json().to_string();
        assert_eq!(Validator::from_json(&json).as_ref(), Ok(validator), "{json}");
    }
    for _ in 0..4 {
        let value = accepted(input, &first)?;
        for (narrow, wide) in [(&first, &second), (&second, &first)] {
            if narrow.is_subset(wide) && narrow.accepts(&value) {
                assert!(wide.accepts(&value), "{narrow} accepts {value:?}, {wide} doesn't");
            }
            let failures = wide.failures(&value, &NoDeployment);
            assert_eq!(failures.is_empty(), wide.accepts(&value));
            assert_eq!(failures.is_empty(), wide.check(&value, &NoDeployment).is_ok());
        }
    }
    Ok(())
}

const FIELDS: [&str; 4] = ["a", "b", "kind", "zZ"];

fn validator(input: &mut Unstructured<'_>, depth: usize) -> Result<Validator> {
    let last = if depth == 0 { 9 } else { 13 };
    Ok(match input.int_in_range(0..=last)? {
        0 => Validator::Null,
        1 => Validator::Float64,
        2 => Validator::Int64,
        3 => Validator::CommitTs,
        4 => Validator::Boolean,
        5 => Validator::String,
        6 => Validator::Bytes,
        7 => Validator::Any,
        8 => Validator::id(*input.choose(&["users", "teams", "_storage"])?),
        9 => Validator::Literal(literal(input)?),
        10 => Validator::array(validator(input, depth - 1)?),
        11 => {
            let keys = [
                Validator::String,
                Validator::id("users"),
                Validator::union([Validator::id("users"), Validator::String]),
            ];
            Validator::record(input.choose(&keys)?.clone(), validator(input, depth - 1)?)
        }
        12 => {
            let mut object = ObjectValidator::new();
            for _ in 0..input.int_in_range(0..=3)? {
                object = with_field(input, object, depth - 1)?;
            }
            object.into()
        }
        _ => Validator::union(many(input, |input| validator(input, depth - 1))?),
    })
}

fn many<T>(
    input: &mut Unstructured<'_>,
    mut one: impl FnMut(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    (0..input.int_in_range(0..=3)?).map(|_| one(input)).collect()
}

fn with_field(
    input: &mut Unstructured<'_>,
    object: ObjectValidator,
    depth: usize,
) -> Result<ObjectValidator> {
    let name = *input.choose(&FIELDS)?;
    let validator = validator(input, depth)?;
    Ok(if input.arbitrary()? {
        object.optional(name, validator)
    } else {
        object.field(name, validator)
    })
}

fn literal(input: &mut Unstructured<'_>) -> Result<Literal> {
    let value = match input.int_in_range(0..=3)? {
        0 => Value::Boolean(input.arbitrary()?),
        1 => Value::Int64(input.arbitrary()?),
        2 => Value::Float64(input.arbitrary()?),
        _ => Value::String(input.arbitrary()?),
    };
    Ok(Literal::new(value).expect("all of these can be literals"))
}

/// The validator with some of its parts replaced, wrapped or left out.
fn altered(input: &mut Unstructured<'_>, old: &Validator, depth: usize) -> Result<Validator> {
    let depth = depth.saturating_sub(1);
    Ok(match input.int_in_range(0..=7)? {
        0..=3 => match old {
            Validator::Array(element) => Validator::array(altered(input, element, depth)?),
            Validator::Record(record) => {
                Validator::record(record.keys.clone(), altered(input, &record.values, depth)?)
            }
            Validator::Union(members) => {
                let members = members.iter().map(|member| altered(input, member, depth));
                Validator::Union(members.collect::<Result<_>>()?)
            }
            Validator::Object(object) => altered_object(input, object, depth)?.into(),
            other => other.clone(),
        },
        4 => old.clone(),
        5 => Validator::union([validator(input, depth)?, old.clone()]),
        6 => validator(input, depth)?,
        _ => Validator::union([Validator::Boolean, Validator::String, Validator::Float64]),
    })
}

fn altered_object(
    input: &mut Unstructured<'_>,
    old: &ObjectValidator,
    depth: usize,
) -> Result<ObjectValidator> {
    let mut object = ObjectValidator::new();
    for (name, field) in &old.fields {
        let validator = altered(input, &field.validator, depth)?;
        object = match input.int_in_range(0..=3)? {
            0 | 1 if field.optional => object.optional(name.as_str(), validator),
            0 | 1 => object.field(name.as_str(), validator),
            2 => object.optional(name.as_str(), validator),
            _ => object,
        };
    }
    if input.arbitrary()? { with_field(input, object, depth) } else { Ok(object) }
}

/// A value that the validator accepts, unless it accepts none.
fn accepted(input: &mut Unstructured<'_>, validator: &Validator) -> Result<Value> {
    Ok(match validator {
        Validator::Null => Value::Null,
        Validator::Float64 => Value::Float64(input.arbitrary()?),
        Validator::Int64 | Validator::CommitTs => Value::Int64(input.arbitrary()?),
        Validator::Boolean => Value::Boolean(input.arbitrary()?),
        Validator::String => Value::String(input.arbitrary()?),
        Validator::Bytes => Value::Bytes(input.arbitrary()?),
        Validator::Any => Value::Array(vec![Value::Null]),
        Validator::Id(_) => Value::String(id(input)?),
        Validator::Literal(literal) => literal.value().clone(),
        Validator::Array(element) => Value::Array(many(input, |input| accepted(input, element))?),
        Validator::Record(record) => {
            let entries = many(input, |input| Ok((id(input)?, accepted(input, &record.values)?)))?;
            Value::Object(entries.into_iter().collect())
        }
        Validator::Object(object) => {
            let mut fields = BTreeMap::new();
            for (name, field) in &object.fields {
                if !field.optional || input.arbitrary()? {
                    fields.insert(name.as_str().to_owned(), accepted(input, &field.validator)?);
                }
            }
            Value::Object(fields)
        }
        Validator::Union(members) if members.is_empty() => Value::Null,
        Validator::Union(members) => {
            let member = input.choose(members)?;
            accepted(input, member)?
        }
    })
}

fn id(input: &mut Unstructured<'_>) -> Result<String> {
    let table = TableNumber(input.int_in_range(1..=u32::MAX)?);
    Ok(DocumentId { table, internal: input.arbitrary()? }.to_string())
}
