//! Why something is not a validator that Convex takes.

use std::fmt;

use schema_names::NameError;
use thiserror::Error;

use crate::path::Path;
use crate::value::ValueError;

/// Why something is not a validator that Convex takes, and where in it.
///
/// The path is that of the values in question: below `.tags[0]` stands the element of `tags`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatorError {
    /// Where. An element of an array is at index 0.
    pub path: Path,
    /// Why.
    pub reason: ValidatorReason,
}

/// Why something is not a validator that Convex takes.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValidatorReason {
    /// The text is not the JSON of a validator.
    #[error("not the JSON of a validator: {message}")]
    Malformed {
        /// What the JSON reader says.
        message: String,
    },
    /// A field's name breaks the rule.
    #[error("the field name {name:?} is refused: {reason}")]
    FieldName {
        /// The name.
        name: String,
        /// The rule that it breaks.
        reason: NameError,
    },
    /// The table of a `v.id(...)` can't be the name of one.
    #[error("`v.id({name:?})` is refused: {reason}")]
    IdTable {
        /// The name.
        name: String,
        /// The rule that it breaks.
        reason: NameError,
    },
    /// A literal's value is not a value at all.
    #[error("the value of a literal can't be read: {0}")]
    LiteralValue(ValueError),
    /// A literal is neither text, a number, an int64 nor a boolean.
    #[error("a literal holds text, a number, an int64 or a boolean, not {found}")]
    LiteralType {
        /// The value's type.
        found: &'static str,
    },
    /// The keys of a record are not plain text or ids.
    #[error("the keys of a record are `v.string()`, `v.id(...)` or a union of those, not `{keys}`")]
    RecordKeys {
        /// The validator of the keys, shown.
        keys: String,
    },
    /// The values of a record are optional.
    #[error("the values of a record can't be optional: a key without a value isn't there")]
    RecordValuesOptional,
}

impl ValidatorReason {
    /// Returns the code by which Convex names the error to its clients.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "InvalidJson",
            Self::RecordKeys { .. } | Self::RecordValuesOptional => "InvalidRecordType",
            Self::FieldName { .. }
            | Self::IdTable { .. }
            | Self::LiteralValue(_)
            | Self::LiteralType { .. } => "InvalidSchema",
        }
    }

    /// Returns the reason as one fixed word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed_schema_json",
            Self::FieldName { reason, .. } | Self::IdTable { reason, .. } => reason.word(),
            Self::LiteralValue(error) => error.reason.word(),
            Self::LiteralType { .. } => "literal_type",
            Self::RecordKeys { .. } => "record_keys",
            Self::RecordValuesOptional => "record_values_optional",
        }
    }
}

impl fmt::Display for ValidatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_root() {
            write!(f, "at `{}`: ", self.path)?;
        }
        write!(f, "{}", self.reason)
    }
}

impl std::error::Error for ValidatorError {}
