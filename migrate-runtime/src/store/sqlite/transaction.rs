//! Reads and writes of an application that are committed together or not at all, if what was read
//! still stands.

mod commit;
mod reads;

use std::collections::BTreeMap;
use std::sync::Arc;

use schema_core::document::Target;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::{FieldPath, IndexName, TableName};
use schema_core::schema::{Index, IndexKind, Schema};
use schema_core::transition::StoredDocument;
use schema_core::value::{Object, Value, canonical_object, index_key};

use crate::clock::Timestamp;
use crate::cursor::Cursor;
use crate::error::StoreError;
use crate::store::rules::{self, above_prefix, without_system_fields};
use crate::store::usage::{BY_ID, document_bytes};
use crate::store::{
    BatchSize, Canonical, Deployed, LazyDocument, Page, Patch, ReadDocument, TransactionLimit,
    Usage,
};

use super::engine::{Tables, entry_key, mint, newest_creation_time};
use super::{Inner, SqliteStore, codec, push, sql};

use self::reads::{Range, Reads};

pub use self::commit::{Conflict, Ended};

/// Greater than every id.
const ABOVE_EVERY_ID: &str = "~";

/// Documents whose texts have so many bytes are more than a transaction may read, which is told
/// when they are counted: no text is more than seven times as long as its value is large.
const TEXT_BYTES_MAX: usize = 7 * TransactionLimit::BytesRead.most();

/// What an application does as one: it reads, it writes, and [`commit`](Self::commit) makes all of
/// it happen at one moment, or tells that something it has read has changed.
///
/// Nothing is locked meanwhile, and nothing is written before the commit. Reads see the
/// transaction's own writes, and a document that was read stays what it was when it was read
/// again. What others write shows in documents and ranges that weren't read before; a transaction
/// that has seen both is never committed.
pub struct Transaction<'s> {
    store: &'s SqliteStore,
    now: Timestamp,
    /// How often a schema had become active, and the active one.
    schema: (u64, Option<Arc<Deployed>>),
    /// Tables that the transaction's first insert makes.
    new_tables: Vec<(TableNumber, TableName)>,
    newest_creation_time: f64,
    reads: Reads,
    writes: BTreeMap<DocumentId, Written>,
    usage: Usage,
}

/// What becomes of a document.
struct Written {
    table: TableName,
    creation_time: f64,
    /// Whether the transaction has made the document.
    is_new: bool,
    /// Its fields in the end; `None` where it is deleted.
    fields: Option<Object>,
}

impl SqliteStore {
    /// Begins a transaction. It ends with [`Transaction::commit`], or without effect when it is
    /// dropped.
    ///
    /// # Errors
    ///
    /// The database can't be read.
    pub fn begin(&self) -> Result<Transaction<'_>, StoreError> {
        let mut inner = self.lock();
        let Inner { connection, deployed, .. } = &mut *inner;
        let snapshot =
            connection.transaction().map_err(StoreError::database("beginning a transaction"))?;
        let revision = push::schema_revision(&snapshot)?;
        push::refresh(&snapshot, revision, deployed)?;
        let deployed = deployed.as_ref().map(|(_, deployed)| Arc::clone(deployed));
        Ok(Transaction {
            store: self,
            now: self.clock.now(),
            schema: (revision, deployed),
            new_tables: Vec::new(),
            newest_creation_time: newest_creation_time(&snapshot)?,
            reads: Reads::default(),
            writes: BTreeMap::new(),
            usage: Usage::default(),
        })
    }
}

