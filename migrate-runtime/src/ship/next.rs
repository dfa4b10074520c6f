//! How a command has ended -> the command that leads on, as a value.
//!
//! The command line prints it. Simulations execute it, which proves that it leads on.

use schema_core::plan::{Phase, Plan, Step};

use super::{Outlook, Stand, Stretch};
use crate::run::RunError;

/// What leads on from where a command has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing is left to do.
    Nothing,
    /// This part of the plan.
    Walk(Stretch),
    /// A person acts or decides, and then this part of the plan goes on.
    After(Person, Stretch),
}

/// What only a person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Pushes the schema that is in place: nothing deploys unless somebody says so.
    Pushes,
    /// Repairs, deletes or accepts documents in quarantine.
    SettlesQuarantine,
    /// Ends whatever keeps writing documents that the schema doesn't accept, or repairs them.
    EndsViolations,
    /// Undoes the edit of a rule that documents were migrated by already, or makes a next version.
    DecidesOnRules,
    /// Lets runs go on.
    Resumes,
    /// Waits until the run that is at work has ended, or cancels it.
    AwaitsOtherRun,
}

impl Person {
    /// What a person does, as one fixed word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pushes => "push",
            Self::SettlesQuarantine => "quarantine",
            Self::EndsViolations => "violations",
            Self::DecidesOnRules => "rules",
            Self::Resumes => "resume",
            Self::AwaitsOtherRun => "other-run",
        }
    }
}

impl Next {
    /// What leads on where a part of the plan has no step.
    pub fn without_steps(stretch: Stretch, outlook: &Outlook) -> Self {
        if outlook.plan.is_empty() {
            return Self::Nothing;
        }
        Self::Walk(first_part(&outlook.plan).unwrap_or(stretch))
    }

    /// What leads on from the end of a walk over a plan.
    pub fn of(stretch: Stretch, plan: &Plan, stand: &Stand) -> Self {
        match stand {
            Stand::Done => match stretch {
                Stretch::Whole | Stretch::Narrow => Self::Nothing,
                Stretch::Apply | Stretch::Verify => after_done(stretch, plan),
            },
            Stand::Stopped => Self::Walk(stretch),
            Stand::Waiting(_) => Self::After(Person::Pushes, stretch),
            Stand::Refused(_) => {
                let then = if stretch == Stretch::Narrow { Stretch::Whole } else { stretch };
                Self::After(Person::EndsViolations, then)
            }
            Stand::Incomplete { quarantine, failing, missing } => {
                let failing: u64 = failing.iter().map(|(_, found)| found.failing_count).sum();
                let carry = if stretch == Stretch::Whole { Stretch::Whole } else { Stretch::Apply };
                let is_unwidened = missing.iter().any(|step| step.phase == Phase::Widen);
                // Narrow waits for receipts, and some backfills for those of other tables.
                let is_verifiable = |step: &&Step| {
                    let is_migrated = missing
                        .iter()
                        .all(|other| other.table != step.table || other.phase >= Phase::Verify);
                    let has_entries = quarantine.iter().any(|entry| entry.table == step.table);
                    step.phase == Phase::Verify && is_migrated && !has_entries
                };
                if stretch != Stretch::Whole && missing.iter().any(|step| is_verifiable(&step)) {
                    Self::Walk(Stretch::Verify)
                } else if is_unwidened || failing > quarantine.len() as u64 {
                    // What is old and isn't in quarantine is migrated first; and a person can settle
                    // quarantine only where both shapes are accepted.
                    Self::Walk(carry)
                } else if !quarantine.is_empty() {
                    // A document that was repaired is migrated, which only these two do.
                    Self::After(Person::SettlesQuarantine, carry)
                } else {
                    Self::Walk(carry)
                }
            }
        }
    }

    /// What leads on from an error, where something does.
    pub fn of_error(stretch: Stretch, error: &RunError) -> Option<Self> {
        match error {
            RunError::Paused { .. } => Some(Self::After(Person::Resumes, stretch)),
            RunError::RulesChanged(_) => Some(Self::After(Person::DecidesOnRules, stretch)),
            RunError::Held { .. } => Some(Self::After(Person::AwaitsOtherRun, stretch)),
            RunError::Stopped
            | RunError::Cancelled { .. }
            | RunError::Overtaken { .. }
            | RunError::Moved { .. }
            | RunError::NeverSettles { .. } => Some(Self::Walk(stretch)),
            RunError::Store(_) | RunError::TooLarge { .. } | RunError::Undeclared { .. } => None,
        }
    }
}

/// The part of a plan that comes first, of those that have a step.
fn first_part(plan: &Plan) -> Option<Stretch> {
    let parts = [Stretch::Apply, Stretch::Verify, Stretch::Narrow];
    parts.into_iter().find(|part| part.steps(plan).next().is_some())
}

/// The part that comes after one that is done. What was done may have been all of the plan.
fn after_done(stretch: Stretch, plan: &Plan) -> Next {
    let later = [Stretch::Verify, Stretch::Narrow];
    let mut later = later.into_iter().filter(|part| *part != stretch);
    let next = later.find(|part| part.steps(plan).next().is_some());
    next.map_or(Next::Nothing, Next::Walk)
}
