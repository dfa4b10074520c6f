//! The documents that there must be.

use std::collections::BTreeMap;

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::Object;
use schema_core::version::VersionNumber;

use crate::step::StepKey;
use crate::testing::judge::log::{Committed, Entry, Written};
use crate::testing::judge::rules::{Fate, From, Lookup, fate, is_current};

/// The documents that there must be, by id.
#[derive(Default)]
pub struct Documents(pub(crate) BTreeMap<DocumentId, Kept>);

/// One of them.
pub(crate) struct Kept {
    pub(crate) table: TableName,
    pub(crate) fields: Object,
    /// When somebody else than a batch last changed it.
    pub(crate) written_at: usize,
}

impl Lookup for Documents {
    fn fields(&self, id: DocumentId) -> Option<&Object> {
        Some(&self.0.get(&id)?.fields)
    }
}

impl Documents {
    /// The documents as they are after all of this.
    pub(crate) fn of(log: &[Entry]) -> Self {
        let mut documents = Self::default();
        for (now, entry) in log.iter().enumerate() {
            documents.write(now, entry);
            if let Entry::Committed(committed) = entry {
                documents.take(now, committed);
            }
        }
        documents
    }

    /// Takes over what a batch has left behind.
    fn take(&mut self, now: usize, committed: &Committed) {
        for carried in &committed.batch.writes {
            let after = committed.after.iter().find(|(id, _)| id == carried);
            match (after, self.0.get_mut(carried)) {
                (Some((_, fields)), Some(kept)) => kept.fields.clone_from(fields),
                (_, _) => drop(self.0.remove(carried)),
            }
        }
        for (table, id, fields) in &committed.made {
            let (table, fields) = (table.clone(), fields.clone());
            self.0.insert(*id, Kept { table, fields, written_at: now });
        }
    }

    /// Does what was done by somebody else than a batch.
    pub(crate) fn write(&mut self, now: usize, entry: &Entry) {
        let (table, id, fields) = match entry {
            Entry::Written { table, id, what } => (table, *id, self.written(*id, what)),
            Entry::Repaired { table, id, fields, .. } => (table, *id, fields.clone()),
            _ => return,
        };
        let Some(fields) = fields else {
            self.0.remove(&id);
            return;
        };
        let is_same = self.0.get(&id).is_some_and(|kept| kept.fields == fields);
        if !is_same {
            self.0.insert(id, Kept { table: table.clone(), fields, written_at: now });
        }
    }

    fn written(&self, id: DocumentId, what: &Written) -> Option<Object> {
        match what {
            Written::Inserted(fields) | Written::Replaced(fields) => Some(fields.clone()),
            Written::Deleted => None,
            Written::Patched(changes) => {
                let mut fields = self.fields(id)?.clone();
                for (name, value) in changes {
                    match value {
                        Some(value) => fields.insert((*name).to_owned(), value.clone()),
                        None => fields.remove(*name),
                    };
                }
                Some(fields)
            }
        }
    }

    /// The documents of a table.
    pub(crate) fn of_table(&self, table: &TableName) -> BTreeMap<DocumentId, &Object> {
        let kept = self.0.iter().filter(|(_, kept)| kept.table == *table);
        kept.map(|(id, kept)| (*id, &kept.fields)).collect()
    }

    /// The documents of a table that aren't of its newest version.
    pub(crate) fn old(&self, table: &TableName) -> impl Iterator<Item = (DocumentId, &Kept)> {
        let kept = self.0.iter().filter(move |(_, kept)| kept.table == *table);
        let is_old = |kept: &Kept| !is_current(kept.table.as_str(), &kept.fields, self);
        kept.filter(move |(_, kept)| is_old(kept)).map(|(id, kept)| (*id, kept))
    }

    /// What a step makes of a document.
    pub(crate) fn fate(&self, step: &StepKey, kept: &Kept) -> Fate {
        let is_first = step.old == VersionNumber(1);
        let from = if is_first { From::First } else { From::Second };
        fate(step.table.as_str(), from, &kept.fields, self)
    }

    /// The documents that a step has to do with, and that it hasn't carried.
    pub(crate) fn left(&self, step: &StepKey) -> impl Iterator<Item = (DocumentId, &Kept)> {
        let kept = self.0.iter().filter(|(_, kept)| kept.table == step.table);
        let is_left = |kept: &Kept| !matches!(self.fate(step, kept), Fate::Current | Fate::Waits);
        kept.filter(move |(_, kept)| is_left(kept)).map(|(id, kept)| (*id, kept))
    }
}
