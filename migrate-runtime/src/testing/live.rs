//! What an application does to its deployment while a run is at work.

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;

use crate::error::StoreError;
use crate::store::sqlite::SqliteStore;
use crate::store::{LogEntry, Patch, Store};

/// A store that an application can write to: each call is one transaction, by Convex's rules.
pub trait LiveStore: Store {
    /// Inserts a document into a table, which may be a new one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept it.
    fn insert(
        &self,
        table: &TableName,
        fields: &Object,
    ) -> impl Future<Output = Result<DocumentId, StoreError>> + Send;

    /// Sets and removes fields of a document, as `ctx.db.patch` does.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`], or [`StoreError::NoDocument`].
    fn patch(
        &self,
        id: DocumentId,
        patch: &Patch,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Gives a document other fields, as `ctx.db.replace` does.
    ///
    /// # Errors
    ///
    /// As [`patch`](Self::patch).
    fn replace(
        &self,
        id: DocumentId,
        fields: &Object,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes a document.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoDocument`].
    fn delete(&self, id: DocumentId) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Returns the log of what people have decided, oldest first. A run never asks for it.
    ///
    /// # Errors
    ///
    /// It can't be read.
    fn log(&self) -> impl Future<Output = Result<Vec<LogEntry>, StoreError>> + Send;
}

impl LiveStore for SqliteStore {
    async fn insert(&self, table: &TableName, fields: &Object) -> Result<DocumentId, StoreError> {
        let ids = Self::insert(self, table, std::slice::from_ref(fields))?;
        ids.into_iter().next().ok_or_else(|| StoreError::damaged("a document has no id"))
    }

    async fn patch(&self, id: DocumentId, patch: &Patch) -> Result<(), StoreError> {
        Self::patch(self, id, patch)
    }

    async fn replace(&self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        Self::replace(self, id, fields)
    }

    async fn delete(&self, id: DocumentId) -> Result<(), StoreError> {
        Self::delete(self, id)
    }

    async fn log(&self) -> Result<Vec<LogEntry>, StoreError> {
        Self::log(self)
    }
}
