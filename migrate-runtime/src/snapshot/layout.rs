//! Which entry of a ZIP is which table's, and the number of each table.

use std::collections::{BTreeMap, BTreeSet};

use schema_core::id::TableNumber;
use schema_core::limits::MAX_TABLES;
use schema_core::name::TableName;
use serde::Deserialize;

use super::directory::{Entry, Zip};
use super::document::number_of;
use super::limits::Limits;
use super::lines::Lines;
use super::numbers::SnapshotNumbers;
use super::shape::Notation;
use super::{Snapshot, SnapshotError, SnapshotReason, SnapshotTable};

pub(super) const DOCUMENTS: &str = "documents.jsonl";
pub(super) const GENERATED_SCHEMA: &str = "generated_schema.jsonl";
pub(super) const TABLES: &str = "_tables";

/// A line of `_tables/documents.jsonl`.
#[derive(Deserialize)]
struct ListedTable {
    name: String,
    id: u32,
}

pub(super) fn open(zip: Zip, limits: Limits) -> Result<Snapshot, SnapshotError> {
    let root = root(&zip);
    let listed = listed(&zip, &root, &limits)?;
    let found = found(&zip, &root)?;
    if listed.is_none() && found.is_empty() {
        return Err(SnapshotError::of(zip.path(), SnapshotReason::NotExport));
    }
    let mut numbers = Numbers::new(&zip, &root);
    let mut tables: BTreeMap<TableName, SnapshotTable> = BTreeMap::new();
    for (table, number) in listed.into_iter().flatten() {
        numbers.take(&table, number)?;
        let listed = SnapshotTable {
            number: Some(number),
            notation: Notation::Uniform,
            bytes: 0,
            zipped: 0,
            documents: None,
        };
        tables.insert(table, listed);
    }
    for (table, entry) in found {
        let generated = zip.entry(&format!("{root}{table}/{GENERATED_SCHEMA}"));
        let notation = Notation::of(&zip, generated, &limits)?;
        let number = match tables.get(&table).and_then(|listed| listed.number) {
            Some(number) => Some(number),
            None => {
                let number = first_number(&zip, entry, notation, &limits)?;
                if let Some(number) = number {
                    numbers.take(&table, number)?;
                }
                number
            }
        };
        let (bytes, zipped, documents) = (entry.bytes, entry.zipped, Some(entry.clone()));
        tables.insert(table, SnapshotTable { number, notation, bytes, zipped, documents });
    }
    if tables.len() > MAX_TABLES {
        let reason = SnapshotReason::TooManyTables { tables: tables.len() };
        return Err(SnapshotError::of(zip.path(), reason));
    }
    let numbers = SnapshotNumbers::new(numbers.names);
    Ok(Snapshot { zip, limits, root, tables, numbers })
}

/// The folders around the export, as a file manager adds them when it zips a folder.
fn root(zip: &Zip) -> String {
    /// What another system's file manager puts beside the folder.
    const RESOURCES: &str = "__MACOSX/";
    let is_file = |entry: &&Entry| !entry.is_folder && !entry.name.starts_with(RESOURCES);
    let names: Vec<&str> = zip.listed().filter(is_file).map(|entry| entry.name.as_str()).collect();
    let mut root = "";
    loop {
        let below = || names.iter().map(|name| &name[root.len()..]);
        let has_table = below().any(|name| name.split('/').skip(1).eq([DOCUMENTS]));
        let Some((folder, _)) = below().next().and_then(|name| name.split_once('/')) else { break };
        let is_shared = below().all(|name| name.split_once('/').is_some_and(|(f, _)| f == folder));
        if has_table || !is_shared || folder.starts_with('_') {
            break;
        }
        root = &names[0][..=root.len() + folder.len()];
    }
    root.to_owned()
}

/// The tables that the export lists, where it does.
fn listed(
    zip: &Zip,
    root: &str,
    limits: &Limits,
) -> Result<Option<Vec<(TableName, TableNumber)>>, SnapshotError> {
    let Some(entry) = zip.entry(&format!("{root}{TABLES}/{DOCUMENTS}")) else { return Ok(None) };
    let (mut lines, mut buffer) = (Lines::of(zip, entry, limits)?, Vec::new());
    let mut tables = Vec::new();
    while let Some((_, line)) = lines.next_in(&mut buffer)? {
        let listed: Result<ListedTable, _> = serde_json::from_str(line);
        let wrong = |why: String| SnapshotReason::Tables { why };
        let ListedTable { name, id } =
            listed.map_err(|error| lines.wrong(wrong(error.to_string())))?;
        if id == 0 {
            return Err(lines.wrong(wrong("no table has number 0".to_owned())));
        }
        let table = TableName::new(name)
            .map_err(|why| lines.wrong(SnapshotReason::TableName { why: why.to_string() }))?;
        tables.push((table, TableNumber(id)));
        if tables.len() > MAX_TABLES {
            return Err(lines.wrong(SnapshotReason::TooManyTables { tables: tables.len() }));
        }
    }
    Ok(Some(tables))
}

/// The documents of each table. What is in folders of Convex's own, or further down, is none.
fn found<'z>(zip: &'z Zip, root: &str) -> Result<Vec<(TableName, &'z Entry)>, SnapshotError> {
    let mut found = Vec::new();
    for entry in zip.listed() {
        let Some(name) = entry.name.strip_prefix(root) else { continue };
        let Some((folder, DOCUMENTS)) = name.split_once('/') else { continue };
        if folder.starts_with('_') {
            continue;
        }
        let table = TableName::new(folder)
            .map_err(|why| zip.wrong(entry, SnapshotReason::TableName { why: why.to_string() }))?;
        found.push((table, entry));
    }
    Ok(found)
}

/// The number in the id of a table's first document, as an import takes it where none is listed.
fn first_number(
    zip: &Zip,
    entry: &Entry,
    notation: Notation,
    limits: &Limits,
) -> Result<Option<TableNumber>, SnapshotError> {
    let (mut lines, mut buffer) = (Lines::of(zip, entry, limits)?, Vec::new());
    let Some((_, line)) = lines.next_in(&mut buffer)? else { return Ok(None) };
    number_of(line, notation).map(Some).map_err(|reason| lines.wrong(reason))
}

/// The numbers that are taken, and the tables that have one.
struct Numbers<'z> {
    zip: &'z Zip,
    root: &'z str,
    names: BTreeMap<TableNumber, TableName>,
    tables: BTreeSet<TableName>,
}

impl<'z> Numbers<'z> {
    fn new(zip: &'z Zip, root: &'z str) -> Self {
        Self { zip, root, names: BTreeMap::new(), tables: BTreeSet::new() }
    }

    fn take(&mut self, table: &TableName, number: TableNumber) -> Result<(), SnapshotError> {
        let reason = if !self.tables.insert(table.clone()) {
            SnapshotReason::TableTwice { table: table.clone() }
        } else if let Some(other) = self.names.insert(number, table.clone()) {
            SnapshotReason::NumberTwice { number, other, table: table.clone() }
        } else {
            return Ok(());
        };
        let error = SnapshotError::of(self.zip.path(), reason);
        Err(error.in_entry(&format!("{}{TABLES}/{DOCUMENTS}", self.root)))
    }
}
