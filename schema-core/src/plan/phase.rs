//! One table's difference -> the phases that it goes through.

use crate::diff::{Class, Hop, TableDiff, TableFate};
use crate::version::VersionNumber;

use super::facts::TableFacts;
use super::step::{Action, Phase, ReceiptBasis, Step, StepId, VersionSpan};

/// The steps of one table, by where in the plan they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct TablePhases {
    /// In the first push.
    pub(super) first: Vec<Step>,
    /// In the table's turn.
    pub(super) middle: Vec<Step>,
    /// In the last push.
    pub(super) last: Vec<Step>,
}

impl TablePhases {
    /// Whether documents of several versions are accepted for a while.
    pub(super) fn is_widened(&self) -> bool {
        let widens = |step: &Step| step.phase == Phase::Widen && step.span.old != step.span.new;
        self.first.iter().any(widens)
    }

    /// The step after which the table's documents are what they are to become.
    pub(super) fn end(&self) -> Option<&StepId> {
        self.middle.last().map(|step| &step.id)
    }
}

pub(super) fn of_table(diff: &TableDiff, facts: &TableFacts) -> TablePhases {
    let step =
        |span: VersionSpan, phase: Phase, action: Action, receipt: Option<ReceiptBasis>| Step {
            id: StepId::of(&diff.table, span, phase),
            table: diff.table.clone(),
            span,
            phase,
            action,
            after: std::collections::BTreeSet::new(),
            receipt,
            is_done: false,
        };
    let push = |span, phase, receipt| step(span, phase, Action::Push, receipt);
    let remove = |span, receipt| step(span, Phase::Narrow, Action::Remove, receipt);
    let nothing = Some(ReceiptBasis::NothingToCarry);
    let mut phases = TablePhases::default();
    match diff.fate {
        TableFate::Added { new } => {
            phases.first.push(push(VersionSpan::at(new), Phase::Widen, nothing));
        }
        TableFate::InPlace { version } => {
            phases.first.push(push(VersionSpan::at(version), Phase::Widen, None));
        }
        TableFate::Forgotten { old } => {
            phases.last.push(remove(VersionSpan::at(old), None));
        }
        TableFate::DocumentsDeleted { old } => {
            let span = VersionSpan::at(old);
            if !facts.documents.is_none() {
                phases.middle.push(step(span, Phase::Backfill, Action::DeleteDocuments, None));
                phases.middle.push(step(span, Phase::Verify, Action::VerifyEmpty, None));
            }
            phases.last.push(remove(span, None));
        }
        TableFate::Carried { old, new } => {
            let span = VersionSpan { old, new };
            if facts.has_receipt {
                phases.last.push(push(span, Phase::Narrow, None));
            } else if facts.documents.is_none() || !needs_backfill(diff) {
                // Straight to narrow, in the first push: there is nothing to accept beside.
                phases.first.push(push(span, Phase::Narrow, nothing));
            } else {
                phases.first.push(push(span, Phase::Widen, None));
                phases.middle.extend(passes(diff).into_iter().map(|(pass, beside)| {
                    step(pass, Phase::Backfill, Action::Carry { beside }, None)
                }));
                let receipt = Some(ReceiptBasis::Verified);
                phases.middle.push(step(span, Phase::Verify, Action::Verify, receipt));
                phases.last.push(push(span, Phase::Narrow, None));
            }
        }
        TableFate::CarriedAway { old, last } => {
            let span = VersionSpan { old, new: last };
            let is_proved = facts.has_receipt;
            if !facts.documents.is_none() && !is_proved {
                phases.first.push(push(span, Phase::Widen, None));
                phases.middle.extend(passes(diff).into_iter().map(|(pass, beside)| {
                    step(pass, Phase::Backfill, Action::Carry { beside }, None)
                }));
                let receipt = Some(ReceiptBasis::Verified);
                phases.middle.push(step(span, Phase::Verify, Action::VerifyEmpty, receipt));
            }
            // The committed schema loses the table by its receipt, also where it was empty all along.
            let needs_receipt = facts.documents.is_none() && !is_proved;
            phases.last.push(remove(span, nothing.filter(|_| needs_receipt)));
        }
    }
    phases
}

/// Whether some stored document may be other than it must become.
fn needs_backfill(diff: &TableDiff) -> bool {
    diff.changes.iter().any(|change| change.class() >= Class::Data)
}

/// The passes over a table: transitions without effects and reads compose, any other is a pass of
/// its own. Each with what it does beside its own documents.
fn passes(diff: &TableDiff) -> Vec<(VersionSpan, Vec<String>)> {
    let mut passes: Vec<(VersionSpan, Vec<String>)> = Vec::new();
    let mut composes = false;
    for hop in &diff.hops {
        match passes.last_mut() {
            Some((span, _)) if composes && hop.is_pure() => span.new = hop.new,
            _ => passes.push((span_of(hop), beside(hop))),
        }
        composes = hop.is_pure();
    }
    passes
}

fn span_of(hop: &Hop) -> VersionSpan {
    let (old, new): (VersionNumber, VersionNumber) = (hop.old, hop.new);
    VersionSpan { old, new }
}

fn beside(hop: &Hop) -> Vec<String> {
    let reads = hop.reads.iter().map(|read| format!("reads {read}"));
    let inserts = hop.effects.inserts.iter().map(|inserted| format!("inserts {inserted}"));
    let ensures =
        hop.ensures().map(|(ensured, index)| format!("ensures {ensured} by its index {index}"));
    let deletes = hop.effects.deletes_self.then(|| "may delete its documents".to_owned());
    reads.chain(inserts).chain(ensures).chain(deletes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::TableName;
    use crate::plan::Count;

    #[test]
    fn a_table_that_is_carried_away_or_dropped_leaves_the_schema_at_the_end() {
        let (old, last) = (VersionNumber(1), VersionNumber(2));
        for fate in [
            TableFate::Forgotten { old },
            TableFate::DocumentsDeleted { old },
            TableFate::CarriedAway { old, last },
        ] {
            let diff = TableDiff::new(&TableName::from_checked("guests"), fate);
            let phases = of_table(&diff, &TableFacts::default());
            let ends: Vec<_> = phases.last.iter().map(|step| &step.action).collect();
            assert_eq!(ends, [&Action::Remove], "{fate:?}");
        }
    }

    #[test]
    fn a_table_that_is_carried_away_and_empty_all_along_gets_its_receipt_when_it_leaves() {
        let fate = TableFate::CarriedAway { old: VersionNumber(1), last: VersionNumber(2) };
        let diff = TableDiff::new(&TableName::from_checked("guests"), fate);
        let receipt = |documents, has_receipt| {
            let facts = TableFacts { documents, has_receipt, ..TableFacts::default() };
            let phases = of_table(&diff, &facts);
            (phases.middle.len(), phases.last[0].receipt)
        };
        let nothing = Some(ReceiptBasis::NothingToCarry);
        assert_eq!(receipt(Count::Exactly(0), false), (0, nothing));
        assert_eq!(receipt(Count::Exactly(0), true), (0, None), "it has one");
        assert_eq!(receipt(Count::Exactly(3), false).1, None, "the verification writes it");
    }
}
