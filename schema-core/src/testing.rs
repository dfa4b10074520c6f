//! Generators for property tests, of what Convex would take: values, validators and schemas.
//!
//! Names come from small pools, so that generated validators, values and schemas have to do with
//! each other. Everything shrinks.

mod altered;
mod schemas;
mod validators;
mod values;

pub use altered::{altered, widened};
pub use schemas::{document_validator, schema};
pub use validators::{accepted, object_validator, validator};
pub use values::{common_value, document_id, float64, int64, key, object, text, value};

/// The tables that generated ids and validators refer to.
pub const TABLES: [&str; 3] = ["messages", "teams", "users"];

/// The fields that generated objects and validators have.
pub const FIELDS: [&str; 5] = ["a", "b", "kind", "name_1", "zZ"];
