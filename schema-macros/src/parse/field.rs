//! A named field: its stored name and its role.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

use crate::diag::{Errors, text};
use crate::model::{Field, Role, Spanned, Supply};

use super::attr::{Key, check_words, keys};
use super::{Names, serde, types};

pub(super) const WORDS: &[&str] = &[
    "rename",
    "kept",
    "renamed_from",
    "added",
    "changed",
    "default",
    "absent",
    "keep_valid",
    "ignore_serde",
];

/// Reads the named fields of a struct or a variant.
pub(super) fn fields(
    fields: &Punctuated<syn::Field, Token![,]>,
    within: &Ident,
    names: &Names,
    errors: &mut Errors,
) -> Vec<Field> {
    let fields: Vec<Field> =
        fields.iter().filter_map(|one| field(one, within, names, errors)).collect();
    let mut seen = BTreeMap::new();
    for field in &fields {
        if let Some(first) = seen.insert(field.stored.as_str(), &field.ident) {
            let text = text::stored_twice(&field.ident, first, &field.stored);
            errors.aside(|errors| errors.push(field.ident.span(), text));
        }
    }
    fields
}

fn field(field: &syn::Field, within: &Ident, names: &Names, errors: &mut Errors) -> Option<Field> {
    let ident = field.ident.clone()?;
    let keys = keys(&field.attrs, "schema", errors);
    if let Some(fate) = keys.iter().find(|key| key.is("dropped") || key.is("moved")) {
        errors.push(fate.span(), text::fate_on_field(&fate.word.to_string(), &ident));
    } else {
        check_words(&keys, WORDS, &[], errors);
    }
    let ignores_serde = names.ignores_serde || keys.iter().any(|key| key.is("ignore_serde"));
    let is_option = types::option_content(&field.ty).is_some();
    let on = if is_option { serde::On::OptionField } else { serde::On::Field };
    let serde = errors.aside(|errors| serde::read(&field.attrs, on, ignores_serde, errors));
    let name = ident.unraw().to_string();
    // A style that serde was told gives the field a name as good as one of its own.
    let in_style = || Some(Spanned::new(names.serde_fields?.field(&name), ident.span()));
    let serde = serde.rename.or_else(|| if ignores_serde { None } else { in_style() });
    let rename = rename(&keys, errors);
    let rename = errors.aside(|errors| serde::one_name("rename", rename, serde, errors));
    let (stored, at) = match rename {
        Some(rename) => (rename.value, rename.span),
        None => (names.fields.value.field(&name), ident.span()),
    };
    errors.aside(|errors| check_stored(&stored, &ident, at, names, errors));
    let is_sound = types::check_field(&field.ty, within, errors);
    let role = role(&keys, &ident, errors);
    if matches!(role, Role::Added { supply: Supply::Absent }) && !is_option {
        errors.push(key_span(&keys, "absent"), text::absent_but_required(&ident));
    }
    Some(Field { ident, vis: field.vis.clone(), ty: field.ty.clone(), is_sound, stored, role })
}

/// The text of `rename = "..."`.
pub(super) fn rename(keys: &[Key], errors: &mut Errors) -> Option<Spanned<String>> {
    let key = keys.iter().find(|key| key.is("rename"))?;
    let lit: LitStr = key.equals("rename = \"storedName\"", errors)?;
    Some(Spanned::new(lit.value(), lit.span()))
}

fn check_stored(stored: &str, ident: &Ident, at: Span, names: &Names, errors: &mut Errors) {
    let name = ident.unraw().to_string();
    // `_id` would become `id` in camelCase, which is not what whoever wrote it meant.
    let is_system = ["_id", "_creation_time", "_creationTime"].contains(&name.as_str());
    if names.is_document && (stored.starts_with('_') || is_system) {
        let name = if is_system { &name } else { stored };
        errors.push(at, text::system_field(name));
    } else if let Err(reason) = schema_names::field_name(stored) {
        errors.push(at, text::bad_field_name(stored, ident, &reason.to_string()));
    }
}

fn role(keys: &[Key], ident: &Ident, errors: &mut Errors) -> Role {
    let roles: Vec<&Key> = keys
        .iter()
        .filter(|key| ["kept", "renamed_from", "added", "changed"].iter().any(|w| key.is(w)))
        .collect();
    // A renamed field may be kept as stored under another type.
    let as_stored = roles.len() == 2 && roles.iter().any(|key| key.is("kept"));
    let as_stored = as_stored && roles.iter().any(|key| key.is("renamed_from"));
    if let [first, second, ..] = roles[..]
        && !as_stored
    {
        let text = text::two_origins(ident, &first.word.to_string(), &second.word.to_string());
        errors.push(second.span(), text);
    }
    let has = |word: &str| keys.iter().find(|key| key.is(word));
    let supply = supply(keys, errors);
    let keep_valid = has("keep_valid").is_some_and(|key| key.flag(errors));
    let first = roles.iter().find(|key| !(as_stored && key.is("kept")));
    let Some(key) = first else {
        for word in ["default", "absent", "keep_valid"] {
            if let Some(key) = has(word) {
                errors.push(key.span(), text::role_missing(word));
            }
        }
        return Role::Kept { explicit: false };
    };
    let allowed: &[&str] = match key.word.to_string().as_str() {
        "added" => &["default", "absent"],
        "changed" => &["default", "keep_valid"],
        _ => &[],
    };
    for word in ["default", "absent", "keep_valid"] {
        if let Some(extra) = has(word).filter(|_| !allowed.contains(&word)) {
            errors.push(extra.span(), text::word_beside_role(word, &key.word.to_string()));
        }
    }
    if key.is("added") {
        key.flag(errors);
        Role::Added { supply }
    } else if key.is("changed") {
        key.flag(errors);
        if keep_valid && matches!(supply, Supply::Default(_)) {
            errors.push(key.span(), text::keep_valid_with_default());
        }
        Role::Changed { supply, keep_valid, span: key.span() }
    } else if key.is("kept") {
        key.flag(errors);
        Role::Kept { explicit: true }
    } else {
        match key.equals::<AnyIdent>("renamed_from = user_name", errors) {
            Some(AnyIdent(old)) => Role::Renamed { old, as_stored },
            None => Role::Kept { explicit: true },
        }
    }
}

fn supply(keys: &[Key], errors: &mut Errors) -> Supply {
    let default = keys.iter().find(|key| key.is("default"));
    let absent = keys.iter().find(|key| key.is("absent"));
    match (default, absent) {
        (Some(_), Some(absent)) => {
            errors.push(absent.span(), text::default_and_absent());
            Supply::Absent
        }
        (Some(key), None) => {
            key.equals::<TokenStream>("default = 0", errors).map_or(Supply::Fill, Supply::Default)
        }
        (None, Some(key)) => {
            key.flag(errors);
            Supply::Absent
        }
        (None, None) => Supply::Fill,
    }
}

fn key_span(keys: &[Key], word: &str) -> Span {
    keys.iter().find(|key| key.is(word)).map_or_else(Span::call_site, Key::span)
}

/// An identifier that may be a keyword, such as a field `type` written without `r#`.
struct AnyIdent(Ident);

impl syn::parse::Parse for AnyIdent {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        input.call(Ident::parse_any).map(Self)
    }
}
