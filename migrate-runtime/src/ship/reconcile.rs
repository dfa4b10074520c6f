//! What is deployed, what the ledger says and what the files say -> where each table stands, and what
//! has to be corrected before anything is planned.
//!
//! After a crash, a push by hand or an import these can be in any combination. The manifest goes live
//! in one transaction with the schema, so it is believed first; then the stored documents; then the
//! ledger; and the committed files last.

use std::collections::{BTreeMap, BTreeSet};

use schema_core::declaration::DroppedTable;
use schema_core::diff;
use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::schema::Enforcement;
use schema_core::version::{Meaning, VersionName, VersionNumber};

use super::Versions;
use crate::deployment::DeploymentName;
use crate::run::{RunError, Runner, Verification};
use crate::store::{Deployed, Receipt, StepState, Store, TablePhase};

/// Where a table stands, by what is deployed, what the ledger says and what the files say.
///
/// Every combination of the three is one of these, and each has a way on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableState {
    /// The deployment accepts nothing older, and the ledger has the receipt. Nothing is left to do.
    Proved,
    /// The deployment accepts nothing older, and the ledger lacks the receipt: the push was made by
    /// hand, the process ended between the push and the receipt, or the ledger was replaced. The
    /// receipt is written.
    Unnoted {
        /// The committed receipt, which knows what was counted.
        committed: Option<Box<Receipt>>,
    },
    /// A receipt says that nothing older is left, and the deployment still accepts older documents.
    /// The stored documents decide: the receipt stays, or it is withdrawn.
    Claimed(Box<Claimed>),
    /// The deployed schema lacks the table, which has documents: of a drained table some came late, or
    /// the deployment was made without these functions. No manifest tells of which versions they are,
    /// so it goes into the schema from its oldest version on, and they are migrated.
    Undeployed {
        /// How many there are.
        documents: u64,
        /// The receipt that says otherwise, in the ledger or in the files.
        claimed: Option<Box<Claimed>>,
    },
    /// Nothing is claimed: the plan leads on.
    Open,
}

/// A receipt that the deployment itself does not prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The receipt.
    pub receipt: Receipt,
    /// Whether the ledger has it; otherwise only the committed files do.
    pub is_in_ledger: bool,
}

/// A receipt that stored documents contradict.
#[derive(Clone, Debug)]
pub struct Contradicted {
    /// The receipt.
    pub claimed: Claimed,
    /// The documents that are older than it says.
    pub verification: Verification,
}

/// A receipt that the ledger lacks, though the deployment proves it.
#[derive(Clone, Debug)]
pub struct Unnoted {
    /// The table.
    pub table: TableName,
    /// The committed receipt, which knows what was counted.
    pub committed: Option<Receipt>,
}

/// What has to be corrected in ledger and files, and what is known of receipts once it is.
#[derive(Clone, Debug, Default)]
pub struct Reconciliation {
    /// Receipts to write.
    pub unnoted: Vec<Unnoted>,
    /// Receipts to withdraw.
    pub contradicted: Vec<Contradicted>,
    /// Tables with documents of versions that no manifest tells, and how many those are.
    pub undeployed: BTreeMap<TableName, u64>,
    /// Tables whose open quarantine entries are about documents that need no migration any more.
    pub stale_entries: BTreeSet<TableName>,
    /// Tables with a receipt for their newest version that can be relied on.
    pub proved: BTreeSet<TableName>,
}

impl Reconciliation {
    /// Whether ledger and files agree with the deployment.
    pub fn is_empty(&self) -> bool {
        let Self { unnoted, contradicted, undeployed, stale_entries, proved: _ } = self;
        unnoted.is_empty()
            && contradicted.is_empty()
            && undeployed.is_empty()
            && stale_entries.is_empty()
    }

    /// Has the stored documents decide whether a receipt stands, and says whether it opens narrow.
    async fn look_at<S: Store>(
        &mut self,
        runner: &Runner<'_, S>,
        table: Receipted<'_>,
        claimed: Claimed,
    ) -> Result<bool, RunError> {
        let name = table.table();
        let verification = if table.is_drained {
            runner.verify_empty(name).await?
        } else {
            runner.verify(name, table.history).await?
        };
        let is_proof = verification.is_proof();
        // What only the files say opens nothing: the plan verifies the table, and the receipt that
        // follows counts what is there now.
        let stands = is_proof && claimed.is_in_ledger;
        if stands {
            self.proved.insert(name.clone());
        } else if !is_proof && !verification.is_stopped {
            self.contradicted.push(Contradicted { claimed, verification });
        }
        Ok(stands)
    }

