//! What expansions call to read stored values.

use crate::convert::{ConvexField, DecodeError};
use crate::path::Segment;
use crate::validator::Literal;
use crate::value::{Object, Value};

/// Reads the fields of a document or an object one by one, and notes the first mistake.
#[derive(Debug)]
pub struct FieldsIn<'a> {
    object: &'a Object,
    read: Vec<&'static str>,
    error: Option<DecodeError>,
}

impl<'a> FieldsIn<'a> {
    /// The fields of a stored document: system fields, and the version field where there is one,
    /// stand beside them.
    pub fn of_document(document: &'a Object, version_field: Option<&'static str>) -> Self {
        let read = ["_id", "_creationTime"].into_iter().chain(version_field).collect();
        Self { object: document, read, error: None }
    }

    /// The fields of a stored object; `tag` stands beside them.
    pub fn of_object(stored: &'a Value, tag: Option<&'static str>) -> Self {
        static EMPTY: Object = Object::new();
        let read = tag.into_iter().collect();
        match object_of(stored) {
            Ok(object) => Self { object, read, error: None },
            Err(error) => Self { object: &EMPTY, read, error: Some(error) },
        }
    }

    /// Reads one field; `None` after a mistake.
    pub fn field<T: ConvexField>(&mut self, stored: &'static str) -> Option<T> {
        self.field_with(stored, T::decode_field)
    }

    /// As [`Self::field`], with the function of the field's type.
    pub fn field_with<T>(
        &mut self,
        stored: &'static str,
        decode: fn(Option<&Value>) -> Result<T, DecodeError>,
    ) -> Option<T> {
        if self.error.is_some() {
            return None;
        }
        self.read.push(stored);
        match decode(self.object.get(stored)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.error = Some(error.within(Segment::Field(stored.to_owned())));
                None
            }
        }
    }

    /// What was read, unless there was a mistake or a field that nobody read: the object is one of
    /// another version then, and reading on would lose the field.
    ///
    /// # Errors
    ///
    /// The first mistake.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, DecodeError> {
        let unread = self.object.iter().find(|(name, _)| !self.read.contains(&name.as_str()));
        match (self.error, unread, read) {
            (Some(error), _, _) => Err(error),
            (None, Some((name, value)), _) => {
                let error = DecodeError::expected("no such field", value);
                Err(error.within(Segment::Field(name.clone())))
            }
            (None, None, Some(read)) => Ok(read),
            // Without a mistake everything was read.
            (None, None, None) => Err(DecodeError::missing()),
        }
    }
}

/// The fields of a stored object.
///
/// # Errors
///
/// The value isn't an object.
fn object_of(stored: &Value) -> Result<&Object, DecodeError> {
    match stored {
        Value::Object(object) => Ok(object),
        other => Err(DecodeError::expected("an object", other)),
    }
}

/// A document without the fields that stand beside its own.
pub fn without_system_fields(document: &Object, version_field: Option<&str>) -> Value {
    let is_own = |name: &str| {
        name != "_id" && name != "_creationTime" && version_field.is_none_or(|field| name != field)
    };
    let own = document.iter().filter(|(name, _)| is_own(name));
    Value::Object(own.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The text that is stored, if it is text.
pub fn text_of(stored: &Value) -> Option<&str> {
    match stored {
        Value::String(text) => Some(text),
        _ => None,
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
