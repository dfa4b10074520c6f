//! How long names may be.

/// The longest identifier in bytes: tables, indexes, fields of validators, segments of paths.
pub const MAX_IDENTIFIER_BYTES: usize = 64;

/// The longest key in bytes of an object inside a stored value.
pub const MAX_VALUE_KEY_BYTES: usize = 1024;
