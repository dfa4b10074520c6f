//! Makes a schema the active one, in one step.

use schema_core::path::Path;
use schema_core::push::tables_to_recheck;

use crate::error::StoreError;
use crate::store::rules::{check_schema, check_stored};
use crate::store::{Deployed, Push, PushOutcome, Violation};

use super::State;
use super::transaction::Transaction;

impl Transaction<'_> {
    pub(super) fn push(&mut self, push: &Push) -> Result<PushOutcome, StoreError> {
        push.run.map_or(Ok(()), |run| self.state.check(run))?;
        check_schema(&push.schema)?;
        let mut violations = violations(&self.state, push);
        if !violations.is_empty() {
            violations.truncate(push.violations_max.max(1));
            return Ok(PushOutcome::Refused(violations));
        }
        for table in push.schema.tables.keys() {
            self.table(table)?;
        }
        let (schema, manifest) = (push.schema.clone(), push.manifest.clone());
        self.state.deployed = Some(Deployed { schema, manifest });
        for receipt in &push.receipts {
            self.state.receipts.insert(receipt.name.clone(), receipt.clone());
        }
        Ok(PushOutcome::Active)
    }
}

/// Every document that stands against a push. Where the validators alone prove that no document of
/// a table can, none of it does.
fn violations(state: &State, push: &Push) -> Vec<Violation> {
    let active = state.deployed.as_ref().map(|deployed| &deployed.schema);
    let existing = state.tables.values().cloned().collect();
    let mut violations = Vec::new();
    for table in tables_to_recheck(active, &push.schema, &existing) {
        for document in state.documents_of(&table) {
            let checked = check_stored(&push.schema, &table, &document.fields, &state.tables);
            if let Err(failure) = checked {
                let (table, id, reason) = (table.clone(), document.id, failure.to_string());
                violations.push(Violation { table, id, path: failure.path, reason });
            }
        }
    }
    for table in &push.must_be_empty {
        violations.extend(state.documents_of(table).map(|document| Violation {
            table: table.clone(),
            id: document.id,
            path: Path::default(),
            reason: format!("`{table}` should hold no document by now"),
        }));
    }
    violations
}
