//! What is found about each document of a table, with the functions that a run uses.

use std::cell::RefCell;
use std::collections::BTreeSet;

use schema_core::declaration::Declaration;
use schema_core::diff::CensusRequest;
use schema_core::document;
use schema_core::history::{Classification, TableHistory};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::transition::FoundDocuments;
use schema_core::validator::{NumberedTable, TableNumbers};

use super::difference::{After, Difference, SHOWN_MAX, fields};
use super::headroom::{Largest, Weight};
use super::reasons::Reasons;
use super::version::Evidence;
use crate::run::{Counter, Fate, fate};
use crate::snapshot::{Parser, SnapshotDocument, SnapshotNumbers, SnapshotReason};

/// What is done with a table's documents while they are read.
#[derive(Clone, Copy)]
pub(super) enum Treatment<'a> {
    /// They are counted: nothing declared says more.
    Count,
    /// They are deleted.
    Delete,
    /// Each becomes what its history says.
    Carry(&'a TableHistory),
    /// They are kept for a store, in which they are carried beside other tables.
    Keep(&'a TableHistory),
}

impl<'a> Treatment<'a> {
    pub(super) fn history(self) -> Option<&'a TableHistory> {
        match self {
            Self::Carry(history) | Self::Keep(history) => Some(history),
            Self::Count | Self::Delete => None,
        }
    }
}

/// What looks at the documents of one table.
pub(super) struct Look<'a> {
    pub(super) declaration: &'a Declaration,
    pub(super) numbers: &'a SnapshotNumbers,
    pub(super) parser: Parser,
    pub(super) treatment: Treatment<'a>,
    pub(super) requests: &'a [CensusRequest],
}

/// What is found about some documents, one after the other.
pub(super) struct Tally {
    pub(super) documents: u64,
    pub(super) current: u64,
    /// The bytes of those.
    pub(super) current_bytes: u64,
    pub(super) carried: u64,
    pub(super) hybrids: u64,
    pub(super) deleted: u64,
    pub(super) evidence: Option<Evidence>,
    pub(super) failing: Reasons,
    pub(super) differences: Vec<Difference>,
    pub(super) census: Vec<Counter>,
    pub(super) largest: Largest,
}

/// What is found about a block of lines.
pub(super) struct Seen {
    pub(super) tally: Tally,
    /// The ids with their lines.
    pub(super) ids: Vec<(DocumentId, u64)>,
    pub(super) weights: Vec<Weight>,
    /// The size of the lines.
    pub(super) bytes: u64,
    /// The documents themselves, where they are kept.
    pub(super) kept: Vec<SnapshotDocument>,
    /// Numbers of Convex's own tables, of which the export doesn't tell which is which.
    pub(super) unknown: BTreeSet<TableNumber>,
}

impl Tally {
    pub(super) fn of(treatment: Treatment<'_>, requests: &[CensusRequest]) -> Self {
        Self {
            documents: 0,
            current: 0,
            current_bytes: 0,
            carried: 0,
            hybrids: 0,
            deleted: 0,
            evidence: treatment.history().map(Evidence::of),
            failing: Reasons::default(),
            differences: Vec::new(),
            census: vec![Counter::default(); requests.len()],
            largest: Largest::default(),
        }
    }

    /// Adds what was found about later documents.
    pub(super) fn merge(&mut self, later: Self) {
        self.documents += later.documents;
        self.current += later.current;
        self.current_bytes += later.current_bytes;
        self.carried += later.carried;
        self.hybrids += later.hybrids;
        self.deleted += later.deleted;
        if let (Some(evidence), Some(later)) = (&mut self.evidence, later.evidence) {
            evidence.merge(later);
        }
        self.failing.merge(later.failing);
        let room = SHOWN_MAX - self.differences.len();
        self.differences.extend(later.differences.into_iter().take(room));
        for (counter, later) in self.census.iter_mut().zip(later.census) {
            counter.merge(later);
        }
        self.largest.merge(&later.largest);
    }
}

