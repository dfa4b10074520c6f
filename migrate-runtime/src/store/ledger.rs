//! What a deployment remembers of runs.

use std::fmt;

use schema_core::history;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;
use schema_core::version::{VersionName, VersionNumber};

use crate::checkpoint::Checkpoint;
use crate::clock::Timestamp;
use crate::deployment::DeploymentName;
use crate::digest::Digest;
use crate::step::StepKey;

use super::Canonical;

/// A step as the ledger has it.
#[derive(Clone, Debug)]
pub struct StepState {
    /// How far it has come.
    pub checkpoint: Checkpoint,
    /// When its first batch was committed.
    pub started_at: Timestamp,
    /// When it was done.
    pub completed_at: Option<Timestamp>,
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
}

impl QuarantineCode {
    /// The code as one fixed word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Carry(code) => code.as_str(),
            Self::InvalidResult => "invalid_result",
            Self::Ambiguous => "ambiguous",
        }
    }

    pub(crate) fn from_stored(word: &str) -> Option<Self> {
        [Self::InvalidResult, Self::Ambiguous]
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
    /// When the verification ended.
    pub verified_at: Timestamp,
}

/// What a receipt counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
