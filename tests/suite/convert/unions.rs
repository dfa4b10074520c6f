//! Derived enums: literals, tagged and untagged unions, and tables that are one.

use schema_core::validator::Validator;
use schema_core::{Object, Table, Union, Value};

use super::{fields, is_refused, is_stored_as, number, object, text, validator};

#[derive(Clone, Copy, Debug, PartialEq, Union)]
enum Color {
    DarkRed,
    #[schema(rename = "light blue/2")]
    Blue,
}

#[derive(Clone, Copy, Debug, PartialEq, Union)]
#[schema(rename_all = "kebab-case")]
enum Kebab {
    OneWord,
    Two,
}

#[derive(Clone, Copy, Debug, PartialEq, Union)]
enum Every {
    #[schema(value = 1)]
    One,
    #[schema(value = -0.5)]
    Half,
    #[schema(value = 1i64)]
    Wide,
    #[schema(value = -9223372036854775808i64)]
    Lowest,
    #[schema(value = true)]
    Yes,
    #[schema(value = false)]
    No,
    #[schema(value = "text")]
    Text,
    Named,
}

#[derive(Clone, Copy, Debug, PartialEq, Union)]
enum Single {
    Only,
}

#[test]
fn unit_variants_are_literals() {
    let shown = |validator: Validator| validator.to_string();
    assert_eq!(
        shown(validator::<Color>()),
        r#"v.union(v.literal("darkRed"), v.literal("light blue/2"))"#
    );
    is_stored_as(Color::DarkRed, text("darkRed"));
    is_stored_as(Color::Blue, text("light blue/2"));
    is_stored_as(Kebab::OneWord, text("one-word"));
    is_stored_as(Kebab::Two, text("two"));
    is_refused::<Color>(
        text("DarkRed"),
        "expected a value of `Color`, found the string \"DarkRed\"",
    );
    is_refused::<Color>(Value::Null, "expected a value of `Color`, found null");
    assert_eq!(shown(validator::<Single>()), r#"v.literal("only")"#);
    is_stored_as(Single::Only, text("only"));
}

#[test]
fn literals_are_of_four_kinds() {
    for (variant, stored) in [
        (Every::One, number(1.0)),
        (Every::Half, number(-0.5)),
        (Every::Wide, Value::Int64(1)),
        (Every::Lowest, Value::Int64(i64::MIN)),
        (Every::Yes, Value::Boolean(true)),
        (Every::No, Value::Boolean(false)),
        (Every::Text, text("text")),
        (Every::Named, text("named")),
    ] {
        is_stored_as(variant, stored);
    }
    is_refused::<Every>(number(2.0), "expected a value of `Every`, found the number 2");
    is_refused::<Every>(Value::Int64(2), "expected a value of `Every`, found the int64 2");
}

#[derive(Clone, Debug, PartialEq, Object)]
struct Circle {
    radius: f64,
}

#[derive(Clone, Debug, PartialEq, Union)]
#[schema(tag = "kind")]
enum Shape {
    Nothing,
    Circle(Circle),
    #[schema(rename = "box")]
    Rectangle {
        width: f64,
        #[schema(rename = "h")]
        height: Option<f64>,
    },
}

#[test]
fn tagged_variants_are_objects_with_the_tag_beside_their_fields() {
    is_stored_as(Shape::Nothing, object([("kind", text("nothing"))]));
    is_stored_as(
        Shape::Circle(Circle { radius: 1.5 }),
        object([("kind", text("circle")), ("radius", number(1.5))]),
    );
    is_stored_as(
        Shape::Rectangle { width: 1.0, height: Some(2.0) },
        object([("kind", text("box")), ("width", number(1.0)), ("h", number(2.0))]),
    );
    is_stored_as(
        Shape::Rectangle { width: 1.0, height: None },
        object([("kind", text("box")), ("width", number(1.0))]),
    );
}

#[test]
fn a_tagged_value_that_fits_no_variant_says_why() {
    is_refused::<Shape>(
        object([("kind", text("oval"))]),
        "at .kind: expected one of \"nothing\", \"circle\", \"box\", found the string \"oval\"",
    );
    is_refused::<Shape>(
        object([("kind", number(1.0))]),
        "at .kind: expected the name of a variant, found the number 1",
    );
    is_refused::<Shape>(
        object([("radius", number(1.0))]),
        "at .kind: expected a value, found nothing (the field is absent)",
    );
    is_refused::<Shape>(text("nothing"), "expected an object, found the string \"nothing\"");
    is_refused::<Shape>(
        object([("kind", text("nothing")), ("radius", number(1.0))]),
        "at .radius: expected no such field, found the number 1",
    );
    is_refused::<Shape>(
        object([("kind", text("circle")), ("radius", text("1"))]),
        "at .radius: expected a number, found the string \"1\"",
    );
    is_refused::<Shape>(
        object([("kind", text("box")), ("width", number(1.0)), ("height", number(1.0))]),
        "at .height: expected no such field, found the number 1",
    );
}

#[derive(Clone, Debug, PartialEq, Union)]
#[schema(untagged)]
enum Loose {
    Nothing,
    Flag(bool),
    Wide { width: f64, height: f64 },
    Narrow { width: f64 },
    AnyNumber(f64),
    Byte(u8),
    Open { width: Option<f64>, depth: Option<f64> },
}

#[test]
fn the_first_untagged_variant_that_fits_is_it() {
    is_stored_as(Loose::Nothing, Value::Null);
    is_stored_as(Loose::Flag(true), Value::Boolean(true));
    is_stored_as(
        Loose::Wide { width: 1.0, height: 2.0 },
        object([("width", number(1.0)), ("height", number(2.0))]),
    );
    is_stored_as(Loose::Narrow { width: 1.0 }, object([("width", number(1.0))]));
    is_stored_as(Loose::AnyNumber(1.0), number(1.0));
    is_stored_as(Loose::Open { width: None, depth: None }, object([]));
    is_stored_as(Loose::Open { width: None, depth: Some(1.0) }, object([("depth", number(1.0))]));
    // An earlier variant takes what a later one would.
    assert_eq!(super::encoded(&Loose::Byte(1)), Some(number(1.0)));
    is_refused::<Loose>(text("x"), "expected a value of `Loose`, found the string \"x\"");
    is_refused::<Loose>(
        object([("other", Value::Null)]),
        "expected a value of `Loose`, found an object",
    );
}

#[derive(Clone, Debug, PartialEq, Table)]
#[schema(table = "events", version = 1, tag = "type", version_field = "v")]
enum Event {
    Opened { by: String },
    Closed,
    Drawn(Circle),
}

#[test]
fn a_table_may_be_a_union() {
    for (event, stored) in [
        (
            Event::Opened { by: "Ada".to_owned() },
            fields([("type", text("opened")), ("by", text("Ada")), ("v", number(1.0))]),
        ),
        (Event::Closed, fields([("type", text("closed")), ("v", number(1.0))])),
        (
            Event::Drawn(Circle { radius: 1.0 }),
            fields([("type", text("drawn")), ("radius", number(1.0)), ("v", number(1.0))]),
        ),
    ] {
        assert_eq!(event.encode_document().fields, stored);
        let document = Event::history().newest().document.clone();
        assert!(document.accepts(&Value::Object(stored.clone())), "{document}");
        let mut with_system_fields = stored;
        with_system_fields.insert("_id".to_owned(), text("x"));
        with_system_fields.insert("_creationTime".to_owned(), number(1.0));
        assert_eq!(Event::decode_document(&with_system_fields), Ok(event));
    }
}
