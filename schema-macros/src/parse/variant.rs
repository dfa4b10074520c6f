//! The variants of an enum: literals, or members of a union.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{DataEnum, Fields, Ident, Lit};

use crate::diag::{Errors, text};
use crate::model::{
    Body, Content, LiteralValue, LiteralVariant, Role, Union, Variant, VariantRole,
};

use super::attr::{Key, check_words, keys};
use super::{Derive, Names, field, serde, types};

const WORDS: &[&str] = &["rename", "value", "renamed_from", "changed", "ignore_serde"];

/// Reads the variants of an enum.
pub(super) fn union(
    data: &DataEnum,
    ident: &Ident,
    derive: Derive,
    names: &Names,
    errors: &mut Errors,
) -> Body {
    if data.variants.is_empty() {
        errors.push(ident.span(), text::empty_enum(&ident.to_string()));
        return Body::Broken;
    }
    let is_tagged = names.tag.is_some() || names.untagged.is_some();
    let all_units = data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
    if let (Some(tag), Some(untagged)) = (&names.tag, names.untagged) {
        errors.push(untagged, text::tag_and_untagged(&tag.value));
    }
    if all_units && !is_tagged && derive == Derive::Union {
        return Body::Literals(literals(data, names, errors));
    }
    if !is_tagged {
        errors.push(ident.span(), text::tagging_missing(&ident.to_string()));
    }
    if let Some(tag) = &names.tag
        && let Err(reason) = schema_names::field_name(&tag.value)
    {
        errors.push(tag.span, text::bad_field_name(&tag.value, ident, &reason.to_string()));
    }
    let tag = names.tag.as_ref().map(|tag| tag.value.clone());
    let tag = if names.untagged.is_some() { None } else { tag };
    let union = Union { variants: variants(data, ident, tag.as_deref(), names, errors), tag };
    if derive == Derive::Table {
        for variant in &union.variants {
            let is_scalar = union.tag.is_none() && matches!(variant.content, Content::Unit);
            if is_scalar {
                errors.push(variant.ident.span(), text::table_member_not_object(&variant.ident));
            }
        }
    }
    Body::Union(union)
}

fn literals(data: &DataEnum, names: &Names, errors: &mut Errors) -> Vec<LiteralVariant> {
    let mut literals: Vec<LiteralVariant> = Vec::new();
    for variant in &data.variants {
        let keys = read_keys(variant, names, errors);
        let (stored, at) = stored_text(variant, &keys, names, errors);
        let literal = literal(&keys, errors).unwrap_or(LiteralValue::String(stored));
        if let Some(first) = literals.iter().find(|earlier| earlier.literal == literal) {
            let text = text::literal_twice(&variant.ident, &first.ident, &show(&literal));
            errors.push(at, text);
        }
        let role = role(&keys, errors);
        literals.push(LiteralVariant { ident: variant.ident.clone(), literal, role });
    }
    literals
}

fn variants(
    data: &DataEnum,
    within: &Ident,
    tag: Option<&str>,
    names: &Names,
    errors: &mut Errors,
) -> Vec<Variant> {
    let mut seen = BTreeMap::new();
    let mut variants = Vec::new();
    for variant in &data.variants {
        let keys = read_keys(variant, names, errors);
        if let Some(key) = keys.iter().find(|key| key.is("value")) {
            errors.push(key.span(), text::value_on_data_enum());
        }
        let (stored, at) = stored_text(variant, &keys, names, errors);
        if let Some(first) = seen.insert(stored.clone(), variant.ident.clone())
            && tag.is_some()
        {
            errors.push(at, text::literal_twice(&variant.ident, &first, &format!("{stored:?}")));
        }
        let Some(content) = content(variant, within, tag, names, errors) else { continue };
        let role = role(&keys, errors);
        variants.push(Variant { ident: variant.ident.clone(), tag: stored, content, role });
    }
    variants
}

