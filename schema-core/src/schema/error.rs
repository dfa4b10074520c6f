//! Why Convex would refuse a schema.

use std::fmt;

use schema_names::NameError;
use thiserror::Error;

use crate::limits::{
    MAX_FILTER_FIELDS, MAX_INDEX_FIELDS, MAX_INDEXES_PER_TABLE, MAX_TABLES, MAX_VECTOR_DIMENSIONS,
    MIN_VECTOR_DIMENSIONS,
};
use crate::name::{FieldPath, IndexName};
use crate::validator::ValidatorError;

/// Why Convex would refuse a schema, and which part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// The table, as it was named.
    pub table: Option<String>,
    /// The index, as it was named.
    pub index: Option<String>,
    /// Why.
    pub reason: SchemaReason,
}

/// The step of a push that refuses a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading the schema.
    Parse,
    /// Looking at the fields of database indexes.
    IndexFields,
    /// Looking for the indexed fields in the validators.
    IndexReferences,
}

impl Stage {
    /// Returns the stage as one fixed word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::IndexFields => "index_fields",
            Self::IndexReferences => "index_references",
        }
    }
}

/// Why Convex would refuse a schema.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaReason {
    /// The text is not the JSON of a schema.
    #[error("not the JSON of a schema: {message}")]
    Malformed {
        /// What the JSON reader says.
        message: String,
    },
    /// There are too many tables.
    #[error("{tables} tables, where {MAX_TABLES} are the most")]
    TooManyTables {
        /// How many there are.
        tables: usize,
    },
    /// The table's name is refused.
    #[error("the table's name is refused: {0}")]
    TableName(NameError),
    /// The validator of the documents is refused.
    #[error("the validator of its documents is refused: {0}")]
    Validator(Box<ValidatorError>),
    /// The validator of the documents is of a kind that can't be one.
    #[error("documents are `v.object(...)`, a union of those or `v.any()`, not `{found}`")]
    TopLevelType {
        /// The validator, shown.
        found: String,
    },
    /// The validator of the documents has a field that only Convex itself may set.
    #[error(
        "the field `{field}` can't be declared: names that begin with `_` are kept for Convex, \
         which would leave it out of the schema without a word"
    )]
    SystemField {
        /// The field.
        field: String,
    },
    /// The index's name is refused.
    #[error("the index's name is refused: {0}")]
    IndexName(NameError),
    /// An indexed field's path is refused.
    #[error("the field {path:?} can't be indexed: {reason}")]
    IndexField {
        /// The path.
        path: String,
        /// The rule that it breaks.
        reason: NameError,
    },
    /// The index has no fields.
    #[error("the index has no fields")]
    EmptyIndex,
    /// The index has too many fields.
    #[error(
        "the index has {fields} fields, where {} are the most: `_creationTime` is always added",
        MAX_INDEX_FIELDS - 1
    )]
    IndexTooManyFields {
        /// How many it has, `_creationTime` not counted.
        fields: usize,
    },
    /// The index has a field twice.
    #[error("the index has the field `{path}` twice")]
    FieldsNotUnique {
        /// The field.
        path: FieldPath,
    },
    /// A search or vector index has too many filter fields.
    #[error("the index has {fields} filter fields, where {MAX_FILTER_FIELDS} are the most")]
    TooManyFilterFields {
        /// How many different ones it has.
        fields: usize,
    },
    /// A vector index doesn't say how long its vectors are.
    #[error("the vector index doesn't say its `dimensions`")]
    DimensionsMissing,
    /// A vector index has too few or too many dimensions.
    #[error(
        "the vector index has {dimensions} dimensions, where {MIN_VECTOR_DIMENSIONS} to \
         {MAX_VECTOR_DIMENSIONS} are possible"
    )]
    Dimensions {
        /// How many it has.
        dimensions: u32,
    },
    /// The table has too many indexes.
    #[error("the table has {indexes} indexes, where {MAX_INDEXES_PER_TABLE} are the most")]
    TooManyIndexes {
        /// How many it has.
        indexes: usize,
    },
    /// Two indexes of the table share their name.
    #[error("the table has two indexes of this name")]
    NamesNotUnique,
    /// Two database indexes of the table have the same fields.
    #[error("the index `{other}` has the same fields in the same order")]
    SameFields {
        /// The other index.
        other: IndexName,
    },
    /// Two search indexes of the table have the same search field and filter fields.
    #[error("the search index `{other}` has the same search field and filter fields")]
    SameSearch {
        /// The other index.
        other: IndexName,
    },
    /// Two vector indexes of the table have the same field and dimensions.
    #[error("the vector index `{other}` has the same vector field and dimensions")]
    SameVector {
        /// The other index.
        other: IndexName,
    },
    /// No document that the validator accepts can have the indexed field.
    #[error("no document can have the indexed field `{path}`")]
    NoSuchField {
        /// The field.
        path: FieldPath,
    },
    /// No document that the validator accepts can have an array of numbers in the vector field.
    #[error("the vector field `{path}` must be declared as `v.array(v.number())`")]
    NotAVector {
        /// The field.
        path: FieldPath,
    },
}

