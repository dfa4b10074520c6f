//! A type as the sources declare it beside one as a frozen file records it: is it the same?

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use schema_core::bump::{Abilities, BumpFacts, definition, document};
use schema_core::frozen::FrozenVersion;
use schema_core::shape::{RustContent, RustDef, RustType, TypeName};
use schema_names::case::Case;

use super::source::{Item, ItemKind, Sources, single_item, unraw};
use super::words::{Word, at_commas, spelled, words};

/// What a declaration says to a schema, in one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Declared {
    is_enum: bool,
    words: BTreeSet<Word>,
    parts: Vec<Part>,
}

/// A field or a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    name: String,
    stored: String,
    rust: String,
    words: BTreeSet<Word>,
    fields: Vec<Part>,
}

/// Nested types of a frozen version that the sources still declare as it records them, with all
/// that they hold. The document itself is never one.
pub(super) fn shared(
    frozen: &FrozenVersion,
    facts: &BumpFacts,
    sources: &Sources,
) -> BTreeMap<TypeName, Abilities> {
    let own = document(frozen);
    let mut shared: BTreeMap<TypeName, Abilities> = frozen
        .rust
        .types
        .keys()
        .filter(|name| Some(*name) != own)
        .filter_map(|name| Some((name.clone(), unchanged(frozen, facts, sources, name)?)))
        .collect();
    // A type whose parts differ differs, however it is written.
    loop {
        let torn: Vec<TypeName> = shared
            .keys()
            .filter(|name| {
                let def = frozen.rust.types.get(*name);
                def.is_some_and(|def| parts(def).any(|part| !shared.contains_key(part)))
            })
            .cloned()
            .collect();
        if torn.is_empty() {
            return shared;
        }
        for name in torn {
            shared.remove(&name);
        }
    }
}

fn unchanged(
    frozen: &FrozenVersion,
    facts: &BumpFacts,
    sources: &Sources,
    name: &TypeName,
) -> Option<Abilities> {
    let own = document(frozen)?;
    if name.as_str().split("::").next() != own.as_str().split("::").next() {
        // Another crate's: it isn't ours to copy, and its own versions keep it as it is.
        return Some(Abilities::default());
    }
    let (_, item) = sources.declaration(name)?;
    let recorded = single_item(&definition(frozen, facts, name)?)?;
    let same = declared(item)? == declared(&recorded)?;
    same.then(|| abilities(item))
}

/// The user's types that a type is made of.
fn parts(def: &RustDef) -> impl Iterator<Item = &TypeName> {
    let rust: Vec<&RustType> = match def {
        RustDef::Object { fields } => fields.iter().map(|field| &field.rust).collect(),
        RustDef::Literals { .. } => Vec::new(),
        RustDef::Transparent { inner, .. } => vec![inner],
        RustDef::Union { variants, .. } => variants
            .iter()
            .flat_map(|variant| match &variant.content {
                RustContent::Unit => Vec::new(),
                RustContent::Fields(fields) => fields.iter().map(|field| &field.rust).collect(),
                RustContent::Newtype(rust) => vec![rust],
            })
            .collect(),
    };
    rust.into_iter().flat_map(named)
}

fn named(rust: &RustType) -> Vec<&TypeName> {
    match rust {
        RustType::Leaf(_) | RustType::Id(_) => Vec::new(),
        RustType::Nullable(inner) | RustType::Vec(inner) | RustType::Boxed(inner) => named(inner),
        RustType::Map { key, value, .. } => named(key).into_iter().chain(named(value)).collect(),
        RustType::Named(name) => vec![name],
    }
}

fn abilities(item: &Item) -> Abilities {
    let derived: BTreeSet<String> = item
        .attributes
        .iter()
        .filter_map(|attribute| {
            let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
            match &tokens[..] {
                [TokenTree::Ident(word), TokenTree::Group(group)] if word == "derive" => {
                    Some(at_commas(group.stream()))
                }
                _ => None,
            }
        })
        .flatten()
        .map(|path| spelled(&path, 1))
        .collect();
    Abilities { clone: derived.contains("Clone"), debug: derived.contains("Debug") }
}

