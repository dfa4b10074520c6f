//! Makes a schema the active one, as Convex does: the documents that could violate it are looked at
//! while the application goes on, and writes that it doesn't accept fail it meanwhile.

use std::collections::VecDeque;
use std::sync::Arc;

use rusqlite::Connection;
use schema_core::name::TableName;
use schema_core::path::Path;
use schema_core::push::tables_to_recheck;
use schema_core::schema::Schema;

use crate::error::StoreError;
use crate::store::{Deployed, Push, PushOutcome, Receipt, Violation, rules};

use super::engine::{Engine, Tables, database_indexes, entry_key};
use super::pending::{self, State};
use super::sql::{self, DocumentRow, Meta};
use super::{Outcome, SqliteStore, codec, ledger};

/// How many documents are looked at in one go, unless they are large.
const WALK_DOCUMENTS: u32 = 1_000;

/// How many bytes of documents are enough for one go.
const WALK_BYTES: u64 = 1 << 23;

/// A push whose schema is pending while stored documents are looked at.
pub(super) struct Walk<'a> {
    store: &'a SqliteStore,
    push: &'a Push,
    number: u64,
    /// Tables that haven't been looked through, the first one up to the document with this id.
    tables: VecDeque<TableName>,
    last_id: String,
    violations: Vec<Violation>,
}

impl SqliteStore {
    pub(super) fn push_schema(&self, push: &Push) -> Result<PushOutcome, StoreError> {
        let Some(mut walk) = self.submit(push)? else { return Ok(PushOutcome::Active) };
        while walk.page(WALK_DOCUMENTS)? {}
        walk.finish()
    }

    /// Makes the schema the pending one; or the active one at once, where the validators alone
    /// prove that no document can violate it.
    pub(super) fn submit<'a>(&'a self, push: &'a Push) -> Result<Option<Walk<'a>>, StoreError> {
        rules::check_schema(&push.schema)?;
        let submitted = self.transact(|engine| {
            check_run(engine, push)?;
            let existing = engine.tables.names.values().cloned().collect();
            let active = engine.deployed.map(|deployed| &deployed.schema);
            let tables = tables_to_recheck(active, &push.schema, &existing);
            if tables.is_empty() && push.must_be_empty.is_empty() {
                finish(engine, push)?;
                return Ok(Outcome::Keep(None));
            }
            Ok(Outcome::Keep(Some((pending::submit(engine.db, &push.schema)?, tables))))
        })?;
        Ok(submitted.map(|(number, tables)| Walk {
            store: self,
            push,
            number,
            tables: tables.into_iter().collect(),
            last_id: String::new(),
            violations: Vec::new(),
        }))
    }
}

impl Walk<'_> {
    /// Looks at the next `limit` documents, and says whether there is a reason to look at more.
    /// Nothing is locked but while they are read.
    pub(super) fn page(&mut self, limit: u32) -> Result<bool, StoreError> {
        let most = self.push.violations_max.max(1);
        let Some(table) = self.tables.front() else { return Ok(false) };
        let (rows, tables, known) = {
            let inner = self.store.lock();
            let db = &inner.connection;
            let known = match pending::state(db, self.number)? {
                State::Pending => 0,
                State::Failed(_) => 1,
                State::Overtaken => return Ok(false),
            };
            let tables = Tables::load(db)?;
            let number = tables.number(table);
            let rows = number.map(|table| rows_after(db, table.0, &self.last_id, limit));
            (rows.transpose()?.unwrap_or_default(), tables, known)
        };
        for row in &rows {
            if self.violations.len() + known >= most {
                return Ok(false);
            }
            let stored = codec::fields(row)?;
            let checked = rules::check_stored(&self.push.schema, table, &stored, &tables.names);
            if let Err(failure) = checked {
                self.violations.push(Violation {
                    table: table.clone(),
                    id: codec::id(&row.id)?,
                    reason: failure.to_string(),
                    path: failure.path,
                });
            }
        }
        match rows.into_iter().next_back() {
            Some(row) => self.last_id = row.id,
            None => {
                self.tables.pop_front();
                self.last_id.clear();
            }
        }
        Ok(!self.tables.is_empty())
    }

    /// Makes the schema the active one, unless something stands against it.
    pub(super) fn finish(self) -> Result<PushOutcome, StoreError> {
        let Self { store, push, number, mut violations, .. } = self;
        store.transact(|engine| {
            check_run(engine, push)?;
            match pending::state(engine.db, number)? {
                State::Pending => {}
                State::Failed(violation) => {
                    if violations.iter().all(|found| found.id != violation.id) {
                        violations.push(violation);
                    }
                }
                State::Overtaken => return Err(StoreError::PushOvertaken),
            }
            for table in &push.must_be_empty {
                find_leftovers(engine, push, table, &mut violations)?;
            }
            if violations.is_empty() {
                finish(engine, push)?;
                return Ok(Outcome::Keep(PushOutcome::Active));
            }
            pending::clear(engine.db)?;
            violations.truncate(push.violations_max.max(1));
            Ok(Outcome::Keep(PushOutcome::Refused(violations)))
        })
    }
}

