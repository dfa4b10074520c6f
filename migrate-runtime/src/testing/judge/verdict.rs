//! Whether a deployment is, in the end, what its log says that it must be.

use std::collections::BTreeMap;

use schema_core::declaration::Declaration;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;

use crate::error::StoreError;
use crate::store::{Store, TablePhase};

use super::oracle::{Judged, Oracle};
use super::rules::CARRIED;

/// The documents of a deployment, by table and id.
pub type Stored = BTreeMap<TableName, BTreeMap<DocumentId, Object>>;

fn told<T>(answer: Result<T, StoreError>) -> Result<T, String> {
    answer.map_err(|error| format!("the deployment doesn't answer: {error}"))
}

impl Oracle {
    /// Compares what is stored with what the log says.
    pub(crate) fn judge_stored(&self, stored: &Stored) -> Judged {
        for (table, stored) in stored {
            let wanted = self.documents.of_table(table);
            let stored: BTreeMap<_, _> = stored.iter().map(|(id, fields)| (*id, fields)).collect();
            if stored != wanted {
                return Err(format!("{table} holds {stored:#?}\nand should hold {wanted:#?}"));
            }
        }
        Ok(())
    }

    /// Compares the ledger with what the log says.
    pub(crate) async fn judge_ledger<S: Store>(
        &self,
        store: &S,
        tables: impl IntoIterator<Item = TableName>,
    ) -> Judged {
        for state in told(store.steps().await)? {
            let Some(walked) = self.steps.get(&state.step) else {
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
        for table in tables {
            let entries = told(store.quarantine(&table).await)?;
            let entries: Vec<_> = entries.iter().map(|entry| entry.id).collect();
            let wanted = self.listed.iter().filter(|(_, listed)| listed.table == table);
            let wanted: Vec<_> = wanted.map(|(id, _)| *id).collect();
            if entries != wanted {
                return Err(format!("{table} has {entries:?} in quarantine, not {wanted:?}"));
            }
        }
        Ok(())
    }
}

/// Judges a deployment where everything is done: every table narrow, by a receipt, and nobody at
/// work.
///
/// # Errors
///
/// What isn't so.
pub async fn judge_done<S: Store>(store: &S, declaration: &Declaration) -> Result<(), String> {
    let live = told(store.deployed().await)?.ok_or("nothing is deployed")?;
    if live.schema != declaration.newest_schema() {
        return Err("the deployed schema isn't the newest".to_owned());
    }
    for (table, deployed) in &live.manifest.tables {
        if deployed.phase != TablePhase::Narrowed {
            return Err(format!("{table} is {:?}", deployed.phase));
        }
    }
    let receipts = told(store.receipts().await)?;
    for table in CARRIED.map(TableName::from_checked) {
        if !receipts.iter().any(|receipt| receipt.name.table == table) {
            return Err(format!("{table} has no receipt"));
        }
        let entries = told(store.quarantine(&table).await)?;
        if let Some(entry) = entries.first() {
            return Err(format!("{table} is done, and {} is in quarantine", entry.id));
        }
    }
    let runs = told(store.runs(1).await)?;
    if runs.beat_at.is_some() {
        return Err(format!("{runs:?} is still at work"));
    }
    Ok(())
}
