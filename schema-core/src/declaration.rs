//! What an application declares: the newest version of each table, and what was dropped.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::TableHistory;
use crate::name::TableName;
use crate::shape::DeclareError;
use crate::version::VersionName;

/// An application's whole schema, as `#[derive(Schema)]` implements it.
pub trait Schema {
    /// All tables with their histories, and what was dropped.
    fn declaration() -> Declaration;
}

/// What an application declares, as data.
#[derive(Clone, Debug, Default)]
pub struct Declaration {
    /// The tables as the schema struct lists them, in its order.
    pub listed: Vec<Listed>,
    /// The tables, by name.
    pub tables: BTreeMap<TableName, TableHistory>,
    /// Tables that are no longer part of the schema.
    pub dropped: BTreeMap<TableName, DroppedTable>,
    /// The deployments whose receipts open narrow in the committed `schema.ts`.
    pub gates: BTreeSet<String>,
}

/// A table in the schema struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The struct's field.
    pub listed_as: String,
    /// The name of the table that the field's type is a version of.
    pub table: TableName,
}

/// What becomes of a table that is no longer part of the schema.
#[derive(Clone, Debug)]
pub enum DroppedTable {
    /// `forget(...)`: the deployment keeps the documents.
    Forget,
    /// `delete_documents(...)`: they are deleted.
    DeleteDocuments,
    /// `carried_away(v3::Guest)`: its transition carries every document into other tables.
    CarriedAway {
        /// The table's versions up to the last.
        history: Box<TableHistory>,
        /// The last version.
        last: VersionName,
    },
}

/// What is wrong with a schema as a whole.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DeclarationError {
    /// A field of the schema struct isn't named after its table.
    #[error("the field `{listed_as}` lists table `{table}`: call the field `{table}`")]
    ListedUnderAnotherName {
        /// The field.
        listed_as: String,
        /// The table.
        table: TableName,
    },
    /// Two fields list the same table.
    #[error("table `{0}` is listed twice: list its newest version alone")]
    ListedTwice(TableName),
    /// A table is listed and dropped.
    #[error("table `{0}` is listed and dropped: remove one of the two")]
    ListedAndDropped(TableName),
    /// A declaration is wrong in a way that shows only when its types are put together.
    #[error("`{version}`: {error}")]
    Version {
        /// The version.
        version: VersionName,
        /// What is wrong with it.
        error: DeclareError,
    },
}

impl Declaration {
    /// Everything that is wrong with the schema, in a fixed order.
    pub fn check(&self) -> Vec<DeclarationError> {
        let mut errors = Vec::new();
        let mut seen = BTreeSet::new();
        for Listed { listed_as, table } in &self.listed {
            if listed_as != table.as_str() {
                let (listed_as, table) = (listed_as.clone(), table.clone());
                errors.push(DeclarationError::ListedUnderAnotherName { listed_as, table });
            }
            if !seen.insert(table) {
                errors.push(DeclarationError::ListedTwice(table.clone()));
            }
        }
        for table in self.dropped.keys().filter(|&table| self.tables.contains_key(table)) {
            errors.push(DeclarationError::ListedAndDropped(table.clone()));
        }
        for version in self.tables.values().flat_map(TableHistory::versions) {
            let of_version = version.errors.iter().map(|error| DeclarationError::Version {
                version: version.name.clone(),
                error: error.clone(),
            });
            errors.extend(of_version);
        }
        errors
    }
}
