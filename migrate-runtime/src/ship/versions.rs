//! What each version means, and the digests that manifests and receipts bind.

use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use schema_core::generate::{Phase, Phases};
use schema_core::name::TableName;
use schema_core::version::{TableVersion, VersionName, VersionNumber};

use crate::digest::Digest;
use crate::run::history;
use crate::start::original_hash;
use crate::store::{DeployedTable, Manifest, Receipt, TablePhase};

/// The declared versions together with their frozen files and the committed receipts.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    /// What the application declares.
    pub declaration: &'a Declaration,
    /// The frozen files, by version.
    pub frozen: &'a FrozenFiles,
    /// The committed receipts of all deployments.
    pub receipts: &'a [Receipt],
}

impl<'a> Versions<'a> {
    /// The declared versions with their frozen files, and without committed receipts.
    pub const fn of(declaration: &'a Declaration, frozen: &'a FrozenFiles) -> Self {
        Self { declaration, frozen, receipts: &[] }
    }

    /// A declared version; also of a table whose documents are carried away.
    pub fn declared(&self, table: &TableName, version: VersionNumber) -> Option<&TableVersion> {
        let versions = history(self.declaration, table)?.versions();
        versions.iter().find(|declared| declared.name.version == version)
    }

    /// The digest of what a version meant at first: amendments don't change it.
    pub fn hash(&self, table: &TableName, version: VersionNumber) -> Digest {
        let name = VersionName { table: table.clone(), version };
        original_hash(history(self.declaration, table), self.frozen, &name)
    }

    /// How many amendments a version has.
    pub fn amendments(&self, table: &TableName, version: VersionNumber) -> u32 {
        let name = VersionName { table: table.clone(), version };
        self.frozen.get(&name).map_or(0, schema_core::frozen::FrozenVersion::amendment_count)
    }

    /// What a manifest says of a version in some phase.
    pub fn deployed(
        &self,
        table: &TableName,
        version: VersionNumber,
        phase: TablePhase,
    ) -> DeployedTable {
        let (hash, amendments) = (self.hash(table, version), self.amendments(table, version));
        DeployedTable { version, hash, amendments, phase }
    }

    /// The manifest of the schema in which the tables are in these phases.
    pub fn manifest_in(&self, phases: &Phases) -> Manifest {
        let declared = self.declaration.tables.keys().map(|table| (table, false));
        let dropped = self.declaration.dropped.keys().map(|table| (table, true));
        let table = |(table, ends): (&TableName, bool)| {
            let newest = history(self.declaration, table)?.newest().name.version;
            let phase = match phases.get(table) {
                Phase::Narrowed if ends => return None,
                Phase::Widened { lowest } if lowest != newest => {
                    TablePhase::Widened { old: lowest }
                }
                Phase::Widened { .. } | Phase::Narrowed => TablePhase::Narrowed,
            };
            Some((table.clone(), self.deployed(table, newest, phase)))
        };
        Manifest { tables: declared.chain(dropped).filter_map(table).collect() }
    }

    /// The manifest of a deployment that holds these versions and nothing older.
    pub fn manifest<'n>(&self, names: impl IntoIterator<Item = &'n VersionName>) -> Manifest {
        let table = |name: &VersionName| {
            let deployed = self.deployed(&name.table, name.version, TablePhase::Narrowed);
            (name.table.clone(), deployed)
        };
        Manifest { tables: names.into_iter().map(table).collect() }
    }
}
