//! The rules themselves: each function takes a name and says whether Convex takes it.

use crate::NameError;
use crate::limits::{MAX_IDENTIFIER_BYTES, MAX_VALUE_KEY_BYTES};

/// The indexes that every table has from the start.
const BUILT_IN_INDEXES: [&str; 2] = ["by_id", "by_creation_time"];

/// An index name may begin with `_` only like this: an integration of Convex adds such indexes.
const ALLOWED_SYSTEM_INDEX_PREFIX: &str = "_fivetran";

/// Checks an identifier: an ASCII letter or `_`, then ASCII letters, digits and `_`.
///
/// # Errors
///
/// Returns the first of [`NameError::TooLong`], [`Empty`](NameError::Empty),
/// [`FirstChar`](NameError::FirstChar), [`Char`](NameError::Char) and
/// [`OnlyUnderscores`](NameError::OnlyUnderscores) that applies.
pub fn identifier(name: &str) -> Result<(), NameError> {
    if name.len() > MAX_IDENTIFIER_BYTES {
        return Err(NameError::TooLong);
    }
    let first = name.chars().next().ok_or(NameError::Empty)?;
    if !first.is_ascii_alphabetic() && first != '_' {
        return Err(NameError::FirstChar(first));
    }
    if let Some(c) = name.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_') {
        return Err(NameError::Char(c));
    }
    if name.bytes().all(|b| b == b'_') {
        return Err(NameError::OnlyUnderscores);
    }
    Ok(())
}

/// Checks the name of a table of the user's own.
///
/// A validator `v.id("_storage")` may point to a system table, so the target of an id only has
/// to be an [`identifier`].
///
/// # Errors
///
/// Returns what [`identifier`] does, or [`NameError::SystemName`].
pub fn table_name(name: &str) -> Result<(), NameError> {
    identifier(name)?;
    if name.starts_with('_') { Err(NameError::SystemName) } else { Ok(()) }
}

/// Checks the name of an index.
///
/// # Errors
///
/// Returns what [`identifier`] does, or [`NameError::SystemName`], or
/// [`NameError::BuiltInIndex`].
pub fn index_name(name: &str) -> Result<(), NameError> {
    identifier(name)?;
    if BUILT_IN_INDEXES.contains(&name) {
        return Err(NameError::BuiltInIndex);
    }
    if name.starts_with('_') && !name.starts_with(ALLOWED_SYSTEM_INDEX_PREFIX) {
        return Err(NameError::SystemName);
    }
    Ok(())
}

/// Checks the name of a field in an object validator, which may begin with `_`.
///
/// At the top of a table's document the server drops such fields from the validator in silence,
/// so whoever builds tables must refuse them there.
///
/// # Errors
///
/// Returns what [`value_key`] does, then what [`identifier`] does.
pub fn field_name(name: &str) -> Result<(), NameError> {
    value_key(name)?;
    identifier(name)
}

/// Checks a dotted path of identifiers, such as `address.city`.
///
/// # Errors
///
/// Returns what [`identifier`] does for the first segment that it refuses.
pub fn field_path(path: &str) -> Result<(), NameError> {
    path.split('.').try_for_each(identifier)
}

/// Checks a path that a database index may name.
///
/// # Errors
///
/// Returns what [`field_path`] does, or [`NameError::IndexedId`],
/// [`NameError::IndexedCreationTime`] or [`NameError::SystemName`].
pub fn indexed_path(path: &str) -> Result<(), NameError> {
    field_path(path)?;
    match path {
        "_id" => Err(NameError::IndexedId),
        "_creationTime" => Err(NameError::IndexedCreationTime),
        _ if path.split('.').any(|segment| segment.starts_with('_')) => Err(NameError::SystemName),
        _ => Ok(()),
    }
}

/// Checks a key of an object inside a value, which may even be empty.
///
/// # Errors
///
/// Returns the first of [`NameError::KeyTooLong`], [`KeyDollar`](NameError::KeyDollar) and
/// [`KeyChar`](NameError::KeyChar) that applies.
pub fn value_key(key: &str) -> Result<(), NameError> {
    if key.len() > MAX_VALUE_KEY_BYTES {
        return Err(NameError::KeyTooLong);
    }
    if key.starts_with('$') {
        return Err(NameError::KeyDollar);
    }
    // Asked of each field of each document, where it is nearly always so.
    if key.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    match key.chars().find(|c| !matches!(c, ' '..='~')) {
        Some(c) => Err(NameError::KeyChar(c)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_up_to_64_letters_digits_and_underscores() {
        for good in ["a", "_x", "A1_2", "x_", "constructor", &"f".repeat(64)] {
            assert_eq!(identifier(good), Ok(()), "{good}");
        }
        assert_eq!(identifier(""), Err(NameError::Empty));
        assert_eq!(identifier(&"f".repeat(65)), Err(NameError::TooLong));
        assert_eq!(identifier("1a"), Err(NameError::FirstChar('1')));
        assert_eq!(identifier("é"), Err(NameError::FirstChar('é')));
        assert_eq!(identifier("a-b"), Err(NameError::Char('-')));
        assert_eq!(identifier("Name\n"), Err(NameError::Char('\n')));
        assert_eq!(identifier("___"), Err(NameError::OnlyUnderscores));
    }

    #[test]
    fn system_names_are_no_table_and_no_index() {
        assert_eq!(table_name("_users"), Err(NameError::SystemName));
        assert_eq!(table_name("__"), Err(NameError::OnlyUnderscores));
        assert_eq!(index_name("_by_x"), Err(NameError::SystemName));
        assert_eq!(index_name("_fivetran_x"), Ok(()));
        assert_eq!(index_name("by_id"), Err(NameError::BuiltInIndex));
        assert_eq!(index_name("by_creation_time"), Err(NameError::BuiltInIndex));
        assert_eq!(index_name("by_ID"), Ok(()));
    }

    #[test]
    fn a_field_of_a_validator_is_key_and_identifier_at_once() {
        assert_eq!(field_name("_other"), Ok(()));
        assert_eq!(field_name("$a"), Err(NameError::KeyDollar));
        assert_eq!(field_name("a\0"), Err(NameError::KeyChar('\0')));
        assert_eq!(field_name("a b"), Err(NameError::Char(' ')));
    }

    #[test]
    fn a_path_is_identifiers_between_dots() {
        assert_eq!(field_path("a.b.c"), Ok(()));
        assert_eq!(field_path("a..b"), Err(NameError::Empty));
        assert_eq!(indexed_path("a._b"), Err(NameError::SystemName));
        assert_eq!(indexed_path("_id"), Err(NameError::IndexedId));
        assert_eq!(indexed_path("_creationTime"), Err(NameError::IndexedCreationTime));
        assert_eq!(indexed_path("o._id"), Err(NameError::SystemName));
    }

    #[test]
    fn a_key_of_a_value_is_looser() {
        for good in ["", " ", "a-b", "~", "_x", "a$", &"k".repeat(1024)] {
            assert_eq!(value_key(good), Ok(()), "{good}");
        }
        assert_eq!(value_key(&"k".repeat(1025)), Err(NameError::KeyTooLong));
        assert_eq!(value_key("$"), Err(NameError::KeyDollar));
        assert_eq!(value_key("é"), Err(NameError::KeyChar('é')));
        assert_eq!(value_key("\u{7f}"), Err(NameError::KeyChar('\u{7f}')));
    }
}
