//! The widened schema of a table: what is valid while documents of several versions are stored.
//!
//! That every document of every version is valid under it is proved here, by the server's own
//! subset rule, or there is no widened schema.

mod document;
mod index;

use std::collections::BTreeMap;

pub use self::index::{IndexGoes, IndexNote};

use crate::history::TableHistory;
use crate::name::TableName;
use crate::schema::{Enforcement, Schema, SchemaError, TableSchema};
use crate::version::{TableVersion, VersionName, VersionNumber};

use self::document::widen_documents;
use self::index::widen_indexes;

/// A table while documents of several of its versions are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WidenedTable {
    /// The table.
    pub table: TableName,
    /// The oldest version whose documents are accepted.
    pub old: VersionNumber,
    /// The newest.
    pub new: VersionNumber,
    /// What is pushed.
    pub schema: TableSchema,
    /// Indexes of older versions that don't outlast the push, or not as they were.
    pub notes: Vec<IndexNote>,
}

/// Why versions have no widened schema in common.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WidenError {
    /// There is nothing to widen.
    #[error("no version of `{table}` has the number {version}")]
    NoSuchVersion {
        /// The table.
        table: TableName,
        /// The number.
        version: VersionNumber,
    },
    /// A document of a version isn't surely valid under the widened schema.
    #[error(
        "nothing proves that every document of `{version}` is valid between `{version}` and `{newest}`, \
         so there is no schema to push between them; split the step into two versions"
    )]
    NotAccepted {
        /// The version.
        version: VersionName,
        /// The newest version.
        newest: VersionName,
    },
    /// The server would refuse the widened schema.
    #[error("the schema between the versions of `{table}` would be refused by a push: {error}")]
    Refused {
        /// The table.
        table: TableName,
        /// Why.
        error: SchemaError,
    },
}

impl TableHistory {
    /// The widened schema from the version `old` to the newest; with `old` the newest, its own.
    ///
    /// # Errors
    ///
    /// There is no such version, or no widened schema: see [`WidenError`].
    pub fn widened_from(&self, old: VersionNumber) -> Result<WidenedTable, WidenError> {
        let at = self.versions().iter().position(|version| version.name.version == old);
        match at {
            Some(at) => widen(&self.versions()[at..]),
            None => {
                let table = self.newest().name.table.clone();
                Err(WidenError::NoSuchVersion { table, version: old })
            }
        }
    }
}

/// The widened schema of these versions of one table, oldest first.
///
/// # Panics
///
/// There are no versions.
///
/// # Errors
///
/// [`WidenError::NotAccepted`] where a version's documents aren't proved to be valid under it, and
/// [`WidenError::Refused`] where a push wouldn't take it.
pub fn widen(versions: &[TableVersion]) -> Result<WidenedTable, WidenError> {
    let (oldest, newest) = (&versions[0], &versions[versions.len() - 1]);
    let document = widen_documents(versions.iter().map(|version| &version.document));
    if let Some(version) = versions.iter().find(|v| !v.document.is_subset(&document)) {
        let (version, newest) = (version.name.clone(), newest.name.clone());
        return Err(WidenError::NotAccepted { version, newest });
    }
    let (indexes, notes) = widen_indexes(versions);
    let schema = TableSchema { document, indexes };
    let table = newest.name.table.clone();
    let alone = Schema {
        tables: BTreeMap::from([(table.clone(), schema.clone())]),
        enforcement: Enforcement::On,
    };
    match alone.check() {
        Err(error) => Err(WidenError::Refused { table, error }),
        Ok(()) => {
            let (old, new) = (oldest.name.version, newest.name.version);
            Ok(WidenedTable { table, old, new, schema, notes })
        }
    }
}
