//! What a transaction has read, so that it can be read again and compared.

use std::collections::BTreeMap;

use rusqlite::Connection;
use schema_core::id::DocumentId;
use schema_core::name::{IndexName, TableName};

use crate::error::StoreError;
use crate::store::sqlite::codec;
use crate::store::sqlite::engine::Tables;
use crate::store::sqlite::sql::{self, DocumentRow};

use super::commit::Conflict;

/// Documents and ranges, as they were when they were read first.
#[derive(Default)]
pub(super) struct Reads {
    documents: BTreeMap<DocumentId, Option<DocumentRow>>,
    ranges: Vec<(TableName, Range, Vec<DocumentId>)>,
    /// A document that was read twice and wasn't the same.
    changed: Option<DocumentId>,
}

/// A range that was read from its beginning to its end.
pub(super) enum Range {
    /// Documents with an id greater than `after` and at most `last`.
    Ids { after: String, last: String },
    /// Documents that an index files under a key in `low..high`.
    Index { index: IndexName, low: Vec<u8>, high: Vec<u8> },
}

impl Reads {
    /// A document by its id; asked for only the first time.
    pub(super) fn document(
        &mut self,
        id: DocumentId,
        read: impl FnOnce() -> Result<Option<DocumentRow>, StoreError>,
    ) -> Result<Option<&DocumentRow>, StoreError> {
        match self.documents.entry(id) {
            std::collections::btree_map::Entry::Occupied(known) => Ok(known.into_mut().as_ref()),
            std::collections::btree_map::Entry::Vacant(new) => Ok(new.insert(read()?).as_ref()),
        }
    }

    /// Notes what a range held, and returns it.
    pub(super) fn note_range(
        &mut self,
        table: &TableName,
        range: Range,
        rows: Vec<DocumentRow>,
    ) -> Result<Vec<DocumentRow>, StoreError> {
        let mut ids = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = codec::id(&row.id)?;
            ids.push(id);
            let known = self.documents.entry(id).or_insert_with(|| Some(row.clone()));
            if !is_same(known.as_ref(), Some(row)) {
                self.changed.get_or_insert(id);
            }
        }
        self.ranges.push((table.clone(), range, ids));
        Ok(rows)
    }

    /// Reads everything again, and says what isn't as it was.
    pub(super) fn conflict(
        &self,
        db: &Connection,
        tables: &Tables,
    ) -> Result<Option<Conflict>, StoreError> {
        if let Some(id) = self.changed {
            return Ok(Some(Conflict::Document(id)));
        }
        for (id, read) in &self.documents {
            let row = sql::document(db, id.table.0, &id.to_string())?;
            if !is_same(read.as_ref(), row.as_ref()) {
                return Ok(Some(Conflict::Document(*id)));
            }
        }
        for (table, range, read) in &self.ranges {
            // One more than there were is enough to tell.
            let limit = u32::try_from(read.len() + 1).unwrap_or(u32::MAX);
            let ids = match tables.number(table) {
                Some(number) => range.ids(db, number.0, limit)?,
                None => Vec::new(),
            };
            if ids != *read {
                return Ok(Some(Conflict::Range(table.clone())));
            }
        }
        Ok(None)
    }
}

impl Range {
    fn ids(&self, db: &Connection, table: u32, limit: u32) -> Result<Vec<DocumentId>, StoreError> {
        let ids = match self {
            Self::Ids { after, last } => sql::ids_between(db, table, (after, last), limit)?,
            Self::Index { index, low, high } => {
                sql::index_range(db, table, index.as_str(), (low, high), limit)?
            }
        };
        ids.iter().map(|id| codec::id(id)).collect()
    }
}

fn is_same(a: Option<&DocumentRow>, b: Option<&DocumentRow>) -> bool {
    a.map(|row| &row.fields) == b.map(|row| &row.fields)
}
