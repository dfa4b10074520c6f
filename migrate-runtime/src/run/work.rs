//! What becomes of each document of a page, computed before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{self, AssertUnwindSafe};
use std::str::FromStr as _;
use std::sync::Arc;

use schema_core::AnyId;
use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::history::{
    self as core, Carried, CarryOutcome, Classification, TableHistory, settle_effects,
};
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::transition::{FoundDocuments, Refusal, StoredDocument};
use schema_core::validator::TableNumbers;
use schema_core::version::VersionNumber;

use crate::digest::Digest;
use crate::faults::{Fault, is_on};
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
    OtherStep { version: VersionNumber },
    /// It is carried.
    Carry { write: Box<Write>, is_hybrid: bool, deletes: bool },
    /// It is carried by the batch that is being submitted, which has its write.
    Submitted { is_hybrid: bool, deletes: bool },
    /// It stays and is listed.
    Quarantine(Quarantined),
}

impl Item {
    /// The deployment doesn't take what the document was carried to.
    pub(super) fn refuse(&mut self, code: QuarantineCode, refusal: Refusal) {
        let also_read = match &self.verdict {
            Verdict::Carry { write, .. } => write.also_read.clone(),
            Verdict::Quarantine(entry) => entry.also_read.clone(),
            Verdict::Current
            | Verdict::Skip
            | Verdict::OtherStep { .. }
            | Verdict::Submitted { .. } => Vec::new(),
        };
        self.verdict = quarantined(&self.read, also_read, code, refusal);
    }
}

/// Documents that transitions asked for, by id; the ids of no document stand for nothing.
type Others = BTreeMap<DocumentId, Option<ReadDocument>>;

