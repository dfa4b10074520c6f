//! Walks one range of a table: reads a page, decides, commits, and moves on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use schema_core::declaration::Declaration;
use schema_core::history::TableHistory;
use schema_core::id::DocumentId;
use tokio::time::Instant;

use crate::checkpoint::Checkpoint;
use crate::event::{Event, Progressed};
use crate::faults::{Fault, is_on};
use crate::range::IdRange;
use crate::step::RangeKey;
use crate::store::{
    Batch, Commit, PageLimit, QuarantineCode, QuarantineEntry, Quarantined, RangeState,
    ReadDocument, Refused, StepState, Store, Suspects, Write,
};

use super::pace::Pace;
use super::start::Started;
use super::work::{Item, Verdict};
use super::{RunError, Runner, Task};

/// How often a batch is tried with documents that keep changing before they are left for later.
const CONFLICT_ROUNDS_MAX: u32 = 3;

/// Open quarantine entries, by document.
pub(super) type Open = BTreeMap<DocumentId, QuarantineEntry>;

/// One pass over a table, as its ranges share it.
pub(super) struct Walk<'w, 'a, S> {
    pub(super) runner: &'w Runner<'a, S>,
    pub(super) declaration: &'w Arc<Declaration>,
    pub(super) task: Task,
    pub(super) at: &'w StepState,
    pub(super) open: &'w Open,
    pub(super) pace: &'w Pace,
    pub(super) tally: &'w Tally,
    /// No document is migrated by rules that nobody has compared.
    pub(super) _started: Started,
}

/// What the ranges of a pass tell each other.
pub(super) struct Tally {
    progressed: Mutex<Progressed>,
    /// Documents that kept changing.
    hot: Mutex<Vec<DocumentId>>,
    /// Whether one of the ranges has failed, so that the others needn't go on.
    has_failed: AtomicBool,
}

impl Tally {
    pub(super) fn new(at: &StepState) -> Self {
        Self {
            progressed: Mutex::new(Progressed::from(at)),
            hot: Mutex::new(Vec::new()),
            has_failed: AtomicBool::new(false),
        }
    }

    fn add(&self, before: &Checkpoint, after: &Checkpoint) -> Progressed {
        let mut progressed = self.progressed.lock().unwrap_or_else(PoisonError::into_inner);
        progressed.scanned += after.scanned - before.scanned;
        progressed.old += after.old - before.old;
        progressed.counts += after.counts.since(before.counts);
        *progressed
    }

