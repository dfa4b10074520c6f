//! Which table has which number, as ids hold it.
//!
//! No function is told the numbers of tables, but each can say whether an id is one of a table's. So
//! made-up ids are asked about, with numbers from the first one that a deployment gives out. A table
//! keeps its number, so what was learned once holds; tables that weren't found are asked about again
//! each time, because the application may make them at any moment.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use convex::Value;
use schema_core::generate::is_ledger_table;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;

use crate::error::StoreError;
use crate::store::TableIds;

use super::values::{Read, Record, fields, list, record_of, string};
use super::{ConvexStore, wire};

/// The numbers that a deployment gives to the application's tables, one after the other.
const NUMBERS: Range<u32> = 10_001..60_000;

/// The numbers that old deployments gave.
const OLD_NUMBERS: Range<u32> = 512..10_000;

/// How many numbers are asked about at once: each is tried with every table that there is.
const PROBES: u32 = 64;

/// How many questions in a row without an answer mean that there are no more tables. Numbers of
/// tables that are gone aren't given again.
const SILENCES_MAX: u32 = 8;

/// What is known of the numbers of tables.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Tables that the schema may not have and that are asked about, too.
    names: BTreeSet<TableName>,
    learned: Mutex<Learned>,
}

#[derive(Clone, Debug, Default)]
struct Learned {
    /// The tables of the deployed schema, once it was asked for.
    declared: Option<BTreeSet<TableName>>,
    numbers: BTreeMap<TableNumber, TableName>,
}

impl Numbers {
    pub(super) fn of(names: BTreeSet<TableName>) -> Self {
        Self { names, learned: Mutex::default() }
    }

    fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another schema may be deployed by now.
    pub(super) fn schema_may_differ(&self) {
        self.learned().declared = None;
    }
}

impl<P> ConvexStore<P> {
    /// The numbers of the tables of the deployed schema, and of those that the application names.
    pub(super) async fn numbers(&self) -> Result<TableIds, StoreError> {
        let Learned { declared, mut numbers } = self.numbers.learned().clone();
        let declared = match declared {
            Some(declared) => declared,
            None => self.declared_tables().await?,
        };
        let mut missing: BTreeSet<_> = declared.union(&self.numbers.names).cloned().collect();
        missing.retain(|name| !numbers.values().any(|known| known == name));
        if !missing.is_empty() {
            let found = self.probe(NUMBERS, &mut missing).await?;
            numbers.extend(found);
            // Tables of a schema are there since its push, so these are numbered the old way.
            if missing.iter().any(|name| declared.contains(name)) {
                let found = self.probe(OLD_NUMBERS, &mut missing).await?;
                numbers.extend(found);
            }
        }
        *self.numbers.learned() = Learned { declared: Some(declared), numbers: numbers.clone() };
        Ok(TableIds { names: numbers })
    }

    /// Asks about numbers until no table is missing, or a long stretch of them is nobody's.
    async fn probe(
        &self,
        numbers: Range<u32>,
        missing: &mut BTreeSet<TableName>,
    ) -> Result<BTreeMap<TableNumber, TableName>, StoreError> {
        let mut found = BTreeMap::new();
        let mut silences = 0;
        let mut next = numbers.start;
        while next < numbers.end && !missing.is_empty() && silences < SILENCES_MAX {
            let probes = (next..numbers.end).take(PROBES as usize).map(probe).collect();
            let names = self.numbers.names.iter().map(|name| string(name.as_str())).collect();
            let arguments =
                fields([("probes", Value::Array(probes)), ("names", Value::Array(names))]);
            let function = "migrate_runtime/documents:tables";
            let answer = self.query(function, arguments, list(record_of(numbered))).await?;
            silences = if answer.is_empty() { silences + 1 } else { 0 };
            for (number, name) in answer {
                missing.remove(&name);
                if !is_ledger_table(&name) {
                    found.insert(number, name);
                }
            }
            next += PROBES;
        }
        Ok(found)
    }
}

/// An id of no document of the table with this number.
fn probe(number: u32) -> Value {
    string(&DocumentId { table: TableNumber(number), internal: [0; 16] }.to_string())
}

fn numbered(fields: &mut Record) -> Read<(TableNumber, TableName)> {
    let id = fields.take("id", wire::id)?;
    Ok((id.table, fields.take("table", wire::table)?))
}
