//! The plan for a deployment that holds what an export does.

use std::collections::BTreeMap;

use schema_core::declaration::DroppedTable;
use schema_core::diff::{self, CensusRequest, Diff, diff};
use schema_core::name::TableName;
use schema_core::plan::{Count, Facts, Plan, PlanError, TableFacts, plan};
use schema_core::validator::Validator;
use schema_core::version::{Meaning, VersionNumber};

use super::look::Tally;
use crate::run::history;
use crate::ship::Versions;

/// What differs, what is known, and what is to be done.
#[derive(Clone, Debug)]
pub struct RehearsedPlan {
    /// What differs between the export and what is declared.
    pub diff: Diff,
    /// What is known of the export.
    pub facts: Facts,
    /// What is to be done, or why it can't be.
    pub plan: Result<Plan, PlanError>,
}

/// A table whose version nothing tells, because its documents are dropped whatever they are.
const DROPPED: VersionNumber = VersionNumber(1);

/// What an export holds of a table, if it is at this version; nothing where no code knows it.
fn held(
    versions: &Versions<'_>,
    table: &TableName,
    version: VersionNumber,
) -> Option<diff::DeployedTable> {
    if let Some(declared) = versions.declared(table, version) {
        return Some(diff::DeployedTable { version, meaning: Meaning::of(declared) });
    }
    match versions.declaration.dropped.get(table)? {
        DroppedTable::Forget | DroppedTable::DeleteDocuments => {
            let (document, indexes) = (Validator::Any, BTreeMap::new());
            let meaning = Meaning { document, indexes, version_field: None };
            Some(diff::DeployedTable { version: DROPPED, meaning })
        }
        DroppedTable::CarriedAway { .. } => None,
    }
}

/// What must be counted in a table, whichever version it turns out to be at.
pub(super) fn requests(versions: &Versions<'_>, table: &TableName) -> Vec<CensusRequest> {
    let mut requests = Vec::new();
    for version in history(versions.declaration, table).iter().flat_map(|one| one.versions()) {
        let Some(held) = held(versions, table, version.name.version) else { continue };
        let tables = BTreeMap::from([(table.clone(), held)]);
        let mut difference = diff(&diff::Deployed { tables }, versions.declaration);
        for request in difference.tables.remove(table).map(|one| one.census).unwrap_or_default() {
            if !requests.contains(&request) {
                requests.push(request);
            }
        }
    }
    requests
}

/// Plans, by what was found in each table.
pub(super) fn planned(
    versions: &Versions<'_>,
    told: &BTreeMap<TableName, VersionNumber>,
    found: &BTreeMap<TableName, (Tally, Vec<CensusRequest>)>,
) -> RehearsedPlan {
    let mut deployed = diff::Deployed::default();
    let mut facts = Facts::default();
    for (table, (tally, requests)) in found {
        let version = told.get(table).copied().unwrap_or(DROPPED);
        if let Some(held) = held(versions, table, version) {
            deployed.tables.insert(table.clone(), held);
        }
        let counted = tally.census.iter().cloned().map(crate::run::Counter::finish);
        let places = requests.iter().map(|request| request.place.clone());
        let documents = Count::Exactly(tally.documents);
        let known =
            TableFacts { documents, census: places.zip(counted).collect(), has_receipt: false };
        facts.tables.insert(table.clone(), known);
    }
    // What the export doesn't have is empty in the deployment, too.
    for table in versions.declaration.tables.keys() {
        let empty = TableFacts { documents: Count::Exactly(0), ..TableFacts::default() };
        facts.tables.entry(table.clone()).or_insert(empty);
    }
    let difference = diff(&deployed, versions.declaration);
    let plan = plan(&difference, &facts);
    RehearsedPlan { diff: difference, facts, plan }
}
