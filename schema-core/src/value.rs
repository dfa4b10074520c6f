//! Convex values.
//!
//! | module or method | what it turns into what |
//! | --- | --- |
//! | [`Value::from_encoded`], [`Value::to_encoded`] | the wire's encoded JSON, lossless |
//! | [`Value::from_export`], [`Value::to_export`] | the format of exports, lossless |
//! | [`Value::to_clean`] | the lossy format that the HTTP API calls `json` |
//! | [`Value::to_canonical`] | encoded JSON as text that is equal for equal values |
//! | [`is_canonical_object`] | that text, before it is read |
//! | [`canonical_size`] | that text as the size that limits count |
//! | [`index_key`] | the values of an index's fields as bytes that sort as Convex sorts |
//! | [`Value::check`] | a value made in Rust, judged by Convex's rules on keys and limits |
//! | [`PendingWrite`] | a value of a write, where the commit time may still be missing |

use std::collections::BTreeMap;

mod canonical;
mod canonical_size;
mod check;
mod encoded;
mod error;
mod export;
mod index_key;
mod order;
mod pending;
#[cfg(test)]
mod properties;
mod scan;
mod size;
mod token;

pub use canonical::canonical_object;
pub use canonical_size::canonical_size;
pub(crate) use check::checked_extent;
pub use error::{ValueError, ValueReason};
pub use index_key::index_key;
pub use pending::PendingWrite;
pub(crate) use scan::Scanner;
pub use scan::is_canonical_object;
pub(crate) use size::Extent;

/// An object: stored names to values. Field names here follow the looser rule of *values*
/// (printable ASCII, not beginning with `$`), not that of validators.
pub type Object = BTreeMap<String, Value>;

/// A value that Convex can hold.
///
/// Equality and order are Convex's own total order: `-0.0` is not `0.0`, `NaN` equals a `NaN` of
/// the same bits, and an int64 is never equal to a number.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// A 64-bit integer, JavaScript's `bigint`.
    Int64(i64),
    /// A double, JavaScript's `number`.
    Float64(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// Well-formed Unicode text.
    String(String),
    /// Bytes, JavaScript's `ArrayBuffer`.
    Bytes(Vec<u8>),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

impl Value {
    /// Returns the value's type in Convex's own words, such as `float64`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int64(_) => "int64",
            Self::Float64(_) => "float64",
            Self::Boolean(_) => "boolean",
            Self::String(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }
}
