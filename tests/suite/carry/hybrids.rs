//! Documents that a live `patch` made a mix of versions.

use schema_core::history::{Classification, QuarantineCode, TableHistory};
use schema_core::name::FieldName;
use schema_core::transition::{Carry, FillOutcome, FoundDocuments, Refusal, StoredDocument};
use schema_core::version::VersionNumber;
use serde_json::json;

use super::build::{
    absent, added, becomes, carried, changed, classify, defaulted, dropping, fields, gives,
    history, is_quarantined_at, kept, kept_by, object, old, quarantined, renamed, step, text,
    version,
};

type Filled = Result<FillOutcome, Refusal>;

/// `userName` becomes `displayName`, `level` goes from text to number, `logins` is new.
fn users() -> TableHistory {
    fn fill(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        let level = if text(old, "level") == "high" { 3 } else { 1 };
        gives(json!({"level": level, "logins": 0}))
    }
    let history = history(
        version(1, json!({"userName": "string", "level": "string", "email": "string"})),
        [(
            version(
                2,
                json!({
                    "displayName": "string", "level": "number", "logins": "number",
                    "email": "string",
                }),
            ),
            step(
                2,
                [
                    renamed("displayName", "userName"),
                    changed("level"),
                    added("logins"),
                    kept("email"),
                ],
                Some(fill),
            ),
        )],
    );
    assert!(history.check().is_empty());
    history
}

#[test]
fn a_hybrid_is_the_old_version_with_its_newer_fields_aside() {
    let class = classify(
        &users(),
        json!({"userName": "old", "displayName": "new", "level": "high", "email": "e"}),
    );
    let Classification::Hybrid { version, aside } = class else { panic!("{class:?}") };
    assert_eq!(version, VersionNumber(1));
    let names: Vec<_> = aside.keys().map(|name| name.as_str().to_owned()).collect();
    assert_eq!(names, ["displayName"]);
}

#[test]
fn where_both_shapes_are_there_the_new_one_wins_and_is_counted() {
    let carried = carried(
        &users(),
        json!({"userName": "old", "displayName": "new", "level": "high", "email": "e"}),
    );
    let new = fields(json!({"displayName": "new", "level": 3, "logins": 0, "email": "e"}));
    assert_eq!(carried.document.fields, new);
    let note = carried.hybrid.unwrap();
    assert_eq!(note.replaced.iter().map(FieldName::as_str).collect::<Vec<_>>(), ["displayName"]);
}

#[test]
fn a_newer_field_that_says_the_same_loses_nothing() {
    let carried = carried(
        &users(),
        json!({"userName": "ada", "displayName": "ada", "level": "low", "email": "e"}),
    );
    let note = carried.hybrid.unwrap();
    assert_eq!(note.aside.len(), 1);
    assert!(note.replaced.is_empty());
}

#[test]
fn a_newer_field_that_fill_would_compute_is_put_back_over_it() {
    let carried =
        carried(&users(), json!({"userName": "ada", "logins": 9, "level": "low", "email": "e"}));
    let new = fields(json!({"displayName": "ada", "level": 1, "logins": 9, "email": "e"}));
    assert_eq!(carried.document.fields, new);
    assert_eq!(carried.hybrid.unwrap().replaced.len(), 1);
}

#[test]
fn a_patch_in_the_old_shape_of_a_document_with_changed_values_is_quarantined() {
    // A current document, whose `userName` an old writer sets again: nothing says how its level was
    // written in the old version.
    is_quarantined_at(
        &users(),
        json!({"userName": "late", "displayName": "d", "level": 3, "logins": 1, "email": "e"}),
        QuarantineCode::Hybrid,
        ".level",
    );
}

#[test]
fn a_later_patch_in_the_old_shape_loses_to_the_new_one_and_is_counted() {
    let history = history(
        version(1, json!({"userName": "string", "email": "string"})),
        [(
            version(2, json!({"displayName": "string", "email": "string"})),
            step(2, [renamed("displayName", "userName"), kept("email")], None),
        )],
    );
    let patched = json!({"displayName": "first", "email": "e", "userName": "later"});
    let carried = carried(&history, patched);
    assert_eq!(carried.document.fields, fields(json!({"displayName": "first", "email": "e"})));
    assert_eq!(carried.hybrid.unwrap().replaced.len(), 1);
}

#[test]
fn a_changed_field_with_a_value_of_the_new_version_alone_is_quarantined() {
    let quarantined = quarantined(&users(), json!({"userName": "ada", "level": 3, "email": "e"}));
    assert_eq!(quarantined.code, QuarantineCode::Hybrid);
    assert_eq!(quarantined.path.to_string(), ".level");
    assert_eq!(quarantined.version, Some(VersionNumber(1)));
    assert!(quarantined.reason.contains("users@2 accepts and users@1 doesn't"), "{quarantined}");
}

#[test]
fn a_rest_that_is_no_whole_old_document_is_quarantined() {
    is_quarantined_at(
        &users(),
        json!({"userName": "ada", "displayName": "ada", "email": "e"}),
        QuarantineCode::Hybrid,
        ".level",
    );
}

