//! How far the walk over a range has come: what a store keeps in the transaction of each batch.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::cursor::Cursor;

/// The last committed state of a range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Checkpoint {
    /// How many batches the range has committed. A batch names the revision that it follows, so
    /// neither a repeated batch nor one of a runner that was overtaken is committed.
    pub revision: Revision,
    /// Where the walk stands.
    pub cursor: Cursor,
    /// Documents that were old when they were met: a pass with none is a step's last.
    pub old: u64,
    /// Documents met.
    pub scanned: u64,
    /// What was done to them.
    pub counts: Counts,
    /// Whether the walk has come to the end of its range.
    pub done: bool,
}

/// How many batches a range has committed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// What was done, exact because each count is committed with what it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counts {
    /// Documents rewritten as the new version, or deleted by their transition.
    pub carried: u64,
    /// Of those, documents that held parts of both versions.
    pub hybrids: u64,
    /// Documents of any table that effects have inserted. The store counts them: only it knows
    /// what `ensure` has found and what it has made.
    pub inserted: u64,
    /// Of the carried, documents that their transition deleted.
    pub deleted: u64,
    /// Times that a document was put into quarantine.
    pub quarantined: u64,
}

impl Counts {
    /// What was done since it was only this much.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Self {
            carried: self.carried - before.carried,
            hybrids: self.hybrids - before.hybrids,
            inserted: self.inserted - before.inserted,
            deleted: self.deleted - before.deleted,
            quarantined: self.quarantined - before.quarantined,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        let Self { carried, hybrids, inserted, deleted, quarantined } = more;
        self.carried += carried;
        self.hybrids += hybrids;
        self.inserted += inserted;
        self.deleted += deleted;
        self.quarantined += quarantined;
    }
}
