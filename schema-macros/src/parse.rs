//! `DeriveInput` to [`Item`]: the user's words, each with its place.
//!
//! Reading never stops at the first mistake. What can't be understood is reported and left out, so
//! that the item is as whole as it can be for whatever comes after.

mod attr;
mod crate_path;
mod field;
mod index;
mod plain;
pub(crate) mod schema;
mod serde;
mod table;
mod types;
mod variant;
#[cfg(test)]
mod words;

use proc_macro2::Span;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Path};

use schema_names::case::Case;

use crate::diag::{Errors, text};
use crate::model::{Body, Item, Spanned};

pub(crate) use self::plain::{is_plain, is_same_plain};
pub(crate) use self::types::{box_content, option_content, plain_kind, show};

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

impl Derive {
    /// The words that may stand on the item.
    fn words(self) -> Vec<&'static str> {
        let own = match self {
            Derive::Table => TABLE_WORDS,
            Derive::Object => OBJECT_WORDS,
            Derive::Union => UNION_WORDS,
        };
        own.iter().chain(NESTED_WORDS).copied().collect()
    }
}

/// Reads the item that `derive` stands on.
pub(crate) fn item(input: &DeriveInput, derive: Derive, errors: &mut Errors) -> Item {
    let keys = keys(&input.attrs, "schema", errors);
    check_words(&keys, &derive.words(), &["index", "search_index", "vector_index"], errors);
    if !input.generics.params.is_empty() {
        errors.push(input.ident.span(), text::generic_type(&input.ident.to_string()));
    }

    let ignores_serde = keys.iter().any(|key| key.is("ignore_serde"));
    let names = Names::read(input, derive, &keys, ignores_serde, errors);
    let body = body(input, derive, &keys, &names, errors);
    errors.aside(|errors| check_use(&keys, &body, errors));
    let from = keys.iter().find(|key| key.is("from")).and_then(|key| {
        let PlainPath(path) = key.equals("from = v1::User", errors)?;
        if path.is_ident(&input.ident) {
            errors.push(key.span(), text::from_itself(&input.ident));
            return None;
        }
        Some(path)
    });
    let table =
        (derive == Derive::Table).then(|| table::table(input.ident.span(), &keys, &body, errors));
    Item {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        krate: crate_path::crate_path(&keys, errors),
        is_generic: !input.generics.params.is_empty(),
        table,
        from: from.filter(|_| input.generics.params.is_empty()),
        moved: idents(&keys, "moved", "moved(first, last)", errors),
        dropped: idents(&keys, "dropped", "dropped(legacy_theme)", errors),
        export: keys.iter().any(|key| key.is("export") && key.flag(errors)),
        case: names.fields,
        body,
    }
}

/// Reports words that say something about another kind of type.
fn check_use(keys: &[Key], body: &Body, errors: &mut Errors) {
    const NAMED: &str = "structs with named fields";
    const NEWTYPE: &str = "structs of one unnamed field";
    const ENUM: &str = "enums";
    const DATA: &str = "enums with data";
    let elsewhere: &[(&str, &str)] = match body {
        Body::Fields(_) => {
            &[("tag", ENUM), ("untagged", ENUM), ("rename_all_fields", ENUM), ("check", NEWTYPE)]
        }
        Body::Transparent { .. } => &[
            ("tag", ENUM),
            ("untagged", ENUM),
            ("rename_all_fields", ENUM),
            ("rename_all", NAMED),
            ("moved", NAMED),
            ("dropped", NAMED),
        ],
        Body::Literals(_) => &[("rename_all_fields", DATA)],
        Body::Union(_) => &[("check", NEWTYPE)],
        Body::Broken => &[],
    };
    for key in keys {
        if let Some((word, place)) = elsewhere.iter().find(|(word, _)| key.is(word)) {
            errors.push(key.span(), text::word_elsewhere(word, place));
        }
    }
}

/// A path without parameters: a macro of the same name is called by it.
struct PlainPath(Path);

impl syn::parse::Parse for PlainPath {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        input.call(Path::parse_mod_style).map(Self)
    }
}

