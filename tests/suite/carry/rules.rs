//! What a history is refused for before any document is carried.

mod undone;

use schema_core::history::{HistoryError, TableHistory};
use schema_core::name::{FieldName, IndexName, TableName};
use schema_core::transition::{
    Carry, DocumentCarry, FillFn, NestedFill, ObjectCarry, Origin, Supply, UnionCarry,
    VariantCarry, VariantMatch, VariantOrigin,
};
use schema_core::validator::Literal;
use schema_core::version::{VersionName, VersionNumber};
use serde_json::{Value as Json, json};

use super::build::{
    added, at, changed, codes, defaulted, dropping, field, gives, history, kept, kept_by, marked,
    moving, object, renamed, step, value, version,
};

const FILL: Option<FillFn> = Some(|_, _| gives(json!({})));

/// The codes for one field `a` that changes from one type to another.
fn for_change(old: Json, new: Json, keep_valid: bool) -> Vec<&'static str> {
    let origin = Origin::Changed { supply: Supply::Fill, keep_valid };
    codes(&history(
        version(1, json!({"a": old})),
        [(version(2, json!({"a": new})), step(2, [field("a", origin)], FILL))],
    ))
}

#[test]
fn a_changed_field_whose_old_values_are_all_valid_would_never_run() {
    for (old, new) in [
        (json!("string"), json!("string")),
        (json!("=a"), json!("string")),
        (json!(["id", "teams"]), json!("string")),
        (json!("boolean"), json!("any")),
        (json!(["{}", "number"]), json!(["{}", ["|", "number", "null"]])),
        (json!({"x": "string"}), json!({"x": "string", "y?": "string"})),
    ] {
        assert_eq!(for_change(old.clone(), new.clone(), false), ["changed_never_runs"], "{old}");
        assert_eq!(for_change(old, new, true), ["changed_never_runs"]);
    }
}

#[test]
fn a_changed_field_some_of_whose_values_stay_valid_says_keep_valid() {
    for (old, new) in [
        (json!(["|", "string", "number"]), json!("string")),
        (json!("string"), json!(["|", "=a", "=b"])),
        (json!("string"), json!(["id", "teams"])),
        (json!("any"), json!("number")),
        // Empty ones are of both types.
        (json!(["[]", "string"]), json!(["[]", "number"])),
        (json!(["{}", "string"]), json!(["{}", "number"])),
        (json!({"x?": "string"}), json!({"x?": "number"})),
    ] {
        assert_eq!(for_change(old.clone(), new.clone(), false), ["changed_overlaps"], "{old}");
        assert!(for_change(old, new, true).is_empty());
    }
}

#[test]
fn a_changed_field_of_two_types_apart_is_fine() {
    for (old, new) in [
        (json!("string"), json!("number")),
        (json!(["|", "=low", "=high"]), json!(["|", 1, 3])),
        (json!({"x": "string"}), json!({"x": "number"})),
        (json!({"x": "string"}), json!({"y": "string"})),
        (json!(["id", "teams"]), json!(["id", "users"])),
        (json!("int64"), json!("number")),
        (json!("=short"), json!(["id", "teams"])),
    ] {
        assert!(for_change(old.clone(), new, false).is_empty(), "{old}");
    }
}

#[test]
fn a_marked_table_may_change_a_field_under_its_name_and_type() {
    let history = |keep_valid| {
        let origin = Origin::Changed { supply: Supply::Fill, keep_valid };
        history(
            version(1, json!({"a": "number"})),
            [(marked(2, json!({"a": "number"})), step(2, [field("a", origin)], FILL))],
        )
    };
    assert!(history(false).check().is_empty());
    assert_eq!(codes(&history(true)), ["keep_valid_marked"]);
}

#[test]
fn a_default_is_no_answer_to_values_that_are_there() {
    let supply = Supply::Default(value(json!(1)));
    let history = history(
        version(1, json!({"a?": "string"})),
        [(
            version(2, json!({"a": "number"})),
            step(2, [field("a", Origin::Changed { supply, keep_valid: false })], None),
        )],
    );
    assert_eq!(codes(&history), ["default_only_for_absent"]);
}

#[test]
fn a_default_has_to_be_valid() {
    let history = history(
        version(1, json!({})),
        [(version(2, json!({"a": "number"})), step(2, [defaulted("a", json!("x"))], None))],
    );
    assert_eq!(codes(&history), ["default_invalid"]);
}

