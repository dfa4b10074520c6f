//! A whole plan tried on an export, without a deployment: what it would do, and to which documents.
//!
//! Each document is looked at by the functions that a run uses. A table whose transitions need
//! nothing but the document itself is looked at while it is unzipped, on all cores, and nothing of
//! it is written anywhere. Tables that take part in effects or reads are put into an embedded
//! deployment in a temporary file, and carried there as a run carries them. The export isn't
//! touched.

mod difference;
mod headroom;
mod look;
mod plan;
mod reasons;
mod stored;
mod stream;
#[cfg(test)]
mod tests;
mod version;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::history::TableHistory;
use schema_core::id::TableNumber;
use schema_core::name::TableName;
use schema_core::version::{VersionName, VersionNumber};
use schema_core::widen::WidenError;

pub use self::difference::{After, Difference, FieldDifference, SHOWN_MAX};
pub use self::headroom::{Batches, Headroom, Limit};
pub use self::plan::RehearsedPlan;
pub use self::reasons::{FAILING_IDS_MAX, FailingDocuments, REASONS_MAX, Reason, Reasons};
pub use self::version::{Told, ToldVersion};
pub use self::write::Written;

use crate::error::StoreError;
use crate::event::Observer;
use crate::run::{RunError, Stop, history};
use crate::ship::Versions;
use crate::snapshot::{Snapshot, SnapshotError, SnapshotWriter};

use self::look::{Tally, Treatment};
use self::stored::Stored;
use self::stream::{Stream, Streamed};

/// A plan to try on an export.
pub struct Rehearsal<'a> {
    /// The export.
    pub snapshot: &'a Snapshot,
    /// What is declared.
    pub versions: Versions<'a>,
    /// The versions that tables are at, where somebody knows.
    pub given: &'a BTreeMap<TableName, VersionNumber>,
    /// Told how far it has come.
    pub observer: &'a dyn Observer,
    /// Asked between blocks of documents.
    pub stop: &'a Stop,
}

/// What a plan would do.
#[derive(Debug)]
pub struct Rehearsed {
    /// What is to be done.
    pub plan: RehearsedPlan,
    /// The tables of the export, by name.
    pub tables: BTreeMap<TableName, RehearsedTable>,
}

/// What a plan would do to a table.
#[derive(Debug)]
pub struct RehearsedTable {
    /// The version that it is at; none where nothing declared knows its documents.
    pub at: Option<ToldVersion>,
    /// How many documents it has.
    pub documents: u64,
    /// Of those, documents that stay as they are because they are of the newest version.
    pub current: u64,
    /// The bytes of those.
    pub current_bytes: u64,
    /// Documents that become the newest version.
    pub carried: u64,
    /// Of the carried, those that were a mix of versions.
    pub hybrids: u64,
    /// Documents that are deleted.
    pub deleted: u64,
    /// Documents that transitions of this table insert, into whichever table.
    pub inserted: u64,
    /// Documents that can't be carried, and why.
    pub failing: Reasons,
    /// The first carried documents, before and after.
    pub differences: Vec<Difference>,
    /// What a run writes.
    pub batches: Batches,
    /// How near it comes to Convex's limits.
    pub headroom: Vec<Headroom>,
}

/// A rehearsal came to no end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RehearseError {
    /// The file of the export isn't what it should be.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The embedded deployment failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// There is no schema between two versions.
    #[error(transparent)]
    Widen(#[from] WidenError),
    /// A table is said to be at a version that isn't declared.
    #[error("`{name}` isn't declared; `{table}` has {declared}", table = .name.table)]
    NoSuchVersion {
        /// The version.
        name: VersionName,
        /// The versions that there are.
        declared: String,
    },
    /// The export doesn't have a table that is said to be at some version.
    #[error("the export has no table `{0}`")]
    NoSuchTable(TableName),
    /// It was asked to stop.
    #[error("stopped")]
    Stopped,
}

impl From<StoreError> for RehearseError {
    fn from(error: StoreError) -> Self {
        Self::Run(error.into())
    }
}

impl Rehearsed {
    /// How many documents can't be carried.
    pub fn failing(&self) -> u64 {
        self.tables.values().map(|table| table.failing.count()).sum()
    }

    /// Whether the plan can be carried out, and carries every document.
    pub fn is_clean(&self) -> bool {
        self.plan.plan.is_ok() && self.failing() == 0
    }
}

