//! The variants of an enum: literals, or members of a union.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{DataEnum, Fields, Ident, Lit};

use crate::diag::{Errors, text};
use crate::model::{
    Body, Content, LiteralValue, LiteralVariant, Role, Spanned, Union, Variant, VariantRole,
};

use super::attr::{Key, check_words, keys};
use super::{Derive, Names, field, idents, serde, types};

pub(super) const LITERAL_WORDS: &[&str] =
    &["rename", "value", "renamed_from", "changed", "ignore_serde"];
pub(super) const WORDS: &[&str] =
    &["rename", "rename_all", "renamed_from", "changed", "dropped", "ignore_serde"];

const ANOTHER_TEXT: &str = "rename = \"name\"";

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
        errors.push(tag.span, text::bad_tag(&tag.value, &reason.to_string()));
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
        let keys = read_keys(variant, LITERAL_WORDS, names, errors);
        let (stored, at) = stored_text(variant, &keys, names, errors);
        let value = keys.iter().find(|key| key.is("value"));
        if let Some(value) = value.filter(|_| keys.iter().any(|key| key.is("rename"))) {
            errors.push(value.span(), text::value_and_rename(&variant.ident));
        }
        let literal = literal(&keys, errors).unwrap_or(LiteralValue::String(stored));
        if let Some(first) = literals.iter().find(|earlier| earlier.literal == literal) {
            let is_text = matches!(literal, LiteralValue::String(_));
            let another = if is_text { ANOTHER_TEXT } else { "value = 2" };
            let text = text::literal_twice(&variant.ident, &first.ident, &literal.show(), another);
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
        let keys = read_keys(variant, WORDS, names, errors);
        let (stored, at) = stored_text(variant, &keys, names, errors);
        if let Some(first) = seen.insert(stored.clone(), variant.ident.clone())
            && tag.is_some()
        {
            errors.push(
                at,
                text::literal_twice(&variant.ident, &first, &format!("{stored:?}"), ANOTHER_TEXT),
            );
        }
        let inner = names.within_variant(&variant.attrs, &keys, errors);
        let Some(content) = content(variant, within, tag, &inner, errors) else { continue };
        for word in ["rename_all", "dropped"] {
            let key = keys.iter().find(|key| key.is(word));
            if let Some(key) = key.filter(|_| !matches!(content, Content::Fields(_))) {
                errors.push(key.span(), text::word_elsewhere(word, "variants with named fields"));
            }
        }
        if let Some(key) = keys.iter().find(|key| key.is("rename"))
            && tag.is_none()
        {
            errors.push(key.span(), text::word_elsewhere("rename", "variants of enums with a tag"));
        }
        let role = role(&keys, errors);
        let dropped = idents(&keys, "dropped", "dropped(legacy_theme)", errors);
        variants.push(Variant {
            ident: variant.ident.clone(),
            tag: stored,
            content,
            role,
            dropped,
        });
    }
    if tag.is_none() {
        check_shadowed(&variants, errors);
        let mut units = variants.iter().filter(|one| matches!(one.content, Content::Unit));
        if let (Some(first), Some(second)) = (units.next(), units.next()) {
            errors.push(second.ident.span(), text::null_twice(&second.ident, &first.ident));
        }
    }
    variants
}

/// Two untagged variants of one type, or of the same fields: the second is never read, because the
/// first fits.
fn check_shadowed(variants: &[Variant], errors: &mut Errors) {
    let shown = |variant: &Variant| match &variant.content {
        Content::Newtype(ty) => Some(types::show(ty)),
        Content::Fields(fields) => {
            let fields = fields.iter().map(|field| (&field.stored, types::show(&field.ty)));
            let fields = fields.collect::<BTreeMap<_, _>>().into_iter();
            let fields: Vec<_> = fields.map(|(name, ty)| format!("{name}: {ty}")).collect();
            Some(format!("{{ {} }}", fields.join(", ")))
        }
        Content::Unit => None,
    };
    for (position, variant) in variants.iter().enumerate() {
        let Some(own) = shown(variant) else { continue };
        let first =
            variants[..position].iter().find(|earlier| shown(earlier).as_ref() == Some(&own));
        if let Some(first) = first {
            let text = text::variant_shadowed(&variant.ident, &first.ident, &own);
            errors.push(variant.ident.span(), text);
        }
    }
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
        Fields::Unnamed(unnamed) => {
            let all: Vec<String> = unnamed.unnamed.iter().map(|one| types::show(&one.ty)).collect();
            errors.push(variant.ident.span(), text::tuple_variant(&variant.ident, &all));
            None
        }
    }
}

fn read_keys(
    variant: &syn::Variant,
    words: &[&str],
    names: &Names,
    errors: &mut Errors,
) -> Vec<Key> {
    let keys = keys(&variant.attrs, "schema", errors);
    if let Some(key) = keys.iter().find(|key| key.is("added")) {
        errors.push(key.span(), text::added_variant(&variant.ident));
    } else if words == WORDS
        && let Some(key) = keys.iter().find(|key| key.is("value"))
    {
        errors.push(key.span(), text::value_on_data_enum());
    } else {
        check_words(&keys, words, &[], errors);
    }
    // Read for its refusals; the rename is read again with the name.
    let ignored = ignores_serde(&keys, names);
    errors.aside(|errors| serde::read(&variant.attrs, serde::On::Variant, ignored, errors));
    keys
}

fn ignores_serde(keys: &[Key], names: &Names) -> bool {
    names.ignores_serde || keys.iter().any(|key| key.is("ignore_serde"))
}

fn stored_text(
    variant: &syn::Variant,
    keys: &[Key],
    names: &Names,
    errors: &mut Errors,
) -> (String, Span) {
    let (name, at) = (variant.ident.unraw().to_string(), variant.ident.span());
    let ignored = ignores_serde(keys, names);
    let serde = serde::read(&variant.attrs, serde::On::Variant, ignored, &mut Errors::default());
    let in_style = || Some(Spanned::new(names.serde_variants?.variant(&name), at));
    let serde = serde.rename.or_else(|| if ignored { None } else { in_style() });
    let rename = field::rename(keys, errors);
    let rename = errors.aside(|errors| serde::one_name("rename", rename, serde, errors));
    match rename {
        Some(rename) => (rename.value, rename.span),
        None => (names.variants.variant(&name), at),
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
            let digits = format!("{sign}{}", int.base10_digits());
            let (number, whole) = (digits.parse::<f64>().ok()?, digits.parse::<i128>().ok());
            #[expect(clippy::cast_possible_truncation, reason = "what was cut off is looked for")]
            if whole != Some(number as i128) {
                errors.push(lit.span(), text::inexact_literal(&digits));
            }
            Some(LiteralValue::Number(number))
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
