//! Documents further back that a later version accepts as they are, so that what lies between never
//! happens to them.

use crate::history::TableHistory;
use crate::history::error::HistoryError;
use crate::history::relate::{is_covered, may_overlap, validators_may_overlap};
use crate::name::FieldName;
use crate::transition::{DocumentCarry, Target, TransitionDef};
use crate::version::TableVersion;

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
        let skipped = steps.flat_map(|(transition, skipped)| {
            what(transition, old, new).into_iter().map(|what| HistoryError::SpanMayNotRun {
                old: old.name.clone(),
                new: new.name.clone(),
                skipped: skipped.name.clone(),
                what,
            })
        });
        skipped.collect()
    }
}

/// What a transition does that a document of `old` which `new` accepts goes without.
fn what(transition: &TransitionDef, old: &TableVersion, new: &TableVersion) -> Vec<String> {
    let mut what = Vec::new();
    if !transition.effects.is_empty() && !transition.effects.for_old_only {
        what.push("its effects".to_owned());
    }
    let (old, new) = (Target::of(&old.document), Target::of(&new.document));
    match &transition.carry {
        DocumentCarry::Whole if is_covered(&old, &new) => what.push("its `carry`".to_owned()),
        DocumentCarry::Whole => {}
        DocumentCarry::Fields(carry) => {
            let changed = carry.fields.iter().filter(|field| field.origin.computes_from_old());
            let lost = changed.filter(|field| is_shared(&field.new, &old, &new));
            what.extend(lost.map(|field| format!("the new value of `{}`", field.new)));
        }
    }
    what
}

/// Whether a stored value of a field may be valid at both ends.
fn is_shared(name: &FieldName, old: &Target<'_>, new: &Target<'_>) -> bool {
    may_overlap(&old.inside_field(name), &new.inside_field(name))
}
