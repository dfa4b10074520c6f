//! Convex's rules for writing documents, inside one transaction.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rusqlite::Connection;
use schema_core::document::Target;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::limits::{FIRST_USER_TABLE_NUMBER, MAX_TABLES};
use schema_core::name::{FieldPath, IndexName, TableName};
use schema_core::schema::{Index, IndexKind, TableSchema};
use schema_core::value::{Object, Value, canonical_object, index_key};

use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::store::rules::{self, random_id, value_at, without_system_fields};
use crate::store::usage::document_bytes;
use crate::store::{Canonical, Deployed, Patch, TransactionLimit, Usage};

use super::codec;
use super::pending::{self, Pending};
use super::prepared::Ready;
use super::sql::{self, DocumentRow, Meta};

/// Tables by number and by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    pub(super) names: BTreeMap<TableNumber, TableName>,
    numbers: BTreeMap<TableName, TableNumber>,
}

impl Tables {
    pub(super) fn load(db: &Connection) -> Result<Self, StoreError> {
        let mut tables = Self::default();
        for (number, name) in sql::tables(db)? {
            tables.note(TableNumber(number), TableName::from_checked(name));
        }
        Ok(tables)
    }

    pub(super) fn note(&mut self, number: TableNumber, name: TableName) {
        self.numbers.insert(name.clone(), number);
        self.names.insert(number, name);
    }

    pub(super) fn number(&self, name: &TableName) -> Option<TableNumber> {
        self.numbers.get(name).copied()
    }

    /// The number that the next new table gets.
    pub(super) fn next_number(&self) -> Result<TableNumber, StoreError> {
        if self.names.len() >= MAX_TABLES {
            return Err(StoreError::TooManyTables);
        }
        let last = self.names.keys().next_back().map_or(0, |number| number.0);
        Ok(TableNumber(FIRST_USER_TABLE_NUMBER.max(last + 1)))
    }
}

/// One write transaction.
pub(super) struct Engine<'a> {
    pub(super) db: &'a Connection,
    pub(super) now: Timestamp,
    pub(super) rng: &'a mut StdRng,
    pub(super) tables: Tables,
    pub(super) deployed: Option<&'a Deployed>,
    /// How often a schema had become active.
    pub(super) schema_revision: u64,
    /// The newest creation time of any document there ever was, or 0.
    pub(super) newest_creation_time: f64,
    /// The schema that is about to become active, where there is one.
    pub(super) pending: Option<&'a Pending>,
    /// What is read and written, where it is limited.
    pub(super) usage: Option<RefCell<Usage>>,
}

