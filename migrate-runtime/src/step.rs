//! Which piece of work the ledger is about.

use std::fmt;

use schema_core::name::TableName;
use schema_core::version::VersionNumber;

/// The backfill of one table from one version to another, shown as `users@1->2`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StepKey {
    /// The table.
    pub table: TableName,
    /// The version that was deployed before.
    pub old: VersionNumber,
    /// The version that documents are carried to.
    pub new: VersionNumber,
}

impl fmt::Display for StepKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}->{}", self.table, self.old, self.new)
    }
}
