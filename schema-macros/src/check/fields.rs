//! Origins and fates of fields: every new field one origin, every old field one fate.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Type};

use schema_names::suggest::closest;

use crate::diag::span::declared_at;
use crate::diag::{Errors, text};
use crate::model::{Field, Role};
use crate::parse::{option_content, show};

/// Two lists of fields to compare, and how messages call their owners.
pub(super) struct FieldPair<'a> {
    pub(super) old_called: &'a str,
    pub(super) new_called: &'a str,
    /// Where a forgotten old field is reported.
    pub(super) at: Span,
    pub(super) old: &'a [Field],
    pub(super) new: &'a [Field],
    pub(super) moved: &'a [Ident],
    pub(super) dropped: &'a [Ident],
    pub(super) is_marked: bool,
}

/// Old fields by Rust name, each with the words that claim it.
pub(crate) struct Claims<'a> {
    old: BTreeMap<String, &'a Field>,
}

/// The old fields by name.
pub(crate) fn claims(old: &[Field]) -> Claims<'_> {
    Claims { old: old.iter().map(|field| (field.ident.unraw().to_string(), field)).collect() }
}

impl<'a> Claims<'a> {
    /// The old field with this name.
    pub(crate) fn get(&self, ident: &Ident) -> Option<&'a Field> {
        self.old.get(&ident.unraw().to_string()).copied()
    }
}

/// Reports every omission, typo, contradiction and silent drift between two lists of fields.
pub(super) fn check(pair: &FieldPair<'_>, errors: &mut Errors) {
    let claims = claims(pair.old);
    let mut fates: BTreeMap<String, String> = BTreeMap::new();
    let mut mistyped: Vec<String> = Vec::new();

    for field in pair.new {
        check_origin(pair, &claims, field, &mut mistyped, errors);
        let claimed = match &field.role {
            Role::Kept { .. } | Role::Changed { .. } => &field.ident,
            Role::Renamed { old } => old,
            Role::Added { .. } => continue,
        };
        let fate = match &field.role {
            Role::Renamed { .. } => format!("it becomes `{}`", field.ident.unraw()),
            _ => "it stays".to_owned(),
        };
        claim(pair, &claims, claimed, fate, &mut fates, errors);
    }
    for (word, idents) in [("moved", pair.moved), ("dropped", pair.dropped)] {
        for ident in idents {
            if claims.get(ident).is_none() {
                let close = unclaimed(pair, ident);
                let text = if word == "moved" {
                    text::unknown_moved(pair.old_called, ident, close.as_deref())
                } else {
                    text::unknown_dropped(pair.old_called, ident, close.as_deref())
                };
                errors.push(ident.span(), text);
                mistyped.extend(close);
            }
            claim(pair, &claims, ident, format!("it is {word}"), &mut fates, errors);
        }
    }
    for field in pair.old {
        let name = field.ident.unraw().to_string();
        // A mistyped claim has been answered by "did you mean"; saying it twice helps nobody.
        if !fates.contains_key(&name) && !mistyped.contains(&name) {
            errors.push(
                pair.at,
                text::forgotten_field(
                    pair.new_called,
                    pair.old_called,
                    &name,
                    &show(&field.ty),
                    declared_at(field.ident.span()).as_deref(),
                ),
            );
        }
    }
    let is_filled = pair.new.iter().any(|field| field.role.is_filled());
    if let Some(moved) = pair.moved.first()
        && !is_filled
    {
        errors.push(moved.span(), text::moved_without_fill(pair.new_called, moved));
    }
}

fn claim(
    pair: &FieldPair<'_>,
    claims: &Claims<'_>,
    ident: &Ident,
    fate: String,
    fates: &mut BTreeMap<String, String>,
    errors: &mut Errors,
) {
    if claims.get(ident).is_none() {
        return;
    }
    let name = ident.unraw().to_string();
    if let Some(first) = fates.get(&name) {
        errors.push(ident.span(), text::two_fates(pair.old_called, &name, first, &fate));
    } else {
        fates.insert(name, fate);
    }
}