#[test]
fn a_document_with_an_undeclared_field_is_of_no_known_shape() {
    let quarantined = quarantined(
        &users(),
        json!({"userName": "ada", "level": "low", "email": "e", "legacy": true}),
    );
    assert_eq!(quarantined.code, QuarantineCode::UnknownShape);
    assert_eq!(quarantined.path.to_string(), ".legacy");
    assert!(quarantined.reason.contains("nearest users@1"), "{quarantined}");
}

#[test]
fn a_value_that_no_version_accepts_is_of_no_known_shape() {
    for bad in [
        json!({"userName": "ada", "level": true, "email": "e"}),
        json!({"displayName": 5, "level": 3, "logins": 1, "email": "e"}),
        json!({"userName": "ada", "displayName": 5, "level": "low", "email": "e"}),
    ] {
        assert_eq!(quarantined(&users(), bad).code, QuarantineCode::UnknownShape);
    }
}

#[test]
fn quarantine_reasons_hold_no_stored_values() {
    for bad in [
        json!({"userName": "secret", "level": true, "email": "secret"}),
        json!({"userName": "secret", "displayName": "secret", "email": "secret"}),
        json!({"userName": "secret", "level": 3, "email": "secret"}),
    ] {
        assert!(!quarantined(&users(), bad).to_string().contains("secret"));
    }
}

/// Over three versions: `name`, then also `level`, then `level` as a number.
fn three() -> TableHistory {
    fn level(_: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(json!({"level": "low"}))
    }
    fn rank(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(json!({"level": if text(old, "level") == "high" { 3 } else { 1 }}))
    }
    let history = history(
        version(1, json!({"name": "string", "gone": "boolean"})),
        [
            (
                version(2, json!({"fullName": "string", "level": "string"})),
                dropping(
                    step(2, [renamed("fullName", "name"), added("level")], Some(level)),
                    &["gone"],
                ),
            ),
            (
                version(3, json!({"fullName": "string", "level": "number"})),
                step(3, [kept("fullName"), changed("level")], Some(rank)),
            ),
        ],
    );
    assert!(history.check().is_empty());
    history
}

#[test]
fn a_field_is_put_back_after_the_step_that_introduces_it_and_goes_on_from_there() {
    let carried = carried(&three(), json!({"name": "ada", "gone": true, "level": "high"}));
    assert_eq!(carried.document.fields, fields(json!({"fullName": "ada", "level": 3})));
    assert_eq!((carried.old, carried.new), (VersionNumber(1), VersionNumber(3)));
}

#[test]
fn a_field_whose_value_only_the_newest_version_accepts_is_put_back_there() {
    let new = json!({"name": "ada", "gone": true, "level": 9});
    assert_eq!(
        carried(&three(), new).document.fields,
        fields(json!({"fullName": "ada", "level": 9}))
    );
}

#[test]
fn the_newest_version_that_the_rest_is_of_is_the_hybrids_version() {
    let Classification::Hybrid { version, .. } =
        classify(&three(), json!({"name": "x", "gone": true, "fullName": "y", "level": 2}))
    else {
        panic!("not a hybrid")
    };
    assert_eq!(version, VersionNumber(1));
}

#[test]
fn a_document_that_an_old_version_accepts_whole_is_no_hybrid() {
    // `tag` is in the first version and the third: for the second it would be a newer field.
    let history = history(
        version(1, json!({"a": "string", "tag?": "string"})),
        [
            (
                version(2, json!({"a": "string", "n": "number"})),
                dropping(step(2, [kept("a"), defaulted("n", json!(0))], None), &["tag"]),
            ),
            (
                version(3, json!({"b": "string", "n": "number", "tag?": "string"})),
                step(3, [renamed("b", "a"), kept("n"), absent("tag")], None),
            ),
        ],
    );
    assert_eq!(classify(&history, json!({"a": "x", "tag": "t"})), old(1));
    assert_eq!(becomes(&history, json!({"a": "x", "tag": "t"})), fields(json!({"b": "x", "n": 0})));
}

#[test]
fn a_nested_value_of_the_new_shape_alone_is_quarantined() {
    let inner = object([renamed("postcode", "zip")]);
    let history = history(
        version(1, json!({"a": "string", "at": {"zip": "string"}})),
        [(
            version(2, json!({"b": "string", "at": {"postcode": "string"}})),
            step(2, [renamed("b", "a"), kept_by("at", Carry::Object(Box::new(inner)))], None),
        )],
    );
    assert!(history.check().is_empty());
    let mixed = json!({"a": "x", "at": {"postcode": "1"}});
    assert_eq!(quarantined(&history, mixed).code, QuarantineCode::Hybrid);
    let also_new = json!({"a": "x", "b": "y", "at": {"zip": "1"}});
    let new = carried(&history, also_new).document.fields;
    assert_eq!(new, fields(json!({"b": "y", "at": {"postcode": "1"}})));
}
