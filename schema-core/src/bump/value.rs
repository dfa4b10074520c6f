//! A constant as a Rust expression of its field's type.

use crate::shape::{RustContent, RustDef, RustField, RustType};
use crate::value::{Object, Value};

use super::names::Names;
use super::path::ident;

/// The expression that gives `value` in a field of type `rust`.
pub(super) fn expression(names: &Names<'_>, rust: &RustType, value: &Value) -> String {
    written(names, rust, value, Nested::No).unwrap_or_else(|| {
        names.doubt(format!(
            "the default {} can't be written as Rust: give the expression by hand",
            value.to_canonical()
        ));
        "Default::default()".to_owned()
    })
}

/// Whether the expression stands inside another, where text must be a `String` by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nested {
    No,
    Yes,
}

fn written(names: &Names<'_>, rust: &RustType, value: &Value, nested: Nested) -> Option<String> {
    let inner = |rust: &RustType, value: &Value| written(names, rust, value, Nested::Yes);
    Some(match (rust, value) {
        (RustType::Leaf(path), value) => leaf(names, path, value, nested)?,
        (RustType::Nullable(_), Value::Null) => format!("{}::Null", names.ours("Nullable")),
        (RustType::Nullable(rust), value) => {
            format!("{}::Some({})", names.ours("Nullable"), inner(rust, value)?)
        }
        (RustType::Vec(_), Value::Array(items)) if items.is_empty() => "Vec::new()".to_owned(),
        (RustType::Vec(rust), Value::Array(items)) => {
            let items: Option<Vec<String>> = items.iter().map(|item| inner(rust, item)).collect();
            format!("Vec::from([{}])", items?.join(", "))
        }
        (RustType::Boxed(rust), value) => format!("Box::new({})", inner(rust, value)?),
        (RustType::Map { map, .. }, Value::Object(object)) if object.is_empty() => {
            format!("{}::new()", names.leaf(map))
        }
        (RustType::Map { map, key, value: rust }, Value::Object(object)) => {
            if **key != RustType::Leaf("String".to_owned()) {
                return None;
            }
            let entry = |(key, value): (&String, &Value)| {
                Some(format!("(String::from({key:?}), {})", inner(rust, value)?))
            };
            let entries: Option<Vec<String>> = object.iter().map(entry).collect();
            format!("{}::from([{}])", names.leaf(map), entries?.join(", "))
        }
        (RustType::Id(_), Value::String(text)) => {
            format!("{}::from_text({text:?})", names.ours("Id"))
        }
        (RustType::Named(name), value) => {
            let def = names.frozen.rust.types.get(name)?;
            of_def(names, &names.named(name), def, value)?
        }
        _ => return None,
    })
}

fn leaf(names: &Names<'_>, path: &str, value: &Value, nested: Nested) -> Option<String> {
    Some(match (path, value) {
        ("String", Value::String(text)) => match nested {
            Nested::No => format!("{text:?}"),
            Nested::Yes => format!("String::from({text:?})"),
        },
        ("bool", Value::Boolean(value)) => value.to_string(),
        ("f64" | "f32", Value::Float64(number)) if number.is_finite() => format!("{number:?}"),
        ("f64" | "f32", Value::Float64(number)) if number.is_nan() => format!("{path}::NAN"),
        ("f64" | "f32", Value::Float64(number)) if *number > 0.0 => format!("{path}::INFINITY"),
        ("f64" | "f32", Value::Float64(_)) => format!("{path}::NEG_INFINITY"),
        ("i8" | "i16" | "i32" | "u8" | "u16" | "u32", Value::Float64(number)) => number.to_string(),
        ("i64", Value::Int64(number)) => number.to_string(),
        ("schema_core::SafeInt", Value::Float64(number)) => safe_int(names, *number),
        ("schema_core::Millis", Value::Float64(number)) if number.fract() == 0.0 => {
            format!("{}::from({})", names.ours("Millis"), safe_int(names, *number))
        }
        ("schema_core::Millis", Value::Float64(number)) => {
            format!("{}::from_f64({number:?}).expect(\"a finite number\")", names.ours("Millis"))
        }
        ("schema_core::Value", value) => any(names, value),
        _ => return None,
    })
}

fn safe_int(names: &Names<'_>, number: f64) -> String {
    let of = names.ours("SafeInt");
    if number.abs() <= f64::from(i32::MAX) {
        format!("{of}::from({number}_i32)")
    } else {
        format!("{of}::try_from({number}_i64).expect(\"within 2^53\")")
    }
}

/// A value of any kind.
fn any(names: &Names<'_>, value: &Value) -> String {
    let of = names.ours("Value");
    match value {
        Value::Null => format!("{of}::Null"),
        Value::Int64(number) => format!("{of}::Int64({number})"),
        Value::Float64(number) => format!("{of}::Float64({number:?})"),
        Value::Boolean(value) => format!("{of}::Boolean({value})"),
        Value::String(text) => format!("{of}::String(String::from({text:?}))"),
        Value::Bytes(bytes) => format!("{of}::Bytes(Vec::from({bytes:?}))"),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| any(names, item)).collect();
            format!("{of}::Array(Vec::from([{}]))", items.join(", "))
        }
        Value::Object(object) => {
            let entry = |(key, value): (&String, &Value)| {
                format!("(String::from({key:?}), {})", any(names, value))
            };
            let entries: Vec<String> = object.iter().map(entry).collect();
            format!("{of}::Object([{}].into_iter().collect())", entries.join(", "))
        }
    }
}

fn of_def(names: &Names<'_>, called: &str, def: &RustDef, value: &Value) -> Option<String> {
    Some(match (def, value) {
        (RustDef::Literals { variants }, value) => {
            let variant = variants.iter().find(|variant| variant.literal.value() == value)?;
            format!("{called}::{}", ident(&variant.ident))
        }
        (RustDef::Transparent { inner, .. }, value) => {
            format!("{called}({})", written(names, inner, value, Nested::Yes)?)
        }
        (RustDef::Object { fields }, Value::Object(object)) => {
            format!("{called} {}", of_fields(names, fields, object)?)
        }
        (RustDef::Union { variants, tagging }, value) => {
            let crate::shape::Tagging::Tag(tag) = tagging else { return None };
            let Value::Object(object) = value else { return None };
            let Some(Value::String(text)) = object.get(tag.as_str()) else { return None };
            let variant = variants.iter().find(|one| one.tag.as_ref() == Some(text))?;
            let called = format!("{called}::{}", ident(&variant.ident));
            match &variant.content {
                RustContent::Unit => called,
                RustContent::Fields(fields) => {
                    format!("{called} {}", of_fields(names, fields, object)?)
                }
                RustContent::Newtype(rust) => {
                    let mut untagged = object.clone();
                    untagged.remove(tag.as_str());
                    let content = written(names, rust, &Value::Object(untagged), Nested::Yes)?;
                    format!("{called}({content})")
                }
            }
        }
        _ => return None,
    })
}

fn of_fields(names: &Names<'_>, fields: &[RustField], object: &Object) -> Option<String> {
    let field = |field: &RustField| {
        let value = match (object.get(field.stored.as_str()), field.optional) {
            (Some(value), optional) => {
                let text = written(names, &field.rust, value, Nested::Yes)?;
                if optional { format!("Some({text})") } else { text }
            }
            (None, true) => "None".to_owned(),
            (None, false) => return None,
        };
        Some(format!("{}: {value}", ident(&field.ident)))
    };
    let fields: Option<Vec<String>> = fields.iter().map(field).collect();
    Some(format!("{{ {} }}", fields?.join(", ")))
}
