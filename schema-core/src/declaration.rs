//! What an application declares: the newest version of each table, and what was dropped.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::TableHistory;
use crate::name::TableName;
use crate::version::VersionName;

/// An application's whole schema, as `#[derive(Schema)]` implements it.
pub trait Schema {
    /// All tables with their histories, and what was dropped.
    fn declaration() -> Declaration;
}

/// What an application declares, as data.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// The tables, by name.
    pub tables: BTreeMap<TableName, TableHistory>,
    /// Tables that are no longer part of the schema.
    pub dropped: BTreeMap<TableName, DroppedTable>,
    /// The deployments whose receipts open narrow in the committed `schema.ts`.
    pub gates: BTreeSet<String>,
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
