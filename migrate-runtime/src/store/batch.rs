//! What is written together.

use std::num::NonZeroU32;

use schema_core::convert::Encoded;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::path::Path;
use schema_core::transition::{Effect, Refusal};

use crate::checkpoint::Checkpoint;
use crate::digest::Digest;
use crate::step::RangeKey;

use super::{Canonical, QuarantineCode, RunNumber};

/// How many documents are read and written together, at most [`BatchSize::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchSize(NonZeroU32);

impl BatchSize {
    /// The most documents of a batch: each may be read by its id, a range of an index of its own,
    /// and one Convex transaction may read 4,096 of them. The rest is for what transitions look for.
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

/// How much is read at once. A page ends with whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLimit {
    /// Documents.
    pub documents: BatchSize,
    /// Bytes of documents in canonical encoding; the document that exceeds them is still read.
    pub bytes: u64,
}

impl PageLimit {
    /// A quarter of what a Convex transaction may read, so that a commit, which reads the same
    /// documents again beside what it writes, stays far from the limit.
    pub const MAX_BYTES: u64 = 4 << 20;

    /// Up to this many documents, and no more bytes than a commit should hold.
    pub fn of(documents: BatchSize) -> Self {
        Self { documents, bytes: Self::MAX_BYTES }
    }
}

/// Everything that one commit does for a range of a step.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The run that commits it.
    pub run: RunNumber,
    /// The range whose checkpoint moves.
    pub range: RangeKey,
    /// The checkpoint that this batch follows; committed only if the range is still there.
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
    /// What else its transition read.
    pub also_read: Vec<Seen>,
    /// What kind of reason it is.
    pub code: QuarantineCode,
    /// The value that is to blame.
    pub path: Path,
    /// What is wrong with it.
    pub reason: String,
}

impl Quarantined {
    /// The digest of the document.
    pub fn digest(&self) -> Digest {
        Digest::of(self.read.as_str())
    }

    /// The digest of what its transition read beside it, if it read anything.
    pub fn also_read_digest(&self) -> Option<Digest> {
        Seen::digest(&self.also_read)
    }
}

impl Seen {
    /// The digest of documents that were read together.
    pub fn digest(seen: &[Self]) -> Option<Digest> {
        if seen.is_empty() {
            return None;
        }
        let line = |Self { id, read }: &Self| {
            format!("{id} {}\n", read.as_ref().map_or("", Canonical::as_str))
        };
        Some(Digest::of(&seen.iter().map(line).collect::<String>()))
    }
}

/// What became of a batch: all of it happened, or nothing.
#[derive(Clone, Debug)]
pub enum Commit {
    /// It is in the deployment, and the range stands here now.
    Committed(Checkpoint),
    /// These documents, or others that were read for them, aren't what they were when they were
    /// read, or they are in the batch more than once: read each of them again.
    Conflicts(Vec<DocumentId>),
    /// These documents can't be written, whatever becomes of the others: quarantine them and submit
    /// the rest. There may be more of them in it.
    Refused(Vec<Refused>),
    /// It exceeds what one transaction of the deployment may do: submit less.
    TooLarge {
        /// Which limit, and by how much.
        reason: String,
    },
    /// The range stands elsewhere: the batch was committed before.
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
