//! Receipts to phases, phases to `schema.ts`.

use std::collections::BTreeSet;

use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::generate::{Phase, Phases, ReceiptedVersion, schema_of};
use schema_core::name::TableName;
use schema_core::version::VersionNumber;
use serde_json::json;

use crate::carry::build::{history, renamed, step, version};

/// `users` in three versions, the field renamed from `a` to `b` to `c`.
fn three_versions() -> Declaration {
    let history = history(
        version(1, json!({"a": "string"})),
        [
            (version(2, json!({"b": "string"})), step(2, [renamed("b", "a")], None)),
            (version(3, json!({"c": "string"})), step(3, [renamed("c", "b")], None)),
        ],
    );
    let tables = [(users(), history)].into_iter().collect();
    Declaration { tables, ..Declaration::default() }
}

fn users() -> TableName {
    TableName::from_checked("users")
}

fn receipt(deployment: &str, version: u32) -> ReceiptedVersion {
    ReceiptedVersion {
        deployment: deployment.to_owned(),
        table: users(),
        version: VersionNumber(version),
        carried_away: false,
    }
}

fn phase(declaration: &Declaration, gates: &[&str], receipts: &[ReceiptedVersion]) -> Phase {
    let gates: BTreeSet<String> = gates.iter().map(|gate| (*gate).to_owned()).collect();
    Phases::of(declaration, &gates, receipts).get(&users())
}

const fn widened(lowest: u32) -> Phase {
    Phase::Widened { lowest: VersionNumber(lowest) }
}

#[test]
fn a_table_is_widened_from_the_lowest_version_that_a_gate_may_hold() {
    let declaration = three_versions();
    let phase =
        |gates: &[&str], receipts: &[ReceiptedVersion]| phase(&declaration, gates, receipts);
    assert_eq!(phase(&["prod"], &[]), widened(1));
    assert_eq!(phase(&["prod"], &[receipt("prod", 2)]), widened(2));
    assert_eq!(phase(&["prod"], &[receipt("prod", 2), receipt("prod", 3)]), Phase::Narrowed);
    let both = [receipt("prod", 3), receipt("staging", 2)];
    assert_eq!(phase(&["prod", "staging"], &both), widened(2));
    assert_eq!(phase(&["prod", "staging"], &both[..1]), widened(1));
    assert_eq!(phase(&["prod"], &both), Phase::Narrowed);
}

#[test]
fn receipts_of_others_and_of_versions_that_are_not_declared_say_nothing() {
    let declaration = three_versions();
    let other_table =
        ReceiptedVersion { table: TableName::from_checked("teams"), ..receipt("prod", 3) };
    assert_eq!(phase(&declaration, &["prod"], &[receipt("dev", 3), other_table]), widened(1));
    assert_eq!(phase(&declaration, &["prod"], &[receipt("prod", 4)]), widened(1));
    // Nobody has proved anything where nobody is asked.
    assert_eq!(phase(&declaration, &[], &[receipt("prod", 3)]), widened(1));
}

#[test]
fn a_table_of_one_version_is_narrow_from_the_start() {
    let history = history(version(1, json!({"a": "string"})), []);
    let tables = [(users(), history)].into_iter().collect();
    let declaration = Declaration { tables, ..Declaration::default() };
    assert_eq!(phase(&declaration, &["prod"], &[]), Phase::Narrowed);
}

#[test]
fn the_schema_has_what_its_phase_accepts_and_nothing_else() {
    let declaration = three_versions();
    let fields = |phase| {
        let phases = Phases::default().with(users(), phase);
        let schema = schema_of(&declaration, &phases).unwrap();
        schema.tables[&users()].document.to_string()
    };
    let all = fields(widened(1));
    assert!(["a", "b", "c"].iter().all(|name| all.contains(&format!("{name}: "))), "{all}");
    let some = fields(widened(2));
    assert!(!some.contains("a: ") && some.contains("b: ") && some.contains("c: "), "{some}");
    let newest = fields(Phase::Narrowed);
    assert!(!newest.contains("b: ") && newest.contains("c: "), "{newest}");
}

#[test]
fn a_table_that_is_carried_away_stays_until_every_gate_has_emptied_it() {
    let mut declaration = three_versions();
    let history = declaration.tables.remove(&users()).unwrap();
    let last = history.newest().name.clone();
    let dropped = DroppedTable::CarriedAway { history: Box::new(history), last };
    declaration.dropped.insert(users(), dropped);
    assert_eq!(phase(&declaration, &["prod"], &[receipt("prod", 3)]), widened(3));
    let emptied = ReceiptedVersion { carried_away: true, ..receipt("prod", 3) };
    assert_eq!(phase(&declaration, &["prod"], &[emptied]), Phase::Narrowed);
    let is_there = |phase| {
        let schema = schema_of(&declaration, &Phases::default().with(users(), phase)).unwrap();
        schema.tables.contains_key(&users())
    };
    assert!(is_there(widened(1)) && is_there(widened(3)));
    assert!(!is_there(Phase::Narrowed));
}
