//! What transitions need of other tables -> which table is backfilled before which.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Hop, TableDiff, TableFate};
use crate::name::TableName;

/// A table's turn, and the tables whose turns must be over.
#[derive(Clone, Debug)]
pub(super) struct Turn<'a> {
    pub(super) table: &'a TableName,
    pub(super) after: BTreeSet<&'a TableName>,
}

/// Tables that need each other's backfill first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}; ship one of these versions before the others are declared, or take the read or the ensure \
     out of one of them",
    .needs.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
)]
pub struct TableCycle {
    /// From each table to the next, and from the last to the first.
    pub needs: Vec<Need>,
}

/// Why one table waits for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The table that waits.
    pub table: TableName,
    /// The table that it waits for.
    pub other: TableName,
    /// What for.
    pub why: &'static str,
}

impl std::fmt::Display for Need {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, other, why } = self;
        if table == other {
            return write!(f, "`{table}` {why} of its own, which would have to be carried first");
        }
        write!(f, "`{table}` {why} of `{other}`, which must be carried first")
    }
}

const READS: &str = "reads documents";
const ENSURES: &str = "ensures documents";
const READ_BEFORE: &str = "goes away after its documents were read by a transition";

/// The turns of the tables in `busy`, the others having nothing to backfill.
///
/// Tables that don't need each other go in the order of their names.
pub(super) fn order<'a>(
    tables: &'a BTreeMap<TableName, TableDiff>,
    busy: &BTreeSet<&'a TableName>,
) -> Result<Vec<Turn<'a>>, TableCycle> {
    let mut needs: BTreeMap<&TableName, BTreeMap<&TableName, &'static str>> =
        busy.iter().map(|table| (*table, BTreeMap::new())).collect();
    for (table, diff) in tables.iter().filter(|(table, _)| busy.contains(table)) {
        for hop in &diff.hops {
            for (waits, other, why) in needs_of(table, hop, tables, busy) {
                needs.entry(waits).or_default().entry(other).or_insert(why);
            }
        }
    }
    let mut turns: Vec<Turn<'a>> = Vec::new();
    let mut over: BTreeSet<&TableName> = BTreeSet::new();
    while over.len() < needs.len() {
        let free = needs
            .iter()
            .find(|(table, after)| {
                !over.contains(*table) && after.keys().all(|other| over.contains(other))
            })
            .map(|(table, after)| Turn { table, after: after.keys().copied().collect() });
        let Some(turn) = free else { return Err(cycle(&needs, &over)) };
        over.insert(turn.table);
        turns.push(turn);
    }
    Ok(turns)
}

/// Which table waits for which because of one transition.
fn needs_of<'a>(
    table: &'a TableName,
    hop: &'a Hop,
    tables: &'a BTreeMap<TableName, TableDiff>,
    busy: &BTreeSet<&'a TableName>,
) -> Vec<(&'a TableName, &'a TableName, &'static str)> {
    let mut found = Vec::new();
    let is_busy = |name: &TableName| busy.contains(name);
    for read in hop.reads.iter().filter(|read| is_busy(&read.table)) {
        let Some((other, diff)) = tables.get_key_value(&read.table) else { continue };
        match diff.fate {
            // What is deleted must be there as long as it is read.
            TableFate::DocumentsDeleted { .. } | TableFate::CarriedAway { .. } => {
                found.push((other, table, READ_BEFORE));
            }
            // A found document of an older version is carried in memory, where that can be done.
            _ if diff.hops.iter().all(Hop::is_pure) => {}
            _ => found.push((table, other, READS)),
        }
    }
    for (ensured, _) in hop.ensures().filter(|(ensured, _)| is_busy(&ensured.table)) {
        // An old document can't be found by an index of the new version.
        if let Some((other, _)) = tables.get_key_value(&ensured.table) {
            found.push((table, other, ENSURES));
        }
    }
    found
}

/// The shortest way round among the tables that are left, from the first of them by name.
fn cycle(
    needs: &BTreeMap<&TableName, BTreeMap<&TableName, &'static str>>,
    over: &BTreeSet<&TableName>,
) -> TableCycle {
    let left: Vec<&TableName> =
        needs.keys().copied().filter(|table| !over.contains(table)).collect();
    let mut best: Option<Vec<Need>> = None;
    for start in left {
        let mut ways: Vec<(&TableName, Vec<Need>)> = vec![(start, Vec::new())];
        let mut seen = BTreeSet::new();
        while let Some((at, way)) = (!ways.is_empty()).then(|| ways.remove(0)) {
            for (other, why) in needs.get(at).into_iter().flatten() {
                let mut way = way.clone();
                let need = Need { table: at.clone(), other: (*other).clone(), why };
                way.push(need);
                if *other == start {
                    if best.as_ref().is_none_or(|best| way.len() < best.len()) {
                        best = Some(way);
                    }
                } else if !over.contains(other) && seen.insert(*other) {
                    ways.push((other, way));
                }
            }
        }
    }
    TableCycle { needs: best.unwrap_or_default() }
}
