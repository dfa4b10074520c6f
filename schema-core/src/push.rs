//! Which tables a deployment walks before it accepts a pushed schema.

use std::collections::BTreeSet;

use crate::name::TableName;
use crate::schema::{Enforcement, Schema};
use crate::validator::Validator;

/// Returns the tables whose stored documents must be checked before `new` can take the place of
/// `old`; `existing` are the tables that the deployment has.
///
/// This goes by the schemas alone. The server also keeps a summary of the shapes it has stored,
/// which can spare it a walk; so it never walks a table that isn't in the answer.
pub fn tables_to_recheck(
    old: Option<&Schema>,
    new: &Schema,
    existing: &BTreeSet<TableName>,
) -> BTreeSet<TableName> {
    if new.enforcement == Enforcement::Off {
        return BTreeSet::new();
    }
    let walked = new.tables.iter().filter(|(name, table)| {
        existing.contains(*name) && !enforced(old, name).is_subset(&table.document)
    });
    walked.map(|(name, _)| name.clone()).collect()
}

/// What the documents of a table are known to satisfy.
fn enforced<'a>(old: Option<&'a Schema>, table: &TableName) -> &'a Validator {
    let old = old.filter(|schema| schema.enforcement == Enforcement::On);
    let table = old.and_then(|schema| schema.tables.get(table));
    table.map_or(&Validator::Any, |table| &table.document)
}