fn check_origin(
    pair: &FieldPair<'_>,
    claims: &Claims<'_>,
    field: &Field,
    mistyped: &mut Vec<String>,
    errors: &mut Errors,
) {
    let ident = &field.ident;
    let unraw = ident.unraw();
    let mut unknown = |at: &Ident, text: fn(&str, Ident, Option<&str>) -> String| {
        let close = unclaimed(pair, at);
        errors.push(at.span(), text(pair.old_called, at.unraw(), close.as_deref()));
        mistyped.extend(close);
    };
    match (&field.role, claims.get(ident)) {
        (Role::Kept { .. }, None) => unknown(ident, text::unknown_kept),
        (Role::Changed { .. }, None) => unknown(ident, text::unknown_changed),
        (Role::Kept { .. }, Some(old)) => drift(pair, field, old, errors),
        (Role::Changed { supply, keep_valid, span }, Some(old)) => {
            drift(pair, field, old, errors);
            if *keep_valid && pair.is_marked {
                errors.push(*span, text::keep_valid_with_version_field(&unraw));
            }
            let fills = matches!(supply, crate::model::Supply::Fill);
            if fills && !keep_valid && !pair.is_marked && never_runs(&old.ty, &field.ty) {
                let text = text::changed_never_runs(&unraw, &show(&old.ty), &show(&field.ty));
                errors.push(*span, text);
            }
        }
        (Role::Added { .. }, Some(_)) => {
            errors.push(ident.span(), text::added_exists(pair.old_called, &unraw));
        }
        (Role::Added { .. }, None) => {}
        (Role::Renamed { old }, _) => {
            if claims.get(old).is_none() {
                unknown(old, text::unknown_renamed);
            }
        }
    }
}

/// The stored name of a field mustn't change under an unchanged Rust name.
fn drift(pair: &FieldPair<'_>, field: &Field, old: &Field, errors: &mut Errors) {
    if field.stored != old.stored {
        let text = text::stored_name_drifts(
            field.ident.unraw(),
            pair.old_called,
            &old.stored,
            &field.stored,
        );
        errors.push(field.ident.span(), text);
    }
}

/// The closest old field that nothing claims.
fn unclaimed(pair: &FieldPair<'_>, ident: &Ident) -> Option<String> {
    let claimed = |name: &str| {
        let by_field = pair.new.iter().any(|field| match &field.role {
            Role::Kept { .. } | Role::Changed { .. } => field.ident.unraw() == name,
            Role::Renamed { old } => old.unraw() == name,
            Role::Added { .. } => false,
        });
        by_field || pair.moved.iter().chain(pair.dropped).any(|ident| ident.unraw() == name)
    };
    let free: Vec<String> = pair
        .old
        .iter()
        .map(|field| field.ident.unraw().to_string())
        .filter(|name| !claimed(name))
        .collect();
    closest(&ident.unraw().to_string(), free.iter().map(String::as_str)).map(ToOwned::to_owned)
}

/// Whether tokens alone show that every stored value of `old` is valid as `new`. What they don't
/// show is judged by the schema's own validation, which knows validators.
fn never_runs(old: &Type, new: &Type) -> bool {
    let (old_content, new_content) = (option_content(old), option_content(new));
    let narrows = old_content.is_some() && new_content.is_none();
    let kind = |ty: &Type| plain_kind(&show(ty));
    match (kind(old_content.unwrap_or(old)), kind(new_content.unwrap_or(new))) {
        (Some(old), Some(new)) => old == new && !narrows,
        _ => false,
    }
}

/// The validator of a type that everybody calls the same.
fn plain_kind(ty: &str) -> Option<&'static str> {
    match ty {
        "String" => Some("string"),
        "bool" => Some("boolean"),
        "i64" => Some("int64"),
        "f64" | "f32" | "i8" | "i16" | "i32" | "u8" | "u16" | "u32" | "Millis" | "SafeInt" => {
            Some("number")
        }
        "Bytes" => Some("bytes"),
        _ => None,
    }
}
