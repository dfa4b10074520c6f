//! Convex's rules for writing documents, inside one transaction.

use std::sync::Arc;

use rand::rngs::StdRng;
use schema_core::document::Target;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::limits::{FIRST_USER_TABLE_NUMBER, MAX_TABLES};
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::value::Object;

use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::store::rules::{enforce, random_id, without_system_fields};
use crate::store::usage::document_bytes;
use crate::store::{LOG_KEPT, LogEntry, Repair, Repaired, Usage};

use super::{Document, State};

/// What one transaction works on.
pub(super) struct Transaction<'a> {
    /// The whole deployment, as it will be.
    pub(super) state: State,
    pub(super) rng: &'a mut StdRng,
    /// What it has read and written so far: too much is an error.
    pub(super) usage: Usage,
    pub(super) now: Timestamp,
}

impl Transaction<'_> {
    pub(super) fn active(&self) -> Option<&Schema> {
        self.state.deployed.as_ref().map(|deployed| &deployed.schema)
    }

    /// The number of a table, which is made where there is none.
    pub(super) fn table(&mut self, name: &TableName) -> Result<TableNumber, StoreError> {
        if let Some(number) = self.state.number(name) {
            return Ok(number);
        }
        if self.state.tables.len() >= MAX_TABLES {
            return Err(StoreError::TooManyTables);
        }
        let last = self.state.tables.keys().next_back();
        let number = TableNumber(last.map_or(FIRST_USER_TABLE_NUMBER, |last| last.0 + 1));
        self.state.tables.insert(number, name.clone());
        Ok(number)
    }

    /// Reads a document by its id.
    pub(super) fn read(&mut self, id: DocumentId) -> Result<Option<Arc<Document>>, StoreError> {
        let text = id.to_string();
        self.usage.point(id.table.0, &text)?;
        let document = self.state.documents.get(&text).cloned();
        if let Some(document) = &document {
            self.usage.read(document_bytes(&text, document.canonical().as_str())?)?;
        }
        Ok(document)
    }

    /// Inserts a document under a new id, if the active schema accepts it.
    pub(super) fn insert(
        &mut self,
        table: &TableName,
        fields: &Object,
    ) -> Result<DocumentId, StoreError> {
        let number = self.table(table)?;
        let id = loop {
            let id = random_id(self.rng, self.now, number);
            if !self.state.documents.contains_key(&id.to_string()) {
                break id;
            }
        };
        // Later than all others, also while the clock stands still or is set back.
        let after_all = self.state.newest_creation_time.next_up();
        let creation_time = self.now.as_millis_f64().max(after_all);
        self.state.newest_creation_time = creation_time;
        self.write(&Target { table, id, creation_time }, fields)?;
        Ok(id)
    }

    /// Gives a document other fields, if the active schema accepts them. Where they equal what is
    /// stored, nothing is checked or written.
    pub(super) fn replace(&mut self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        let old = self.read(id)?.ok_or(StoreError::NoDocument { id })?;
        self.overwrite(&old, fields)
    }

    /// As [`replace`](Self::replace), with what becomes of the fields that there are.
    pub(super) fn change(
        &mut self,
        id: DocumentId,
        change: impl FnOnce(Object) -> Object,
    ) -> Result<(), StoreError> {
        let old = self.read(id)?.ok_or(StoreError::NoDocument { id })?;
        self.overwrite(&old, &change(old.fields.clone()))
    }

    pub(super) fn delete(&mut self, id: DocumentId) -> Result<(), StoreError> {
        self.read(id)?.ok_or(StoreError::NoDocument { id })?;
        self.usage.write(0)?;
        self.state.documents.remove(&id.to_string());
        Ok(())
    }

    fn overwrite(&mut self, old: &Document, fields: &Object) -> Result<(), StoreError> {
        let Document { id, creation_time, .. } = *old;
        let table = self.state.tables.get(&id.table).cloned();
        let table = table.ok_or_else(|| StoreError::damaged(format!("{id} is in no table")))?;
        let target = Target { table: &table, id, creation_time };
        if old.fields == *without_system_fields(&target, fields) {
            return Ok(());
        }
        self.write(&target, fields)
    }

    fn write(&mut self, target: &Target<'_>, fields: &Object) -> Result<(), StoreError> {
        let fields = enforce(target, fields, self.active(), &self.state.tables)?;
        let Target { id, creation_time, .. } = *target;
        let document = Document { id, creation_time, fields };
        let id = id.to_string();
        self.usage.write(document_bytes(&id, document.canonical().as_str())?)?;
        self.state.documents.insert(id, Arc::new(document));
        Ok(())
    }

    /// Does what a person has decided about a document, if it is still what that person saw.
    pub(super) fn repair(&mut self, repair: &Repair) -> Result<Repaired, StoreError> {
        let stands = self.read(repair.id)?.map(|document| document.canonical());
        if stands.as_ref() != Some(&repair.read) {
            return Ok(Repaired::Conflict);
        }
        match &repair.fields {
            Some(fields) => self.replace(repair.id, fields)?,
            None => {
                self.delete(repair.id)?;
                self.state.close_quarantine(&repair.table, repair.id);
            }
        }
        let (at, id, note) = (self.now, Some(repair.id), repair.note.clone());
        let log = &mut self.state.log;
        log.push(LogEntry { at, id, note });
        log.drain(..log.len().saturating_sub(LOG_KEPT as usize));
        Ok(Repaired::Done)
    }
}
