//! Older versions that share a type with the current one -> with its copy, once the current one
//! changes.
//!
//! A nested type that several versions share stands beside the newest. When it changes there, every
//! older version must go on with what it was: the copy in the module that `bump` writes.

use proc_macro2::{TokenStream, TokenTree};
use schema_core::bump::{BumpFacts, document};
use schema_core::frozen::FrozenVersion;
use schema_core::shape::TypeName;

use super::edit::Edit;
use super::imports::flatten;
use super::place::table_of;
use super::source::{Item, ItemKind, SourceFile, Sources, unraw};

/// The edits by which older versions of the table find the copies.
pub(super) fn redirect(
    frozen: &FrozenVersion,
    facts: &BumpFacts,
    sources: &Sources,
    declared: Option<&Item>,
) -> Vec<Edit> {
    let Some(current) = declared else { return Vec::new() };
    let own = document(frozen);
    let copied: Vec<Vec<String>> = frozen
        .rust
        .types
        .keys()
        .filter(|name| Some(*name) != own && !facts.shared.contains_key(*name))
        .map(in_crate)
        .collect();
    let mut home = current.module.clone();
    home.push(facts.module.clone());
    let work = Work { copied, home };
    let mut edits = Vec::new();
    for (file, item) in sources.items() {
        let is_older = item.module != current.module
            && table_of(item).as_deref() == Some(frozen.name.table.as_str());
        if is_older && !edits.iter().any(|edit: &Edit| edit.file == file.path) {
            edits.extend(work.in_module(file, &item.module));
        }
    }
    edits
}

struct Work {
    /// Types that were copied, by their path in the crate.
    copied: Vec<Vec<String>>,
    /// The module that has the copies.
    home: Vec<String>,
}

impl Work {
    fn in_module(&self, file: &SourceFile, module: &[String]) -> Vec<Edit> {
        let mut edits = Vec::new();
        for item in file.items.iter().filter(|item| item.module == module) {
            match &item.kind {
                ItemKind::Use => edits.extend(self.in_use(file, item)),
                ItemKind::Module => {}
                ItemKind::Struct | ItemKind::Enum | ItemKind::Impl { .. } | ItemKind::Other => {
                    self.in_tokens(file, item, item.tokens.iter().cloned().collect(), &mut edits);
                    for attribute in &item.attributes {
                        self.in_tokens(file, item, attribute.clone(), &mut edits);
                    }
                }
            }
        }
        edits
    }

    /// A `use` whose leaves go to two places from now on.
    fn in_use(&self, file: &SourceFile, item: &Item) -> Option<Edit> {
        let mut stay = Vec::new();
        let mut go = Vec::new();
        let tree: Vec<TokenTree> = item.tokens.iter().skip(1).cloned().collect();
        flatten(&[], &tree, &mut |path, name, alias| {
            let mut full = path.to_vec();
            full.push(name.to_owned());
            let name = alias.map_or_else(|| name.to_owned(), |alias| format!("{name} as {alias}"));
            if self.is_copied(&full, &item.module) {
                go.push(name);
            } else {
                stay.push((path.join("::"), name));
            }
        });
        if go.is_empty() {
            return None;
        }
        let mut lines: Vec<String> = Vec::new();
        let mut modules: Vec<&String> = stay.iter().map(|(module, _)| module).collect();
        modules.sort();
        modules.dedup();
        for module in modules {
            let names = stay.iter().filter(|(of, _)| of == module).map(|(_, name)| name.clone());
            lines.push(use_line(module, names.collect()));
        }
        lines.push(use_line(&self.path_from(&item.module), go));
        lines.sort();
        Some(self.edit(file, item.tokens_range(), lines.join("\n")))
    }

    /// Paths inside of an item: `super::Home`.
    fn in_tokens(&self, file: &SourceFile, item: &Item, tokens: TokenStream, out: &mut Vec<Edit>) {
        let mut path: Vec<(String, std::ops::Range<usize>)> = Vec::new();
        let mut joined = false;
        for token in tokens
            .into_iter()
            .chain([TokenTree::Punct(proc_macro2::Punct::new(';', proc_macro2::Spacing::Alone))])
        {
            match &token {
                TokenTree::Ident(ident) => {
                    if !joined {
                        path.clear();
                    }
                    path.push((unraw(&ident.to_string()), ident.span().byte_range()));
                    joined = false;
                    // Checked at each word: what follows the type may be a variant.
                    let full: Vec<String> = path.iter().map(|(word, _)| word.clone()).collect();
                    if full.len() > 1
                        && self.is_copied(&full, &item.module)
                        && let (Some((_, first)), Some((_, last)), Some(name)) =
                            (path.first(), path.last(), full.last())
                    {
                        let text = format!("{}::{name}", self.path_from(&item.module));
                        out.push(self.edit(file, first.start..last.end, text));
                        path.clear();
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => joined = !path.is_empty(),
                TokenTree::Group(group) => {
                    path.clear();
                    joined = false;
                    self.in_tokens(file, item, group.stream(), out);
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    path.clear();
                    joined = false;
                }
            }
        }
    }

    /// Whether a path, as it is written in `module`, is that of a copied type.
    fn is_copied(&self, path: &[String], module: &[String]) -> bool {
        let mut at = module.to_vec();
        let mut rest = path;
        match path.first().map(String::as_str) {
            Some("crate") => {
                at.clear();
                rest = &path[1..];
            }
            Some("self") => rest = &path[1..],
            Some("super") => {
                while rest.first().is_some_and(|word| word == "super") {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            // From another crate, or from a module inside of this one.
            _ => {}
        }
        at.extend(rest.iter().cloned());
        self.copied.contains(&at)
    }

    /// The path of the module with the copies, as `module` reaches it.
    fn path_from(&self, module: &[String]) -> String {
        match (self.home.split_last(), module.split_last()) {
            (Some((name, around)), Some((_, beside))) if around == beside => {
                format!("super::{name}")
            }
            _ => format!("crate::{}", self.home.join("::")),
        }
    }

    fn edit(&self, file: &SourceFile, range: std::ops::Range<usize>, text: String) -> Edit {
        let copies = self.home.last().map_or("", String::as_str);
        let note = format!(
            "pointed {} at the copies in `{copies}`, because the types that it shared have changed",
            file.path.display()
        );
        Edit { file: file.path.clone(), range, text, note }
    }
}

fn use_line(module: &str, mut names: Vec<String>) -> String {
    names.sort();
    match &names[..] {
        [name] if module.is_empty() => format!("use {name};"),
        [name] => format!("use {module}::{name};"),
        names => format!("use {module}::{{{}}};", names.join(", ")),
    }
}

/// A type's path from the root of its crate.
fn in_crate(name: &TypeName) -> Vec<String> {
    name.as_str().split("::").skip(1).map(ToOwned::to_owned).collect()
}