    /// Whether the receipt of a table is one of those to withdraw.
    pub(super) fn contradicts(&self, table: &TableName) -> bool {
        self.contradicted.iter().any(|one| one.claimed.receipt.name.table == *table)
    }
}

/// What a table's state is read from.
struct Sources<'a> {
    deployment: &'a DeploymentName,
    versions: &'a Versions<'a>,
    deployed: Option<&'a Deployed>,
    /// The receipts of the ledger.
    ledger: &'a [Receipt],
}

impl Sources<'_> {
    /// Whether the deployed schema has a table.
    fn has(&self, table: &TableName) -> bool {
        self.deployed.is_some_and(|live| live.schema.tables.contains_key(table))
    }

    /// Whether a receipt is about this deployment and about what the table's newest version is declared
    /// as. A ledger that was imported can hold receipts of another deployment.
    fn is_ours(&self, receipt: &Receipt, table: Receipted<'_>) -> bool {
        let name = table.name();
        receipt.deployment == *self.deployment
            && receipt.name == *name
            && receipt.new_hash == self.versions.hash(&name.table, name.version)
            && receipt.carried_away == table.is_drained
    }
}

/// A table of which a receipt can be asked for.
#[derive(Clone, Copy)]
struct Receipted<'a> {
    history: &'a TableHistory,
    /// Whether the table is drained, and leaves the schema.
    is_drained: bool,
}

impl Receipted<'_> {
    fn name(&self) -> &VersionName {
        &self.history.newest().name
    }

    fn table(&self) -> &TableName {
        &self.name().table
    }

    /// Whether a gate waits for a receipt: where there was never an older version it does not.
    fn needs_receipt(&self) -> bool {
        self.is_drained || self.history.versions().len() > 1
    }
}

impl TableState {
    /// Where a table stands. `documents` is how many it has, counted after `deployed` was read; it
    /// matters only where the deployed schema lacks the table.
    fn of(sources: &Sources<'_>, table: Receipted<'_>, documents: u64) -> Self {
        let Sources { versions, deployed, ledger, .. } = sources;
        let is_ours = |receipt: &&Receipt| sources.is_ours(receipt, table);
        let noted = ledger.iter().find(is_ours);
        let committed = versions.receipts.iter().find(is_ours);
        let claimed = noted.or(committed).map(|receipt| {
            Box::new(Claimed { receipt: receipt.clone(), is_in_ledger: noted.is_some() })
        });
        let is_deployed = sources.has(table.table());
        if !is_deployed && documents > 0 && table.needs_receipt() {
            return Self::Undeployed { documents, claimed };
        }
        let is_proved = if table.is_drained {
            // Convex checks nothing of a table that its schema doesn't have, so that none is left is
            // told by the count alone. Before the first push that says nothing, unless there is
            // nothing to push.
            !is_deployed && (deployed.is_some() || versions.declaration.tables.is_empty())
        } else {
            deployed.is_some_and(|live| accepts_newest_only(versions, live, table.history))
        };
        match (is_proved, noted, claimed) {
            (true, None, _) if table.needs_receipt() => {
                Self::Unnoted { committed: committed.cloned().map(Box::new) }
            }
            (true, _, _) => Self::Proved,
            (false, _, Some(claimed)) => Self::Claimed(claimed),
            (false, _, None) => Self::Open,
        }
    }
}

/// Whether the deployment enforces a table's newest version on every document.
fn accepts_newest_only(versions: &Versions<'_>, live: &Deployed, history: &TableHistory) -> bool {
    let newest = history.newest();
    let VersionName { table, version } = &newest.name;
    let (Some(manifest), Some(schema)) =
        (live.manifest.tables.get(table), live.schema.tables.get(table))
    else {
        return false;
    };
    live.schema.enforcement == Enforcement::On
        && manifest.version == *version
        && manifest.hash == versions.hash(table, *version)
        && manifest.phase == TablePhase::Narrowed
        // It may lack amendments, which accept more.
        && schema.document.is_subset(&newest.document)
}

