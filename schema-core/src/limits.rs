//! Limits of Convex on values, documents, validators and schemas.
//!
//! Read from the open-source server; a hosted deployment may be configured otherwise. The test
//! suite compares them with the recorded list in `tests/conformance/limits.json`.

pub use schema_names::limits::{MAX_IDENTIFIER_BYTES, MAX_VALUE_KEY_BYTES};

/// The most elements of an array.
pub const MAX_ARRAY_ELEMENTS: usize = 8192;

/// The most fields of an object, system fields of a document included.
pub const MAX_OBJECT_FIELDS: usize = 1024;

/// The deepest nesting of any value; an empty array or object is level 1.
pub const MAX_VALUE_NESTING: usize = 64;

/// The largest size of any value in bytes, as [`Value::size`](crate::value::Value::size) counts.
pub const MAX_VALUE_BYTES: usize = 1 << 25;

/// The deepest nesting of a stored document; the document itself is level 1.
pub const MAX_DOCUMENT_NESTING: usize = 16;

/// The largest size of a stored document in bytes, system fields included.
pub const MAX_DOCUMENT_BYTES: usize = 1 << 20;

/// The most indexes of a table: of all kinds, staged ones included.
pub const MAX_INDEXES_PER_TABLE: usize = 64;

/// The most fields of a database index, counting the `_creationTime` that ends each of them.
pub const MAX_INDEX_FIELDS: usize = 16;

/// The most filter fields of a search or vector index, equal ones counted once.
pub const MAX_FILTER_FIELDS: usize = 16;

/// The fewest dimensions of a vector index.
pub const MIN_VECTOR_DIMENSIONS: u32 = 2;

/// The most dimensions of a vector index.
pub const MAX_VECTOR_DIMENSIONS: u32 = 4096;

/// The most tables that a deployment may have besides Convex's own.
pub const MAX_TABLES: usize = 10_000;

/// The number of the first table that isn't one of Convex's own.
pub const FIRST_USER_TABLE_NUMBER: u32 = 10_001;

/// The most documents that one transaction may read; one that is read twice counts twice.
pub const MAX_TRANSACTION_DOCUMENTS_READ: usize = 32_000;

/// The most bytes of documents that one transaction may read.
pub const MAX_TRANSACTION_BYTES_READ: usize = 1 << 24;

/// The most ranges of indexes that one transaction may read, once those that touch are merged; a
/// document that is read by its id is a range of `by_id`.
pub const MAX_TRANSACTION_RANGES_READ: usize = 4096;

/// The most writes of one transaction: each insert, patch, replace and delete counts.
pub const MAX_TRANSACTION_DOCUMENTS_WRITTEN: usize = 16_000;

/// The most bytes of documents that one transaction may write; a delete adds none.
pub const MAX_TRANSACTION_BYTES_WRITTEN: usize = 1 << 24;
