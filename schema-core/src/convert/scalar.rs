//! Strings, booleans, numbers, bytes and commit timestamps.

use crate::shape::{RustType, Scope, Shape};
use crate::validator::Validator;
use crate::value::Value;

use super::{ConvexValue, DecodeError, Encoder};

#[diagnostic::do_not_recommend]
impl ConvexValue for String {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::String, rust: RustType::Leaf("String".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::String(self.clone())
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::String(text) => Ok(text.clone()),
            other => Err(DecodeError::expected("a string", other)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl ConvexValue for bool {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::Boolean, rust: RustType::Leaf("bool".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::Boolean(*self)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::Boolean(value) => Ok(*value),
            other => Err(DecodeError::expected("a boolean", other)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl ConvexValue for f64 {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::Float64, rust: RustType::Leaf("f64".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::Float64(*self)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::Float64(value) => Ok(*value),
            other => Err(DecodeError::expected("a number", other)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl ConvexValue for f32 {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::Float64, rust: RustType::Leaf("f32".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::Float64(f64::from(*self))
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        let Value::Float64(value) = stored else {
            return Err(DecodeError::expected("a number", stored));
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a number that `f32` can't hold exactly is refused below"
        )]
        let narrow = *value as f32;
        if f64::from(narrow).to_bits() == value.to_bits() || value.is_nan() {
            Ok(narrow)
        } else {
            Err(DecodeError::expected("a number that `f32` holds exactly", stored))
        }
    }
}

macro_rules! small_integer {
    ($($rust:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl ConvexValue for $rust {
            fn describe(_: &mut Scope) -> Shape {
                Shape {
                    validator: Validator::Float64,
                    rust: RustType::Leaf(stringify!($rust).into()),
                }
            }

            fn encode(&self, _: &mut Encoder) -> Value {
                Value::Float64(f64::from(*self))
            }

            fn decode(stored: &Value) -> Result<Self, DecodeError> {
                let Value::Float64(value) = stored else {
                    return Err(DecodeError::expected("a number", stored));
                };
                super::number::whole(*value)
                    .and_then(|whole| $rust::try_from(whole).ok())
                    .ok_or_else(|| {
                        let range = format!(
                            "a whole number from {} to {}", $rust::MIN, $rust::MAX
                        );
                        DecodeError::expected(range, stored)
                    })
            }
        }
    )*};
}
small_integer!(i8 i16 i32 u8 u16 u32);

#[diagnostic::do_not_recommend]
impl ConvexValue for i64 {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::Int64, rust: RustType::Leaf("i64".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::Int64(*self)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::Int64(value) => Ok(*value),
            other => Err(DecodeError::expected("an int64", other)),
        }
    }
}

/// `v.bytes()`. A type of its own because `Vec<u8>` would be an array of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub Vec<u8>);

#[diagnostic::do_not_recommend]
impl ConvexValue for Bytes {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::Bytes, rust: RustType::Leaf("schema_core::Bytes".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::Bytes(self.0.clone())
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::Bytes(bytes) => Ok(Self(bytes.clone())),
            other => Err(DecodeError::expected("bytes", other)),
        }
    }
}

/// `v.commitTs()`: the timestamp of the commit that wrote the field, an int64 once stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitTs(pub i64);

#[diagnostic::do_not_recommend]
impl ConvexValue for CommitTs {
    fn describe(_: &mut Scope) -> Shape {
        Shape {
            validator: Validator::CommitTs,
            rust: RustType::Leaf("schema_core::CommitTs".into()),
        }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::Int64(self.0)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::Int64(value) => Ok(Self(*value)),
            other => Err(DecodeError::expected("a commit timestamp (int64)", other)),
        }
    }
}
