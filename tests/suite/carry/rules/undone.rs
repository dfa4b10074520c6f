//! What only a span of several steps shows: a change that a later step takes back.

use schema_core::history::{HistoryError, TableHistory};
use schema_core::version::VersionNumber;
use serde_json::json;

use super::FILL;
use crate::carry::build::{
    absent, changed, changed_keep_valid, codes, defaulted, history, kept, marked, renamed, step,
    version,
};

/// Text, then a number, then text again.
fn undone(last_marked: bool) -> TableHistory {
    let last = json!({"level": "string"});
    let last = if last_marked { marked(3, last) } else { version(3, last) };
    history(
        version(1, json!({"level": "string"})),
        [
            (version(2, json!({"level": "number"})), step(2, [changed("level")], FILL)),
            (last, step(3, [changed("level")], FILL)),
        ],
    )
}

#[test]
fn a_change_that_is_undone_would_pass_over_documents_from_before_it() {
    let errors = undone(false).check();
    let codes: Vec<_> = errors.iter().map(HistoryError::code).collect();
    assert_eq!(codes, ["span_may_not_run"]);
    let text = errors[0].to_string();
    assert!(text.contains("`users@2` does (the new value of `level`)"), "{text}");
    assert!(undone(true).check().is_empty());
    // No matter for a deployment that is past the first version.
    assert!(undone(false).check_from(VersionNumber(2)).is_empty());
}

#[test]
fn a_value_added_on_the_way_and_optional_at_the_end_would_be_left_out() {
    let history = history(
        version(1, json!({"a": "string"})),
        [
            (
                version(2, json!({"a": "string", "n": "number"})),
                step(2, [kept("a"), defaulted("n", json!(1))], None),
            ),
            (
                version(3, json!({"a": "string", "n?": "number"})),
                step(3, [kept("a"), kept("n")], None),
            ),
        ],
    );
    assert_eq!(codes(&history), ["span_may_not_run"]);
}

#[test]
fn a_name_that_comes_back_for_something_else_is_refused_over_the_span() {
    let history = history(
        version(1, json!({"a?": "string"})),
        [
            (version(2, json!({"b?": "string"})), step(2, [renamed("b", "a")], None)),
            (
                version(3, json!({"b?": "string", "a?": "string"})),
                step(3, [kept("b"), absent("a")], None),
            ),
        ],
    );
    let errors = history.check();
    assert_eq!(codes(&history), ["span_may_not_run"]);
    assert!(errors[0].to_string().contains("`a` is another field"), "{}", errors[0]);
}

#[test]
fn a_rename_that_is_undone_loses_nothing() {
    let history = history(
        version(1, json!({"a": "string"})),
        [
            (version(2, json!({"b": "string"})), step(2, [renamed("b", "a")], None)),
            (version(3, json!({"a": "string"})), step(3, [renamed("a", "b")], None)),
        ],
    );
    assert!(history.check().is_empty());
}

#[test]
fn keep_valid_on_each_step_of_a_span_is_enough() {
    let history = history(
        version(1, json!({"a": "string", "n": "number"})),
        [
            (
                version(2, json!({"a": ["|", "=x", "=y"], "n": "number"})),
                step(2, [changed_keep_valid("a"), kept("n")], FILL),
            ),
            (
                version(3, json!({"a": ["|", "=x", "=z"], "n": "number", "m?": "string"})),
                step(3, [changed_keep_valid("a"), kept("n"), absent("m")], FILL),
            ),
        ],
    );
    assert!(history.check().is_empty());
}
