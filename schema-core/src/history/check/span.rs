//! Documents further back that a later version accepts as they are, so that what lies between never
//! happens to them.

use crate::history::TableHistory;
use crate::history::error::HistoryError;
use crate::history::relate::{is_covered, validators_may_overlap};
use crate::transition::{DocumentCarry, Target, TransitionDef};
use crate::version::{TableVersion, VersionName};

use super::lineage::Lineage;

impl TableHistory {
    /// Checks each pair of versions with others between them, from the one at `start`.
    pub(super) fn spans(&self, start: usize) -> Vec<HistoryError> {
        let mut errors = Vec::new();
        for (at, old) in self.versions.iter().enumerate().skip(start) {
            for (beyond, new) in self.versions.iter().enumerate().skip(at + 2) {
                // Marked documents are told by their marker whatever else accepts them.
                if new.version_field.is_none()
                    && validators_may_overlap(&old.document, &new.document)
                {
                    errors.extend(self.passed_over(at, beyond));
                }
            }
        }
        errors
    }

    fn passed_over(&self, at: usize, beyond: usize) -> Vec<HistoryError> {
        let (old, new) = (&self.versions[at], &self.versions[beyond]);
        let steps = self.transitions[at..beyond].iter().zip(&self.versions[at + 1..=beyond]);
        let mut lost: Vec<Lost> = steps.clone().filter_map(|(step, to)| acts(step, to)).collect();
        if steps.clone().any(|(step, _)| step.carry == DocumentCarry::Whole) {
            if is_covered(&Target::of(&old.document), &Target::of(&new.document)) {
                lost.push(Lost { skipped: new.name.clone(), what: "its `carry`".to_owned() });
            }
        } else {
            lost.extend(Lineage::over(old, steps).lost(old, new));
        }
        lost.sort();
        let error = |Lost { skipped, what }| HistoryError::SpanMayNotRun {
            old: old.name.clone(),
            new: new.name.clone(),
            skipped,
            what,
        };
        lost.into_iter().map(error).collect()
    }
}

/// Something that never happens to a document which is valid at both ends of a span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lost {
    pub(super) skipped: VersionName,
    pub(super) what: String,
}

fn acts(step: &TransitionDef, to: &TableVersion) -> Option<Lost> {
    let acts = !step.effects.is_empty() && !step.effects.for_old_only;
    acts.then(|| Lost { skipped: to.name.clone(), what: "its effects".to_owned() })
}
