//! Carries a table's documents, batch by batch, until a whole walk finds nothing old.

use std::collections::BTreeMap;

use schema_core::declaration::Declaration;
use schema_core::id::DocumentId;

use crate::checkpoint::{Checkpoint, Revision};
use crate::cursor::Cursor;
use crate::digest::Digest;
use crate::error::StoreError;
use crate::event::Event;
use crate::step::StepKey;
use crate::store::{Batch, Commit, Page, QuarantineEntry, Refused, Store};

use super::work::{Item, Verdict};
use super::{RunError, Runner};

/// How often a batch is tried with documents that keep changing before they are left for later.
const CONFLICT_ROUNDS_MAX: u32 = 3;

/// How often a run walks a table before something is taken to be wrong.
const PASSES_MAX: u32 = 100;

/// How a backfill has ended.
#[derive(Clone, Debug)]
pub struct Backfilled {
    /// Where the step stands.
    pub checkpoint: Checkpoint,
    /// Why it ended.
    pub end: End,
}

/// Why a backfill has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A whole walk found nothing old, but for open quarantine.
    Done,
    /// It was asked to stop.
    Stopped,
}

/// What is done to the documents of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// They are carried from the step's old version to its new one.
    Carry,
    /// They are deleted, whatever they are.
    Delete,
}

/// Open quarantine entries, by document.
type Open = BTreeMap<DocumentId, QuarantineEntry>;

/// What a batch is to do beside what its items say.
struct Plan<'a> {
    step: &'a StepKey,
    task: Task,
    follows: &'a Checkpoint,
    /// The checkpoint after it, before the items are counted.
    then: Checkpoint,
    settled: Vec<DocumentId>,
    /// Whether the page is the last of its walk.
    is_last: bool,
}