impl<S: Store> Runner<'_, S> {
    /// Computes what becomes of each document. Those that are in quarantine as they are are passed
    /// over.
    pub(super) async fn evaluate(
        &self,
        declaration: &Arc<Declaration>,
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
        let asked = if history.has_reads() {
            let (declaration, table) = (Arc::clone(declaration), step.table.clone());
            let numbers = tables.clone();
            let ask = move |read: ReadDocument| {
                // What refuses to say what it reads refuses to be carried, too. The history was found
                // before.
                let asked = caught(|| {
                    let history = self::history(&declaration, &table);
                    let asked = history.map(|history| history.reads(&read.document, &numbers));
                    asked.and_then(Result::ok).unwrap_or_default()
                });
                (read, asked)
            };
            self.compute(step, documents, |read| read.id, ask).await?
        } else {
            documents.into_iter().map(|read| (read, Ok(Vec::new()))).collect()
        };
        let others = self.others(&asked, &tables).await?;
        let is_open = |(read, _): &(ReadDocument, Asked)| {
            open.get_key_value(&read.id).map(|(id, entry)| (*id, entry.clone()))
        };
        let context = Context {
            declaration: Arc::clone(declaration),
            step: step.clone(),
            open: asked.iter().filter_map(is_open).collect(),
            others,
            tables,
        };
        let carry = move |(mut read, asked): (ReadDocument, Asked)| {
            let verdict = context.verdict(&read, asked);
            // What it was is of no use any more, and is as much work to clear away.
            read.document.forget();
            Item { read, verdict }
        };
        // Meanwhile the store works for other ranges.
        self.compute(step, asked, |(read, _)| read.id, carry).await
    }

    /// Reads what transitions ask for, all at once.
    async fn others(
        &self,
        asked: &[(ReadDocument, Asked)],
        tables: &TableIds,
    ) -> Result<Others, RunError> {
        let asked = asked.iter().filter_map(|(_, asked)| asked.as_ref().ok());
        let ids: BTreeSet<_> = asked.flatten().filter_map(|any| id_of(any, tables)).collect();
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

/// The version of a document that this step doesn't carry: its time comes, or has come.
fn other_steps(step: &StepKey, class: &Classification) -> Option<VersionNumber> {
    match class {
        Classification::Old { version } | Classification::Hybrid { version, .. } => {
            Some(*version).filter(|version| !step.carries(*version))
        }
        Classification::Current | Classification::Quarantined(_) => None,
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

/// What becomes of a document, before anybody is asked whether it may.
pub(crate) enum Fate {
    /// Nothing: it is current.
    Current,
    /// It is carried; documents beside it are of their newest versions.
    Carried(Box<Carried>),
    /// It can't be.
    Refused(core::QuarantineCode, Refusal),
}

/// What becomes of a document of this class, given what it asked for. A transition that panics
/// refuses the document.
pub(crate) fn fate(
    declaration: &Declaration,
    history: &TableHistory,
    class: &Classification,
    document: &StoredDocument,
    found: &FoundDocuments,
    tables: &impl TableNumbers,
) -> Fate {
    let refused = |refusal| Fate::Refused(core::QuarantineCode::Refused, refusal);
    let carry = || match carry_as(history, class, document, found, tables) {
        CarryOutcome::Current => Fate::Current,
        CarryOutcome::Quarantined(core::Quarantined { code, path, reason, .. }) => {
            Fate::Refused(code, Refusal { path, reason })
        }
        CarryOutcome::Carried(mut carried) => {
            match settle_effects(&carried.effects, &declaration.tables, tables) {
                Ok(effects) => {
                    carried.effects = effects;
                    Fate::Carried(Box::new(carried))
                }
                Err(refusal) => refused(refusal),
            }
        }
    };
    caught(carry).unwrap_or_else(refused)
}

fn carry_as(
    history: &TableHistory,
    class: &Classification,
    document: &StoredDocument,
    found: &FoundDocuments,
    tables: &impl TableNumbers,
) -> CarryOutcome {
    if let Classification::Hybrid { version, aside } = class
        && is_on(Fault::HybridOverwritten)
    {
        let mut old = document.clone();
        old.fields.retain(|name, _| aside.keys().all(|aside| aside.as_str() != name));
        let class = Classification::Old { version: *version };
        return history.carry_as(&class, &old, found, tables);
    }
    history.carry_as(class, document, found, tables)
}

/// What a document's transition asks to read, or that it panicked.
type Asked = Result<Vec<AnyId>, Refusal>;

/// The document that a transition asks for. An id of another table than the field's type says
/// stands for none, whoever has it, so nobody is asked: a deployment refuses to be asked for
/// documents of Convex's own tables, and would refuse the whole batch for one such text.
fn id_of(any: &AnyId, tables: &TableIds) -> Option<DocumentId> {
    let id = DocumentId::from_str(&any.id).ok()?;
    (tables.names.get(&id.table) == Some(&any.table)).then_some(id)
}

/// What decides over the documents of a page.
struct Context {
    declaration: Arc<Declaration>,
    step: StepKey,
    /// Quarantine entries of these documents.
    open: BTreeMap<DocumentId, QuarantineEntry>,
    others: Others,
    tables: TableIds,
}

impl Context {
    fn verdict(&self, read: &ReadDocument, asked: Asked) -> Verdict {
        // That of the table was found before.
        let Some(history) = history(&self.declaration, &self.step.table) else {
            return Verdict::Skip;
        };
        if history.is_surely_current(read.read.as_str(), &self.tables) {
            return Verdict::Current;
        }
        let class = history.classify(&read.document, &self.tables);
        if let Some(version) = other_steps(&self.step, &class) {
            return Verdict::OtherStep { version };
        }
        if class == Classification::Current {
            return Verdict::Current;
        }
        let refused = QuarantineCode::Carry(core::QuarantineCode::Refused);
        let asked = match asked {
            Ok(asked) => asked,
            Err(panicked) => return quarantined(read, Vec::new(), refused, panicked),
        };
        let seen = self.seen(&asked);
        let as_refused = |entry: &QuarantineEntry| {
            entry.step == self.step
                && entry.digest == Digest::of(read.read.as_str())
                && entry.also_read == Seen::digest(&seen)
        };
        if self.open.get(&read.id).is_some_and(as_refused) {
            return Verdict::Skip;
        }
        self.carried(history, &class, read, &asked, &seen)
    }

    fn carried(
        &self,
        history: &TableHistory,
        class: &Classification,
        read: &ReadDocument,
        asked: &[AnyId],
        seen: &[Seen],
    ) -> Verdict {
        let refused = |code, refusal| quarantined(read, seen.to_vec(), code, refusal);
        let by_transition = QuarantineCode::Carry(core::QuarantineCode::Refused);
        let found = match caught(|| self.found(asked)).flatten() {
            Ok(found) => found,
            Err(refusal) => return refused(by_transition, refusal),
        };
        match fate(&self.declaration, history, class, &read.document, &found, &self.tables) {
            Fate::Current => Verdict::Current,
            Fate::Refused(code, refusal) => refused(QuarantineCode::Carry(code), refusal),
            Fate::Carried(carried) => {
                let deletes = carried.deletes_self();
                let Carried { document, effects, hybrid, .. } = *carried;
                let change = if deletes { Change::Delete } else { Change::Replace(document) };
                let write = Write {
                    table: history.newest().name.table.clone(),
                    id: read.id,
                    read: read.read.clone(),
                    also_read: seen.to_vec(),
                    change,
                    effects,
                };
                Verdict::Carry { write: Box::new(write), is_hybrid: hybrid.is_some(), deletes }
            }
        }
    }

    /// The proof of having read what was asked for.
    fn seen(&self, asked: &[AnyId]) -> Vec<Seen> {
        let ids = asked.iter().filter_map(|any| id_of(any, &self.tables));
        let seen = |id: DocumentId| {
            let other = self.others.get(&id).and_then(Option::as_ref);
            Seen { id, read: other.map(|other| other.read.clone()) }
        };
        ids.map(seen).collect()
    }

    /// The documents that were asked for, each at its newest version.
    fn found(&self, asked: &[AnyId]) -> Result<FoundDocuments, Refusal> {
        let mut found = FoundDocuments::default();
        for any in asked {
            let Some(id) = id_of(any, &self.tables) else { continue };
            let other = self.others.get(&id).and_then(Option::as_ref);
            let Some(other) = other else { continue };
            let document = match history(&self.declaration, &any.table) {
                Some(history) => {
                    history.carry_found(&other.document, &self.tables).map_err(|why| {
                        Refusal::new(format!("{id} of `{}`, which it needs: {why}", any.table))
                    })?
                }
                None => (*other.document).clone(),
            };
            found.insert(any.clone(), document);
        }
        Ok(found)
    }
}

fn quarantined(
    read: &ReadDocument,
    also_read: Vec<Seen>,
    code: QuarantineCode,
    refusal: Refusal,
) -> Verdict {
    let Refusal { path, reason } = refusal;
    let (id, read, reason) = (read.id, read.read.clone(), shortened(reason));
    Verdict::Quarantine(Quarantined { id, read, also_read, code, path, reason })
}

/// How many characters a reason has at most. It is to be read by a person; one that cites the whole
/// document could make an entry that no deployment stores, and the run would never get past it.
const REASON_MAX: usize = 1_000;

fn shortened(mut reason: String) -> String {
    if let Some((end, _)) = reason.char_indices().nth(REASON_MAX) {
        reason.truncate(end);
        reason.push('…');
    }
    reason
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