/// What an item says to a schema; `None` where its tokens don't show it.
fn declared(item: &Item) -> Option<Declared> {
    let schema = words(&item.attributes, "schema");
    let ignores_serde = schema.iter().any(|word| word.word == "ignore_serde");
    let serde = if ignores_serde { Vec::new() } else { words(&item.attributes, "serde") };
    let said = |name: &str| {
        let found = schema.iter().chain(&serde).find(|word| word.word == name);
        found.and_then(Word::text).map(ToOwned::to_owned)
    };
    let case = |name: &str| match said(name) {
        Some(name) => Case::from_name(&name),
        None => Some(Case::Camel),
    };
    let own = ["from", "dropped", "moved", "check", "tag", "untagged"];
    let of_serde = serde.iter().filter(|word| ["tag", "untagged"].contains(&word.word.as_str()));
    let words = schema.iter().filter(|word| own.contains(&word.word.as_str())).chain(of_serde);
    let is_enum = item.kind == ItemKind::Enum;
    let body = item.tokens.iter().rev().find_map(|token| match token {
        TokenTree::Group(group) => Some(group),
        _ => None,
    })?;
    let parts = match (is_enum, body.delimiter()) {
        (true, Delimiter::Brace) => {
            variants(body.stream(), case("rename_all")?, case("rename_all_fields")?)?
        }
        (false, Delimiter::Brace) => fields(body.stream(), case("rename_all")?)?,
        (false, Delimiter::Parenthesis) => tuple(body.stream()),
        _ => return None,
    };
    Some(Declared { is_enum, words: words.cloned().collect(), parts })
}

fn fields(tokens: TokenStream, case: Case) -> Option<Vec<Part>> {
    at_commas(tokens)
        .into_iter()
        .map(|tokens| {
            let (attributes, declared) = attributes(&tokens);
            let declared = without_visibility(declared);
            let [TokenTree::Ident(name), TokenTree::Punct(colon), rust @ ..] = declared else {
                return None;
            };
            if colon.as_char() != ':' {
                return None;
            }
            let name = unraw(&name.to_string());
            let (stored, words) = stored(&attributes, || case.field(&name));
            Some(Part { stored, rust: spelled(rust, 1), words, fields: Vec::new(), name })
        })
        .collect()
}

fn tuple(tokens: TokenStream) -> Vec<Part> {
    let part = |tokens: Vec<TokenTree>| {
        let (_, rest) = attributes(&tokens);
        Part {
            name: String::new(),
            stored: String::new(),
            rust: spelled(without_visibility(rest), 1),
            words: BTreeSet::new(),
            fields: Vec::new(),
        }
    };
    at_commas(tokens).into_iter().map(part).collect()
}

fn variants(tokens: TokenStream, case: Case, fields_case: Case) -> Option<Vec<Part>> {
    at_commas(tokens)
        .into_iter()
        .map(|tokens| {
            let (attributes, rest) = attributes(&tokens);
            let [TokenTree::Ident(name), rest @ ..] = rest else { return None };
            let name = unraw(&name.to_string());
            let (stored, words) = stored(&attributes, || case.variant(&name));
            let mut part = Part { name, stored, rust: String::new(), words, fields: Vec::new() };
            match rest {
                [] => {}
                [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
                    "{}".clone_into(&mut part.rust);
                    part.fields = fields(group.stream(), fields_case)?;
                }
                [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                    "()".clone_into(&mut part.rust);
                    part.fields = tuple(group.stream());
                }
                _ => return None,
            }
            Some(part)
        })
        .collect()
}

/// The attributes that stand first, and what follows them.
fn attributes(tokens: &[TokenTree]) -> (Vec<TokenStream>, &[TokenTree]) {
    let mut found = Vec::new();
    let mut rest = tokens;
    while let [TokenTree::Punct(hash), TokenTree::Group(group), after @ ..] = rest {
        if hash.as_char() != '#' {
            break;
        }
        found.push(group.stream());
        rest = after;
    }
    (found, rest)
}

fn without_visibility(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [TokenTree::Ident(word), TokenTree::Group(group), rest @ ..]
            if word == "pub" && group.delimiter() == Delimiter::Parenthesis =>
        {
            rest
        }
        [TokenTree::Ident(word), rest @ ..] if word == "pub" => rest,
        all => all,
    }
}

/// The stored name, and the other words.
fn stored(
    attributes: &[TokenStream],
    default: impl FnOnce() -> String,
) -> (String, BTreeSet<Word>) {
    let schema = words(attributes, "schema");
    let ignores_serde = schema.iter().any(|word| word.word == "ignore_serde");
    let serde = if ignores_serde { Vec::new() } else { words(attributes, "serde") };
    let renamed = schema.iter().chain(&serde).find(|word| word.word == "rename");
    let stored = renamed.and_then(Word::text).map_or_else(default, ToOwned::to_owned);
    let rest =
        schema.into_iter().filter(|word| !["rename", "ignore_serde"].contains(&word.word.as_str()));
    (stored, rest.collect())
}
