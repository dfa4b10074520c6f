//! Messages about two versions side by side.

use std::fmt::Display;

use schema_names::case::Case;

use super::{meant, with_help, with_ways};

pub(crate) fn table_differs(new: &str, old_table: &str) -> String {
    with_help(
        format!("`{new}` comes from a version of another table, `{old_table}`"),
        format!(
            "use `table = \"{old_table}\"`, or remove `from` to begin a new table; documents are \
             moved between tables by effects"
        ),
    )
}

pub(crate) fn version_gap(old: &str, wanted: u32, found: u32) -> String {
    with_help(
        format!("the version after `{old}` is {wanted}, not {found}"),
        format!("write `version = {wanted}`"),
    )
}

pub(crate) fn kind_differs(new: &str, old: &str) -> String {
    with_help(
        format!("`{new}` and `{old}` are of different kinds"),
        "a struct comes from a struct, an enum from an enum; otherwise remove `from` and mark the \
         fields that hold it `#[schema(changed)]`",
    )
}

pub(crate) fn forgotten_field(
    new: &str,
    old: &str,
    (field, written): (&str, impl Display),
    ty: &str,
    at: Option<&str>,
) -> String {
    with_ways(
        format!("`{new}` says nothing about `{field}`, a field of `{old}`"),
        at.map(|at| (field, at)),
        &[
            format!("keep it with a field `pub {written}: {ty}`"),
            format!("rename it with `#[schema(renamed_from = {written})]` on its new field"),
            format!("say that `fill` reads it, with `#[schema(moved({written}))]`"),
            format!("drop it with `#[schema(dropped({written}))]`"),
        ],
    )
}

pub(crate) fn unknown_kept(old: &str, field: impl Display, close: Option<&str>) -> String {
    let help = match close {
        Some(close) => format!(
            "did you mean `{close}`? A field that was renamed says `#[schema(renamed_from = {close})]`"
        ),
        None => "mark it `#[schema(added)]` if it is new in this version".to_owned(),
    };
    with_help(format!("`{old}` has no field `{field}`"), help)
}

pub(crate) fn unknown_renamed(old: &str, field: impl Display, close: Option<&str>) -> String {
    let help =
        meant(close, "name a field of the version before, or mark this one `#[schema(added)]`");
    with_help(format!("`{old}` has no field `{field}` to rename"), help)
}

pub(crate) fn unknown_changed(old: &str, field: impl Display, close: Option<&str>) -> String {
    let help = meant(close, "mark it `#[schema(added)]` if it is new in this version");
    with_help(format!("`{old}` has no field `{field}` to change"), help)
}

pub(crate) fn unknown_dropped(old: &str, field: impl Display, close: Option<&str>) -> String {
    let help = meant(close, format!("remove `{field}` from `dropped`"));
    with_help(format!("`{old}` has no field `{field}` to drop"), help)
}

pub(crate) fn unknown_moved(old: &str, field: impl Display, close: Option<&str>) -> String {
    let help = meant(close, format!("remove `{field}` from `moved`"));
    with_help(format!("`{old}` has no field `{field}` to move"), help)
}

pub(crate) fn added_exists(old: &str, field: impl Display) -> String {
    with_help(
        format!("`{old}` already has a field `{field}`"),
        "remove `added` to keep its value, or use `#[schema(changed)]` to give it a new one",
    )
}

pub(crate) fn two_fates(old: &str, field: impl Display, first: &str, second: &str) -> String {
    with_help(
        format!("`{field}` of `{old}` has two fates: {first}, and {second}"),
        "an old field goes to one place; a second field with its value is `#[schema(added)]`, with \
         the value from `fill`",
    )
}

pub(crate) fn moved_without_fill(new: &str, field: impl Display) -> String {
    with_help(
        format!("`{field}` is moved, and nothing in `{new}` is given by `fill` that could hold it"),
        format!("mark the field it moves to `#[schema(added)]`, or say `dropped({field})`"),
    )
}

pub(crate) fn stored_name_drifts(
    field: impl Display,
    old: &str,
    old_stored: &str,
    new_stored: &str,
) -> String {
    with_help(
        format!("`{field}` is stored as `{old_stored}` in `{old}` and as `{new_stored}` here"),
        format!(
            "keep the stored name with `#[schema(rename = \"{old_stored}\")]`, or say that it is \
             another one with `#[schema(renamed_from = {field})]`"
        ),
    )
}

