//! What is deployed and what is stored, gathered before anything is planned.

use std::collections::{BTreeMap, BTreeSet};

use schema_core::diff::{self, CensusRequest, Diff, Place, diff};
use schema_core::name::TableName;
use schema_core::plan::{
    Action, Count, Facts, Phase, Plan, PlanError, StepId, TableFacts, VersionSpan, plan,
};
use schema_core::version::Meaning;

use super::Versions;
use super::reconcile::{Reconciliation, as_deployed, reconcile};
use crate::run::{RunError, Runner};
use crate::step::StepKey;
use crate::store::{Deployed, Store, TablePhase};

/// What differs, what is known, and what is to be done about it.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// What is deployed.
    pub deployed: Option<Deployed>,
    /// What differs.
    pub diff: Diff,
    /// What is known.
    pub facts: Facts,
    /// What is to be done.
    pub plan: Plan,
    /// What has to be corrected in ledger and files before that.
    pub reconciliation: Reconciliation,
}

/// Why there is no outlook.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutlookError {
    /// The deployment failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// What differs can't be carried out.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// Reads what a deployment holds, in the terms of a difference.
///
/// # Errors
///
/// The deployment fails.
pub async fn held<S: Store>(
    runner: &Runner<'_, S>,
    versions: &Versions<'_>,
) -> Result<diff::Deployed, RunError> {
    let live = runner.insist(|| runner.store.deployed()).await?;
    let reconciliation = reconcile(runner, versions, live.as_ref()).await?;
    Ok(held_by(versions, live.as_ref(), &reconciliation))
}

/// What is deployed, and the tables with documents that the deployed schema lacks.
fn held_by(
    versions: &Versions<'_>,
    live: Option<&Deployed>,
    reconciliation: &Reconciliation,
) -> diff::Deployed {
    let mut held = deployed(versions, live);
    held.tables.extend(as_deployed(versions, &reconciliation.undeployed));
    held
}

/// What a manifest says that a deployment holds, in the terms of a difference.
pub fn deployed(versions: &Versions<'_>, deployed: Option<&Deployed>) -> diff::Deployed {
    let Some(Deployed { schema, manifest }) = deployed else { return diff::Deployed::default() };
    let mut tables = BTreeMap::new();
    for (name, table) in &manifest.tables {
        let version = match table.phase {
            TablePhase::Widened { old } => old,
            TablePhase::Narrowed => table.version,
        };
        let declared = versions.declared(name, version).map(Meaning::of);
        let meaning = match (table.phase, schema.tables.get(name), declared) {
            // What is deployed is what counts, whatever the version means by now.
            (TablePhase::Narrowed, Some(deployed), declared) => Meaning {
                document: deployed.document.clone(),
                indexes: deployed.indexes.clone(),
                version_field: declared.and_then(|declared| declared.version_field),
            },
            (TablePhase::Widened { .. }, _, Some(declared)) => declared,
            // A version that isn't declared any more: the difference says what to do about it.
            (TablePhase::Widened { .. }, Some(deployed), None) => Meaning {
                document: deployed.document.clone(),
                indexes: deployed.indexes.clone(),
                version_field: None,
            },
            (_, None, _) => continue,
        };
        tables.insert(name.clone(), diff::DeployedTable { version, meaning });
    }
    diff::Deployed { tables }
}

/// Gathers what has to be known, and plans.
///
/// # Errors
///
/// The deployment fails, or what differs can't be carried out.
pub async fn outlook<S: Store>(
    runner: &Runner<'_, S>,
    versions: &Versions<'_>,
) -> Result<Outlook, OutlookError> {
    gather(runner, versions, Census::Taken).await
}

/// Plans again, where what is stored has been told before: no table is walked for it.
///
/// # Errors
///
/// As [`outlook`].
pub async fn outlook_again<S: Store>(
    runner: &Runner<'_, S>,
    versions: &Versions<'_>,
) -> Result<Outlook, OutlookError> {
    gather(runner, versions, Census::Known).await
}

/// Whether stored values are counted. It tells a person more, and changes no step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Census {
    Taken,
    Known,
}

async fn gather<S: Store>(
    runner: &Runner<'_, S>,
    versions: &Versions<'_>,
    taken: Census,
) -> Result<Outlook, OutlookError> {
    let store = runner.store;
    let live = runner.insist(|| store.deployed()).await.map_err(RunError::from)?;
    let reconciliation = reconcile(runner, versions, live.as_ref()).await?;
    let held = held_by(versions, live.as_ref(), &reconciliation);
    let difference = diff(&held, versions.declaration);
    let mut facts = Facts::default();
    for (name, table) in &difference.tables {
        let requests = if taken == Census::Taken { &table.census[..] } else { &[] };
        let count = runner.insist(|| store.count(name)).await.map_err(RunError::from)?;
        let known = TableFacts {
            documents: Count::Exactly(count),
            census: census(runner, name, requests).await?,
            has_receipt: reconciliation.proved.contains(name),
        };
        facts.tables.insert(name.clone(), known);
    }
    // What is done doesn't change which steps there are, so the plan itself says what to look up.
    let steps = plan(&difference, &facts)?.steps;
    for step in &steps {
        let is_done = match (&step.action, step.phase) {
            (Action::Push, Phase::Widen) => is_widened(live.as_ref(), &step.table, step.span),
            (Action::Carry { .. } | Action::DeleteDocuments, _) => {
                let key =
                    StepKey { table: step.table.clone(), old: step.span.old, new: step.span.new };
                let state = runner.insist(|| store.step(&key)).await.map_err(RunError::from)?;
                // Where a receipt is contradicted, the table is walked again.
                !reconciliation.contradicts(&step.table)
                    && state.is_some_and(|state| state.is_done())
            }
            (Action::Push | Action::Remove | Action::Verify | Action::VerifyEmpty, _) => false,
        };
        if is_done {
            facts.done.insert(step.id.clone());
        }
    }
    let plan = plan(&difference, &facts)?;
    Ok(Outlook { deployed: live, diff: difference, facts, plan, reconciliation })
}

fn is_widened(deployed: Option<&Deployed>, table: &TableName, span: VersionSpan) -> bool {
    let table = deployed.and_then(|deployed| deployed.manifest.tables.get(table));
    table.is_some_and(|table| {
        table.version == span.new && table.phase == TablePhase::Widened { old: span.old }
    })
}

/// Counts what is stored at the places of a table where text becomes literals, in one walk.
async fn census<S: Store>(
    runner: &Runner<'_, S>,
    table: &TableName,
    requests: &[CensusRequest],
) -> Result<BTreeMap<Place, diff::Census>, RunError> {
    if requests.is_empty() {
        return Ok(BTreeMap::new());
    }
    let counted = runner.census(table, requests).await?;
    let places = requests.iter().map(|request| request.place.clone());
    Ok(places.zip(counted).collect())
}

/// The steps that are done by now.
pub(super) type Done = BTreeSet<StepId>;

#[cfg(test)]
mod tests;