fn content(
    variant: &syn::Variant,
    within: &Ident,
    tag: Option<&str>,
    names: &Names,
    errors: &mut Errors,
) -> Option<Content> {
    match &variant.fields {
        Fields::Unit => Some(Content::Unit),
        Fields::Named(all) => {
            let fields = field::fields(&all.named, within, names, errors);
            for field in &fields {
                if tag == Some(field.stored.as_str()) {
                    errors
                        .push(field.ident.span(), text::field_is_tag(&field.ident, &field.stored));
                }
                if field.role.is_filled() {
                    let role =
                        if matches!(field.role, Role::Added { .. }) { "added" } else { "changed" };
                    errors.push(
                        field.ident.span(),
                        text::fill_in_variant(&field.ident, role, &variant.ident),
                    );
                }
            }
            Some(Content::Fields(fields))
        }
        Fields::Unnamed(unnamed) if unnamed.unnamed.len() == 1 => {
            let ty = unnamed.unnamed[0].ty.clone();
            types::check_value(&ty, within, errors);
            Some(Content::Newtype(Box::new(ty)))
        }
        Fields::Unnamed(_) => {
            errors.push(variant.ident.span(), text::tuple_variant(&variant.ident));
            None
        }
    }
}

fn read_keys(variant: &syn::Variant, names: &Names, errors: &mut Errors) -> Vec<Key> {
    let keys = keys(&variant.attrs, "schema", errors);
    check_words(&keys, WORDS, &[], errors);
    // Read for its refusals; the rename is read again with the name.
    serde::read(&variant.attrs, names.ignores_serde, errors);
    keys
}

fn stored_text(
    variant: &syn::Variant,
    keys: &[Key],
    names: &Names,
    errors: &mut Errors,
) -> (String, Span) {
    let serde = serde::read(&variant.attrs, names.ignores_serde, &mut Errors::default());
    let rename = serde::one_name("rename", field::rename(keys, errors), serde.rename, errors);
    match rename {
        Some(rename) => (rename.value, rename.span),
        None => (names.variants.variant(&variant.ident.unraw().to_string()), variant.ident.span()),
    }
}

/// The literal of `value = 1`; a whole number is a number, `1i64` an int64.
fn literal(keys: &[Key], errors: &mut Errors) -> Option<LiteralValue> {
    const EXAMPLE: &str = "value = 1";
    let key = keys.iter().find(|key| key.is("value"))?;
    let SignedLit { negative, lit } = key.equals(EXAMPLE, errors)?;
    let sign = if negative { "-" } else { "" };
    let read = match &lit {
        Lit::Str(text) if !negative => Some(LiteralValue::String(text.value())),
        Lit::Bool(value) if !negative => Some(LiteralValue::Boolean(value.value)),
        Lit::Int(int) if int.suffix() == "i64" => {
            format!("{sign}{}", int.base10_digits()).parse().ok().map(LiteralValue::Int64)
        }
        Lit::Int(int) if int.suffix().is_empty() => {
            format!("{sign}{}", int.base10_digits()).parse().ok().map(LiteralValue::Number)
        }
        Lit::Float(float) => {
            format!("{sign}{}", float.base10_digits()).parse().ok().map(LiteralValue::Number)
        }
        _ => None,
    };
    if read.is_none() {
        errors.push(lit.span(), text::bad_value("value", EXAMPLE));
    }
    read
}

struct SignedLit {
    negative: bool,
    lit: Lit,
}

impl syn::parse::Parse for SignedLit {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let negative = input.parse::<Option<syn::Token![-]>>()?.is_some();
        Ok(Self { negative, lit: input.parse()? })
    }
}

fn role(keys: &[Key], errors: &mut Errors) -> VariantRole {
    let renamed = keys.iter().find(|key| key.is("renamed_from"));
    let changed = keys.iter().find(|key| key.is("changed"));
    if let (Some(renamed), Some(_)) = (renamed, changed) {
        errors.push(renamed.span(), text::renamed_and_changed_variant());
    }
    if let Some(key) = changed {
        key.flag(errors);
        return VariantRole::Changed;
    }
    let old = renamed.and_then(|key| key.equals::<Ident>("renamed_from = Archived", errors));
    old.map_or(VariantRole::Kept, |old| VariantRole::Renamed { old })
}

fn show(literal: &LiteralValue) -> String {
    match literal {
        LiteralValue::String(text) => format!("{text:?}"),
        LiteralValue::Number(number) => number.to_string(),
        LiteralValue::Int64(number) => format!("{number}n"),
        LiteralValue::Boolean(value) => value.to_string(),
    }
}