impl Rehearsal<'_> {
    /// Tries the plan.
    ///
    /// # Errors
    ///
    /// The export can't be read, what is said of its versions isn't so, or the temporary deployment
    /// fails.
    pub fn run(&self) -> Result<Rehearsed, RehearseError> {
        Ok(self.carried()?.0)
    }

    /// The same, and writes what the export becomes into another one: every document carried as
    /// far as it can be, everything else as it is. Nothing is written where there is no plan.
    ///
    /// The same export and declaration give the same bytes.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), or the file is there already or can't be written; none is left behind.
    pub fn write(&self, path: &Path) -> Result<(Rehearsed, Option<Written>), RehearseError> {
        // Told before all the work, not after it.
        SnapshotWriter::refuse_existing(path)?;
        let (rehearsed, stored) = self.carried()?;
        if rehearsed.plan.plan.is_err() {
            return Ok((rehearsed, None));
        }
        let written = self.write_carried(&stored, &rehearsed, path)?;
        Ok((rehearsed, Some(written)))
    }

    fn carried(&self) -> Result<(Rehearsed, Stored), RehearseError> {
        self.check_given()?;
        let declaration = self.versions.declaration;
        let entangled = entangled(declaration);
        let mut stored = Stored::begin(self, &entangled)?;
        let mut found = BTreeMap::new();
        let mut packed = BTreeMap::new();
        let mut unknown: BTreeSet<TableNumber> = BTreeSet::new();
        for table in self.snapshot.tables().keys() {
            let requests = plan::requests(&self.versions, table);
            let stream = Stream {
                snapshot: self.snapshot,
                declaration,
                table,
                treatment: treatment(declaration, table, &entangled),
                requests: &requests,
                observer: self.observer,
                stop: self.stop,
            };
            let streamed = stream.run(&mut |documents| stored.keep(table, documents))?;
            let Streamed { tally, packing, unknown: more } = streamed;
            unknown.extend(more);
            packed.insert(table.clone(), packing);
            found.insert(table.clone(), (tally, requests));
        }
        let told = self.tell(&found);
        let versions = told.iter().map(|(table, told)| (table.clone(), told.version)).collect();
        let plan = plan::planned(&self.versions, &versions, &found);
        let mut tables: BTreeMap<TableName, RehearsedTable> = found
            .into_iter()
            .zip(packed.into_values())
            .map(|((table, (tally, _)), packing)| {
                let at = told.get(&table).cloned();
                (table, RehearsedTable::of(at, tally, packing))
            })
            .collect();
        if let Ok(plan) = &plan.plan {
            stored.carry(self, plan, &versions, &unknown, &mut tables)?;
        }
        Ok((Rehearsed { plan, tables }, stored))
    }

    fn check_given(&self) -> Result<(), RehearseError> {
        for (table, version) in self.given {
            if !self.snapshot.tables().contains_key(table) {
                return Err(RehearseError::NoSuchTable(table.clone()));
            }
            let history = history(self.versions.declaration, table);
            if history.is_none_or(|history| history.version(*version).is_none()) {
                let numbers = history.iter().flat_map(|history| history.versions());
                let declared: Vec<_> = numbers.map(|one| format!("`{}`", one.name)).collect();
                let declared = match declared.as_slice() {
                    [] => "no version".to_owned(),
                    declared => declared.join(", "),
                };
                let name = VersionName { table: table.clone(), version: *version };
                return Err(RehearseError::NoSuchVersion { name, declared });
            }
        }
        Ok(())
    }

    fn tell(
        &self,
        found: &BTreeMap<TableName, (Tally, Vec<schema_core::diff::CensusRequest>)>,
    ) -> BTreeMap<TableName, ToldVersion> {
        let tell = |(table, (tally, _)): (&TableName, &(Tally, _))| {
            if let Some(version) = self.given.get(table) {
                let told = ToldVersion { version: *version, how: Told::Given };
                return Some((table.clone(), told));
            }
            let history = history(self.versions.declaration, table)?;
            let told = tally.evidence.as_ref()?.tell(history, tally.documents);
            Some((table.clone(), told))
        };
        found.iter().filter_map(tell).collect()
    }
}

impl RehearsedTable {
    fn of(at: Option<ToldVersion>, tally: Tally, packing: headroom::Packing) -> Self {
        let (batches, in_batches) = packing.finish();
        let headroom = tally.largest.headroom().into_iter().chain(in_batches).collect();
        Self {
            at,
            documents: tally.documents,
            current: tally.current,
            current_bytes: tally.current_bytes,
            carried: tally.carried,
            hybrids: tally.hybrids,
            deleted: tally.deleted,
            inserted: 0,
            failing: tally.failing,
            differences: tally.differences,
            batches,
            headroom,
        }
    }
}

/// What is done with a table's documents while they are read.
fn treatment<'d>(
    declaration: &'d Declaration,
    table: &TableName,
    entangled: &BTreeSet<TableName>,
) -> Treatment<'d> {
    match history(declaration, table) {
        Some(history) if entangled.contains(table) => Treatment::Keep(history),
        Some(history) => Treatment::Carry(history),
        None => match declaration.dropped.get(table) {
            Some(DroppedTable::DeleteDocuments) => Treatment::Delete,
            Some(DroppedTable::Forget | DroppedTable::CarriedAway { .. }) | None => {
                Treatment::Count
            }
        },
    }
}

/// The tables that take part in effects or reads, on either side.
fn entangled(declaration: &Declaration) -> BTreeSet<TableName> {
    let carried_away = declaration.dropped.values().filter_map(|dropped| match dropped {
        DroppedTable::CarriedAway { history, .. } => Some(&**history),
        DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
    });
    let mut tables = BTreeSet::new();
    for history in declaration.tables.values().chain(carried_away) {
        for pass in TableHistory::passes(history).into_iter().filter(|pass| !pass.is_pure()) {
            tables.insert(history.newest().name.table.clone());
            let ensured = pass.ensures.iter().map(|(version, _)| version);
            let others = pass.reads.iter().chain(&pass.inserts).chain(ensured);
            tables.extend(others.map(|version| version.table.clone()));
        }
    }
    tables
}
