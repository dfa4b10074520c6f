//! What an application does with its deployment, each call a transaction of its own.

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;

use crate::error::StoreError;
use crate::store::Patch;

use super::{Outcome, SqliteStore};

impl SqliteStore {
    /// Inserts documents into a table, all or none, and returns their ids.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept one.
    pub fn insert(
        &self,
        table: &TableName,
        documents: &[Object],
    ) -> Result<Vec<DocumentId>, StoreError> {
        self.transact(|engine| {
            let ids = documents.iter().map(|fields| engine.insert(table, fields));
            ids.collect::<Result<_, _>>().map(Outcome::Keep)
        })
    }

    /// Inserts any number of documents into a table, as many at a time as half of what one
    /// transaction may write, and returns their ids.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept one; documents before it
    /// may be there.
    pub fn import(
        &self,
        table: &TableName,
        documents: impl IntoIterator<Item = Object>,
    ) -> Result<Vec<DocumentId>, StoreError> {
        let mut documents = documents.into_iter().peekable();
        let mut ids = Vec::new();
        while documents.peek().is_some() {
            self.transact(|engine| {
                while !engine.has_half_written()
                    && let Some(fields) = documents.next()
                {
                    ids.push(engine.insert(table, &fields)?);
                }
                Ok(Outcome::Keep(()))
            })?;
        }
        Ok(ids)
    }

    /// Gives a document other fields; its system fields stay.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept them, or
    /// [`StoreError::NoDocument`].
    pub fn replace(&self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        self.transact(|engine| engine.replace(id, fields).map(Outcome::Keep))
    }

    /// Changes some fields of a document; the others stay. All of what it becomes is checked.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept what it becomes, or
    /// [`StoreError::NoDocument`].
    pub fn patch(&self, id: DocumentId, patch: &Patch) -> Result<(), StoreError> {
        self.transact(|engine| engine.patch(id, patch).map(Outcome::Keep))
    }

    /// Deletes a document.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoDocument`] where there is none.
    pub fn delete(&self, id: DocumentId) -> Result<(), StoreError> {
        self.transact(|engine| engine.delete(id).map(Outcome::Keep))
    }
}
