//! What the derives can't see is told by the test that `#[derive(Schema)]` emits: each mistake with
//! the text that is expected of it, in `declared.txt`.

mod examples;

use std::collections::BTreeSet;
use std::path::Path;

use schema_core::Schema;
use schema_core::history::HistoryError;
use schema_core::name::{FieldName, TableName};
use schema_core::version::{VersionName, VersionNumber};

/// A mistake: what shows it, and what is said.
type Told = (&'static str, Vec<String>);

fn told<S: Schema>(name: &'static str) -> Told {
    (name, S::declaration().check().iter().map(ToString::to_string).collect())
}

/// What the derives refuse before, so that it takes a history made by hand.
fn by_hand() -> Vec<Told> {
    let users = |version| VersionName {
        table: TableName::from_checked("users"),
        version: VersionNumber(version),
    };
    let guests = VersionName { table: TableName::from_checked("guests"), ..users(2) };
    let (old, new) = (users(1), users(2));
    let path = || "age".to_owned();
    let marker = FieldName::from_checked("schemaVersion");
    let told = |name, error: HistoryError| (name, vec![error.to_string()]);
    vec![
        told("VersionGap", HistoryError::VersionGap { old: old.clone(), new: users(3) }),
        told(
            "OtherTable",
            HistoryError::OtherTable { table: old.table.clone(), found: guests.clone() },
        ),
        told(
            "OtherTransition",
            HistoryError::OtherTransition { new: users(3), found_old: 1, found_new: 2 },
        ),
        told("NoOrigin", HistoryError::NoOrigin { new: new.clone(), path: path() }),
        told("NoFate", HistoryError::NoFate { old: old.clone(), new: new.clone(), path: path() }),
        told(
            "NoSuchField",
            HistoryError::NoSuchField { new: new.clone(), of: old.clone(), path: path() },
        ),
        told("FillMissing", HistoryError::FillMissing { new: new.clone(), path: path() }),
        told(
            "KeepValidMarked",
            HistoryError::KeepValidMarked {
                new: new.clone(),
                path: path(),
                marker: marker.clone(),
            },
        ),
        told(
            "MarkerDropped",
            HistoryError::MarkerDropped { old, new: new.clone(), marker: marker.clone() },
        ),
        told("MarkerMissing", HistoryError::MarkerMissing { new, marker }),
    ]
}

/// All mistakes as one text: a heading for each, then what is said.
fn page() -> String {
    let section = |(name, texts): Told| {
        assert!(!texts.is_empty(), "{name} is told nothing");
        format!("# {name}\n{}\n\n", texts.join("\n"))
    };
    examples::all().into_iter().chain(by_hand()).map(section).collect::<Vec<_>>().concat()
}

#[test]
fn mistakes_of_a_whole_schema_are_told_as_expected() {
    let expected = include_str!("declared.txt");
    let found = page();
    assert!(found == expected, "declared.txt should be:\n\n{found}");
}

#[test]
fn no_mistake_of_a_whole_schema_lacks_an_example() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema-core/src");
    let page = page();
    let shown: BTreeSet<&str> = page.lines().filter_map(|line| line.strip_prefix("# ")).collect();
    for (file, name) in [
        ("history/error.rs", "HistoryError"),
        ("declaration.rs", "DeclarationError"),
        ("shape.rs", "DeclareError"),
    ] {
        let source = std::fs::read_to_string(core.join(file)).unwrap();
        let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
        let body = body.split("\n}\n").next().unwrap();
        for line in body.lines() {
            let variant = line.strip_prefix("    ").unwrap_or_default();
            let end = variant.find(['(', ' ', ',']).unwrap_or(variant.len());
            // These two hold an error of another kind, which has examples of its own.
            if variant.starts_with(|c: char| c.is_ascii_uppercase())
                && !["Version", "History"].contains(&&variant[..end])
            {
                assert!(
                    shown.contains(&variant[..end]),
                    "{name}::{} has no example",
                    &variant[..end]
                );
            }
        }
    }
}
