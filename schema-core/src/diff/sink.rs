//! Where a comparison puts what it finds.

use crate::validator::Validator;
use crate::value::Value;

use super::census::CensusRequest;
use super::change::{FieldChange, Side};
use super::field;

/// What the comparison of one table found so far.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pub(super) changes: Vec<FieldChange>,
    pub(super) census: Vec<CensusRequest>,
}

impl Sink {
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
            let (place, may_be_absent) = (old.place.clone(), new.field.optional);
            self.census.push(CensusRequest { place, literals, may_be_absent });
        }
    }
}
