//! An amendment as the part of a version's meaning that it changes, and back.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::name::IndexName;
use crate::schema::Index;
use crate::version::Meaning;

use super::change::Change;

/// What an amendment changes. A version's marker never changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amendment {
    /// What becomes of the document.
    pub(super) document: Option<Change>,
    /// Indexes that are new or other than before; `None` for one that is gone.
    pub(super) indexes: BTreeMap<IndexName, Option<Index>>,
}

impl Amendment {
    /// What leads from `old` to `new`.
    pub(super) fn between(old: &Meaning, new: &Meaning) -> Self {
        let names = old.indexes.keys().chain(new.indexes.keys());
        let indexes = names
            .filter(|name| old.indexes.get(*name) != new.indexes.get(*name))
            .map(|name| (name.clone(), new.indexes.get(name).cloned()))
            .collect();
        Self { document: Change::between(&old.document, &new.document), indexes }
    }

    /// What `old` becomes; `None` where the amendment doesn't fit it.
    pub(super) fn apply(&self, old: &Meaning) -> Option<Meaning> {
        let mut new = old.clone();
        if let Some(change) = &self.document {
            new.document = change.apply(&old.document)?;
        }
        for (name, index) in &self.indexes {
            match index {
                Some(index) => new.indexes.insert(name.clone(), index.clone()),
                None => new.indexes.remove(name),
            };
        }
        Some(new)
    }

    pub(super) fn to_json(&self, number: usize) -> Json {
        let mut json = Map::new();
        json.insert("number".into(), number.into());
        if let Some(change) = &self.document {
            json.insert("document".into(), change.to_json());
        }
        if !self.indexes.is_empty() {
            let indexes = self.indexes.iter().map(|(name, index)| {
                let index = index.as_ref().map_or(Json::Null, super::write::index_json);
                (name.as_str().to_owned(), index)
            });
            json.insert("indexes".into(), Json::Object(indexes.collect()));
        }
        Json::Object(json)
    }
}
