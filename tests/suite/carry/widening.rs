//! The schema between versions.

use std::collections::BTreeSet;

use schema_core::history::TableHistory;
use schema_core::name::{FieldPath, IndexName};
use schema_core::schema::{Index, IndexKind, SchemaReason};
use schema_core::validator::Validator;
use schema_core::version::{TableVersion, VersionNumber};
use schema_core::widen::{IndexGoes, WidenError, WidenedTable, widen};
use serde_json::{Value as Json, json};

use super::build::{history, indexed, marked, of, renamed, step, version};

fn widened(versions: &[TableVersion]) -> WidenedTable {
    widen(versions).expect("these versions have a schema in common")
}

fn of_two(old: Json, new: Json) -> Validator {
    widened(&[version(1, old), version(2, new)]).schema.document
}

#[test]
fn fields_are_merged_and_required_only_where_both_sides_require_them() {
    let document = of_two(
        json!({"a": "string", "b": "string", "c?": "string", "old": "number"}),
        json!({"a": "string", "b?": "string", "c": "string", "new": "number"}),
    );
    let expected = json!({
        "a": "string", "b?": "string", "c?": "string", "old?": "number", "new?": "number",
    });
    assert_eq!(document, of(&expected));
}

#[test]
fn a_field_takes_the_larger_type_or_both() {
    for (old, new, both) in [
        (json!("string"), json!("string"), json!("string")),
        (json!("=a"), json!("string"), json!("string")),
        (json!("string"), json!("=a"), json!("string")),
        (json!("string"), json!("number"), json!(["|", "string", "number"])),
        (json!(["|", "=a", "=b"]), json!(["|", "=b", "=c"]), json!(["|", "=a", "=b", "=c"])),
        (
            json!(["|", "=a", "number"]),
            json!(["|", "string", "null"]),
            json!(["|", "number", "string", "null"]),
        ),
        (json!(["id", "teams"]), json!("string"), json!("string")),
        (json!("any"), json!("number"), json!("any")),
    ] {
        let document = of_two(json!({"a": old}), json!({"a": new}));
        assert_eq!(document, of(&json!({"a": both})), "{old} and {new}");
    }
}

#[test]
fn records_and_nested_objects_stand_side_by_side_as_wholes() {
    let (old, new) = (json!(["{}", "string"]), json!(["{}", "number"]));
    let both = of_two(json!({"a": old}), json!({"a": new}));
    assert_eq!(both, of(&json!({"a": ["|", old, new]})));
    let (old, new) = (json!({"zip": "string"}), json!({"postcode": "string"}));
    let both = of_two(json!({"a": old}), json!({"a": new}));
    assert_eq!(both, of(&json!({"a": ["|", old, new]})));
    // One that is a subset of the other needs no second.
    let (old, new) = (json!({"zip": "string"}), json!({"zip": "string", "po?": "string"}));
    assert_eq!(of_two(json!({"a": old}), json!({"a": new})), of(&json!({"a": new})));
}

#[test]
fn table_unions_are_flattened() {
    let (a, b, c) = (json!({"k": "=a"}), json!({"k": "=b"}), json!({"k": "=c", "n": "number"}));
    let both = of_two(json!(["|", a, b]), json!(["|", a, c]));
    assert_eq!(both, of(&json!(["|", a, b, c])));
    assert_eq!(of_two(a.clone(), json!(["|", b, c])), of(&json!(["|", a, b, c])));
}

#[test]
fn a_marker_is_of_any_of_the_versions_or_absent() {
    let versions = [version(1, json!({})), marked(2, json!({})), marked(3, json!({}))];
    let expected = of(&json!({"schemaVersion?": ["|", 2, 3]}));
    assert_eq!(widened(&versions).schema.document, expected);
}

#[test]
fn a_span_is_widened_from_any_of_its_versions() {
    let history = history(
        version(1, json!({"a": "string"})),
        [
            (version(2, json!({"b": "string"})), step(2, [renamed("b", "a")], None)),
            (version(3, json!({"c": "string"})), step(3, [renamed("c", "b")], None)),
        ],
    );
    let document = |old| history.widened_from(VersionNumber(old)).unwrap().schema.document;
    assert_eq!(document(1), of(&json!({"a?": "string", "b?": "string", "c?": "string"})));
    assert_eq!(document(2), of(&json!({"b?": "string", "c?": "string"})));
    assert_eq!(document(3), of(&json!({"c": "string"})));
    let missing = history.widened_from(VersionNumber(4));
    assert!(matches!(missing, Err(WidenError::NoSuchVersion { .. })));
}

fn names(table: &WidenedTable) -> Vec<&str> {
    table.schema.indexes.keys().map(IndexName::as_str).collect()
}

#[test]
fn old_indexes_stay_beside_new_ones() {
    let old = indexed(version(1, json!({"a": "string"})), "by_a", &["a"]);
    let new = indexed(version(2, json!({"b": "string"})), "by_b", &["b"]);
    let table = widened(&[old, new]);
    assert_eq!(names(&table), ["by_a", "by_b"]);
    assert!(table.notes.is_empty());
}