pub(crate) fn changed_never_runs(field: impl Display, old: &str, new: &str) -> String {
    with_help(
        format!(
            "`{field}` is marked `changed`, and every stored `{old}` is already valid as `{new}`, so \
             its documents would count as current and never be rewritten"
        ),
        "if the stored values stay as they are, say `#[schema(kept)]`; if they must change, give the \
         field another name with `added` and `moved`, or mark the table's documents with \
         `#[schema(version_field = \"schemaVersion\")]`",
    )
}

pub(crate) fn keep_valid_with_version_field(field: impl Display) -> String {
    with_help(
        format!("`{field}` is `keep_valid` in a table with a version field"),
        "there the version field alone says what is old: remove `keep_valid`, and give every old \
         value in `fill`",
    )
}

pub(crate) fn role_without_from(word: &str, item: &str) -> String {
    with_help(
        format!("`{word}` speaks of a version before, and `{item}` has none"),
        "say which it is with `#[schema(from = v1::Name)]`, or remove the word",
    )
}

pub(crate) fn version_one_from(item: &str) -> String {
    with_help(
        format!("`{item}` is the first version, and `from` names one before it"),
        "write `version = 2`, or remove `from`",
    )
}

pub(crate) fn effects_without_from(item: &str) -> String {
    with_help(
        format!(
            "`{item}` has effects or reads, and no version before it whose documents are carried"
        ),
        "say which it is with `#[schema(from = v1::Name)]`, or remove them",
    )
}

pub(crate) fn version_field_removed(old: &str, field: &str) -> String {
    with_help(
        format!(
            "documents of `{old}` are marked with `{field}`, and this version doesn't mark its own"
        ),
        format!("add `version_field = \"{field}\"`: without it nobody could tell the two apart"),
    )
}

pub(crate) fn private_field(old: &str, field: &str, at: Option<&str>) -> String {
    with_ways(
        format!("`{field}` of `{old}` is private, so the version after it can't see its type"),
        at.map(|at| (field, at)),
        &[format!("write `pub {field}` there")],
    )
}

pub(crate) fn from_itself(ident: impl Display) -> String {
    with_help(
        format!("`{ident}` comes from itself"),
        format!("name the version before, such as `from = v1::{ident}`"),
    )
}

pub(crate) fn from_nested(new: &str, old: &str) -> String {
    with_help(
        format!("`{new}` is a version of a table, and `{old}` isn't one"),
        format!(
            "derive `schema_core::Table` on `{old}` instead of `schema_core::Object`, or remove \
                 `from` to begin a new table"
        ),
    )
}

pub(crate) fn from_table(new: &str, old: &str) -> String {
    with_help(
        format!("`{new}` is a nested type, and `{old}` is a version of a table"),
        format!("remove `from`, or derive `schema_core::Table` on `{new}` for the next version"),
    )
}

/// The effects and reads that the user's function has, and the lines of it.
pub(crate) fn acts_missing(new: &str, old: &str, implementation: &str) -> String {
    with_help(
        format!("nothing says which effects the transition from `{old}` to `{new}` has"),
        format!("say it:\n{implementation}"),
    )
}

/// The values that `fill` must give, and the lines that give them.
pub(crate) fn fill_missing(new: &str, old: &str, values: &str, implementation: &str) -> String {
    with_help(
        format!("`{old}` can't give these values of `{new}`: {values}"),
        format!("give them:\n{implementation}"),
    )
}

pub(crate) fn style_drifts(old: &str, was: Case, is: Case) -> String {
    with_help(
        format!(
            "the fields of `{old}` are stored in {}, and those of this version in {}",
            was.name(),
            is.name()
        ),
        format!(
            "keep the stored names with `#[schema(rename_all = \"{}\")]`; a field that is to have \
             another one says `rename` and `renamed_from`",
            was.name()
        ),
    )
}

pub(crate) fn stored_name_reused(
    new: impl Display,
    called: &str,
    old: impl Display,
    stored: &str,
) -> String {
    with_help(
        format!(
            "the new field `{new}` is stored as `{stored}`, which is what `{called}` calls its \
             `{old}`, so nobody could tell which of the two a stored value is"
        ),
        format!(
            "store it under another name with `#[schema(rename = \"{stored}2\")]`, or mark the \
             documents with `#[schema(version_field = \"schemaVersion\")]`"
        ),
    )
}

pub(crate) fn effects_never_run(new: &str, old: &str) -> String {
    with_help(
        format!(
            "a document of `{old}` can be valid in `{new}` as it is, and then the effects don't \
             happen for it"
        ),
        "mark the documents with `#[schema(version_field = \"schemaVersion\")]`, or accept it with \
         `#[schema(effects_for_old_only)]`",
    )
}
