//! A frozen version -> JSON.

use serde_json::{Map, Value as Json, json};

use crate::name::FieldPath;
use crate::schema::{Index, IndexKind};
use crate::version::Meaning;

use super::amendment::Amendment;
use super::{FrozenVersion, LAYOUT, roles_json, rust_json};

pub(super) fn json(version: &FrozenVersion) -> Json {
    let mut amendments = Vec::new();
    let mut before = &version.original;
    for (index, meaning) in version.amendments.iter().enumerate() {
        amendments.push(Amendment::between(before, meaning).to_json(index + 1));
        before = meaning;
    }
    let seen: Map<String, Json> =
        version.seen.iter().map(|(name, count)| (name.clone(), Json::from(*count))).collect();
    let mut rust = Map::new();
    rust.insert("document".into(), rust_json::type_json(&version.rust.document));
    rust.insert("types".into(), rust_json::types_json(&version.rust.types));
    if let Some(roles) = &version.rust.roles {
        rust.insert("transition".into(), roles_json::roles_json(roles));
    }
    json!({
        "layout": LAYOUT,
        "table": version.name.table.as_str(),
        "version": version.name.version.0,
        "meaning": meaning_json(&version.original),
        "amendments": amendments,
        "seen": seen,
        "rust": rust,
    })
}

pub(super) fn meaning_json(meaning: &Meaning) -> Json {
    let indexes: Map<String, Json> = meaning
        .indexes
        .iter()
        .map(|(name, index)| (name.as_str().to_owned(), index_json(index)))
        .collect();
    let mut json = Map::new();
    json.insert("document".into(), meaning.document.to_json());
    json.insert("indexes".into(), Json::Object(indexes));
    if let Some(field) = &meaning.version_field {
        json.insert("versionField".into(), field.as_str().into());
    }
    Json::Object(json)
}

pub(super) fn index_json(index: &Index) -> Json {
    let paths = |paths: Vec<&FieldPath>| {
        paths.into_iter().map(|path| Json::from(path.as_str())).collect::<Json>()
    };
    let mut json = Map::new();
    let (kind, covers) = match &index.kind {
        IndexKind::Database { fields } => {
            ("database", vec![("fields", paths(fields.iter().collect()))])
        }
        IndexKind::Search { search_field, filter_fields } => (
            "search",
            vec![
                ("field", search_field.as_str().into()),
                ("filter", paths(filter_fields.iter().collect())),
            ],
        ),
        IndexKind::Vector { vector_field, dimensions, filter_fields } => (
            "vector",
            vec![
                ("field", vector_field.as_str().into()),
                ("dimensions", (*dimensions).into()),
                ("filter", paths(filter_fields.iter().collect())),
            ],
        ),
    };
    json.insert("kind".into(), kind.into());
    json.extend(covers.into_iter().map(|(key, value)| (key.to_owned(), value)));
    if index.staged {
        json.insert("staged".into(), true.into());
    }
    Json::Object(json)
}
