//! Derived structs: nested objects, transparent ones, and documents.

use schema_core::validator::{ObjectValidator, Validator};
use schema_core::{ConvexValue, Doc, Id, Millis, Nullable, Object, SafeInt, Table, Value};

use super::{described, fields, is_refused, is_stored_as, number, object, text, validator};

#[derive(Clone, Debug, PartialEq, Object)]
struct Address {
    street_name: String,
    zip: Option<String>,
    floor: Nullable<i8>,
    neighbours: Vec<Neighbour>,
}

#[derive(Clone, Debug, PartialEq, Object)]
struct Neighbour {
    name: Name,
    boxed: Box<Empty>,
}

#[derive(Clone, Debug, PartialEq, Object)]
#[schema(check = is_short)]
struct Name(String);

fn is_short(name: &str) -> Result<(), String> {
    if name.len() < 5 { Ok(()) } else { Err(format!("fewer letters than {}", name.len())) }
}

#[derive(Clone, Debug, PartialEq, Object)]
struct Empty {}

fn address() -> Address {
    let name = Name("Ada".to_owned());
    let neighbours = vec![Neighbour { name, boxed: Box::new(Empty {}) }];
    Address { street_name: "Elm".to_owned(), zip: None, floor: Nullable::Some(-1), neighbours }
}

fn stored_address() -> Value {
    object([
        ("streetName", text("Elm")),
        ("floor", number(-1.0)),
        ("neighbours", Value::Array(vec![object([("name", text("Ada")), ("boxed", object([]))])])),
    ])
}

#[test]
fn objects_hold_their_fields_under_stored_names() {
    let neighbour = ObjectValidator::default()
        .field("name", Validator::String)
        .field("boxed", Validator::Object(ObjectValidator::default()));
    let wanted = ObjectValidator::default()
        .field("streetName", Validator::String)
        .optional("zip", Validator::String)
        .field("floor", Validator::nullable(Validator::Float64))
        .field("neighbours", Validator::array(Validator::Object(neighbour)));
    assert_eq!(validator::<Address>(), Validator::Object(wanted));
    is_stored_as(address(), stored_address());
    is_stored_as(Empty {}, object([]));
    is_stored_as(Some(address()), stored_address());
}

#[test]
fn what_is_wrong_in_an_object_is_found_at_its_path() {
    let broken = |change: &dyn Fn(&mut schema_core::value::Object)| {
        let Value::Object(mut object) = stored_address() else { unreachable!() };
        change(&mut object);
        Value::Object(object)
    };
    is_refused::<Address>(
        broken(&|object| drop(object.remove("streetName"))),
        "at .streetName: expected a value, found nothing (the field is absent)",
    );
    is_refused::<Address>(
        broken(&|object| drop(object.insert("zip".to_owned(), Value::Null))),
        "at .zip: expected a string, found null",
    );
    is_refused::<Address>(
        broken(&|object| drop(object.insert("street_name".to_owned(), text("Elm")))),
        "at .street_name: expected no such field, found the string \"Elm\"",
    );
    is_refused::<Address>(
        broken(&|object| {
            let neighbour = self::object([("name", text("Augusta")), ("boxed", self::object([]))]);
            object.insert("neighbours".to_owned(), Value::Array(vec![neighbour]));
        }),
        "at .neighbours[0].name: expected fewer letters than 7, found the string \"Augusta\"",
    );
    is_refused::<Address>(Value::Null, "expected an object, found null");
    is_refused::<Empty>(Value::Array(vec![]), "expected an object, found an array of 0");
    is_refused::<Empty>(object([("a", Value::Null)]), "at .a: expected no such field, found null");
}

#[test]
fn a_struct_of_one_unnamed_field_is_stored_as_that_field() {
    assert_eq!(described::<Name>(), described::<String>());
    is_stored_as(Name("Ada".to_owned()), text("Ada"));
    is_refused::<Name>(
        text("Augusta"),
        "expected fewer letters than 7, found the string \"Augusta\"",
    );
    is_refused::<Name>(number(1.0), "expected a string, found the number 1");
}

#[derive(Clone, Debug, PartialEq, Table)]
#[schema(table = "people", version = 1)]
struct PersonV1 {
    address: Address,
    born: Millis,
}

#[derive(Clone, Debug, PartialEq, Table)]
#[schema(table = "people", version = 2, from = PersonV1, version_field = "schemaVersion")]
struct Person {
    address: Address,
    born: Millis,
    #[schema(added, absent)]
    partner: Option<Id<Person>>,
}

fn person() -> Person {
    Person { address: address(), born: Millis::from(SafeInt::from(5_u32)), partner: None }
}

#[test]
fn a_document_stands_beside_its_system_fields() {
    let old = PersonV1 { address: address(), born: Millis::from(SafeInt::from(5_u32)) };
    let stored = fields([("address", stored_address()), ("born", number(5.0))]);
    let encoded = old.encode_document();
    assert_eq!((&encoded.fields, &encoded.placeholders[..]), (&stored, &[][..]));
    assert_eq!(PersonV1::decode_document(&stored), Ok(old.clone()));

    let mut with_system_fields = stored.clone();
    with_system_fields.insert("_id".to_owned(), text("x"));
    with_system_fields.insert("_creationTime".to_owned(), number(1.0));
    assert_eq!(PersonV1::decode_document(&with_system_fields), Ok(old));

    with_system_fields.insert("_other".to_owned(), number(1.0));
    let error = PersonV1::decode_document(&with_system_fields).unwrap_err();
    assert_eq!(error.to_string(), "at ._other: expected no such field, found the number 1");
}

#[test]
fn a_marked_document_carries_its_versions_number() {
    let stored = fields([
        ("address", stored_address()),
        ("born", number(5.0)),
        ("schemaVersion", number(2.0)),
    ]);
    assert_eq!(person().encode_document().fields, stored);
    assert_eq!(Person::decode_document(&stored), Ok(person()));
    let newest = Person::history().newest().clone();
    assert!(newest.document.accepts(&Value::Object(stored.clone())));
    let mut other = stored;
    other.insert("schemaVersion".to_owned(), number(1.0));
    assert!(!newest.document.accepts(&Value::Object(other)));
}

#[test]
fn a_document_in_hand_is_its_fields_with_id_and_time() {
    let time = Millis::from_f64(7.0).unwrap();
    let doc = Doc::new(Id::from_text("x"), time, person());
    assert_eq!((doc.id().as_text(), doc.creation_time()), (Some("x"), time));
    assert_eq!(doc.address.street_name, "Elm");
    assert_eq!(doc.into_fields(), person());
}

/// A table of whatever objects there are.
#[derive(Clone, Debug, PartialEq, Table)]
#[schema(table = "blobs", version = 1)]
struct Blob(Value);

#[test]
fn a_table_may_hold_anything() {
    let stored = fields([("odd key", Value::Null)]);
    let blob = Blob(Value::Object(stored.clone()));
    assert_eq!(blob.encode_document().fields, stored);
    assert_eq!(Blob::decode_document(&stored), Ok(blob));
    assert_eq!(Blob::history().newest().document, Validator::Any);
    assert_eq!(Value::decode(&Value::Null), Ok(Value::Null));
}
