//! Objects, unions, arrays, records and nullables inside a document.

use schema_core::history::{QuarantineCode, TableHistory};
use schema_core::name::FieldName;
use schema_core::transition::{
    Carry, DocumentCarry, FillOutcome, FoundDocuments, NestedFill, ObjectCarry, Origin, Refusal,
    StoredDocument, UnionCarry, UnionFill, VariantCarry, VariantMatch, VariantOrigin,
};
use schema_core::validator::Literal;
use schema_core::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::build::{
    added, becomes, changed_keep_valid, field, fields, history, is_quarantined_at, kept, kept_by,
    object, of, renamed, step, value, version,
};

/// An address whose `zip` becomes `postcode`, and which gets a `country` from its `city`.
fn address() -> ObjectCarry {
    fn fill(old: &Value) -> Result<Object, Refusal> {
        let Value::Object(old) = old else { panic!("not an object") };
        match &old["city"] {
            Value::String(city) if city == "Zurich" => Ok(fields(json!({"country": "CH"}))),
            _ => Err(Refusal::new("which country is that in?").at("city")),
        }
    }
    let carried = [renamed("postcode", "zip"), kept("city"), added("country")];
    ObjectCarry { fill: Some(NestedFill(fill)), ..object(carried) }
}

fn old_address() -> Json {
    json!({"zip": "string", "city": "string"})
}

fn new_address() -> Json {
    json!({"postcode": "string", "city": "string", "country": "string"})
}

/// `at` holds addresses inside something.
fn wrapped(wrap: fn(Json) -> Json, carry: Carry) -> TableHistory {
    history(
        version(1, json!({"at": wrap(old_address())})),
        [(version(2, json!({"at": wrap(new_address())})), step(2, [kept_by("at", carry)], None))],
    )
}

fn old_one() -> Json {
    json!({"zip": "8000", "city": "Zurich"})
}

fn new_one() -> Json {
    json!({"postcode": "8000", "city": "Zurich", "country": "CH"})
}

#[test]
fn a_nested_object_is_carried_by_its_own_transition() {
    let history = wrapped(|address| address, Carry::Object(Box::new(address())));
    assert!(history.check().is_empty());
    assert_eq!(becomes(&history, json!({"at": old_one()})), fields(json!({"at": new_one()})));
}

#[test]
fn a_nested_refusal_carries_the_path_to_the_leaf() {
    let history = wrapped(|address| address, Carry::Object(Box::new(address())));
    let elsewhere = json!({"at": {"zip": "1", "city": "Atlantis"}});
    is_quarantined_at(&history, elsewhere, QuarantineCode::Refused, ".at.city");
}

#[test]
fn each_element_of_an_array_is_carried() {
    let carry = Carry::Object(Box::new(address())).in_array();
    let history = wrapped(|address| json!(["[]", address]), carry);
    let old = json!({"at": [old_one(), old_one()]});
    assert_eq!(becomes(&history, old), fields(json!({"at": [new_one(), new_one()]})));
    let bad = json!({"at": [old_one(), {"zip": "1", "city": "Atlantis"}]});
    is_quarantined_at(&history, bad, QuarantineCode::Refused, ".at[1].city");
}

#[test]
fn each_value_of_a_record_is_carried_and_its_keys_stay() {
    let carry = Carry::Object(Box::new(address())).in_record();
    let history = wrapped(|address| json!(["{}", address]), carry);
    let old = json!({"at": {"home now": old_one()}});
    assert_eq!(becomes(&history, old), fields(json!({"at": {"home now": new_one()}})));
    let bad = json!({"at": {"work": {"zip": "1", "city": "Atlantis"}}});
    is_quarantined_at(&history, bad, QuarantineCode::Refused, ".at.work.city");
}

#[test]
fn null_stays_null_and_anything_else_is_carried() {
    let carry = Carry::Object(Box::new(address())).in_nullable().in_array();
    let history = wrapped(|address| json!(["[]", ["|", address, "null"]]), carry);
    assert!(history.check().is_empty());
    let old = json!({"at": [null, old_one()]});
    assert_eq!(becomes(&history, old), fields(json!({"at": [null, new_one()]})));
}

