//! Indexes between versions: the newest version's, and of the older ones' what fits beside them.

use std::collections::BTreeMap;

use crate::name::IndexName;
use crate::schema::{Index, IndexKind, SchemaReason, same_work};
use crate::version::{TableVersion, VersionName};

/// The most indexes of a table by Convex's documentation. The open-source server takes twice as
/// many, which is no promise about a hosted deployment.
const INDEXES_MAX: usize = 32;
/// The most search indexes of a table, and the most vector indexes, by the documentation.
const SEARCH_INDEXES_MAX: usize = 4;

/// An index of an older version that isn't there any more, or not as it was, once the widened schema
/// is pushed: queries that use it have to change in the same push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexNote {
    /// The index.
    pub index: IndexName,
    /// The newest version that has it like this.
    pub version: VersionName,
    /// What it was there.
    pub old: Index,
    /// What becomes of it.
    pub goes: IndexGoes,
}

/// What becomes of an index of an older version when the widened schema is pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexGoes {
    /// The newest version has an index of the same name, whose definition it takes.
    Redefined {
        /// The new definition.
        new: Index,
    },
    /// It is dropped, because the server refuses it beside another.
    Refused {
        /// Why.
        reason: SchemaReason,
    },
    /// It is dropped, because there would be too many.
    TooMany {
        /// The most that there may be.
        most: usize,
    },
}

pub(super) fn widen_indexes(
    versions: &[TableVersion],
) -> (BTreeMap<IndexName, Index>, Vec<IndexNote>) {
    let Some((newest, older)) = versions.split_last() else {
        return (BTreeMap::new(), Vec::new());
    };
    let mut indexes = newest.indexes.clone();
    let mut notes: Vec<IndexNote> = Vec::new();
    for version in older.iter().rev() {
        for (name, index) in &version.indexes {
            let goes = match indexes.get(name) {
                Some(same) if same.kind == index.kind => continue,
                Some(new) => IndexGoes::Redefined { new: new.clone() },
                None => match stays(&indexes, index) {
                    Ok(()) => {
                        indexes.insert(name.clone(), index.clone());
                        continue;
                    }
                    Err(goes) => goes,
                },
            };
            // An index that several versions share has one fate, told for the newest of them.
            let is_told = notes.iter().any(|note| note.index == *name && note.old == *index);
            if !is_told {
                let (index_name, version) = (name.clone(), version.name.clone());
                notes.push(IndexNote { index: index_name, version, old: index.clone(), goes });
            }
        }
    }
    notes.sort_by(|a, b| (&a.index, &b.version).cmp(&(&b.index, &a.version)));
    (indexes, notes)
}

/// Whether an older version's index may stay beside those that are there.
fn stays(indexes: &BTreeMap<IndexName, Index>, old: &Index) -> Result<(), IndexGoes> {
    let refusal = indexes.iter().find_map(|(name, index)| same_work(&index.kind, &old.kind, name));
    if let Some(reason) = refusal {
        return Err(IndexGoes::Refused { reason });
    }
    let of_kind = |kind: &IndexKind| {
        let is_same =
            |index: &&Index| std::mem::discriminant(&index.kind) == std::mem::discriminant(kind);
        indexes.values().filter(is_same).count()
    };
    let most_of_kind = match &old.kind {
        IndexKind::Database { .. } => INDEXES_MAX,
        IndexKind::Search { .. } | IndexKind::Vector { .. } => SEARCH_INDEXES_MAX,
    };
    if of_kind(&old.kind) >= most_of_kind {
        return Err(IndexGoes::TooMany { most: most_of_kind });
    }
    if indexes.len() >= INDEXES_MAX {
        return Err(IndexGoes::TooMany { most: INDEXES_MAX });
    }
    Ok(())
}
