//! What the generated declarations come to.

use std::collections::BTreeMap;

use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::diff::{Deployed, TableFate, diff};
use schema_core::history::TableHistory;
use schema_core::schema::{Index, IndexKind};
use schema_core::validator::Validator;

use super::case::Case;

/// How many declarations are looked at.
const CASES: u64 = 1_000;

/// How often each corner is come to, at least.
const OFTEN: usize = 10;

fn histories(declaration: &Declaration) -> impl Iterator<Item = &TableHistory> {
    let away = declaration.dropped.values().filter_map(|dropped| match dropped {
        DroppedTable::CarriedAway { history, .. } => Some(&**history),
        DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
    });
    declaration.tables.values().chain(away)
}

fn of_index(index: &Index) -> Vec<&'static str> {
    let (kind, filters) = match &index.kind {
        IndexKind::Database { .. } => ("a database index", 0),
        IndexKind::Search { filter_fields, .. } => ("a search index", filter_fields.len()),
        IndexKind::Vector { filter_fields, .. } => ("a vector index", filter_fields.len()),
    };
    let mut corners = vec![kind];
    corners.extend((filters > 1).then_some("several filter fields"));
    corners.extend(index.staged.then_some("a staged index"));
    corners
}

/// The corners that a case comes to.
fn corners(case: &Case) -> Vec<String> {
    let mut corners: Vec<String> = Vec::new();
    let differences = diff(&Deployed::of(&case.old), &case.new);
    assert_eq!(differences.findings, [], "what is shipped can be");
    for (name, table) in &differences.tables {
        let fate = match table.fate {
            TableFate::Added { .. } => "a table is added",
            TableFate::InPlace { .. } => "a version is edited",
            TableFate::Carried { .. } => "documents become others",
            TableFate::Forgotten { .. } => "a table is forgotten",
            TableFate::DocumentsDeleted { .. } => "documents are deleted",
            TableFate::CarriedAway { .. } => "a table is emptied",
        };
        corners.push(fate.to_owned());
        if case.documents.get(name).is_some_and(|documents| !documents.is_empty()) {
            corners.push(format!("{fate} with documents in it"));
        }
    }
    corners.extend(case.new.gates.first().map(|_| "a gate".to_owned()));
    for version in histories(&case.new).flat_map(TableHistory::versions) {
        corners.extend(version.indexes.values().flat_map(of_index).map(str::to_owned));
        let document = match &version.document {
            Validator::Object(_) => "an object",
            Validator::Any => "any document",
            _ => "a union",
        };
        corners.push(document.to_owned());
        corners.extend(version.version_field.as_ref().map(|_| "a version field".to_owned()));
    }
    let roles =
        format!("{:?}", histories(&case.new).map(TableHistory::transitions).collect::<Vec<_>>());
    for role in [
        "Renamed",
        "AsStored",
        "Object(",
        "Union(",
        "Elements(",
        "Values(",
        "Nullable(",
        "Fill",
        "Default(",
        "Absent",
        "keep_valid: true",
        "Whole",
    ] {
        if roles.contains(role) {
            corners.push(role.to_owned());
        }
    }
    corners.sort();
    corners.dedup();
    corners
}

#[test]
fn the_generated_declarations_come_to_every_corner() {
    let mut reached: BTreeMap<String, usize> = BTreeMap::new();
    for corner in (0..CASES).flat_map(|seed| corners(&Case::of(seed, "local"))) {
        *reached.entry(corner).or_default() += 1;
    }
    for corner in [
        "a table is added",
        "a version is edited",
        "a version is edited with documents in it",
        "documents become others",
        "documents become others with documents in it",
        "a table is forgotten with documents in it",
        "documents are deleted with documents in it",
        "a table is emptied",
        "a table is emptied with documents in it",
        "a gate",
        "a database index",
        "a search index",
        "a vector index",
        "several filter fields",
        "a staged index",
        "an object",
        "any document",
        "a union",
        "a version field",
        "Renamed",
        "AsStored",
        "Object(",
        "Union(",
        "Elements(",
        "Values(",
        "Nullable(",
        "Fill",
        "Default(",
        "Absent",
        "keep_valid: true",
        "Whole",
    ] {
        let times = reached.get(corner).copied().unwrap_or(0);
        assert!(times >= OFTEN, "{corner}: {times} times; {reached:#?}");
    }
}
