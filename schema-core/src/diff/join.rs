//! What transitions need of other tables -> whether it is there.

use std::collections::BTreeMap;

use crate::declaration::Declaration;
use crate::name::TableName;
use crate::version::VersionName;

use super::{Finding, TableDiff};

/// Notes everything that the transitions on the way need of other tables and don't find.
pub(super) fn check(
    tables: &BTreeMap<TableName, TableDiff>,
    declared: &Declaration,
    findings: &mut Vec<Finding>,
) {
    for (table, diff) in tables.iter().filter(|(_, diff)| !diff.hops.is_empty()) {
        if let Some(history) = declared.tables.get(table) {
            let wrong = history.check_touched(&declared.tables);
            findings.extend(wrong.into_iter().map(|error| Finding::History(Box::new(error))));
        }
        for hop in &diff.hops {
            let ensured = hop.effects.ensures.iter().map(|(version, _)| version);
            for inserted in hop.effects.inserts.iter().chain(ensured) {
                let by = VersionName { table: table.clone(), version: hop.new };
                findings.extend(needs_more(&by, inserted, declared));
            }
        }
    }
}

/// An inserted document is carried to the newest version in memory, which takes pure transitions.
fn needs_more(by: &VersionName, inserted: &VersionName, declared: &Declaration) -> Option<Finding> {
    let history = declared.tables.get(&inserted.table)?;
    let mut rest = history.passes_from(inserted.version).into_iter();
    rest.any(|pass| !pass.is_pure()).then(|| Finding::InsertedNeedsMore {
        by: by.clone(),
        inserted: inserted.clone(),
        newest: history.newest().name.clone(),
    })
}
