//! Makes a schema the active one, with Convex's rules for which tables to walk.

use schema_core::name::TableName;
use schema_core::push::tables_to_recheck;
use schema_core::schema::Schema;

use crate::error::StoreError;
use crate::store::{Deployed, Push, PushOutcome, Receipt, Violation};

use super::engine::{Engine, database_indexes, entry_key};
use super::sql::{self, Meta};
use super::{codec, rules};

/// How many documents are looked at in one go.
const WALK_DOCUMENTS: u32 = 1_000;

/// Checks what has to be checked and writes schema, indexes and manifest. Unless this answers
/// [`PushOutcome::Active`] the transaction must be rolled back.
pub(super) fn push(engine: &mut Engine<'_>, push: &Push) -> Result<PushOutcome, StoreError> {
    rules::check_schema(&push.schema)?;
    for table in push.schema.tables.keys() {
        engine.table(table)?;
    }
    let existing = engine.tables.names.values().cloned().collect();
    let active = engine.deployed.map(|deployed| &deployed.schema);
    let mut violations = Vec::new();
    for table in tables_to_recheck(active, &push.schema, &existing) {
        find_violations(engine, push, &table, &mut violations)?;
    }
    if !violations.is_empty() {
        return Ok(PushOutcome::Refused(violations));
    }
    for (table, schema) in &push.schema.tables {
        let wanted = database_indexes(schema);
        let old = active.and_then(|active| active.tables.get(table));
        let had = old.map(database_indexes).unwrap_or_default();
        for (name, fields) in &had {
            if !wanted.contains(&(*name, *fields)) {
                sql::clear_index(engine.db, engine.table(table)?.0, name.as_str())?;
            }
        }
        let missing: Vec<_> = wanted.into_iter().filter(|index| !had.contains(index)).collect();
        fill_indexes(engine, table, &missing)?;
    }
    // Convex keeps the documents of a table that left the schema, and drops its indexes.
    for (table, schema) in active.into_iter().flat_map(|active| &active.tables) {
        if !push.schema.tables.contains_key(table) {
            for (name, _) in database_indexes(schema) {
                sql::clear_index(engine.db, engine.table(table)?.0, name.as_str())?;
            }
        }
    }
    activate(engine, push)?;
    for receipt in &push.receipts {
        note_receipt(engine, receipt)?;
    }
    Ok(PushOutcome::Active)
}

fn find_violations(
    engine: &mut Engine<'_>,
    push: &Push,
    table: &TableName,
    violations: &mut Vec<Violation>,
) -> Result<(), StoreError> {
    let number = engine.table(table)?.0;
    let mut last = String::new();
    loop {
        let rows = sql::documents_after(engine.db, number, &last, WALK_DOCUMENTS)?;
        let Some(row) = rows.last() else { return Ok(()) };
        last.clone_from(&row.id);
        for row in &rows {
            if violations.len() >= push.violations_max {
                return Ok(());
            }
            let fields = codec::fields(row)?;
            let checked = rules::check_stored(&push.schema, table, &fields, &engine.tables.names);
            if let Err(failure) = checked {
                violations.push(Violation {
                    table: table.clone(),
                    id: codec::id(&row.id)?,
                    reason: failure.to_string(),
                    path: failure.path,
                });
            }
        }
    }
}

type IndexFields<'a> = (&'a schema_core::name::IndexName, &'a [schema_core::name::FieldPath]);

fn fill_indexes(
    engine: &mut Engine<'_>,
    table: &TableName,
    indexes: &[IndexFields<'_>],
) -> Result<(), StoreError> {
    if indexes.is_empty() {
        return Ok(());
    }
    let number = engine.table(table)?.0;
    let mut last = String::new();
    loop {
        let rows = sql::documents_after(engine.db, number, &last, WALK_DOCUMENTS)?;
        let Some(row) = rows.last() else { return Ok(()) };
        last.clone_from(&row.id);
        for row in &rows {
            let document = codec::fields(row)?;
            for (name, fields) in indexes {
                let key = entry_key(fields, row, &document);
                sql::add_index_entry(engine.db, number, name.as_str(), &key, &row.id)?;
            }
        }
    }
}

/// Writes a receipt into the ledger.
pub(super) fn note_receipt(engine: &Engine<'_>, receipt: &Receipt) -> Result<(), StoreError> {
    let key = (receipt.name.table.as_str(), receipt.name.version.0);
    sql::set_receipt(engine.db, key, &codec::receipt_text(receipt)?)
}

fn activate(engine: &Engine<'_>, push: &Push) -> Result<(), StoreError> {
    sql::set_meta(engine.db, Meta::Schema, &push.schema.to_export_json())?;
    sql::set_meta(engine.db, Meta::Manifest, &codec::manifest_text(&push.manifest)?)?;
    let revision = schema_revision(engine.db)? + 1;
    sql::set_meta(engine.db, Meta::SchemaRevision, &revision.to_string())
}

/// How often a schema has become active: whoever has read one knows by this whether it still is.
pub(super) fn schema_revision(db: &rusqlite::Connection) -> Result<u64, StoreError> {
    match sql::meta(db, Meta::SchemaRevision)? {
        None => Ok(0),
        Some(text) => text
            .parse()
            .map_err(|_| StoreError::damaged("the number of the active schema isn't a number")),
    }
}

/// Reads the active schema and its manifest.
pub(super) fn deployed(db: &rusqlite::Connection) -> Result<Option<Deployed>, StoreError> {
    let (Some(schema), Some(manifest)) =
        (sql::meta(db, Meta::Schema)?, sql::meta(db, Meta::Manifest)?)
    else {
        return Ok(None);
    };
    let schema = Schema::from_export_json(&schema)
        .map_err(|error| StoreError::damaged(format!("the active schema: {error}")))?;
    Ok(Some(Deployed { schema, manifest: codec::manifest(&manifest)? }))
}
