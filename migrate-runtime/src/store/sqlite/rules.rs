//! Convex's rules, where the engine asks for them.

use schema_core::document::Target;
use schema_core::name::TableName;
use schema_core::schema::{Enforcement, Schema};
use schema_core::validator::{Failure, TableNumbers};
use schema_core::value::{Object, Value};

use crate::error::StoreError;

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
    checked.remove(schema_core::document::ID_FIELD);
    checked.remove(schema_core::document::CREATION_TIME_FIELD);
    Ok(checked)
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
    table.document.check(&Value::Object(fields.clone()), tables)
}

/// Checks that Convex would take the schema.
pub(super) fn check_schema(schema: &Schema) -> Result<(), StoreError> {
    let errors: Vec<_> = schema.errors().iter().map(ToString::to_string).collect();
    if errors.is_empty() { Ok(()) } else { Err(StoreError::Schema { reason: errors.join("; ") }) }
}
