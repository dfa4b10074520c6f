//! What a deployment remembers of runs.

use std::fmt;

use schema_core::history;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;
use schema_core::version::{VersionName, VersionNumber};
use serde::{Deserialize, Serialize};

use crate::checkpoint::{Checkpoint, Counts};
use crate::clock::Timestamp;
use crate::deployment::DeploymentName;
use crate::digest::Digest;
use crate::range::IdRange;
use crate::step::{RangeNumber, StepKey};

use super::{Canonical, ProgramShare, RunNumber};

/// A step as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepState {
    /// The step.
    pub step: StepKey,
    /// The walk over the table that it is at, from 1.
    pub pass: u32,
    /// The ranges of that walk, in the order of their numbers.
    pub ranges: Vec<RangeState>,
    /// Documents that were tried in this pass without a walk.
    pub listed: Checkpoint,
    /// What was done in all passes.
    pub counts: Counts,
    /// When its first pass began.
    pub started_at: Timestamp,
    /// When the pass that it is at came to its end.
    pub completed_at: Option<Timestamp>,
}

impl StepState {
    /// Whether the walk has come to the end of the table.
    pub fn is_pass_over(&self) -> bool {
        self.ranges.iter().all(|range| range.checkpoint.done)
    }

    /// Whether a whole walk found nothing old but documents with an open quarantine entry.
    pub fn is_done(&self) -> bool {
        self.is_pass_over() && self.old_in_pass() == 0
    }

    /// Documents of this pass that were old when they were met.
    pub fn old_in_pass(&self) -> u64 {
        self.ranges.iter().map(|range| range.checkpoint.old).sum()
    }

    /// Documents met in this pass.
    pub fn scanned_in_pass(&self) -> u64 {
        self.ranges.iter().map(|range| range.checkpoint.scanned).sum()
    }
}

/// A range of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeState {
    /// Which range it is.
    pub number: RangeNumber,
    /// Where it begins and ends.
    pub range: IdRange,
    /// How far it has come.
    pub checkpoint: Checkpoint,
}

/// A document that isn't carried. It stays untouched in its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineEntry {
    /// The document's table.
    pub table: TableName,
    /// The document.
    pub id: DocumentId,
    /// The step that met it; its old version is the one the document was seen as.
    pub step: StepKey,
    /// What kind of reason it is.
    pub code: QuarantineCode,
    /// The value that is to blame, shown as Convex shows paths; empty for the whole document.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
    /// The digest of the document as it was refused: a changed document is tried again.
    pub digest: Digest,
    /// The digest of the documents that its transition read, if it read any: once one of them has
    /// changed, the document is tried again.
    pub also_read: Option<Digest>,
    /// Since when.
    pub opened_at: Timestamp,
}

/// What kind of reason keeps a document from being carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuarantineCode {
    /// Its transition, or that no version knows it.
    Carry(history::QuarantineCode),
    /// The deployment doesn't take what it was carried to, or what is added beside it.
    InvalidResult,
    /// More than one document matches what an `ensure` looks for.
    Ambiguous,
    /// What its transition does is more than goes into one transaction.
    TooLarge,
}

impl QuarantineCode {
    /// The code as one fixed word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Carry(code) => code.as_str(),
            Self::InvalidResult => "invalid_result",
            Self::Ambiguous => "ambiguous",
            Self::TooLarge => "too_large",
        }
    }

    pub(crate) fn from_stored(word: &str) -> Option<Self> {
        [Self::InvalidResult, Self::Ambiguous, Self::TooLarge]
            .into_iter()
            .find(|code| code.as_str() == word)
            .or_else(|| word.parse().ok().map(Self::Carry))
    }
}

impl fmt::Display for QuarantineCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One document, changed by a person's decision.
#[derive(Clone, Debug)]
pub struct Repair {
    /// The run that does it.
    pub run: RunNumber,
    /// The document's table.
    pub table: TableName,
    /// The document.
    pub id: DocumentId,
    /// What it was when the person decided.
    pub read: Canonical,
    /// The new fields, or nothing to delete it.
    pub fields: Option<Object>,
    /// What to write into the log: the command, without values.
    pub note: String,
}

/// What became of a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repaired {
    /// It is done and logged.
    Done,
    /// The document has changed since it was read, or is gone: nothing was done.
    Conflict,
}

/// How many entries the ledger's log has at most.
pub const LOG_KEPT: u32 = 200;

/// A line of the ledger's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// The document, where it is about one.
    pub id: Option<DocumentId>,
    /// What was done.
    pub note: String,
}

/// The proof that a deployment has no document of an older version left in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The table, and the version that every document has.
    pub name: VersionName,
    /// The version that was deployed before.
    pub old: VersionNumber,
    /// The digest of the old version's frozen text, without amendments.
    pub old_hash: Digest,
    /// The digest of the new version's frozen text, without amendments.
    pub new_hash: Digest,
    /// Whether the table's documents were carried into other tables, and it is empty.
    pub carried_away: bool,
    /// What the backfill did and the verification saw.
    pub counts: ReceiptCounts,
    /// The programs that have migrated its documents, each with how many. Together they may have
    /// fewer than were migrated: earlier releases didn't note who did it.
    pub programs: Vec<ProgramShare>,
    /// When the verification ended.
    pub verified_at: Timestamp,
}

/// What a receipt counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReceiptCounts {
    /// Documents that the verification checked.
    pub verified: u64,
    /// Documents that the backfill carried.
    pub carried: u64,
    /// Of those, documents that held parts of both versions.
    pub hybrids: u64,
    /// Documents that transitions inserted, in whichever table.
    pub inserted: u64,
    /// Documents that transitions deleted.
    pub deleted: u64,
}
