//! What the table numbers in ids stand for, as far as an export says.

use std::collections::BTreeMap;
use std::sync::Arc;

use schema_core::id::TableNumber;
use schema_core::limits::FIRST_USER_TABLE_NUMBER;
use schema_core::name::TableName;
use schema_core::validator::{NumberedTable, TableNumbers};

/// The tables of an export by their numbers.
///
/// An export lists the numbers of its own tables. Those of Convex's tables, such as `_storage`, it
/// doesn't tell; an id with a number from their range passes as one of the wanted table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotNumbers {
    names: Arc<BTreeMap<TableNumber, TableName>>,
}

impl SnapshotNumbers {
    /// These tables by their numbers.
    pub fn new(names: BTreeMap<TableNumber, TableName>) -> Self {
        Self { names: Arc::new(names) }
    }

    /// The names, by number.
    pub fn names(&self) -> &BTreeMap<TableNumber, TableName> {
        &self.names
    }
}

impl TableNumbers for SnapshotNumbers {
    fn table(&self, number: TableNumber) -> NumberedTable<'_> {
        match self.names.table(number) {
            NumberedTable::Nothing if number.0 < FIRST_USER_TABLE_NUMBER => {
                NumberedTable::Unresolved
            }
            known => known,
        }
    }
}
