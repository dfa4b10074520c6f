//! Which piece of work the ledger is about.

use std::fmt;

use schema_core::name::TableName;
use schema_core::version::VersionNumber;
use serde::{Deserialize, Serialize};

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

impl StepKey {
    /// Whether documents of this version are the step's to carry.
    pub fn carries(&self, version: VersionNumber) -> bool {
        self.old <= version && version < self.new
    }
}

impl fmt::Display for StepKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}->{}", self.table, self.old, self.new)
    }
}

/// One range of one pass of a step: what has a checkpoint of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RangeKey {
    /// The step.
    pub step: StepKey,
    /// Which walk over the table it is, from 1.
    pub pass: u32,
    /// Which range of it.
    pub range: RangeNumber,
}

impl fmt::Display for RangeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pass {} range {}", self.step, self.pass, self.range.0)
    }
}

/// A range of a pass, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RangeNumber(pub u32);

impl RangeNumber {
    /// No walk, but documents that are tried one by one because they are listed somewhere: in
    /// quarantine, or as those that kept changing. Every pass has it.
    pub const LISTED: Self = Self(0);

    /// The first range that is walked.
    pub const FIRST: Self = Self(1);
}
