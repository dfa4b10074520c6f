//! Whether a document may be stored, judged as a deployment judges every insert and replace.

use thiserror::Error;

use crate::id::DocumentId;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_NESTING, MAX_OBJECT_FIELDS};
use crate::name::TableName;
use crate::schema::{Enforcement, Schema};
use crate::validator::{Failure, TableNumbers, Validator};
use crate::value::{Extent, Object, PendingWrite, Value, ValueError, ValueReason, checked_extent};

/// The field with the document's id.
pub const ID_FIELD: &str = "_id";

/// The field with the time of the document's insert, in milliseconds since 1970.
pub const CREATION_TIME_FIELD: &str = "_creationTime";

/// What the server takes a commit time to come for while it checks: one after all others.
const COMMIT_TIME_STAND_IN: i64 = i64::MAX;

/// The document that is being written: what Convex knows of it beside its fields.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Its table.
    pub table: &'a TableName,
    /// Its id.
    pub id: DocumentId,
    /// When it was inserted.
    pub creation_time: f64,
}

/// Why a document may not be stored.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentError {
    /// It isn't a value that Convex can hold.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// It isn't an object.
    #[error("a document is an object, not {found}")]
    NotAnObject {
        /// The type of what it is.
        found: &'static str,
    },
    /// It carries an `_id` that isn't its own.
    #[error("`_id` may only be given as the document's own id")]
    OtherId,
    /// It carries a `_creationTime` that isn't its own.
    #[error("`_creationTime` may only be given as the document's own creation time")]
    OtherCreationTime,
    /// It has another field whose name is kept for Convex.
    #[error("the field `{field}` can't be stored: names that begin with `_` are kept for Convex")]
    ReservedField {
        /// The field.
        field: String,
    },
    /// With its system fields it has too many fields.
    #[error(
        "the document has {fields} fields with `_id` and `_creationTime`, where {MAX_OBJECT_FIELDS} are the most"
    )]
    TooManyFields {
        /// How many, system fields included.
        fields: usize,
    },
    /// It is nested too deeply for a document.
    #[error(
        "the document is nested {nesting} levels deep, where {MAX_DOCUMENT_NESTING} are the most"
    )]
    TooNested {
        /// How deeply; the document itself is level 1.
        nesting: usize,
    },
    /// It doesn't match the schema.
    #[error("the document doesn't match the schema: {0}")]
    Schema(#[source] Failure),
    /// It is too large for a document.
    #[error("the document has {bytes} bytes, where {MAX_DOCUMENT_BYTES} are the most")]
    TooLarge {
        /// How many, system fields included.
        bytes: usize,
    },
}

impl DocumentError {
    /// Returns the step that refuses the document: `json`, `value`, `document`, `schema`, `size`.
    pub fn stage(&self) -> &'static str {
        match self {
            Self::Value(ValueError { reason: ValueReason::MalformedJson { .. }, .. }) => "json",
            Self::Value(_) | Self::NotAnObject { .. } => "value",
            Self::OtherId
            | Self::OtherCreationTime
            | Self::ReservedField { .. }
            | Self::TooManyFields { .. }
            | Self::TooNested { .. } => "document",
            Self::Schema(_) => "schema",
            Self::TooLarge { .. } => "size",
        }
    }

    /// Returns the code by which Convex names the error to its clients, where it has one.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Value(error) => error.reason.code(),
            Self::NotAnObject { .. } => None,
            Self::OtherId => Some("InvalidIdError"),
            Self::OtherCreationTime => Some("InvalidCreationTimeError"),
            Self::ReservedField { .. } | Self::TooNested { .. } => Some("InvalidDocumentError"),
            Self::TooManyFields { .. } => Some("TooManyFieldsError"),
            Self::Schema(_) => Some("SchemaEnforcementError"),
            Self::TooLarge { .. } => Some("ValueTooLargeError"),
        }
    }

    /// Returns the reason as one fixed word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Value(error) => error.reason.word(),
            Self::NotAnObject { .. } => "not_an_object",
            Self::OtherId => "other_id",
            Self::OtherCreationTime => "other_creation_time",
            Self::ReservedField { .. } => "reserved_document_field",
            Self::TooManyFields { .. } => "too_many_fields",
            Self::TooNested { .. } => "document_too_nested",
            Self::Schema(failure) => failure.kind(),
            Self::TooLarge { .. } => "document_too_large",
        }
    }
}