impl Engine<'_> {
    /// The number of a table, which is created where there is none.
    pub(super) fn table(&mut self, name: &TableName) -> Result<TableNumber, StoreError> {
        if let Some(number) = self.tables.number(name) {
            return Ok(number);
        }
        let number = self.tables.next_number()?;
        sql::add_table(self.db, number.0, name.as_str())?;
        self.tables.note(number, name.clone());
        Ok(number)
    }

    fn schema(&self, table: &TableName) -> Option<&TableSchema> {
        self.deployed.and_then(|deployed| deployed.schema.tables.get(table))
    }

    fn name(&self, number: TableNumber) -> Result<TableName, StoreError> {
        self.tables
            .names
            .get(&number)
            .cloned()
            .ok_or_else(|| StoreError::damaged(format!("no table has number {number}")))
    }

    /// Inserts a document under a new id, if the active schema accepts it.
    pub(super) fn insert(
        &mut self,
        table: &TableName,
        fields: &Object,
    ) -> Result<DocumentId, StoreError> {
        let number = self.table(table)?;
        let id = mint(self.db, self.rng, self.now, number)?;
        let creation_time = self.now.as_millis_f64().max(self.newest_creation_time.next_up());
        self.insert_as(&Target { table, id, creation_time }, fields)?;
        Ok(id)
    }

    /// Inserts a document under an id of this table, if the active schema accepts it.
    pub(super) fn insert_as(
        &mut self,
        target: &Target<'_>,
        fields: &Object,
    ) -> Result<(), StoreError> {
        let Target { table, id, creation_time } = *target;
        let fields = self.enforce(target, fields)?;
        let row =
            DocumentRow { id: id.to_string(), creation_time, fields: canonical_object(&fields) };
        self.count_write(&row.id, Some(&row.fields))?;
        self.newest_creation_time = self.newest_creation_time.max(creation_time);
        sql::insert_document(self.db, id.table.0, &row)?;
        self.add_index_entries(id.table, table, &row, &fields)
    }

    /// Gives a document other fields, if the active schema accepts them. One that equals what is
    /// stored is neither checked nor written.
    pub(super) fn replace(&mut self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        let old = self.row(id)?.ok_or(StoreError::NoDocument { id })?;
        self.overwrite(id, &old, fields)
    }

    /// Gives a document some other fields, and takes some away, if the active schema accepts all
    /// of what it becomes.
    pub(super) fn patch(&mut self, id: DocumentId, patch: &Patch) -> Result<(), StoreError> {
        let old = self.row(id)?.ok_or(StoreError::NoDocument { id })?;
        let fields = patch.applied_to(codec::fields(&old)?);
        self.overwrite(id, &old, &fields)
    }

    /// Gives a document other fields, if the active schema accepts them, where what is stored is
    /// known already.
    pub(super) fn overwrite(
        &mut self,
        id: DocumentId,
        old: &DocumentRow,
        fields: &Object,
    ) -> Result<(), StoreError> {
        let table = self.name(id.table)?;
        let target = Target { table: &table, id, creation_time: old.creation_time };
        let fields = without_system_fields(&target, fields);
        let text = canonical_object(&fields);
        if old.fields == text {
            return Ok(());
        }
        // System fields that are left are another document's, and refused here.
        let bytes = self.enforce_fields(&target, &fields)?;
        self.count_written(bytes)?;
        self.move_index_entries(id.table, &table, old, &fields)?;
        sql::replace_document(self.db, id.table.0, &old.id, &text)
    }

    /// Gives a document that nobody has changed since it was read what was prepared for it. Says
    /// whether nobody has; else nothing has happened.
    pub(super) fn exchange(
        &self,
        id: DocumentId,
        read: &Canonical,
        ready: &Ready,
        fields: &Object,
    ) -> Result<bool, StoreError> {
        let (number, key, old) = (id.table.0, ready.id.as_str(), read.as_str());
        if let Some(usage) = &self.usage {
            let mut usage = usage.borrow_mut();
            usage.point(number, key)?;
            usage.read(ready.old_bytes)?;
        }
        let Some(old_fields) = &ready.old_fields else {
            return sql::exchange_document(self.db, number, key, (old, &ready.text));
        };
        let texts = (old, ready.text.as_str());
        let Some(creation_time) = sql::exchange_indexed_document(self.db, number, key, texts)?
        else {
            return Ok(false);
        };
        let table = self.name(id.table)?;
        self.move_keys(&table, number, (key, creation_time), (old_fields, fields))?;
        Ok(true)
    }

    /// Counts what an exchange takes beside comparing: a replace reads what it replaces.
    pub(super) fn count_exchanged(&self, ready: &Ready) -> Result<(), StoreError> {
        let Some(usage) = &self.usage else { return Ok(()) };
        let mut usage = usage.borrow_mut();
        usage.read(ready.old_bytes)?;
        usage.write(ready.new_bytes)
    }

    pub(super) fn delete(&mut self, id: DocumentId) -> Result<(), StoreError> {
        let row = self.row(id)?.ok_or(StoreError::NoDocument { id })?;
        let table = self.name(id.table)?;
        self.count_write(&row.id, None)?;
        self.remove_index_entries(id.table, &table, &row)?;
        sql::delete_document(self.db, id.table.0, &row.id)
    }

    /// Counts a read of a document that is known already.
    pub(super) fn count_read_again(&self, row: &DocumentRow) -> Result<(), StoreError> {
        let Some(usage) = &self.usage else { return Ok(()) };
        usage.borrow_mut().read(document_bytes(&row.id, &row.fields)?)
    }

    /// Reads a document by its id.
    pub(super) fn row(&self, id: DocumentId) -> Result<Option<DocumentRow>, StoreError> {
        let text = id.to_string();
        let row = sql::document(self.db, id.table.0, &text)?;
        if let Some(usage) = &self.usage {
            let mut usage = usage.borrow_mut();
            usage.point(id.table.0, &text)?;
            if let Some(row) = &row {
                usage.read(document_bytes(&row.id, &row.fields)?)?;
            }
        }
        Ok(row)
    }

    /// Returns the ids of up to `limit` documents whose key in an index is in `low..high`.
    pub(super) fn index_range(
        &self,
        number: TableNumber,
        index: &IndexName,
        (low, high): (&[u8], &[u8]),
        limit: u32,
    ) -> Result<Vec<DocumentId>, StoreError> {
        let ids = sql::index_range(self.db, number.0, index.as_str(), (low, high), limit)?;
        if let Some(usage) = &self.usage {
            let mut usage = usage.borrow_mut();
            usage.range((number.0, index.as_str()), low.to_vec(), high.to_vec())?;
            for id in &ids {
                if let Some(row) = sql::document(self.db, number.0, id)? {
                    usage.read(document_bytes(&row.id, &row.fields)?)?;
                }
            }
        }
        ids.iter().map(|id| codec::id(id)).collect()
    }

    /// Whether the transaction has written half of what it may.
    pub(super) fn has_half_written(&self) -> bool {
        let limits = [TransactionLimit::DocumentsWritten, TransactionLimit::BytesWritten];
        let used = self.usage.as_ref().map(RefCell::borrow);
        used.is_some_and(|used| limits.iter().any(|limit| used.of(*limit) * 2 >= limit.most()))
    }

    /// Counts a write, of these fields or of a document that goes.
    fn count_write(&self, id: &str, fields: Option<&str>) -> Result<(), StoreError> {
        let Some(usage) = &self.usage else { return Ok(()) };
        let bytes = fields.map_or(Ok(0), |fields| document_bytes(id, fields))?;
        usage.borrow_mut().write(bytes)
    }

    /// Counts a write of so many bytes.
    fn count_written(&self, bytes: usize) -> Result<(), StoreError> {
        self.usage.as_ref().map_or(Ok(()), |usage| usage.borrow_mut().write(bytes))
    }

    /// Checks a document against the active schema. One that a pending schema doesn't accept fails
    /// that schema, not the write.
    fn enforce(&self, target: &Target<'_>, fields: &Object) -> Result<Object, StoreError> {
        let schema = self.deployed.map(|deployed| &deployed.schema);
        let checked = rules::enforce(target, fields, schema, &self.tables.names)?;
        if let Some(pending) = self.pending {
            pending::check_write(self.db, pending, target, &checked, &self.tables.names)?;
        }
        Ok(checked)
    }

    /// The same for a document without system fields; returns its size in bytes.
    fn enforce_fields(&self, target: &Target<'_>, fields: &Object) -> Result<usize, StoreError> {
        let schema = self.deployed.map(|deployed| &deployed.schema);
        let bytes = rules::enforce_fields(target, fields, schema, &self.tables.names)?;
        if let Some(pending) = self.pending {
            pending::check_write(self.db, pending, target, fields, &self.tables.names)?;
        }
        Ok(bytes)
    }

    fn add_index_entries(
        &self,
        number: TableNumber,
        table: &TableName,
        row: &DocumentRow,
        fields: &Object,
    ) -> Result<(), StoreError> {
        for (name, paths) in self.schema(table).map(database_indexes).unwrap_or_default() {
            let key = entry_key(paths, (&row.id, row.creation_time), fields);
            sql::add_index_entry(self.db, number.0, name.as_str(), &key, &row.id)?;
        }
        Ok(())
    }

    /// Files a document anew where its keys have changed.
    fn move_index_entries(
        &self,
        number: TableNumber,
        table: &TableName,
        old: &DocumentRow,
        fields: &Object,
    ) -> Result<(), StoreError> {
        let indexes = self.schema(table).map(database_indexes).unwrap_or_default();
        if indexes.is_empty() {
            return Ok(());
        }
        let identity = (old.id.as_str(), old.creation_time);
        self.move_keys(table, number.0, identity, (&codec::fields(old)?, fields))
    }

    fn move_keys(
        &self,
        table: &TableName,
        number: u32,
        identity: (&str, f64),
        (old, new): (&Object, &Object),
    ) -> Result<(), StoreError> {
        for (name, paths) in self.schema(table).map(database_indexes).unwrap_or_default() {
            let (old_key, key) = (entry_key(paths, identity, old), entry_key(paths, identity, new));
            if old_key != key {
                sql::remove_index_entry(self.db, number, name.as_str(), &old_key)?;
                sql::add_index_entry(self.db, number, name.as_str(), &key, identity.0)?;
            }
        }
        Ok(())
    }

    fn remove_index_entries(
        &self,
        number: TableNumber,
        table: &TableName,
        row: &DocumentRow,
    ) -> Result<(), StoreError> {
        let indexes = self.schema(table).map(database_indexes).unwrap_or_default();
        let fields = if indexes.is_empty() { Object::new() } else { codec::fields(row)? };
        for (name, paths) in indexes {
            let key = entry_key(paths, (&row.id, row.creation_time), &fields);
            sql::remove_index_entry(self.db, number.0, name.as_str(), &key)?;
        }
        Ok(())
    }
}

