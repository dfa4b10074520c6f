//! Whether a deployment is, in the end, what its log says that it must be.

use std::collections::BTreeMap;

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::{Object, Value};

use crate::checkpoint::Counts;
use crate::range::IdRange;
use crate::store::{BatchSize, PageLimit, TablePhase};
use crate::testing::LiveStore;

use super::oracle::Oracle;
use super::rules::CARRIED;
use super::world::World;

/// The documents of a deployment, by table and id.
pub(super) type Stored = BTreeMap<TableName, BTreeMap<DocumentId, Object>>;

impl<S: LiveStore> World<S> {
    /// Every document that is stored.
    pub(super) async fn stored(&self) -> Stored {
        let mut stored = Stored::new();
        for table in self.tables() {
            let limit = PageLimit::of(BatchSize::MAX);
            let page = self.logged.store.page(&table, &IdRange::WHOLE, limit).await.unwrap();
            let documents = page.documents.into_iter();
            stored.insert(
                table,
                documents.map(|read| (read.id, read.document.into_stored().fields)).collect(),
            );
        }
        stored
    }

    /// Compares the deployment with what its log says.
    pub(super) async fn judge(&self) -> Result<(), String> {
        let oracle = self.logged.look(Oracle::of)?;
        for (table, stored) in self.stored().await {
            let wanted = oracle.documents.of_table(&table);
            let stored: BTreeMap<_, _> = stored.iter().map(|(id, fields)| (*id, fields)).collect();
            if stored != wanted {
                return Err(format!("{table} holds {stored:#?}\nand should hold {wanted:#?}"));
            }
        }
        self.judge_ledger(&oracle).await
    }

    async fn judge_ledger(&self, oracle: &Oracle) -> Result<(), String> {
        let store = &self.logged.store;
        for state in store.steps().await.unwrap() {
            let Some(walked) = oracle.steps.get(&state.step) else {
                return Err(format!("{} never began", state.step));
            };
            if (state.pass, state.counts) != (walked.pass, walked.counts) {
                return Err(format!(
                    "{} is at pass {} with {:?}, and should be at pass {} with {:?}",
                    state.step, state.pass, state.counts, walked.pass, walked.counts
                ));
            }
            let ranges = state.ranges.iter().map(|range| (range.number.0, &range.checkpoint));
            for (number, checkpoint) in ranges.chain([(0, &state.listed)]) {
                let wanted = walked.ranges.get(&number).map(|range| &range.checkpoint);
                if wanted != Some(checkpoint) {
                    return Err(format!(
                        "range {number} of {} stands at {checkpoint:?}, and should at {wanted:?}",
                        state.step
                    ));
                }
            }
        }
        for table in self.tables() {
            let entries = store.quarantine(&table).await.unwrap();
            let entries: Vec<_> = entries.iter().map(|entry| entry.id).collect();
            let wanted = oracle.listed.iter().filter(|(_, listed)| listed.table == table);
            let wanted: Vec<_> = wanted.map(|(id, _)| *id).collect();
            if entries != wanted {
                return Err(format!("{table} has {entries:?} in quarantine, not {wanted:?}"));
            }
        }
        Ok(())
    }

    /// Once everything is done: every table narrow, by a receipt, and nobody at work.
    pub(super) async fn judge_done(&self) -> Result<(), String> {
        let store = &self.logged.store;
        let live = store.deployed().await.unwrap().ok_or("nothing is deployed")?;
        if live.schema != self.declaration.newest_schema() {
            return Err("the deployed schema isn't the newest".to_owned());
        }
        for (table, deployed) in &live.manifest.tables {
            if deployed.phase != TablePhase::Narrowed {
                return Err(format!("{table} is {:?}", deployed.phase));
            }
        }
        let receipts = store.receipts().await.unwrap();
        for table in CARRIED.map(TableName::from_checked) {
            if !receipts.iter().any(|receipt| receipt.name.table == table) {
                return Err(format!("{table} has no receipt"));
            }
            let entries = store.quarantine(&table).await.unwrap();
            if let Some(entry) = entries.first() {
                return Err(format!("{table} is done, and {} is in quarantine", entry.id));
            }
        }
        let runs = store.runs(1).await.unwrap();
        if runs.beat_at.is_some() {
            return Err(format!("{runs:?} is still at work"));
        }
        Ok(())
    }

    /// What was done in all, and the documents with ids of inserted ones replaced by what they
    /// were found or made by: equal in any two deployments that nobody else has written to.
    pub(super) async fn essence(
        &self,
    ) -> (BTreeMap<String, Counts>, BTreeMap<String, Vec<Object>>) {
        let stored = self.stored().await;
        let names: BTreeMap<String, Value> = stored
            .iter()
            .filter(|(table, _)| table.as_str() == "directors")
            .flat_map(|(_, directors)| directors)
            .map(|(id, director)| (id.to_string(), director["name"].clone()))
            .collect();
        let instead = |value: &Value| match value {
            Value::String(text) => names.get(text).unwrap_or(value).clone(),
            other => other.clone(),
        };
        let by_name = |fields: &Object| -> Object {
            fields.iter().map(|(field, value)| (field.clone(), instead(value))).collect()
        };
        let documents = stored.iter().map(|(table, documents)| {
            let mut documents: Vec<_> = documents.values().map(by_name).collect();
            documents.sort_by_key(schema_core::value::canonical_object);
            (table.as_str().to_owned(), documents)
        });
        let documents = documents.collect();
        let steps = self.logged.store.steps().await.unwrap();
        let counts = steps.into_iter().map(|state| {
            // How often a document was refused depends on when its film was carried.
            let counts = Counts { quarantined: 0, ..state.counts };
            (state.step.to_string(), counts)
        });
        (counts.collect(), documents)
    }
}