impl Target<'_> {
    /// Checks the fields of a document, with or without its system fields, and returns the whole
    /// document as it is stored.
    ///
    /// # Errors
    ///
    /// Returns the first reason for which a deployment with this schema would refuse the write.
    pub fn check(
        &self,
        fields: Object,
        schema: &Schema,
        tables: &impl TableNumbers,
    ) -> Result<Object, DocumentError> {
        let value = Value::Object(fields);
        value.check()?;
        self.check_value(value, schema, tables)
    }

    /// Checks a document that is given without its system fields, and returns its size in bytes,
    /// system fields included.
    ///
    /// # Errors
    ///
    /// Returns the first reason for which a deployment with this schema would refuse the write.
    pub fn check_fields(
        &self,
        fields: &Object,
        schema: &Schema,
        tables: &impl TableNumbers,
    ) -> Result<usize, DocumentError> {
        let extent = checked_extent(fields)?;
        check_shape(fields, extent.nesting)?;
        if let Some(validator) = self.enforced(schema) {
            validator.check_object(fields, tables).map_err(DocumentError::Schema)?;
        }
        let bytes = with_system_fields(extent.size, self.id.to_string().len());
        if bytes <= MAX_DOCUMENT_BYTES { Ok(bytes) } else { Err(DocumentError::TooLarge { bytes }) }
    }

    /// Checks a document in which commit times may be missing, and returns the whole document as
    /// it would be stored, but for the greatest int64 in those places.
    ///
    /// # Errors
    ///
    /// Returns the first reason for which a deployment with this schema would refuse the write.
    pub fn check_write(
        &self,
        write: &PendingWrite,
        schema: &Schema,
        tables: &impl TableNumbers,
    ) -> Result<Object, DocumentError> {
        self.check_value(write.at(COMMIT_TIME_STAND_IN), schema, tables)
    }

    fn check_value(
        &self,
        value: Value,
        schema: &Schema,
        tables: &impl TableNumbers,
    ) -> Result<Object, DocumentError> {
        let found = value.type_name();
        let Value::Object(mut fields) = value else {
            return Err(DocumentError::NotAnObject { found });
        };
        let id = Value::String(self.id.to_string());
        if fields.remove(ID_FIELD).is_some_and(|given| given != id) {
            return Err(DocumentError::OtherId);
        }
        let creation_time = Value::Float64(self.creation_time);
        if fields.remove(CREATION_TIME_FIELD).is_some_and(|given| given != creation_time) {
            return Err(DocumentError::OtherCreationTime);
        }
        let nesting = 1 + fields.values().map(Value::nesting).max().unwrap_or(0);
        check_shape(&fields, nesting)?;

        let mut document = Value::Object(fields);
        if let Some(validator) = self.enforced(schema) {
            validator.check(&document, tables).map_err(DocumentError::Schema)?;
        }
        if let Value::Object(fields) = &mut document {
            fields.insert(ID_FIELD.to_owned(), id);
            fields.insert(CREATION_TIME_FIELD.to_owned(), creation_time);
        }
        let bytes = document.size();
        match document {
            Value::Object(fields) if bytes <= MAX_DOCUMENT_BYTES => Ok(fields),
            _ => Err(DocumentError::TooLarge { bytes }),
        }
    }

    /// What the schema wants of the table's documents; a table that it doesn't know is free.
    fn enforced<'s>(&self, schema: &'s Schema) -> Option<&'s Validator> {
        match schema.enforcement {
            Enforcement::On => schema.tables.get(self.table).map(|table| &table.document),
            Enforcement::Off => None,
        }
    }
}

/// How far a document goes towards the limits on documents, system fields included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentExtent {
    /// Its size.
    pub bytes: usize,
    /// How many fields it has.
    pub fields: usize,
    /// How deeply it is nested; the document itself is level 1.
    pub nesting: usize,
    /// The elements of its longest array.
    pub elements: usize,
}

/// Measures a document given without its system fields, and checks the limits on documents that
/// hold whatever the schema. Its values have been read, so limits on values hold already.
///
/// # Errors
///
/// A reserved field, or the first limit that it goes beyond.
pub fn extent(fields: &Object, id_bytes: usize) -> Result<DocumentExtent, DocumentError> {
    within_limits(fields, Extent::of_object(fields), id_bytes)
}

/// Checks a document given without its system fields for the limits on values and on documents
/// that hold whatever the schema.
pub(crate) fn checked(fields: &Object, id_bytes: usize) -> Result<(), DocumentError> {
    within_limits(fields, checked_extent(fields)?, id_bytes).map(drop)
}

