//! Carries a plan out, step by step. Every step may have been done before, in part or whole.

mod receipts;

use std::collections::BTreeSet;

use schema_core::name::TableName;
use schema_core::plan::{Action, Phase, Plan, ReceiptBasis, Step};

use self::receipts::add;
use super::facts::{Done, Outlook};
use super::news::{News, RoadError, Stand};
use super::target::Target;
use super::{Stretch, Versions};
use crate::clock::Clock;
use crate::error::StoreError;
use crate::faults::{Fault, is_on};
use crate::run::{End, RunError, Runner, Task, Verification, history};
use crate::start::Origin;
use crate::step::StepKey;
use crate::store::{Push, PushOutcome, QuarantineEntry, ReceiptCounts, Store, Violation};

/// How often a refused narrow sends its tables back to backfill.
const ROUNDS_MAX: u32 = 3;

/// How many violating documents a push looks for.
const VIOLATIONS_MAX: usize = 100;

/// A road to walk.
pub struct Road<'a, S> {
    /// What walks over documents.
    pub runner: Runner<'a, S>,
    /// What is declared.
    pub versions: Versions<'a>,
    /// Tells the time of receipts.
    pub clock: &'a dyn Clock,
    /// How much of it.
    pub stretch: Stretch,
}

/// What a step has come to.
enum Reached {
    Done,
    Stopped,
    Blocked,
}

/// How one walk over a plan has ended.
enum Walked {
    Stand(Stand),
    /// Documents stand against a push.
    Refused(Vec<Violation>),
}

/// What is found on the way.
#[derive(Default)]
struct Found {
    done: Done,
    failing: Vec<(TableName, Verification)>,
}

type Follow<'f, E> = dyn FnMut(News<'_>) -> Result<(), E> + 'f;

