//! Which version a table of an export is at, told from its documents: an export has no manifest.

use std::collections::BTreeSet;

use schema_core::history::{Classification, TableHistory};
use schema_core::transition::StoredDocument;
use schema_core::validator::TableNumbers;
use schema_core::version::VersionNumber;

/// What the documents of a table say about its version.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    /// The versions that accept every document so far.
    accepting: BTreeSet<VersionNumber>,
    /// The versions that documents were told to be of.
    found: BTreeSet<VersionNumber>,
}

/// The version that a table is taken to be at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldVersion {
    /// The version: what its plan begins with.
    pub version: VersionNumber,
    /// How it was told.
    pub how: Told,
}

/// How a table's version was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Somebody said so.
    Given,
    /// It is the oldest version that accepts every document, those aside that none does; these
    /// newer ones do so too.
    Accepting {
        /// The newer versions.
        also: BTreeSet<VersionNumber>,
    },
    /// Documents are of several versions, and this is the oldest of them.
    Mixed,
    /// There are no documents, so there is nothing old.
    Empty,
    /// No version accepts any document, so the oldest one is as good as another.
    Unknown,
}

impl Evidence {
    /// No evidence yet: every version of the table may be it.
    pub(super) fn of(history: &TableHistory) -> Self {
        let versions = history.versions().iter().map(|version| version.name.version);
        Self { accepting: versions.collect(), found: BTreeSet::new() }
    }

    /// Takes note of a document of this class. One that no version accepts says nothing.
    pub(super) fn note(
        &mut self,
        history: &TableHistory,
        class: &Classification,
        document: &StoredDocument,
        ids: &impl TableNumbers,
    ) {
        let is_marked = history.newest().version_field.is_some();
        let (told, is_exact) = match class {
            Classification::Current => (history.newest().name.version, true),
            Classification::Old { version } => (*version, true),
            // A hybrid is what the time between this version and a later one makes of it.
            Classification::Hybrid { version, .. } => (*version, false),
            Classification::Quarantined(_) => return,
        };
        self.found.insert(told);
        // The class is that of the newest version that accepts it, so no newer one does.
        self.accepting.retain(|version| {
            *version == told
                || (is_exact
                    && !is_marked
                    && *version < told
                    && history.accepts(*version, document, ids))
        });
    }

    /// Adds the evidence of later documents.
    pub(super) fn merge(&mut self, later: Self) {
        self.accepting = self.accepting.intersection(&later.accepting).copied().collect();
        self.found.extend(later.found);
    }

    pub(super) fn tell(&self, history: &TableHistory, documents: u64) -> ToldVersion {
        let mut accepting = self.accepting.iter().copied();
        match (accepting.next(), self.found.first()) {
            _ if documents == 0 => {
                ToldVersion { version: history.newest().name.version, how: Told::Empty }
            }
            (_, None) => {
                let version = history.versions()[0].name.version;
                ToldVersion { version, how: Told::Unknown }
            }
            (Some(version), Some(_)) => {
                ToldVersion { version, how: Told::Accepting { also: accepting.collect() } }
            }
            (None, Some(oldest)) => ToldVersion { version: *oldest, how: Told::Mixed },
        }
    }
}