fn within_limits(
    fields: &Object,
    Extent { size, nesting, elements }: Extent,
    id_bytes: usize,
) -> Result<DocumentExtent, DocumentError> {
    if let Some(field) = fields.keys().find(|field| field.starts_with('_')) {
        return Err(DocumentError::ReservedField { field: field.clone() });
    }
    let bytes = with_system_fields(size, id_bytes);
    let fields = fields.len() + 2;
    if nesting > MAX_DOCUMENT_NESTING {
        Err(DocumentError::TooNested { nesting })
    } else if fields > MAX_OBJECT_FIELDS {
        Err(DocumentError::TooManyFields { fields })
    } else if bytes > MAX_DOCUMENT_BYTES {
        Err(DocumentError::TooLarge { bytes })
    } else {
        Ok(DocumentExtent { bytes, fields, nesting, elements })
    }
}

/// The size of a document, given that of its own fields.
fn with_system_fields(size: usize, id_bytes: usize) -> usize {
    const CREATION_TIME_BYTES: usize = CREATION_TIME_FIELD.len() + 1 + 9;
    size + ID_FIELD.len() + 1 + 2 + id_bytes + CREATION_TIME_BYTES
}

/// What holds for every document, whatever the schema, once its system fields are set aside.
fn check_shape(fields: &Object, nesting: usize) -> Result<(), DocumentError> {
    if let Some(field) = fields.keys().find(|field| field.starts_with('_')) {
        return Err(DocumentError::ReservedField { field: field.clone() });
    }
    if nesting > MAX_DOCUMENT_NESTING {
        return Err(DocumentError::TooNested { nesting });
    }
    let fields = fields.len() + 2;
    if fields > MAX_OBJECT_FIELDS {
        return Err(DocumentError::TooManyFields { fields });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::id::TableNumber;
    use crate::schema::TableSchema;
    use crate::validator::{Literal, NoDeployment, ObjectValidator};

    fn schema(field: Validator) -> Schema {
        let document = ObjectValidator::new().field("at", field).into();
        let table = TableSchema { document, indexes: BTreeMap::new() };
        let tables = BTreeMap::from([(TableName::from_checked("t"), table)]);
        Schema { tables, enforcement: Enforcement::On }
    }

    fn check(field: Validator, text: &str) -> Result<Object, DocumentError> {
        let target = Target {
            table: &TableName::from_checked("t"),
            id: DocumentId { table: TableNumber(10_001), internal: [0; 16] },
            creation_time: 1.5,
        };
        let write = PendingWrite::from_encoded_text(text)?;
        target.check_write(&write, &schema(field), &NoDeployment)
    }

    #[test]
    fn a_stored_document_has_its_system_fields() {
        let stored = check(Validator::Null, r#"{"at":null,"_creationTime":1.5}"#).unwrap();
        assert_eq!(stored[CREATION_TIME_FIELD], Value::Float64(1.5));
        assert_eq!(stored[ID_FIELD], Value::String("j5700000000000000000000000001qv0".into()));
        assert_eq!(
            check(Validator::Null, r#"{"at":null,"_creationTime":1}"#),
            Err(DocumentError::OtherCreationTime)
        );
    }

    #[test]
    fn the_extent_of_a_document_is_what_limits_count() {
        let stored = check(Validator::Any, r#"{"at":[{"b":1}]}"#).unwrap();
        let mut fields = stored.clone();
        fields.remove(ID_FIELD);
        fields.remove(CREATION_TIME_FIELD);
        let bytes = Value::Object(stored).size();
        assert_eq!(
            extent(&fields, 32),
            Ok(DocumentExtent { bytes, fields: 3, nesting: 3, elements: 1 })
        );

        let long = "x".repeat(MAX_DOCUMENT_BYTES - bytes);
        fields.insert(String::new(), Value::String(long));
        let bytes = MAX_DOCUMENT_BYTES + 3;
        assert_eq!(extent(&fields, 32), Err(DocumentError::TooLarge { bytes }));
        fields.insert("_x".into(), Value::Null);
        assert!(matches!(extent(&fields, 32), Err(DocumentError::ReservedField { .. })));
    }

    #[test]
    fn a_commit_time_to_come_is_an_int64_but_no_literal() {
        let pending = r#"{"at":{"$commitTs":null}}"#;
        assert!(check(Validator::CommitTs, pending).is_ok());
        let literals = (0..3).map(|int| Validator::Literal(Literal::int64(int)));
        let failure = check(Validator::union(literals), pending).unwrap_err();
        assert_eq!(failure.stage(), "schema");
    }
}