impl<S: Store> Road<'_, S> {
    /// Carries the plan out, and tells of everything that is reached.
    ///
    /// First the ledger and the files are made to agree with the deployment. Where stored documents
    /// stand against a narrow, because somebody has written old ones since they were verified, their
    /// tables are planned, carried and verified again, a few times; on the whole road also where the
    /// verification finds such documents. What is deployed in the end is read once more: a walk is
    /// done when the plan from there has no step left.
    ///
    /// # Errors
    ///
    /// The deployment fails, or `follow` does; the next run goes on from there.
    pub async fn walk<E>(
        &self,
        first: &Outlook,
        follow: &mut Follow<'_, E>,
    ) -> Result<Stand, RoadError<E>> {
        let mut outlook = first.clone();
        let mut rounds = 0;
        loop {
            self.reconcile(&outlook, follow).await?;
            match self.once(&outlook, follow).await? {
                Walked::Stand(Stand::Done) if self.stretch.ends() == Phase::Narrow => {
                    outlook = super::outlook_again(&self.runner, &self.versions).await?;
                    let left: Vec<_> = self.stretch.steps(&outlook.plan).cloned().collect();
                    if left.is_empty() {
                        self.reconcile(&outlook, follow).await?;
                        return Ok(Stand::Done);
                    }
                    if rounds >= ROUNDS_MAX {
                        let (quarantine, failing) = (Vec::new(), Vec::new());
                        return Ok(Stand::Incomplete { quarantine, failing, missing: left });
                    }
                    rounds += 1;
                    continue;
                }
                Walked::Stand(Stand::Incomplete { failing, .. })
                    if self.stretch == Stretch::Whole
                        && !failing.is_empty()
                        && rounds < ROUNDS_MAX =>
                {
                    follow(News::CameLate(&failing)).map_err(RoadError::Follow)?;
                }
                Walked::Stand(stand) => return Ok(stand),
                Walked::Refused(refused) => {
                    if !self.go_back(&outlook.plan, &refused).await? {
                        return Ok(Stand::Refused(refused));
                    }
                    follow(News::WentBack(&refused)).map_err(RoadError::Follow)?;
                    if rounds >= ROUNDS_MAX || self.stretch == Stretch::Narrow {
                        return Ok(Stand::Refused(refused));
                    }
                }
            }
            rounds += 1;
            outlook = super::outlook_again(&self.runner, &self.versions).await?;
        }
    }

    async fn once<E>(
        &self,
        outlook: &Outlook,
        follow: &mut Follow<'_, E>,
    ) -> Result<Walked, RoadError<E>> {
        let plan = &outlook.plan;
        // Before anything is pushed: a push may be what an edit leads to.
        let is_backfill = |step: &&Step| step.phase == Phase::Backfill;
        let migrates: Vec<_> = self.stretch.steps(plan).filter(is_backfill).map(key).collect();
        self.migrating().compare_rules(self.versions.declaration, &migrates).await?;
        let mut found = Found::default();
        let mut target = Target::of(outlook.deployed.as_ref());
        for group in plan.groups() {
            let (ours, others): (Vec<&Step>, Vec<&Step>) =
                group.iter().partition(|step| self.stretch.has(step));
            for step in others {
                if self.is_reached(plan, step).await? {
                    found.done.insert(step.id.clone());
                }
            }
            let is_ready =
                |step: &&Step| step.after.is_subset(&found.done) || self.looks(plan, step);
            let ready: Vec<&Step> = ours.into_iter().filter(is_ready).collect();
            let (Some(first), false) = (ready.first(), self.runner.stop.is_requested()) else {
                continue;
            };
            let reached = if first.action.is_push() {
                match self.push(&ready, &mut target, follow).await? {
                    PushOutcome::Active => Reached::Done,
                    PushOutcome::Refused(violations) => return Ok(Walked::Refused(violations)),
                    PushOutcome::Waiting => {
                        let steps = ready.into_iter().cloned().collect();
                        return Ok(Walked::Stand(Stand::Waiting(steps)));
                    }
                }
            } else {
                self.step(plan, first, &mut found, follow).await?
            };
            match reached {
                Reached::Done => found.done.extend(ready.iter().map(|step| step.id.clone())),
                Reached::Blocked => {}
                Reached::Stopped => return Ok(Walked::Stand(Stand::Stopped)),
            }
        }
        let left: Vec<_> =
            self.stretch.steps(plan).filter(|step| !found.done.contains(&step.id)).collect();
        if left.is_empty() {
            return Ok(Walked::Stand(Stand::Done));
        }
        if self.runner.stop.is_requested() {
            return Ok(Walked::Stand(Stand::Stopped));
        }
        let quarantine = self.quarantine(plan).await?;
        let is_needed = |step: &&Step| {
            left.iter().any(|left| left.table == step.table || left.after.contains(&step.id))
        };
        let missing = plan.steps.iter().filter(|step| !self.stretch.has(step));
        let missing = missing.filter(|step| !found.done.contains(&step.id)).filter(is_needed);
        // A table may wait for the verification of another one, also where only backfills are asked for.
        let is_awaited = |step: &&Step| left.iter().any(|left| left.after.contains(&step.id));
        let missing = missing.filter(|step| step.phase < self.stretch.ends() || is_awaited(step));
        let (missing, failing) = (missing.cloned().collect(), found.failing);
        Ok(Walked::Stand(Stand::Incomplete { quarantine, failing, missing }))
    }

    /// Whether a step that isn't part of the stretch was done before.
    async fn is_reached(&self, plan: &Plan, step: &Step) -> Result<bool, StoreError> {
        Ok(match step.phase {
            Phase::Widen => step.is_done,
            Phase::Backfill => step.is_done && !self.is_held_up(plan, step).await?,
            // Had it been done, there would be a receipt, and the step wouldn't be in the plan.
            Phase::Verify | Phase::Narrow => false,
        })
    }

    /// Whether documents in quarantine stand between a table's backfill and what comes after it.
    ///
    /// Those that a later backfill of the table has refused don't hold an earlier one up: it would
    /// keep away the only step that can try them again. After the last one none may be left.
    async fn is_held_up(&self, plan: &Plan, step: &Step) -> Result<bool, StoreError> {
        let (key, is_last) = (key(step), backfills(plan, &step.table).last() == Some(step));
        let open = self.runner.insist(|| self.runner.store.quarantine(&step.table)).await?;
        Ok(open.iter().any(|entry| is_last || entry.step == key))
    }

    /// Whether documents are checked although not all are carried: it tells what is left, and gives
    /// no receipt.
    fn looks(&self, plan: &Plan, step: &Step) -> bool {
        let mut pushes = Stretch::Apply.steps(plan).filter(|step| step.action.is_push());
        let is_verified = step.phase == Phase::Verify && self.stretch == Stretch::Verify;
        is_verified && pushes.all(|push| push.is_done)
    }

    /// Voids the receipts of tables that have old documents again, so that they are carried again.
    /// Says whether every violating table is one that can be.
    async fn go_back(&self, plan: &Plan, refused: &[Violation]) -> Result<bool, RunError> {
        let tables: BTreeSet<_> = refused.iter().map(|violation| &violation.table).collect();
        for table in tables {
            let narrow = plan.steps.iter().find(|step| {
                step.table == *table
                    && step.phase == Phase::Narrow
                    && step.span.old != step.span.new
            });
            let (Some(narrow), Some(history)) = (narrow, history(self.versions.declaration, table))
            else {
                return Ok(false);
            };
            self.take_back(&history.newest().name, narrow.span.old, history).await?;
        }
        Ok(true)
    }

    /// The runner as it migrates documents: it knows the versions without their amendments.
    fn migrating(&self) -> Runner<'_, S> {
        let origin = Origin { frozen: self.versions.frozen, ..self.runner.origin };
        Runner { origin, ..self.runner }
    }

    /// Every open quarantine entry of the plan's tables.
    async fn quarantine(&self, plan: &Plan) -> Result<Vec<QuarantineEntry>, StoreError> {
        let tables: BTreeSet<_> = plan.steps.iter().map(|step| &step.table).collect();
        let mut entries = Vec::new();
        for table in tables {
            entries.extend(self.runner.insist(|| self.runner.store.quarantine(table)).await?);
        }
        Ok(entries)
    }

    /// One push for all of these steps, with the receipts of those that have nothing to carry: its
    /// validation is their proof.
    async fn push<E>(
        &self,
        steps: &[&Step],
        target: &mut Target,
        follow: &mut Follow<'_, E>,
    ) -> Result<PushOutcome, RoadError<E>> {
        for step in steps {
            target.step(&self.versions, step)?;
        }
        let (schema, manifest) = (target.schema(), target.manifest());
        let live = self.runner.insist(|| self.runner.store.deployed()).await?;
        if live.is_some_and(|live| live.schema == schema && live.manifest == manifest) {
            return Ok(PushOutcome::Active);
        }
        let mut receipts = Vec::new();
        for step in steps {
            // No step waits for the quarantine of a table that has nothing to carry, so nothing has
            // closed the entries of documents that are gone.
            if step.phase == Phase::Narrow {
                self.runner.close_stale(self.versions.declaration, &step.table).await?;
            }
            if step.receipt == Some(ReceiptBasis::NothingToCarry) {
                receipts.push(self.receipt_without_a_walk(&step.table, step.span).await?);
            }
        }
        // A document that came after its table was found empty has to be carried, too.
        let is_carried_away = |step: &&&Step| {
            step.action == Action::Remove
                && history(self.versions.declaration, &step.table).is_some()
        };
        let must_be_empty =
            steps.iter().filter(is_carried_away).map(|step| step.table.clone()).collect();
        let violations_max = VIOLATIONS_MAX;
        let run = Some(self.runner.run);
        let push = Push { schema, manifest, run, receipts, must_be_empty, violations_max };
        let outcome = self.runner.insist(|| self.runner.store.push(&push)).await?;
        if matches!(outcome, PushOutcome::Active) {
            follow(News::Pushed(steps)).map_err(RoadError::Follow)?;
            for receipt in &push.receipts {
                follow(News::Receipt(receipt)).map_err(RoadError::Follow)?;
            }
        }
        Ok(outcome)
    }

    async fn step<E>(
        &self,
        plan: &Plan,
        step: &Step,
        found: &mut Found,
        follow: &mut Follow<'_, E>,
    ) -> Result<Reached, RoadError<E>> {
        match &step.action {
            Action::Carry { .. } => self.carry(plan, step, Task::Carry, follow).await,
            Action::DeleteDocuments => self.carry(plan, step, Task::Delete, follow).await,
            Action::Verify | Action::VerifyEmpty => self.verify(plan, step, found, follow).await,
            // Pushes are done together, by `push`.
            Action::Push | Action::Remove => Ok(Reached::Done),
        }
    }

    async fn carry<E>(
        &self,
        plan: &Plan,
        step: &Step,
        task: Task,
        follow: &mut Follow<'_, E>,
    ) -> Result<Reached, RoadError<E>> {
        let key = key(step);
        let declaration = self.versions.declaration;
        let backfilled = self.migrating().backfill(declaration, &key, task).await?;
        if backfilled.end == End::Stopped {
            return Ok(Reached::Stopped);
        }
        // The walk may have ended long ago: what was repaired since is carried now.
        let state = self.migrating().settle(declaration, &key).await?;
        follow(News::Carried(step, &state.counts)).map_err(RoadError::Follow)?;
        let is_held_up = self.is_held_up(plan, step).await?;
        Ok(if is_held_up && !is_on(Fault::ReceiptDespiteQuarantine) {
            Reached::Blocked
        } else {
            Reached::Done
        })
    }

    async fn verify<E>(
        &self,
        plan: &Plan,
        step: &Step,
        found: &mut Found,
        follow: &mut Follow<'_, E>,
    ) -> Result<Reached, RoadError<E>> {
        let empty = step.action == Action::VerifyEmpty;
        let verification = if empty {
            self.runner.verify_empty(&step.table).await?
        } else {
            let Some(history) = history(self.versions.declaration, &step.table) else {
                return Err(RunError::Undeclared { table: step.table.clone() }.into());
            };
            self.runner.verify(&step.table, history).await?
        };
        follow(News::Verified(step, &verification)).map_err(RoadError::Follow)?;
        if verification.is_stopped {
            return Ok(Reached::Stopped);
        }
        if !verification.is_proof() && !is_on(Fault::ReceiptDespiteQuarantine) {
            // The next run walks the table again: its old documents came after the last walk.
            for earlier in backfills(plan, &step.table) {
                self.runner.walk_again(&key(earlier)).await?;
            }
            found.failing.push((step.table.clone(), verification));
            return Ok(Reached::Blocked);
        }
        // Where not everything before is done, it was only looked at.
        if !step.after.is_subset(&found.done) {
            return Ok(Reached::Blocked);
        }
        if step.receipt == Some(ReceiptBasis::Verified) {
            let mut counts =
                ReceiptCounts { verified: verification.verified, ..ReceiptCounts::default() };
            for earlier in backfills(plan, &step.table) {
                let key = key(earlier);
                let state = self.runner.insist(|| self.runner.store.step(&key)).await?;
                add(&mut counts, state.map(|state| state.counts).unwrap_or_default());
            }
            let keys: Vec<_> = backfills(plan, &step.table).map(key).collect();
            let programs = self.shares(|key| keys.contains(key)).await?;
            let receipt = self.receipt(&step.table, step.span, counts, programs);
            let note = || self.runner.store.note_receipt(self.runner.run, &receipt);
            self.runner.insist(note).await?;
            follow(News::Receipt(&receipt)).map_err(RoadError::Follow)?;
        }
        Ok(Reached::Done)
    }
}

/// The steps of a plan that walk over a table and write; the ledger knows no others.
fn backfills<'p>(plan: &'p Plan, table: &'p TableName) -> impl Iterator<Item = &'p Step> {
    plan.steps.iter().filter(move |step| step.table == *table && step.phase == Phase::Backfill)
}

fn key(step: &Step) -> StepKey {
    StepKey { table: step.table.clone(), old: step.span.old, new: step.span.new }
}
