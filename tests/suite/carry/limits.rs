//! One bad document never stops the others: what a deployment would not store is refused here.

use schema_core::history::{QuarantineCode, TableHistory};
use schema_core::transition::{FillOutcome, FoundDocuments, Refusal, StoredDocument};
use serde_json::json;

use super::build::{added, history, kept, quarantined, step, version};

fn with(
    fill: fn(&StoredDocument, &FoundDocuments) -> Result<FillOutcome, Refusal>,
) -> TableHistory {
    history(
        version(1, json!({"a": "string"})),
        [(
            version(2, json!({"a": "string", "b": "any"})),
            step(2, [kept("a"), added("b")], Some(fill)),
        )],
    )
}

#[test]
fn a_document_that_grows_too_large_is_refused() {
    let history = with(|_, _| super::build::gives(json!({"b": "x".repeat(1 << 20)})));
    let quarantined = quarantined(&history, json!({"a": "x"}));
    assert_eq!(quarantined.code, QuarantineCode::Refused);
    assert!(quarantined.reason.contains("1048576 are the most"), "{quarantined}");
}

#[test]
fn a_document_that_gets_too_deep_is_refused() {
    let history = with(|_, _| {
        let mut deep = json!(1);
        for _ in 0..16 {
            deep = json!([deep]);
        }
        super::build::gives(json!({"b": deep}))
    });
    let quarantined = quarantined(&history, json!({"a": "x"}));
    assert!(quarantined.reason.contains("levels deep"), "{quarantined}");
}
