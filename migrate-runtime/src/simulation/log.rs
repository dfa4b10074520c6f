//! What has happened to a deployment, in the order in which it happened.

use std::fmt;

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::{Object, Value, canonical_object};

use crate::checkpoint::Checkpoint;
use crate::cursor::Cursor;
use crate::range::IdRange;
use crate::step::StepKey;
use crate::store::{Batch, Control, Manifest, Receipt, RunNumber};

/// Which process it is that calls the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Actor(pub(super) u32);

/// Something that has happened.
pub(super) enum Entry {
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
    /// A batch is in the deployment.
    Committed(Box<Committed>),
    /// The run loop says that a step is done.
    Finished { actor: Actor, step: StepKey },
    /// A verification has begun.
    Verifying { actor: Actor, table: TableName },
    /// A receipt is in the ledger.
    Receipt { actor: Actor, run: RunNumber, receipt: Receipt },
    /// A receipt was taken back.
    Voided { run: RunNumber, table: TableName },
    /// A schema is active.
    Pushed { run: Option<RunNumber>, manifest: Manifest, receipts: Vec<Receipt> },
}

/// What becomes of a document that isn't carried.
pub(super) enum Written {
    Inserted(Object),
    Patched(Vec<(&'static str, Option<Value>)>),
    Replaced(Object),
    Deleted,
}

/// A batch that was committed, and what is in the deployment after it.
pub(super) struct Committed {
    pub(super) actor: Actor,
    pub(super) batch: Batch,
    pub(super) checkpoint: Checkpoint,
    /// The documents that the batch carries, as they are by now.
    pub(super) after: Vec<(DocumentId, Object)>,
    /// Documents of tables that effects write to, which weren't there before.
    pub(super) made: Vec<(TableName, DocumentId, Object)>,
}

/// The beginning of an id, enough to tell documents of one schedule apart.
pub(super) fn short(id: DocumentId) -> String {
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
            Self::Committed(committed) => committed.fmt(f),
            Self::Finished { actor, step } => write!(f, "{}: {step} is done", actor.0),
            Self::Verifying { actor, table } => write!(f, "{}: verifies {table}", actor.0),
            Self::Receipt { run, receipt, .. } => {
                write!(f, "run {run}: receipt {} {:?}", receipt.name, receipt.counts)
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
