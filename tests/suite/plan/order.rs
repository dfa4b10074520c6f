//! Which table is backfilled before which.

#![expect(clippy::unwrap_used, reason = "what a test writes is right, or the test fails")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use schema_core::diff::{Diff, Hop, TableDiff, TableFate};
use schema_core::name::{IndexName, TableName};
use schema_core::plan::{Facts, PlanError, plan};
use schema_core::transition::DeclaredEffects;
use schema_core::version::{VersionName, VersionNumber};

use super::ids;
use crate::diff::{since, users};

fn name(table: &str, version: u32) -> VersionName {
    VersionName { table: TableName::from_checked(table), version: VersionNumber(version) }
}

/// A difference in which each table goes from 1 to 2, reading and ensuring documents of others.
fn tables(all: &[(&str, &[&str], &[&str])]) -> Diff {
    let users = since(&users::history(), 1);
    let changes = &users.tables[&TableName::from_checked("users")].changes;
    let table = |(table, reads, ensures): &(&str, &[&str], &[&str])| {
        let effects = DeclaredEffects {
            ensures: ensures
                .iter()
                .map(|other| (name(other, 2), IndexName::from_checked("by_key")))
                .collect(),
            ..DeclaredEffects::default()
        };
        let hop = Hop {
            old: VersionNumber(1),
            new: VersionNumber(2),
            effects,
            reads: reads.iter().map(|other| name(other, 2)).collect::<BTreeSet<_>>(),
        };
        let diff = TableDiff {
            table: TableName::from_checked(*table),
            fate: TableFate::Carried { old: hop.old, new: hop.new },
            changes: changes.clone(),
            renames: Vec::new(),
            hops: vec![hop],
            census: Vec::new(),
            index_notes: Vec::new(),
        };
        (diff.table.clone(), diff)
    };
    Diff { tables: all.iter().map(table).collect(), findings: Vec::new() }
}

fn backfills(diff: &Diff) -> Vec<String> {
    let plan = plan(diff, &Facts::default()).unwrap();
    let backfills = ids(&plan).into_iter().filter_map(|id| id.strip_suffix("@1->2/backfill"));
    backfills.map(ToOwned::to_owned).collect()
}

#[test]
fn a_table_that_can_be_carried_in_memory_need_not_go_first() {
    assert_eq!(backfills(&tables(&[("a", &["z"], &[]), ("z", &[], &[])])), ["a", "z"]);
}

#[test]
fn a_table_that_is_read_and_reads_itself_goes_first() {
    let order = backfills(&tables(&[("a", &["m"], &[]), ("m", &["z"], &[]), ("z", &[], &[])]));
    assert_eq!(order, ["m", "a", "z"]);
}

#[test]
fn a_table_that_is_ensured_goes_first_because_old_documents_are_in_no_new_index() {
    assert_eq!(backfills(&tables(&[("a", &[], &["z"]), ("z", &[], &[])])), ["z", "a"]);
    let plan = plan(&tables(&[("a", &[], &["z"]), ("z", &[], &[])]), &Facts::default()).unwrap();
    let carry = plan.steps.iter().find(|step| step.id.as_str() == "a@1->2/backfill").unwrap();
    assert!(carry.after.iter().any(|id| id.as_str() == "z@1->2/verify"));
}

#[test]
fn a_cycle_is_refused_by_name() {
    let error = plan(
        &tables(&[("a", &["b"], &[]), ("b", &[], &["c"]), ("c", &["a"], &[]), ("d", &[], &[])]),
        &Facts::default(),
    )
    .unwrap_err();
    assert!(matches!(error, PlanError::Cycle(_)));
    assert_eq!(
        error.to_string(),
        "`a` reads documents of `b`, which must be carried first; `b` ensures documents of `c`, \
         which must be carried first; `c` reads documents of `a`, which must be carried first; ship \
         one of these versions before the others are declared, or take the read or the ensure out \
         of one of them"
    );
}

#[test]
fn a_table_that_needs_its_own_documents_is_a_cycle_of_one() {
    let error = plan(&tables(&[("a", &["a"], &[])]), &Facts::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`a` reads documents of its own, which would have to be carried first; ship one of these \
         versions before the others are declared, or take the read or the ensure out of one of them"
    );
}

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

proptest! {
    /// Whatever reads and ensures there are, a plan never runs a table before one that it waits for,
    /// and a cycle is named only where there is one.
    #[test]
    fn what_waits_comes_later(edges in prop::collection::vec((0..5_usize, 0..5_usize, any::<bool>()), 0..8)) {
        let of = |table: usize, reads: bool| -> Vec<&str> {
            let mine = edges.iter().filter(|(from, _, is_read)| *from == table && *is_read == reads);
            mine.map(|(_, to, _)| NAMES[*to]).collect()
        };
        let lists: Vec<(Vec<&str>, Vec<&str>)> =
            (0..5).map(|table| (of(table, true), of(table, false))).collect();
        let all: Vec<(&str, &[&str], &[&str])> =
            NAMES.iter().zip(&lists).map(|(name, (r, e))| (*name, &r[..], &e[..])).collect();
        let diff = tables(&all);
        let impure = |table: &str| edges.iter().any(|(from, ..)| NAMES[*from] == table);
        match plan(&diff, &Facts::default()) {
            Ok(_) => {
                let order = backfills(&diff);
                let at = |table: &str| order.iter().position(|name| name == table).unwrap();
                for (from, to, is_read) in &edges {
                    if !is_read || impure(NAMES[*to]) {
                        prop_assert!(at(NAMES[*to]) < at(NAMES[*from]));
                    }
                }
            }
            Err(PlanError::Cycle(cycle)) => {
                prop_assert!(!cycle.needs.is_empty());
                let mut expected = cycle.needs[0].table.clone();
                for need in &cycle.needs {
                    prop_assert_eq!(&need.table, &expected);
                    expected = need.other.clone();
                }
                prop_assert_eq!(expected, cycle.needs[0].table.clone());
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
}
