//! What is deployed and what is declared -> what differs.

pub(crate) mod nested;
mod property;
mod spans;
pub(crate) mod users;

use schema_core::declaration::Declaration;
use schema_core::diff::{Deployed, DeployedTable, Diff, Finding, diff, diff_text};
use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::version::{Meaning, VersionNumber};

/// A declaration of one table.
pub(crate) fn declaring(history: TableHistory) -> Declaration {
    let mut declared = Declaration::default();
    declared.tables.insert(history.newest().name.table.clone(), history);
    declared
}

/// What is deployed when `version` of a history is.
pub(crate) fn deployed(history: &TableHistory, version: u32) -> Deployed {
    let version = VersionNumber(version);
    let found = history.version(version).expect("a declared version");
    let table = DeployedTable { version, meaning: Meaning::of(found) };
    Deployed { tables: [(found.name.table.clone(), table)].into_iter().collect() }
}

/// The difference from `version` of the history to its newest.
pub(crate) fn since(history: &TableHistory, version: u32) -> Diff {
    diff(&deployed(history, version), &declaring(history.clone()))
}

fn text_since(history: &TableHistory, version: u32) -> String {
    diff_text(&since(history, version))
}

#[test]
fn a_table_that_is_nowhere_said_is_a_finding_with_the_lines_to_type() {
    let old = declaring(users::history());
    let found = diff(&Deployed::of(&old), &Declaration::default());
    assert_eq!(
        diff_text(&found),
        "error[table_unsaid]: `users` is deployed, and the schema neither lists nor drops it; list \
         it again, or say `#[schema(dropped(forget(users)))]` (Convex keeps the documents) or \
         `#[schema(dropped(delete_documents(users)))]`\n"
    );
}

#[test]
fn a_deployment_ahead_of_the_program_is_a_finding() {
    let history = users::history();
    let mut ahead = deployed(&history, 2);
    let table = TableName::from_checked("users");
    ahead.tables.get_mut(&table).unwrap().version = VersionNumber(3);
    let found = diff(&ahead, &declaring(history));
    assert_eq!(found.findings.iter().map(Finding::code).collect::<Vec<_>>(), ["deployed_is_newer"]);
    assert!(found.tables.is_empty());
}

#[test]
fn a_new_table_is_additive() {
    let found = diff(&Deployed::default(), &declaring(users::history()));
    assert_eq!(diff_text(&found), "+ users@2   additive: a new table\n");
}
