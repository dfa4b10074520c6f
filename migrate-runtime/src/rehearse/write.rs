//! What an export becomes, written as another export.
//!
//! Documents that are carried are written anew, in the order of their ids where they were in a
//! deployment, else in that of the file. Everything else is copied as it is zipped: tables in which
//! nothing changes, files, components.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use schema_core::history::TableHistory;
use schema_core::id::TableNumber;
use schema_core::name::TableName;
use schema_core::transition::{FoundDocuments, StoredDocument};

use super::look::Treatment;
use super::stored::Stored;
use super::{Rehearsal, RehearseError, Rehearsed, entangled, treatment};
use crate::run::{Fate, fate};
use crate::snapshot::{SnapshotWriter, WhenThere};

/// How many documents are written before it is asked again whether to stop.
const BLOCK: u64 = 1_000;

/// What was written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// How many tables.
    pub tables: usize,
    /// How many documents they have now.
    pub documents: u64,
}

impl Rehearsal<'_> {
    pub(super) fn write_carried(
        &self,
        stored: &Stored,
        rehearsed: &Rehearsed,
        path: &Path,
    ) -> Result<Written, RehearseError> {
        let declaration = self.versions.declaration;
        let entangled = entangled(declaration);
        let held = stored.tables()?;
        let changes = |(table, is): (&TableName, &super::RehearsedTable)| {
            let changes = match treatment(declaration, table, &entangled) {
                Treatment::Count => false,
                Treatment::Delete | Treatment::Carry(_) => is.carried + is.deleted > 0,
                Treatment::Keep(_) => held.contains_key(table),
            };
            changes.then(|| table.clone())
        };
        let mut anew: BTreeSet<TableName> = rehearsed.tables.iter().filter_map(changes).collect();
        let mut numbers: BTreeMap<TableName, TableNumber> = self
            .snapshot
            .numbers()
            .names()
            .iter()
            .map(|(number, table)| (table.clone(), *number))
            .collect();
        let mut is_longer = false;
        for (table, number) in &held {
            // A table that the export doesn't have is in it once it has documents.
            if !numbers.contains_key(table) && self.count(stored, table)? > 0 {
                numbers.insert(table.clone(), *number);
                anew.insert(table.clone());
                is_longer = true;
            }
        }
        anew.retain(|table| numbers.contains_key(table));
        let when = WhenThere::Refuse;
        let mut writer = if is_longer {
            let mut writer =
                SnapshotWriter::create_from_unlisted(path, when, self.snapshot, &anew)?;
            writer.tables(&numbers.into_iter().collect::<Vec<_>>())?;
            writer
        } else {
            SnapshotWriter::create_from(path, when, self.snapshot, &anew)?
        };
        let mut documents = 0;
        for table in &anew {
            documents += self.write_table(&mut writer, stored, table, &entangled)?;
        }
        writer.finish()?;
        Ok(Written { tables: anew.len(), documents })
    }

    fn count(&self, stored: &Stored, table: &TableName) -> Result<u64, RehearseError> {
        let mut count = 0;
        stored.documents(table, &mut |_| {
            count += 1;
            self.go_on(count)
        })?;
        Ok(count)
    }

    fn write_table(
        &self,
        writer: &mut SnapshotWriter,
        stored: &Stored,
        table: &TableName,
        entangled: &BTreeSet<TableName>,
    ) -> Result<u64, RehearseError> {
        let mut out = writer.begin(table)?;
        let mut count = 0;
        let mut write = |document: StoredDocument| {
            count += 1;
            self.go_on(count)?;
            out.document(document).map_err(RehearseError::from)
        };
        match treatment(self.versions.declaration, table, entangled) {
            Treatment::Keep(_) => stored.documents(table, &mut write)?,
            Treatment::Carry(history) => {
                for read in self.snapshot.documents(table)? {
                    write(self.becomes(history, read?.document))?;
                }
            }
            Treatment::Delete | Treatment::Count => {}
        }
        Ok(out.finish()?)
    }

    /// The document that stays where this one was.
    fn becomes(&self, history: &TableHistory, document: StoredDocument) -> StoredDocument {
        let (declaration, numbers) = (self.versions.declaration, self.snapshot.numbers());
        let class = history.classify(&document, numbers);
        let nothing = FoundDocuments::default();
        match fate(declaration, history, &class, &document, &nothing, numbers) {
            Fate::Current | Fate::Refused(..) => document,
            Fate::Carried(carried) => {
                StoredDocument { fields: carried.document.fields, ..document }
            }
        }
    }

    fn go_on(&self, count: u64) -> Result<(), RehearseError> {
        if count.is_multiple_of(BLOCK) && self.stop.is_requested() {
            return Err(RehearseError::Stopped);
        }
        Ok(())
    }
}
