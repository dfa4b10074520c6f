//! Messages about a field: its stored name and its origin.

use std::fmt::Display;

use schema_names::case::Case;

use super::with_help;

/// A name like this one that a field may have.
fn storable(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let snake = words.collect::<Vec<_>>().join("_");
    let camel = Case::Camel.field(&snake);
    if schema_names::field_name(&camel).is_ok() { camel } else { "name".to_owned() }
}

pub(crate) fn system_field(name: &str) -> String {
    with_help(
        format!("`{name}` begins with `_`, which is kept for Convex's own fields"),
        format!(
            "every document has `_id` and `_creationTime`, at hand in `Doc`: remove the field, or \
             store it under another name with `#[schema(rename = \"{}\")]`",
            storable(name)
        ),
    )
}

pub(crate) fn bad_field_name(name: &str, ident: impl Display, reason: &str) -> String {
    with_help(
        format!("`{name}`, stored for `{ident}`, can't be the name of a field: {reason}"),
        format!("say another one with `#[schema(rename = \"{}\")]`", storable(name)),
    )
}

pub(crate) fn stored_twice(ident: impl Display, first: impl Display, stored: &str) -> String {
    with_help(
        format!("`{ident}` and `{first}` are both stored as `{stored}`"),
        format!("give one of them another name with `#[schema(rename = \"{stored}2\")]`"),
    )
}

pub(crate) fn fate_on_field(word: &str, ident: impl Display) -> String {
    with_help(
        format!(
            "`{word}` is what becomes of an old field, and `{ident}` is a field of this version"
        ),
        format!("remove the field, and say `#[schema({word}({ident}))]` on the struct"),
    )
}

pub(crate) fn two_origins(ident: impl Display, first: &str, second: &str) -> String {
    let help = match (first, second) {
        ("renamed_from", "changed") | ("changed", "renamed_from") => {
            "a new value under a new name is `added`, with the old name in `#[schema(moved(...))]` on \
             the struct"
        }
        _ => "a field comes from one place: keep one of the two",
    };
    with_help(format!("`{ident}` has two origins, `{first}` and `{second}`"), help)
}

pub(crate) fn role_missing(word: &str) -> String {
    let help = match word {
        "default" => {
            "say `added, default = ...` for a new field, `changed, default = ...` for one \
                      that was absent in some documents"
        }
        "absent" => "say `added, absent` for a new field that old documents go without",
        _ => "say `changed, keep_valid`",
    };
    with_help(format!("`{word}` doesn't say where the field comes from"), help)
}

pub(crate) fn word_beside_role(word: &str, role: &str) -> String {
    with_help(
        format!("`{word}` has no meaning beside `{role}`"),
        "`default` goes with `added` or `changed`, `absent` with `added`, `keep_valid` with `changed`",
    )
}

pub(crate) fn default_and_absent() -> String {
    with_help(
        "a field can't be absent and have a default",
        "keep `default` for a value in every old document, `absent` for none",
    )
}

pub(crate) fn keep_valid_with_default() -> String {
    with_help(
        "`keep_valid` and `default` contradict each other",
        "`default` fills in where the field is absent; for values that aren't valid any more say \
         `changed, keep_valid` and give the value in `fill`",
    )
}

pub(crate) fn absent_but_required(ident: impl Display) -> String {
    with_help(
        format!("`{ident}` can't be absent: its type isn't an `Option`"),
        "make it an `Option`, or give old documents a value with `added, default = ...`",
    )
}
