//! What expansions call to take stored values apart and to put them together.

use crate::convert::{ConvexField, DecodeError};
use crate::path::Segment;
use crate::validator::Literal;
use crate::value::{Object, Value};

/// Reads one field of an object.
///
/// # Errors
///
/// The field is absent and mustn't be, or holds something else.
pub fn decode_field<T: ConvexField>(object: &Object, stored: &str) -> Result<T, DecodeError> {
    let within = |error: DecodeError| error.within(Segment::Field(stored.to_owned()));
    T::decode_field(object.get(stored)).map_err(within)
}

/// The fields of a stored object.
///
/// # Errors
///
/// The value isn't an object.
pub fn object_of(stored: &Value) -> Result<&Object, DecodeError> {
    match stored {
        Value::Object(object) => Ok(object),
        other => Err(DecodeError::expected("an object", other)),
    }
}

/// Refuses an object with fields besides those of the type: it is one of another version, and
/// reading on would lose them.
///
/// # Errors
///
/// A field is neither `known` nor allowed `beside`.
pub fn only(object: &Object, known: &[&str], beside: &[&str]) -> Result<(), DecodeError> {
    let is_known =
        |name: &&String| known.contains(&name.as_str()) || beside.contains(&name.as_str());
    match object.iter().find(|(name, _)| !is_known(name)) {
        None => Ok(()),
        Some((name, value)) => {
            Err(DecodeError::expected("no such field", value).within(Segment::Field(name.clone())))
        }
    }
}

/// A document without the fields that stand beside its own.
pub fn without_fields(document: &Object, beside: &[&str]) -> Value {
    let own = document.iter().filter(|(name, _)| !beside.contains(&name.as_str()));
    Value::Object(own.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The object of a document whose type isn't a struct with named fields.
///
/// A document of any shape is an object by the user's own promise; Convex would refuse another
/// value, and so does every store.
pub fn document_of(encoded: Value) -> Object {
    match encoded {
        Value::Object(object) => object,
        other => Object::from([("value".to_owned(), other)]),
    }
}

/// The text of an object's tag.
///
/// # Errors
///
/// The value isn't an object, or its tag isn't text.
pub fn tag_of<'a>(stored: &'a Value, tag: &str) -> Result<&'a str, DecodeError> {
    let within = |error: DecodeError| error.within(Segment::Field(tag.to_owned()));
    match object_of(stored)?.get(tag) {
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(within(DecodeError::expected("the name of a variant", other))),
        None => Err(within(DecodeError::missing())),
    }
}

/// No variant has this tag.
pub fn unknown_tag(tag: &str, found: &str, known: &[&str]) -> DecodeError {
    let known = known.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    DecodeError::expected(format!("one of {known}"), &Value::String(found.to_owned()))
        .within(Segment::Field(tag.to_owned()))
}

/// No variant fits the value.
pub fn no_variant(union: &str, stored: &Value) -> DecodeError {
    DecodeError::expected(format!("a value of `{union}`"), stored)
}

/// Whether a stored value is the literal of a variant.
pub fn is_literal(stored: &Value, literal: &Literal) -> bool {
    stored == literal.value()
}

/// The object of a newtype variant with the tag beside its fields.
pub fn with_tag(content: Value, tag: &str, text: &str) -> Value {
    match content {
        Value::Object(mut object) => {
            object.insert(tag.to_owned(), Value::String(text.to_owned()));
            Value::Object(object)
        }
        // Such a union is refused when it is described, so nothing of it is ever stored.
        other => other,
    }
}

/// A stored object without its tag, which a newtype variant's content doesn't know.
///
/// # Errors
///
/// The value isn't an object.
pub fn without_tag(stored: &Value, tag: &str) -> Result<Value, DecodeError> {
    let mut object = object_of(stored)?.clone();
    object.remove(tag);
    Ok(Value::Object(object))
}

/// Runs the check of a struct of one unnamed field.
///
/// # Errors
///
/// The check refuses the value.
pub fn checked<T, E: std::fmt::Display>(
    value: T,
    stored: &Value,
    check: impl FnOnce(&T) -> Result<(), E>,
) -> Result<T, DecodeError> {
    match check(&value) {
        Ok(()) => Ok(value),
        Err(reason) => Err(DecodeError::expected(reason.to_string(), stored)),
    }
}
