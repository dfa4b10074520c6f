//! Fields that are gone beside fields that are new -> which may be one field under another name.
//!
//! Suggested, never decided: by eye, some that look alike are two different fields.

use schema_names::suggest::closest;

use crate::validator::Validator;

use super::change::{Change, FieldChange, How, Place, PlaceStep, Side};
use super::normal::normal;

/// A field that is gone and a new one that look like one field renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikelyRename {
    /// The field that is gone.
    pub old: Place,
    /// The new field.
    pub new: Place,
}

/// Pairs that look like renames, each field in one pair at most.
pub(super) fn likely(changes: &[FieldChange]) -> Vec<LikelyRename> {
    let gone = changes.iter().filter_map(|change| match (&change.old, &change.new, &change.how) {
        // A field that is moved is accounted for.
        (Some(_), None, How::Moved) => None,
        (Some(old), None, _) => Some(old),
        _ => None,
    });
    let new: Vec<&Side> = changes
        .iter()
        .filter_map(|change| match (&change.old, &change.new) {
            (None, Some(new)) => Some(new),
            _ => None,
        })
        .collect();
    let mut pairs: Vec<(u8, &Side, &Side)> = gone
        .flat_map(|old| new.iter().filter_map(move |new| Some((likeness(old, new)?, old, *new))))
        .collect();
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let mut found: Vec<LikelyRename> = Vec::new();
    for (_, old, new) in pairs {
        let taken = |pair: &LikelyRename| pair.old == old.place || pair.new == new.place;
        if !found.iter().any(taken) {
            found.push(LikelyRename { old: old.place.clone(), new: new.place.clone() });
        }
    }
    found.sort_by(|a, b| (&a.old, &a.new).cmp(&(&b.old, &b.new)));
    found
}

/// Pairs among whole changes, as lines that suggest them.
pub(crate) fn suggestions(changes: &[Change]) -> String {
    let fields: Vec<FieldChange> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Field(change) => Some((**change).clone()),
            Change::Index(_) => None,
        })
        .collect();
    likely(&fields).iter().map(LikelyRename::line).collect()
}

impl LikelyRename {
    /// The suggestion as a line.
    pub(super) fn line(&self) -> String {
        format!(
            "    `{}` and `{}` look like one field: if it was renamed, say so with \
             `#[schema(renamed_from = ...)]` in a new version\n",
            self.old, self.new
        )
    }
}

/// How much the two look like one field; `None` where they don't enough to say so.
fn likeness(old: &Side, new: &Side) -> Option<u8> {
    let (PlaceStep::Field(old_name), old_parent) = split(&old.place)? else { return None };
    let (PlaceStep::Field(new_name), new_parent) = split(&new.place)? else { return None };
    if old_parent != new_parent {
        return None;
    }
    let (was, is) = (&old.field.validator, &new.field.validator);
    let types = if normal(was) == normal(is) {
        2
    } else if was.is_subset(is) {
        1
    } else {
        return None;
    };
    let (a, b) = (old_name.as_str(), new_name.as_str());
    let spelled = closest(a, [b]).is_some();
    let word = words(a).iter().any(|word| words(b).contains(word));
    // A type that says much stands for a name that says nothing.
    let telling = types == 2 && matches!(was, Validator::Object(_) | Validator::Union(_));
    match (spelled, word, telling) {
        (false, false, false) => None,
        (spelled, word, telling) => {
            Some(types + u8::from(spelled) * 2 + u8::from(word) + u8::from(telling))
        }
    }
}

fn split(place: &Place) -> Option<(&PlaceStep, &[PlaceStep])> {
    place.0.split_last()
}

/// The words of a name in `camelCase` or `snake_case`, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if c == '_' || c.is_ascii_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c != '_') {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| word.len() > 2);
    words
}
