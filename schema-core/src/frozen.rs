//! A version's canonical text in git, and what may still be done to it.
//!
//! A frozen file holds a version's meaning (all that is compared) and, beside it, how the version
//! is written in Rust and how it comes from the one before, so that `bump` can write its Rust while
//! the application's code doesn't compile. Once released it takes only amendments that every
//! document already satisfies.

mod amendment;
mod change;
mod compare;
mod error;
mod freeze;
mod read;
mod release;
mod roles;
mod roles_json;
mod rust_json;
mod text;
mod write;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::shape::{RustType, Types};
use crate::version::{Meaning, TableVersion, VersionName};

pub use self::compare::{Comparison, compare};
pub use self::error::{FreezeError, FrozenError, FrozenReason};
pub use self::freeze::{FrozenEdit, FrozenFiles, freeze};
pub use self::release::{BaseBranch, ReleaseFacts};
pub use self::roles::{
    FieldRole, ObjectRoles, Roles, RolesOf, TypeRoles, UnionRoles, VariantFate, VariantRole,
};
pub use self::text::pretty;

/// The layout that this program writes, and the newest one that it reads.
pub const LAYOUT: u32 = 1;

/// A version as its frozen file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct FrozenVersion {
    /// `users@2`
    pub name: VersionName,
    /// What it meant when it was released, or means now where it isn't.
    pub original: Meaning,
    /// What it was amended to since it was released, in order; number 1 is the first.
    pub amendments: Vec<Meaning>,
    /// Deployments where `ship` saw it live, each with the number of amendments it had there.
    pub seen: BTreeMap<String, u32>,
    /// How it is written in Rust; no part of the meaning.
    pub rust: FrozenRust,
}

/// How a version is written in Rust.
#[derive(Clone, Debug, PartialEq)]
pub struct FrozenRust {
    /// The document type.
    pub document: RustType,
    /// The user's types that it is made of, itself included.
    pub types: Types,
    /// How the version comes from the one before; `None` where the history begins.
    pub roles: Option<Roles>,
}

impl FrozenVersion {
    /// A version as it is declared, without any past.
    pub fn of(version: &TableVersion, roles: Option<Roles>) -> Self {
        Self {
            name: version.name.clone(),
            original: Meaning::of(version),
            amendments: Vec::new(),
            seen: BTreeMap::new(),
            rust: FrozenRust {
                document: version.rust.clone(),
                types: version.types.clone(),
                roles,
            },
        }
    }

    /// What the version means now, all amendments included.
    pub fn meaning(&self) -> &Meaning {
        self.amendments.last().unwrap_or(&self.original)
    }

    /// What the version means with only the first `amendments`; `None` where it has fewer.
    pub fn meaning_at(&self, amendments: u32) -> Option<&Meaning> {
        match usize::try_from(amendments).ok()?.checked_sub(1) {
            None => Some(&self.original),
            Some(index) => self.amendments.get(index),
        }
    }

    /// How many amendments it has.
    pub fn amendment_count(&self) -> u32 {
        u32::try_from(self.amendments.len()).unwrap_or(u32::MAX)
    }

    /// The name of its file in the folder of frozen versions.
    pub fn file_name(&self) -> String {
        file_name(&self.name)
    }

    /// The text of its file: deterministic, sorted, ending in a newline.
    pub fn to_text(&self) -> String {
        pretty(&write::json(self))
    }

    /// Reads the text of a frozen file; `file` is how errors call it.
    ///
    /// # Errors
    ///
    /// [`FrozenError`], with the place in the file and what to do about it.
    pub fn parse(file: &str, text: &str) -> Result<Self, FrozenError> {
        read::parse(file, text)
    }

    /// Notes that `ship` saw the version live, with `amendments`, in a gating deployment.
    ///
    /// From then on the version is released, whatever branch it is on.
    #[must_use]
    pub fn seen_by(&self, deployment: &str, amendments: u32) -> Self {
        let mut seen = self.clone();
        let noted = seen.seen.entry(deployment.to_owned()).or_insert(amendments);
        *noted = (*noted).max(amendments);
        seen
    }
}

impl Meaning {
    /// The canonical text of the meaning: equal for two meanings that differ only in what has no
    /// meaning. Receipts and manifests bind its digest.
    pub fn to_canonical(&self) -> String {
        let document = crate::diff::normal(&self.document);
        pretty(&write::meaning_json(&Self { document, ..self.clone() }))
    }

    /// The meaning as JSON.
    pub fn to_json(&self) -> Json {
        write::meaning_json(self)
    }
}

/// The name of the file that holds `version`: `users@2.json`.
pub fn file_name(version: &VersionName) -> String {
    format!("{version}.json")
}