/// Fails where a run pushes that may not write.
fn check_run(engine: &Engine<'_>, push: &Push) -> Result<(), StoreError> {
    push.run.map_or(Ok(()), |run| ledger::check(engine, run))
}

/// Writes schema, indexes, manifest and receipts. No push is pending after it.
pub(super) fn finish(engine: &mut Engine<'_>, push: &Push) -> Result<(), StoreError> {
    for table in push.schema.tables.keys() {
        engine.table(table)?;
    }
    let active = engine.deployed.map(|deployed| &deployed.schema);
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
    pending::clear(engine.db)
}

/// The documents of a table that should have none.
fn find_leftovers(
    engine: &Engine<'_>,
    push: &Push,
    table: &TableName,
    violations: &mut Vec<Violation>,
) -> Result<(), StoreError> {
    let Some(number) = engine.tables.number(table) else { return Ok(()) };
    let limit = push.violations_max.max(1).saturating_sub(violations.len());
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    for row in sql::documents_after(engine.db, number.0, "", limit)? {
        violations.push(Violation {
            table: table.clone(),
            id: codec::id(&row.id)?,
            path: Path::default(),
            reason: format!("`{table}` should hold no document by now"),
        });
    }
    Ok(())
}

/// The next documents, none where there are no more.
fn rows_after(
    db: &Connection,
    table: u32,
    last_id: &str,
    limit: u32,
) -> Result<Vec<DocumentRow>, StoreError> {
    let (rows, _) = sql::documents_between(db, table, (last_id, None), limit, WALK_BYTES)?;
    Ok(rows)
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
        let rows = rows_after(engine.db, number, &last, WALK_DOCUMENTS)?;
        let Some(row) = rows.last() else { return Ok(()) };
        last.clone_from(&row.id);
        for row in &rows {
            let document = codec::fields(row)?;
            for (name, fields) in indexes {
                let key = entry_key(fields, (&row.id, row.creation_time), &document);
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
pub(super) fn schema_revision(db: &Connection) -> Result<u64, StoreError> {
    match sql::meta(db, Meta::SchemaRevision)? {
        None => Ok(0),
        Some(text) => text
            .parse()
            .map_err(|_| StoreError::damaged("the number of the active schema isn't a number")),
    }
}

/// Keeps what a connection knows of the active schema true.
pub(super) fn refresh(
    db: &Connection,
    revision: u64,
    known: &mut Option<(u64, Arc<Deployed>)>,
) -> Result<(), StoreError> {
    if known.as_ref().is_none_or(|(read, _)| *read != revision) {
        *known = deployed(db)?.map(|deployed| (revision, Arc::new(deployed)));
    }
    Ok(())
}

/// Reads the active schema and its manifest.
pub(super) fn deployed(db: &Connection) -> Result<Option<Deployed>, StoreError> {
    let (Some(schema), Some(manifest)) =
        (sql::meta(db, Meta::Schema)?, sql::meta(db, Meta::Manifest)?)
    else {
        return Ok(None);
    };
    let schema = Schema::from_export_json(&schema)
        .map_err(|error| StoreError::damaged(format!("the active schema: {error}")))?;
    Ok(Some(Deployed { schema, manifest: codec::manifest(&manifest)? }))
}
