//! What is written together.

use std::num::NonZeroU32;

use schema_core::convert::Encoded;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::path::Path;
use schema_core::transition::{Effect, Refusal};

use crate::checkpoint::Checkpoint;
use crate::step::StepKey;

use super::{Canonical, QuarantineCode};

/// How many documents are read and written together, at most [`BatchSize::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchSize(NonZeroU32);

impl BatchSize {
    /// The most documents of a batch: each is read by its id, a range of an index of its own, and
    /// one Convex transaction may read 4,096 of them. The rest is for what transitions look for.
    pub const MAX: Self = Self(NonZeroU32::new(4_000).unwrap());

    /// What a run begins with unless told otherwise.
    pub const DEFAULT: Self = Self(NonZeroU32::new(500).unwrap());

    /// A batch of `documents`, or the nearest size that there is.
    pub fn of(documents: u32) -> Self {
        let documents = NonZeroU32::new(documents).unwrap_or(NonZeroU32::MIN);
        Self(documents).min(Self::MAX)
    }

    /// The number of documents.
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

/// Everything that one commit does for a step.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The step.
    pub step: StepKey,
    /// The checkpoint that this batch follows; committed only if the step is still there.
    pub follows: Checkpoint,
    /// The checkpoint after it. The store sets its revision and adds the documents that effects
    /// have inserted.
    pub then: Checkpoint,
    /// Documents that are carried.
    pub writes: Vec<Write>,
    /// Documents that stay as they are and get a quarantine entry.
    pub quarantine: Vec<Quarantined>,
    /// Documents whose quarantine is over: they are gone or current.
    pub settled: Vec<DocumentId>,
}

/// One document that is carried. An open quarantine entry of it closes.
#[derive(Clone, Debug)]
pub struct Write {
    /// The document's table.
    pub table: TableName,
    /// The document.
    pub id: DocumentId,
    /// What it was when the change was computed.
    pub read: Canonical,
    /// What else the change was computed from.
    pub also_read: Vec<Seen>,
    /// What becomes of it.
    pub change: Change,
    /// What happens beside it, in order.
    pub effects: Vec<Effect>,
}

/// Another document that a change was computed from.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The document.
    pub id: DocumentId,
    /// What it was; `None` where there was no such document.
    pub read: Option<Canonical>,
}

/// What becomes of a carried document.
#[derive(Clone, Debug)]
pub enum Change {
    /// It gets these fields, once ids of new documents are put in; system fields stay.
    Replace(Encoded),
    /// It is deleted.
    Delete,
}

/// A document that isn't carried, with the reason.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// The document.
    pub id: DocumentId,
    /// What it was when it was refused.
    pub read: Canonical,
    /// What kind of reason it is.
    pub code: QuarantineCode,
    /// The value that is to blame.
    pub path: Path,
    /// What is wrong with it.
    pub reason: String,
}

/// What became of a batch: all of it happened, or nothing.
#[derive(Clone, Debug)]
pub enum Commit {
    /// It is in the deployment, and the step stands here now.
    Committed(Checkpoint),
    /// These documents aren't what they were when they were read: read them again.
    Conflicts(Vec<DocumentId>),
    /// These documents can't be written: quarantine them and submit the rest.
    Refused(Vec<Refused>),
    /// The step stands elsewhere: the batch was committed before, or another runner has taken over.
    Superseded(Checkpoint),
}

/// A carried document that the deployment doesn't take.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The document.
    pub id: DocumentId,
    /// What kind of reason it is.
    pub code: QuarantineCode,
    /// Why.
    pub refusal: Refusal,
}
