//! What `#[derive(Table)]` reads beyond a nested type.

use proc_macro2::Span;
use syn::{Ident, LitInt, LitStr, Path, Token};

use crate::diag::{Errors, text};
use crate::model::{Body, Effects, Spanned, Table};

use super::attr::{Key, KeyValue, parse_keys};
use super::index;

/// Reads the table's words; a missing one is reported and replaced, so that reading goes on.
pub(super) fn table(at: Span, keys: &[Key], body: &Body, errors: &mut Errors) -> Table {
    Table {
        name: name(at, keys, errors),
        version: version(at, keys, errors),
        indexes: errors.aside(|errors| index::indexes(keys, body, errors)),
        version_field: errors.aside(|errors| version_field(keys, body, errors)),
        effects: effects(keys, errors),
        reads: keys
            .iter()
            .filter(|key| key.is("reads"))
            .flat_map(|key| key.list("reads(User, Team)", Path::parse_mod_style, errors))
            .collect(),
    }
}

fn name(at: Span, keys: &[Key], errors: &mut Errors) -> Spanned<String> {
    let unnamed = || Spanned::new("table".to_owned(), at);
    let Some(key) = keys.iter().find(|key| key.is("table")) else {
        errors.push(at, text::table_missing());
        return unnamed();
    };
    let Some(lit) = key.equals::<LitStr>("table = \"users\"", errors) else { return unnamed() };
    if let Err(reason) = schema_names::table_name(&lit.value()) {
        let text = text::bad_table_name(&lit.value(), &reason.to_string());
        errors.aside(|errors| errors.push(lit.span(), text));
    }
    Spanned::new(lit.value(), lit.span())
}

fn version(at: Span, keys: &[Key], errors: &mut Errors) -> Spanned<u32> {
    let Some(key) = keys.iter().find(|key| key.is("version")) else {
        errors.push(at, text::version_missing());
        return Spanned::new(1, at);
    };
    let Some(lit) = key.equals::<LitInt>("version = 2", errors) else {
        return Spanned::new(1, key.span());
    };
    match lit.base10_parse::<u32>() {
        Ok(version) if version > 0 => Spanned::new(version, lit.span()),
        _ => {
            errors.push(lit.span(), text::bad_version());
            Spanned::new(1, lit.span())
        }
    }
}

fn version_field(keys: &[Key], body: &Body, errors: &mut Errors) -> Option<Spanned<String>> {
    let key = keys.iter().find(|key| key.is("version_field"))?;
    let lit: LitStr = key.equals("version_field = \"schemaVersion\"", errors)?;
    let name = lit.value();
    if name.starts_with('_') {
        errors.push(lit.span(), text::system_field(&name));
    } else if let Err(reason) = schema_names::field_name(&name) {
        errors.push(lit.span(), text::bad_version_field(&name, &reason.to_string()));
    }
    if let Body::Fields(fields) = body
        && let Some(field) = fields.iter().find(|field| field.stored == name)
    {
        errors.push(lit.span(), text::version_field_is_field(&name, &field.ident));
    }
    if matches!(body, Body::Transparent { .. }) {
        errors.push(lit.span(), text::version_field_without_object());
    }
    Some(Spanned::new(name, lit.span()))
}

fn effects(keys: &[Key], errors: &mut Errors) -> Effects {
    let span = keys.iter().find(|key| key.is("effects")).map_or_else(Span::call_site, Key::span);
    let mut effects = Effects {
        span,
        inserts: Vec::new(),
        ensures: Vec::new(),
        delete_self: false,
        for_old_only: false,
    };
    for key in keys.iter().filter(|key| key.is("effects")) {
        let KeyValue::List(tokens) = &key.value else {
            errors.push(key.span(), text::bad_value("effects", EFFECTS_EXAMPLE));
            continue;
        };
        for effect in parse_keys(tokens.clone(), errors) {
            read_effect(&effect, &mut effects, errors);
        }
    }
    if let Some(key) = keys.iter().find(|key| key.is("effects_for_old_only")) {
        effects.for_old_only = key.flag(errors);
        if effects.is_empty() {
            errors.push(key.span(), text::old_only_without_effects());
        }
    }
    effects
}

/// What a transition may do beside its own document.
pub(super) const EFFECTS: &[&str] = &["insert", "ensure", "delete_self"];
const EFFECTS_EXAMPLE: &str = "effects(ensure(Director = by_name), insert(Event), delete_self)";

fn read_effect(key: &Key, effects: &mut Effects, errors: &mut Errors) {
    match key.word.to_string().as_str() {
        "insert" => {
            effects.inserts.extend(key.list("insert(Event)", Path::parse_mod_style, errors));
        }
        "ensure" => {
            let ensure = |input: syn::parse::ParseStream<'_>| {
                let table = input.call(Path::parse_mod_style)?;
                input.parse::<Token![=]>()?;
                Ok((table, input.parse::<Ident>()?))
            };
            effects.ensures.extend(key.list("ensure(Director = by_name)", ensure, errors));
        }
        "delete_self" => effects.delete_self = key.flag(errors),
        other => errors.push(key.span(), text::unknown_word(other, EFFECTS)),
    }
}
