//! What has happened to a deployment, in the order in which it happened.

use std::fmt;

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::{Object, Value, canonical_object};

use crate::checkpoint::Checkpoint;
use crate::cursor::Cursor;
use crate::digest::Digest;
use crate::range::IdRange;
use crate::step::{RangeKey, StepKey};
use crate::store::{
    Batch, Canonical, Control, Manifest, QuarantineCode, Quarantined, Receipt, RunNumber,
};

/// Which process it is that calls the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Actor(pub(crate) u32);

/// Something that has happened.
pub(crate) enum Entry {
    /// The application has written a document.
    Written { table: TableName, id: DocumentId, what: Written },
    /// A run has changed or deleted a document by a person's decision.
    Repaired { run: RunNumber, table: TableName, id: DocumentId, fields: Option<Object> },
    /// A page was asked for.
    Paged { actor: Actor, table: TableName, after: Cursor },
    /// A run has the place.
    Taken { actor: Actor, run: RunNumber },
    /// A run has left it.
    Released { run: RunNumber },
    /// Somebody has paused, resumed or cancelled.
    Controlled(Control),
    /// A walk over a table has begun.
    Begun { run: RunNumber, step: StepKey, pass: u32, ranges: Vec<IdRange> },
    /// A program goes on with a step.
    Started { run: RunNumber, step: StepKey, program: Digest },
    /// A batch is in the deployment.
    Committed(Box<Committed>),
    /// The run loop says that a step is done.
    Finished { actor: Actor, step: StepKey },
    /// A verification has begun.
    Verifying { actor: Actor, table: TableName },
    /// A verification has come to its end, and has found so many documents that aren't valid.
    Verified { actor: Actor, table: TableName, failing: u64 },
    /// A receipt is in the ledger.
    Receipt { actor: Actor, run: RunNumber, receipt: Receipt },
    /// So is the receipt of a table that a push has proved.
    Proved { run: Option<RunNumber>, receipt: Receipt },
    /// A receipt was taken back.
    Voided { run: RunNumber, table: TableName },
    /// A schema is active, which proves tables that have nothing to carry.
    Pushed { run: Option<RunNumber>, manifest: Manifest, proved: Vec<TableName>, by: PushedBy },
}

/// Who has made a schema active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PushedBy {
    /// A run, which knew at that moment that it might.
    Run,
    /// A person, from the files that a run had put in place some time before. Nothing but the
    /// deployment's own validation stands behind it.
    Hand,
}

/// What becomes of a document that isn't carried.
pub(crate) enum Written {
    Inserted(Object),
    #[cfg_attr(not(test), expect(dead_code, reason = "a deployment tells what a patch has made"))]
    Patched(Changes),
    Replaced(Object),
    Deleted,
}

/// Fields that are set, and those that are taken away.
pub type Changes = Vec<(&'static str, Option<Value>)>;

/// What a batch asks for, without what its documents are to become: that is told once more.
pub(crate) struct Sent {
    pub(crate) run: RunNumber,
    pub(crate) range: RangeKey,
    pub(crate) follows: Checkpoint,
    /// The documents that it carries.
    pub(crate) writes: Vec<DocumentId>,
    pub(crate) quarantine: Vec<Entered>,
    pub(crate) settled: Vec<DocumentId>,
}

/// A document that isn't carried.
pub(crate) struct Entered {
    pub(crate) id: DocumentId,
    pub(crate) read: Canonical,
    pub(crate) also_read: Option<Digest>,
    pub(crate) code: QuarantineCode,
    pub(crate) reason: String,
}

impl From<&Batch> for Sent {
    fn from(batch: &Batch) -> Self {
        let Batch { run, range, follows, then: _, writes, quarantine, settled } = batch;
        Self {
            run: *run,
            range: range.clone(),
            follows: follows.clone(),
            writes: writes.iter().map(|write| write.id).collect(),
            quarantine: quarantine.iter().map(Entered::from).collect(),
            settled: settled.clone(),
        }
    }
}

impl From<&Quarantined> for Entered {
    fn from(entry: &Quarantined) -> Self {
        let also_read = entry.also_read_digest();
        let (read, reason) = (entry.read.clone(), entry.reason.clone());
        Self { id: entry.id, read, also_read, code: entry.code, reason }
    }
}

/// A batch that was committed, and what is in the deployment after it.
pub(crate) struct Committed {
    pub(crate) actor: Actor,
    pub(crate) batch: Sent,
    pub(crate) checkpoint: Checkpoint,
    /// The documents that the batch carries, as they are by now.
    pub(crate) after: Vec<(DocumentId, Object)>,
    /// Documents of tables that effects write to, which weren't there before.
    pub(crate) made: Vec<(TableName, DocumentId, Object)>,
}

/// The beginning of an id, enough to tell documents of one schedule apart.
pub(crate) fn short(id: DocumentId) -> String {
    id.to_string().chars().take(8).collect()
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inserted(fields) => write!(f, "inserted as {}", canonical_object(fields)),
            Self::Patched(patch) => write!(f, "patched with {patch:?}"),
            Self::Replaced(fields) => write!(f, "replaced by {}", canonical_object(fields)),
            Self::Deleted => f.write_str("deleted"),
        }
    }
}

