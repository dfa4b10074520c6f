//! Messages about enums.

use std::fmt::Display;

use super::with_help;

pub(crate) fn tagging_missing(ident: &str) -> String {
    with_help(
        format!("nothing says how stored values of `{ident}` tell their variant"),
        "say `#[schema(tag = \"kind\")]` for a field that names it, or `#[schema(untagged)]` for the \
         first variant that fits",
    )
}

pub(crate) fn tag_and_untagged(tag: &str) -> String {
    with_help(
        format!("a union with the tag `{tag}` can't be untagged"),
        "remove `untagged`, or remove the tag",
    )
}

pub(crate) fn bad_tag(name: &str, reason: &str) -> String {
    with_help(
        format!("`{name}` can't be a tag, which is the name of a field: {reason}"),
        "a usual one is `tag = \"kind\"`",
    )
}

pub(crate) fn tuple_variant(ident: impl Display, types: &[String]) -> String {
    let ordinals = ["first", "second", "third", "fourth"];
    let named = types.iter().enumerate().map(|(position, ty)| {
        let name =
            ordinals.get(position).map_or_else(|| format!("field_{position}"), ToString::to_string);
        format!("{name}: {ty}")
    });
    let named = named.collect::<Vec<_>>().join(", ");
    with_help(
        format!("the variant `{ident}` has several unnamed fields, and Convex has no tuples"),
        format!("name them: `{ident} {{ {named} }}`"),
    )
}

pub(crate) fn literal_twice(
    ident: impl Display,
    first: impl Display,
    literal: &str,
    another: &str,
) -> String {
    with_help(
        format!("`{ident}` and `{first}` are both stored as {literal}"),
        format!("store one of them as something else, such as `#[schema({another})]`"),
    )
}

pub(crate) fn variant_shadowed(ident: impl Display, first: impl Display, ty: &str) -> String {
    with_help(
        format!("`{ident}` would never be read: every `{ty}` is read as `{first}`"),
        "remove one of the two; or say `#[schema(tag = \"kind\")]` instead of `untagged`, which \
         wants variants with named fields",
    )
}

pub(crate) fn added_variant(ident: impl Display) -> String {
    with_help(
        format!("the variant `{ident}` needs no origin: no stored value is one"),
        "remove `added`",
    )
}

pub(crate) fn null_twice(ident: impl Display, first: impl Display) -> String {
    with_help(
        format!("`{ident}` and `{first}` are both stored as null"),
        "remove one of the two, or say `#[schema(tag = \"kind\")]` instead of `untagged`",
    )
}

pub(crate) fn value_on_data_enum() -> String {
    with_help(
        "`value` is for enums whose variants are literals",
        "the text of this variant's tag is said with `rename = \"name\"`",
    )
}

pub(crate) fn field_is_tag(ident: impl Display, tag: &str) -> String {
    with_help(
        format!("`{ident}` is stored as `{tag}`, which is the tag's name"),
        "rename the field with `#[schema(rename = \"name\")]`, or choose another tag",
    )
}

pub(crate) fn fill_in_variant(ident: impl Display, role: &str, variant: impl Display) -> String {
    with_help(
        format!("old values of the variant `{variant}` can't give `{ident}`"),
        format!(
            "say `{role}, default = ...` on the field; or mark the variant `#[schema(changed)]` and \
             give the whole value in `NestedUnionTransition::carry`"
        ),
    )
}

pub(crate) fn renamed_and_changed_variant() -> String {
    with_help(
        "a variant that is `changed` gets its value from `carry`, whatever it was called",
        "remove `renamed_from` and name the old variant in `dropped(...)`",
    )
}

pub(crate) fn value_and_rename(ident: impl Display) -> String {
    with_help(
        format!("`{ident}` has two literals, one by `value` and one by `rename`"),
        "keep one of the two: `value = 1` for a number, `rename = \"name\"` for text",
    )
}

pub(crate) fn inexact_literal(digits: &str) -> String {
    with_help(
        format!("no number of Convex is exactly {digits}"),
        format!("an int64 is: `value = {digits}i64`"),
    )
}
