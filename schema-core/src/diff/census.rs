//! Text that becomes one of some literals: which texts are stored, and how often.

use crate::value::{Object, Value};

use super::change::{Place, PlaceStep};

/// Asks what is stored at a place whose text becomes one of some literals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CensusRequest {
    /// The place in documents of the old version.
    pub place: Place,
    /// The texts that the new version takes.
    pub literals: Vec<String>,
    /// Whether the new version may go without the field, as what is null often does.
    pub may_be_absent: bool,
}

/// How often which values stand at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Values with the number of documents that have them; `None` is the absent field.
    pub values: Vec<(Option<Value>, u64)>,
    /// Documents with a value that isn't listed.
    pub others: u64,
}

impl CensusRequest {
    /// What `document` holds at the place: one value for a plain field, any number where the place
    /// leads through arrays or records; nothing where it is absent.
    pub fn values_in<'a>(&self, document: &'a Object) -> Vec<&'a Value> {
        match self.place.0.split_first() {
            Some((PlaceStep::Field(name), rest)) => {
                document.get(name.as_str()).map(|value| found(value, rest)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The stored values that no literal equals, with their counts, most frequent first.
    pub fn without_literal(&self, census: &Census) -> Vec<(Value, u64)> {
        let is_literal = |value: &Value| match value {
            Value::String(text) => self.literals.contains(text),
            _ => false,
        };
        let mut values: Vec<(Value, u64)> = census
            .values
            .iter()
            .filter_map(|(value, count)| Some((value.clone()?, *count)))
            .filter(|(value, _)| !is_literal(value))
            .collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values
    }
}

/// Every value that stands at `steps` of `value`.
fn found<'a>(value: &'a Value, steps: &[PlaceStep]) -> Vec<&'a Value> {
    let Some((step, rest)) = steps.split_first() else { return vec![value] };
    match (step, value) {
        (PlaceStep::Field(name), Value::Object(object)) => {
            object.get(name.as_str()).map(|inner| found(inner, rest)).unwrap_or_default()
        }
        (PlaceStep::Elements, Value::Array(items)) => {
            items.iter().flat_map(|item| found(item, rest)).collect()
        }
        (PlaceStep::Values, Value::Object(object)) => {
            object.values().flat_map(|item| found(item, rest)).collect()
        }
        (PlaceStep::Member(label), Value::Object(object)) => {
            let is_member = label.split_once('=').is_none_or(|(tag, text)| {
                matches!(object.get(tag), Some(Value::String(found)) if found == text)
            });
            if is_member { found(value, rest) } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}
