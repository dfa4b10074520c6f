//! Two versions of an item side by side.

use syn::ext::IdentExt;
use syn::{Ident, Visibility};

use crate::diag::span::declared_at;
use crate::diag::{Errors, text};
use crate::model::{Body, Content, Field, Item, Role};
use crate::parse::{is_same_plain, option_content};

use super::fields::{self, FieldPair, Owner};
use super::variants;

/// Reports everything that the tokens of two versions show to be wrong between them.
pub(crate) fn transition(old: &Item, new: &Item, errors: &mut Errors) {
    let at = new.from.as_ref().map_or(new.ident.span(), |from| from.segments[0].ident.span());
    match (&old.table, &new.table) {
        (None, Some(_)) => return errors.push(at, text::from_nested(&new.called(), &old.called())),
        (Some(_), None) => return errors.push(at, text::from_table(&new.called(), &old.called())),
        _ => numbers(old, new, errors),
    }
    let (old_called, new_called) = (old.called(), new.called());
    let is_marked = new.version_field().is_some();
    match (&old.body, &new.body) {
        (Body::Fields(old_fields), Body::Fields(new_fields)) => {
            let pair = FieldPair {
                old_called: &old_called,
                new_called: &new_called,
                at: new.ident.span(),
                old: old_fields,
                new: new_fields,
                moved: &new.moved,
                dropped: &new.dropped,
                is_marked,
                owner: Owner::Struct {
                    has_fill: new.has_fill(),
                    old_case: &old.case,
                    new_case: &new.case,
                },
            };
            fields::check(&pair, errors);
            private_fields(old, new, old_fields, new_fields, errors);
            effects_never_run(old, new, old_fields, new_fields, errors);
        }
        (Body::Broken, _) | (_, Body::Broken) => {}
        _ if new.table.is_some() => whole_table(new, errors),
        (Body::Literals(old_variants), Body::Literals(new_variants)) => {
            variants::literals(old, new, old_variants, new_variants, errors);
        }
        (Body::Union(old_union), Body::Union(new_union)) => {
            variants::union(old, new, old_union, new_union, errors);
        }
        (Body::Transparent { .. }, Body::Transparent { .. }) => {}
        _ => errors.push(at, text::kind_differs(&new_called, &old_called)),
    }
}

fn numbers(old: &Item, new: &Item, errors: &mut Errors) {
    let (Some(old_table), Some(new_table)) = (&old.table, &new.table) else { return };
    if old_table.name.value != new_table.name.value {
        let text = text::table_differs(&new.called(), &old_table.name.value);
        errors.push(new_table.name.span, text);
    } else if new_table.version.value != 1 && old_table.version.value + 1 != new_table.version.value
    {
        let wanted = old_table.version.value + 1;
        let text = text::version_gap(&old.called(), wanted, new_table.version.value);
        errors.push(new_table.version.span, text);
    }
    if let Some(field) = old.version_field()
        && new.version_field().is_none_or(|new_field| new_field.value != field.value)
    {
        let text = text::version_field_removed(&old.called(), &field.value);
        errors.push(new_table.version.span, text);
    }
}

/// A table whose document is a union is carried by one function; fields have no roles there.
fn whole_table(new: &Item, errors: &mut Errors) {
    for (word, idents) in [("moved", &new.moved), ("dropped", &new.dropped)] {
        if let Some(first) = idents.first() {
            errors.push(first.span(), text::union_table_with_roles(word));
        }
    }
    match &new.body {
        Body::Fields(fields) => whole_fields(fields, errors),
        Body::Union(union) => {
            for variant in &union.variants {
                if let Some(word) = variant.role.word() {
                    errors.push(variant.ident.span(), text::union_table_with_roles(word));
                }
                if let Some(first) = variant.dropped.first() {
                    errors.push(first.span(), text::union_table_with_roles("dropped"));
                }
                if let Content::Fields(fields) = &variant.content {
                    whole_fields(fields, errors);
                }
            }
        }
        Body::Transparent { .. } | Body::Literals(_) | Body::Broken => {}
    }
}

fn whole_fields(fields: &[Field], errors: &mut Errors) {
    for field in fields {
        if let Some(word) = field.role.word() {
            errors.push(field.ident.span(), text::union_table_with_roles(word));
        }
    }
}

/// Effects of a transition that leaves every document as it was: all of them count as current.
fn effects_never_run(
    old: &Item,
    new: &Item,
    old_fields: &[Field],
    new_fields: &[Field],
    errors: &mut Errors,
) {
    let Some(table) = &new.table else { return };
    let effects = &table.effects;
    if effects.is_empty() || effects.for_old_only || table.version_field.is_some() {
        return;
    }
    let all_stay = new_fields.iter().all(|field| match &field.role {
        Role::Kept { .. } => true,
        Role::Added { .. } => option_content(&field.ty).is_some(),
        Role::Renamed { old, .. } => old_fields
            .iter()
            .any(|one| one.ident.unraw() == old.unraw() && one.stored == field.stored),
        Role::Changed { .. } => false,
    });
    let is_gone = |ident: &Ident| {
        let gone = old_fields.iter().find(|field| field.ident.unraw() == ident.unraw());
        // An optional one is absent from some documents, whose effects wouldn't run.
        gone.is_some_and(|field| option_content(&field.ty).is_none())
    };
    if all_stay && !new.moved.iter().chain(&new.dropped).any(is_gone) {
        errors.push(effects.span, text::effects_never_run(&new.called(), &old.called()));
    }
}

/// Whether the carry of a field needs to see the old one, and can't from where the new version
/// stands.
pub(crate) fn is_hidden(new: &Item, old: &Field, field: &Field) -> bool {
    // A module sees the private fields of those around it.
    let is_around = |segment: &&syn::PathSegment| {
        ["self", "super", "crate"].iter().any(|word| segment.ident == word)
    };
    let Some(from) = &new.from else { return false };
    let mut modules = from.segments.iter().take(from.segments.len() - 1);
    matches!(old.vis, Visibility::Inherited)
        && modules.any(|segment| !is_around(&segment))
        && matches!(
            field.role,
            Role::Kept { explicit: false } | Role::Renamed { as_stored: false, .. }
        )
        && !is_same_plain(&old.ty, &field.ty)
}

/// The type of a kept field is seen through the field, so it must be visible from the new version.
fn private_fields(
    old: &Item,
    new: &Item,
    old_fields: &[Field],
    new_fields: &[Field],
    errors: &mut Errors,
) {
    let Some(from) = &new.from else { return };
    for field in new_fields {
        let continued = match &field.role {
            Role::Kept { .. } | Role::Changed { .. } => &field.ident,
            Role::Renamed { old, .. } => old,
            Role::Added { .. } => continue,
        };
        let seen = old_fields.iter().find(|old| old.ident.unraw() == continued.unraw());
        let Some(hidden) = seen.filter(|old| is_hidden(new, old, field)) else { continue };
        let name = hidden.ident.unraw().to_string();
        let at = from.segments[0].ident.span();
        let declared = declared_at(hidden.ident.span(), at);
        errors.push(at, text::private_field(&old.called(), &name, declared.as_deref()));
    }
}
