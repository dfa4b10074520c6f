//! How each step was begun, and which programs went on with it.

use rusqlite::{Connection, Transaction};
use schema_core::name::TableName;
use schema_core::version::VersionNumber;

use crate::error::StoreError;
use crate::start::Start;
use crate::step::StepKey;
use crate::store::{Noted, StepStart};

use super::{codec, ledger, sql};

/// What is kept is called so where it can't be read.
const WHAT: &str = "how a step was begun";

pub(super) fn note(db: &Connection, step: &StepKey, start: &Start) -> Result<(), StoreError> {
    let key = codec::step_row(step);
    let before = sql::start(db, key)?;
    let before = before.map(|text| codec::from_json(WHAT, &text)).transpose()?;
    let noted = Noted::after(before, start, carried(db, step)?);
    sql::set_start(db, key, &codec::to_json(WHAT, &noted)?)
}

pub(super) fn all(db: &Connection) -> Result<Vec<StepStart>, StoreError> {
    let mut starts = Vec::new();
    for ((table, old, new), text) in sql::starts(db)? {
        let step = StepKey {
            table: TableName::from_checked(table),
            old: VersionNumber(old),
            new: VersionNumber(new),
        };
        let noted: Noted = codec::from_json(WHAT, &text)?;
        let carried = carried(db, &step)?;
        starts.push(noted.start(step, carried));
    }
    Ok(starts)
}

fn carried(db: &Connection, step: &StepKey) -> Result<u64, StoreError> {
    Ok(ledger::step(db, step)?.map_or(0, |state| state.counts.carried))
}

/// Layout 2 didn't know how steps were begun: of those that have been, nothing is known.
pub(super) fn upgrade(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let failed = StoreError::database("upgrading the ledger");
    transaction.execute_batch(sql::LAYOUT_3).map_err(failed)
}