#[test]
fn a_kept_field_has_to_hold_whatever_was_stored() {
    for (old, new, is_fine) in [
        (json!("number"), json!("string"), false),
        (json!("string"), json!(["|", "=a", "=b"]), false),
        (json!(["|", "=a", "=b"]), json!("string"), true),
        (json!(["{}", "=a"]), json!(["{}", "string"]), true),
        (json!({"x": "string"}), json!(["{}", "string"]), true),
        (json!("boolean"), json!(["|", true, false]), true),
        (json!("boolean"), json!(["|", true, "string"]), false),
    ] {
        let origin = Origin::Kept { carry: Carry::AsStored, under_another_type: true };
        let history = history(
            version(1, json!({"a": old, "gone": "null"})),
            [(
                version(2, json!({"a": new})),
                dropping(step(2, [field("a", origin)], None), &["gone"]),
            )],
        );
        let expected: &[&str] = if is_fine { &[] } else { &["kept_not_valid"] };
        assert_eq!(codes(&history), expected, "{old} to {new}");
    }
}

#[test]
fn a_kept_field_that_may_be_absent_stays_optional() {
    let history = history(
        version(1, json!({"a?": "string"})),
        [(version(2, json!({"a": "string"})), step(2, [kept("a")], None))],
    );
    assert_eq!(codes(&history), ["kept_not_valid"]);
}

#[test]
fn a_computed_optional_field_would_be_left_out_of_documents_that_stay_valid() {
    let history = |supply: Supply, also: bool| {
        let mut new = json!({"a": "string", "b?": "number"});
        let mut fields = vec![kept("a"), field("b", Origin::Added(supply))];
        if also {
            new["c"] = json!("number");
            fields.push(added("c"));
        }
        history(version(1, json!({"a": "string"})), [(version(2, new), step(2, fields, FILL))])
    };
    assert_eq!(codes(&history(Supply::Fill, false)), ["added_may_not_run"]);
    assert_eq!(codes(&history(Supply::Default(value(json!(0))), false)), ["added_may_not_run"]);
    assert!(history(Supply::Absent, false).check().is_empty());
    // With a required field beside it no old document is valid.
    assert!(history(Supply::Fill, true).check().is_empty());
}

#[test]
fn every_new_field_has_an_origin_and_every_old_one_a_fate() {
    let history = |step| {
        history(
            version(1, json!({"a": "string", "b": "string"})),
            [(version(2, json!({"c": "string", "d": "number"})), step)],
        )
    };
    let nothing = history(step(2, [], None)).check();
    let codes: Vec<_> = nothing.iter().map(HistoryError::code).collect();
    assert_eq!(codes, ["no_origin", "no_origin", "no_fate", "no_fate"]);
    let whole = step(2, [renamed("c", "a"), added("d")], FILL);
    assert!(history(moving(whole.clone(), &["b"])).check().is_empty());
    assert!(history(dropping(whole.clone(), &["b"])).check().is_empty());
    let typo = history(dropping(whole, &["b", "nme"])).check();
    assert_eq!(typo.iter().map(HistoryError::code).collect::<Vec<_>>(), ["no_such_field"]);
}

#[test]
fn a_role_of_a_field_that_isnt_there_is_named() {
    let history = history(
        version(1, json!({"a": "string"})),
        [(
            version(2, json!({"b": "string"})),
            dropping(step(2, [renamed("b", "x"), kept("y")], None), &["a"]),
        )],
    );
    assert_eq!(codes(&history), ["no_such_field", "no_such_field"]);
}

#[test]
fn a_computed_value_needs_a_function() {
    let history = history(
        version(1, json!({})),
        [(version(2, json!({"a": "number"})), step(2, [added("a")], None))],
    );
    assert_eq!(codes(&history), ["fill_missing"]);
}

#[test]
fn a_name_that_is_used_again_for_something_else_is_refused() {
    let history = |new: Json| {
        history(
            version(1, json!({"a": "string"})),
            [(
                version(2, json!({"a": new, "b": "string"})),
                step(2, [renamed("b", "a"), added("a")], FILL),
            )],
        )
    };
    assert_eq!(codes(&history(json!("string"))), ["name_reused"]);
    assert!(history(json!("number")).check().is_empty());
}

#[test]
fn nested_changes_are_checked_to_the_leaf() {
    let fill = Some(NestedFill(|_| Ok(schema_core::value::Object::new())));
    let inner = ObjectCarry { fill, ..object([changed("zip"), kept("city")]) };
    let carry = Carry::Object(Box::new(inner)).in_nullable().in_array();
    let wrap =
        |zip: &str, city: &str| json!({"all": ["[]", ["|", {"zip": zip, "city": city}, "null"]]});
    let history = history(
        version(1, wrap("string", "string")),
        [(version(2, wrap("string", "number")), step(2, [kept_by("all", carry)], None))],
    );
    let errors = history.check();
    let texts: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(codes(&history), ["changed_never_runs", "kept_not_valid"]);
    assert!(texts[0].contains("`all[].zip`"), "{texts:?}");
    assert!(texts[1].contains("`all[].city`"), "{texts:?}");
}

