//! Indexes: names, fields, counts. Nested paths are checked where the nested types are known, by
//! the schema's own validation.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitInt, LitStr, Token, bracketed};

use schema_names::suggest::closest;

use crate::diag::{Errors, text};
use crate::model::{Body, Content, Field, Index, IndexField, IndexKind};

use super::attr::{Key, KeyValue, check_words, parse_keys};

/// What may follow an index's fields.
pub(super) const OPTIONS: &[&str] = &["staged"];
/// What may follow a search index's field.
pub(super) const SEARCH_OPTIONS: &[&str] = &["filter", "staged"];
/// What may follow a vector index's field.
pub(super) const VECTOR_OPTIONS: &[&str] = &["dimensions", "filter", "staged"];

/// Indexes of a table that Convex's documentation promises, of all kinds together.
const INDEXES_MAX: usize = 32;
/// Fields of an index, `_creationTime` (which Convex appends) not counted.
const FIELDS_MAX: usize = 15;
/// Filter fields of a search or vector index.
const FILTER_FIELDS_MAX: usize = 16;
/// Search indexes of a table, and as many vector indexes.
const SEARCH_INDEXES_MAX: usize = 4;

/// Reads all indexes of a table.
pub(super) fn indexes(keys: &[Key], body: &Body, errors: &mut Errors) -> Vec<Index> {
    let mut indexes: Vec<Index> = Vec::new();
    for key in keys {
        let read: fn(&Key, &[Key], &Fields<'_>, &mut Errors) -> Option<IndexKind> =
            match key.word.to_string().as_str() {
                "index" => database,
                "search_index" => search,
                "vector_index" => vector,
                _ => continue,
            };
        let KeyValue::List(tokens) = &key.value else {
            errors.push(key.span(), text::bad_value(&key.word.to_string(), example(key)));
            continue;
        };
        let found = errors.len();
        let words = parse_keys(tokens.clone(), errors);
        let Some((first, options)) = words.split_first() else {
            if errors.len() == found {
                errors.push(key.span(), text::bad_value(&key.word.to_string(), example(key)));
            }
            continue;
        };
        let Some(kind) = read(first, options, &Fields(body), errors) else { continue };
        let staged = options.iter().any(|option| option.is("staged") && option.flag(errors));
        check_name(&first.word, &indexes, errors);
        indexes.push(Index { name: first.word.clone(), kind, staged });
    }
    check_counts(&indexes, errors);
    check_same_fields(&indexes, errors);
    indexes
}

fn example(key: &Key) -> &'static str {
    if key.is("search_index") {
        "search_index(by_body = body, filter = [author])"
    } else if key.is("vector_index") {
        "vector_index(by_embedding = embedding, dimensions = 1536)"
    } else {
        "index(by_email = [email])"
    }
}

fn database(
    first: &Key,
    options: &[Key],
    fields: &Fields<'_>,
    errors: &mut Errors,
) -> Option<IndexKind> {
    check_words(options, OPTIONS, &[], errors);
    let FieldList(listed) = first.equals(&list_example(first), errors)?;
    let fields = fields.resolve_all(listed, errors);
    let span = first.span();
    if fields.is_empty() {
        errors.push(span, text::empty_index(&first.word));
    }
    if fields.len() > FIELDS_MAX {
        errors.push(span, text::too_many_index_fields(&first.word, fields.len(), FIELDS_MAX));
    }
    for (position, field) in fields.iter().enumerate() {
        if fields[..position].iter().any(|earlier| earlier.stored == field.stored) {
            errors.push(field.span, text::index_field_twice(&first.word, &field.stored));
        }
    }
    Some(IndexKind::Database { fields })
}

/// The list that was meant, where its brackets or commas are missing.
fn list_example(first: &Key) -> String {
    let mut names = Vec::new();
    if let KeyValue::Equals(tokens) = &first.value {
        names_in(tokens.clone(), &mut names);
    }
    let names = if names.is_empty() { "email".to_owned() } else { names.join(", ") };
    format!("{} = [{names}]", first.word)
}

