//! Reads documents of a table while several of its versions are stored.

use std::marker::PhantomData;

use crate::history::{Classification, Pass, Quarantined, TableHistory};
use crate::table::Table;
use crate::transition::{Doc, Refusal, StoredDocument};
use crate::validator::TableNumbers;
use crate::version::VersionNumber;

/// Reads documents of whichever version as documents of `T`.
///
/// Keep one for as long as documents are read: it holds the table's history.
#[derive(Clone, Debug)]
pub struct Reader<T> {
    history: TableHistory,
    newest: PhantomData<fn() -> T>,
}

/// A document as it was found.
#[derive(Clone, Debug)]
pub enum Reading<T> {
    /// It is of the newest version.
    Current(Doc<T>),
    /// It is of this older one, or a hybrid of it, and waits for the backfill.
    Old(VersionNumber),
}

impl<T: Table> Default for Reader<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Table> Reader<T> {
    /// A reader of `T` and the versions before it.
    pub fn new() -> Self {
        Self { history: T::history(), newest: PhantomData }
    }

    /// Whether a document is of the newest version.
    pub fn is_current(&self, stored: &StoredDocument, ids: &impl TableNumbers) -> bool {
        self.history.classify(stored, ids) == Classification::Current
    }

    /// Whether documents of the version `old` can be upgraded in memory: no transition from there
    /// on has effects or reads other documents.
    pub fn upgrades(&self, old: VersionNumber) -> bool {
        self.history.passes_from(old).iter().all(Pass::is_pure)
    }

    /// Reads a document, and says so where it is still an old one.
    ///
    /// # Errors
    ///
    /// The document is of no declared version.
    pub fn read(
        &self,
        stored: &StoredDocument,
        ids: &impl TableNumbers,
    ) -> Result<Reading<T>, Quarantined> {
        match self.history.classify(stored, ids) {
            Classification::Current => self.decode(stored).map(Reading::Current),
            Classification::Old { version } | Classification::Hybrid { version, .. } => {
                Ok(Reading::Old(version))
            }
            Classification::Quarantined(quarantined) => Err(quarantined),
        }
    }

    /// Reads a document, carried to the newest version in memory where it is an old one. What is
    /// stored stays as it is.
    ///
    /// # Errors
    ///
    /// The document is of no declared version or refused, or its way to the newest version has
    /// effects or reads, which only the backfill can do: see [`Reader::upgrades`].
    pub fn upgrade(
        &self,
        stored: &StoredDocument,
        ids: &impl TableNumbers,
    ) -> Result<Doc<T>, Quarantined> {
        self.decode(&self.history.carry_found(stored, ids)?)
    }

    fn decode(&self, stored: &StoredDocument) -> Result<Doc<T>, Quarantined> {
        let newest = self.history.newest().name.version;
        let refused = |refusal: Refusal| Quarantined::refused(newest, refusal);
        Doc::decode(stored).map_err(refused)
    }
}