#[test]
fn a_variant_whose_old_value_stays_valid_never_gets_its_new_one() {
    let history = |new: Json| {
        let variant = |text: &str, origin| VariantCarry {
            ident: text.to_owned(),
            old: VariantMatch::Literal(Literal::string(text)),
            origin,
        };
        let low = variant("low", VariantOrigin::Literal(Literal::string("high")));
        let high = variant("high", VariantOrigin::Literal(Literal::string("low")));
        let carry = Carry::Union(Box::new(UnionCarry { variants: vec![low, high], fill: None }));
        history(
            version(1, json!({"a": ["|", "=low", "=high"]})),
            [(version(2, json!({"a": new})), step(2, [kept_by("a", carry)], None))],
        )
    };
    let swapped = history(json!(["|", "=low", "=high"]));
    assert_eq!(codes(&swapped), ["variant_may_not_run", "variant_may_not_run"]);
    // A literal that isn't one of the new version's is no value to become.
    let gone = history(json!(["|", "=x", "=y"]));
    assert_eq!(codes(&gone), ["kept_not_valid", "kept_not_valid"]);
}

#[test]
fn a_union_table_whose_documents_all_stay_valid_needs_no_version() {
    let history = |new: Json| {
        let mut whole = step(2, [], FILL);
        whole.carry = DocumentCarry::Whole;
        history(version(1, json!(["|", {"a": "string"}])), [(version(2, new), whole)])
    };
    let wider = json!(["|", {"a": "string"}, {"b": "string"}]);
    assert_eq!(codes(&history(wider)), ["carry_never_runs"]);
    assert!(history(json!(["|", {"c": "string"}, {"b": "string"}])).check().is_empty());
}

#[test]
fn versions_follow_each_other_without_a_gap() {
    let gap = history(
        version(1, json!({"a": "string"})),
        [(version(3, json!({"b": "string"})), step(3, [renamed("b", "a")], None))],
    );
    assert_eq!(codes(&gap), ["version_gap", "other_transition"]);
    assert!(gap.check()[0].to_string().contains("number the newer one `version = 2`"));
    let mut other = version(2, json!({"b": "string"}));
    other.name.table = TableName::from_checked("guests");
    let other =
        history(version(1, json!({"a": "string"})), [(other, step(2, [renamed("b", "a")], None))]);
    assert_eq!(codes(&other), ["other_table"]);
    // What was pruned is no gap.
    assert!(TableHistory::begin(version(4, json!({}))).check().is_empty());
}

#[test]
fn a_marker_stays_is_new_and_is_a_literal() {
    let mut unmarked = version(2, json!({"a": "number"}));
    let dropped = history(
        marked(1, json!({"a": "number"})),
        [(unmarked.clone(), step(2, [kept("a")], None))],
    );
    assert_eq!(codes(&dropped), ["marker_dropped"]);
    let taken = history(
        version(1, json!({"a": "number", "schemaVersion": "number"})),
        [(
            marked(2, json!({"a": "number"})),
            dropping(step(2, [kept("a")], None), &["schemaVersion"]),
        )],
    );
    assert!(codes(&taken).contains(&"marker_taken"));
    unmarked.version_field = Some(FieldName::from_checked("schemaVersion"));
    let missing =
        history(version(1, json!({"a": "number"})), [(unmarked, step(2, [kept("a")], None))]);
    assert_eq!(codes(&missing), ["marker_missing"]);
}

#[test]
fn tables_that_a_transition_reads_and_writes_have_to_be_there() {
    let name = |table: &str, version: u32| VersionName {
        table: TableName::from_checked(table),
        version: VersionNumber(version),
    };
    let mut acting = step(2, [renamed("b", "a")], FILL);
    acting.reads.extend([name("users", 1), name("nowhere", 1)]);
    acting.effects.inserts.extend([name("users", 7)]);
    acting.effects.ensures.insert((name("users", 2), IndexName::from_checked("by_b")));
    let history =
        history(version(1, json!({"a": "string"})), [(version(2, json!({"b": "string"})), acting)]);
    let tables = [(at(1).table, history.clone())].into_iter().collect();
    let errors = history.check_touched(&tables);
    let codes: Vec<_> = errors.iter().map(HistoryError::code).collect();
    assert_eq!(codes, ["no_such_table", "read_gone", "insert_gone", "ensure_index"]);
    assert!(errors[1].to_string().contains("run `ship` there first"), "{}", errors[1]);
}
