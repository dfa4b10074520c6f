//! What transitions need of other tables -> whether it is there.

use std::collections::BTreeMap;

use crate::declaration::{Declaration, DroppedTable};
use crate::history::TableHistory;
use crate::name::TableName;
use crate::schema::IndexKind;
use crate::version::VersionName;

use super::{Finding, Hop, TableDiff};

/// Notes every read, insert and ensure that the newest versions of other tables don't allow.
pub(super) fn check(
    tables: &BTreeMap<TableName, TableDiff>,
    declared: &Declaration,
    findings: &mut Vec<Finding>,
) {
    for (table, diff) in tables {
        for hop in &diff.hops {
            let by = VersionName { table: table.clone(), version: hop.new };
            check_hop(&by, hop, declared, findings);
        }
    }
}

fn check_hop(by: &VersionName, hop: &Hop, declared: &Declaration, findings: &mut Vec<Finding>) {
    for read in &hop.reads {
        match readable(declared, &read.table) {
            Some(history) if history.newest().name != *read => {
                let newest = history.newest().name.clone();
                let (by, read) = (by.clone(), read.clone());
                findings.push(Finding::JoinGone { by, read, newest });
            }
            Some(_) => {}
            // Its documents stay, or are deleted after everything else is done.
            None if declared.dropped.contains_key(&read.table) => {}
            None => {
                let (by, other) = (by.clone(), read.clone());
                findings.push(Finding::JoinDropped { by, other });
            }
        }
    }
    let ensured = hop.effects.ensures.iter().map(|(version, _)| version);
    for inserted in hop.effects.inserts.iter().chain(ensured) {
        let Some(history) = declared.tables.get(&inserted.table) else {
            let (by, other) = (by.clone(), inserted.clone());
            findings.push(Finding::JoinDropped { by, other });
            continue;
        };
        let rest = history.transitions().iter().filter(|step| step.old >= inserted.version);
        if rest.into_iter().any(|step| !step.effects.is_empty() || !step.reads.is_empty()) {
            let newest = history.newest().name.clone();
            let (by, inserted) = (by.clone(), inserted.clone());
            findings.push(Finding::InsertedNeedsMore { by, inserted, newest });
        }
    }
    for (ensured, index) in hop.ensures() {
        let Some(history) = declared.tables.get(&ensured.table) else { continue };
        let newest = history.newest();
        let (by, index, name) = (by.clone(), index.clone(), newest.name.clone());
        match newest.indexes.get(&index) {
            None => findings.push(Finding::EnsureIndexMissing { by, newest: name, index }),
            Some(found) => {
                let database = matches!(found.kind, IndexKind::Database { .. });
                if found.staged || !database {
                    findings.push(Finding::EnsureIndexUnusable { by, newest: name, index });
                }
            }
        }
    }
}

/// The history of a table whose documents can be read at its newest version.
fn readable<'a>(declared: &'a Declaration, table: &TableName) -> Option<&'a TableHistory> {
    declared.tables.get(table).or_else(|| match declared.dropped.get(table)? {
        DroppedTable::CarriedAway { history, .. } => Some(&**history),
        DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
    })
}