#[test]
fn an_index_of_the_same_name_takes_its_new_fields() {
    let old = indexed(version(1, json!({"a": "string"})), "by_name", &["a"]);
    let new = indexed(version(2, json!({"b": "string"})), "by_name", &["b"]);
    let new_index = new.indexes.values().next().unwrap().clone();
    let table = widened(&[old, new]);
    assert_eq!(table.schema.indexes.values().collect::<Vec<_>>(), [&new_index]);
    assert_eq!(table.notes[0].goes, IndexGoes::Redefined { new: new_index });
}

#[test]
fn a_renamed_index_goes_because_the_server_refuses_two_over_the_same_fields() {
    let old = indexed(version(1, json!({"a": "string"})), "by_old", &["a"]);
    let new = indexed(version(2, json!({"a": "string"})), "by_new", &["a"]);
    let table = widened(&[old, new]);
    assert_eq!(names(&table), ["by_new"]);
    let IndexGoes::Refused { reason: SchemaReason::SameFields { other } } = &table.notes[0].goes
    else {
        panic!("{:?}", table.notes)
    };
    assert_eq!(other.as_str(), "by_new");
}

#[test]
fn two_indexes_that_swap_names_keep_both_names() {
    let both = |number, a: &str, b: &str| {
        let one = indexed(version(number, json!({"a": "string", "b": "string"})), a, &["a"]);
        indexed(one, b, &["b"])
    };
    let table = widened(&[both(1, "x", "y"), both(2, "y", "x")]);
    assert_eq!(names(&table), ["x", "y"]);
    assert_eq!(table.notes.len(), 2);
}

fn search(field: &str) -> IndexKind {
    let search_field = FieldPath::from_checked(field);
    IndexKind::Search { search_field, filter_fields: BTreeSet::new() }
}

fn vector(field: &str, dimensions: u32) -> IndexKind {
    let vector_field = FieldPath::from_checked(field);
    IndexKind::Vector { vector_field, dimensions, filter_fields: BTreeSet::new() }
}

fn with(mut version: TableVersion, name: &str, kind: IndexKind) -> TableVersion {
    version.indexes.insert(IndexName::from_checked(name), Index { kind, staged: false });
    version
}

#[test]
fn search_and_vector_indexes_follow_the_same_rules() {
    let document = json!({"t": "string", "v": ["[]", "number"]});
    let old = with(version(1, document.clone()), "search_old", search("t"));
    let old = with(with(old, "vec_old", vector("v", 8)), "vec_other", vector("v", 16));
    let new = with(version(2, document), "search_new", search("t"));
    let new = with(new, "vec_new", vector("v", 8));
    let table = widened(&[old, new]);
    assert_eq!(names(&table), ["search_new", "vec_new", "vec_other"]);
    let reasons: Vec<_> = table.notes.iter().map(|note| &note.goes).collect();
    assert!(matches!(
        reasons[..],
        [
            IndexGoes::Refused { reason: SchemaReason::SameSearch { .. } },
            IndexGoes::Refused { reason: SchemaReason::SameVector { .. } }
        ]
    ));
}

#[test]
fn old_indexes_that_would_be_too_many_go() {
    let document = json!({"a": "string", "b": "string", "t": "string"});
    let fill = |number, prefix: &str, first: &str, count: usize| {
        let all = version(number, document.clone());
        (0..count).fold(all, |version, i| {
            // Different field lists: nested paths of `any` would do, distinct orders do too.
            let (name, path) = (format!("{prefix}{i}"), format!("x.p{i}"));
            let mut version = indexed(version, &name, &[first, &path]);
            version.document =
                of(&json!({"a": "string", "b": "string", "t": "string", "x": "any"}));
            version
        })
    };
    let table = widened(&[fill(1, "old", "a", 4), fill(2, "new", "b", 30)]);
    assert_eq!(table.schema.indexes.len(), 32);
    assert_eq!(table.notes.len(), 2);
    assert!(table.notes.iter().all(|note| note.goes == IndexGoes::TooMany { most: 32 }));
}

#[test]
fn a_staged_index_stays_as_the_newest_version_says() {
    let old = indexed(version(1, json!({"a": "string"})), "by_a", &["a"]);
    let mut new = indexed(version(2, json!({"a": "string"})), "by_a", &["a"]);
    new.indexes.values_mut().for_each(|index| index.staged = true);
    let table = widened(&[old, new]);
    assert!(table.schema.indexes.values().all(|index| index.staged));
    assert!(table.notes.is_empty());
}

#[test]
fn what_a_push_would_refuse_is_no_widened_schema() {
    let unreachable = indexed(version(2, json!({"a": "string"})), "by_x", &["x"]);
    let refused = widen(&[version(1, json!({"a": "string"})), unreachable]);
    assert!(matches!(refused, Err(WidenError::Refused { .. })));
    let scalar = TableHistory::begin(version(1, json!("string")));
    assert!(scalar.widened_from(VersionNumber(1)).is_err());
}
