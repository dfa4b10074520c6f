//! Where a comparison puts what it finds.

use crate::validator::Validator;
use crate::value::Value;

use super::census::CensusRequest;
use super::change::{Class, FieldChange, Place, Side};
use super::overlap::may_overlap;
use super::{field, show};

/// What the comparison of one table found so far.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pub(super) changes: Vec<FieldChange>,
    pub(super) problems: Vec<Problem>,
    pub(super) census: Vec<CensusRequest>,
    /// Documents are marked with their version, so validity doesn't decide which are old.
    pub(super) marked: bool,
}

/// A finding before the versions are put to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    KeptTypeDiffers { place: Place, types: String },
    ChangedNeverRuns { place: Place },
    ChangedPartlyValid { place: Place },
}

impl Sink {
    /// Compares two sides between which values are copied as they are stored.
    pub(super) fn compare_kept(&mut self, old: &Side, new: &Side) {
        let before = self.changes.len();
        field::compare(old, new, &mut self.changes);
        let differs = self.changes[before..].iter().find(|c| c.how.class() >= Class::Data);
        if let Some(change) = differs {
            let types = show::phrase(change);
            self.problems.push(Problem::KeptTypeDiffers { place: change.place(), types });
        }
    }

    /// Checks that a computed field is computed for all old values or says that valid ones stay.
    pub(super) fn check_changed(&mut self, old: &Side, new: &Side, keep_valid: bool) {
        if self.marked || old.place != new.place {
            return;
        }
        let (was, is) = (&old.field.validator, &new.field.validator);
        let always_there = !old.field.optional || new.field.optional;
        let place = new.place.clone();
        if always_there && was.is_subset(is) {
            self.problems.push(Problem::ChangedNeverRuns { place });
        } else if !keep_valid && may_overlap(was, is) {
            self.problems.push(Problem::ChangedPartlyValid { place });
        }
    }

    /// Asks for a census where text becomes one of some literals.
    pub(super) fn ask_census(&mut self, old: &Side, new: &Side) {
        let text = field::members(&old.field.validator).contains(&&Validator::String);
        let is = field::members(&new.field.validator);
        let literals: Vec<String> = is
            .iter()
            .filter_map(|member| match member {
                Validator::Literal(literal) => match literal.value() {
                    Value::String(text) => Some(text.clone()),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        let any_text = Validator::String.is_subset(&new.field.validator);
        if text && !literals.is_empty() && !any_text {
            self.census.push(CensusRequest { place: old.place.clone(), literals });
        }
    }
}
