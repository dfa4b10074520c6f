//! Receipts: written where the deployment proves them, counted from the ledger, and withdrawn where
//! stored documents contradict them.

use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::plan::VersionSpan;
use schema_core::version::{VersionName, VersionNumber};

use super::super::facts::Outlook;
use super::super::news::{News, RoadError};
use super::super::reconcile::{Reconciliation, Unnoted, oldest_accepted};
use super::{Follow, Road};
use crate::checkpoint::Counts;
use crate::error::StoreError;
use crate::run::{RunError, Runner, history};
use crate::step::StepKey;
use crate::store::{ProgramShare, Receipt, ReceiptCounts, Store};

impl<S: Store> Road<'_, S> {
    /// Withdraws the receipt of a table, so that its documents are migrated again from the version
    /// `old` on.
    pub(super) async fn take_back(
        &self,
        name: &VersionName,
        old: VersionNumber,
        history: &TableHistory,
    ) -> Result<(), RunError> {
        // Before the receipt goes: where a crash lies between the two, the receipt is contradicted
        // still, and both are done by the next run.
        for pass in history.passes_from(old) {
            let (table, old, new) = (name.table.clone(), pass.old, pass.new);
            self.runner.walk_again(&StepKey { table, old, new }).await?;
        }
        let Runner { store, run, .. } = self.runner;
        self.runner.insist(|| store.void_receipt(run, name)).await?;
        Ok(())
    }

    /// Makes the ledger agree with the deployment; `follow` does the same to the files. Each part can
    /// be done again.
    pub(super) async fn reconcile<E>(
        &self,
        outlook: &Outlook,
        follow: &mut Follow<'_, E>,
    ) -> Result<(), RoadError<E>> {
        let Reconciliation { unnoted, contradicted, stale_entries, .. } = &outlook.reconciliation;
        let declaration = self.versions.declaration;
        for contradicted in contradicted {
            let receipt = &contradicted.claimed.receipt;
            if let Some(history) = history(declaration, &receipt.name.table) {
                let old = oldest_accepted(outlook.deployed.as_ref(), receipt);
                self.take_back(&receipt.name, old, history).await?;
            }
            follow(News::Withdrawn(contradicted)).map_err(RoadError::Follow)?;
        }
        for table in stale_entries {
            self.runner.close_stale(declaration, table).await?;
        }
        for Unnoted { table, committed } in unnoted {
            let Some(history) = history(declaration, table) else { continue };
            self.runner.close_stale(declaration, table).await?;
            let receipt = match committed {
                Some(committed) => committed.clone(),
                None => self.receipt_of_the_deployed(table, history.newest().name.version).await?,
            };
            let note = || self.runner.store.note_receipt(self.runner.run, &receipt);
            self.runner.insist(note).await?;
            follow(News::Receipt(&receipt)).map_err(RoadError::Follow)?;
        }
        Ok(())
    }

    /// The receipt of a table whose newest version the deployment enforces already. From which version
    /// its documents came is what the ledger knows of them since the receipt before.
    async fn receipt_of_the_deployed(
        &self,
        table: &TableName,
        new: VersionNumber,
    ) -> Result<Receipt, StoreError> {
        let store = self.runner.store;
        let receipts = self.runner.insist(|| store.receipts()).await?;
        let earlier = receipts.iter().map(|receipt| &receipt.name);
        let earlier = earlier.filter(|name| name.table == *table && name.version < new);
        let since = earlier.map(|name| name.version).max().unwrap_or(VersionNumber(0));
        let steps = self.runner.insist(|| store.steps()).await?;
        let of_table = steps.iter().map(|state| &state.step).filter(|step| step.table == *table);
        let old = of_table.map(|step| step.old).filter(|old| *old >= since).min();
        let old = old.map_or(new, |old| old.min(new));
        self.receipt_without_a_walk(table, VersionSpan { old, new }).await
    }

    /// The receipt of a table whose documents need not be looked at, because the deployment itself
    /// enforces the newest version, or will with the push that brings it.
    ///
    /// That nothing is left may be the work of earlier runs, which only the ledger knows.
    pub(super) async fn receipt_without_a_walk(
        &self,
        table: &TableName,
        span: VersionSpan,
    ) -> Result<Receipt, StoreError> {
        let store = self.runner.store;
        let verified = self.runner.insist(|| store.count(table)).await?;
        let mut counts = ReceiptCounts { verified, ..ReceiptCounts::default() };
        let is_counted =
            |key: &StepKey| key.table == *table && span.old <= key.old && key.new <= span.new;
        for state in self.runner.insist(|| store.steps()).await? {
            if is_counted(&state.step) {
                add(&mut counts, state.counts);
            }
        }
        let programs = self.shares(is_counted).await?;
        Ok(self.receipt(table, span, counts, programs))
    }

    /// What each program has migrated in these steps.
    pub(super) async fn shares(
        &self,
        is_counted: impl Fn(&StepKey) -> bool,
    ) -> Result<Vec<ProgramShare>, StoreError> {
        let mut shares = Vec::new();
        let starts = self.runner.insist(|| self.runner.store.starts()).await?;
        for start in starts.iter().filter(|start| is_counted(&start.step)) {
            for share in start.shares() {
                share.add_to(&mut shares);
            }
        }
        Ok(shares)
    }

    pub(super) fn receipt(
        &self,
        table: &TableName,
        span: VersionSpan,
        counts: ReceiptCounts,
        programs: Vec<ProgramShare>,
    ) -> Receipt {
        Receipt {
            deployment: self.runner.store.deployment().clone(),
            name: VersionName { table: table.clone(), version: span.new },
            old: span.old,
            old_hash: self.versions.hash(table, span.old),
            new_hash: self.versions.hash(table, span.new),
            carried_away: !self.versions.declaration.tables.contains_key(table),
            counts,
            programs,
            verified_at: self.clock.now(),
        }
    }
}

/// Adds what a step has done to what a receipt counts.
pub(super) fn add(counts: &mut ReceiptCounts, more: Counts) {
    let Counts { carried, hybrids, inserted, deleted, quarantined: _ } = more;
    counts.carried += carried;
    counts.hybrids += hybrids;
    counts.inserted += inserted;
    counts.deleted += deleted;
}