/// The names and texts in a list, however they are separated.
fn names_in(tokens: TokenStream, names: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => names_in(group.stream(), names),
            TokenTree::Ident(_) | TokenTree::Literal(_) => names.push(token.to_string()),
            TokenTree::Punct(_) => {}
        }
    }
}

fn search(
    first: &Key,
    options: &[Key],
    fields: &Fields<'_>,
    errors: &mut Errors,
) -> Option<IndexKind> {
    check_words(options, SEARCH_OPTIONS, &[], errors);
    let listed = first.equals("search_index(by_body = body)", errors)?;
    let field = fields.resolve(listed, errors);
    Some(IndexKind::Search { field, filter: filter(first, options, fields, errors) })
}

fn vector(
    first: &Key,
    options: &[Key],
    fields: &Fields<'_>,
    errors: &mut Errors,
) -> Option<IndexKind> {
    const EXAMPLE: &str = "dimensions = 1536";
    check_words(options, VECTOR_OPTIONS, &[], errors);
    let listed =
        first.equals("vector_index(by_embedding = embedding, dimensions = 1536)", errors)?;
    let field = fields.resolve(listed, errors);
    let Some(key) = options.iter().find(|option| option.is("dimensions")) else {
        errors.push(first.span(), text::dimensions_missing(&first.word));
        return None;
    };
    let lit: LitInt = key.equals(EXAMPLE, errors)?;
    let dimensions = lit.base10_parse::<u32>().ok().filter(|n| (2..=4096).contains(n));
    if dimensions.is_none() {
        errors.push(lit.span(), text::bad_dimensions());
    }
    let filter = filter(first, options, fields, errors);
    Some(IndexKind::Vector { field, dimensions: dimensions?, filter })
}

fn filter(
    first: &Key,
    options: &[Key],
    fields: &Fields<'_>,
    errors: &mut Errors,
) -> Vec<IndexField> {
    let Some(key) = options.iter().find(|option| option.is("filter")) else { return Vec::new() };
    let Some(FieldList(listed)) = key.equals("filter = [author]", errors) else {
        return Vec::new();
    };
    let filter = fields.resolve_all(listed, errors);
    if filter.len() > FILTER_FIELDS_MAX {
        let text = text::too_many_filter_fields(&first.word, filter.len(), FILTER_FIELDS_MAX);
        errors.push(key.span(), text);
    }
    filter
}

fn check_name(name: &Ident, indexes: &[Index], errors: &mut Errors) {
    let text = name.to_string();
    if let Err(reason) = schema_names::index_name(&text) {
        errors.push(name.span(), text::bad_index_name(&text, &reason.to_string()));
    }
    if indexes.iter().any(|index| index.name == *name) {
        errors.push(name.span(), text::index_twice(&text));
    }
}

fn check_counts(indexes: &[Index], errors: &mut Errors) {
    if let Some(index) = indexes.get(INDEXES_MAX) {
        errors.push(index.name.span(), text::too_many_indexes(indexes.len(), INDEXES_MAX));
    }
    let mut limited = |word: &str, is_kind: fn(&IndexKind) -> bool| {
        let mut of_kind = indexes.iter().filter(|index| is_kind(&index.kind));
        if let Some(index) = of_kind.nth(SEARCH_INDEXES_MAX) {
            let text = text::too_many_of_kind(word, SEARCH_INDEXES_MAX);
            errors.push(index.name.span(), text);
        }
    };
    limited("search", |kind| matches!(kind, IndexKind::Search { .. }));
    limited("vector", |kind| matches!(kind, IndexKind::Vector { .. }));
}

/// Two indexes of one kind over the same fields are refused by the server.
fn check_same_fields(indexes: &[Index], errors: &mut Errors) {
    for (position, index) in indexes.iter().enumerate() {
        let covered = covers(&index.kind);
        if let Some(first) =
            indexes[..position].iter().find(|earlier| covers(&earlier.kind) == covered)
        {
            errors.push(index.name.span(), text::same_index_fields(&index.name, &first.name));
        }
    }
}

