//! Types that stand for themselves.

use std::collections::BTreeMap;
use std::fmt::Debug;

use schema_core::transition::{FoundDocuments, StoredDocument, TransitionSpec};
use schema_core::{
    Bytes, CommitTs, ConvexValue, Doc, Effects, Id, Millis, Nullable, Refusal, SafeInt,
    ScheduledFunctions, Storage, Table, TableRef, TransitionWithEffects, Value,
};

use super::{is_refused, is_stored_as, number, text, validator};

#[test]
fn each_leaf_has_its_validator() {
    for (found, wanted) in [
        (validator::<String>(), "v.string()"),
        (validator::<bool>(), "v.boolean()"),
        (validator::<f64>(), "v.number()"),
        (validator::<f32>(), "v.number()"),
        (validator::<i8>(), "v.number()"),
        (validator::<i16>(), "v.number()"),
        (validator::<i32>(), "v.number()"),
        (validator::<u8>(), "v.number()"),
        (validator::<u16>(), "v.number()"),
        (validator::<u32>(), "v.number()"),
        (validator::<SafeInt>(), "v.number()"),
        (validator::<Millis>(), "v.number()"),
        (validator::<i64>(), "v.int64()"),
        (validator::<Bytes>(), "v.bytes()"),
        (validator::<CommitTs>(), "v.commitTs()"),
        (validator::<Value>(), "v.any()"),
        (validator::<Id<Guests>>(), "v.id(\"guests\")"),
        (validator::<Id<Storage>>(), "v.id(\"_storage\")"),
        (validator::<Id<ScheduledFunctions>>(), "v.id(\"_scheduled_functions\")"),
    ] {
        assert_eq!(found.to_string(), wanted);
    }
}

#[test]
fn text_booleans_bytes_and_int64_are_stored_as_they_are() {
    for value in ["", "a", "\u{0}", "🦀 ü"] {
        is_stored_as(value.to_owned(), text(value));
    }
    is_stored_as(true, Value::Boolean(true));
    is_stored_as(false, Value::Boolean(false));
    for value in [i64::MIN, -1, 0, i64::MAX] {
        is_stored_as(value, Value::Int64(value));
        is_stored_as(CommitTs(value), Value::Int64(value));
    }
    is_stored_as(Bytes(vec![]), Value::Bytes(vec![]));
    is_stored_as(Bytes(vec![0, 255]), Value::Bytes(vec![0, 255]));
}

#[test]
fn doubles_come_back_to_the_bit() {
    for value in [
        0.0,
        -0.0,
        0.1,
        f64::MIN,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        -f64::NAN,
        f64::from_bits(0x7ff8_dead_beef_0001),
    ] {
        let stored = super::encoded(&value);
        assert_eq!(stored, Some(number(value)));
        let read = f64::decode(&number(value)).unwrap();
        assert_eq!(read.to_bits(), value.to_bits());
    }
}

#[test]
fn a_number_that_f32_would_round_is_refused() {
    for value in [0.0, -0.0, 0.5, -1.5, f32::MAX, f32::MIN_POSITIVE, f32::INFINITY, 0.1] {
        let read = f32::decode(&super::encoded(&value).unwrap()).unwrap();
        assert_eq!(read.to_bits(), value.to_bits());
    }
    assert!(f32::decode(&number(f64::NAN)).unwrap().is_nan());
    for (stored, shown) in [(0.1, "0.1"), (16_777_217.0, "16777217"), (5e-324, "0.00")] {
        let error = f32::decode(&number(stored)).unwrap_err();
        assert_eq!(error.expected, "a number that `f32` holds exactly");
        assert!(error.found.starts_with(&format!("the number {shown}")), "{error}");
    }
    is_refused::<f32>(
        number(1e300),
        &format!("expected a number that `f32` holds exactly, found the number {}", 1e300),
    );
}

fn integer<T>(min: T, max: T)
where
    T: ConvexValue + Copy + Debug + PartialEq + Into<f64>,
{
    let (lowest, highest) = (min.into(), max.into());
    is_stored_as(min, number(lowest));
    is_stored_as(max, number(highest));
    for wrong in [lowest - 1.0, highest + 1.0, 0.5, f64::NAN, f64::INFINITY, 1e300] {
        let range = format!("a whole number from {min:?} to {max:?}");
        is_refused::<T>(number(wrong), &format!("expected {range}, found the number {wrong}"));
    }
    // Read as 0 it would be written as another number.
    is_refused::<T>(
        number(-0.0),
        &format!("expected a whole number from {min:?} to {max:?}, found the number -0"),
    );
    is_refused::<T>(Value::Int64(1), "expected a number, found the int64 1");
}

#[test]
fn small_integers_are_numbers_within_their_borders() {
    integer(i8::MIN, i8::MAX);
    integer(i16::MIN, i16::MAX);
    integer(i32::MIN, i32::MAX);
    integer(u8::MIN, u8::MAX);
    integer(u16::MIN, u16::MAX);
    integer(u32::MIN, u32::MAX);
}

#[test]
fn safe_integers_end_where_doubles_stop_counting() {
    const BORDER: i64 = (1 << 53) - 1;
    for value in [SafeInt::MIN, SafeInt::default(), SafeInt::MAX] {
        #[expect(clippy::cast_precision_loss, reason = "within 2^53")]
        is_stored_as(value, number(value.get() as f64));
    }
    assert_eq!((SafeInt::MIN.get(), SafeInt::MAX.get()), (-BORDER, BORDER));
    for wrong in [BORDER + 1, -BORDER - 1, i64::MAX, i64::MIN] {
        assert_eq!(SafeInt::try_from(wrong).unwrap_err().0, wrong);
    }
    for wrong in [9_007_199_254_740_992.0, -9_007_199_254_740_992.0, 0.5, -0.0, f64::NAN] {
        is_refused::<SafeInt>(
            number(wrong),
            &format!("expected a whole number within ±9007199254740991, found the number {wrong}"),
        );
    }
    is_refused::<SafeInt>(Value::Int64(1), "expected a number, found the int64 1");
}