/// An id that no document has.
pub(super) fn mint(
    db: &Connection,
    rng: &mut StdRng,
    now: Timestamp,
    table: TableNumber,
) -> Result<DocumentId, StoreError> {
    loop {
        let id = random_id(rng, now, table);
        // Only a file that is opened again with the seed it was made with has it already.
        if sql::document(db, table.0, &id.to_string())?.is_none() {
            return Ok(id);
        }
    }
}

/// The newest creation time of any document there ever was, or 0.
pub(super) fn newest_creation_time(db: &Connection) -> Result<f64, StoreError> {
    let Some(bits) = sql::meta(db, Meta::CreationTime)? else { return Ok(0.0) };
    bits.parse()
        .map(f64::from_bits)
        .map_err(|_| StoreError::damaged("the newest creation time isn't a number"))
}

pub(super) fn set_newest_creation_time(db: &Connection, time: f64) -> Result<(), StoreError> {
    sql::set_meta(db, Meta::CreationTime, &time.to_bits().to_string())
}

/// The indexes that are searched by key, with their fields.
pub(super) fn database_indexes<'t>(
    table: &'t TableSchema,
) -> Vec<(&'t IndexName, &'t [FieldPath])> {
    let database = |(name, index): (&'t IndexName, &'t Index)| match &index.kind {
        IndexKind::Database { fields } => Some((name, fields.as_slice())),
        IndexKind::Search { .. } | IndexKind::Vector { .. } => None,
    };
    table.indexes.iter().filter_map(database).collect()
}

/// The key under which an index files a document: its fields, creation time and id.
pub(super) fn entry_key(
    paths: &[FieldPath],
    (id, creation_time): (&str, f64),
    fields: &Object,
) -> Vec<u8> {
    let creation_time = Value::Float64(creation_time);
    let id = Value::String(id.to_owned());
    let mut values: Vec<_> = paths.iter().map(|path| value_at(fields, path)).collect();
    values.extend([Some(&creation_time), Some(&id)]);
    index_key(&values)
}
