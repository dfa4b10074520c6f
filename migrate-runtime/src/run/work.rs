//! What becomes of each document of a page, computed before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{self, AssertUnwindSafe};
use std::str::FromStr as _;

use schema_core::AnyId;
use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::history::{
    self as core, CarryOutcome, Classification, TableHistory, settle_effects,
};
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::transition::{FoundDocuments, Refusal};

use crate::digest::Digest;
use crate::step::StepKey;
use crate::store::{
    Change, QuarantineCode, QuarantineEntry, Quarantined, ReadDocument, Seen, Store, TableIds,
    Write,
};

use super::{RunError, Runner, Task};

/// A document that was read, and what becomes of it.
pub(super) struct Item {
    pub(super) read: ReadDocument,
    pub(super) verdict: Verdict,
}

/// What becomes of a document.
pub(super) enum Verdict {
    /// Nothing: it is current.
    Current,
    /// Nothing: it is in quarantine as it is.
    Skip,
    /// Nothing: it is of a version that another step carries.
    OtherStep,
    /// It is carried.
    Carry { write: Box<Write>, is_hybrid: bool, deletes: bool },
    /// It stays and is listed.
    Quarantine(Quarantined),
}

impl Item {
    pub(super) fn digest(&self) -> Digest {
        Digest::of(self.read.read.as_str())
    }

    /// The deployment doesn't take what the document was carried to.
    pub(super) fn refuse(&mut self, code: QuarantineCode, refusal: Refusal) {
        let Refusal { path, reason } = refusal;
        let (id, read) = (self.read.id, self.read.read.clone());
        self.verdict = Verdict::Quarantine(Quarantined { id, read, code, path, reason });
    }
}

/// Documents that transitions asked for, by id; the ids of no document stand for nothing.
type Others = BTreeMap<DocumentId, Option<ReadDocument>>;

impl<S: Store> Runner<'_, S> {
    /// Computes what becomes of each document. Those that are in quarantine as they are are passed
    /// over.
    pub(super) async fn evaluate(
        &self,
        declaration: &Declaration,
        step: &StepKey,
        task: Task,
        documents: Vec<ReadDocument>,
        open: &BTreeMap<DocumentId, QuarantineEntry>,
    ) -> Result<Vec<Item>, RunError> {
        if task == Task::Delete {
            return Ok(documents.into_iter().map(|read| deleted(step, read)).collect());
        }
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let Some(history) = history(declaration, &step.table) else {
            return Err(RunError::Undeclared { table: step.table.clone() });
        };
        let tables = self.insist(|| self.store.tables()).await?;
        let mut wanted: BTreeMap<DocumentId, Vec<AnyId>> = BTreeMap::new();
        let mut panicked: BTreeMap<DocumentId, Refusal> = BTreeMap::new();
        for read in &documents {
            match caught(|| history.reads(&read.document, &tables)) {
                Ok(Ok(ids)) if !ids.is_empty() => {
                    wanted.insert(read.id, ids);
                }
                // What refuses to say what it reads refuses to be carried, too.
                Ok(Ok(_) | Err(_)) => {}
                Err(refusal) => {
                    panicked.insert(read.id, refusal);
                }
            }
        }
        let others = self.others(&wanted).await?;
        let evaluate = |read: ReadDocument| {
            let in_quarantine = open.get(&read.id).is_some_and(|entry| {
                entry.step == *step && entry.digest == Digest::of(read.read.as_str())
            });
            let class = history.classify(&read.document, &tables);
            let verdict = if is_other_steps(step, &class) {
                Verdict::OtherStep
            } else if in_quarantine && class != Classification::Current {
                Verdict::Skip
            } else if let Some(refusal) = panicked.remove(&read.id) {
                quarantined(&read, core::QuarantineCode::Refused, refusal)
            } else {
                let asked = wanted.get(&read.id).map(Vec::as_slice).unwrap_or_default();
                let one = || one(declaration, history, &class, &read, asked, &others, &tables);
                caught(one).unwrap_or_else(|refusal| {
                    quarantined(&read, core::QuarantineCode::Refused, refusal)
                })
            };
            Item { read, verdict }
        };
        Ok(documents.into_iter().map(evaluate).collect())
    }

    /// Reads what transitions ask for, all at once.
    async fn others(&self, wanted: &BTreeMap<DocumentId, Vec<AnyId>>) -> Result<Others, RunError> {
        let ids: BTreeSet<_> =
            wanted.values().flatten().filter_map(|id| DocumentId::from_str(&id.id).ok()).collect();
        if ids.is_empty() {
            return Ok(Others::new());
        }
        let ids: Vec<_> = ids.into_iter().collect();
        let found = self.insist(|| self.store.get(&ids)).await?;
        let mut others: Others = ids.into_iter().map(|id| (id, None)).collect();
        others.extend(found.into_iter().map(|read| (read.id, Some(read))));
        Ok(others)
    }
}

