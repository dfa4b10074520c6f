//! Optional, nullable, arrays, records and boxes.

use std::collections::{BTreeMap, HashMap};

use schema_core::convert::ConvexField;
use schema_core::{Id, Nullable, Storage, Value};

use super::{described, is_refused, is_stored_as, number, object, text};

#[test]
fn absent_null_and_value_are_three_states() {
    let shown = |(validator, optional): (schema_core::validator::Validator, bool)| {
        (validator.to_string(), optional)
    };
    let string = "v.string()".to_owned();
    let nullable = "v.union(v.string(), v.null())".to_owned();
    assert_eq!(shown(described::<String>()), (string.clone(), false));
    assert_eq!(shown(described::<Option<String>>()), (string, true));
    assert_eq!(shown(described::<Nullable<String>>()), (nullable.clone(), false));
    assert_eq!(shown(described::<Option<Nullable<String>>>()), (nullable, true));

    is_stored_as(Some("a".to_owned()), text("a"));
    is_stored_as(None::<String>, None);
    is_refused::<Option<String>>(Value::Null, "expected a string, found null");

    is_stored_as(Nullable::Some("a".to_owned()), text("a"));
    is_stored_as(Nullable::<String>::Null, Value::Null);
    is_refused::<Nullable<String>>(None, "expected a value, found nothing (the field is absent)");

    is_stored_as(Some(Nullable::Some("a".to_owned())), text("a"));
    is_stored_as(Some(Nullable::<String>::Null), Value::Null);
    is_stored_as(None::<Nullable<String>>, None);
    is_refused::<Option<Nullable<String>>>(number(1.0), "expected a string, found the number 1");
}

#[test]
fn nullable_becomes_option_and_back() {
    assert_eq!(Nullable::from(Some(1)), Nullable::Some(1));
    assert_eq!(Nullable::from(None::<u8>), Nullable::default());
    assert_eq!(Nullable::Some(1).into_option(), Some(1));
    assert_eq!(Nullable::Some(1).as_option(), Some(&1));
    assert_eq!(Nullable::<u8>::Null.into_option(), None);
}

#[test]
fn arrays_keep_their_order() {
    assert_eq!(described::<Vec<f64>>().0.to_string(), "v.array(v.number())");
    is_stored_as(Vec::<String>::new(), Value::Array(vec![]));
    is_stored_as(vec![2_u8, 1, 2], Value::Array(vec![number(2.0), number(1.0), number(2.0)]));
    is_stored_as(
        vec![Nullable::Some(vec![true]), Nullable::Null],
        Value::Array(vec![Value::Array(vec![Value::Boolean(true)]), Value::Null]),
    );
    is_refused::<Vec<Vec<u8>>>(
        Value::Array(vec![Value::Array(vec![]), Value::Array(vec![number(1.0), number(256.0)])]),
        "at [1][1]: expected a whole number from 0 to 255, found the number 256",
    );
    is_refused::<Vec<u8>>(object([]), "expected an array, found an object");
}

#[test]
fn records_have_text_or_ids_as_keys() {
    type ByFile = HashMap<Id<Storage>, u8>;
    let shown = described::<BTreeMap<String, i64>>().0.to_string();
    assert_eq!(shown, "v.record(v.string(), v.int64())");
    assert_eq!(described::<ByFile>().0.to_string(), "v.record(v.id(\"_storage\"), v.number())");

    is_stored_as(BTreeMap::<String, i64>::new(), object([]));
    is_stored_as(
        BTreeMap::from([("a b".to_owned(), 1_i64), (String::new(), 2)]),
        object([("", Value::Int64(2)), ("a b", Value::Int64(1))]),
    );
    let id = "j5700000000000000000000000001qv0";
    is_stored_as(ByFile::from([(Id::from_text(id), 1)]), object([(id, number(1.0))]));
    is_stored_as(
        BTreeMap::from([("x".to_owned(), BTreeMap::from([("y".to_owned(), true)]))]),
        object([("x", object([("y", Value::Boolean(true))]))]),
    );
    is_refused::<BTreeMap<String, BTreeMap<String, bool>>>(
        object([("x", object([("y", Value::Null)]))]),
        "at .x.y: expected a boolean, found null",
    );
    is_refused::<ByFile>(Value::Array(vec![]), "expected a record, found an array of 0");
}

#[test]
fn boxes_are_stored_as_what_they_hold() {
    assert_eq!(described::<Box<i64>>(), described::<i64>());
    is_stored_as(Box::new(1_i64), Value::Int64(1));
    is_stored_as(Some(Box::new(Nullable::<i64>::Null)), Value::Null);
    is_refused::<Box<i64>>(text(""), "expected an int64, found the string \"\"");
    assert!(Box::<i64>::decode_field(None).is_err());
}
