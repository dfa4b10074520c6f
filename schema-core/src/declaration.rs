//! What an application declares: the newest version of each table, and what was dropped.

use std::collections::{BTreeMap, BTreeSet};

use crate::generate::{RESERVED_TABLE_PREFIX, is_ledger_table};
use crate::history::{HistoryError, TableHistory};
use crate::name::TableName;
use crate::schema::{Schema as TableSchemas, SchemaError, TableSchema};
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
    /// `delete_documents(...)`: `ship` deletes them. The committed schema leaves the table out at
    /// once, as with [`DroppedTable::Forget`]: nothing declares its types any more.
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
    /// A table's name is one that the ledger's tables may have.
    #[error(
        "table `{0}` can't have this name: what begins with `{RESERVED_TABLE_PREFIX}` is where a \
         deployment keeps how far its runs have come; call it something else"
    )]
    ReservedTable(TableName),
    /// A declaration is wrong in a way that shows only when its types are put together.
    #[error("`{version}`: {error}")]
    Version {
        /// The version.
        version: VersionName,
        /// What is wrong with it.
        error: DeclareError,
    },
    /// A version breaks a rule of Convex's schemas.
    #[error("`{version}`: {error}")]
    Rule {
        /// The version.
        version: VersionName,
        /// The rule.
        error: Box<SchemaError>,
    },
    /// A table's versions don't follow from each other.
    #[error(transparent)]
    History(Box<HistoryError>),
}

impl Declaration {
    /// Everything that is wrong with the schema, in a fixed order.
    pub fn check(&self) -> Vec<DeclarationError> {
        let mut errors = Vec::new();
        let mut seen = BTreeSet::new();
        for Listed { listed_as, table } in &self.listed {
            if !seen.insert(table) {
                errors.push(DeclarationError::ListedTwice(table.clone()));
            } else if listed_as != table.as_str() {
                let (listed_as, table) = (listed_as.clone(), table.clone());
                errors.push(DeclarationError::ListedUnderAnotherName { listed_as, table });
            }
        }
        for table in self.dropped.keys().filter(|&table| self.tables.contains_key(table)) {
            errors.push(DeclarationError::ListedAndDropped(table.clone()));
        }
        let carried_away = self.dropped.values().filter_map(|dropped| match dropped {
            DroppedTable::CarriedAway { history, .. } => Some(&**history),
            DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
        });
        for history in self.tables.values().chain(carried_away) {
            let table = &history.newest().name.table;
            if is_ledger_table(table) {
                errors.push(DeclarationError::ReservedTable(table.clone()));
            }
            errors.extend(self.check_history(history));
        }
        errors
    }

    /// The schema once every table has only documents of its newest version.
    pub fn newest_schema(&self) -> TableSchemas {
        let newest = |(name, history): (&TableName, &TableHistory)| {
            (name.clone(), TableSchema::from(history.newest()))
        };
        TableSchemas { tables: self.tables.iter().map(newest).collect(), ..TableSchemas::default() }
    }

    fn check_history(&self, history: &TableHistory) -> Vec<DeclarationError> {
        let mut errors = Vec::new();
        for version in history.versions() {
            let of_version = version.errors.iter().map(|error| DeclarationError::Version {
                version: version.name.clone(),
                error: error.clone(),
            });
            errors.extend(of_version);
            // A version whose types don't fit together has no validator to judge.
            if !version.errors.is_empty() {
                continue;
            }
            let table = (version.name.table.clone(), TableSchema::from(version));
            let alone =
                TableSchemas { tables: [table].into_iter().collect(), ..TableSchemas::default() };
            errors.extend(alone.errors().into_iter().map(|error| DeclarationError::Rule {
                version: version.name.clone(),
                error: Box::new(error),
            }));
        }
        if errors.is_empty() {
            let of_history = history.check().into_iter().chain(history.check_touched(&self.tables));
            errors.extend(of_history.map(|error| DeclarationError::History(Box::new(error))));
        }
        errors
    }
}