    pub(super) fn hot(&self) -> Vec<DocumentId> {
        std::mem::take(&mut *self.hot.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a batch is to do beside what its items say.
pub(super) struct Wanted {
    pub(super) range: RangeKey,
    pub(super) follows: Checkpoint,
    /// The checkpoint after it, before the items are counted.
    pub(super) then: Checkpoint,
    pub(super) settled: Vec<DocumentId>,
}

/// What became of a batch.
pub(super) enum Submitted {
    Committed {
        checkpoint: Checkpoint,
        /// How long it had to wait until it might write.
        pause: Duration,
    },
    /// It is more than a transaction takes.
    TooLarge { reason: String },
}

impl<S: Store> Walk<'_, '_, S> {
    /// Walks a range from its checkpoint on. Says whether it was asked to stop before the end.
    pub(super) async fn range(&self, range: &RangeState) -> Result<bool, RunError> {
        let walked = self.to_the_end(range).await;
        if walked.is_err() {
            self.tally.has_failed.store(true, Ordering::Relaxed);
        }
        walked
    }

    async fn to_the_end(&self, range: &RangeState) -> Result<bool, RunError> {
        let mut checkpoint = range.checkpoint.clone();
        // Those that come after the first pass have little to carry.
        let mut sifts = self.at.pass > 1;
        while !checkpoint.done {
            let (run, stop) = (self.runner.run, self.runner.stop);
            let turn = self.pace.turn(self.runner.store.allowance()).await;
            // Whoever waited may have to stop by now.
            if stop.at_border(run)? || self.tally.has_failed.load(Ordering::Relaxed) {
                return Ok(true);
            }
            let page = self.one_page(range, &checkpoint, sifts).await;
            drop(turn);
            match page {
                Ok(Some(moved)) => {
                    sifts = sifting_pays(
                        moved.scanned - checkpoint.scanned,
                        moved.old - checkpoint.old,
                    );
                    checkpoint = moved;
                }
                // It was too large, and the next one is smaller.
                Ok(None) => {}
                Err(RunError::Paused { .. }) if stop.is_requested() => return Ok(true),
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Reads the documents of a part of a range that may have to be carried: all of them, or those
    /// that the deployment itself can't tell to be current.
    async fn part(
        &self,
        rest: &IdRange,
        limit: PageLimit,
        sifts: bool,
    ) -> Result<Suspects, RunError> {
        let (runner, table) = (self.runner, &self.at.step.table);
        // Entries close where their documents have become current, so these must be seen.
        let sifts = sifts && self.task == Task::Carry && self.open.is_empty();
        let history = self.declaration.tables.get(table).filter(|_| sifts);
        Ok(match history.and_then(TableHistory::proof) {
            Some(valid) => {
                runner.insist(|| runner.store.suspects(table, rest, limit, valid)).await?
            }
            None => runner.insist(|| runner.store.page(table, rest, limit)).await?.into(),
        })
    }

    /// Reads one page, carries what is old and commits it together with the moved checkpoint.
    async fn one_page(
        &self,
        range: &RangeState,
        follows: &Checkpoint,
        sifts: bool,
    ) -> Result<Option<Checkpoint>, RunError> {
        let Self { runner, at, .. } = self;
        let began = Instant::now();
        let limit = self.pace.limit(runner.store.allowance());
        let rest = range.range.from_position(&follows.cursor);
        let Suspects { looked_at, documents, cursor, is_done } =
            self.part(&rest, limit, sifts).await?;
        let (read, bytes) = (documents.len(), documents.iter().map(ReadDocument::bytes).sum());
        let wanted = Wanted {
            range: RangeKey { step: at.step.clone(), pass: at.pass, range: range.number },
            follows: follows.clone(),
            then: Checkpoint {
                cursor,
                scanned: follows.scanned + looked_at,
                done: is_done,
                ..follows.clone()
            },
            settled: Vec::new(),
        };
        let items =
            runner.evaluate(self.declaration, &at.step, self.task, documents, self.open).await?;
        match self.submit(&wanted, items).await? {
            Submitted::Committed { checkpoint, pause } => {
                // To wait for others to be written says nothing about this one.
                self.pace.took(limit, read, began.elapsed().saturating_sub(pause));
                let progressed = self.tally.add(follows, &checkpoint);
                runner.observer.observe(&Event::BatchCommitted {
                    step: at.step.clone(),
                    progressed,
                    documents: looked_at,
                    bytes,
                });
                Ok(Some(checkpoint))
            }
            Submitted::TooLarge { reason } => {
                self.pace.too_large(read);
                let (step, documents) = (at.step.clone(), read as u64);
                runner.observer.observe(&Event::BatchTooLarge { step, documents, reason });
                Ok(None)
            }
        }
    }

    /// Commits a batch, whatever it takes: what conflicts is read again, what the deployment
    /// refuses is quarantined, what keeps changing is left to the end of the pass.
    pub(super) async fn submit(
        &self,
        wanted: &Wanted,
        mut items: Vec<Item>,
    ) -> Result<Submitted, RunError> {
        let (runner, step) = (self.runner, &self.at.step);
        let mut deferred = Vec::new();
        let mut rounds = 0;
        let mut pause = Duration::ZERO;
        loop {
            let batch = self.batch(wanted, &mut items, deferred.len() as u64);
            let ready = Instant::now();
            runner.store.admit(&batch).await;
            pause += ready.elapsed();
            // Where an answer is lost the batch is sent again: if it was committed, the range's
            // checkpoint has moved and the deployment says so.
            let answer = runner.insist(|| runner.store.commit(&batch)).await?;
            let Batch { writes, quarantine, then, .. } = batch;
            take_back(&mut items, writes);
            match answer {
                Commit::Committed(checkpoint) => {
                    self.tell_of_quarantine(&quarantine);
                    self.put_off(deferred);
                    return Ok(Submitted::Committed { checkpoint, pause });
                }
                Commit::Conflicts(ids) => {
                    rounds += 1;
                    let (step, told) = (step.clone(), ids.clone());
                    runner.observer.observe(&Event::DocumentsConflicted { step, ids: told });
                    // A set, because a batch of thousands of documents can conflict in all of them.
                    let conflicts: BTreeSet<_> = ids.iter().copied().collect();
                    items.retain(|item| !conflicts.contains(&item.read.id));
                    if is_on(Fault::CheckpointPastConflicts) {
                        continue;
                    }
                    if rounds >= CONFLICT_ROUNDS_MAX {
                        deferred.extend(ids);
                    } else {
                        let documents = runner.insist(|| runner.store.get(&ids)).await?;
                        let (step, open) = (&self.at.step, self.open);
                        let again =
                            runner.evaluate(self.declaration, step, self.task, documents, open);
                        items.extend(again.await?);
                    }
                }
                Commit::Refused(refused) => {
                    let mut refused: BTreeMap<_, _> =
                        refused.into_iter().map(|refused| (refused.id, refused)).collect();
                    for item in &mut items {
                        if let Some(Refused { code, refusal, .. }) = refused.remove(&item.read.id) {
                            item.refuse(code, refusal);
                        }
                    }
                }
                // Entries that are closed with it count, too: without them it may be small enough.
                Commit::TooLarge { reason } if items.len() + wanted.settled.len() > 1 => {
                    return Ok(Submitted::TooLarge { reason });
                }
                Commit::TooLarge { reason } => match items.as_mut_slice() {
                    // Alone it is too large, too: its transition does more than goes into one
                    // transaction.
                    [only] if matches!(only.verdict, Verdict::Carry { .. }) => {
                        let refusal = schema_core::transition::Refusal::new(reason);
                        only.refuse(QuarantineCode::TooLarge, refusal);
                    }
                    _ => return Err(RunError::TooLarge { reason }),
                },
                Commit::Superseded(checkpoint) => {
                    let is_this_batch = checkpoint.revision == wanted.follows.revision.next()
                        && checkpoint.cursor == then.cursor;
                    if !is_this_batch {
                        return Err(RunError::Moved { range: wanted.range.clone() });
                    }
                    self.put_off(deferred);
                    return Ok(Submitted::Committed { checkpoint, pause });
                }
            }
        }
    }

    fn put_off(&self, deferred: Vec<DocumentId>) {
        for id in &deferred {
            let (step, id) = (self.at.step.clone(), *id);
            self.runner.observer.observe(&Event::DocumentDeferred { step, id });
        }
        self.tally.hot.lock().unwrap_or_else(PoisonError::into_inner).extend(deferred);
    }

    fn tell_of_quarantine(&self, entries: &[Quarantined]) {
        for entry in entries {
            let step = self.at.step.clone();
            let (id, code) = (entry.id, entry.code);
            self.runner.observer.observe(&Event::DocumentQuarantined { step, id, code });
        }
    }

    /// Whether a document has an open entry that says nothing of it any more: somebody has made it
    /// current, or of a version that isn't the one of the step that refused it.
    pub(super) fn settles(&self, item: &Item) -> bool {
        let Some(entry) = self.open.get(&item.read.id) else { return false };
        match item.verdict {
            Verdict::Current => true,
            Verdict::OtherStep { version } => !entry.step.carries(version),
            Verdict::Skip
            | Verdict::Carry { .. }
            | Verdict::Submitted { .. }
            | Verdict::Quarantine(_) => false,
        }
    }

    fn batch(&self, wanted: &Wanted, items: &mut [Item], deferred: u64) -> Batch {
        let mut then = wanted.then.clone();
        let mut batch = Batch {
            run: self.runner.run,
            range: wanted.range.clone(),
            follows: wanted.follows.clone(),
            then: Checkpoint::default(),
            writes: Vec::new(),
            quarantine: Vec::new(),
            settled: wanted.settled.clone(),
        };
        // Documents that are put off are old ones, so there is another pass.
        then.old += deferred;
        for item in items {
            match &mut item.verdict {
                Verdict::Skip | Verdict::Submitted { .. } => {}
                Verdict::Current | Verdict::OtherStep { .. } => {
                    if self.settles(item) {
                        batch.settled.push(item.read.id);
                    }
                }
                Verdict::Carry { is_hybrid, deletes, .. } => {
                    then.old += 1;
                    then.counts.carried += 1 + u64::from(*is_hybrid && is_on(Fault::DoubleCount));
                    then.counts.hybrids += u64::from(*is_hybrid);
                    then.counts.deleted += u64::from(*deletes);
                    let submitted = Verdict::Submitted { is_hybrid: *is_hybrid, deletes: *deletes };
                    if let Verdict::Carry { write, .. } =
                        std::mem::replace(&mut item.verdict, submitted)
                    {
                        batch.writes.push(*write);
                    }
                }
                Verdict::Quarantine(entry) => {
                    let known = self.open.get(&entry.id);
                    let is_news = known.is_none_or(|known| {
                        known.digest != entry.digest()
                            || known.also_read != entry.also_read_digest()
                    });
                    then.counts.quarantined += u64::from(is_news);
                    batch.quarantine.push(entry.clone());
                }
            }
        }
        batch.then = then;
        batch
    }
}

/// Whether it is worth while to let the deployment look for what is to be carried next, by what was
/// found last. Where it finds much it reads more than it sends, again and again.
pub(super) fn sifting_pays(looked_at: u64, found: u64) -> bool {
    found <= looked_at / 10
}

/// Gives the writes of a batch that wasn't committed back to the items that they come from.
fn take_back(items: &mut [Item], writes: Vec<Write>) {
    let mut writes = writes.into_iter();
    for item in items {
        if let Verdict::Submitted { is_hybrid, deletes } = item.verdict
            && let Some(write) = writes.next()
        {
            item.verdict = Verdict::Carry { write: Box::new(write), is_hybrid, deletes };
        }
    }
}
