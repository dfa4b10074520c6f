//! How far a step has come: what a store keeps in the transaction of each batch.

use serde::{Deserialize, Serialize};

use crate::cursor::Cursor;

/// The last committed state of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Checkpoint {
    /// How many batches the step has committed. A batch names the revision that it follows, so
    /// neither a repeated batch nor one of a runner that was overtaken is committed.
    pub revision: Revision,
    /// Which walk over the table this is, from 1.
    pub pass: u32,
    /// Where the walk stands.
    pub cursor: Cursor,
    /// Documents of this pass that were old when they were met: with none, the step is done.
    pub old_in_pass: u64,
    /// Documents met in this pass.
    pub scanned_in_pass: u64,
    /// What the step has done over all passes.
    pub counts: Counts,
    /// Whether a whole pass found nothing old but documents with an open quarantine entry.
    pub done: bool,
}

/// How many batches a step has committed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

/// What a step has done, exact because each count is committed with what it counts.
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
