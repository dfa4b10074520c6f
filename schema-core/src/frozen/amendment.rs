//! An amendment as the part of a version's meaning that it changes, and back.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::name::{FieldName, IndexName};
use crate::schema::Index;
use crate::validator::{FieldValidator, Validator};
use crate::version::Meaning;

/// What an amendment changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amendment {
    pub(super) document: Option<AmendedDocument>,
    /// Indexes that are new or other than before; `None` for one that is gone.
    pub(super) indexes: BTreeMap<IndexName, Option<Index>>,
}

/// What it changes of the document.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum AmendedDocument {
    /// Fields of an object that are new or hold something else.
    Fields(BTreeMap<FieldName, FieldValidator>),
    /// All of it.
    Whole(Validator),
}

impl Amendment {
    /// What leads from `old` to `new`. A version's marker never changes.
    pub(super) fn between(old: &Meaning, new: &Meaning) -> Self {
        let document =
            (old.document != new.document).then(|| match (&old.document, &new.document) {
                (Validator::Object(was), Validator::Object(is))
                    if was.fields.keys().all(|name| is.fields.contains_key(name)) =>
                {
                    let other = |(name, field): &(&FieldName, &FieldValidator)| {
                        was.fields.get(*name) != Some(*field)
                    };
                    let fields = is.fields.iter().filter(other);
                    AmendedDocument::Fields(
                        fields.map(|(name, field)| (name.clone(), field.clone())).collect(),
                    )
                }
                (_, is) => AmendedDocument::Whole(is.clone()),
            });
        let names = old.indexes.keys().chain(new.indexes.keys());
        let indexes = names
            .filter(|name| old.indexes.get(*name) != new.indexes.get(*name))
            .map(|name| (name.clone(), new.indexes.get(name).cloned()))
            .collect();
        Self { document, indexes }
    }

    /// What `old` becomes; `None` where the amendment doesn't fit it.
    pub(super) fn apply(&self, old: &Meaning) -> Option<Meaning> {
        let mut new = old.clone();
        match (&self.document, &mut new.document) {
            (None, _) => {}
            (Some(AmendedDocument::Whole(validator)), document) => *document = validator.clone(),
            (Some(AmendedDocument::Fields(fields)), Validator::Object(object)) => {
                object.fields.extend(fields.clone());
            }
            (Some(AmendedDocument::Fields(_)), _) => return None,
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
        match &self.document {
            None => {}
            Some(AmendedDocument::Whole(validator)) => {
                json.insert("document".into(), validator.to_json());
            }
            Some(AmendedDocument::Fields(fields)) => {
                let object = crate::validator::ObjectValidator { fields: fields.clone() };
                // The validator of an object with just these fields, unwrapped.
                let mut object = Validator::Object(object).to_json();
                json.insert("fields".into(), object["value"].take());
            }
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
