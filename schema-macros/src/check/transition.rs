//! Two versions of an item side by side.

use quote::ToTokens;
use syn::Visibility;
use syn::ext::IdentExt;

use crate::diag::span::declared_at;
use crate::diag::{Errors, text};
use crate::model::{Body, Field, Item, Role};

use super::fields::{self, FieldPair};
use super::variants;

/// Reports everything that the tokens of two versions show to be wrong between them.
pub(crate) fn transition(old: &Item, new: &Item, errors: &mut Errors) {
    numbers(old, new, errors);
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
            };
            fields::check(&pair, errors);
            private_fields(old, new, old_fields, new_fields, errors);
        }
        (Body::Literals(old_variants), Body::Literals(new_variants)) => {
            variants::literals(old, new, old_variants, new_variants, errors);
        }
        (Body::Union(_), _) | (_, Body::Union(_)) if new.table.is_some() => {
            whole_table(new, errors);
        }
        (Body::Union(old_union), Body::Union(new_union)) => {
            variants::union(old, new, old_union, new_union, errors);
        }
        (Body::Transparent { .. }, Body::Transparent { .. }) if new.table.is_none() => {}
        (Body::Broken, _) | (_, Body::Broken) => {}
        _ => {
            let at =
                new.from.as_ref().map_or(new.ident.span(), |from| from.segments[0].ident.span());
            errors.push(at, text::kind_differs(&new_called, &old_called));
        }
    }
}

fn numbers(old: &Item, new: &Item, errors: &mut Errors) {
    let (Some(old_table), Some(new_table)) = (&old.table, &new.table) else {
        if old.table.is_some() != new.table.is_some() {
            errors.push(new.ident.span(), text::kind_differs(&new.called(), &old.called()));
        }
        return;
    };
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
}

/// The type of a kept field is seen through the field, so it must be visible from the new version.
fn private_fields(
    old: &Item,
    new: &Item,
    old_fields: &[Field],
    new_fields: &[Field],
    errors: &mut Errors,
) {
    let elsewhere = new.from.as_ref().is_some_and(|from| from.segments.len() > 1);
    if !elsewhere {
        return;
    }
    for field in old_fields.iter().filter(|field| matches!(field.vis, Visibility::Inherited)) {
        let kept = new_fields.iter().any(|one| match &one.role {
            Role::Kept { .. } => one.ident.unraw() == field.ident.unraw(),
            Role::Renamed { old } => old.unraw() == field.ident.unraw(),
            _ => false,
        });
        if kept {
            let at = new.from.to_token_stream();
            let at = at.into_iter().next().map_or(new.ident.span(), |token| token.span());
            let declared = declared_at(field.ident.span());
            let text = text::private_field(&old.called(), field.ident.unraw(), declared.as_deref());
            errors.push(at, text);
        }
    }
}