impl Look<'_> {
    /// Looks at the documents of some lines. Where one is wrong, also returns its line.
    pub(super) fn at<'l>(
        &self,
        lines: impl IntoIterator<Item = (u64, &'l [u8])>,
    ) -> Result<Seen, (u64, SnapshotReason)> {
        let mut seen = Seen {
            tally: Tally::of(self.treatment, self.requests),
            ids: Vec::new(),
            weights: Vec::new(),
            bytes: 0,
            kept: Vec::new(),
            unknown: BTreeSet::new(),
        };
        let numbers = Asked { numbers: self.numbers, unknown: RefCell::default() };
        for (line, text) in lines {
            let read = self.parser.parse(text).map_err(|reason| (line, reason))?;
            seen.ids.push((read.id, line));
            seen.bytes += text.len() as u64 + 1;
            self.document(&mut seen, &numbers, read);
        }
        seen.unknown = numbers.unknown.into_inner();
        Ok(seen)
    }

    fn document(&self, seen: &mut Seen, numbers: &Asked<'_>, read: SnapshotDocument) {
        let tally = &mut seen.tally;
        tally.documents += 1;
        tally.largest.note(read.id, &read.extent);
        for (counter, request) in tally.census.iter_mut().zip(self.requests) {
            counter.note(request, &read.document.fields);
        }
        let class = self.treatment.history().map(|history| {
            let class = history.classify(&read.document, numbers);
            if let Some(evidence) = &mut tally.evidence {
                evidence.note(history, &class, &read.document, numbers);
            }
            class
        });
        if class == Some(Classification::Current) {
            tally.current += 1;
            tally.current_bytes += read.extent.bytes as u64;
        }
        let written = match (self.treatment, class) {
            (Treatment::Carry(history), Some(class)) => {
                let nothing = FoundDocuments::default();
                let fate =
                    fate(self.declaration, history, &class, &read.document, &nothing, numbers);
                tally.fate(&read, fate)
            }
            (Treatment::Delete, _) => {
                tally.deleted += 1;
                Some(0)
            }
            (Treatment::Keep(_) | Treatment::Carry(_) | Treatment::Count, _) => None,
        };
        seen.weights.push(Weight { read: read.extent.bytes, written });
        if matches!(self.treatment, Treatment::Keep(_)) {
            seen.kept.push(read);
        }
    }
}

impl Tally {
    /// Takes note of what becomes of a document, and returns how many bytes are written for it.
    fn fate(&mut self, read: &SnapshotDocument, fate: Fate) -> Option<usize> {
        let SnapshotDocument { id, document, .. } = read;
        let carried = match fate {
            Fate::Current => return None,
            Fate::Refused(code, refusal) => {
                self.failing.note(*id, code.as_str(), &refusal.path, &refusal.reason);
                return None;
            }
            Fate::Carried(carried) => carried,
        };
        self.carried += 1;
        self.hybrids += u64::from(carried.hybrid.is_some());
        let new = &carried.document.fields;
        if self.differences.len() < SHOWN_MAX {
            let after = After::Fields(fields(&document.fields, new));
            self.differences.push(Difference { id: *id, after });
        }
        match document::extent(new, document.id.len()) {
            Ok(extent) => {
                self.largest.note(*id, &extent);
                Some(extent.bytes)
            }
            // Carrying has kept these limits already, and says so itself where it can't.
            Err(_) => Some(0),
        }
    }
}

/// The numbers of an export, with note of those that it doesn't tell.
struct Asked<'a> {
    numbers: &'a SnapshotNumbers,
    unknown: RefCell<BTreeSet<TableNumber>>,
}

impl TableNumbers for Asked<'_> {
    fn table(&self, number: TableNumber) -> NumberedTable<'_> {
        let table = self.numbers.table(number);
        if table == NumberedTable::Unresolved {
            self.unknown.borrow_mut().insert(number);
        }
        table
    }
}
