//! Convex's rules for writing documents, inside one transaction.

use std::collections::BTreeMap;

use rand::RngCore as _;
use rand::rngs::StdRng;
use rusqlite::Connection;
use schema_core::document::Target;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::limits::FIRST_USER_TABLE_NUMBER;
use schema_core::name::{FieldPath, IndexName, TableName};
use schema_core::schema::{Index, IndexKind, TableSchema};
use schema_core::value::{Object, Value, canonical_object, index_key};

use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::store::Deployed;

use super::sql::{self, DocumentRow, Meta};
use super::{codec, rules};

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

    fn note(&mut self, number: TableNumber, name: TableName) {
        self.numbers.insert(name.clone(), number);
        self.names.insert(number, name);
    }

    pub(super) fn number(&self, name: &TableName) -> Option<TableNumber> {
        self.numbers.get(name).copied()
    }
}

/// One write transaction.
pub(super) struct Engine<'a> {
    pub(super) db: &'a Connection,
    pub(super) now: Timestamp,
    pub(super) rng: &'a mut StdRng,
    pub(super) tables: Tables,
    pub(super) deployed: Option<&'a Deployed>,
}

impl Engine<'_> {
    /// The number of a table, which is created where there is none.
    pub(super) fn table(&mut self, name: &TableName) -> Result<TableNumber, StoreError> {
        if let Some(number) = self.tables.number(name) {
            return Ok(number);
        }
        let last = self.tables.names.keys().next_back().map_or(0, |number| number.0);
        let number = TableNumber(FIRST_USER_TABLE_NUMBER.max(last + 1));
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
        let id = self.mint(number);
        let creation_time = self.next_creation_time()?;
        let fields = self.enforce(&Target { table, id, creation_time }, fields)?;
        let row =
            DocumentRow { id: id.to_string(), creation_time, fields: canonical_object(&fields) };
        sql::insert_document(self.db, number.0, &row)?;
        self.add_index_entries(number, table, &row, &fields)?;
        Ok(id)
    }

    /// Gives a document other fields, if the active schema accepts them. One that equals what is
    /// stored isn't written.
    pub(super) fn replace(&mut self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        let old = self.row(id)?.ok_or(StoreError::NoDocument { id })?;
        let table = self.name(id.table)?;
        let target = Target { table: &table, id, creation_time: old.creation_time };
        let fields = self.enforce(&target, fields)?;
        let text = canonical_object(&fields);
        if old.fields == text {
            return Ok(());
        }
        self.remove_index_entries(id.table, &table, &old)?;
        sql::replace_document(self.db, id.table.0, &old.id, &text)?;
        self.add_index_entries(id.table, &table, &old, &fields)
    }

    pub(super) fn delete(&mut self, id: DocumentId) -> Result<(), StoreError> {
        let row = self.row(id)?.ok_or(StoreError::NoDocument { id })?;
        let table = self.name(id.table)?;
        self.remove_index_entries(id.table, &table, &row)?;
        sql::delete_document(self.db, id.table.0, &row.id)
    }

    pub(super) fn row(&self, id: DocumentId) -> Result<Option<DocumentRow>, StoreError> {
        sql::document(self.db, id.table.0, &id.to_string())
    }

    fn enforce(&self, target: &Target<'_>, fields: &Object) -> Result<Object, StoreError> {
        let schema = self.deployed.map(|deployed| &deployed.schema);
        rules::check_write(target, fields, schema, &self.tables.names).map_err(|error| {
            StoreError::Enforcement { table: target.table.clone(), reason: error.to_string() }
        })
    }

    /// Fourteen random bytes and the day, as Convex makes them.
    fn mint(&mut self, table: TableNumber) -> DocumentId {
        let mut internal = [0; 16];
        let (random, day) = internal.split_at_mut(14);
        self.rng.fill_bytes(random);
        day.copy_from_slice(&self.now.day().to_be_bytes());
        DocumentId { table, internal }
    }

    /// Later than that of every document before, by as little as a double allows.
    fn next_creation_time(&self) -> Result<f64, StoreError> {
        let newest = match sql::meta(self.db, Meta::CreationTime)? {
            None => 0.0,
            Some(bits) => bits
                .parse()
                .map(f64::from_bits)
                .map_err(|_| StoreError::damaged("the newest creation time isn't a number"))?,
        };
        let time = self.now.as_millis_f64().max(newest.next_up());
        sql::set_meta(self.db, Meta::CreationTime, &time.to_bits().to_string())?;
        Ok(time)
    }

    fn add_index_entries(
        &self,
        number: TableNumber,
        table: &TableName,
        row: &DocumentRow,
        fields: &Object,
    ) -> Result<(), StoreError> {
        for (name, paths) in self.schema(table).map(database_indexes).unwrap_or_default() {
            let key = entry_key(paths, row, fields);
            sql::add_index_entry(self.db, number.0, name.as_str(), &key, &row.id)?;
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
            let key = entry_key(paths, row, &fields);
            sql::remove_index_entry(self.db, number.0, name.as_str(), &key)?;
        }
        Ok(())
    }
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
pub(super) fn entry_key(paths: &[FieldPath], row: &DocumentRow, fields: &Object) -> Vec<u8> {
    let creation_time = Value::Float64(row.creation_time);
    let id = Value::String(row.id.clone());
    let mut values: Vec<_> = paths.iter().map(|path| value_at(fields, path)).collect();
    values.extend([Some(&creation_time), Some(&id)]);
    index_key(&values)
}

/// The value at a dotted path, which leads through objects only.
pub(super) fn value_at<'v>(fields: &'v Object, path: &FieldPath) -> Option<&'v Value> {
    let mut segments = path.as_str().split('.');
    let first = fields.get(segments.next()?)?;
    segments.try_fold(first, |value, segment| match value {
        Value::Object(object) => object.get(segment),
        _ => None,
    })
}
