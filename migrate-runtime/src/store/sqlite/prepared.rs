//! What can be worked out of a batch before its transaction: all cores share it, and nobody else
//! waits for it.
//!
//! What was found out stays true: the tables of a deployment only become more, so a document that a
//! schema accepts stays accepted as long as that schema is the active one, and [`Prepared::all`]
//! makes sure of that. Whatever else was found is found again inside the transaction.

use schema_core::document::Target;
use schema_core::schema::Schema;
use schema_core::value::{Object, canonical_object};

use crate::error::StoreError;
use crate::faults::{Fault, is_on};
use crate::parallel;
use crate::store::rules::{enforce_fields, without_system_fields};
use crate::store::usage::document_bytes;
use crate::store::{Batch, Change, Write};

use super::engine::{Engine, Tables, database_indexes};
use super::{SqliteStore, codec};

/// What is known of a batch's writes.
pub(super) struct Prepared {
    /// The revision of the schema that accepts them.
    revision: u64,
    /// One for each write; none where there is a write for which more has to be done.
    writes: Option<Vec<Ready>>,
}

/// A write of a document and nothing else, which the schema accepts and which changes something.
pub(super) struct Ready {
    pub(super) id: String,
    /// What the document becomes.
    pub(super) text: String,
    /// The bytes of what it was, as limits count them.
    pub(super) old_bytes: usize,
    /// The bytes of what it becomes.
    pub(super) new_bytes: usize,
    /// What it was, where its table has indexes.
    pub(super) old_fields: Option<Object>,
}

impl Prepared {
    /// Nothing.
    pub(super) const NONE: Self = Self { revision: 0, writes: None };

    /// What each write comes to, if that holds in this transaction.
    pub(super) fn all(&self, engine: &Engine<'_>) -> Option<&[Ready]> {
        let is_mistaken = is_on(Fault::NoCompare) || is_on(Fault::CheckpointBeforeDocuments);
        let holds =
            self.revision == engine.schema_revision && engine.pending.is_none() && !is_mistaken;
        self.writes.as_deref().filter(|_| holds)
    }
}

impl SqliteStore {
    /// Works out what a batch comes to under the schema that was active when this connection last
    /// looked.
    pub(super) fn prepare(&self, batch: &Batch) -> Result<Prepared, StoreError> {
        let is_plain = |write: &Write| write.effects.is_empty() && write.also_read.is_empty();
        if !batch.writes.iter().all(is_plain) {
            return Ok(Prepared::NONE);
        }
        let (deployed, tables) = {
            let inner = self.lock();
            (inner.deployed.clone(), Tables::load(&inner.connection)?)
        };
        let Some((revision, deployed)) = deployed else { return Ok(Prepared::NONE) };
        let writes = parallel::map(batch.writes.iter().collect(), |write| {
            ready(write, &deployed.schema, &tables)
        });
        Ok(Prepared { revision, writes: writes.into_iter().collect() })
    }
}

fn ready(write: &Write, schema: &Schema, tables: &Tables) -> Option<Ready> {
    let Change::Replace(encoded) = &write.change else { return None };
    let table = tables.names.get(&write.id.table)?;
    // The creation time is that of the stored document, and not asked for here.
    let target = Target { table, id: write.id, creation_time: 0.0 };
    let fields = &encoded.fields;
    let old = write.read.as_str();
    let text = canonical_object(fields);
    let has_own_id = without_system_fields(&target, fields).len() != fields.len();
    if !encoded.placeholders.is_empty() || has_own_id || text == old {
        return None;
    }
    let indexes = schema.tables.get(table).map(database_indexes).unwrap_or_default();
    let id = write.id.to_string();
    // Where there are indexes, they can't be kept without knowing what it was.
    let old_fields = if indexes.is_empty() { None } else { Some(codec::fields_of(&id, old).ok()?) };
    Some(Ready {
        new_bytes: enforce_fields(&target, fields, Some(schema), &tables.names).ok()?,
        old_bytes: document_bytes(&id, old).ok()?,
        old_fields,
        id,
        text,
    })
}
