//! Two sets of indexes -> what differs.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::IndexName;
use crate::schema::Index;

use super::change::IndexChange;

/// What differs between `old` and `new`: new indexes, changed ones, those that are gone, each in
/// the order of their names.
pub(super) fn compare(
    old: &BTreeMap<IndexName, Index>,
    new: &BTreeMap<IndexName, Index>,
) -> Vec<IndexChange> {
    let names: BTreeSet<&IndexName> = old.keys().chain(new.keys()).collect();
    let mut changes: Vec<IndexChange> = names
        .into_iter()
        .map(|name| IndexChange {
            name: name.clone(),
            old: old.get(name).cloned(),
            new: new.get(name).cloned(),
        })
        .filter(|change| change.old != change.new)
        .collect();
    changes.sort_by_key(|change| match (&change.old, &change.new) {
        (None, _) => 0,
        (Some(_), Some(_)) => 1,
        (Some(_), None) => 2,
    });
    changes
}
