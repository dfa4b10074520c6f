//! Which table a document id belongs to. Ids hold a number that only a deployment can resolve.

use std::collections::BTreeMap;

use crate::id::TableNumber;
use crate::name::TableName;

/// Resolves the table number inside a document id.
///
/// Whoever has a deployment (or an embedded store) gives its table numbers, and `v.id("users")`
/// then accepts ids of `users` alone, as the server does. Where there is none, as in a test of a
/// transition, [`NoDeployment`] lets every well-formed id pass as an id of the wanted table. It
/// must not be used to decide whether a deployment would take a document.
pub trait TableNumbers {
    /// Returns the table that has this number.
    fn table(&self, number: TableNumber) -> NumberedTable<'_>;
}

/// The table behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberedTable<'a> {
    /// A table of the user's.
    Table(&'a TableName),
    /// One of Convex's own tables, under the name that users see (`_storage`).
    System(&'a TableName),
    /// No table has this number.
    Nothing,
    /// There is no deployment to ask, so any table is as good as the wanted one.
    Unresolved,
}

/// Accepts every well-formed document id, because there is no deployment to ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoDeployment;

impl TableNumbers for NoDeployment {
    fn table(&self, _number: TableNumber) -> NumberedTable<'_> {
        NumberedTable::Unresolved
    }
}

/// The tables by their numbers, where names that begin with `_` are Convex's own.
impl TableNumbers for BTreeMap<TableNumber, TableName> {
    fn table(&self, number: TableNumber) -> NumberedTable<'_> {
        match self.get(&number) {
            Some(name) if name.as_str().starts_with('_') => NumberedTable::System(name),
            Some(name) => NumberedTable::Table(name),
            None => NumberedTable::Nothing,
        }
    }
}

impl<T: TableNumbers + ?Sized> TableNumbers for &T {
    fn table(&self, number: TableNumber) -> NumberedTable<'_> {
        (**self).table(number)
    }
}
