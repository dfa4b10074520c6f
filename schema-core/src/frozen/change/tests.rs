//! A change leads from the one to the other, by way of its JSON too, and is as short as what it says.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::frozen::read::Node;
use crate::testing;
use crate::validator::RecordValidator;

fn reread(change: &Change) -> Change {
    let json = change.to_json();
    read(&Node::root("a@1.json", &json)).unwrap()
}

fn refused(json: &serde_json::Value) -> String {
    read(&Node::root("a@1.json", json)).unwrap_err().to_string()
}

fn validator(json: &serde_json::Value) -> Validator {
    Validator::from_json(&json.to_string()).unwrap()
}

fn text(value: &str) -> serde_json::Value {
    json!({ "type": "literal", "value": value })
}

fn union(members: &[serde_json::Value]) -> Validator {
    validator(&json!({ "type": "union", "value": members }))
}

/// An object with a kind and another field that is of this type.
fn kind(name: &str, of: &str) -> serde_json::Value {
    json!({ "type": "object", "value": {
        "kind": { "fieldType": text(name), "optional": false },
        "long": { "fieldType": text(&"x".repeat(200)), "optional": false },
        "of": { "fieldType": { "type": of }, "optional": false },
    } })
}

fn said(old: &Validator, new: &Validator) -> serde_json::Value {
    let change = Change::between(old, new).unwrap();
    assert_eq!(change.apply(old).as_ref(), Some(new));
    assert_eq!(reread(&change), change);
    change.to_json()
}

#[test]
fn members_that_stay_are_counted_and_those_that_change_say_how() {
    let names = ["a", "b", "c", "d"];
    let old = union(&names.map(|name| kind(name, "string")));
    let mut members = names.map(|name| kind(name, "string")).to_vec();
    members[2] = kind("c", "any");
    members.insert(1, text("new"));
    members.push(text("last"));
    assert_eq!(
        said(&old, &union(&members)),
        json!({ "members": [
            { "keep": 1 },
            { "add": text("new") },
            { "keep": 1 },
            { "change": { "fields": {
                "of": { "fieldType": { "type": "any" }, "optional": false }
            } } },
            { "keep": 1 },
            { "add": text("last") },
        ] })
    );
    let fewer = union(&[kind("a", "string"), kind("d", "string")]);
    assert_eq!(
        said(&old, &fewer),
        json!({ "members": [{ "keep": 1 }, { "drop": 2 }, { "keep": 1 }] })
    );
}

#[test]
fn what_changes_is_said_where_it_is() {
    let of = |inner: Validator| {
        let fields = [("f", inner, false), ("other", validator(&kind("k", "any")), false)];
        let fields = fields.map(|(name, validator, optional)| {
            (FieldName::from_checked(name), FieldValidator { validator, optional })
        });
        Validator::Object(ObjectValidator { fields: fields.into_iter().collect() })
    };
    let record =
        |values| Validator::Record(Box::new(RecordValidator { keys: Validator::String, values }));
    let many: Vec<_> = ('a'..'p').map(|letter| text(&letter.to_string())).collect();
    let inside = |members: &[_]| of(Validator::Array(Box::new(record(union(members)))));
    let more = [&many[..], &[text("z")]].concat();
    assert_eq!(
        said(&inside(&many), &inside(&more)),
        json!({ "fields": { "f": { "change": { "element": { "values": {
            "members": [{ "keep": 15 }, { "add": text("z") }]
        } } } } } })
    );
    let mut optional = of(validator(&kind("k", "any")));
    let Validator::Object(object) = &mut optional else { panic!() };
    object.fields.values_mut().for_each(|field| field.optional = true);
    assert_eq!(
        said(&of(validator(&kind("k", "any"))), &optional),
        json!({ "fields": { "f": { "optional": true }, "other": { "optional": true } } })
    );
}

#[test]
fn a_change_that_does_not_fit_what_it_is_about_is_none() {
    let (old, other) = (union(&[text("a"), text("b")]), Validator::String);
    let keep = |count| Change::Members(vec![MemberEdit::Keep(count)]);
    assert_eq!(keep(2).apply(&old), Some(old.clone()));
    for count in [0, 1, 3, usize::MAX] {
        assert_eq!(keep(count).apply(&old), None, "{count}");
    }
    assert_eq!(Change::Members(vec![MemberEdit::Drop(3)]).apply(&old), None);
    assert_eq!(keep(2).apply(&other), None);
    let edit = FieldChange::Edit { change: None, optional: Some(true) };
    let fields = Change::Fields([(FieldName::from_checked("f"), edit)].into());
    assert_eq!(fields.apply(&Validator::Object(ObjectValidator::default())), None);
}

#[test]
fn json_that_says_no_change_is_refused_with_its_place() {
    for (json, place) in [
        (json!({}), "a@1.json: expected `to`"),
        (json!({ "to": { "type": "any" }, "members": [] }), "a@1.json: expected `to`"),
        (json!({ "element": { "keep": 1 } }), "a@1.json at `element`: expected `to`"),
        (json!({ "members": [{ "keep": -1 }] }), "a@1.json at `members[0].keep`: expected a whole"),
        (json!({ "members": [{ "to": 1 }] }), "a@1.json at `members[0]`: expected `keep`"),
        (json!({ "values": { "to": { "type": "any" } }, "to": 1 }), "a@1.json: `to` has no place"),
        (
            json!({ "fields": { "$f": {} } }),
            "a@1.json at `fields.$f`: expected the name of a field",
        ),
        (
            json!({ "fields": { "f": { "changed": {} } } }),
            "a@1.json at `fields.f`: `changed` has no",
        ),
        (
            json!({ "fields": { "f": { "fieldType": 1 } } }),
            "a@1.json at `fields.f`: expected a field",
        ),
    ] {
        assert!(refused(&json).starts_with(place), "{json}: {}", refused(&json));
    }
}

/// Two validators of which the one was made from the other, or that have nothing to do with it.
fn pair() -> impl Strategy<Value = (Validator, Validator)> {
    testing::validator().prop_flat_map(|old| {
        let new = prop_oneof![
            testing::altered(&old),
            testing::widened(&old),
            testing::widened(&old).prop_flat_map(|new| testing::altered(&new)),
            testing::validator(),
        ];
        (Just(old), new)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_change_leads_from_the_one_to_the_other((old, new) in pair()) {
        match Change::between(&old, &new) {
            None => prop_assert_eq!(old, new),
            Some(change) => {
                prop_assert_ne!(&old, &new);
                prop_assert_eq!(change.apply(&old), Some(new.clone()));
                prop_assert_eq!(&reread(&change), &change);
                let whole = Change::Whole(new);
                prop_assert!(change.length() <= whole.length(), "{:?}", change);
            }
        }
    }
}
