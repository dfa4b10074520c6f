//! What an application does with its deployment, each call a transaction of its own.

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;

use crate::error::StoreError;
use crate::store::{LogEntry, Patch};
use crate::testing::LiveStore;

use super::MemoryStore;

impl LiveStore for MemoryStore {
    async fn insert(&self, table: &TableName, fields: &Object) -> Result<DocumentId, StoreError> {
        self.transact(|transaction| transaction.insert(table, fields))
    }

    async fn patch(&self, id: DocumentId, patch: &Patch) -> Result<(), StoreError> {
        self.transact(|transaction| transaction.change(id, |fields| patch.applied_to(fields)))
    }

    async fn replace(&self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        self.transact(|transaction| transaction.replace(id, fields))
    }

    async fn delete(&self, id: DocumentId) -> Result<(), StoreError> {
        self.transact(|transaction| transaction.delete(id))
    }

    async fn log(&self) -> Result<Vec<LogEntry>, StoreError> {
        Ok(Self::log(self))
    }
}
