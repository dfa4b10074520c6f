//! Fates of the variants of a nested enum.

use std::collections::BTreeSet;

use syn::Ident;
use syn::ext::IdentExt;

use schema_names::suggest::closest;

use crate::diag::span::declared_at;
use crate::diag::{Errors, text};
use crate::model::{Content, Item, LiteralValue, LiteralVariant, Union, Variant, VariantRole};

use super::fields::{self, FieldPair, Owner};

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
            let (was, is) = (same.literal.show(), variant.literal.show());
            let as_before = match &same.literal {
                LiteralValue::String(text) => format!("rename = {text:?}"),
                LiteralValue::Int64(number) => format!("value = {number}i64"),
                other => format!("value = {}", other.show()),
            };
            let text =
                text::variant_literal_drifts(&variant.ident, &old.called(), &was, &is, &as_before);
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
    let goes_on = |variant: &&Variant| !matches!(variant.role, VariantRole::Changed);
    if old_union.tag != new_union.tag && new_union.variants.iter().any(|one| goes_on(&one)) {
        let (was, is) = (old_union.tag.as_deref(), new_union.tag.as_deref());
        errors.push(new.ident.span(), text::tag_drifts(&new.called(), &old.called(), was, is));
    }
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
            let (was, is) = (format!("{:?}", same.tag), format!("{:?}", variant.tag));
            let text = text::variant_literal_drifts(
                &variant.ident,
                &old.called(),
                &was,
                &is,
                &format!("rename = {was}"),
            );
            errors.push(variant.ident.span(), text);
        }
        match (&same.content, &variant.content) {
            (Content::Fields(old_fields), Content::Fields(new_fields)) => {
                let pair = FieldPair {
                    owner: Owner::Variant,
                    old_called: &format!("{}::{}", old.called(), same.ident),
                    new_called: &format!("{}::{}", new.called(), variant.ident),
                    at: variant.ident.span(),
                    old: old_fields,
                    new: new_fields,
                    moved: &[],
                    dropped: &variant.dropped,
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
    let mut claim = |ident: &Ident, errors: &mut Errors| {
        if !known(ident) {
            let close = closest(&ident.unraw().to_string(), names.iter().map(String::as_str));
            mistyped.extend(close.map(ToOwned::to_owned));
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            errors.push(ident.span(), text::unknown_variant(&old_called, ident, &known, close));
        } else if !claimed.insert(ident.unraw().to_string()) {
            errors.push(ident.span(), text::variant_two_fates(&old_called, ident));
        }
    };
    for variant in new_seen {
        match variant.role {
            // A new variant needs no origin: no stored value is one.
            VariantRole::Kept if known(variant.ident) => claim(variant.ident, errors),
            VariantRole::Kept => {}
            VariantRole::Renamed { old } => claim(old, errors),
            VariantRole::Changed => claim(variant.ident, errors),
        }
    }
    for ident in &new.dropped {
        claim(ident, errors);
    }
    for ident in old_seen {
        let name = ident.unraw().to_string();
        if !claimed.contains(&name) && !mistyped.contains(&name) {
            let declared = declared_at(ident.span(), new.ident.span());
            let text =
                text::forgotten_variant(&new.called(), &old_called, &name, declared.as_deref());
            errors.push(new.ident.span(), text);
        }
    }
}