/// Whether a document is of a version that this step doesn't carry: its time comes, or has come.
fn is_other_steps(step: &StepKey, class: &Classification) -> bool {
    match class {
        Classification::Old { version } | Classification::Hybrid { version, .. } => {
            *version < step.old || *version >= step.new
        }
        Classification::Current | Classification::Quarantined(_) => false,
    }
}

fn deleted(step: &StepKey, read: ReadDocument) -> Item {
    let write = Write {
        table: step.table.clone(),
        id: read.id,
        read: read.read.clone(),
        also_read: Vec::new(),
        change: Change::Delete,
        effects: Vec::new(),
    };
    let verdict = Verdict::Carry { write: Box::new(write), is_hybrid: false, deletes: true };
    Item { read, verdict }
}

/// Runs what calls the user's functions: one that panics refuses its document, and no other.
fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Refusal> {
    // They see nothing that outlives the document in hand, so nothing is left half changed.
    panic::catch_unwind(AssertUnwindSafe(run)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Refusal::new(match text {
            Some(text) => format!("the transition panicked: {text}"),
            None => "the transition panicked".to_owned(),
        })
    })
}

/// What becomes of one document, given what it asked for.
fn one(
    declaration: &Declaration,
    history: &TableHistory,
    class: &Classification,
    read: &ReadDocument,
    asked: &[AnyId],
    others: &Others,
    tables: &TableIds,
) -> Verdict {
    let (found, also_read) = match found(declaration, asked, others, tables) {
        Ok(found) => found,
        Err(refusal) => return quarantined(read, core::QuarantineCode::Refused, refusal),
    };
    match history.carry_as(class, &read.document, &found, tables) {
        CarryOutcome::Current => Verdict::Current,
        CarryOutcome::Quarantined(core::Quarantined { code, path, reason, .. }) => {
            quarantined(read, code, Refusal { path, reason })
        }
        CarryOutcome::Carried(carried) => {
            let deletes = carried.deletes_self();
            let effects = match settle_effects(&carried.effects, &declaration.tables, tables) {
                Ok(effects) => effects,
                Err(refusal) => return quarantined(read, core::QuarantineCode::Refused, refusal),
            };
            let change = if deletes { Change::Delete } else { Change::Replace(carried.document) };
            let write = Write {
                table: history.newest().name.table.clone(),
                id: read.id,
                read: read.read.clone(),
                also_read,
                change,
                effects,
            };
            Verdict::Carry { write: Box::new(write), is_hybrid: carried.hybrid.is_some(), deletes }
        }
    }
}

fn quarantined(read: &ReadDocument, code: core::QuarantineCode, refusal: Refusal) -> Verdict {
    let Refusal { path, reason } = refusal;
    let (id, read) = (read.id, read.read.clone());
    Verdict::Quarantine(Quarantined { id, read, code: QuarantineCode::Carry(code), path, reason })
}

/// The documents that were asked for, each at its newest version, and the proof of having read them.
fn found(
    declaration: &Declaration,
    asked: &[AnyId],
    others: &Others,
    tables: &TableIds,
) -> Result<(FoundDocuments, Vec<Seen>), Refusal> {
    let mut found = FoundDocuments::default();
    let mut seen = Vec::new();
    for any in asked {
        let Ok(id) = DocumentId::from_str(&any.id) else { continue };
        let other = others.get(&id).and_then(Option::as_ref);
        seen.push(Seen { id, read: other.map(|other| other.read.clone()) });
        // An id of another table than the field says stands for no document of that table.
        let is_of_table = tables.names.get(&id.table) == Some(&any.table);
        let Some(other) = other.filter(|_| is_of_table) else { continue };
        let document = match history(declaration, &any.table) {
            Some(history) => history.carry_found(&other.document, tables).map_err(|why| {
                Refusal::new(format!("{id} of `{}`, which it needs: {why}", any.table))
            })?,
            None => other.document.clone(),
        };
        found.insert(any.clone(), document);
    }
    Ok((found, seen))
}

/// The history of a table that is declared, or whose documents are carried away.
pub(crate) fn history<'d>(
    declaration: &'d Declaration,
    table: &TableName,
) -> Option<&'d TableHistory> {
    declaration.tables.get(table).or_else(|| match declaration.dropped.get(table)? {
        DroppedTable::CarriedAway { history, .. } => Some(&**history),
        DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
    })
}
