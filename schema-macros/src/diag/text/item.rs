//! Messages about what a derive stands on, and about tables and schemas as a whole.

use std::fmt::Display;

use super::with_help;

pub(crate) fn generic_type(ident: &str) -> String {
    with_help(
        format!("`{ident}` has parameters, and a stored type is one fixed shape"),
        "write the concrete type in its fields",
    )
}

pub(crate) fn tuple_struct() -> String {
    with_help(
        "a struct of several unnamed fields has no names to store them under",
        "name the fields; a struct of one unnamed field is stored as that field is",
    )
}

pub(crate) fn unit_struct() -> String {
    with_help("a struct without fields stores nothing", "an empty object is `struct Name {}`")
}

pub(crate) fn rust_union() -> String {
    with_help(
        "a Rust `union` doesn't say which of its fields it holds",
        "use an enum with `#[derive(schema_core::Union)]`",
    )
}

pub(crate) fn union_on_struct() -> String {
    with_help("`Union` is for enums", "a struct is `#[derive(schema_core::Object)]`")
}

pub(crate) fn object_on_enum() -> String {
    with_help("`Object` is for structs", "an enum is `#[derive(schema_core::Union)]`")
}

pub(crate) fn empty_enum(ident: &str) -> String {
    with_help(
        format!("`{ident}` has no variant, so no document could ever hold one"),
        "give it a variant, or remove the field that holds it",
    )
}

pub(crate) fn table_missing() -> String {
    with_help(
        "the table has no name",
        "say which table this is: `#[schema(table = \"users\", version = 1)]`",
    )
}

pub(crate) fn bad_table_name(name: &str, reason: &str) -> String {
    with_help(
        format!("`{name}` can't be the name of a table: {reason}"),
        "a table's name has letters, digits and `_`, and begins with a letter",
    )
}

pub(crate) fn version_missing() -> String {
    with_help(
        "the table has no version",
        "a new table begins with `version = 1`: `#[schema(table = \"users\", version = 1)]`",
    )
}

pub(crate) fn bad_version() -> String {
    with_help("a version is a whole number from 1", "a new table begins with `version = 1`")
}

pub(crate) fn bad_version_field(name: &str, reason: &str) -> String {
    with_help(
        format!("`{name}` can't be the version field: {reason}"),
        "name a field that no document has yet: `version_field = \"schemaVersion\"`",
    )
}

pub(crate) fn version_field_is_field(name: &str, ident: impl Display) -> String {
    with_help(
        format!("`{name}` is also stored for the field `{ident}`"),
        "the version field is written for you: remove the field, or name another version field",
    )
}

pub(crate) fn version_field_without_object() -> String {
    with_help(
        "documents of any shape have no place for a version field",
        "remove `version_field`, or declare the table's fields",
    )
}

pub(crate) fn old_only_without_effects() -> String {
    with_help(
        "`effects_for_old_only` speaks of effects, and there are none",
        "declare them, such as `effects(delete_self)`, or remove the word",
    )
}

pub(crate) fn table_member_not_object(ident: impl Display) -> String {
    with_help(
        format!("the variant `{ident}` would be stored as `null`, and a document is an object"),
        "give the variant named fields, or say `tag = \"kind\"` on the enum",
    )
}

pub(crate) fn schema_not_named_fields() -> String {
    with_help(
        "a schema is a struct with a named field for each table",
        "write `struct App { users: User, posts: Post }`",
    )
}

pub(crate) fn dropped_without_fate() -> String {
    with_help(
        "a dropped table needs to say what becomes of its documents",
        "`forget(guests)` leaves them in the deployment, `delete_documents(guests)` deletes them, \
         `carried_away(v3::Guest)` has carried them into other tables",
    )
}

pub(crate) fn schema_table_twice(name: &str) -> String {
    with_help(format!("the table `{name}` is listed and dropped"), "remove one of the two")
}

pub(crate) fn table_dropped_twice(name: &str) -> String {
    with_help(format!("the table `{name}` is dropped twice"), "remove one of the two")
}

pub(crate) fn word_on_listed_table(word: &str) -> String {
    with_help(
        format!("`{word}` has no meaning on a table that a schema lists"),
        "say it on the table's own struct, or remove it",
    )
}

pub(crate) fn gates_empty() -> String {
    with_help(
        "without a gate nothing proves that old documents are gone",
        "name the deployments whose receipts narrow the schema: `gates(prod)`",
    )
}
