//! Each origin of a field, on one step.

use schema_core::history::{CarryOutcome, QuarantineCode};
use schema_core::transition::{
    FillOutcome, FoundDocuments, Origin, Refusal, StoredDocument, Supply,
};
use serde_json::json;

use super::build::{
    absent, added, becomes, carry, changed, changed_keep_valid, defaulted, dropping, field, fields,
    gives, history, is_quarantined_at, kept, moving, number, quarantined, renamed, step, stored,
    text, value, version,
};

type Filled = Result<FillOutcome, Refusal>;

#[test]
fn a_current_document_is_left_alone() {
    let history = history(
        version(1, json!({"a": "string"})),
        [(version(2, json!({"b": "string"})), step(2, [renamed("b", "a")], None))],
    );
    assert_eq!(carry(&history, json!({"b": "x"})), CarryOutcome::Current);
}

#[test]
fn a_kept_value_is_copied_as_stored() {
    // `-0` and NaN with a payload would not survive a type that normalises them.
    let history = history(
        version(1, json!({"a": "any", "gone": "string"})),
        [(version(2, json!({"a": "any"})), dropping(step(2, [kept("a")], None), &["gone"]))],
    );
    let odd = json!({"deep": [{"$float": "AAAAAAAAAIA="}, {"$float": "AQAAAAAA+H8="}, null]});
    let new = becomes(&history, json!({"a": odd, "gone": "x"}));
    assert_eq!(new, fields(json!({"a": odd})));
}

#[test]
fn a_renamed_value_moves_to_its_new_name() {
    let history = history(
        version(1, json!({"userName": "string", "nick?": "string"})),
        [(
            version(2, json!({"displayName": "string", "nickName?": "string"})),
            step(2, [renamed("displayName", "userName"), renamed("nickName", "nick")], None),
        )],
    );
    let new = becomes(&history, json!({"userName": "ada"}));
    assert_eq!(new, fields(json!({"displayName": "ada"})));
    let new = becomes(&history, json!({"userName": "ada", "nick": "a"}));
    assert_eq!(new, fields(json!({"displayName": "ada", "nickName": "a"})));
}

#[test]
fn two_fields_can_swap_names_where_their_types_tell_them_apart() {
    let history = history(
        version(1, json!({"a": "string", "b": "number"})),
        [(
            version(2, json!({"a": "number", "b": "string"})),
            step(2, [renamed("a", "b"), renamed("b", "a")], None),
        )],
    );
    assert!(history.check().is_empty());
    assert_eq!(becomes(&history, json!({"a": "x", "b": 1})), fields(json!({"a": 1, "b": "x"})));
}

#[test]
fn an_added_field_gets_its_constant_or_stays_away() {
    let history = history(
        version(1, json!({"a": "string"})),
        [(
            version(2, json!({"a": "string", "logins": "number", "bio?": "string"})),
            step(2, [kept("a"), defaulted("logins", json!(0)), absent("bio")], None),
        )],
    );
    assert_eq!(becomes(&history, json!({"a": "x"})), fields(json!({"a": "x", "logins": 0})));
}

#[test]
fn fill_sees_the_old_document_with_its_id_and_creation_time() {
    fn fill(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(
            json!({"joinedAt": old.creation_time, "key": format!("{}/{}", old.id, text(old, "a"))}),
        )
    }
    let history = history(
        version(1, json!({"a": "string"})),
        [(
            version(2, json!({"joinedAt": "number", "key": "string"})),
            moving(step(2, [added("joinedAt"), added("key")], Some(fill)), &["a"]),
        )],
    );
    let id = stored(json!({})).id;
    let new = becomes(&history, json!({"a": "x"}));
    assert_eq!(new, fields(json!({"joinedAt": 1000.5, "key": format!("{id}/x")})));
}

fn level_history() -> schema_core::history::TableHistory {
    fn fill(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        match text(old, "level") {
            "low" => gives(json!({"level": 1})),
            "high" => gives(json!({"level": 3})),
            other => Err(Refusal::new(format!("unknown level {other}")).at("level")),
        }
    }
    history(
        version(1, json!({"level": "string"})),
        [(version(2, json!({"level": "number"})), step(2, [changed("level")], Some(fill)))],
    )
}

#[test]
fn a_changed_field_gets_what_fill_computes() {
    assert_eq!(becomes(&level_history(), json!({"level": "high"})), fields(json!({"level": 3})));
}

