//! Documents of an export as they are: with their ids and times, valid or not. What a rehearsal
//! works on; no application ever writes so.

use std::collections::BTreeMap;

use schema_core::id::TableNumber;
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;
use schema_core::value::canonical_object;

use crate::error::StoreError;
use crate::store::Push;

use super::sql::{self, DocumentRow, Meta};
use super::{Outcome, SqliteStore, push};

impl SqliteStore {
    /// Gives up what a crash would need: for a file that is removed in the end.
    pub(crate) fn make_temporary(&self) -> Result<(), StoreError> {
        let inner = self.lock();
        inner
            .connection
            .execute_batch(sql::TEMPORARY_PRAGMAS)
            .map_err(StoreError::database("setting up the connection"))
    }

    /// Gives tables their numbers, before anything else is in the deployment.
    pub(crate) fn number_tables(
        &self,
        names: &BTreeMap<TableNumber, TableName>,
    ) -> Result<(), StoreError> {
        self.transact(|engine| {
            for (number, name) in names {
                sql::add_table(engine.db, number.0, name.as_str())?;
                engine.tables.note(*number, name.clone());
            }
            Ok(Outcome::Keep(()))
        })
    }

    /// Puts documents in without asking any schema; [`adopt`](Self::adopt) fills its indexes.
    pub(crate) fn put(
        &self,
        number: TableNumber,
        documents: Vec<StoredDocument>,
    ) -> Result<(), StoreError> {
        self.transact(|engine| {
            for StoredDocument { id, creation_time, fields } in documents {
                let row = DocumentRow { id, creation_time, fields: canonical_object(&fields) };
                sql::insert_document(engine.db, number.0, &row)?;
            }
            Ok(Outcome::Keep(()))
        })
    }

    /// Makes a schema the active one whatever is stored. From then on every write must keep it, and
    /// every new document is newer than `newest`.
    pub(crate) fn adopt(&self, push: &Push, newest: f64) -> Result<(), StoreError> {
        self.transact(|engine| {
            engine.usage = None;
            sql::set_meta(engine.db, Meta::CreationTime, &newest.to_bits().to_string())?;
            push::finish(engine, push)?;
            Ok(Outcome::Keep(()))
        })
    }
}