#[test]
fn keep_valid_holds_inside_an_object_too() {
    fn fill(_: &Value) -> Result<Object, Refusal> {
        Ok(fields(json!({"size": "unknown"})))
    }
    let carried = [changed_keep_valid("size"), renamed("to", "from")];
    let carry = ObjectCarry { fill: Some(NestedFill(fill)), ..object(carried) };
    let carry = Carry::Object(Box::new(carry)).in_nullable();
    let inside = |size: Json, name: &str| {
        let mut declared = json!({"size": size});
        declared[name] = json!("string");
        json!({"box": ["|", declared, "null"]})
    };
    let history = history(
        version(1, inside(json!(["|", "string", "number"]), "from")),
        [(version(2, inside(json!("string"), "to")), step(2, [kept_by("box", carry)], None))],
    );
    assert!(history.check().is_empty());
    let new = becomes(&history, json!({"box": {"size": "XL", "from": "x"}}));
    assert_eq!(new, fields(json!({"box": {"size": "XL", "to": "x"}})));
    let new = becomes(&history, json!({"box": {"size": 4, "from": "x"}}));
    assert_eq!(new, fields(json!({"box": {"size": "unknown", "to": "x"}})));
}

fn variant(ident: &str, old: VariantMatch, origin: VariantOrigin) -> VariantCarry {
    VariantCarry { ident: ident.to_owned(), old, origin }
}

fn literal(text: &str) -> Literal {
    Literal::string(text)
}

fn tag(text: &str) -> VariantMatch {
    VariantMatch::Tag { field: FieldName::from_checked("kind"), value: text.to_owned() }
}

fn union(variants: Vec<VariantCarry>, fill: Option<UnionFill>) -> Carry {
    Carry::Union(Box::new(UnionCarry { variants, fill }))
}

#[test]
fn a_literal_is_kept_renamed_or_given_by_the_user() {
    fn fill(_: &Value) -> Result<Value, Refusal> {
        Ok(value(json!("medium")))
    }
    let by = |text: &str| VariantMatch::Literal(literal(text));
    let carry = union(
        vec![
            variant("Low", by("low"), VariantOrigin::Kept(Carry::AsStored)),
            variant("High", by("high"), VariantOrigin::Literal(literal("urgent"))),
            variant("Odd", by("odd"), VariantOrigin::Fill { dropped: true }),
        ],
        Some(UnionFill(fill)),
    );
    let history = history(
        version(1, json!({"all": ["[]", ["|", "=low", "=high", "=odd"]]})),
        [(
            version(2, json!({"all": ["[]", ["|", "=low", "=medium", "=urgent"]]})),
            step(2, [kept_by("all", carry.in_array())], None),
        )],
    );
    assert!(history.check().is_empty());
    let new = becomes(&history, json!({"all": ["low", "high", "odd"]}));
    assert_eq!(new, fields(json!({"all": ["low", "urgent", "medium"]})));
}

/// A shape by its kind: circles keep their tag and rename a field, squares get another tag.
fn shapes() -> TableHistory {
    let circle = VariantOrigin::Kept(Carry::Object(Box::new(object([renamed("radius", "r")]))));
    let square = VariantOrigin::Retagged {
        field: FieldName::from_checked("kind"),
        value: "rectangle".to_owned(),
        carry: Some(object([renamed("width", "side"), kept("note")])),
    };
    let point = VariantOrigin::Retagged {
        field: FieldName::from_checked("kind"),
        value: "dot".to_owned(),
        carry: None,
    };
    let carry = union(
        vec![
            variant("Circle", tag("circle"), circle),
            variant("Square", tag("square"), square),
            variant("Point", tag("point"), point),
        ],
        None,
    );
    let old = json!({"shape": ["|",
        {"kind": "=circle", "r": "number"},
        {"kind": "=square", "side": "number", "note?": "string"},
        {"kind": "=point", "x": "number"},
    ]});
    let new = json!({"shape": ["|",
        {"kind": "=circle", "radius": "number"},
        {"kind": "=rectangle", "width": "number", "note?": "string"},
        {"kind": "=dot", "x": "number"},
    ]});
    history(version(1, old), [(version(2, new), step(2, [kept_by("shape", carry)], None))])
}

