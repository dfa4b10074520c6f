//! Why a name is refused.

use std::error::Error;
use std::fmt;

use crate::limits::{MAX_IDENTIFIER_BYTES, MAX_VALUE_KEY_BYTES};

/// Why a name is refused.
///
/// It doesn't hold the name, so that whoever reports it can say whose name it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// The name is empty.
    Empty,
    /// An identifier is longer than [`MAX_IDENTIFIER_BYTES`].
    TooLong,
    /// An identifier begins with something other than an ASCII letter or `_`.
    FirstChar(char),
    /// An identifier has something other than ASCII letters, digits and `_`.
    Char(char),
    /// An identifier is made of underscores alone.
    OnlyUnderscores,
    /// A key of a value is longer than [`MAX_VALUE_KEY_BYTES`].
    KeyTooLong,
    /// A key of a value begins with `$`, which marks Convex's own encodings.
    KeyDollar,
    /// A key of a value has a character outside printable ASCII.
    KeyChar(char),
    /// The name begins with `_`, which is kept for Convex's own tables, indexes and fields.
    SystemName,
    /// The name is that of an index which every table has.
    BuiltInIndex,
    /// An indexed path is `_id`, which every index can already be searched by.
    IndexedId,
    /// An indexed path is `_creationTime`, which is the last field of every index as it is.
    IndexedCreationTime,
}

impl NameError {
    /// Returns whether the name is well formed but kept for Convex itself.
    pub fn is_reserved(self) -> bool {
        matches!(
            self,
            Self::SystemName | Self::BuiltInIndex | Self::IndexedId | Self::IndexedCreationTime
        )
    }

    /// Returns the reason as one fixed word, for machines and for looking it up.
    pub fn word(self) -> &'static str {
        match self {
            Self::Empty => "identifier_empty",
            Self::TooLong => "identifier_length",
            Self::FirstChar(_) => "identifier_first_char",
            Self::Char(_) => "identifier_chars",
            Self::OnlyUnderscores => "identifier_only_underscores",
            Self::KeyTooLong => "field_name_length",
            Self::KeyDollar => "field_name_dollar",
            Self::KeyChar(_) => "field_name_chars",
            Self::SystemName => "system_name",
            Self::BuiltInIndex => "built_in_index",
            Self::IndexedId => "indexed_id",
            Self::IndexedCreationTime => "indexed_creation_time",
        }
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a name can't be empty"),
            Self::TooLong => write!(f, "a name has at most {MAX_IDENTIFIER_BYTES} characters"),
            Self::FirstChar(c) => {
                write!(f, "a name begins with an ASCII letter or `_`, not with {c:?}")
            }
            Self::Char(c) => {
                write!(f, "a name has only ASCII letters, digits and `_`, so {c:?} can't be in it")
            }
            Self::OnlyUnderscores => f.write_str("a name can't be made of underscores alone"),
            Self::KeyTooLong => {
                write!(f, "a key of an object has at most {MAX_VALUE_KEY_BYTES} bytes")
            }
            Self::KeyDollar => f.write_str("a key of an object can't begin with `$`"),
            Self::KeyChar(c) => {
                write!(f, "a key of an object has only printable ASCII, so {c:?} can't be in it")
            }
            Self::SystemName => f.write_str("names that begin with `_` are kept for Convex itself"),
            Self::BuiltInIndex => {
                f.write_str("every table already has the indexes `by_id` and `by_creation_time`")
            }
            Self::IndexedId => {
                f.write_str("`_id` can't be indexed: documents are found by it without an index")
            }
            Self::IndexedCreationTime => {
                f.write_str("`_creationTime` can't be named: it is the last field of every index")
            }
        }
    }
}

impl Error for NameError {}
