//! Which schema is deployed at each point of the road.

use std::collections::BTreeMap;

use schema_core::name::TableName;
use schema_core::plan::{Phase, Step};
use schema_core::schema::{Schema, TableSchema};
use schema_core::version::VersionNumber;
use schema_core::widen::WidenError;

use super::Versions;
use crate::run::history;
use crate::store::{Deployed, DeployedTable, Manifest, TablePhase};

/// The tables of a deployment as they are deployed next.
#[derive(Clone, Debug, Default)]
pub(super) struct Target {
    tables: BTreeMap<TableName, (TableSchema, DeployedTable)>,
}

impl Target {
    /// What is deployed now.
    pub(super) fn of(deployed: Option<&Deployed>) -> Self {
        let Some(Deployed { schema, manifest }) = deployed else { return Self::default() };
        let both = |(name, table): (&TableName, &TableSchema)| {
            let deployed = manifest.tables.get(name)?.clone();
            Some((name.clone(), (table.clone(), deployed)))
        };
        Self { tables: schema.tables.iter().filter_map(both).collect() }
    }

    /// What is deployed once a push has done this step too.
    pub(super) fn step(&mut self, versions: &Versions<'_>, step: &Step) -> Result<(), WidenError> {
        let table = &step.table;
        let is_declared = versions.declaration.tables.contains_key(table);
        match step.phase {
            Phase::Widen if step.span.old != step.span.new => {
                self.widen(versions, table, step.span.old)?;
            }
            Phase::Narrow if !is_declared => {
                self.tables.remove(table);
            }
            Phase::Widen | Phase::Backfill | Phase::Verify | Phase::Narrow => {
                self.narrow(versions, table);
            }
        }
        Ok(())
    }

    fn widen(
        &mut self,
        versions: &Versions<'_>,
        table: &TableName,
        old: VersionNumber,
    ) -> Result<(), WidenError> {
        let Some(history) = history(versions.declaration, table) else { return Ok(()) };
        let widened = history.widened_from(old)?;
        let phase = TablePhase::Widened { old };
        let deployed = versions.deployed(table, widened.new, phase);
        self.tables.insert(table.clone(), (widened.schema, deployed));
        Ok(())
    }

    fn narrow(&mut self, versions: &Versions<'_>, table: &TableName) {
        let Some(history) = history(versions.declaration, table) else { return };
        let newest = history.newest();
        let deployed = versions.deployed(table, newest.name.version, TablePhase::Narrowed);
        self.tables.insert(table.clone(), (TableSchema::from(newest), deployed));
    }

    /// The schema to push.
    pub(super) fn schema(&self) -> Schema {
        let table =
            |(name, (schema, _)): (&TableName, &(TableSchema, _))| (name.clone(), schema.clone());
        Schema { tables: self.tables.iter().map(table).collect(), ..Schema::default() }
    }

    /// What goes live with it.
    pub(super) fn manifest(&self) -> Manifest {
        let table = |(name, (_, deployed)): (&TableName, &(_, DeployedTable))| {
            (name.clone(), deployed.clone())
        };
        Manifest { tables: self.tables.iter().map(table).collect() }
    }
}
