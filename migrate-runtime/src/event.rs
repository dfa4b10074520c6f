//! What has happened: the one source for progress, logs and tests.

use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::checkpoint::Checkpoint;
use crate::step::StepKey;
use crate::store::QuarantineCode;

/// Something that has happened in a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A step has begun, or goes on where an earlier run has left it.
    StepStarted {
        /// The step.
        step: StepKey,
        /// How many documents the table has now.
        documents: u64,
        /// Where it goes on.
        checkpoint: Checkpoint,
    },
    /// A batch is in the deployment.
    BatchCommitted {
        /// The step.
        step: StepKey,
        /// Where it stands.
        checkpoint: Checkpoint,
        /// How many documents were looked at for it.
        documents: u64,
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
        /// Its last checkpoint.
        checkpoint: Checkpoint,
    },
    /// A step stops at a batch border, because it was asked to.
    StepStopped {
        /// The step.
        step: StepKey,
        /// Where it goes on next time.
        checkpoint: Checkpoint,
    },
    /// A verification has begun.
    VerificationStarted {
        /// The table.
        table: TableName,
        /// How many documents it has now.
        documents: u64,
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
    /// The run waits.
    Waited {
        /// What for.
        reason: String,
    },
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
