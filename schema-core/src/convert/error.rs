//! Why a stored value isn't one of a Rust type.

use crate::path::{Path, Segment};
use crate::value::Value;

/// A stored value that a Rust type can't hold: where it is, what was expected and what was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}expected {expected}, found {found}", at(.path))]
pub struct DecodeError {
    /// From the decoded value to the one that is wrong.
    pub path: Path,
    /// What the type holds, as prose (`a string`).
    pub expected: String,
    /// What was stored, as prose (`null`), or `nothing` for an absent field.
    pub found: String,
}

fn at(path: &Path) -> String {
    if path.is_root() { String::new() } else { format!("at {path}: ") }
}

impl DecodeError {
    /// A value of another kind than `expected`.
    pub fn expected(expected: impl Into<String>, found: &Value) -> Self {
        Self { path: Path::default(), expected: expected.into(), found: brief(found) }
    }

    /// A field that must be there and isn't.
    pub fn missing() -> Self {
        Self {
            path: Path::default(),
            expected: "a value".to_owned(),
            found: "nothing (the field is absent)".to_owned(),
        }
    }

    /// The same error, seen from one step further out.
    #[must_use]
    pub fn within(self, outer: Segment) -> Self {
        Self { path: self.path.within(outer), ..self }
    }
}

/// Names a value's kind, with its content where that is short enough to help.
fn brief(value: &Value) -> String {
    const SHOWN_CHARS_MAX: usize = 40;
    match value {
        Value::Null => "null".to_owned(),
        Value::Int64(value) => format!("the int64 {value}"),
        Value::Float64(value) => format!("the number {value}"),
        Value::Boolean(value) => value.to_string(),
        Value::String(text) if text.chars().count() <= SHOWN_CHARS_MAX => {
            format!("the string {text:?}")
        }
        Value::String(text) => format!("a string of {} bytes", text.len()),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}
