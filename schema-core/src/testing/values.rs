//! Generators of values.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::FIELDS;
use crate::id::{DocumentId, TableNumber};
use crate::limits::FIRST_USER_TABLE_NUMBER;
use crate::value::{Object, Value};

/// Generates any int64, those at the borders of its encodings more often.
pub fn int64() -> impl Strategy<Value = i64> + Clone {
    let borders = vec![i64::MIN, i64::MAX, -32_769, -129, -128, -1, 0, 1, 127, 128, 1 << 31];
    prop_oneof![select(borders), any::<i64>()]
}

/// Generates any double by its bits, so also each `NaN`, and special ones more often.
pub fn float64() -> impl Strategy<Value = f64> + Clone {
    let special = vec![
        0.0,
        -0.0,
        1.0,
        -1.5,
        f64::NAN,
        -f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MIN_POSITIVE,
        5e-324,
        9_007_199_254_740_993.0,
        1e21,
        1e-7,
    ];
    let small = (-1000_i32..1000).prop_map(|n| f64::from(n) / 8.0);
    prop_oneof![select(special), small, any::<u64>().prop_map(f64::from_bits)]
}

/// Generates text: plain, with control characters, and beyond the basic plane.
pub fn text() -> impl Strategy<Value = String> + Clone {
    let pool = vec!["", "x", "y", "\0", "\0\0a", "é", "ｚ", "😀", "\u{2028}\"\\/\u{1f}"];
    prop_oneof![
        select(pool).prop_map(str::to_owned),
        vec(any::<char>(), 0..6).prop_map(String::from_iter)
    ]
}

/// Generates a key as values may have it, often one of [`FIELDS`].
pub fn key() -> impl Strategy<Value = String> + Clone {
    let odd = vec!["", " ", "a-b", "_x", "10", "9", "~", "a\"b", "__proto__"];
    prop_oneof![
        4 => select(&FIELDS[..]).prop_map(str::to_owned),
        1 => select(odd).prop_map(str::to_owned),
    ]
}

/// Generates the id of a document in any table.
pub fn document_id() -> impl Strategy<Value = DocumentId> + Clone {
    let borders = vec![1, 127, 128, FIRST_USER_TABLE_NUMBER, 1 << 14, 1 << 21, 1 << 28, u32::MAX];
    let number = prop_oneof![select(borders), 1..=u32::MAX];
    (number, any::<[u8; 16]>())
        .prop_map(|(number, internal)| DocumentId { table: TableNumber(number), internal })
}

/// Generates any value, a few levels deep.
pub fn value() -> BoxedStrategy<Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        int64().prop_map(Value::Int64),
        float64().prop_map(Value::Float64),
        text().prop_map(Value::String),
        document_id().prop_map(|id| Value::String(id.to_string())),
        vec(prop_oneof![Just(0), any::<u8>()], 0..5).prop_map(Value::Bytes),
    ];
    let nested = scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(key(), inner, 0..4).prop_map(Value::Object),
        ]
    });
    nested.boxed()
}

/// Generates values from so small a pool that equal and nearly equal ones meet.
pub fn common_value() -> BoxedStrategy<Value> {
    let bytes = [vec![], vec![0], vec![0, 0], vec![0, 255], vec![1], vec![255]];
    let texts = ["", "\0", "\0\0", "\0\u{1}", "\u{1}", "a", "a\0", "é"];
    let numbers = [-f64::NAN, f64::NEG_INFINITY, -1.0, -0.0, 0.0, 1.0, f64::INFINITY, f64::NAN];
    let ints = [i64::MIN, -32_769, -129, -128, -1, 0, 1, 127, 128, 32_768, 1 << 31, i64::MAX];
    let scalars: Vec<Value> = [Value::Null, Value::Boolean(false), Value::Boolean(true)]
        .into_iter()
        .chain(ints.map(Value::Int64))
        .chain(numbers.map(Value::Float64))
        .chain(texts.map(|text| Value::String(text.to_owned())))
        .chain(bytes.map(Value::Bytes))
        .collect();
    let nested = select(scalars).prop_recursive(2, 8, 3, |inner| {
        let keys = select(vec!["", " ", "a", "aa"]).prop_map(str::to_owned);
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::Array),
            btree_map(keys, inner, 0..3).prop_map(Value::Object),
        ]
    });
    nested.boxed()
}

/// Generates any object.
pub fn object() -> BoxedStrategy<Object> {
    btree_map(key(), value(), 0..5).boxed()
}
