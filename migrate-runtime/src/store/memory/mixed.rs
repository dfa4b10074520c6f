//! A deployment whose documents, ledger and schema are of different moments, as a restored backup, an
//! import, a push by hand or a crash leaves it.

use schema_core::value::Value;

use crate::store::TableIds;

use super::{MemoryStore, State};

/// A deployment at one moment.
#[derive(Clone)]
pub(crate) struct Moment(State);

impl Moment {
    /// Before anything was written.
    pub(crate) fn nothing() -> Self {
        Self(State::default())
    }
}

impl MemoryStore {
    /// The deployment as it is.
    pub(crate) fn moment(&self) -> Moment {
        Moment(self.inner.lock().unwrap().state.clone())
    }

    /// Takes the documents of one moment, the ledger of another, and what was deployed at a third.
    /// Does nothing, and says so, where the documents aren't valid under that schema: a deployment
    /// takes no such push and no such import.
    pub(crate) fn mix(&self, documents: &Moment, ledger: &Moment, deployed: &Moment) -> bool {
        let mut inner = self.inner.lock().unwrap();
        // Tables keep their numbers, whatever is imported.
        let tables = inner.state.tables.clone();
        if let Some(live) = &deployed.0.deployed {
            let ids = TableIds { names: tables.clone() };
            for document in documents.0.documents.values() {
                let table = tables.get(&document.id.table);
                let schema = table.and_then(|table| live.schema.tables.get(table));
                let value = Value::Object(document.fields.clone());
                if schema.is_some_and(|schema| schema.document.check(&value, &ids).is_err()) {
                    return false;
                }
            }
        }
        inner.state = State {
            tables,
            documents: documents.0.documents.clone(),
            newest_creation_time: inner.state.newest_creation_time,
            deployed: deployed.0.deployed.clone(),
            ..ledger.0.clone()
        };
        true
    }
}
