//! What differs, and what is known of a deployment -> ordered steps: widen, backfill, verify, narrow.
//!
//! A plan goes from what is deployed to what is wanted, whatever lies between. All tables widen in
//! one push, then each is backfilled and verified in its turn, then all narrow in one push; a step
//! says what must be done before it.

mod facts;
mod json;
mod note;
mod order;
mod phase;
mod show;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Diff, Finding};
use crate::name::TableName;

use self::phase::TablePhases;

pub use self::facts::{Count, Facts, TableFacts};
pub use self::json::plan_json;
pub use self::note::{CensusNote, Destroy, Note};
pub use self::order::TableCycle;
pub use self::show::plan_text;
pub use self::step::{Action, Phase, ReceiptBasis, Step, StepId, VersionSpan};

/// The ordered steps from what is deployed to what is wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The steps, in the order in which they are done. Pushes next to each other are one push.
    pub steps: Vec<Step>,
    /// What is lost, and must be named where nobody can be asked.
    pub destroys: Vec<Destroy>,
    /// What stored text becomes literals, and which of it has none.
    pub census: Vec<CensusNote>,
    /// What else to know before beginning.
    pub notes: Vec<Note>,
    /// How old the facts are.
    pub facts_age_ms: Option<u64>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The difference can't be carried out.
    #[error(
        "{}",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    )]
    Findings(Vec<Finding>),
    /// Tables need each other first.
    #[error(transparent)]
    Cycle(TableCycle),
}

impl PlanError {
    /// A word that stays the same, for machines and for looking the error up.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Findings(findings) => findings.first().map_or("findings", Finding::code),
            Self::Cycle(_) => "table_cycle",
        }
    }
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The step with this id.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The steps in groups that happen together: the pushes that are one push, or one other step.
    pub fn groups(&self) -> impl Iterator<Item = &[Step]> {
        self.steps.chunk_by(|a, b| a.action.is_push() && b.action.is_push())
    }

    /// What is lost and isn't named in `granted`, which has arguments of `--destroy`.
    pub fn ungranted<'a>(&'a self, granted: &'a [String]) -> impl Iterator<Item = &'a Destroy> {
        self.destroys
            .iter()
            .filter(move |destroy| !granted.iter().any(|word| destroy.is_granted(word)))
    }
}

/// Plans how to carry out `diff`.
///
/// Pure: `facts` are gathered before, and everything that isn't known of a table is taken for the
/// harder case.
///
/// # Errors
///
/// [`PlanError::Findings`] where the difference can't be carried out, [`PlanError::Cycle`] where
/// tables need each other first.
pub fn plan(diff: &Diff, facts: &Facts) -> Result<Plan, PlanError> {
    if !diff.findings.is_empty() {
        return Err(PlanError::Findings(diff.findings.clone()));
    }
    let tables: BTreeMap<&TableName, TablePhases> = diff
        .tables
        .iter()
        .map(|(name, table)| (name, phase::of_table(table, facts.of(name))))
        .collect();
    let busy: BTreeSet<&TableName> = tables
        .iter()
        .filter(|(_, phases)| !phases.middle.is_empty())
        .map(|(name, _)| *name)
        .collect();
    let widened: BTreeSet<&TableName> =
        tables.iter().filter(|(_, phases)| phases.is_widened()).map(|(name, _)| *name).collect();
    let turns = order::order(&diff.tables, &busy).map_err(PlanError::Cycle)?;

    let mut steps: Vec<Step> = tables.values().flat_map(|phases| phases.first.clone()).collect();
    let pushed: BTreeSet<StepId> = steps.iter().map(|step| step.id.clone()).collect();
    for turn in turns {
        let Some(phases) = tables.get(turn.table) else { continue };
        let others = turn.after.iter().filter_map(|other| tables.get(other)?.end());
        let mut before: BTreeSet<StepId> = pushed.iter().chain(others).cloned().collect();
        for step in &phases.middle {
            let after = std::mem::replace(&mut before, BTreeSet::from([step.id.clone()]));
            steps.push(Step { after, ..step.clone() });
        }
    }
    for phases in tables.values() {
        let after: BTreeSet<StepId> = phases.end().into_iter().cloned().collect();
        steps.extend(phases.last.iter().map(|step| Step { after: after.clone(), ..step.clone() }));
    }
    for step in &mut steps {
        step.is_done = facts.done.contains(&step.id);
    }
    Ok(Plan {
        steps,
        destroys: note::destroys(diff),
        census: note::census(diff, facts),
        notes: note::notes(diff, facts, &widened),
        facts_age_ms: facts.age_ms,
    })
}
