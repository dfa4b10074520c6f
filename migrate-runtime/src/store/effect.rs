//! What the effects of a carried document look for, and why one refuses the document. Pure: what is
//! read and written for them is up to each store.

use std::borrow::Cow;

use schema_core::convert::Encoded;
use schema_core::id::DocumentId;
use schema_core::name::{FieldPath, IndexName, TableName};
use schema_core::path::{Path, Segment};
use schema_core::schema::{Index, IndexKind, Schema};
use schema_core::transition::Refusal;
use schema_core::value::{Object, Value, index_key};

use crate::error::StoreError;

use super::QuarantineCode;
use super::rules::{above_prefix, value_at};

/// Why a document can't be written.
pub(super) type Why = (QuarantineCode, Refusal);

/// What an `ensure` looks for: a document with these values in the fields of an index.
pub(super) struct Key<'a>(Vec<(&'a FieldPath, &'a Value)>);

impl<'a> Key<'a> {
    /// The key of `document` in an index of the active schema, or why the carried document is
    /// refused.
    pub(super) fn of(
        active: Option<&'a Schema>,
        table: &TableName,
        index: &IndexName,
        document: &'a Object,
    ) -> Result<Result<Self, Why>, StoreError> {
        let declared = active.and_then(|schema| schema.tables.get(table)?.indexes.get(index));
        let Some(Index { kind: IndexKind::Database { fields }, staged: false }) = declared else {
            return Err(StoreError::NoIndex { table: table.clone(), index: index.clone() });
        };
        let mut key = Vec::with_capacity(fields.len());
        for field in fields {
            let Some(value) = value_at(document, field) else {
                let reason = format!(
                    "its transition looks for a document of `{table}` by `{index}`, and has no \
                     value for `{field}`"
                );
                return Ok(Err((QuarantineCode::InvalidResult, Refusal::new(reason))));
            };
            key.push((field, value));
        }
        Ok(Ok(Self(key)))
    }

    /// Whether a document with these fields has the key.
    pub(super) fn is_of(&self, fields: &Object) -> bool {
        self.0.iter().all(|(path, value)| value_at(fields, path) == Some(*value))
    }

    /// The keys under which the index files such documents: from the first on, below the second.
    pub(super) fn range(&self) -> (Vec<u8>, Vec<u8>) {
        let values: Vec<_> = self.0.iter().map(|(_, value)| Some(*value)).collect();
        let low = index_key(&values);
        let high = above_prefix(&low);
        (low, high)
    }
}

/// The one document that an `ensure` has found, if any.
pub(super) fn only_one(
    table: &TableName,
    index: &IndexName,
    found: &[DocumentId],
) -> Result<Option<DocumentId>, Why> {
    match found {
        [] => Ok(None),
        [id] => Ok(Some(*id)),
        _ => {
            let reason = format!(
                "its transition looks for one document of `{table}` by `{index}`, and more than \
                 one has the same values"
            );
            Err((QuarantineCode::Ambiguous, Refusal::new(reason)))
        }
    }
}

/// The active schema doesn't accept what the document was carried to.
pub(super) fn invalid_result(reason: String) -> Why {
    (QuarantineCode::InvalidResult, Refusal::new(reason))
}

/// The active schema doesn't accept a document that is added beside it.
pub(super) fn invalid_addition(table: &TableName, reason: &str) -> Why {
    let reason = format!("the document that it adds to `{table}` isn't valid: {reason}");
    (QuarantineCode::InvalidResult, Refusal::new(reason))
}

/// Puts the ids of effects' documents where the encoded document waits for them.
pub(super) fn fill_placeholders<'e>(
    encoded: &'e Encoded,
    ids: &[Option<DocumentId>],
) -> Result<Cow<'e, Object>, StoreError> {
    if encoded.placeholders.is_empty() {
        return Ok(Cow::Borrowed(&encoded.fields));
    }
    let mut document = Value::Object(encoded.fields.clone());
    for placeholder in &encoded.placeholders {
        let id = ids.get(placeholder.effect.0).copied().flatten().ok_or_else(|| {
            StoreError::damaged(format!(
                "{} waits for the document of effect {}, which has none",
                placeholder.path, placeholder.effect.0
            ))
        })?;
        let place = value_at_mut(&mut document, &placeholder.path).ok_or_else(|| {
            StoreError::damaged(format!("there is no {} for a new id", placeholder.path))
        })?;
        *place = Value::String(id.to_string());
    }
    match document {
        Value::Object(fields) => Ok(Cow::Owned(fields)),
        _ => Err(StoreError::damaged("a document was replaced by an id")),
    }
}

fn value_at_mut<'v>(value: &'v mut Value, path: &Path) -> Option<&'v mut Value> {
    path.0.iter().try_fold(value, |value, segment| match (segment, value) {
        (Segment::Field(name), Value::Object(object)) => object.get_mut(name),
        (Segment::Index(index), Value::Array(items)) => items.get_mut(*index),
        _ => None,
    })
}