#[test]
fn a_refusal_of_fill_quarantines_the_document_with_its_path_and_reason() {
    let quarantined = quarantined(&level_history(), json!({"level": "odd"}));
    assert_eq!(quarantined.code, QuarantineCode::Refused);
    assert_eq!(quarantined.path.to_string(), ".level");
    assert_eq!(quarantined.reason, "unknown level odd");
    assert_eq!(quarantined.version.map(|version| version.0), Some(1));
}

#[test]
fn what_fill_gives_has_to_be_valid_in_the_new_version() {
    fn fill(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(json!({"address": {"zip": 8000}}))
    }
    let history = history(
        version(1, json!({"zip": "string"})),
        [(
            version(2, json!({"address": {"zip": "string"}})),
            moving(step(2, [added("address")], Some(fill)), &["zip"]),
        )],
    );
    is_quarantined_at(&history, json!({"zip": "x"}), QuarantineCode::Refused, ".address.zip");
}

#[test]
fn a_value_that_fill_forgets_is_missing_at_its_path() {
    fn fill(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(json!({}))
    }
    let history = history(
        version(1, json!({})),
        [(version(2, json!({"n": "number"})), step(2, [added("n")], Some(fill)))],
    );
    is_quarantined_at(&history, json!({}), QuarantineCode::Refused, ".n");
}

#[test]
fn keep_valid_leaves_a_value_that_the_new_version_accepts() {
    fn fill(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(json!({"size": format!("number {}", number(old, "size"))}))
    }
    let history = history(
        version(1, json!({"size": ["|", "string", "number"], "a": "string"})),
        [(
            version(2, json!({"size": "string", "b": "string"})),
            step(2, [changed_keep_valid("size"), renamed("b", "a")], Some(fill)),
        )],
    );
    // `fill` would panic on text: it isn't asked for a value that stays.
    let new = becomes(&history, json!({"size": "XL", "a": "x"}));
    assert_eq!(new, fields(json!({"size": "XL", "b": "x"})));
    let new = becomes(&history, json!({"size": 5, "a": "x"}));
    assert_eq!(new, fields(json!({"size": "number 5", "b": "x"})));
}

#[test]
fn a_default_of_a_changed_field_is_for_absence_only() {
    let supply = Supply::Default(value(json!(7)));
    let history = history(
        version(1, json!({"n?": "number", "a": "string"})),
        [(
            version(2, json!({"n": "number", "b": "string"})),
            step(
                2,
                [field("n", Origin::Changed { supply, keep_valid: false }), renamed("b", "a")],
                None,
            ),
        )],
    );
    assert!(history.check().is_empty());
    assert_eq!(becomes(&history, json!({"a": "x"})), fields(json!({"n": 7, "b": "x"})));
    assert_eq!(becomes(&history, json!({"a": "x", "n": 1})), fields(json!({"n": 1, "b": "x"})));
}

#[test]
fn optional_to_required_asks_fill_only_for_documents_without_the_field() {
    fn fill(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        assert!(!old.fields.contains_key("n"), "a value that is there stays");
        gives(json!({"n": 7}))
    }
    let history = history(
        version(1, json!({"n?": "number", "a": "string"})),
        [(
            version(2, json!({"n": "number", "b": "string"})),
            step(2, [changed("n"), renamed("b", "a")], Some(fill)),
        )],
    );
    assert!(history.check().is_empty());
    assert_eq!(becomes(&history, json!({"a": "x", "n": 1})), fields(json!({"n": 1, "b": "x"})));
    assert_eq!(becomes(&history, json!({"a": "x"})), fields(json!({"n": 7, "b": "x"})));
}

#[test]
fn a_transition_without_missing_values_needs_no_function() {
    let history = history(
        version(1, json!({"n": "number", "old": "any"})),
        [(version(2, json!({"n?": "number"})), dropping(step(2, [kept("n")], None), &["old"]))],
    );
    assert_eq!(becomes(&history, json!({"n": 1, "old": [1, "x"]})), fields(json!({"n": 1})));
}

#[test]
fn absence_stays_absence_where_the_new_version_allows_it() {
    fn fill(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        assert!(old.fields.contains_key("n"), "absence isn't asked about");
        gives(json!({"n": format!("{}", number(old, "n"))}))
    }
    let history = history(
        version(1, json!({"n?": "number", "a": "string"})),
        [(
            version(2, json!({"n?": "string", "b": "string"})),
            step(2, [changed("n"), renamed("b", "a")], Some(fill)),
        )],
    );
    assert_eq!(becomes(&history, json!({"a": "x"})), fields(json!({"b": "x"})));
    let new = becomes(&history, json!({"a": "x", "n": 1}));
    assert_eq!(new, fields(json!({"b": "x", "n": "1"})));
}
