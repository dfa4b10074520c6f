//! What becomes of a validator, as the parts of it that change: they are small, and what they are
//! parts of may be large.

mod json;
mod members;

use std::collections::BTreeMap;

use crate::name::FieldName;
use crate::validator::{FieldValidator, ObjectValidator, Validator};

pub(super) use self::json::read;

/// What becomes of a validator.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// Another one stands in its place.
    Whole(Validator),
    /// Fields of an object are new or hold something else.
    Fields(BTreeMap<FieldName, FieldChange>),
    /// The element of an array changes.
    Element(Box<Self>),
    /// Keys or values of a record change.
    Record { keys: Option<Box<Self>>, values: Option<Box<Self>> },
    /// Members of a union change: what is done to them in their order.
    Members(Vec<MemberEdit>),
}

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum FieldChange {
    /// It is this one, whether or not it was there.
    Set(FieldValidator),
    /// It was there, and changes.
    Edit { change: Option<Change>, optional: Option<bool> },
}

/// What is done to the next members of a union.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum MemberEdit {
    /// So many stay.
    Keep(usize),
    /// So many go.
    Drop(usize),
    /// The next one changes.
    Change(Change),
    /// Another one comes before the next.
    Add(Validator),
}

impl Change {
    /// What leads from `old` to `new`, in the shortest way that there is of saying it; `None` where
    /// they are the same.
    pub(super) fn between(old: &Validator, new: &Validator) -> Option<Self> {
        if old == new {
            return None;
        }
        let parts = match (old, new) {
            (Validator::Object(old), Validator::Object(new)) => fields_between(old, new),
            (Validator::Array(old), Validator::Array(new)) => {
                Self::between(old, new).map(|change| Self::Element(Box::new(change)))
            }
            (Validator::Record(old), Validator::Record(new)) => {
                let keys = Self::between(&old.keys, &new.keys).map(Box::new);
                let values = Self::between(&old.values, &new.values).map(Box::new);
                Some(Self::Record { keys, values })
            }
            (Validator::Union(old), Validator::Union(new)) => {
                Some(Self::Members(members::between(old, new)))
            }
            _ => None,
        };
        let whole = Self::Whole(new.clone());
        let is_shorter = |parts: &Self| parts.length() < whole.length();
        Some(parts.filter(is_shorter).unwrap_or(whole))
    }

    /// What `old` becomes; `None` where the change doesn't fit it.
    pub(super) fn apply(&self, old: &Validator) -> Option<Validator> {
        Some(match (self, old) {
            (Self::Whole(new), _) => new.clone(),
            (Self::Fields(changes), Validator::Object(old)) => {
                let mut new = old.clone();
                for (name, change) in changes {
                    let field = change.apply(old.fields.get(name))?;
                    new.fields.insert(name.clone(), field);
                }
                Validator::Object(new)
            }
            (Self::Element(change), Validator::Array(old)) => {
                Validator::Array(Box::new(change.apply(old)?))
            }
            (Self::Record { keys, values }, Validator::Record(old)) => {
                let mut new = old.clone();
                if let Some(change) = keys {
                    new.keys = change.apply(&old.keys)?;
                }
                if let Some(change) = values {
                    new.values = change.apply(&old.values)?;
                }
                Validator::Record(new)
            }
            (Self::Members(edits), Validator::Union(old)) => {
                Validator::Union(members::apply(edits, old)?)
            }
            _ => return None,
        })
    }

    /// How long it is as text.
    fn length(&self) -> usize {
        self.to_json().to_string().len()
    }
}

/// The fields that change; `None` where one is gone, which no change of fields says.
fn fields_between(old: &ObjectValidator, new: &ObjectValidator) -> Option<Change> {
    if old.fields.keys().any(|name| !new.fields.contains_key(name)) {
        return None;
    }
    let change = |(name, is): (&FieldName, &FieldValidator)| {
        let change = FieldChange::between(old.fields.get(name), is)?;
        Some((name.clone(), change))
    };
    Some(Change::Fields(new.fields.iter().filter_map(change).collect()))
}

impl FieldChange {
    fn between(old: Option<&FieldValidator>, new: &FieldValidator) -> Option<Self> {
        let Some(old) = old else { return Some(Self::Set(new.clone())) };
        if old == new {
            return None;
        }
        Some(match Change::between(&old.validator, &new.validator) {
            Some(Change::Whole(_)) => Self::Set(new.clone()),
            change => {
                let optional = (old.optional != new.optional).then_some(new.optional);
                Self::Edit { change, optional }
            }
        })
    }

    fn apply(&self, old: Option<&FieldValidator>) -> Option<FieldValidator> {
        match self {
            Self::Set(field) => Some(field.clone()),
            Self::Edit { change, optional } => {
                let old = old?;
                let validator = match change {
                    Some(change) => change.apply(&old.validator)?,
                    None => old.validator.clone(),
                };
                Some(FieldValidator { validator, optional: optional.unwrap_or(old.optional) })
            }
        }
    }
}

#[cfg(test)]
mod tests;