#[test]
fn a_tagged_variant_keeps_its_tag_or_gets_another() {
    let history = shapes();
    assert!(history.check().is_empty());
    for (old, new) in [
        (json!({"kind": "circle", "r": 1}), json!({"kind": "circle", "radius": 1})),
        (json!({"kind": "square", "side": 2}), json!({"kind": "rectangle", "width": 2})),
        (
            json!({"kind": "square", "side": 2, "note": "n"}),
            json!({"kind": "rectangle", "width": 2, "note": "n"}),
        ),
        (json!({"kind": "point", "x": 3}), json!({"kind": "dot", "x": 3})),
    ] {
        assert_eq!(becomes(&history, json!({"shape": old})), fields(json!({"shape": new})));
    }
}

#[test]
fn an_untagged_value_is_of_the_first_variant_that_accepts_it() {
    let by = |declared: Json| VariantMatch::Accepts(of(&declared));
    let carry = union(
        vec![
            variant("Text", by(json!("string")), VariantOrigin::Kept(Carry::AsStored)),
            variant(
                "Whole",
                by(json!({"zip": "string", "city": "string"})),
                VariantOrigin::Kept(Carry::Object(Box::new(address()))),
            ),
        ],
        None,
    );
    let history = history(
        version(1, json!({"at": ["[]", ["|", "string", old_address()]]})),
        [(
            version(2, json!({"at": ["[]", ["|", "string", new_address()]]})),
            step(2, [kept_by("at", carry.in_array())], None),
        )],
    );
    let new = becomes(&history, json!({"at": ["here", old_one()]}));
    assert_eq!(new, fields(json!({"at": ["here", new_one()]})));
}

#[test]
fn a_table_that_is_a_union_is_carried_whole() {
    fn fill(old: &StoredDocument, _: &FoundDocuments) -> Result<FillOutcome, Refusal> {
        let mut new = old.fields.clone();
        new.insert("kind".to_owned(), value(json!("person")));
        let values = schema_core::convert::Encoded { fields: new, placeholders: Vec::new() };
        Ok(FillOutcome { values, effects: Vec::new() })
    }
    let mut whole = step(2, [], Some(fill));
    whole.carry = DocumentCarry::Whole;
    let history = history(
        version(1, json!(["|", {"kind": "=user", "n": "string"}, {"kind": "=bot", "n": "string"}])),
        [(
            version(
                2,
                json!(["|", {"kind": "=person", "n": "string"}, {"kind": "=bot", "n": "string"}]),
            ),
            whole,
        )],
    );
    assert!(history.check().is_empty());
    let new = becomes(&history, json!({"kind": "user", "n": "x"}));
    assert_eq!(new, fields(json!({"kind": "person", "n": "x"})));
    let bot = super::build::carry(&history, json!({"kind": "bot", "n": "x"}));
    assert_eq!(bot, schema_core::history::CarryOutcome::Current);
}

#[test]
fn an_optional_field_is_carried_where_it_is_there() {
    let history = history(
        version(1, json!({"at?": old_address(), "a": "string"})),
        [(
            version(2, json!({"home?": new_address(), "b": "string"})),
            step(
                2,
                [
                    field(
                        "home",
                        Origin::Renamed {
                            old: FieldName::from_checked("at"),
                            carry: Carry::Object(Box::new(address())),
                        },
                    ),
                    renamed("b", "a"),
                ],
                None,
            ),
        )],
    );
    assert_eq!(becomes(&history, json!({"a": "x"})), fields(json!({"b": "x"})));
    let new = becomes(&history, json!({"a": "x", "at": old_one()}));
    assert_eq!(new, fields(json!({"b": "x", "home": new_one()})));
    // Whoever looks for it finds it under its old name.
    let bad = json!({"a": "x", "at": {"zip": "1", "city": "Atlantis"}});
    is_quarantined_at(&history, bad, QuarantineCode::Refused, ".at.city");
}
