//! Documents that are tried without a walk: those in quarantine, and those that kept changing.

use std::collections::BTreeSet;
use std::sync::Arc;

use schema_core::declaration::Declaration;
use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::checkpoint::Checkpoint;
use crate::error::StoreError;
use crate::step::{RangeKey, RangeNumber, StepKey};
use crate::store::{QuarantineEntry, ReadDocument, StepState, Store};

use super::backfill::ranges;
use super::pace::Pace;
use super::start::Started;
use super::walk::{Open, Submitted, Tally, Walk, Wanted};
use super::work::{Verdict, history};
use super::{RunError, Runner, Task};

/// Which of the documents in quarantine are tried again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tried {
    /// Every one.
    All,
    /// Those that have changed, or read something that has.
    Changed,
    /// None: entries are closed, and nothing is carried.
    None,
}

impl<S: Store> Runner<'_, S> {
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
    ) -> Result<StepState, RunError> {
        let open = self.open_entries(step).await?;
        // One that is named twice is tried once: written twice in a batch, it would be counted twice,
        // and so would its effects be.
        let wanted: BTreeSet<_> = match ids {
            [] => open.keys().copied().collect(),
            ids => ids.iter().copied().collect(),
        };
        let wanted: Vec<_> = wanted.into_iter().collect();
        self.try_again(declaration, step, &open, &wanted, Tried::All).await
    }

    /// Tries those documents again that have changed since they were put into quarantine, or whose
    /// transition reads a document that has; closes the entries of those that are gone.
    ///
    /// # Errors
    ///
    /// As [`backfill`](Self::backfill).
    pub async fn settle(
        &self,
        declaration: &Declaration,
        step: &StepKey,
    ) -> Result<StepState, RunError> {
        let open = self.open_entries(step).await?;
        let ids: Vec<_> = open.keys().copied().collect();
        self.try_again(declaration, step, &open, &ids, Tried::Changed).await
    }

    /// Closes those entries of a table that nothing stands behind any more: documents that are gone
    /// or current, and all of them where nothing is declared of the table. Nothing is carried.
    pub(crate) async fn close_stale(
        &self,
        declaration: &Declaration,
        table: &TableName,
    ) -> Result<(), RunError> {
        let entries = self.insist(|| self.store.quarantine(table)).await?;
        let Some(step) = entries.first().map(|entry| entry.step.clone()) else { return Ok(()) };
        let open = by_document(entries);
        let ids: Vec<_> = open.keys().copied().collect();
        self.try_again(declaration, &step, &open, &ids, Tried::None).await?;
        Ok(())
    }

    pub(super) async fn open_entries(&self, step: &StepKey) -> Result<Open, StoreError> {
        let entries = self.insist(|| self.store.quarantine(&step.table)).await?;
        Ok(by_document(entries))
    }

    async fn try_again(
        &self,
        declaration: &Declaration,
        step: &StepKey,
        open: &Open,
        ids: &[DocumentId],
        tried: Tried,
    ) -> Result<StepState, RunError> {
        let started = if tried == Tried::None {
            Started::MIGRATES_NOTHING
        } else {
            let starts = self.starts().await?;
            let rules = self.same_rules(declaration, step, &starts)?;
            // A step isn't begun by looking for what there is to try.
            if ids.is_empty() {
                Started::MIGRATES_NOTHING
            } else {
                self.start(step, rules, &starts).await?
            }
        };
        let pace = Pace::new(self.pacing);
        let at = match self.insist(|| self.store.step(step)).await? {
            Some(at) => at,
            None => {
                let estimate = self.insist(|| self.store.estimate(&step.table)).await?;
                let tables = self.insist(|| self.store.tables()).await?;
                let ranges = ranges(step, &tables, pace.ranges(estimate.documents));
                self.next_pass(step, 0, &ranges).await?
            }
        };
        let tally = Tally::new(&at);
        let at = &at;
        let declaration = &Arc::new(declaration.clone());
        let walk = Walk {
            runner: self,
            declaration,
            task: Task::Carry,
            at,
            open,
            pace: &pace,
            tally: &tally,
            _started: started,
        };
        let mut checkpoint = at.listed.clone();
        for ids in ids.chunks(self.pacing.batch.get() as usize) {
            // Entries that are only closed stand in the way of nothing that comes later, so a push
            // that closes them isn't made with half of them open.
            if tried != Tried::None && self.stop.at_border(self.run)? {
                break;
            }
            checkpoint = walk.listed(checkpoint, ids, tried).await?;
        }
        walk.hot_documents().await?;
        Ok(self.insist(|| self.store.step(step)).await?.unwrap_or_else(|| at.clone()))
    }
}

