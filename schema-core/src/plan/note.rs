//! What to know and to decide before a plan is carried out.

use std::collections::BTreeSet;
use std::fmt;

use crate::diff::{
    CensusRequest, Change, Class, Diff, How, Place, TableDiff, TableFate, change_text, covers,
};
use crate::name::{IndexName, TableName};
use crate::schema::Index;
use crate::value::Value;
use crate::widen::{IndexGoes, IndexNote};

use super::facts::{Count, Facts, thousands};

/// Something that is lost, and must be named with `--destroy` where nobody can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destroy {
    /// The table.
    pub table: TableName,
    /// What of its documents; `None` for the documents themselves.
    pub place: Option<Place>,
    /// The change, as the difference shows it.
    pub what: String,
}

impl Destroy {
    /// What `--destroy` must be given: `users.legacyTheme`, `guests`.
    pub fn argument(&self) -> String {
        match &self.place {
            Some(place) => format!("{}.{place}", self.table),
            None => self.table.as_str().to_owned(),
        }
    }

    /// Whether an argument of `--destroy` names it: it, or its whole table.
    pub fn is_granted(&self, argument: &str) -> bool {
        argument == self.argument() || argument == self.table.as_str()
    }
}

/// Text that becomes literals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CensusNote {
    /// The table.
    pub table: TableName,
    /// Where, and which literals.
    pub request: CensusRequest,
    /// Stored values that no literal equals, with their counts, most frequent first; `None` where
    /// nobody counted.
    pub without_literal: Option<Vec<(Value, u64)>>,
    /// Documents whose values weren't told apart.
    pub others: u64,
}

/// Something to know before beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// An index that changes before its table is narrowed.
    Index {
        /// The table.
        table: TableName,
        /// What becomes of it.
        note: Box<IndexNote>,
    },
    /// An index that goes when its table is narrowed.
    IndexGoesAtNarrow {
        /// The table.
        table: TableName,
        /// The index.
        index: IndexName,
    },
    /// A staged index is filled in the background.
    Staged {
        /// The table.
        table: TableName,
        /// The index.
        index: IndexName,
    },
    /// Convex reads every document of the table though all of them fit.
    Walked {
        /// The table.
        table: TableName,
        /// The first place inside a record that changes.
        place: Place,
    },
    /// A new table already has documents, which no version describes.
    Occupied {
        /// The table.
        table: TableName,
        /// How many.
        documents: Count,
    },
}

pub(super) fn destroys(diff: &Diff) -> Vec<Destroy> {
    let mut found = Vec::new();
    for (name, table) in &diff.tables {
        if matches!(table.fate, TableFate::DocumentsDeleted { .. }) {
            let what = "every document is deleted".to_owned();
            found.push(Destroy { table: name.clone(), place: None, what });
        }
        for change in table.changes.iter().filter(|change| change.class() == Class::Destructive) {
            let place = match change {
                Change::Field(field) if field.how != How::DocumentsDeleted => Some(field.place()),
                Change::Field(_) | Change::Index(_) => None,
            };
            let what = change_text(change);
            found.push(Destroy { table: name.clone(), place, what });
        }
    }
    found
}

pub(super) fn census(diff: &Diff, facts: &Facts) -> Vec<CensusNote> {
    let note = |table: &TableName, request: &CensusRequest| {
        let known = facts.tables.get(table).and_then(|facts| facts.census.get(&request.place));
        CensusNote {
            table: table.clone(),
            request: request.clone(),
            without_literal: known.map(|census| request.without_literal(census)),
            others: known.map_or(0, |census| census.others),
        }
    };
    let requests = diff
        .tables
        .iter()
        .flat_map(|(name, table)| table.census.iter().map(move |request| (name, request)));
    requests.map(|(name, request)| note(name, request)).collect()
}

/// What to know; `widened` are the tables that are between two versions for a while.
pub(super) fn notes(diff: &Diff, facts: &Facts, widened: &BTreeSet<&TableName>) -> Vec<Note> {
    let of_table = |(name, table)| table_notes(name, table, facts, widened.contains(name));
    diff.tables.iter().flat_map(of_table).collect()
}