/// What the server compares to tell two indexes of a kind apart.
fn covers(kind: &IndexKind) -> (u8, Vec<&str>, u32) {
    match kind {
        IndexKind::Database { fields } => {
            (0, fields.iter().map(|field| field.stored.as_str()).collect(), 0)
        }
        IndexKind::Search { field, filter } => {
            let filter = filter.iter().map(|field| field.stored.as_str());
            (1, std::iter::once(field.stored.as_str()).chain(filter).collect(), 0)
        }
        IndexKind::Vector { field, dimensions, .. } => {
            (2, vec![field.stored.as_str()], *dimensions)
        }
    }
}

/// A field as an index names it: by its Rust name, or a stored path as text.
enum Listed {
    Ident(Ident),
    Path(LitStr),
}

impl Parse for Listed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Path);
        }
        input.call(Ident::parse_any).map(Self::Ident)
    }
}

struct FieldList(Vec<Listed>);

impl Parse for FieldList {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        bracketed!(content in input);
        let fields = content.parse_terminated(Listed::parse, Token![,])?;
        Ok(Self(fields.into_iter().collect()))
    }
}

/// The fields that an index may name.
struct Fields<'a>(&'a Body);

impl Fields<'_> {
    fn resolve_all(&self, listed: Vec<Listed>, errors: &mut Errors) -> Vec<IndexField> {
        listed.into_iter().map(|field| self.resolve(field, errors)).collect()
    }

    fn resolve(&self, listed: Listed, errors: &mut Errors) -> IndexField {
        match listed {
            Listed::Ident(ident) => {
                let span = ident.span();
                let name = ident.unraw().to_string();
                let stored = self.stored(&name).unwrap_or_else(|| {
                    self.unknown(&name, span, errors);
                    name.clone()
                });
                IndexField { stored, span }
            }
            Listed::Path(lit) => {
                let stored = lit.value();
                if let Err(reason) = schema_names::indexed_path(&stored) {
                    errors.push(lit.span(), text::bad_index_path(&stored, &reason.to_string()));
                } else {
                    let top = stored.split('.').next().unwrap_or_default();
                    if self.knows_all() && !self.fields().any(|field| field.stored == top) {
                        let close = closest(top, self.fields().map(|field| field.stored.as_str()));
                        errors.push(lit.span(), text::unknown_stored_field(top, close));
                    }
                }
                IndexField { stored, span: lit.span() }
            }
        }
    }

    /// Whether the top-level fields show in the tokens.
    fn knows_all(&self) -> bool {
        match self.0 {
            Body::Fields(_) => true,
            Body::Union(union) => {
                union.variants.iter().all(|one| !matches!(one.content, Content::Newtype(_)))
                    && union.tag.is_none()
            }
            _ => false,
        }
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        let own: &[Field] = if let Body::Fields(fields) = self.0 { fields } else { &[] };
        let variants = if let Body::Union(union) = self.0 { &union.variants[..] } else { &[] };
        own.iter().chain(variants.iter().flat_map(|variant| match &variant.content {
            Content::Fields(fields) => &fields[..],
            _ => &[],
        }))
    }

    fn stored(&self, name: &str) -> Option<String> {
        let field = self.fields().find(|field| field.ident.unraw() == name)?;
        Some(field.stored.clone())
    }

    fn unknown(&self, name: &str, span: Span, errors: &mut Errors) {
        if name == "_id" || name == "_creationTime" {
            errors.push(span, text::system_field_in_index(name));
            return;
        }
        let names: Vec<String> =
            self.fields().map(|field| field.ident.unraw().to_string()).collect();
        let close = closest(name, names.iter().map(String::as_str));
        errors.push(span, text::unknown_index_field(name, close));
    }
}
