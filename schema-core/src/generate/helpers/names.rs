//! What the TypeScript of a table is called: after its Rust struct, as far as that is free.

use std::collections::{BTreeMap, BTreeSet};

use crate::declaration::Declaration;
use crate::history::TableHistory;
use crate::name::TableName;
use crate::shape::RustType;
use crate::version::VersionNumber;

use super::super::GenerateError;
use super::runtime;

/// Names that a type or a function of the file may not take: TypeScript's and the file's own.
const RESERVED: [&str; 24] = [
    "any",
    "unknown",
    "never",
    "void",
    "undefined",
    "null",
    "object",
    "string",
    "number",
    "bigint",
    "boolean",
    "symbol",
    "Array",
    "ArrayBuffer",
    "Object",
    "Promise",
    "Partial",
    "Pick",
    "Omit",
    "Exclude",
    "NonNullable",
    "Uint8Array",
    "Record",
    "Extract",
];

/// What the file imports.
pub(super) const IMPORTED: [&str; 9] = [
    "GenericDatabaseReader",
    "GenericDatabaseWriter",
    "IdField",
    "SystemFields",
    "CommitTsPlaceholder",
    "ConvexError",
    "GenericId",
    "GenericValidator",
    "Infer",
];

/// The names of one table.
#[derive(Clone, Debug)]
pub(super) struct Names {
    base: String,
    newest: VersionNumber,
}

impl Names {
    /// `User` for the newest version, `UserV1` for an older one.
    pub(super) fn version(&self, version: VersionNumber) -> String {
        if version == self.newest { self.base.clone() } else { format!("{}V{version}", self.base) }
    }

    /// `UserFill`
    pub(super) fn fill(&self, version: VersionNumber) -> String {
        format!("{}Fill", self.version(version))
    }

    /// `UserDoc`: a version's documents with their system fields.
    pub(super) fn doc(&self, version: VersionNumber) -> String {
        format!("{}Doc", self.version(version))
    }

    /// `UserFills`: what has to be given where it is more than one function.
    pub(super) fn fills(&self) -> String {
        format!("{}Fills", self.base)
    }

    /// `UserRead`
    pub(super) fn read(&self) -> String {
        format!("{}Read", self.base)
    }

    /// `upgradeUser` and the like.
    pub(super) fn function(&self, verb: &str) -> String {
        format!("{verb}{}", self.base)
    }

    /// `userV1Document`: a version's validator.
    pub(super) fn document(&self, version: VersionNumber) -> String {
        format!("{}Document", lower_first(&self.version(version)))
    }

    /// `userV1ToV2`
    pub(super) fn step(&self, old: VersionNumber, new: VersionNumber) -> String {
        self.step_at(old, "", new)
    }

    /// `userV1AddressToV2`
    pub(super) fn step_at(&self, old: VersionNumber, at: &str, new: VersionNumber) -> String {
        format!("{}{at}ToV{new}", lower_first(&self.version(old)))
    }

    /// `userTable`
    pub(super) fn table(&self) -> String {
        format!("{}Table", lower_first(&self.base))
    }

    /// Everything that is declared whatever the transitions are.
    fn all(&self, history: &TableHistory) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = ["isCurrent", "upgrade", "read", "insert", "patch"]
            .map(|verb| self.function(verb))
            .into_iter()
            .chain([self.fills(), self.read(), self.table()])
            .collect();
        for version in history.versions() {
            let version = version.name.version;
            names.extend([
                self.version(version),
                self.fill(version),
                self.doc(version),
                self.document(version),
                self.step(version, VersionNumber(version.0 + 1)),
            ]);
        }
        names
    }
}

/// The names of the tables with more than one version, each after its newest struct; where two
/// would meet, or meet a name of the file's own, all of them begin with the table's name.
pub(super) fn names(
    declaration: &Declaration,
) -> Result<BTreeMap<&TableName, Names>, GenerateError> {
    let tables: Vec<_> =
        declaration.tables.iter().filter(|(_, history)| history.versions().len() > 1).collect();
    let of = |base: String, history: &TableHistory| Names {
        base,
        newest: history.newest().name.version,
    };
    let short: Vec<_> =
        tables.iter().map(|(table, history)| of(struct_name(table, history), history)).collect();
    let collides = collisions(&tables, &short);
    let names: Vec<_> = tables
        .iter()
        .zip(short)
        .zip(&collides)
        .map(|(((table, history), short), collides)| match collides {
            None => short,
            Some(_) => of(format!("{}{}", pascal(table.as_str()), short.base), history),
        })
        .collect();
    let second = collisions(&tables, &names);
    if let Some((at, name)) =
        second.iter().enumerate().find_map(|(at, name)| Some((at, name.clone()?)))
    {
        return Err(GenerateError::NameTaken { table: tables[at].0.clone(), name });
    }
    Ok(tables.iter().map(|(table, _)| *table).zip(names).collect())
}

/// For each table a name that isn't its own alone.
fn collisions(tables: &[(&TableName, &TableHistory)], names: &[Names]) -> Vec<Option<String>> {
    let all: Vec<_> =
        tables.iter().zip(names).map(|((_, history), names)| names.all(history)).collect();
    let taken: BTreeSet<String> =
        RESERVED.into_iter().chain(IMPORTED).chain(runtime::names()).map(str::to_owned).collect();
    let of_other = |at: usize, name: &String| {
        all.iter().enumerate().any(|(other, names)| other != at && names.contains(name))
    };
    let first = |(at, own): (usize, &BTreeSet<String>)| {
        own.iter().find(|name| taken.contains(*name) || of_other(at, name)).cloned()
    };
    all.iter().enumerate().map(first).collect()
}

fn struct_name(table: &TableName, history: &TableHistory) -> String {
    match &history.newest().rust {
        RustType::Named(name) => name.last().to_owned(),
        _ => pascal(table.as_str()),
    }
}

/// A name as part of a type's name: each word after an underscore begins with a capital.
pub(super) fn pascal(name: &str) -> String {
    name.split('_').map(|word| change_first(word, char::to_ascii_uppercase)).collect()
}

pub(super) fn lower_first(name: &str) -> String {
    change_first(name, char::to_ascii_lowercase)
}

fn change_first(word: &str, change: fn(&char) -> char) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| change(&first)).into_iter().chain(chars).collect()
}
