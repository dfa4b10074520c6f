//! Types that contain each other have no finite validator, and are told so by name.

use std::collections::BTreeMap;

use schema_core::declaration::DeclarationError;
use schema_core::shape::{DeclareError, TypeName};
use schema_core::{Id, Nullable, Object, Schema, Table, Union, Value};

#[derive(Object)]
struct Folder {
    files: Vec<File>,
}

#[derive(Object)]
struct File {
    links: BTreeMap<String, Link>,
}

#[derive(Union)]
#[schema(untagged)]
enum Link {
    Nowhere,
    Into(Box<Target>),
}

#[derive(Object)]
struct Target(Nullable<Folder>);

#[derive(Table)]
#[schema(table = "disks", version = 1)]
struct Disk {
    root: Folder,
    second: Option<File>,
}

#[test]
fn mutual_recursion_is_found_once_for_each_way_into_it() {
    let version = Disk::history().newest().clone();
    let cycles: Vec<Vec<&str>> = version
        .errors
        .iter()
        .map(|error| match error {
            DeclareError::Recursive { cycle } => cycle.iter().map(TypeName::last).collect(),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(
        cycles,
        [
            ["Folder", "File", "Link", "Target", "Folder"],
            ["File", "Link", "Target", "Folder", "File"],
        ]
    );
}

mod emitted {
    //! The test that `#[derive(Schema)]` emits is called by hand here, because it must fail.

    use super::{Disk, Schema};

    #[derive(Schema)]
    #[schema(gates(dev))]
    pub(super) struct Sound {
        notes: super::Note,
    }

    // By hand, as the derive would do it, so that no failing test is emitted.
    pub(super) struct Recursive;

    impl Schema for Recursive {
        fn declaration() -> schema_core::declaration::Declaration {
            let mut declaration = Sound::declaration();
            let history = <Disk as schema_core::Table>::history();
            declaration.tables.insert(history.newest().name.table.clone(), history);
            declaration
        }
    }
}

#[test]
fn a_recursive_table_makes_its_schema_invalid() {
    let errors = emitted::Recursive::declaration().check();
    let told = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let recursive = errors.iter().any(|error| {
        matches!(error, DeclarationError::Version { error: DeclareError::Recursive { .. }, .. })
    });
    assert!(recursive, "{told}");
    assert!(
        told.contains(
            "`disks@1`: `Folder` contains itself (Folder -> File -> Link -> Target -> Folder): a \
             Convex validator is finite; store `Id<T>` of a document in one of these fields, or \
             `Value` (`v.any()`)"
        ),
        "{told}"
    );
}

#[test]
fn the_emitted_test_fails_with_everything_that_is_wrong() {
    let run = std::panic::catch_unwind(schema_core::__private::assert_valid::<emitted::Recursive>);
    let panic = run.unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.starts_with("the schema is not valid:\n"), "{text}");
    assert!(text.contains("`Folder` contains itself"), "{text}");
}

#[derive(Table)]
#[schema(table = "notes", version = 1)]
struct Note {
    parent: Option<Id<Note>>,
    replies: Vec<Id<Note>>,
    anything: Value,
    first: Shared,
    second: Vec<Shared>,
}

#[derive(Object)]
struct Shared {
    text: String,
}

#[test]
fn ids_any_and_types_used_twice_are_no_recursion() {
    assert_eq!(Note::history().newest().errors, []);
}
