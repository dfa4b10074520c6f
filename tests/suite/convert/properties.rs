//! What holds of every value: it comes back, and its validator takes it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use schema_core::{Bytes, Id, Millis, Nullable, Object, SafeInt, Storage, Table, Union, Value};

use super::validator;

#[derive(Clone, Debug, PartialEq, Table)]
#[schema(table = "everything", version = 1)]
struct Everything {
    text: String,
    flag: Option<bool>,
    double: f64,
    single: f32,
    small: i32,
    safe: SafeInt,
    millis: Millis,
    wide: Nullable<i64>,
    bytes: Option<Nullable<Bytes>>,
    file: Id<Storage>,
    nested: Vec<Nested>,
    record: BTreeMap<String, Kind>,
}

#[derive(Clone, Debug, PartialEq, Object)]
struct Nested {
    kind: Kind,
    shape: Box<Shape>,
}

#[derive(Clone, Debug, PartialEq, Union)]
enum Kind {
    First,
    #[schema(value = 2)]
    Second,
    #[schema(value = 3i64)]
    Third,
    #[schema(value = true)]
    Fourth,
}

#[derive(Clone, Debug, PartialEq, Union)]
#[schema(tag = "kind")]
enum Shape {
    Nothing,
    Loose(Loosely),
    Fields { loose: Option<Loose> },
}

#[derive(Clone, Debug, PartialEq, Object)]
struct Loosely {
    loose: Loose,
}

#[derive(Clone, Debug, PartialEq, Union)]
#[schema(untagged)]
enum Loose {
    Nothing,
    Text(String),
    Fields { a: f64 },
    Flag(bool),
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::First), Just(Kind::Second), Just(Kind::Third), Just(Kind::Fourth)]
}

fn number() -> impl Strategy<Value = f64> {
    // NaN isn't equal to itself in Rust; its own test compares bits.
    prop_oneof![
        proptest::num::f64::ANY.prop_filter("NaN", |number| !number.is_nan()),
        Just(0.0),
        Just(-0.0),
    ]
}

fn loose() -> impl Strategy<Value = Loose> {
    prop_oneof![
        Just(Loose::Nothing),
        any::<String>().prop_map(Loose::Text),
        number().prop_map(|a| Loose::Fields { a }),
        any::<bool>().prop_map(Loose::Flag),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Nothing),
        loose().prop_map(|loose| Shape::Loose(Loosely { loose })),
        proptest::option::of(loose()).prop_map(|loose| Shape::Fields { loose }),
    ]
}

fn nullable<T: std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Nullable<T>> {
    proptest::option::of(value).prop_map(Nullable::from)
}

prop_compose! {
    fn everything()(
        (text, flag, double) in (any::<String>(), any::<Option<bool>>(), number()),
        single in proptest::num::f32::ANY.prop_filter("NaN", |number| !number.is_nan()),
        small in any::<i32>(),
        safe in (SafeInt::MIN.get()..=SafeInt::MAX.get())
            .prop_filter_map("unsafe", |safe| SafeInt::try_from(safe).ok()),
        millis in number().prop_filter_map("infinite", Millis::from_f64),
        wide in nullable(any::<i64>()),
        bytes in proptest::option::of(nullable(any::<Vec<u8>>().prop_map(Bytes))),
        nested in proptest::collection::vec((kind(), shape()), 0..3),
        record in proptest::collection::btree_map("[ -~&&[^$]][ -~]{0,8}", kind(), 0..3),
    ) -> Everything {
        let file = Id::from_text("j5700000000000000000000000001qv0");
        let nested = nested
            .into_iter()
            .map(|(kind, shape)| Nested { kind, shape: Box::new(shape) })
            .collect();
        Everything {
            text, flag, double, single, small, safe, millis, wide, bytes, file, nested, record,
        }
    }
}

proptest! {
    #[test]
    fn every_document_comes_back_and_is_valid(document in everything()) {
        let encoded = document.encode_document();
        prop_assert!(encoded.placeholders.is_empty());
        let stored = Value::Object(encoded.fields.clone());
        let validator = Everything::history().newest().document.clone();
        prop_assert_eq!(validator.failures(&stored, &schema_core::validator::NoDeployment), vec![]);
        let read = Everything::decode_document(&encoded.fields);
        prop_assert_eq!(read.as_ref(), Ok(&document));
        // Rust's equality doesn't tell `-0.0` from `0.0`; that of stored values does.
        prop_assert_eq!(read.unwrap().encode_document().fields, encoded.fields);
    }

    #[test]
    fn what_an_integer_reads_it_writes_again(number in proptest::num::f64::ANY) {
        use schema_core::ConvexValue as _;
        let stored = Value::Float64(number);
        for read in [
            i32::decode(&stored).map(|read| super::encoded(&read)),
            u8::decode(&stored).map(|read| super::encoded(&read)),
            SafeInt::decode(&stored).map(|read| super::encoded(&read)),
            Millis::decode(&stored).map(|read| super::encoded(&read)),
        ].into_iter().flatten() {
            prop_assert_eq!(read, Some(stored.clone()));
        }
    }

    #[test]
    fn what_a_union_reads_its_validator_takes(text in any::<String>(), number in number()) {
        use schema_core::ConvexValue as _;
        for stored in [Value::String(text.clone()), Value::Float64(number), Value::Null] {
            if Loose::decode(&stored).is_ok() {
                prop_assert!(validator::<Loose>().accepts(&stored));
            }
            prop_assert_eq!(Kind::decode(&stored).is_ok(), validator::<Kind>().accepts(&stored));
        }
    }
}