impl Transaction<'_> {
    /// Returns a document, or nothing where there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError::TransactionLimit`], or the database can't be read.
    pub fn get(&mut self, id: DocumentId) -> Result<Option<StoredDocument>, StoreError> {
        let Some((creation_time, fields)) = self.current(id)? else { return Ok(None) };
        Ok(Some(StoredDocument { id: id.to_string(), creation_time, fields }))
    }

    /// Returns up to `limit` documents of a table after `cursor`, in the order of their ids.
    ///
    /// # Errors
    ///
    /// [`StoreError::TransactionLimit`], or the database can't be read.
    pub fn page(
        &mut self,
        table: &TableName,
        cursor: &Cursor,
        limit: BatchSize,
    ) -> Result<Page, StoreError> {
        let after = cursor.last_id().unwrap_or_default().to_owned();
        let (rows_max, limit) = (self.rows_for(table, limit), limit.get() as usize);
        let (number, rows) = self.read(table, |inner, number| {
            let ids = (after.as_str(), None);
            let (db, bytes) = (&inner.connection, TEXT_BYTES_MAX as u64);
            let (rows, _) = sql::documents_between(db, number.0, ids, rows_max, bytes)?;
            Ok(rows)
        })?;
        let is_full = rows.len() >= rows_max as usize;
        let last = rows.last().filter(|_| is_full).map_or(ABOVE_EVERY_ID, |row| &row.id).to_owned();
        if let Some(number) = number {
            let key = |id: &str| [id.as_bytes(), &[0]].concat();
            self.usage.range((number.0, BY_ID), key(&after), key(&last))?;
        }
        let range = Range::Ids { after: after.clone(), last: last.clone() };
        let rows = self.reads.note_range(table, range, rows)?;

        let mut found: BTreeMap<DocumentId, _> = BTreeMap::new();
        for row in rows {
            found.insert(codec::id(&row.id)?, (row.creation_time, codec::fields(&row)?));
        }
        for (id, written) in self.writes.iter().filter(|(_, written)| written.table == *table) {
            let text = id.to_string();
            if text > after && text <= last {
                written.put_into(&mut found, *id);
            }
        }
        let is_done = !is_full && found.len() <= limit;
        let found = found.into_iter().take(limit);
        let documents = found
            .map(|(id, (creation_time, fields))| self.counted(id, creation_time, fields))
            .collect::<Result<Vec<_>, _>>()?;
        let cursor = documents.last().map_or_else(|| cursor.clone(), |last| Cursor::after(last.id));
        Ok(Page { documents, cursor, is_done })
    }

    /// Returns up to `limit` documents for which the first fields of an index have these values, in
    /// the order of the index. `None` stands for a field that the document doesn't have.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoIndex`] where the active schema has no such index or it is staged,
    /// [`StoreError::TransactionLimit`], or the database can't be read.
    pub fn by_index(
        &mut self,
        table: &TableName,
        index: &IndexName,
        equal: &[Option<&Value>],
        limit: BatchSize,
    ) -> Result<Vec<ReadDocument>, StoreError> {
        let paths = self.index(table, index)?;
        let low = index_key(equal);
        let above = above_prefix(&low);
        let (rows_max, limit) = (self.rows_for(table, limit), limit.get() as usize);
        let (number, rows) = self.read(table, |inner, number| {
            let between = (low.as_slice(), above.as_slice());
            let (db, index) = (&inner.connection, index.as_str());
            sql::documents_by_index(db, number.0, index, between, rows_max, TEXT_BYTES_MAX)
        })?;
        let high = match rows.last() {
            Some((key, _)) if rows.len() >= rows_max as usize => [key.as_slice(), &[0]].concat(),
            _ => above,
        };
        if let Some(number) = number {
            self.usage.range((number.0, index.as_str()), low.clone(), high.clone())?;
        }
        let (keys, rows): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let range = Range::Index { index: index.clone(), low: low.clone(), high: high.clone() };
        let rows = self.reads.note_range(table, range, rows)?;

        let mut found: BTreeMap<Vec<u8>, (DocumentId, f64, Object)> = BTreeMap::new();
        for (key, row) in keys.into_iter().zip(rows) {
            let id = codec::id(&row.id)?;
            if !self.writes.contains_key(&id) {
                found.insert(key, (id, row.creation_time, codec::fields(&row)?));
            }
        }
        for (id, written) in self.writes.iter().filter(|(_, written)| written.table == *table) {
            let Some(fields) = &written.fields else { continue };
            let key = entry_key(&paths, (&id.to_string(), written.creation_time), fields);
            if key >= low && key < high {
                found.insert(key, (*id, written.creation_time, fields.clone()));
            }
        }
        let found = found.into_values().take(limit);
        found.map(|(id, creation_time, fields)| self.counted(id, creation_time, fields)).collect()
    }

    /// Inserts a document and returns its id, which is its id from now on.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept it, or
    /// [`StoreError::TransactionLimit`].
    pub fn insert(&mut self, table: &TableName, fields: &Object) -> Result<DocumentId, StoreError> {
        let number = self.number(table)?;
        let id = {
            let mut inner = self.store.lock();
            let Inner { connection, rng, .. } = &mut *inner;
            mint(connection, rng, self.now, number)?
        };
        let creation_time = self.now.as_millis_f64().max(self.newest_creation_time.next_up());
        let target = Target { table, id, creation_time };
        let fields = rules::enforce(&target, fields, self.schema(), &self.tables()?.names)?;
        self.note_write(target, true, Some(fields))?;
        self.newest_creation_time = creation_time;
        Ok(id)
    }

    /// Changes some fields of a document; the others stay. All of what it becomes is checked.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoDocument`], [`StoreError::Enforcement`] where the active schema doesn't
    /// accept what it becomes, or [`StoreError::TransactionLimit`].
    pub fn patch(&mut self, id: DocumentId, patch: &Patch) -> Result<(), StoreError> {
        let (creation_time, old) = self.current(id)?.ok_or(StoreError::NoDocument { id })?;
        let fields = patch.applied_to(old.clone());
        self.overwrite(id, creation_time, &old, &fields)
    }

    /// Gives a document other fields; its system fields stay.
    ///
    /// # Errors
    ///
    /// As [`patch`](Self::patch).
    pub fn replace(&mut self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        let (creation_time, old) = self.current(id)?.ok_or(StoreError::NoDocument { id })?;
        self.overwrite(id, creation_time, &old, fields)
    }

    /// Deletes a document.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoDocument`], or [`StoreError::TransactionLimit`].
    pub fn delete(&mut self, id: DocumentId) -> Result<(), StoreError> {
        let (creation_time, _) = self.current(id)?.ok_or(StoreError::NoDocument { id })?;
        let table = self.table_of(id)?;
        self.note_write(Target { table: &table, id, creation_time }, false, None)
    }

    /// What the transaction has read and written so far.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    fn overwrite(
        &mut self,
        id: DocumentId,
        creation_time: f64,
        old: &Object,
        fields: &Object,
    ) -> Result<(), StoreError> {
        let table = self.table_of(id)?;
        let target = Target { table: &table, id, creation_time };
        if *old == *without_system_fields(&target, fields) {
            return Ok(());
        }
        let fields = rules::enforce(&target, fields, self.schema(), &self.tables()?.names)?;
        self.note_write(target, false, Some(fields))
    }

    /// A document as the transaction sees it: its creation time and fields.
    fn current(&mut self, id: DocumentId) -> Result<Option<(f64, Object)>, StoreError> {
        let text = id.to_string();
        self.usage.point(id.table.0, &text)?;
        let found = match self.writes.get(&id) {
            Some(Written { creation_time, fields, .. }) => {
                fields.clone().map(|fields| (*creation_time, fields))
            }
            None => {
                let row = self.reads.document(id, || {
                    sql::document(&self.store.lock().connection, id.table.0, &text)
                })?;
                row.map(|row| Ok::<_, StoreError>((row.creation_time, codec::fields(row)?)))
                    .transpose()?
            }
        };
        if let Some((_, fields)) = &found {
            self.usage.read(document_bytes(&text, &canonical_object(fields))?)?;
        }
        Ok(found)
    }

    /// How many stored documents to read so that `limit` are left when the transaction's own
    /// writes are taken into account.
    fn rows_for(&self, table: &TableName, limit: BatchSize) -> u32 {
        let hides = |written: &&Written| written.table == *table && !written.is_new;
        let hidden = self.writes.values().filter(hides).count();
        limit.get() + u32::try_from(hidden).unwrap_or(u32::MAX - limit.get())
    }

    /// Reads from a table, which may not be there yet.
    fn read<T>(
        &self,
        table: &TableName,
        read: impl FnOnce(&Inner, TableNumber) -> Result<Vec<T>, StoreError>,
    ) -> Result<(Option<TableNumber>, Vec<T>), StoreError> {
        let inner = self.store.lock();
        match Tables::load(&inner.connection)?.number(table) {
            Some(number) => Ok((Some(number), read(&inner, number)?)),
            None => Ok((None, Vec::new())),
        }
    }

    /// A document that is handed out, which is what counts as read.
    fn counted(
        &mut self,
        id: DocumentId,
        creation_time: f64,
        fields: Object,
    ) -> Result<ReadDocument, StoreError> {
        let (text, read) = (id.to_string(), Canonical::of(&fields));
        self.usage.read(document_bytes(&text, read.as_str())?)?;
        let document = StoredDocument { id: text, creation_time, fields };
        Ok(ReadDocument { id, document: LazyDocument::made(id, document, &read), read })
    }

    fn note_write(
        &mut self,
        Target { table, id, creation_time }: Target<'_>,
        is_new: bool,
        fields: Option<Object>,
    ) -> Result<(), StoreError> {
        let bytes = fields
            .as_ref()
            .map_or(Ok(0), |fields| document_bytes(&id.to_string(), &canonical_object(fields)))?;
        self.usage.write(bytes)?;
        let is_new = is_new || self.writes.get(&id).is_some_and(|written| written.is_new);
        let written = Written { table: table.clone(), creation_time, is_new, fields };
        self.writes.insert(id, written);
        Ok(())
    }

    fn schema(&self) -> Option<&Schema> {
        self.schema.1.as_ref().map(|deployed| &deployed.schema)
    }

    /// The fields of an index that can be asked.
    fn index(&self, table: &TableName, index: &IndexName) -> Result<Vec<FieldPath>, StoreError> {
        let declared = self.schema().and_then(|schema| schema.tables.get(table));
        match declared.and_then(|table| table.indexes.get(index)) {
            Some(Index { kind: IndexKind::Database { fields }, staged: false }) => {
                Ok(fields.clone())
            }
            _ => Err(StoreError::NoIndex { table: table.clone(), index: index.clone() }),
        }
    }

    /// All tables, with those that the transaction makes.
    fn tables(&self) -> Result<Tables, StoreError> {
        let mut tables = Tables::load(&self.store.lock().connection)?;
        for (number, name) in &self.new_tables {
            tables.note(*number, name.clone());
        }
        Ok(tables)
    }

    fn table_of(&self, id: DocumentId) -> Result<TableName, StoreError> {
        let name = self.tables()?.names.get(&id.table).cloned();
        name.ok_or_else(|| StoreError::damaged(format!("no table has number {}", id.table)))
    }

    /// The number of a table, which is made where there is none.
    fn number(&mut self, table: &TableName) -> Result<TableNumber, StoreError> {
        let tables = self.tables()?;
        if let Some(number) = tables.number(table) {
            return Ok(number);
        }
        let number = tables.next_number()?;
        self.new_tables.push((number, table.clone()));
        Ok(number)
    }
}

impl Written {
    fn put_into(&self, found: &mut BTreeMap<DocumentId, (f64, Object)>, id: DocumentId) {
        match &self.fields {
            Some(fields) => found.insert(id, (self.creation_time, fields.clone())),
            None => found.remove(&id),
        };
    }
}
