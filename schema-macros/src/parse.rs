//! `DeriveInput` to [`Item`]: the user's words, each with its place.
//!
//! Reading never stops at the first mistake. What can't be understood is reported and left out, so
//! that the item is as whole as it can be for whatever comes after.

mod attr;
mod crate_path;
mod field;
mod index;
pub(crate) mod schema;
mod serde;
mod table;
mod types;
mod variant;

use proc_macro2::Span;
use syn::{Data, DeriveInput, Fields, LitStr, Path};

use schema_names::case::Case;

use crate::diag::{Errors, text};
use crate::model::{Body, Item, Spanned};

pub(crate) use self::types::{option_content, show};

use self::attr::{Key, check_words, keys};

/// Which derive is reading.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derive {
    Table,
    Object,
    Union,
}

const NESTED_WORDS: &[&str] = &["from", "dropped", "rename_all", "export", "crate", "ignore_serde"];
const OBJECT_WORDS: &[&str] = &["moved", "check"];
const UNION_WORDS: &[&str] = &["tag", "untagged", "rename_all_fields"];
const TABLE_WORDS: &[&str] = &[
    "table",
    "version",
    "index",
    "search_index",
    "vector_index",
    "version_field",
    "effects",
    "effects_for_old_only",
    "reads",
    "moved",
    "tag",
    "untagged",
    "rename_all_fields",
];

/// Reads the item that `derive` stands on.
pub(crate) fn item(input: &DeriveInput, derive: Derive, errors: &mut Errors) -> Item {
    let keys = keys(&input.attrs, "schema", errors);
    let own = match derive {
        Derive::Table => TABLE_WORDS,
        Derive::Object => OBJECT_WORDS,
        Derive::Union => UNION_WORDS,
    };
    let known: Vec<&str> = own.iter().chain(NESTED_WORDS).copied().collect();
    check_words(&keys, &known, &["index", "search_index", "vector_index"], errors);
    if !input.generics.params.is_empty() {
        errors.push(input.ident.span(), text::generic_type(&input.ident.to_string()));
    }

    let ignores_serde = keys.iter().any(|key| key.is("ignore_serde"));
    let names = Names::read(input, &keys, ignores_serde, errors);
    let body = body(input, derive, &keys, &names, errors);
    let from = keys.iter().find(|key| key.is("from")).and_then(|key| {
        let path: syn::TypePath = key.equals("from = v1::User", errors)?;
        Some(path.path)
    });
    let table =
        (derive == Derive::Table).then(|| table::table(input.ident.span(), &keys, &body, errors));
    Item {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        krate: crate_path::crate_path(&keys, errors),
        table,
        from,
        moved: idents(&keys, "moved", "moved(first, last)", errors),
        dropped: idents(&keys, "dropped", "dropped(legacy_theme)", errors),
        export: keys.iter().any(|key| key.is("export") && key.flag(errors)),
        body,
    }
}

fn idents(keys: &[Key], word: &str, example: &str, errors: &mut Errors) -> Vec<syn::Ident> {
    let named = keys.iter().filter(|key| key.is(word));
    named.flat_map(|key| key.idents(example, errors)).collect()
}

/// How the type's fields and variants get their stored names.
struct Names {
    fields: Case,
    variants: Case,
    tag: Option<Spanned<String>>,
    untagged: Option<Span>,
    ignores_serde: bool,
}

impl Names {
    fn read(input: &DeriveInput, keys: &[Key], ignores_serde: bool, errors: &mut Errors) -> Self {
        let serde = serde::read(&input.attrs, ignores_serde, errors);
        let said = |word: &str, errors: &mut Errors| {
            let key = keys.iter().find(|key| key.is(word))?;
            let lit: LitStr = key.equals(&format!("{word} = \"snake_case\""), errors)?;
            Some(Spanned::new(lit.value(), lit.span()))
        };
        let rename_all = said("rename_all", errors);
        let rename_all = serde::one_name("rename_all", rename_all, serde.rename_all, errors);
        let all_fields = said("rename_all_fields", errors);
        let all_fields =
            serde::one_name("rename_all_fields", all_fields, serde.rename_all_fields, errors);
        let tag = said("tag", errors);
        let tag = serde::one_name("tag", tag, serde.tag, errors);
        let untagged = keys.iter().find(|key| key.is("untagged")).map(Key::span).or(serde.untagged);
        let (of_items, of_fields) = (case(rename_all, errors), case(all_fields, errors));
        let is_enum = matches!(input.data, Data::Enum(_));
        Self {
            fields: if is_enum { of_fields } else { of_items },
            variants: of_items,
            tag,
            untagged,
            ignores_serde,
        }
    }
}

/// The style a `rename_all` names; camelCase, Convex's own, where nothing is said.
fn case(said: Option<Spanned<String>>, errors: &mut Errors) -> Case {
    let Some(said) = said else { return Case::Camel };
    Case::from_name(&said.value).unwrap_or_else(|| {
        errors.push(said.span, text::unknown_case(&said.value));
        Case::Camel
    })
}

fn body(
    input: &DeriveInput,
    derive: Derive,
    keys: &[Key],
    names: &Names,
    errors: &mut Errors,
) -> Body {
    let at = input.ident.span();
    match (&input.data, derive) {
        (Data::Struct(data), Derive::Table | Derive::Object) => match &data.fields {
            Fields::Named(fields) => {
                Body::Fields(field::fields(&fields.named, &input.ident, names, errors))
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let ty = fields.unnamed[0].ty.clone();
                types::check_value(&ty, &input.ident, errors);
                Body::Transparent { ty: Box::new(ty), check: check_path(keys, errors) }
            }
            Fields::Unnamed(_) => {
                errors.push(at, text::tuple_struct());
                Body::Broken
            }
            Fields::Unit => {
                errors.push(at, text::unit_struct());
                Body::Broken
            }
        },
        (Data::Enum(data), Derive::Table | Derive::Union) => {
            variant::union(data, &input.ident, derive, names, errors)
        }
        (Data::Struct(_), Derive::Union) => {
            errors.push(at, text::union_on_struct());
            Body::Broken
        }
        (Data::Enum(_), Derive::Object) => {
            errors.push(at, text::object_on_enum());
            Body::Broken
        }
        (Data::Union(_), _) => {
            errors.push(at, text::rust_union());
            Body::Broken
        }
    }
}

fn check_path(keys: &[Key], errors: &mut Errors) -> Option<Path> {
    let key = keys.iter().find(|key| key.is("check"))?;
    let path: syn::TypePath = key.equals("check = is_email", errors)?;
    Some(path.path)
}
