//! Whole numbers and times over `v.number()`.

use crate::shape::{RustType, Scope, Shape};
use crate::validator::Validator;
use crate::value::Value;

use super::{ConvexValue, DecodeError, Encoder};

/// The whole number that a double holds, if it holds one within ±(2^53 - 1).
pub(super) fn whole(value: f64) -> Option<i64> {
    let is_whole = value.fract() == 0.0 && value.abs() <= SafeInt::MAX_F64;
    // `-0` is a number of its own to Convex: reading it as 0 would write back another value.
    let is_negative_zero = value == 0.0 && value.is_sign_negative();
    #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and within 2^53")]
    (is_whole && !is_negative_zero).then_some(value as i64)
}

/// A whole number over `v.number()` that a double holds exactly: within ±(2^53 - 1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeInt(i64);

/// A whole number too large to be held exactly by `v.number()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is outside the whole numbers that `v.number()` holds exactly (±9007199254740991)")]
pub struct SafeIntError(pub i64);

impl SafeInt {
    /// The largest: 2^53 - 1.
    pub const MAX: Self = Self(9_007_199_254_740_991);
    /// The smallest: -(2^53 - 1).
    pub const MIN: Self = Self(-9_007_199_254_740_991);
    const MAX_F64: f64 = 9_007_199_254_740_991.0;

    /// The number as an `i64`.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for SafeInt {
    type Error = SafeIntError;

    fn try_from(value: i64) -> Result<Self, SafeIntError> {
        if (Self::MIN.0..=Self::MAX.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(SafeIntError(value))
        }
    }
}

impl From<i32> for SafeInt {
    fn from(value: i32) -> Self {
        Self(i64::from(value))
    }
}

impl From<u32> for SafeInt {
    fn from(value: u32) -> Self {
        Self(i64::from(value))
    }
}

#[diagnostic::do_not_recommend]
impl ConvexValue for SafeInt {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::Float64, rust: RustType::Leaf("schema_core::SafeInt".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "within 2^53 by construction")]
        Value::Float64(self.0 as f64)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::Float64(value) => whole(*value).map(Self).ok_or_else(|| {
                DecodeError::expected("a whole number within ±9007199254740991", stored)
            }),
            other => Err(DecodeError::expected("a number", other)),
        }
    }
}

/// Milliseconds since 1970-01-01 UTC over `v.number()`, with fractions, as `Date.now()` and
/// `_creationTime` give them.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Millis(f64);

impl Millis {
    /// The time `millis` milliseconds after 1970-01-01 UTC, if that is a finite number.
    pub fn from_f64(millis: f64) -> Option<Self> {
        millis.is_finite().then_some(Self(millis))
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub const fn as_f64(self) -> f64 {
        self.0
    }
}

impl From<SafeInt> for Millis {
    fn from(millis: SafeInt) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a `SafeInt` fits a double exactly")]
        Self(millis.get() as f64)
    }
}

#[diagnostic::do_not_recommend]
impl ConvexValue for Millis {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::Float64, rust: RustType::Leaf("schema_core::Millis".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::Float64(self.0)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::Float64(value) => Self::from_f64(*value)
                .ok_or_else(|| DecodeError::expected("a finite number of milliseconds", stored)),
            other => Err(DecodeError::expected("a number", other)),
        }
    }
}