impl<S: Store> Runner<'_, S> {
    /// Does a step's task to the documents of its table, going on where its last committed batch
    /// ended.
    ///
    /// # Errors
    ///
    /// The deployment fails, another runner takes over, or old documents keep coming.
    pub async fn backfill(
        &self,
        declaration: &Declaration,
        step: &StepKey,
        task: Task,
    ) -> Result<Backfilled, RunError> {
        let state = self.insist(|| self.store.step(step)).await?;
        let mut checkpoint = state.map(|state| state.checkpoint).unwrap_or_default();
        let documents = self.insist(|| self.store.count(&step.table)).await?;
        self.observer.observe(&Event::StepStarted {
            step: step.clone(),
            documents,
            checkpoint: checkpoint.clone(),
        });
        let first_pass = checkpoint.pass;
        while !checkpoint.done {
            if self.stop.is_requested() {
                let (step, stands) = (step.clone(), checkpoint.clone());
                self.observer.observe(&Event::StepStopped { step, checkpoint: stands });
                return Ok(Backfilled { checkpoint, end: End::Stopped });
            }
            if checkpoint.pass > first_pass + PASSES_MAX {
                return Err(RunError::NeverSettles { step: step.clone(), passes: PASSES_MAX });
            }
            checkpoint = self.one_page(declaration, step, task, &checkpoint).await?;
        }
        let (step, stands) = (step.clone(), checkpoint.clone());
        self.observer.observe(&Event::StepFinished { step, checkpoint: stands });
        Ok(Backfilled { checkpoint, end: End::Done })
    }

    /// Tries documents again that are in quarantine, whether or not they have changed; where `ids`
    /// is empty, all of them. The step's walk stays where it is.
    ///
    /// # Errors
    ///
    /// As [`backfill`](Self::backfill).
    pub async fn retry(
        &self,
        declaration: &Declaration,
        step: &StepKey,
        ids: &[DocumentId],
    ) -> Result<Checkpoint, RunError> {
        let state = self.insist(|| self.store.step(step)).await?;
        let mut checkpoint = state.map(|state| state.checkpoint).unwrap_or_default();
        let open = self.open_entries(step).await?;
        let wanted: Vec<_> = match ids {
            [] => open.keys().copied().collect(),
            ids => ids.to_vec(),
        };
        for ids in wanted.chunks(self.batch.get() as usize) {
            let documents = self.insist(|| self.store.get(ids)).await?;
            let is_gone = |id: &&DocumentId| documents.iter().all(|read| read.id != **id);
            let gone = ids.iter().filter(is_gone).copied().collect();
            let plan = Plan {
                step,
                task: Task::Carry,
                follows: &checkpoint,
                then: checkpoint.clone(),
                settled: gone,
                is_last: false,
            };
            let items =
                self.evaluate(declaration, step, Task::Carry, documents, &Open::new()).await?;
            checkpoint = self.submit(declaration, plan, items, &open).await?;
        }
        Ok(checkpoint)
    }

    /// Tries those documents again that have changed since they were put into quarantine, and
    /// closes the entries of those that are gone.
    ///
    /// # Errors
    ///
    /// As [`backfill`](Self::backfill).
    pub async fn settle(
        &self,
        declaration: &Declaration,
        step: &StepKey,
    ) -> Result<Checkpoint, RunError> {
        let open = self.open_entries(step).await?;
        let ids: Vec<_> = open.keys().copied().collect();
        let there = self.insist(|| self.store.get(&ids)).await?;
        let as_refused = |id: &DocumentId| {
            there
                .iter()
                .any(|read| read.id == *id && open[id].digest == Digest::of(read.read.as_str()))
        };
        let changed: Vec<_> = ids.into_iter().filter(|id| !as_refused(id)).collect();
        if !changed.is_empty() {
            return self.retry(declaration, step, &changed).await;
        }
        let state = self.insist(|| self.store.step(step)).await?;
        Ok(state.map(|state| state.checkpoint).unwrap_or_default())
    }

    async fn open_entries(&self, step: &StepKey) -> Result<Open, RunError> {
        let entries = self.insist(|| self.store.quarantine(&step.table)).await?;
        Ok(entries.into_iter().map(|entry| (entry.id, entry)).collect())
    }

    /// Reads one page, carries what is old and commits it together with the moved checkpoint.
    async fn one_page(
        &self,
        declaration: &Declaration,
        step: &StepKey,
        task: Task,
        follows: &Checkpoint,
    ) -> Result<Checkpoint, RunError> {
        let open = self.open_entries(step).await?;
        let page =
            self.insist(|| self.store.page(&step.table, &follows.cursor, self.batch)).await?;
        let Page { documents, cursor, is_done } = page;
        let at_start = follows.cursor == Cursor::START;
        let settled = if at_start { self.gone(&open).await? } else { Vec::new() };
        let then = Checkpoint {
            pass: follows.pass.max(1),
            cursor,
            scanned_in_pass: follows.scanned_in_pass + documents.len() as u64,
            ..follows.clone()
        };
        let scanned = documents.len() as u64;
        let plan = Plan { step, task, follows, then, settled, is_last: is_done };
        let items = self.evaluate(declaration, step, task, documents, &open).await?;
        let checkpoint = self.submit(declaration, plan, items, &open).await?;
        self.observer.observe(&Event::BatchCommitted {
            step: step.clone(),
            checkpoint: checkpoint.clone(),
            documents: scanned,
        });
        if is_done {
            let old = if checkpoint.done { 0 } else { follows.old_in_pass };
            let (step, pass) = (step.clone(), follows.pass.max(1));
            self.observer.observe(&Event::PassFinished { step, pass, old });
        }
        Ok(checkpoint)
    }

    /// The documents in quarantine that are there no more.
    async fn gone(&self, open: &Open) -> Result<Vec<DocumentId>, RunError> {
        let ids: Vec<_> = open.keys().copied().collect();
        let there = self.insist(|| self.store.get(&ids)).await?;
        Ok(ids.into_iter().filter(|id| there.iter().all(|read| read.id != *id)).collect())
    }

    /// Commits a batch, whatever it takes: what conflicts is read again, what the deployment
    /// refuses is quarantined, what keeps changing is left to the next walk.
    async fn submit(
        &self,
        declaration: &Declaration,
        plan: Plan<'_>,
        mut items: Vec<Item>,
        open: &Open,
    ) -> Result<Checkpoint, RunError> {
        let mut deferred = 0;
        let mut rounds = 0;
        loop {
            let batch = plan.batch(&items, open, deferred);
            match self.commit(&batch).await? {
                Commit::Committed(checkpoint) => {
                    self.tell_of_quarantine(&batch);
                    return Ok(checkpoint);
                }
                Commit::Conflicts(ids) => {
                    rounds += 1;
                    let (step, told) = (plan.step.clone(), ids.clone());
                    self.observer.observe(&Event::DocumentsConflicted { step, ids: told });
                    items.retain(|item| !ids.contains(&item.read.id));
                    if rounds >= CONFLICT_ROUNDS_MAX {
                        deferred += ids.len() as u64;
                        for id in ids {
                            let step = plan.step.clone();
                            self.observer.observe(&Event::DocumentDeferred { step, id });
                        }
                    } else {
                        let documents = self.insist(|| self.store.get(&ids)).await?;
                        let again = self
                            .evaluate(declaration, plan.step, plan.task, documents, open)
                            .await?;
                        items.extend(again);
                    }
                }
                Commit::Refused(refused) => {
                    for Refused { id, code, refusal } in refused {
                        for item in items.iter_mut().filter(|item| item.read.id == id) {
                            item.refuse(code, refusal.clone());
                        }
                    }
                }
                Commit::Superseded(checkpoint) => {
                    let step = plan.step.clone();
                    return if checkpoint.revision == Revision(plan.follows.revision.0 + 1)
                        && checkpoint.cursor == batch.then.cursor
                        && checkpoint.pass == batch.then.pass
                    {
                        Ok(checkpoint)
                    } else {
                        Err(RunError::Overtaken { step })
                    };
                }
            }
        }
    }

    /// Commits once. Where the answer is lost the batch is sent again: if it was committed, the
    /// step's checkpoint has moved and the deployment says so.
    async fn commit(&self, batch: &Batch) -> Result<Commit, StoreError> {
        self.insist(|| self.store.commit(batch)).await
    }

    fn tell_of_quarantine(&self, batch: &Batch) {
        for entry in &batch.quarantine {
            let step = batch.step.clone();
            let (id, code) = (entry.id, entry.code);
            self.observer.observe(&Event::DocumentQuarantined { step, id, code });
        }
    }
}