impl SchemaError {
    /// Returns the step of a push that refuses the schema.
    pub fn stage(&self) -> Stage {
        match &self.reason {
            // One field too many shows only once `_creationTime` is added.
            SchemaReason::IndexTooManyFields { fields: MAX_INDEX_FIELDS }
            | SchemaReason::IndexField {
                reason: NameError::IndexedCreationTime | NameError::SystemName,
                ..
            } => Stage::IndexFields,
            SchemaReason::NoSuchField { .. } | SchemaReason::NotAVector { .. } => {
                Stage::IndexReferences
            }
            _ => Stage::Parse,
        }
    }

    /// Returns the code by which Convex names the error to its clients.
    pub fn code(&self) -> &'static str {
        match &self.reason {
            SchemaReason::Malformed { .. } => "InvalidJson",
            SchemaReason::TooManyTables { .. } => "TooManyTables",
            SchemaReason::TableName(reason) if reason.is_reserved() => "TableNameReserved",
            SchemaReason::TableName(_) => "InvalidTableName",
            SchemaReason::Validator(error) => error.reason.code(),
            SchemaReason::TopLevelType { .. } => "InvalidTopLevelTypeInSchemaError",
            SchemaReason::SystemField { .. } | SchemaReason::DimensionsMissing => "InvalidSchema",
            SchemaReason::IndexName(reason) if reason.is_reserved() => "IndexNameReserved",
            SchemaReason::IndexName(_) => "InvalidIndexName",
            SchemaReason::IndexField { reason, .. } => match reason {
                NameError::IndexedId => "IndexFieldsContainId",
                NameError::IndexedCreationTime => "IndexFieldsContainCreationTime",
                NameError::SystemName => "IndexFieldNameReserved",
                _ => "InvalidIndexField",
            },
            SchemaReason::EmptyIndex => "EmptyIndex",
            SchemaReason::IndexTooManyFields { .. } => "IndexTooManyFields",
            SchemaReason::FieldsNotUnique { .. } => "FieldsNotUniqueWithinIndex",
            SchemaReason::TooManyFilterFields { .. } => "IndexTooManyFilterFields",
            SchemaReason::Dimensions { .. } => "InvalidVectorDimensionError",
            SchemaReason::TooManyIndexes { .. } => "TooManyIndexes",
            SchemaReason::NamesNotUnique => "IndexNamesNotUnique",
            SchemaReason::SameFields { .. } => "IndexNotUnique",
            SchemaReason::SameSearch { .. } => "SearchIndexFieldNotUnique",
            SchemaReason::SameVector { .. } => "VectorIndexFieldNotUnique",
            SchemaReason::NoSuchField { .. } | SchemaReason::NotAVector { .. } => {
                "SchemaDefinitionError"
            }
        }
    }

    /// Returns one fixed word for the reason where the [`code`](Self::code) is a general one.
    pub fn word(&self) -> Option<&'static str> {
        match &self.reason {
            SchemaReason::Malformed { .. } => Some("malformed_schema_json"),
            SchemaReason::Validator(error) => Some(error.reason.word()),
            SchemaReason::DimensionsMissing => Some("vector_dimensions_missing"),
            SchemaReason::SystemField { .. } => Some("system_field"),
            _ => None,
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(table) = &self.table {
            write!(f, "table `{table}`")?;
            if let Some(index) = &self.index {
                write!(f, ", index `{index}`")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}", self.reason)
    }
}

impl std::error::Error for SchemaError {}
