//! Messages about two versions side by side.

use std::fmt::Display;

use super::with_help;

/// Where the old side is declared, as a note; nothing where that isn't known.
fn declared(name: impl Display, at: Option<&str>) -> String {
    at.map_or_else(String::new, |at| format!("\n\n  = note: `{name}` is declared at {at}"))
}

fn meant(close: Option<&str>, otherwise: impl Display) -> String {
    close.map_or_else(|| otherwise.to_string(), |close| format!("did you mean `{close}`?"))
}

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
    field: impl Display,
    ty: &str,
    at: Option<&str>,
) -> String {
    let notes = declared(&field, at);
    let gap = if notes.is_empty() { "\n\n" } else { "\n" };
    format!(
        "`{new}` says nothing about `{field}`, a field of `{old}`{notes}{gap}  = help: keep it with \
         a field `pub {field}: {ty}`, or\n          rename it with `#[schema(renamed_from = \
         {field})]` on its new field, or\n          say that `fill` reads it, with \
         `#[schema(moved({field}))]`, or\n          drop it with `#[schema(dropped({field}))]`"
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

pub(crate) fn fate_without_from(word: &str, item: &str) -> String {
    with_help(
        format!("`{word}(...)` speaks of a version before, and `{item}` has none"),
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

pub(crate) fn private_field(old: &str, field: impl Display, at: Option<&str>) -> String {
    let notes = declared(&field, at);
    let gap = if notes.is_empty() { "\n\n" } else { "\n" };
    format!(
        "`{field}` of `{old}` is private, so the version after it can't see its type{notes}{gap}  = \
         help: write `pub {field}` there"
    )
}

/// The values that `fill` must give, and the lines that give them.
pub(crate) fn fill_missing(
    new: &str,
    old: &str,
    values: &str,
    implementation: &str,
) -> (String, String) {
    (
        format!("`{old}` can't give these values of `{new}`: {values}"),
        format!("give them:\n{implementation}"),
    )
}

pub(crate) fn forgotten_variant(
    new: &str,
    old: &str,
    variant: impl Display,
    at: Option<&str>,
) -> String {
    let notes = declared(&variant, at);
    let gap = if notes.is_empty() { "\n\n" } else { "\n" };
    format!(
        "`{new}` says nothing about `{variant}`, a variant of `{old}`{notes}{gap}  = help: keep it \
         with a variant `{variant}`, or\n          rename it with `#[schema(renamed_from = \
         {variant})]` on its new variant, or\n          drop it with `#[schema(dropped({variant}))]` \
         and give its documents another value in `carry`"
    )
}

pub(crate) fn unknown_variant(
    old: &str,
    variant: impl Display,
    word: &str,
    close: Option<&str>,
) -> String {
    let help = meant(close, format!("remove the word `{word}`"));
    with_help(format!("`{old}` has no variant `{variant}` for `{word}`"), help)
}

pub(crate) fn variant_two_fates(old: &str, variant: impl Display) -> String {
    with_help(
        format!("the variant `{variant}` of `{old}` has two fates"),
        "keep it, rename it once, or drop it",
    )
}

pub(crate) fn variant_literal_drifts(variant: impl Display, old: &str, old_stored: &str) -> String {
    with_help(
        format!("`{variant}` is stored as {old_stored} in `{old}` and as something else here"),
        format!("store it as before, or say `#[schema(renamed_from = {variant})]`"),
    )
}

pub(crate) fn variant_content_drifts(variant: impl Display, old: &str) -> String {
    with_help(
        format!("`{variant}` holds something else than in `{old}`"),
        "mark the variant `#[schema(changed)]` and give its value in `carry`",
    )
}

pub(crate) fn union_table_with_roles(word: &str) -> String {
    with_help(
        format!(
            "a table whose document is a union is carried whole, so `{word}` has no meaning here"
        ),
        "give every old document its new one in `impl UnionTransition`",
    )
}

/// The function that a changed or dropped variant needs.
pub(crate) fn carry_missing(
    new: &str,
    old: &str,
    variants: &str,
    implementation: &str,
) -> (String, String) {
    (
        format!("nothing says what becomes of {variants} of `{old}` in `{new}`"),
        format!("say it:\n{implementation}"),
    )
}