impl<S: Store> Walk<'_, '_, S> {
    /// Carries the documents that kept changing, one by one and last: a batch of one document
    /// conflicts least. One that changes even then is left to the next pass.
    pub(super) async fn hot_documents(&self) -> Result<(), RunError> {
        let hot = self.tally.hot();
        if hot.is_empty() {
            return Ok(());
        }
        let step = self.runner.insist(|| self.runner.store.step(&self.at.step)).await?;
        let mut checkpoint = step.map(|step| step.listed).unwrap_or_default();
        for id in hot {
            // They are counted as old, so the next pass meets those that are left.
            if self.runner.stop.at_border(self.runner.run)? {
                break;
            }
            checkpoint = self.listed(checkpoint, &[id], Tried::All).await?;
        }
        // What was put off once more is met by the next pass.
        drop(self.tally.hot());
        Ok(())
    }

    /// Closes the entries of documents that are gone, which no walk meets.
    ///
    /// It looks at a bounded number of documents at a time: more entries than one transaction takes
    /// may have to be closed, and their documents may be more than memory holds.
    pub(super) async fn close_gone(&self) -> Result<(), RunError> {
        let runner = self.runner;
        let ids: Vec<_> = self.open.keys().copied().collect();
        let mut checkpoint = self.at.listed.clone();
        for ids in ids.chunks(runner.pacing.batch.get() as usize) {
            let there = runner.insist(|| runner.store.get(ids)).await?;
            let gone = not_among(ids, &there);
            if !gone.is_empty() {
                checkpoint = self.listed(checkpoint, &gone, Tried::None).await?;
            }
        }
        Ok(())
    }

    async fn listed(
        &self,
        mut follows: Checkpoint,
        ids: &[DocumentId],
        tried: Tried,
    ) -> Result<Checkpoint, RunError> {
        let nothing = Open::new();
        let open = if tried == Tried::All { &nothing } else { self.open };
        let mut left = vec![ids.to_vec()];
        while let Some(ids) = left.pop() {
            let runner = self.runner;
            let is_declared = history(self.declaration, &self.at.step.table).is_some();
            let documents = if is_declared || tried != Tried::None {
                runner.insist(|| runner.store.get(&ids)).await?
            } else {
                Vec::new()
            };
            let gone = not_among(&ids, &documents);
            let settled = gone.into_iter().filter(|id| self.open.contains_key(id)).collect();
            let step = &self.at.step;
            let mut items =
                runner.evaluate(self.declaration, step, self.task, documents, open).await?;
            items.retain(|item| match item.verdict {
                Verdict::Skip => false,
                Verdict::Current | Verdict::OtherStep { .. } => self.settles(item),
                Verdict::Carry { .. } | Verdict::Submitted { .. } | Verdict::Quarantine(_) => {
                    tried != Tried::None
                }
            });
            let wanted = Wanted {
                range: RangeKey {
                    step: step.clone(),
                    pass: self.at.pass,
                    range: RangeNumber::LISTED,
                },
                then: follows.clone(),
                follows,
                settled,
            };
            if items.is_empty() && wanted.settled.is_empty() {
                follows = wanted.follows;
                continue;
            }
            match self.submit(&wanted, items).await? {
                Submitted::Committed { checkpoint, .. } => follows = checkpoint,
                Submitted::TooLarge { .. } => {
                    let (first, second) = ids.split_at(ids.len() / 2);
                    left.extend([second.to_vec(), first.to_vec()]);
                    follows = wanted.follows;
                }
            }
        }
        Ok(follows)
    }
}

fn by_document(entries: Vec<QuarantineEntry>) -> Open {
    entries.into_iter().map(|entry| (entry.id, entry)).collect()
}

fn not_among(ids: &[DocumentId], there: &[ReadDocument]) -> Vec<DocumentId> {
    let there: BTreeSet<_> = there.iter().map(|read| read.id).collect();
    ids.iter().filter(|id| !there.contains(id)).copied().collect()
}
