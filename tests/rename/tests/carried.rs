//! What was declared without a prelude, across crates, carries documents like everything else.

use other::Table as _;
use other::Value;
use other::history::CarryOutcome;
use other::transition::{FoundDocuments, StoredDocument};
use other::validator::NoDeployment;
use rename_tests::{continued, files, shadowed};

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> other::value::Object {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

fn carried<T: other::Table>(fields: other::value::Object) -> other::value::Object {
    let id = "j5700000000000000000000000001qv0".to_owned();
    let stored = StoredDocument { id, creation_time: 0.0, fields };
    match T::history().carry(&stored, &FoundDocuments::default(), &NoDeployment) {
        CarryOutcome::Carried(carried) => carried.document.fields,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_document_is_carried_from_the_version_of_another_crate() {
    let old = object([
        ("name", text("Ada")),
        ("address", Value::Object(object([("street", text("Elm"))]))),
        ("channel", text("letter")),
    ]);
    let address = object([("street", text("Elm")), ("city", text("Elm"))]);
    let new = object([
        ("fullName", text("Ada")),
        ("address", Value::Object(address)),
        ("channel", text("post")),
        ("letters", Value::Float64(0.0)),
        ("greeting", text("Ada")),
    ]);
    assert_eq!(carried::<continued::Person>(old), new);
    let old = object([("name", text("Home"))]);
    // Valid as it is under the newer version: current, and so never carried.
    let place = continued::Place::decode_document(&old).unwrap();
    assert_eq!((&place.name[..], place.open), ("Home", None));
}

/// The types of a version whose own name is `last`, by full path.
fn called<T: other::Table>(version: usize, last: &str) -> Vec<String> {
    let history = T::history();
    let types = history.versions()[version].types.keys();
    types.filter(|name| name.last() == last).map(|name| name.as_str().to_owned()).collect()
}

#[test]
fn types_of_one_name_keep_to_their_modules() {
    assert_eq!(
        called::<shadowed::Types>(1, "Address"),
        ["rename_tests::shadowed::Address", "rename_tests::shadowed::old::older::Address"]
    );
    assert_eq!(
        called::<files::Files>(0, "Place"),
        ["rename_tests::files::older::Place", "rename_tests::files::older::oldest::Place"]
    );
    assert_eq!(shadowed::inside_of_a_function(), 3);
}