fn idents(keys: &[Key], word: &str, example: &str, errors: &mut Errors) -> Vec<Ident> {
    let named = keys.iter().filter(|key| key.is(word));
    named.flat_map(|key| key.idents(example, errors)).collect()
}

/// How the type's fields and variants get their stored names.
struct Names {
    /// With the place that says it, or the type's name where nothing does.
    fields: Spanned<Case>,
    variants: Case,
    /// What serde was told to call them: a `rename` of ours contradicts it.
    serde_fields: Option<Case>,
    serde_variants: Option<Case>,
    tag: Option<Spanned<String>>,
    untagged: Option<Span>,
    ignores_serde: bool,
    /// The fields stand beside `_id` and `_creationTime`.
    is_document: bool,
}

impl Names {
    fn read(
        input: &DeriveInput,
        derive: Derive,
        keys: &[Key],
        ignores_serde: bool,
        errors: &mut Errors,
    ) -> Self {
        let on = match &input.data {
            Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => serde::On::Struct,
            Data::Struct(_) => serde::On::Newtype,
            Data::Enum(_) | Data::Union(_) => serde::On::Enum,
        };
        let serde = errors.aside(|errors| serde::read(&input.attrs, on, ignores_serde, errors));
        let at = input.ident.span();
        let (of_items, serde_items) = case("rename_all", keys, serde.rename_all, at, errors);
        let (of_fields, serde_fields) =
            case("rename_all_fields", keys, serde.rename_all_fields, at, errors);
        let tag = said("tag", "kind", keys, errors);
        let tag = errors.aside(|errors| serde::one_name("tag", tag, serde.tag, errors));
        let untagged = keys.iter().find(|key| key.is("untagged")).map(|key| {
            key.flag(errors);
            key.span()
        });
        let is_enum = matches!(input.data, Data::Enum(_));
        Self {
            variants: of_items.value,
            fields: if is_enum { of_fields } else { of_items },
            serde_fields: if is_enum { serde_fields } else { serde_items },
            serde_variants: serde_items,
            tag,
            untagged: untagged.or(serde.untagged),
            ignores_serde,
            is_document: derive == Derive::Table,
        }
    }

    /// The names within one variant, which may have a style of its own.
    fn within_variant(&self, attrs: &[Attribute], keys: &[Key], errors: &mut Errors) -> Self {
        let mut names =
            Self { fields: Spanned::new(self.fields.value, self.fields.span), tag: None, ..*self };
        let ignored = &mut Errors::default();
        let serde = serde::read(attrs, serde::On::Variant, self.ignores_serde, ignored);
        if serde.rename_all.is_some() || keys.iter().any(|key| key.is("rename_all")) {
            let at = self.fields.span;
            let (of_fields, of_serde) = case("rename_all", keys, serde.rename_all, at, errors);
            names.fields = of_fields;
            names.serde_fields = of_serde.or(self.serde_fields);
        }
        names
    }
}

/// The text that a word gives.
fn said(word: &str, example: &str, keys: &[Key], errors: &mut Errors) -> Option<Spanned<String>> {
    let key = keys.iter().find(|key| key.is(word))?;
    let lit: LitStr = key.equals(&format!("{word} = {example:?}"), errors)?;
    Some(Spanned::new(lit.value(), lit.span()))
}

/// The style that `word` names, camelCase (Convex's own) where nothing is said; and serde's.
fn case(
    word: &str,
    keys: &[Key],
    serde: Option<Spanned<String>>,
    at: Span,
    errors: &mut Errors,
) -> (Spanned<Case>, Option<Case>) {
    let of_serde = serde.as_ref().and_then(|said| Case::from_name(&said.value));
    let said = said(word, "snake_case", keys, errors);
    let said = errors.aside(|errors| serde::one_name(word, said, serde, errors));
    let Some(said) = said else { return (Spanned::new(Case::Camel, at), of_serde) };
    let case = Case::from_name(&said.value).unwrap_or_else(|| {
        errors.push(said.span, text::unknown_case(&said.value));
        Case::Camel
    });
    (Spanned::new(case, said.span), of_serde)
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
