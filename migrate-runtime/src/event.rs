//! What has happened: the one source for progress, logs and tests.

use std::time::Duration;

use schema_core::id::DocumentId;
use schema_core::name::TableName;

use serde::Serialize;

use crate::checkpoint::Counts;
use crate::step::StepKey;
use crate::store::{Estimate, ProgramShare, QuarantineCode, RunNumber, StepState};

/// Something that has happened in a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// The run has the place of the deployment's one runner.
    RunStarted {
        /// Its number.
        run: RunNumber,
    },
    /// A step has begun, or goes on where an earlier run has left it.
    StepStarted {
        /// The step.
        step: StepKey,
        /// How many documents the table has now.
        documents: Estimate,
        /// Where it goes on.
        progressed: Progressed,
    },
    /// Another program than this one has migrated documents of the step before. Its functions can't
    /// be compared with this one's.
    ProgramChanged {
        /// The step.
        step: StepKey,
        /// The programs, each with how many documents.
        earlier: Vec<ProgramShare>,
    },
    /// A batch is in the deployment.
    BatchCommitted {
        /// The step.
        step: StepKey,
        /// Where it stands.
        progressed: Progressed,
        /// How many documents were looked at for it.
        documents: u64,
        /// How many bytes they have in canonical encoding.
        bytes: u64,
    },
    /// A batch was too large for one transaction, so less is read for the next.
    BatchTooLarge {
        /// The step.
        step: StepKey,
        /// How many documents were looked at for it.
        documents: u64,
        /// Which limit it exceeds, and by how much.
        reason: String,
    },
    /// Documents were written by somebody else between reading and writing: they are read again.
    DocumentsConflicted {
        /// The step.
        step: StepKey,
        /// The documents.
        ids: Vec<DocumentId>,
    },
    /// A document keeps being written by somebody else, so it comes later.
    DocumentDeferred {
        /// The step.
        step: StepKey,
        /// The document.
        id: DocumentId,
    },
    /// A document is put into quarantine.
    DocumentQuarantined {
        /// The step.
        step: StepKey,
        /// The document.
        id: DocumentId,
        /// What kind of reason it is.
        code: QuarantineCode,
    },
    /// A document takes long to be carried; told every few seconds.
    DocumentTakesLong {
        /// The step.
        step: StepKey,
        /// The document.
        id: DocumentId,
        /// How long it has taken so far.
        elapsed: Duration,
    },
    /// A walk over the table has come to its end.
    PassFinished {
        /// The step.
        step: StepKey,
        /// The walk, from 1.
        pass: u32,
        /// How many old documents it met.
        old: u64,
    },
    /// A step is done.
    StepFinished {
        /// The step.
        step: StepKey,
        /// Where it stands.
        progressed: Progressed,
    },
    /// A step stops at a batch border, because it was asked to.
    StepStopped {
        /// The step.
        step: StepKey,
        /// Where it goes on next time.
        progressed: Progressed,
    },
    /// A verification has begun.
    VerificationStarted {
        /// The table.
        table: TableName,
        /// How many documents it has now.
        documents: Estimate,
    },
    /// Documents were checked against the newest version.
    DocumentsVerified {
        /// The table.
        table: TableName,
        /// How many so far.
        verified: u64,
        /// How many of them aren't valid.
        failing: u64,
    },
    /// A verification has come to its end.
    VerificationFinished {
        /// The table.
        table: TableName,
        /// How many documents were checked.
        verified: u64,
        /// How many of them aren't valid.
        failing: u64,
    },
    /// A table of an export is being read.
    SnapshotStarted {
        /// The table.
        table: TableName,
        /// How many bytes its documents have as text.
        bytes: u64,
    },
    /// Documents of an export were looked at.
    SnapshotRead {
        /// The table.
        table: TableName,
        /// How many so far.
        documents: u64,
        /// How many bytes of text so far.
        bytes: u64,
        /// How many of them can't be carried.
        failing: u64,
    },
    /// A table of an export was read to its end.
    SnapshotFinished {
        /// The table.
        table: TableName,
        /// How many documents it has.
        documents: u64,
        /// How many of them can't be carried.
        failing: u64,
    },
    /// The run waits.
    Waited {
        /// What for.
        reason: String,
    },
}

/// How far a step has come, over all of its ranges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progressed {
    /// The walk over the table that it is at, from 1.
    pub pass: u32,
    /// Documents met in this pass.
    pub scanned: u64,
    /// Of those, documents that were old when they were met.
    pub old: u64,
    /// What was done in all passes.
    pub counts: Counts,
}

impl From<&StepState> for Progressed {
    fn from(state: &StepState) -> Self {
        Self {
            pass: state.pass,
            scanned: state.scanned_in_pass(),
            old: state.old_in_pass(),
            counts: state.counts,
        }
    }
}

/// Told of everything that happens in a run.
pub trait Observer: Send + Sync {
    /// Takes note of an event. It must be quick: the run waits for it.
    fn observe(&self, event: &Event);
}

/// Takes no note of anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn observe(&self, _: &Event) {}
}
