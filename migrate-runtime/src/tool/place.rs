//! Where the module of an old version goes, and what it is called.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::TokenTree;
use schema_core::bump::document;
use schema_core::frozen::FrozenVersion;
use schema_names::case::Case;

use super::source::{Item, ItemKind, SourceFile, Sources, is_word};
use super::words::words;

/// The module of an old version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its name: `v1`.
    pub(super) module: String,
    /// Its file.
    pub(super) file: PathBuf,
}

/// The place beside what declares the table, in the manner of the versions before it.
///
/// Where one module declares several tables the name says which: `users_v1`.
pub(super) fn place(
    frozen: &FrozenVersion,
    package: &Path,
    sources: &Sources,
    declared: Option<(&SourceFile, &Item)>,
) -> Place {
    let plain = format!("v{}", frozen.name.version);
    let prefixed = format!("{}_{plain}", snake(frozen.name.table.as_str()));
    let module = match earlier_module(frozen) {
        Some(true) => prefixed,
        None if declared.is_some_and(|(_, item)| is_crowded(sources, item)) => prefixed,
        Some(false) | None => plain,
    };
    let folder = match declared {
        Some((file, item)) => folder_of(file, item),
        None => folder_of_module(frozen, package),
    };
    let file = folder.join(format!("{module}.rs"));
    Place { module, file }
}

/// How the version before this one called its module: with the table's name, or without.
fn earlier_module(frozen: &FrozenVersion) -> Option<bool> {
    let name = document(frozen)?;
    let from = &frozen.rust.roles.as_ref()?.types.get(name)?.from;
    let module = from.as_str().rsplit("::").nth(1)?;
    Some(module.contains("_v"))
}

/// Whether the module that declares the table declares others too.
fn is_crowded(sources: &Sources, item: &Item) -> bool {
    let beside = sources.items().filter(|(_, other)| {
        other.module == item.module && matches!(other.kind, ItemKind::Struct | ItemKind::Enum)
    });
    let tables: BTreeSet<String> = beside.filter_map(|(_, other)| table_of(other)).collect();
    tables.len() > 1
}

/// The table that an item declares a version of, or stands for by an `impl TableRef`.
pub(super) fn table_of(item: &Item) -> Option<String> {
    match &item.kind {
        ItemKind::Struct | ItemKind::Enum => {}
        ItemKind::Impl { of_trait: Some(of_trait) } if of_trait == "TableRef" => {
            return table_const(item);
        }
        ItemKind::Impl { .. } | ItemKind::Use | ItemKind::Module | ItemKind::Other => return None,
    }
    let words = words(&item.attributes, "schema");
    words.iter().find(|word| word.word == "table")?.text().map(ToOwned::to_owned)
}

/// The text of `const TABLE: &'static str = "payments";` in an impl.
fn table_const(item: &Item) -> Option<String> {
    let Some(TokenTree::Group(body)) = item.tokens.last() else { return None };
    let mut tokens = body.stream().into_iter().skip_while(|token| !is_word(token, "TABLE"));
    let text = tokens.find_map(|token| match token {
        TokenTree::Literal(literal) => Some(literal.to_string()),
        _ => None,
    })?;
    Some(text.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

/// The folder in which a module inside of an item's module has its file.
fn folder_of(file: &SourceFile, item: &Item) -> PathBuf {
    let inline = item.module.get(file.module.len()..).unwrap_or_default();
    let stem = file.path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let beside = file.path.parent().unwrap_or(Path::new("")).to_owned();
    let is_root = matches!(stem.as_deref(), Some("mod" | "main" | "lib"));
    let own = match stem {
        Some(stem) if !is_root => beside.join(stem),
        _ => beside,
    };
    inline.iter().fold(own, |folder, module| folder.join(module))
}

/// As [`folder_of`], where only the frozen file says in which module the table is declared.
fn folder_of_module(frozen: &FrozenVersion, package: &Path) -> PathBuf {
    let path = document(frozen).map(|name| name.as_str().to_owned()).unwrap_or_default();
    let mut modules: Vec<&str> = path.split("::").skip(1).collect();
    modules.pop();
    modules.into_iter().fold(package.join("src"), |folder, module| folder.join(module))
}

/// A table's name as that of a module.
fn snake(table: &str) -> String {
    let mut chars = table.chars();
    let pascal: String =
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect();
    Case::Snake.variant(&pascal)
}
