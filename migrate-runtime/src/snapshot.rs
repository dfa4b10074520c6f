//! ZIPs of `npx convex export`, read and written as streams: no table is ever in memory as a whole,
//! and nothing in the file is believed before it is checked.
//!
//! ```text
//! directory   the list of entries: names, sizes, no bomb, nothing that shares bytes
//! layout      which entry is which table's, and the number of each table
//! shape       how a table's values are written
//! lines       one line at a time     document   a line as a document     ids   none twice
//! export      what a store holds as an export
//! write       the same layout again; entries that stay are copied as they are zipped
//! ```

mod directory;
mod document;
mod entry;
mod error;
mod export;
mod ids;
mod layout;
mod limits;
mod lines;
mod numbers;
mod shape;
#[cfg(test)]
mod tests;
mod write;

pub use self::document::SnapshotDocument;
pub use self::error::{SnapshotError, SnapshotReason};
pub use self::export::{ExportError, export};
pub use self::limits::{
    ENTRIES_MAX, LINE_BYTES_MAX, Limits, RATIO_FREE_BYTES, RATIO_MAX, TOTAL_BYTES_MAX,
};
pub use self::numbers::SnapshotNumbers;
pub use self::shape::Notation;
pub use self::write::{SnapshotWriter, TableWriter, WhenThere};

use std::collections::BTreeMap;
use std::path::Path;

use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;

pub(crate) use self::document::Parser;
pub(crate) use self::lines::Lines;

use self::directory::{Entry, Zip};
use self::ids::{IdOrder, Standing};

/// An export: a ZIP with the documents of a deployment at one moment.
pub struct Snapshot {
    zip: Zip,
    limits: Limits,
    /// The folder that everything is in, with its `/`; empty where there is none.
    root: String,
    tables: BTreeMap<TableName, SnapshotTable>,
    numbers: SnapshotNumbers,
}

/// A table of an export.
#[derive(Clone, Debug)]
pub struct SnapshotTable {
    /// Its number in ids of its documents; a table that isn't listed and has no documents has none.
    pub number: Option<TableNumber>,
    /// How its values are written.
    pub notation: Notation,
    /// The size of its documents as text.
    pub bytes: u64,
    /// The size of that in the ZIP.
    pub zipped: u64,
    documents: Option<Entry>,
}

impl Snapshot {
    /// Opens an export and reads what it holds, without any documents.
    ///
    /// # Errors
    ///
    /// The file can't be read, isn't a ZIP, goes beyond the limits, or isn't an export.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, SnapshotError> {
        layout::open(Zip::open(path, limits)?, *limits)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.zip.path()
    }

    /// The tables, by name.
    pub fn tables(&self) -> &BTreeMap<TableName, SnapshotTable> {
        &self.tables
    }

    /// What the numbers in ids stand for.
    pub fn numbers(&self) -> &SnapshotNumbers {
        &self.numbers
    }

    /// The documents of a table, in the order of the file; none where there is no such table.
    ///
    /// # Errors
    ///
    /// The table can't be read at all.
    pub fn documents(&self, table: &TableName) -> Result<Documents<'_>, SnapshotError> {
        let (reading, table) = (self.reading(table)?, table.clone());
        Ok(Documents { snapshot: self, reading, table, buffer: Vec::new() })
    }

    /// The error for a line of a table's documents.
    pub(crate) fn wrong_line(
        &self,
        table: &TableName,
        line: u64,
        reason: SnapshotReason,
    ) -> SnapshotError {
        match self.tables.get(table).and_then(|table| table.documents.as_ref()) {
            Some(entry) => self.zip.wrong(entry, reason).at_line(line),
            None => SnapshotError::of(self.path(), reason),
        }
    }

    /// The lines of a table and what reads them; nothing where there are none.
    pub(crate) fn reading(&self, table: &TableName) -> Result<Option<Reading>, SnapshotError> {
        let Some(SnapshotTable { documents: Some(entry), number, notation, .. }) =
            self.tables.get(table)
        else {
            return Ok(None);
        };
        let Some(number) = *number else { return Ok(None) };
        let parser = Parser { number, notation: *notation, numbers: self.numbers.clone() };
        let lines = Lines::of(&self.zip, entry, &self.limits)?;
        Ok(Some(Reading { lines, parser, watch: Watch { order: IdOrder::default() } }))
    }
}

/// A table that is being read.
pub(crate) struct Reading {
    pub(crate) lines: Lines,
    pub(crate) parser: Parser,
    pub(crate) watch: Watch,
}

/// Notices documents that are there twice.
pub(crate) struct Watch {
    order: IdOrder,
}

impl Watch {
    /// Takes note of the id at a line.
    pub(crate) fn see(
        &mut self,
        snapshot: &Snapshot,
        table: &TableName,
        id: DocumentId,
        line: u64,
    ) -> Result<(), SnapshotError> {
        let Some(entry) = snapshot.tables.get(table).and_then(|table| table.documents.as_ref())
        else {
            return Ok(());
        };
        match self.order.see(id, line) {
            Standing::New => Ok(()),
            Standing::Twice(other) => {
                let reason = SnapshotReason::IdTwice { id, other };
                Err(snapshot.zip.wrong(entry, reason).at_line(line))
            }
            Standing::OutOfOrder => {
                ids::refuse_twice_in(Lines::of(&snapshot.zip, entry, &snapshot.limits)?)
            }
        }
    }
}

/// The documents of a table.
pub struct Documents<'s> {
    snapshot: &'s Snapshot,
    /// Nothing once it has ended, be it with an error.
    reading: Option<Reading>,
    table: TableName,
    buffer: Vec<u8>,
}

impl Documents<'_> {
    fn read(&mut self) -> Result<Option<SnapshotDocument>, SnapshotError> {
        let Some(Reading { lines, parser, watch }) = &mut self.reading else { return Ok(None) };
        self.buffer.clear();
        let Some(line) = lines.append(&mut self.buffer)? else { return Ok(None) };
        let read = parser.parse(&self.buffer).map_err(|reason| lines.wrong(reason))?;
        watch.see(self.snapshot, &self.table, read.id, line)?;
        Ok(Some(read))
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<SnapshotDocument, SnapshotError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.read();
        if !matches!(next, Ok(Some(_))) {
            self.reading = None;
        }
        next.transpose()
    }
}
