//! Before a step's documents are written: by the same rules as those that are written already.

use std::fmt;

use schema_core::declaration::Declaration;

use crate::error::StoreError;
use crate::event::Event;
use crate::start::{RuleChange, Start, StepRules};
use crate::step::StepKey;
use crate::store::{ProgramShare, StepStart, Store};

use super::{RunError, Runner};

/// Says that the rules of a step were compared, and that its program is noted: whoever migrates
/// documents needs one.
#[derive(Clone, Copy)]
pub(super) struct Started(());

impl Started {
    /// For work that migrates no document.
    pub(super) const MIGRATES_NOTHING: Self = Self(());
}

impl<S: Store> Runner<'_, S> {
    /// Makes sure that the rules of these steps are those by which they have migrated documents so
    /// far. Whatever migrates documents does so too; this is for what comes before that.
    ///
    /// # Errors
    ///
    /// [`RunError::RulesChanged`], or the deployment fails.
    pub async fn compare_rules(
        &self,
        declaration: &Declaration,
        steps: &[StepKey],
    ) -> Result<(), RunError> {
        if steps.is_empty() {
            return Ok(());
        }
        let starts = self.starts().await?;
        steps.iter().try_for_each(|step| self.same_rules(declaration, step, &starts).map(drop))
    }

    pub(super) async fn starts(&self) -> Result<Vec<StepStart>, StoreError> {
        self.insist(|| self.store.starts()).await
    }

    pub(super) fn same_rules(
        &self,
        declaration: &Declaration,
        step: &StepKey,
        starts: &[StepStart],
    ) -> Result<StepRules, RunError> {
        let rules = StepRules::of(declaration, self.origin.frozen, step);
        // Other steps of the table may have led documents through the same transitions: where a next
        // version is declared in the middle of one, the step is another.
        let of_table = |start: &&StepStart| start.step.table == step.table && start.carried > 0;
        for start in starts.iter().filter(of_table) {
            let changes = start.rules.changes(&rules, &step.table);
            if !changes.is_empty() {
                let (step, carried) = (start.step.clone(), start.carried);
                return Err(RunError::RulesChanged(Box::new(RulesChanged {
                    step,
                    carried,
                    changes,
                })));
            }
        }
        Ok(rules)
    }

    /// Notes with which rules and by which program the step goes on. Nothing may be migrated before.
    pub(super) async fn start(
        &self,
        step: &StepKey,
        rules: StepRules,
        starts: &[StepStart],
    ) -> Result<Started, RunError> {
        let program = self.origin.program.digest().await;
        let known = starts.iter().find(|start| start.step == *step);
        let is_another =
            |known: &&StepStart| known.last_program().is_some_and(|last| *last != program);
        if let Some(known) = known.filter(is_another) {
            let is_earlier = |share: &ProgramShare| share.program != program;
            let earlier = known.shares().into_iter().filter(is_earlier).collect();
            self.observer.observe(&Event::ProgramChanged { step: step.clone(), earlier });
        }
        let start = Start { rules, program };
        self.insist(|| self.store.note_start(self.run, step, &start)).await?;
        Ok(Started(()))
    }
}

impl fmt::Display for RulesChanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, carried, .. } = self;
        let documents = if *carried == 1 { "document" } else { "documents" };
        write!(
            f,
            "{step} has migrated {carried} {documents} by other rules than those that are declared now, \
             so nothing was written"
        )
    }
}

/// The rules of a step were edited since it has migrated documents.
#[derive(Clone, Debug)]
pub struct RulesChanged {
    /// The step that has migrated documents by the rules as they were.
    pub step: StepKey,
    /// How many.
    pub carried: u64,
    /// What was edited.
    pub changes: Vec<RuleChange>,
}
