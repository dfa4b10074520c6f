//! Convex's rules for documents and ids, where a store of our own asks for them. All of them are
//! pure.

use std::borrow::Cow;

use rand::RngCore as _;
use rand::rngs::StdRng;
use schema_core::document::{CREATION_TIME_FIELD, ID_FIELD, Target};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::{FieldPath, TableName};
use schema_core::schema::{Enforcement, Schema};
use schema_core::validator::{Failure, TableNumbers};
use schema_core::value::{Object, Value};

use crate::clock::Timestamp;
use crate::error::StoreError;

/// An id as Convex makes them: fourteen random bytes and the day. Whether a document has it already
/// is for the store to see.
pub(super) fn random_id(rng: &mut StdRng, now: Timestamp, table: TableNumber) -> DocumentId {
    let mut internal = [0; 16];
    let (random, day) = internal.split_at_mut(14);
    rng.fill_bytes(random);
    day.copy_from_slice(&now.day().to_be_bytes());
    DocumentId { table, internal }
}

/// Checks a document as every write is checked, and returns its fields without system fields.
pub(super) fn enforce(
    target: &Target<'_>,
    fields: &Object,
    schema: Option<&Schema>,
    tables: &impl TableNumbers,
) -> Result<Object, StoreError> {
    let no_schema = Schema::default();
    let checked = target.check(fields.clone(), schema.unwrap_or(&no_schema), tables);
    let mut checked = checked.map_err(|error| StoreError::Enforcement {
        table: target.table.clone(),
        reason: error.to_string(),
    })?;
    checked.remove(ID_FIELD);
    checked.remove(CREATION_TIME_FIELD);
    Ok(checked)
}

/// Checks a document, given without system fields, as every write is checked, and returns its size
/// in bytes.
pub(super) fn enforce_fields(
    target: &Target<'_>,
    fields: &Object,
    schema: Option<&Schema>,
    tables: &impl TableNumbers,
) -> Result<usize, StoreError> {
    let no_schema = Schema::default();
    let checked = target.check_fields(fields, schema.unwrap_or(&no_schema), tables);
    checked.map_err(|error| StoreError::Enforcement {
        table: target.table.clone(),
        reason: error.to_string(),
    })
}

/// Checks a stored document against a schema that is about to become active.
pub(super) fn check_stored(
    schema: &Schema,
    table: &TableName,
    fields: &Object,
    tables: &impl TableNumbers,
) -> Result<(), Failure> {
    let Some(table) = schema.tables.get(table) else { return Ok(()) };
    if schema.enforcement == Enforcement::Off {
        return Ok(());
    }
    table.document.check_object(fields, tables)
}

/// Checks that Convex would take the schema.
pub(super) fn check_schema(schema: &Schema) -> Result<(), StoreError> {
    let errors: Vec<_> = schema.errors().iter().map(ToString::to_string).collect();
    if errors.is_empty() { Ok(()) } else { Err(StoreError::Schema { reason: errors.join("; ") }) }
}

/// The fields, less the system fields that are the document's own.
pub(super) fn without_system_fields<'f>(
    target: &Target<'_>,
    fields: &'f Object,
) -> Cow<'f, Object> {
    let mut rest = Cow::Borrowed(fields);
    if let Some(Value::String(id)) = fields.get(ID_FIELD)
        && *id == target.id.to_string()
    {
        rest.to_mut().remove(ID_FIELD);
    }
    if fields.get(CREATION_TIME_FIELD) == Some(&Value::Float64(target.creation_time)) {
        rest.to_mut().remove(CREATION_TIME_FIELD);
    }
    rest
}

/// The value at a dotted path, which leads through objects only.
pub(super) fn value_at<'v>(fields: &'v Object, path: &FieldPath) -> Option<&'v Value> {
    let mut segments = path.as_str().split('.');
    let first = fields.get(segments.next()?)?;
    segments.try_fold(first, |value, segment| match value {
        Value::Object(object) => object.get(segment),
        _ => None,
    })
}

/// A key above all that begin with this prefix: no key of a value begins with such a byte.
pub(super) fn above_prefix(prefix: &[u8]) -> Vec<u8> {
    [prefix, &[0xff]].concat()
}