impl Plan<'_> {
    fn batch(&self, items: &[Item], open: &Open, deferred: u64) -> Batch {
        let mut then = self.then.clone();
        let mut batch = Batch {
            step: self.step.clone(),
            follows: self.follows.clone(),
            then: Checkpoint::default(),
            writes: Vec::new(),
            quarantine: Vec::new(),
            settled: self.settled.clone(),
        };
        then.old_in_pass += deferred;
        for item in items {
            match &item.verdict {
                Verdict::Skip | Verdict::OtherStep => {}
                Verdict::Current => {
                    if open.contains_key(&item.read.id) {
                        batch.settled.push(item.read.id);
                    }
                }
                Verdict::Carry { write, is_hybrid, deletes } => {
                    then.old_in_pass += 1;
                    then.counts.carried += 1;
                    then.counts.hybrids += u64::from(*is_hybrid);
                    then.counts.deleted += u64::from(*deletes);
                    batch.writes.push((**write).clone());
                }
                Verdict::Quarantine(entry) => {
                    then.counts.quarantined += u64::from(is_news(open, entry.id, &item.digest()));
                    batch.quarantine.push(entry.clone());
                }
            }
        }
        if self.is_last {
            if then.old_in_pass == 0 {
                then.done = true;
            } else {
                then.pass += 1;
                then.cursor = Cursor::START;
                then.old_in_pass = 0;
                then.scanned_in_pass = 0;
            }
        }
        batch.then = then;
        batch
    }
}

/// Whether this document, as it is, isn't in quarantine yet.
fn is_news(open: &Open, id: DocumentId, digest: &Digest) -> bool {
    open.get(&id).is_none_or(|entry| entry.digest != *digest)
}
