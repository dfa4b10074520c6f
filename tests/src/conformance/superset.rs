//! `superset.jsonl`: must stored documents be checked again when a schema is pushed?

use std::collections::BTreeSet;

use schema_core::name::TableName;
use schema_core::push::tables_to_recheck;
use schema_core::schema::Schema;
use schema_core::validator::Validator;

use super::Mismatch;
use super::vector::Vector;

/// The tables of the world in which the verdicts hold.
const TABLES: [&str; 4] = ["users", "messages", "teams", "t"];

pub(super) fn check(vector: &Vector) -> Result<(), Mismatch> {
    match vector.need::<String>("kind").as_str() {
        "validator" => check_validators(vector),
        _ => check_push(vector),
    }
}

fn check_validators(vector: &Vector) -> Result<(), Mismatch> {
    let read = |field| {
        Validator::from_json(vector.raw(field).unwrap_or_default())
            .map_err(|error| Mismatch::verdict("a validator", error))
    };
    let got = read("old")?.is_subset(&read("new")?);
    let expected: bool = vector.need("guaranteed");
    if got == expected { Ok(()) } else { Err(Mismatch::verdict(expected, got)) }
}

fn check_push(vector: &Vector) -> Result<(), Mismatch> {
    let read = |field| match vector.raw(field) {
        None | Some("null") => Ok(None),
        Some(json) => Schema::from_export_json(json)
            .map(Some)
            .map_err(|error| Mismatch::verdict("a schema", error)),
    };
    let new = read("new")?.ok_or_else(|| Mismatch::verdict("a new schema", "none"))?;
    let existing: BTreeSet<_> = TABLES.into_iter().map(TableName::from_checked).collect();
    let got = tables_to_recheck(read("old")?.as_ref(), &new, &existing);
    let got: BTreeSet<String> = got.iter().map(ToString::to_string).collect();
    let expected: BTreeSet<String> = vector.need("tables_to_recheck");
    // Knowing the stored documents, the server may spare itself a walk that we don't.
    let fine = match vector.raw("stored_docs") {
        Some(_) => expected.is_subset(&got),
        None => expected == got,
    };
    if fine { Ok(()) } else { Err(Mismatch::verdict(format!("{expected:?}"), format!("{got:?}"))) }
}
