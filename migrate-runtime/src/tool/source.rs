//! A package's sources -> the items in them, as far as tokens show.
//!
//! The code needn't compile, and not even be parsed: it is enough that it can be split into tokens.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use schema_core::bump::Visibility;
use schema_core::shape::TypeName;

use super::ToolError;
use crate::files;

/// A file of sources.
#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// Modules from the crate's root to the file.
    pub(super) module: Vec<String>,
    pub(super) items: Vec<Item>,
}

/// An item of a file, or of a module inside it.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    /// The name; of an `impl`, that of the type that it is for.
    pub(super) name: String,
    pub(super) visibility: Visibility,
    /// What stands in the brackets of each attribute.
    pub(super) attributes: Vec<TokenStream>,
    /// Everything after the visibility.
    pub(super) tokens: Vec<TokenTree>,
    /// Modules from the crate's root to the item.
    pub(super) module: Vec<String>,
    /// The bytes of the file that it takes, attributes included.
    pub(super) range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ItemKind {
    Struct,
    Enum,
    /// The last word of the trait's path; none for an impl of the type's own.
    Impl {
        of_trait: Option<String>,
    },
    Use,
    Module,
    Other,
}

impl Item {
    /// The bytes of the file that the item takes without its attributes.
    pub(super) fn tokens_range(&self) -> Range<usize> {
        let start = self.tokens.first().map_or(self.range.start, |t| t.span().byte_range().start);
        start..self.range.end
    }
}

/// The sources of a package.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    pub(super) files: Vec<SourceFile>,
    /// Files that can't be split into tokens.
    pub(super) unreadable: Vec<PathBuf>,
}

impl Sources {
    /// Reads every Rust file under `src` of a package.
    pub(super) fn read(package: &Path) -> Result<Self, ToolError> {
        let root = package.join("src");
        let mut sources = Self::default();
        let mut paths = Vec::new();
        collect(&root, &mut BTreeSet::new(), &mut paths)?;
        paths.sort();
        for path in paths {
            let Some(text) = files::read(&path)? else { continue };
            let module = module_of(path.strip_prefix(&root).unwrap_or(&path));
            match text.parse::<TokenStream>() {
                Ok(tokens) => {
                    let mut items = Vec::new();
                    split(tokens, &module, &mut items);
                    sources.files.push(SourceFile { path, text, module, items });
                }
                Err(_) => sources.unreadable.push(path),
            }
        }
        Ok(sources)
    }

    /// Every item with its file.
    pub(super) fn items(&self) -> impl Iterator<Item = (&SourceFile, &Item)> {
        self.files.iter().flat_map(|file| file.items.iter().map(move |item| (file, item)))
    }

    /// The declaration of one of the user's types: where its path says, else the only one of its
    /// name.
    pub(super) fn declaration(&self, name: &TypeName) -> Option<(&SourceFile, &Item)> {
        let path: Vec<&str> = name.as_str().split("::").skip(1).collect();
        let (last, module) = path.split_last()?;
        let called: Vec<(&SourceFile, &Item)> = self
            .items()
            .filter(|(_, item)| {
                matches!(item.kind, ItemKind::Struct | ItemKind::Enum) && item.name == *last
            })
            .collect();
        let exact = called.iter().find(|(_, item)| item.module == module).copied();
        let elsewhere: Vec<_> =
            called.into_iter().filter(|(_, item)| !is_of_old_version(&item.module)).collect();
        exact.or(match elsewhere[..] {
            [one] => Some(one),
            _ => None,
        })
    }
}

/// Whether a module is one that holds an old version: `v1`, `users_v1`.
fn is_of_old_version(module: &[String]) -> bool {
    let Some(last) = module.last() else { return false };
    let number = last.trim_start_matches(|c: char| !c.is_ascii_digit());
    let word = last.strip_suffix(number).unwrap_or_default();
    (word == "v" || word.ends_with("_v")) && !number.is_empty() && number.parse::<u32>().is_ok()
}

