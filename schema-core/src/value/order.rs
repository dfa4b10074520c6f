//! Convex's total order over values, which also says when two of them are equal.
//!
//! Values are ordered by type first: null, int64, number, boolean, text, bytes, array, object. A
//! missing field comes before all of them, so `Option<&Value>` orders as Convex orders a field
//! that may be `undefined`.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::Value;

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Int64(a), Self::Int64(b)) => a.cmp(b),
            // IEEE total order: -NaN, -inf, ..., -0, 0, ..., inf, NaN.
            (Self::Float64(a), Self::Float64(b)) => a.total_cmp(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            // By UTF-8 bytes, not by UTF-16 units as JavaScript would.
            (Self::String(a), Self::String(b)) => a.cmp(b),
            (Self::Bytes(a), Self::Bytes(b)) => a.cmp(b),
            (Self::Array(a), Self::Array(b)) => a.cmp(b),
            (Self::Object(a), Self::Object(b)) => a.cmp(b),
            _ => rank(self).cmp(&rank(other)),
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        rank(self).hash(state);
        match self {
            Self::Null => {}
            Self::Int64(int) => int.hash(state),
            // Numbers are equal in total order exactly if their bits are.
            Self::Float64(float) => float.to_bits().hash(state),
            Self::Boolean(boolean) => boolean.hash(state),
            Self::String(text) => text.hash(state),
            Self::Bytes(bytes) => bytes.hash(state),
            Self::Array(elements) => elements.hash(state),
            Self::Object(object) => object.hash(state),
        }
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Int64(_) => 1,
        Value::Float64(_) => 2,
        Value::Boolean(_) => 3,
        Value::String(_) => 4,
        Value::Bytes(_) => 5,
        Value::Array(_) => 6,
        Value::Object(_) => 7,
    }
}