impl fmt::Display for Committed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { actor, batch, checkpoint, after, made } = self;
        let Checkpoint { revision, old, scanned, counts, done, .. } = checkpoint;
        write!(f, "{}: run {} commits {}", actor.0, batch.run, batch.range)?;
        write!(f, " to revision {} (old {old}, scanned {scanned}", revision.0)?;
        write!(f, ", {counts:?}, done {done})")?;
        for (id, fields) in after {
            write!(f, "\n        {} is {}", short(*id), canonical_object(fields))?;
        }
        for (table, id, fields) in made {
            write!(f, "\n        {table} {} made: {}", short(*id), canonical_object(fields))?;
        }
        for entry in &batch.quarantine {
            write!(f, "\n        {} listed: {}", short(entry.id), entry.reason)?;
        }
        for id in &batch.settled {
            write!(f, "\n        {} settled", short(*id))?;
        }
        Ok(())
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written { table, id, what } => write!(f, "{table} {} {what}", short(*id)),
            Self::Repaired { run, table, id, fields } => {
                let fields = fields.as_ref().map(canonical_object);
                write!(f, "run {run} repairs {table} {}: {fields:?}", short(*id))
            }
            Self::Paged { actor, table, after } => {
                write!(f, "{}: page of {table} after {after:?}", actor.0)
            }
            Self::Taken { actor, run } => write!(f, "{}: is run {run}", actor.0),
            Self::Released { run } => write!(f, "run {run} leaves"),
            Self::Controlled(control) => write!(f, "{control:?}"),
            Self::Begun { run, step, pass, ranges } => {
                write!(f, "run {run} begins pass {pass} of {step} in {} ranges", ranges.len())
            }
            Self::Started { run, step, program } => {
                let program: String = program.as_str().chars().take(8).collect();
                write!(f, "run {run} goes on with {step} as program {program}")
            }
            Self::Committed(committed) => committed.fmt(f),
            Self::Finished { actor, step } => write!(f, "{}: {step} is done", actor.0),
            Self::Verifying { actor, table } => write!(f, "{}: verifies {table}", actor.0),
            Self::Verified { actor, table, failing } => {
                write!(f, "{}: has verified {table}, {failing} aren't valid", actor.0)
            }
            Self::Receipt { run, receipt, .. } => {
                write!(f, "run {run}: receipt {} {:?}", receipt.name, receipt.counts)
            }
            Self::Proved { receipt, .. } => {
                write!(f, "the push proves {} {:?}", receipt.name, receipt.counts)
            }
            Self::Voided { run, table } => write!(f, "run {run}: receipt of {table} is void"),
            Self::Pushed { manifest, .. } => {
                f.write_str("pushed")?;
                let mut tables = manifest.tables.iter();
                tables.try_for_each(|(name, table)| {
                    write!(f, " {name}@{} {:?}", table.version, table.phase)
                })
            }
        }
    }
}
