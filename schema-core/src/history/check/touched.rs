//! Tables that a transition reads and writes beside its own.

use std::collections::BTreeMap;

use crate::history::TableHistory;
use crate::history::error::HistoryError;
use crate::name::TableName;
use crate::schema::IndexKind;
use crate::transition::TransitionDef;
use crate::version::VersionName;

pub(super) fn check(
    newest: &VersionName,
    transition: &TransitionDef,
    tables: &BTreeMap<TableName, TableHistory>,
) -> Vec<HistoryError> {
    let new = VersionName { table: newest.table.clone(), version: transition.new };
    let mut errors = Vec::new();
    for read in &transition.reads {
        match tables.get(&read.table).map(|history| &history.newest().name) {
            None => errors.push(no_such_table(&new, read)),
            Some(newest) if newest != read => errors.push(HistoryError::ReadGone {
                new: new.clone(),
                read: read.clone(),
                newest: newest.clone(),
            }),
            Some(_) => {}
        }
    }
    let ensured = transition.effects.ensures.iter().map(|(version, _)| version);
    for inserted in transition.effects.inserts.iter().chain(ensured) {
        match tables.get(&inserted.table) {
            None => errors.push(no_such_table(&new, inserted)),
            Some(history) if history.version(inserted.version).is_none() => {
                let inserted = inserted.clone();
                errors.push(HistoryError::InsertGone { new: new.clone(), inserted });
            }
            Some(_) => {}
        }
    }
    for (ensured, index) in &transition.effects.ensures {
        let Some(newest) = tables.get(&ensured.table).map(TableHistory::newest) else { continue };
        let is_key = newest.indexes.get(index).is_some_and(|declared| {
            !declared.staged && matches!(declared.kind, IndexKind::Database { .. })
        });
        if !is_key {
            let (ensured, index) = (newest.name.clone(), index.clone());
            errors.push(HistoryError::EnsureIndex { new: new.clone(), ensured, index });
        }
    }
    errors
}

fn no_such_table(new: &VersionName, touched: &VersionName) -> HistoryError {
    HistoryError::NoSuchTable { new: new.clone(), touched: touched.clone() }
}