/// Every table of which a receipt can be asked for.
fn receipted<'d>(versions: &Versions<'d>) -> impl Iterator<Item = Receipted<'d>> {
    let declared = versions.declaration.tables.values();
    let declared = declared.map(|history| Receipted { history, is_drained: false });
    let drained = versions.declaration.dropped.values().filter_map(|dropped| match dropped {
        DroppedTable::CarriedAway { history, .. } => Some(Receipted { history, is_drained: true }),
        DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
    });
    declared.chain(drained)
}

/// Compares what is deployed, the ledger and the committed receipts, and looks at the documents where
/// these disagree. Writes nothing.
///
/// # Errors
///
/// The deployment fails, or the run may not go on.
pub(super) async fn reconcile<S: Store>(
    runner: &Runner<'_, S>,
    versions: &Versions<'_>,
    deployed: Option<&Deployed>,
) -> Result<Reconciliation, RunError> {
    let store = runner.store;
    let ledger = runner.insist(|| store.receipts()).await?;
    let steps = runner.insist(|| store.steps()).await?;
    let deployment = store.deployment();
    let sources = Sources { deployment, versions, deployed, ledger: &ledger };
    let mut found = Reconciliation::default();
    for table in receipted(versions) {
        let name = table.table();
        let documents = match (sources.has(name), table.is_drained) {
            (true, _) => 0,
            (false, true) => runner.verify_empty(name).await?.failing_count,
            (false, false) => runner.insist(|| store.count(name)).await?,
        };
        match TableState::of(&sources, table, documents) {
            TableState::Open => {}
            TableState::Proved => {
                found.proved.insert(name.clone());
                // Only a table that a step walked over can have entries.
                let may_have_entries = has_steps(&steps, name);
                if may_have_entries && has_entries(runner, name).await? {
                    found.stale_entries.insert(name.clone());
                }
            }
            TableState::Unnoted { committed } => {
                found.proved.insert(name.clone());
                // Where the ledger knows what was done, its counts are exact, and a file that outlived
                // the receipt may not be.
                let is_remembered = has_steps(&steps, name);
                let committed = committed.map(|receipt| *receipt).filter(|_| !is_remembered);
                found.unnoted.push(Unnoted { table: name.clone(), committed });
            }
            TableState::Undeployed { documents, claimed } => {
                let stands = match claimed {
                    Some(claimed) => found.look_at(runner, table, *claimed).await?,
                    None => false,
                };
                if !stands {
                    found.undeployed.insert(name.clone(), documents);
                }
            }
            TableState::Claimed(claimed) => {
                found.look_at(runner, table, *claimed).await?;
            }
        }
    }
    Ok(found)
}

/// Whether the ledger knows of a step of a table.
fn has_steps(steps: &[StepState], table: &TableName) -> bool {
    steps.iter().any(|state| state.step.table == *table)
}

/// Whether a table has open quarantine entries.
async fn has_entries<S: Store>(
    runner: &Runner<'_, S>,
    table: &TableName,
) -> Result<bool, RunError> {
    Ok(!runner.insist(|| runner.store.quarantine(table)).await?.is_empty())
}

/// Tables with documents of versions that no manifest tells, as if their oldest version were deployed:
/// every document is of some version from it on.
pub(super) fn as_deployed(
    versions: &Versions<'_>,
    undeployed: &BTreeMap<TableName, u64>,
) -> impl Iterator<Item = (TableName, diff::DeployedTable)> {
    undeployed.keys().filter_map(|table| {
        let oldest = crate::run::history(versions.declaration, table)?.versions().first()?;
        let (version, meaning) = (oldest.name.version, Meaning::of(oldest));
        Some((table.clone(), diff::DeployedTable { version, meaning }))
    })
}

/// The version from which a table's documents are migrated again once a receipt is withdrawn.
pub(super) fn oldest_accepted(deployed: Option<&Deployed>, receipt: &Receipt) -> VersionNumber {
    let live = deployed.and_then(|live| live.manifest.tables.get(&receipt.name.table));
    match live.map(|live| (live.phase, live.version)) {
        Some((TablePhase::Widened { old }, _)) => old,
        Some((TablePhase::Narrowed, version)) => version,
        None => receipt.old,
    }
}

#[cfg(test)]
mod tests;
