//! Why something is not a value that Convex can hold.

use std::fmt;

use schema_names::NameError;
use thiserror::Error;

use crate::limits::{MAX_ARRAY_ELEMENTS, MAX_OBJECT_FIELDS, MAX_VALUE_BYTES, MAX_VALUE_NESTING};
use crate::path::Path;

/// Why something is not a value that Convex can hold, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// Where, counted from the value that was read.
    pub path: Path,
    /// Why.
    pub reason: ValueReason,
}

/// Why something is not a value that Convex can hold.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueReason {
    /// The text is not JSON, or has a number that no double can hold, or is nested too deeply.
    #[error("not JSON: {message}")]
    MalformedJson {
        /// What the JSON reader says.
        message: String,
    },
    /// A key of an object breaks the rule for keys.
    #[error("the key {key:?} is refused: {reason}")]
    Key {
        /// The key.
        key: String,
        /// The rule that it breaks.
        reason: NameError,
    },
    /// An object has a key twice, and nobody can tell which of them was meant.
    #[error("the key {key:?} stands twice in one object")]
    KeyTwice {
        /// The key.
        key: String,
    },
    /// `$integer`, `$float` or `$bytes` doesn't hold text.
    #[error("`{token}` doesn't hold text")]
    EncodedType {
        /// The token.
        token: &'static str,
    },
    /// The text of `$integer`, `$float` or `$bytes` is not base64.
    #[error("the text of `{token}` isn't base64")]
    Base64 {
        /// The token.
        token: &'static str,
    },
    /// The text of `$integer` or `$float` doesn't hold 8 bytes.
    #[error("the text of `{token}` holds {bytes} bytes where 8 are wanted")]
    EncodedLength {
        /// The token.
        token: &'static str,
        /// How many bytes it holds.
        bytes: usize,
    },
    /// `$float` holds a number that plain JSON could have held.
    #[error("`$float` holds an ordinary number, which is written plainly")]
    FloatNotSpecial,
    /// `$commitTs` holds something.
    #[error("`$commitTs` holds something other than null")]
    CommitTsNotNull,
    /// An array is too long.
    #[error("an array of {elements} elements, where {MAX_ARRAY_ELEMENTS} are the most")]
    ArrayTooLong {
        /// How many elements it has.
        elements: usize,
    },
    /// An object has too many fields.
    #[error("an object of {fields} fields, where {MAX_OBJECT_FIELDS} are the most")]
    TooManyFields {
        /// How many fields it has.
        fields: usize,
    },
    /// A value is nested too deeply.
    #[error("nested deeper than {MAX_VALUE_NESTING} levels")]
    TooNested,
    /// A value is too large.
    #[error("a value of {bytes} bytes, where {MAX_VALUE_BYTES} are the most")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
}

impl ValueReason {
    /// Returns the code by which Convex names the error to its clients, where it has one.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::ArrayTooLong { .. } => Some("ArrayTooLong"),
            Self::TooManyFields { .. } => Some("TooManyFieldsError"),
            Self::TooNested => Some("TooNestedError"),
            Self::TooLarge { .. } => Some("ValueTooLargeError"),
            _ => None,
        }
    }

    /// Returns the reason as one fixed word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::MalformedJson { .. } => "malformed_json",
            Self::Key { reason, .. } => reason.word(),
            Self::KeyTwice { .. } => "key_twice",
            Self::EncodedType { .. } => "encoded_type",
            Self::Base64 { .. } => "base64",
            Self::EncodedLength { .. } => "encoded_length",
            Self::FloatNotSpecial => "float_not_special",
            Self::CommitTsNotNull => "commit_ts_not_null",
            Self::ArrayTooLong { .. } => "array_too_long",
            Self::TooManyFields { .. } => "too_many_fields",
            Self::TooNested => "too_nested",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_root() {
            write!(f, "at `{}`: ", self.path)?;
        }
        write!(f, "{}", self.reason)
    }
}

impl std::error::Error for ValueError {}
