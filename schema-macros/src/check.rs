//! Rules that need the whole item, or two versions of it.

mod fields;
mod transition;
mod variants;

pub(crate) use self::fields::claims;
pub(crate) use self::transition::transition;

use syn::Ident;

use crate::diag::{Errors, text};
use crate::model::{Body, Content, Field, Item, Role, VariantRole};

/// Checks an item by itself.
pub(crate) fn item(item: &Item, errors: &mut Errors) {
    if item.from.is_some() {
        if let Some(table) = &item.table
            && table.version.value == 1
        {
            errors.push(table.version.span, text::version_one_from(&item.called()));
        }
        return;
    }
    roles_without_from(item, errors);
}

/// Without a version before, no word may speak of one.
fn roles_without_from(item: &Item, errors: &mut Errors) {
    let called = item.called();
    let mut fates = |word: &str, names: &[Ident]| {
        if let Some(first) = names.first() {
            errors.push(first.span(), text::fate_without_from(word, &called));
        }
    };
    fates("moved", &item.moved);
    fates("dropped", &item.dropped);
    match &item.body {
        Body::Fields(fields) => fields_without_from(fields, &called, errors),
        Body::Literals(variants) => {
            for variant in variants {
                variant_without_from(&variant.ident, &variant.role, &called, errors);
            }
        }
        Body::Union(union) => {
            for variant in &union.variants {
                variant_without_from(&variant.ident, &variant.role, &called, errors);
                if let Content::Fields(fields) = &variant.content {
                    fields_without_from(fields, &called, errors);
                }
            }
        }
        Body::Transparent { .. } | Body::Broken => {}
    }
    if let Some(table) = &item.table
        && (!table.effects.is_empty() || !table.reads.is_empty())
    {
        errors.push(item.ident.span(), text::effects_without_from(&called));
    }
}

fn fields_without_from(fields: &[Field], called: &str, errors: &mut Errors) {
    for field in fields {
        let word = match &field.role {
            Role::Kept { explicit: false } => continue,
            Role::Kept { explicit: true } => "kept",
            Role::Renamed { .. } => "renamed_from",
            Role::Added { .. } => "added",
            Role::Changed { .. } => "changed",
        };
        errors.push(field.ident.span(), text::role_without_from(word, called));
    }
}

fn variant_without_from(ident: &Ident, role: &VariantRole, called: &str, errors: &mut Errors) {
    let word = match role {
        VariantRole::Kept => return,
        VariantRole::Renamed { .. } => "renamed_from",
        VariantRole::Changed => "changed",
    };
    errors.push(ident.span(), text::role_without_from(word, called));
}
