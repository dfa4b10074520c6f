//! Between Rust values and Convex values.
//!
//! [`ConvexValue`] is a Rust type that stands for one validator; [`ConvexField`] is what may stand
//! directly in a field: a value, or an `Option` of one, which is a field that may be absent.

mod any;
#[cfg(feature = "chrono")]
mod chrono;
mod container;
mod encode;
mod error;
mod id;
mod number;
mod scalar;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;

pub use self::container::{Nullable, RecordKey};
pub use self::encode::{EffectNumber, Encoded, Encoder, Placeholder};
pub use self::error::DecodeError;
pub use self::id::{AnyId, Id, NewId};
pub use self::number::{Millis, SafeInt, SafeIntError};
pub use self::scalar::{Bytes, CommitTs};

use crate::shape::{FieldShape, Scope, Shape};
use crate::value::Value;

/// A Rust type whose values Convex can store: what a field, an element or a record value holds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be stored in a Convex document",
    label = "no Convex validator stands for this type",
    note = "a struct needs `#[derive(schema_core::Object)]`, an enum `#[derive(schema_core::Union)]`",
    note = "a value that may be null is `schema_core::Nullable<T>`: an `Option` is a field that may be \
            absent, and stands only directly in a field"
)]
pub trait ConvexValue: Sized {
    /// Describes the type: its validator, and how it is written in Rust.
    fn describe(scope: &mut Scope) -> Shape;

    /// Turns the value into what is stored.
    fn encode(&self, encoder: &mut Encoder) -> Value;

    /// Reads a stored value.
    ///
    /// # Errors
    ///
    /// The value isn't one of this type; the error says where and what was found.
    fn decode(stored: &Value) -> Result<Self, DecodeError>;
}

/// What may stand directly in a field of a document or an object.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a field of a Convex document",
    label = "no Convex validator stands for this type",
    note = "a struct needs `#[derive(schema_core::Object)]`, an enum `#[derive(schema_core::Union)]`",
    note = "a field that may be absent is `Option<T>`, one that may be null `schema_core::Nullable<T>`, \
            one that may be both `Option<Nullable<T>>`"
)]
pub trait ConvexField: Sized {
    /// Describes the field: its validator, and whether it may be absent.
    fn describe_field(scope: &mut Scope) -> FieldShape;

    /// Turns the field into what is stored, or `None` where it is absent.
    fn encode_field(&self, encoder: &mut Encoder) -> Option<Value>;

    /// Reads a stored field, or its absence.
    ///
    /// # Errors
    ///
    /// The field is absent and mustn't be, or holds something else.
    fn decode_field(stored: Option<&Value>) -> Result<Self, DecodeError>;
}

impl<T: ConvexValue> ConvexField for T {
    fn describe_field(scope: &mut Scope) -> FieldShape {
        FieldShape { shape: T::describe(scope), optional: false }
    }

    fn encode_field(&self, encoder: &mut Encoder) -> Option<Value> {
        Some(self.encode(encoder))
    }

    fn decode_field(stored: Option<&Value>) -> Result<Self, DecodeError> {
        stored.map_or_else(|| Err(DecodeError::missing()), T::decode)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ConvexValue> ConvexField for Option<T> {
    fn describe_field(scope: &mut Scope) -> FieldShape {
        FieldShape { shape: T::describe(scope), optional: true }
    }

    fn encode_field(&self, encoder: &mut Encoder) -> Option<Value> {
        self.as_ref().map(|value| value.encode(encoder))
    }

    fn decode_field(stored: Option<&Value>) -> Result<Self, DecodeError> {
        stored.map(T::decode).transpose()
    }
}
