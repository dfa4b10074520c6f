//! Fates of the variants of a nested enum.

use std::collections::BTreeSet;

use syn::Ident;
use syn::ext::IdentExt;

use schema_names::suggest::closest;

use crate::diag::span::declared_at;
use crate::diag::{Errors, text};
use crate::model::{Content, Item, LiteralValue, LiteralVariant, Union, VariantRole};

use super::fields::{self, FieldPair};

/// A variant of either kind, as far as fates are concerned.
struct Seen<'a> {
    ident: &'a Ident,
    role: &'a VariantRole,
}

/// Compares two enums of unit variants.
pub(super) fn literals(
    old: &Item,
    new: &Item,
    old_variants: &[LiteralVariant],
    new_variants: &[LiteralVariant],
    errors: &mut Errors,
) {
    let old_seen: Vec<_> = old_variants.iter().map(|one| &one.ident).collect();
    let new_seen: Vec<_> =
        new_variants.iter().map(|one| Seen { ident: &one.ident, role: &one.role }).collect();
    fates(old, new, &old_seen, &new_seen, errors);
    for variant in new_variants {
        let same = old_variants.iter().find(|one| one.ident.unraw() == variant.ident.unraw());
        if let (VariantRole::Kept, Some(same)) = (&variant.role, same)
            && same.literal != variant.literal
        {
            let stored = show(&same.literal);
            let text = text::variant_literal_drifts(&variant.ident, &old.called(), &stored);
            errors.push(variant.ident.span(), text);
        }
    }
}

/// Compares two enums with data.
pub(super) fn union(
    old: &Item,
    new: &Item,
    old_union: &Union,
    new_union: &Union,
    errors: &mut Errors,
) {
    let old_seen: Vec<_> = old_union.variants.iter().map(|one| &one.ident).collect();
    let new_seen: Vec<_> =
        new_union.variants.iter().map(|one| Seen { ident: &one.ident, role: &one.role }).collect();
    fates(old, new, &old_seen, &new_seen, errors);
    for variant in &new_union.variants {
        let continues = match &variant.role {
            VariantRole::Kept => &variant.ident,
            VariantRole::Renamed { old } => old,
            VariantRole::Changed => continue,
        };
        let Some(same) =
            old_union.variants.iter().find(|one| one.ident.unraw() == continues.unraw())
        else {
            continue;
        };
        if matches!(variant.role, VariantRole::Kept)
            && old_union.tag.is_some()
            && same.tag != variant.tag
        {
            let stored = format!("{:?}", same.tag);
            let text = text::variant_literal_drifts(&variant.ident, &old.called(), &stored);
            errors.push(variant.ident.span(), text);
        }
        match (&same.content, &variant.content) {
            (Content::Fields(old_fields), Content::Fields(new_fields)) => {
                let pair = FieldPair {
                    old_called: &format!("{}::{}", old.called(), same.ident),
                    new_called: &format!("{}::{}", new.called(), variant.ident),
                    at: variant.ident.span(),
                    old: old_fields,
                    new: new_fields,
                    moved: &[],
                    dropped: &[],
                    is_marked: false,
                };
                fields::check(&pair, errors);
            }
            (Content::Unit, Content::Unit) | (Content::Newtype(_), Content::Newtype(_)) => {}
            _ => {
                let text = text::variant_content_drifts(&variant.ident, &old.called());
                errors.push(variant.ident.span(), text);
            }
        }
    }
}

fn fates(old: &Item, new: &Item, old_seen: &[&Ident], new_seen: &[Seen<'_>], errors: &mut Errors) {
    let old_called = old.called();
    let known = |ident: &Ident| old_seen.iter().any(|one| one.unraw() == ident.unraw());
    let names: Vec<String> = old_seen.iter().map(|one| one.unraw().to_string()).collect();
    let mut claimed = BTreeSet::new();
    let mut mistyped = BTreeSet::new();
    let mut claim = |ident: &Ident, word: &str, errors: &mut Errors| {
        if !known(ident) {
            let close = closest(&ident.unraw().to_string(), names.iter().map(String::as_str));
            mistyped.extend(close.map(ToOwned::to_owned));
            errors.push(ident.span(), text::unknown_variant(&old_called, ident, word, close));
        } else if !claimed.insert(ident.unraw().to_string()) {
            errors.push(ident.span(), text::variant_two_fates(&old_called, ident));
        }
    };
    for variant in new_seen {
        match variant.role {
            // A new variant needs no origin: no stored value is one.
            VariantRole::Kept if known(variant.ident) => claim(variant.ident, "", errors),
            VariantRole::Kept => {}
            VariantRole::Renamed { old } => claim(old, "renamed_from", errors),
            VariantRole::Changed => claim(variant.ident, "changed", errors),
        }
    }
    for ident in &new.dropped {
        claim(ident, "dropped", errors);
    }
    for ident in old_seen {
        let name = ident.unraw().to_string();
        if !claimed.contains(&name) && !mistyped.contains(&name) {
            let declared = declared_at(ident.span());
            let text =
                text::forgotten_variant(&new.called(), &old_called, ident, declared.as_deref());
            errors.push(new.ident.span(), text);
        }
    }
}

fn show(literal: &LiteralValue) -> String {
    match literal {
        LiteralValue::String(text) => format!("{text:?}"),
        LiteralValue::Number(number) => number.to_string(),
        LiteralValue::Int64(number) => format!("{number}n"),
        LiteralValue::Boolean(value) => value.to_string(),
    }
}
