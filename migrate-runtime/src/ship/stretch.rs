//! Which part of a plan a command carries out.

use schema_core::plan::{Action, Phase, Plan, ReceiptBasis, Step};

/// Which part of a plan is carried out. All parts are the same road, walked to another end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// From what is deployed to what is declared.
    Whole,
    /// Until every document is carried, and nothing more: both shapes stay accepted.
    Apply,
    /// The check of every document, up to the receipt.
    Verify,
    /// The last push, of tables that have their receipt.
    Narrow,
}

impl Stretch {
    /// Whether a step is part of it.
    pub fn has(self, step: &Step) -> bool {
        match self {
            Self::Whole => true,
            // A table with nothing to carry has nothing to accept beside: its newest version is
            // active with the first push, and that push is the proof.
            Self::Apply => {
                matches!(step.phase, Phase::Widen | Phase::Backfill) || needs_no_backfill(step)
            }
            Self::Verify => step.phase == Phase::Verify,
            Self::Narrow => step.phase == Phase::Narrow && !needs_no_backfill(step),
        }
    }

    /// The last phase that it reaches.
    pub(super) fn ends(self) -> Phase {
        match self {
            Self::Apply => Phase::Backfill,
            Self::Verify => Phase::Verify,
            Self::Whole | Self::Narrow => Phase::Narrow,
        }
    }

    /// The steps of a plan that are part of it.
    pub fn steps(self, plan: &Plan) -> impl Iterator<Item = &Step> {
        plan.steps.iter().filter(move |step| self.has(step))
    }

    /// The same plan, as far as it is part of it: what is lost is lost where documents are carried.
    #[must_use]
    pub fn of(self, plan: &Plan) -> Plan {
        let mut part = plan.clone();
        part.steps.retain(|step| self.has(step));
        if matches!(self, Self::Verify | Self::Narrow) {
            part.destroys.clear();
            part.census.clear();
            part.notes.clear();
        }
        part
    }
}

fn needs_no_backfill(step: &Step) -> bool {
    step.action == Action::Push && step.receipt == Some(ReceiptBasis::NothingToCarry)
}
