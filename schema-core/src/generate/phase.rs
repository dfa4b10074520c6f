//! Which tables are between versions, told by receipts.

use std::collections::{BTreeMap, BTreeSet};

use crate::declaration::{Declaration, DroppedTable};
use crate::history::TableHistory;
use crate::name::TableName;
use crate::version::VersionNumber;

/// What a table's part of `schema.ts` accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Documents of every version from `lowest` to the newest, and those in between.
    Widened {
        /// The oldest version that some deployment may hold.
        lowest: VersionNumber,
    },
    /// Documents of the newest version alone; a table that was carried away is gone.
    Narrowed,
}

/// A committed receipt, as far as it decides the phase: nothing older than the version is left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReceiptedVersion {
    /// The deployment it was made for.
    pub deployment: String,
    /// The table.
    pub table: TableName,
    /// The version that every document has reached.
    pub version: VersionNumber,
    /// Whether the table was carried away and is empty.
    pub carried_away: bool,
}

/// The phase of each declared table, and of each table that is carried away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phases(BTreeMap<TableName, Phase>);

impl Phases {
    /// The phases that the receipts of `gates` allow: a table is widened from the lowest version
    /// that any gate may still hold, and narrowed where all of them hold the newest.
    ///
    /// A deployment without a receipt for a table may hold its oldest version. Receipts for
    /// versions that aren't declared say nothing.
    pub fn of(
        declaration: &Declaration,
        gates: &BTreeSet<String>,
        receipts: &[ReceiptedVersion],
    ) -> Self {
        let declared = declaration.tables.iter().map(|(name, history)| (name, history, false));
        let carried_away = declaration.dropped.iter().filter_map(|(name, dropped)| match dropped {
            DroppedTable::CarriedAway { history, .. } => Some((name, &**history, true)),
            DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
        });
        let phase = |(table, history, ends): (&TableName, &TableHistory, bool)| {
            let receipts: Vec<_> = receipts.iter().filter(|r| r.table == *table).collect();
            (table.clone(), phase(history, ends, gates, &receipts))
        };
        Self(declared.chain(carried_away).map(phase).collect())
    }

    /// The phase of a table; narrowed where nothing is said of it.
    pub fn get(&self, table: &TableName) -> Phase {
        self.0.get(table).copied().unwrap_or(Phase::Narrowed)
    }

    /// The same phases but for one table.
    #[must_use]
    pub fn with(mut self, table: TableName, phase: Phase) -> Self {
        self.0.insert(table, phase);
        self
    }
}

fn phase(
    history: &TableHistory,
    ends: bool,
    gates: &BTreeSet<String>,
    receipts: &[&ReceiptedVersion],
) -> Phase {
    let oldest = history.versions()[0].name.version;
    let newest = history.newest().name.version;
    let gone = |gate: &String| receipts.iter().any(|r| r.deployment == *gate && r.carried_away);
    if ends && !gates.is_empty() && gates.iter().all(gone) {
        return Phase::Narrowed;
    }
    let reached = |gate: &String| {
        let versions = receipts.iter().filter(|r| r.deployment == *gate).map(|r| r.version);
        versions.filter(|v| (oldest..=newest).contains(v)).max().unwrap_or(oldest)
    };
    let lowest = gates.iter().map(reached).min().unwrap_or(oldest);
    if lowest == newest && !ends { Phase::Narrowed } else { Phase::Widened { lowest } }
}
