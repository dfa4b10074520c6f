//! Messages about two versions of an enum.

use std::fmt::Display;

use super::{meant, one_of, with_help, with_ways};

/// The function that a changed or dropped variant needs.
pub(crate) fn carry_missing(new: &str, old: &str, variants: &str, implementation: &str) -> String {
    with_help(
        format!("nothing says what becomes of {variants} of `{old}` in `{new}`"),
        format!("say it:\n{implementation}"),
    )
}

pub(crate) fn forgotten_variant(new: &str, old: &str, variant: &str, at: Option<&str>) -> String {
    with_ways(
        format!("`{new}` says nothing about `{variant}`, a variant of `{old}`"),
        at.map(|at| (variant, at)),
        &[
            format!("keep it with a variant `{variant}`"),
            format!("rename it with `#[schema(renamed_from = {variant})]` on its new variant"),
            format!(
                "drop it with `#[schema(dropped({variant}))]` and give its documents another value \
                 in `carry`"
            ),
        ],
    )
}

pub(crate) fn forgotten_in_variant(
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
            format!("keep it with a field `{written}: {ty}`"),
            format!("rename it with `#[schema(renamed_from = {written})]` on its new field"),
            format!("drop it with `#[schema(dropped({written}))]` on the variant"),
            "give the whole value in `carry`, with `#[schema(changed)]` on the variant".to_owned(),
        ],
    )
}

pub(crate) fn unknown_variant(
    old: &str,
    variant: impl Display,
    known: &[&str],
    close: Option<&str>,
) -> String {
    let help = meant(close, format!("its variants are {}", one_of(known)));
    with_help(format!("`{old}` has no variant `{variant}`"), help)
}

pub(crate) fn variant_two_fates(old: &str, variant: impl Display) -> String {
    with_help(
        format!("the variant `{variant}` of `{old}` has two fates"),
        "keep it, rename it once, or drop it",
    )
}

pub(crate) fn variant_literal_drifts(
    variant: impl Display,
    old: &str,
    was: &str,
    is: &str,
    as_before: &str,
) -> String {
    with_help(
        format!("`{variant}` is stored as {was} in `{old}` and as {is} here"),
        format!(
            "store it as before with `#[schema({as_before})]`, or say that it is to change with \
             `#[schema(renamed_from = {variant})]`"
        ),
    )
}

pub(crate) fn variant_content_drifts(variant: impl Display, old: &str) -> String {
    with_help(
        format!("`{variant}` holds something else than in `{old}`"),
        "mark the variant `#[schema(changed)]` and give its value in `carry`",
    )
}

pub(crate) fn tag_drifts(new: &str, old: &str, was: Option<&str>, is: Option<&str>) -> String {
    let called = |tag: Option<&str>| {
        tag.map_or_else(|| "have no tag".to_owned(), |tag| format!("have the tag `{tag}`"))
    };
    let stay = match was {
        Some(was) => format!("`#[schema(tag = \"{was}\")]`"),
        None => "`#[schema(untagged)]`".to_owned(),
    };
    with_help(
        format!("values of `{old}` {}, and those of `{new}` {}", called(was), called(is)),
        format!(
            "keep {stay}, or mark every variant `#[schema(changed)]` and give the new values in \
             `carry`"
        ),
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