#[test]
fn times_are_finite_numbers() {
    for value in [0.0, -0.0, -1.5, 1_709_210_096_789.25, f64::MAX] {
        let millis = Millis::from_f64(value).unwrap();
        is_stored_as(millis, number(value));
        assert_eq!(millis.as_f64().to_bits(), value.to_bits());
    }
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Millis::from_f64(wrong), None);
        is_refused::<Millis>(
            number(wrong),
            &format!("expected a finite number of milliseconds, found the number {wrong}"),
        );
    }
    is_stored_as(Millis::from(SafeInt::MAX), number(9_007_199_254_740_991.0));
}

#[test]
fn any_is_untouched() {
    for value in [
        Value::Null,
        number(-0.0),
        Value::Int64(i64::MIN),
        Value::Array(vec![Value::Null, text("")]),
        super::object([("", Value::Null), ("odd key", number(1.0))]),
    ] {
        is_stored_as(value.clone(), value);
    }
    is_refused::<Value>(None, "expected a value, found nothing (the field is absent)");
}

#[test]
fn other_kinds_are_refused_with_what_was_found() {
    let long = "x".repeat(41);
    for (stored, found) in [
        (Value::Null, "null"),
        (Value::Int64(-1), "the int64 -1"),
        (number(1.5), "the number 1.5"),
        (Value::Boolean(false), "false"),
        (Value::Bytes(vec![1, 2]), "2 bytes"),
        (Value::Array(vec![Value::Null]), "an array of 1"),
        (super::object([]), "an object"),
    ] {
        is_refused::<String>(stored, &format!("expected a string, found {found}"));
    }
    is_refused::<bool>(text("yes"), "expected a boolean, found the string \"yes\"");
    is_refused::<bool>(text(&long), "expected a boolean, found a string of 41 bytes");
    is_refused::<i64>(number(1.0), "expected an int64, found the number 1");
    is_refused::<f64>(Value::Int64(1), "expected a number, found the int64 1");
    is_refused::<Bytes>(text(""), "expected bytes, found the string \"\"");
    is_refused::<CommitTs>(number(1.0), "expected a commit timestamp (int64), found the number 1");
    is_refused::<Id<Guests>>(Value::Null, "expected an id of `guests`, found null");
    is_refused::<String>(None, "expected a value, found nothing (the field is absent)");
}

/// A table that the schema doesn't declare.
#[derive(Debug)]
enum Guests {}

impl TableRef for Guests {
    const TABLE: &'static str = "guests";
    type Line = Self;
}

const ID: &str = "j5700000000000000000000000001qv0";

#[test]
fn ids_are_text_of_their_table() {
    is_stored_as(Id::<Guests>::from_text(ID), text(ID));
    is_stored_as(Id::<Storage>::from_text(ID), text(ID));
    is_stored_as(Id::<ScheduledFunctions>::from_text(ID), text(ID));
    assert_eq!(Id::<Guests>::from_text(ID).as_text(), Some(ID));
    // Whether it is an id at all is for validators to say: an application may have stored anything
    // under an older schema, and a transition must be able to look at it.
    assert_eq!(Id::<Guests>::decode(&text("x")), Ok(Id::from_text("x")));
    assert!(!validator::<Id<Guests>>().accepts(&text("x")));
}

#[derive(Table)]
#[schema(table = "films", version = 1)]
struct FilmV1 {
    title: String,
}

#[derive(Table)]
#[schema(table = "films", version = 2, from = FilmV1, effects(insert(Guest)), effects_for_old_only)]
struct Film {
    title: String,
    #[schema(added)]
    host: Id<Guest>,
    #[schema(added)]
    guests: Vec<Nullable<Id<Guest>>>,
    #[schema(added)]
    seats: BTreeMap<String, Id<Guest>>,
}

#[derive(Table)]
#[schema(table = "guests", version = 1)]
struct Guest {
    name: String,
}

impl TransitionWithEffects for Film {
    fn fill(_: &Doc<FilmV1>, effects: &mut Effects<Self>) -> Result<FilmFill, Refusal> {
        let [first, second] =
            ["Ada", "Bob"].map(|name| effects.insert(&Guest { name: name.to_owned() }));
        Ok(FilmFill {
            host: second.into(),
            guests: vec![Nullable::Null, Nullable::Some(first.into())],
            seats: BTreeMap::from([("1 a".to_owned(), first.into())]),
        })
    }
}

#[test]
fn ids_of_new_documents_travel_beside_the_document() {
    let fields = super::fields([("title", text("Up"))]);
    let stored = StoredDocument { id: ID.to_owned(), creation_time: 0.0, fields };
    let fill = Film::definition().fill.unwrap();
    let outcome = fill(&stored, &FoundDocuments::default()).unwrap();
    let nothing_yet = super::fields([
        ("host", Value::Null),
        ("guests", Value::Array(vec![Value::Null, Value::Null])),
        ("seats", super::object([("1 a", Value::Null)])),
    ]);
    assert_eq!(outcome.values.fields, nothing_yet);
    let places: Vec<(String, usize)> = outcome
        .values
        .placeholders
        .iter()
        .map(|one| (one.path.to_string(), one.effect.0))
        .collect();
    let place = |path: &str, effect| (path.to_owned(), effect);
    assert_eq!(places, [place(".host", 1), place(".guests[1]", 0), place(".seats.1 a", 0)]);
    assert_eq!(outcome.effects.len(), 2);
}
