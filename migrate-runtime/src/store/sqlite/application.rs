//! What an application does with its deployment, each call a transaction of its own.

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;

use crate::error::StoreError;

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

    /// Gives a document other fields; its system fields stay.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept them, or
    /// [`StoreError::NoDocument`].
    pub fn replace(&self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        self.transact(|engine| engine.replace(id, fields).map(Outcome::Keep))
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