fn collect(
    folder: &Path,
    visited: &mut BTreeSet<PathBuf>,
    out: &mut Vec<PathBuf>,
) -> Result<(), ToolError> {
    let failed = |source| ToolError::Folder { folder: folder.to_owned(), source };
    // Links may lead round in circles.
    if let Ok(place) = folder.canonicalize()
        && !visited.insert(place)
    {
        return Ok(());
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        // A package without `src` has other ways; everything can be given by hand.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            collect(&path, visited, out)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
    Ok(())
}

/// The modules that a file under `src` stands for.
fn module_of(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    // A binary is a crate of its own.
    if parts.first().is_some_and(|first| first == "bin") {
        parts.drain(..parts.len().min(2));
    }
    if parts.last().is_some_and(|last| matches!(last.as_str(), "mod" | "main" | "lib")) {
        parts.pop();
    }
    parts
}

/// Splits tokens into items, those of inline modules included.
fn split(tokens: TokenStream, module: &[String], out: &mut Vec<Item>) {
    let mut rest = tokens.into_iter().peekable();
    while rest.peek().is_some() {
        let mut start = None;
        let mut attributes = Vec::new();
        // Attributes: `#[...]`; `#![...]` belongs to what is around.
        while let Some(TokenTree::Punct(hash)) = rest.peek() {
            if hash.as_char() != '#' {
                break;
            }
            let at = hash.span().byte_range().start;
            rest.next();
            let is_inner =
                matches!(rest.peek(), Some(TokenTree::Punct(bang)) if bang.as_char() == '!');
            if is_inner {
                rest.next();
            }
            if let Some(TokenTree::Group(group)) = rest.next()
                && !is_inner
            {
                start.get_or_insert(at);
                attributes.push(group.stream());
            }
        }
        let mut body: Vec<TokenTree> = Vec::new();
        for token in rest.by_ref() {
            let ends = ends_item(&body, &token);
            body.push(token);
            if ends {
                break;
            }
        }
        let (Some(first), Some(last)) = (body.first(), body.last()) else { break };
        let start = start.unwrap_or_else(|| first.span().byte_range().start);
        let range = start..last.span().byte_range().end;
        let (visibility, tokens) = take_visibility(body);
        let (kind, name) = kind_of(&tokens);
        if kind == ItemKind::Module
            && let Some(TokenTree::Group(inner)) = tokens.last()
        {
            let mut inside = module.to_vec();
            inside.push(name.clone());
            split(inner.stream(), &inside, out);
        }
        let module = module.to_vec();
        out.push(Item { kind, name, visibility, attributes, tokens, module, range });
    }
}

/// Whether `token` is the last of the item that `before` begins.
fn ends_item(before: &[TokenTree], token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            // `use a::{b};` and `const X: T = T { .. };` go on to their semicolon.
            let runs_on = ["use", "const", "static", "type"];
            let word = before.iter().find_map(|token| match token {
                TokenTree::Ident(ident)
                    if !["pub", "unsafe", "async", "default"].iter().any(|w| ident == w) =>
                {
                    Some(ident.to_string())
                }
                _ => None,
            });
            let is_function = before.iter().any(|token| is_word(token, "fn"));
            is_function || !word.is_some_and(|word| runs_on.contains(&word.as_str()))
        }
        _ => false,
    }
}

fn take_visibility(mut body: Vec<TokenTree>) -> (Visibility, Vec<TokenTree>) {
    if !body.first().is_some_and(|token| is_word(token, "pub")) {
        return (Visibility::Private, body);
    }
    body.remove(0);
    let limited = match body.first() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => true,
        _ => return (Visibility::Public, body),
    };
    if limited {
        body.remove(0);
    }
    (Visibility::Crate, body)
}

fn kind_of(tokens: &[TokenTree]) -> (ItemKind, String) {
    let named = |word: &str| {
        let at = tokens.iter().position(|token| is_word(token, word))?;
        match tokens.get(at + 1) {
            Some(TokenTree::Ident(ident)) => Some(unraw(&ident.to_string())),
            _ => None,
        }
    };
    let first = tokens.iter().find_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    });
    match first.as_deref() {
        Some("struct") => (ItemKind::Struct, named("struct").unwrap_or_default()),
        Some("enum") => (ItemKind::Enum, named("enum").unwrap_or_default()),
        Some("mod") => (ItemKind::Module, named("mod").unwrap_or_default()),
        Some("use") => (ItemKind::Use, String::new()),
        Some("impl") => {
            let (of_trait, name) = impl_head(tokens);
            (ItemKind::Impl { of_trait }, name)
        }
        Some("unsafe") if tokens.iter().any(|token| is_word(token, "impl")) => {
            let (of_trait, name) = impl_head(tokens);
            (ItemKind::Impl { of_trait }, name)
        }
        _ => {
            let words = ["fn", "const", "static", "type", "trait", "union"];
            let name = words.iter().find_map(|word| named(word));
            (ItemKind::Other, name.unwrap_or_default())
        }
    }
}

/// Of `impl a::Trait for b::Type { .. }`, `Trait` and `Type`.
fn impl_head(tokens: &[TokenTree]) -> (Option<String>, String) {
    let head: Vec<&TokenTree> = tokens
        .iter()
        .take_while(|token| !matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace))
        .collect();
    let last_name = |tokens: &[&TokenTree]| {
        let mut depth = 0_usize;
        let mut last = None;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
                TokenTree::Punct(punct) if punct.as_char() == '>' => {
                    depth = depth.saturating_sub(1);
                }
                TokenTree::Ident(ident) if depth == 0 => {
                    if ident == "where" {
                        break;
                    }
                    last = Some(unraw(&ident.to_string()));
                }
                _ => {}
            }
        }
        last
    };
    match head.iter().position(|token| is_word(token, "for")) {
        Some(at) => (last_name(&head[..at]), last_name(&head[at..]).unwrap_or_default()),
        None => (None, last_name(&head).unwrap_or_default()),
    }
}

pub(super) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

pub(super) fn unraw(ident: &str) -> String {
    ident.strip_prefix("r#").unwrap_or(ident).to_owned()
}

/// The one item of a text.
pub(super) fn single_item(text: &str) -> Option<Item> {
    let mut items = Vec::new();
    split(text.parse().ok()?, &[], &mut items);
    (items.len() == 1).then(|| items.remove(0))
}
