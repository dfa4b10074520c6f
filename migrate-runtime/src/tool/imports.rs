//! What a piece of text in one module needs to see from a module inside of that.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use schema_core::bump::Import;

use super::source::{ItemKind, SourceFile, unraw};

/// The imports that `text`, cut from `module` of `file`, needs in a module inside of it that
/// declares `locals` itself.
pub(super) fn needed(
    text: &str,
    file: &SourceFile,
    module: &[String],
    locals: &BTreeSet<String>,
) -> Vec<Import> {
    let mut used = BTreeSet::new();
    if let Ok(tokens) = text.parse::<TokenStream>() {
        mentioned(tokens, &mut used);
    }
    let here = || file.items.iter().filter(|item| item.module == module);
    // What is imported and nowhere named is a trait, there for its methods.
    let mut named = BTreeSet::new();
    for item in here().filter(|item| item.kind != ItemKind::Use) {
        mentioned(item.tokens.iter().cloned().collect(), &mut named);
        item.attributes.iter().for_each(|tokens| mentioned(tokens.clone(), &mut named));
    }
    let mut imports = BTreeSet::new();
    for item in here() {
        match &item.kind {
            ItemKind::Use => {
                let tree: Vec<TokenTree> = item.tokens.iter().skip(1).cloned().collect();
                flatten(&[], &tree, &mut |path, name, alias| {
                    let bound = alias.unwrap_or(name);
                    let is_needed = used.contains(bound) && !locals.contains(bound);
                    if name == "*" || is_needed || !named.contains(bound) {
                        let name = match alias {
                            Some(alias) => format!("{name} as {alias}"),
                            None => name.to_owned(),
                        };
                        imports.insert(Import { module: further_in(path), name });
                    }
                });
            }
            ItemKind::Impl { .. } => {}
            ItemKind::Struct | ItemKind::Enum | ItemKind::Module | ItemKind::Other => {
                if used.contains(&item.name) && !locals.contains(&item.name) {
                    let (module, name) = ("super".to_owned(), item.name.clone());
                    imports.insert(Import { module, name });
                }
            }
        }
    }
    imports.into_iter().collect()
}

/// Every name that isn't a field, a method or what follows `::`.
fn mentioned(tokens: TokenStream, out: &mut BTreeSet<String>) {
    let mut before = ' ';
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                if before != '.' && before != ':' {
                    out.insert(unraw(&ident.to_string()));
                }
                before = ' ';
            }
            TokenTree::Group(group) => {
                mentioned(group.stream(), out);
                before = ' ';
            }
            TokenTree::Punct(punct) => {
                // A single colon stands before a type, two stand inside a path.
                let joint = punct.spacing() == proc_macro2::Spacing::Joint;
                before = match (punct.as_char(), before, joint) {
                    (':', _, true) => ';',
                    (':', ';', false) => ':',
                    (':', _, false) => ' ',
                    (other, _, _) => other,
                };
            }
            TokenTree::Literal(_) => before = ' ',
        }
    }
}

/// Takes the path, the name and the alias of a leaf.
type Found<'a> = dyn FnMut(&[String], &str, Option<&str>) + 'a;

/// Calls `found` with the path, the name and the alias of each leaf of a use tree.
pub(super) fn flatten(before: &[String], tree: &[TokenTree], found: &mut Found<'_>) {
    let mut path = before.to_vec();
    let mut at = 0;
    let mut name: Option<String> = None;
    let mut alias = None;
    while let Some(token) = tree.get(at) {
        at += 1;
        match token {
            TokenTree::Ident(ident) if ident == "as" => {
                if let Some(TokenTree::Ident(other)) = tree.get(at) {
                    alias = Some(other.to_string());
                }
                at += 1;
            }
            TokenTree::Ident(ident) => path.extend(name.replace(ident.to_string())),
            TokenTree::Group(group) => {
                path.extend(name.take());
                for part in super::words::at_commas(group.stream()) {
                    flatten(&path, &part, found);
                }
                return;
            }
            TokenTree::Punct(punct) if punct.as_char() == '*' => {
                path.extend(name.replace("*".to_owned()));
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    match name {
        // `use a::b::{self}` brings in `b`.
        Some(name) if name == "self" => {
            if let Some((last, path)) = path.split_last() {
                found(path, last, alias.as_deref());
            }
        }
        Some(name) => found(&path, &name, alias.as_deref()),
        None => {}
    }
}

/// The path of an import, seen from one module further in.
fn further_in(path: &[String]) -> String {
    match path.first().map(String::as_str) {
        Some("super") => format!("super::{}", path.join("::")),
        Some("self") => {
            let rest: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
            std::iter::once("super").chain(rest).collect::<Vec<_>>().join("::")
        }
        _ => path.join("::"),
    }
}
