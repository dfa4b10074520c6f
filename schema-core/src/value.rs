//! Convex values.

use std::collections::BTreeMap;

/// An object: stored names to values. Field names here follow the looser rule of *values*
/// (printable ASCII, not beginning with `$`), not that of validators.
pub type Object = BTreeMap<String, Value>;

/// A value that Convex can hold.
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

impl PartialEq for Value {
    fn eq(&self, o: &Self) -> bool {
        self.cmp(o).is_eq()
    }
}
impl Eq for Value {}
impl PartialOrd for Value {
    fn partial_cmp(&self, o: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(o))
    }
}
impl Ord for Value {
    fn cmp(&self, o: &Self) -> std::cmp::Ordering {
        fn rank(v: &Value) -> u8 {
            match v {
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
        match (self, o) {
            (Value::Int64(a), Value::Int64(b)) => a.cmp(b),
            (Value::Float64(a), Value::Float64(b)) => a.total_cmp(b),
            (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
            (Value::String(a), Value::String(b)) => a.cmp(b),
            (Value::Bytes(a), Value::Bytes(b)) => a.cmp(b),
            (Value::Array(a), Value::Array(b)) => a.cmp(b),
            (Value::Object(a), Value::Object(b)) => a.iter().cmp(b.iter()),
            (a, b) => rank(a).cmp(&rank(b)),
        }
    }
}
