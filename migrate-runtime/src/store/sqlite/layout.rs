//! Brings a file that an older release wrote to the layout of this one.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::StoreError;

use super::sql;

#[cfg(test)]
mod tests;

/// The layout that this program reads and writes.
#[expect(clippy::cast_possible_wrap, reason = "there are a handful")]
pub(super) const LAYOUT: i64 = 1 + UPGRADES.len() as i64;

/// How each layout becomes the next, from layout 1 on. Whoever adds one adds a file of the new layout
/// to `tests/layouts/`, and a file of the one before stays as it is.
pub(super) const UPGRADES: &[Upgrade] = &[super::ledger::upgrade, super::start::upgrade];

/// Turns one layout into the next, within a transaction that isn't its own.
pub(super) type Upgrade = fn(&Transaction<'_>) -> Result<(), StoreError>;

/// Takes a file to the last layout that `upgrades` lead to, all of the way or not at all. Another
/// process may come first, or may have come from a newer release.
pub(super) fn upgrade(
    connection: &mut Connection,
    path: &Path,
    upgrades: &[Upgrade],
) -> Result<(), StoreError> {
    let failed = StoreError::database;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed("upgrading the layout"))?;
    check(&transaction, path)?;
    apply(&transaction, upgrades)?;
    transaction.commit().map_err(failed("upgrading the layout"))
}

/// Applies the upgrades that the database hasn't had.
pub(super) fn apply(transaction: &Transaction<'_>, upgrades: &[Upgrade]) -> Result<(), StoreError> {
    for (old, upgrade) in (1..).zip(upgrades) {
        if sql::layout(transaction)? == old {
            upgrade(transaction)?;
            set(transaction, old + 1)?;
        }
    }
    Ok(())
}

/// Refuses a file whose layout this program doesn't know.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let found = sql::layout(connection)?;
    if (1..=LAYOUT).contains(&found) {
        return Ok(());
    }
    Err(StoreError::Layout { path: path.to_owned(), found, known: LAYOUT })
}

pub(super) fn set(transaction: &Transaction<'_>, layout: i64) -> Result<(), StoreError> {
    transaction
        .pragma_update(None, "user_version", layout)
        .map_err(StoreError::database("writing the layout"))
}
