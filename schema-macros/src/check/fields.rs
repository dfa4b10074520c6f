//! Origins and fates of fields: every new field one origin, every old field one fate.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Type};

use schema_names::case::Case;
use schema_names::suggest::closest;

use crate::diag::span::declared_at;
use crate::diag::{Errors, text};
use crate::model::{Field, Role, Spanned, Supply};
use crate::parse::{option_content, plain_kind, show};

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
    pub(super) owner: Owner<'a>,
}

/// Whose fields are compared.
#[derive(Clone, Copy)]
pub(super) enum Owner<'a> {
    /// A struct: `fill` gives what is missing, where there is one.
    Struct { has_fill: bool, old_case: &'a Spanned<Case>, new_case: &'a Spanned<Case> },
    /// A variant: its value is given whole, or not at all.
    Variant,
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

    let restyled = restyled(pair, &claims);
    if let Some(case) = restyled {
        let (old, new) = case;
        errors.push(new.span, text::style_drifts(pair.old_called, old.value, new.value));
    }
    for field in pair.new {
        check_origin(pair, &claims, field, &mut mistyped, errors);
        if restyled.is_none() {
            drift(pair, &claims, field, errors);
        }
        let claimed = match &field.role {
            Role::Kept { .. } | Role::Changed { .. } => &field.ident,
            Role::Renamed { old, .. } => old,
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
            let declared = declared_at(field.ident.span(), pair.at);
            let (new, old, ty) = (pair.new_called, pair.old_called, show(&field.ty));
            let written = &field.ident;
            let text = match pair.owner {
                Owner::Struct { .. } => {
                    text::forgotten_field(new, old, (&name, written), &ty, declared.as_deref())
                }
                Owner::Variant => {
                    text::forgotten_in_variant(new, old, (&name, written), &ty, declared.as_deref())
                }
            };
            errors.push(pair.at, text);
        }
    }
    if let (Some(moved), Owner::Struct { has_fill: false, .. }) = (pair.moved.first(), pair.owner) {
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
        (Role::Kept { .. }, Some(_)) => {}
        (Role::Changed { supply, keep_valid, span }, Some(old)) => {
            if *keep_valid && pair.is_marked {
                errors.push(*span, text::keep_valid_with_version_field(&unraw));
            }
            let fills = matches!(supply, Supply::Fill);
            if fills && !keep_valid && !pair.is_marked && never_runs(&old.ty, &field.ty) {
                let text = text::changed_never_runs(&unraw, &show(&old.ty), &show(&field.ty));
                errors.push(*span, text);
            }
        }
        (Role::Added { .. }, Some(_)) if !is_elsewhere(pair, ident) => {
            errors.push(ident.span(), text::added_exists(pair.old_called, &unraw));
            mistyped.push(unraw.to_string());
        }
        (Role::Added { .. }, _) => reused(pair, field, errors),
        (Role::Renamed { old, .. }, _) => {
            if claims.get(old).is_none() {
                unknown(old, text::unknown_renamed);
            }
        }
    }
}

/// Whether the old field of this name has gone to another place.
fn is_elsewhere(pair: &FieldPair<'_>, ident: &Ident) -> bool {
    let renamed = pair.new.iter().filter_map(|field| match &field.role {
        Role::Renamed { old, .. } => Some(old),
        _ => None,
    });
    renamed.chain(pair.moved).chain(pair.dropped).any(|one| one.unraw() == ident.unraw())
}

/// A new field under the stored name of an old one: where both are of one kind, nobody could tell
/// which of the two a stored value is.
fn reused(pair: &FieldPair<'_>, field: &Field, errors: &mut Errors) {
    let Some(old) = pair.old.iter().find(|old| old.stored == field.stored) else { return };
    let kind = |field: &Field| plain_kind(&show(option_content(&field.ty).unwrap_or(&field.ty)));
    if !pair.is_marked && kind(old).is_some() && kind(old) == kind(field) {
        let (new, old) = (field.ident.unraw(), old.ident.unraw());
        let text = text::stored_name_reused(new, pair.old_called, old, &field.stored);
        errors.push(field.ident.span(), text);
    }
}

/// The old field that is the same one in Rust.
fn same<'a>(claims: &Claims<'a>, field: &Field) -> Option<&'a Field> {
    match field.role {
        Role::Kept { .. } | Role::Changed { .. } => claims.get(&field.ident),
        Role::Renamed { .. } | Role::Added { .. } => None,
    }
}

/// The two styles, where a new one gives another stored name to several fields at once.
fn restyled<'a>(
    pair: &FieldPair<'a>,
    claims: &Claims<'a>,
) -> Option<(&'a Spanned<Case>, &'a Spanned<Case>)> {
    let Owner::Struct { old_case, new_case, .. } = pair.owner else { return None };
    let of_style = |field: &&Field, old: &Field| {
        old.stored == old_case.value.field(&old.ident.unraw().to_string())
            && field.stored == new_case.value.field(&field.ident.unraw().to_string())
    };
    let mut drifting = pair.new.iter().filter_map(|field| {
        let old = same(claims, field)?;
        (field.stored != old.stored).then(|| of_style(&field, old))
    });
    let all_of_style = drifting.next()? && drifting.next()? && drifting.all(|one| one);
    (old_case.value != new_case.value && all_of_style).then_some((old_case, new_case))
}

/// The stored name of a field mustn't change under an unchanged Rust name.
fn drift(pair: &FieldPair<'_>, claims: &Claims<'_>, field: &Field, errors: &mut Errors) {
    let Some(old) = same(claims, field) else { return };
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
            Role::Renamed { old, .. } => old.unraw() == name,
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
