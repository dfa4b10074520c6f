//! Tables whose documents are marked with their version.

use schema_core::history::{CarryOutcome, QuarantineCode, TableHistory};
use schema_core::transition::{FillOutcome, FoundDocuments, Refusal, StoredDocument};
use serde_json::json;

use super::build::{
    becomes, carry, changed, classify, fields, gives, history, is_quarantined_at, kept, marked,
    number, old, quarantined, renamed, step, version,
};

type Filled = Result<FillOutcome, Refusal>;

fn cents(old: &StoredDocument, _: &FoundDocuments) -> Filled {
    gives(json!({"price": number(old, "price") * 100.0}))
}

/// Dollars, then cents under the same name and type.
fn prices() -> TableHistory {
    let history = history(
        version(1, json!({"price": "number", "name": "string"})),
        [(
            marked(2, json!({"price": "number", "label": "string"})),
            step(2, [changed("price"), renamed("label", "name")], Some(cents)),
        )],
    );
    assert!(history.check().is_empty());
    history
}

#[test]
fn without_the_marker_a_document_is_old_whatever_its_types_say() {
    let history = prices();
    assert_eq!(classify(&history, json!({"price": 5, "name": "x"})), old(1));
    let new = becomes(&history, json!({"price": 5, "name": "x"}));
    assert_eq!(new, fields(json!({"price": 500, "label": "x", "schemaVersion": 2})));
}

#[test]
fn a_document_with_the_newest_marker_is_current_and_never_carried_again() {
    let history = prices();
    let new = becomes(&history, json!({"price": 5, "name": "x"}));
    let again = StoredDocument { fields: new, ..super::build::stored(json!({})) };
    let outcome = history.carry(&again, &FoundDocuments::default(), &super::build::numbers());
    assert_eq!(outcome, CarryOutcome::Current);
}

#[test]
fn a_newest_marker_on_something_else_is_quarantined_and_never_carried() {
    let marked_old = json!({"price": 5, "name": "x", "schemaVersion": 2});
    is_quarantined_at(&prices(), marked_old, QuarantineCode::MarkedInvalid, ".label");
}

#[test]
fn a_marker_that_names_no_version_is_quarantined() {
    for marker in [json!(7), json!("2"), json!({"$integer": "AgAAAAAAAAA="}), json!(1)] {
        let odd = json!({"price": 5, "label": "x", "schemaVersion": marker});
        is_quarantined_at(&prices(), odd, QuarantineCode::MarkedInvalid, ".schemaVersion");
    }
}

#[test]
fn a_new_document_without_its_marker_is_no_current_one() {
    let unmarked = quarantined(&prices(), json!({"price": 5, "label": "x"}));
    assert_eq!(unmarked.code, QuarantineCode::Hybrid);
}

#[test]
fn a_hybrid_whose_changed_value_could_be_new_already_is_not_transformed_twice() {
    // Whoever wrote `label` may have written cents with it.
    let doubtful = json!({"price": 5, "name": "x", "label": "y"});
    is_quarantined_at(&prices(), doubtful, QuarantineCode::Hybrid, ".price");
}

#[test]
fn a_hybrid_of_a_marked_table_is_carried_where_nothing_is_in_doubt() {
    let history = history(
        marked(1, json!({"name": "string", "price": "number"})),
        [(
            marked(2, json!({"label": "string", "price": "number"})),
            step(2, [renamed("label", "name"), kept("price")], None),
        )],
    );
    let new = becomes(&history, json!({"name": "x", "label": "y", "price": 1, "schemaVersion": 1}));
    assert_eq!(new, fields(json!({"label": "y", "price": 1, "schemaVersion": 2})));
}

/// Unmarked, unmarked, marked, marked: dollars, renamed, cents, tenths of cents.
fn long() -> TableHistory {
    fn tenths(old: &StoredDocument, _: &FoundDocuments) -> Filled {
        gives(json!({"price": number(old, "price") * 10.0}))
    }
    let history = history(
        version(1, json!({"cost": "number"})),
        [
            (version(2, json!({"price": "number"})), step(2, [renamed("price", "cost")], None)),
            (marked(3, json!({"price": "number"})), step(3, [changed("price")], Some(cents))),
            (marked(4, json!({"price": "number"})), step(4, [changed("price")], Some(tenths))),
        ],
    );
    assert!(history.check().is_empty());
    history
}

#[test]
fn unmarked_documents_are_told_by_shape_among_the_unmarked_versions() {
    assert_eq!(classify(&long(), json!({"cost": 1})), old(1));
    assert_eq!(classify(&long(), json!({"price": 1})), old(2));
    assert_eq!(classify(&long(), json!({"price": 1, "schemaVersion": 3})), old(3));
}

#[test]
fn a_marked_table_is_carried_over_several_versions_each_once() {
    let new = fields(json!({"price": 1000, "schemaVersion": 4}));
    assert_eq!(becomes(&long(), json!({"cost": 1})), new);
    assert_eq!(becomes(&long(), json!({"price": 1})), new);
    assert_eq!(becomes(&long(), json!({"price": 100, "schemaVersion": 3})), new);
    let current = json!({"price": 1000, "schemaVersion": 4});
    assert_eq!(carry(&long(), current), CarryOutcome::Current);
}

#[test]
fn a_missing_marker_is_named_where_no_unmarked_version_is_left() {
    let history = history(
        marked(2, json!({"price": "number"})),
        [(
            marked(3, json!({"price": "number", "tax": "number"})),
            step(3, [kept("price"), super::build::defaulted("tax", json!(0))], None),
        )],
    );
    let unmarked = json!({"price": 1});
    is_quarantined_at(&history, unmarked, QuarantineCode::MarkedInvalid, ".schemaVersion");
}