fn table_notes(name: &TableName, table: &TableDiff, facts: &Facts, is_widened: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    let documents = facts.of(name).documents;
    if matches!(table.fate, TableFate::Added { .. })
        && matches!(documents, Count::Exactly(1..) | Count::AtLeast(1..))
    {
        notes.push(Note::Occupied { table: name.clone(), documents });
    }
    let walked = table.changes.iter().find_map(|change| match change {
        Change::Field(field) if field.is_walked() => Some(field.place()),
        Change::Field(_) | Change::Index(_) => None,
    });
    notes.extend(walked.map(|place| Note::Walked { table: name.clone(), place }));
    // Where there is nothing between two versions, indexes change with everything else.
    if is_widened {
        let index =
            |note: &IndexNote| Note::Index { table: name.clone(), note: Box::new(note.clone()) };
        notes.extend(table.index_notes.iter().map(index));
    }
    for change in &table.changes {
        let Change::Index(change) = change else { continue };
        let (table, index) = (name.clone(), change.name.clone());
        match (&change.old, &change.new) {
            (_, Some(Index { staged: true, .. })) => notes.push(Note::Staged { table, index }),
            (Some(_), None) if is_widened && !is_noted(&notes, &index) => {
                notes.push(Note::IndexGoesAtNarrow { table, index });
            }
            _ => {}
        }
    }
    notes
}

fn is_noted(notes: &[Note], index: &IndexName) -> bool {
    notes.iter().any(|note| matches!(note, Note::Index { note, .. } if note.index == *index))
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index { table, note } => {
                let IndexNote { index, old, goes, .. } = &**note;
                match goes {
                    IndexGoes::Redefined { new } => write!(
                        f,
                        "index `{index}` of `{table}` covers {} instead of {} from widen on",
                        covers(new),
                        covers(old)
                    )?,
                    IndexGoes::Refused { reason } => write!(
                        f,
                        "index `{index}` of `{table}` goes at widen, because the server refuses it \
                         beside the new ones ({reason})"
                    )?,
                    IndexGoes::TooMany { most } => write!(
                        f,
                        "index `{index}` of `{table}` goes at widen, because with the new ones there \
                         would be more than {most}"
                    )?,
                }
                f.write_str("; queries that use it must change in the same push")
            }
            Self::IndexGoesAtNarrow { table, index } => write!(
                f,
                "index `{index}` of `{table}` stays until narrow; queries that use it must be gone \
                 by then"
            ),
            Self::Staged { table, index } => write!(
                f,
                "index `{index}` of `{table}` is staged: Convex fills it in the background, and \
                 queries can use it once `staged` is taken out"
            ),
            Self::Walked { table, place } => write!(
                f,
                "Convex compares records as a whole, so for `{place}` the push reads every document \
                 of `{table}`, though all of them fit"
            ),
            Self::Occupied { table, documents } => write!(
                f,
                "`{table}` is new to the schema and already has {documents}; the push checks each \
                 of them"
            ),
        }
    }
}

impl fmt::Display for CensusNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (table, place) = (&self.table, &self.request.place);
        let literals: Vec<String> =
            self.request.literals.iter().map(|text| format!("{text:?}")).collect();
        write!(f, "{table}.{place} becomes one of {}", literals.join(", "))?;
        let Some(values) = &self.without_literal else {
            return f.write_str("; what is stored wasn't counted");
        };
        if values.is_empty() && self.others == 0 {
            return f.write_str("; every stored value is one of them");
        }
        f.write_str("; without a literal of their own:")?;
        for (value, count) in values.iter().take(SHOWN) {
            write!(f, "\n    {} {}", value.to_canonical(), thousands(*count))?;
            if *value == Value::Null && self.request.may_be_absent {
                f.write_str(" (absent is allowed)")?;
            }
        }
        let rest = values.len().saturating_sub(SHOWN);
        if rest > 0 {
            write!(f, "\n    and {} more", thousands(u64::try_from(rest).unwrap_or(u64::MAX)))?;
        }
        if self.others > 0 {
            write!(
                f,
                "\n    {} documents with values that weren't told apart",
                thousands(self.others)
            )?;
        }
        Ok(())
    }
}

/// How many values a listing shows.
const SHOWN: usize = 20;
