//! A frozen version -> its Rust, with the same names and types, and what to change in the current
//! struct.
//!
//! Needs no code that compiles: everything is in the frozen file, and what isn't (which types are
//! still as they were, where things stand in the sources) the caller looks up and hands in.

mod attribute;
mod lines;
mod names;
mod path;
mod types;
mod value;

use std::collections::BTreeMap;

use crate::frozen::FrozenVersion;
use crate::name::TableName;
use crate::shape::{RustDef, RustType, TypeName};

pub use self::lines::{CurrentLine, current_lines};
pub use self::path::{Visibility, is_keyword};
pub use self::types::definition;

use self::names::Names;

/// What `bump` knows beside the frozen file.
#[derive(Clone, Debug)]
pub struct BumpFacts {
    /// The name of the module that the version gets: `v1`.
    pub module: String,
    /// How visible the current struct is; the old one becomes as visible.
    pub visibility: Visibility,
    /// The path of `schema_core` in the user's crate.
    pub schema_core: String,
    /// Nested types that the sources still declare as the frozen file records them, which are
    /// shared; each with whether it can be cloned and printed.
    pub shared: BTreeMap<TypeName, Abilities>,
    /// The Rust type that stands for each table now, for ids.
    pub tables: BTreeMap<TableName, TypeName>,
    /// The text of the user's functions that move along, by the type that they are for.
    pub moved: Vec<MovedImpl>,
    /// What the moved text needs to see, as the new module reaches it.
    pub imports: Vec<Import>,
}

/// One name that a module brings in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// Where it comes from: `schema_core`, `super`.
    pub module: String,
    /// The name, `Name as Other`, or `*`.
    pub name: String,
}

/// What a type can do beside standing in a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// `Clone`
    pub clone: bool,
    /// `Debug`
    pub debug: bool,
}

/// The text of an `impl` block that moves along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedImpl {
    /// The type that it is for.
    pub of: TypeName,
    /// The text.
    pub text: String,
}

/// An old version's Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bumped {
    /// The text of its module.
    pub text: String,
    /// Types that need one of the user's functions, and no text of one was handed in.
    pub lacking: Vec<LackingImpl>,
    /// What couldn't be written for sure.
    pub doubts: Vec<String>,
}

/// One of the user's functions that an old version needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LackingImpl {
    /// The type.
    pub of: TypeName,
    /// The trait that holds it.
    pub of_trait: &'static str,
}

/// Writes the Rust of `frozen`.
pub fn bump(frozen: &FrozenVersion, facts: &BumpFacts) -> Bumped {
    let names = Names::new(frozen, facts);
    let mut items: Vec<String> = Vec::new();
    for (name, def) in copied(frozen, facts) {
        items.push(names.item(name, def));
        let moved = facts.moved.iter().filter(|moved| moved.of == *name);
        items.extend(moved.map(|moved| moved.text.trim().to_owned() + "\n"));
    }
    let head = format!(
        "//! `{}` as it was declared; written by `convex-migrate bump {}`.\n",
        frozen.name, frozen.name.table
    );
    let imports = names.imports();
    let parts: Vec<String> = [head].into_iter().chain(imports).chain(items).collect();
    Bumped { text: parts.join("\n"), lacking: lacking(frozen, facts), doubts: names.doubts() }
}

/// The types that the module declares: all that aren't shared, the document last.
fn copied<'a>(
    frozen: &'a FrozenVersion,
    facts: &'a BumpFacts,
) -> impl Iterator<Item = (&'a TypeName, &'a RustDef)> {
    let document = document(frozen);
    let is_document = move |name: &TypeName| Some(name) == document;
    let nested = frozen
        .rust
        .types
        .iter()
        .filter(move |(name, _)| !is_document(name) && !facts.shared.contains_key(*name));
    let last = document.and_then(|name| frozen.rust.types.get_key_value(name));
    nested.chain(last)
}

/// The type of the document.
pub fn document(frozen: &FrozenVersion) -> Option<&TypeName> {
    match &frozen.rust.document {
        RustType::Named(name) => Some(name),
        _ => None,
    }
}

fn lacking(frozen: &FrozenVersion, facts: &BumpFacts) -> Vec<LackingImpl> {
    let needed = copied(frozen, facts).filter_map(|(name, _)| {
        let of_trait = attribute::needed_trait(frozen, name)?;
        Some(LackingImpl { of: name.clone(), of_trait })
    });
    needed.filter(|lacking| !facts.moved.iter().any(|moved| moved.of == lacking.of)).collect()
}
