//! Rules that need the whole item, or two versions of it.

mod fields;
mod transition;
mod variants;

pub(crate) use self::fields::claims;
pub(crate) use self::transition::{is_hidden, transition};

use syn::Ident;

use crate::diag::{Errors, text};
use crate::model::{Body, Content, Field, Item, VariantRole};

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
    let fates = |word: &str, names: &[Ident], errors: &mut Errors| {
        if let Some(first) = names.first() {
            errors.push(first.span(), text::role_without_from(word, &called));
        }
    };
    fates("moved", &item.moved, errors);
    fates("dropped", &item.dropped, errors);
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
                fates("dropped", &variant.dropped, errors);
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
        let at = table.reads.first().map(|path| path.segments[0].ident.span());
        let at = at.filter(|_| table.effects.is_empty()).unwrap_or(table.effects.span);
        errors.push(at, text::effects_without_from(&called));
    }
}

fn fields_without_from(fields: &[Field], called: &str, errors: &mut Errors) {
    for field in fields {
        let Some(word) = field.role.word() else { continue };
        errors.push(field.ident.span(), text::role_without_from(word, called));
    }
}

fn variant_without_from(ident: &Ident, role: &VariantRole, called: &str, errors: &mut Errors) {
    let Some(word) = role.word() else { return };
    errors.push(ident.span(), text::role_without_from(word, called));
}
