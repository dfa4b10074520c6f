//! A rehearsal finds what a run does, document by document, and leaves its export alone.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::frozen::FrozenFiles;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;
use tempfile::TempDir;

use super::*;
use crate::event::Unobserved;
use crate::fixture::{declaration, directors, films, object, old_film, reels, text};
use crate::snapshot::{Limits, SnapshotWriter, WhenThere};

const FILMS: TableNumber = TableNumber(10_001);
const REELS: TableNumber = TableNumber(10_002);

/// An export with these tables.
struct Export {
    _folder: TempDir,
    path: PathBuf,
}

fn id(table: TableNumber, at: usize) -> DocumentId {
    let mut internal = [0; 16];
    internal[..8].copy_from_slice(&(at as u64).to_be_bytes());
    DocumentId { table, internal }
}

impl Export {
    fn of(tables: &[(TableName, TableNumber, Vec<Object>)]) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("export.zip");
        let mut writer = SnapshotWriter::create(&path, WhenThere::Refuse).unwrap();
        let listed: Vec<_> =
            tables.iter().map(|(name, number, _)| (name.clone(), *number)).collect();
        writer.tables(&listed).unwrap();
        for (name, number, documents) in tables {
            let documents = documents.iter().enumerate().map(|(at, fields)| {
                let (id, fields) = (id(*number, at).to_string(), fields.clone());
                Ok::<_, SnapshotError>(StoredDocument { id, creation_time: 1.5, fields })
            });
            writer.documents(name, documents).unwrap();
        }
        writer.finish().unwrap();
        Self { _folder: folder, path }
    }

    fn rehearse(
        &self,
        declaration: &Declaration,
        given: &[(TableName, u32)],
    ) -> Result<Rehearsed, RehearseError> {
        let snapshot = Snapshot::open(&self.path, &Limits::default()).unwrap();
        let frozen = FrozenFiles::new();
        let given =
            given.iter().map(|(table, number)| (table.clone(), VersionNumber(*number))).collect();
        let rehearsal = Rehearsal {
            snapshot: &snapshot,
            versions: Versions::of(declaration, &frozen),
            given: &given,
            observer: &Unobserved,
            stop: &Stop::new(),
        };
        rehearsal.run()
    }
}

fn reel(length: f64) -> Object {
    object(&[("lengthM", Value::Float64(length))])
}

fn new_reel(length: f64) -> Object {
    object(&[("metres", Value::Float64(length))])
}

fn of_reels(documents: Vec<Object>) -> Export {
    Export::of(&[(reels(), REELS, documents)])
}

fn at(rehearsed: &Rehearsed, table: &TableName) -> (u32, Told) {
    let at = rehearsed.tables[table].at.clone().unwrap();
    (at.version.0, at.how)
}

#[test]
fn a_table_by_itself_is_carried_while_it_is_read() {
    let bad = object(&[("lengthM", text("long"))]);
    let hybrid = object(&[("lengthM", Value::Float64(1.0)), ("metres", Value::Float64(2.0))]);
    let mut documents: Vec<_> = (0..3_000).map(|at| reel(f64::from(at))).collect();
    documents.extend([bad.clone(), hybrid, new_reel(9.0), bad]);
    let export = of_reels(documents);
    let before = std::fs::read(&export.path).unwrap();
    let rehearsed = export.rehearse(&declaration(), &[]).unwrap();

    let table = &rehearsed.tables[&reels()];
    assert_eq!((table.documents, table.carried, table.hybrids), (3_004, 3_001, 1));
    assert_eq!((table.current, table.failing.count()), (1, 2));
    let reasons = table.failing.by_count();
    let [(reason, failing)] = reasons.as_slice() else { panic!("{reasons:?}") };
    assert_eq!((reason.code, reason.path.as_str()), ("unknown_shape", ".lengthM"));
    assert_eq!(failing.ids, [id(REELS, 3_000), id(REELS, 3_003)]);
    assert_eq!(at(&rehearsed, &reels()), (1, Told::Mixed));
    assert_eq!((table.batches.most, table.batches.fewest, table.batches.writes), (7, 1, 3_001));
    let After::Fields(fields) = &table.differences[0].after else { panic!("it is deleted") };
    let shown: Vec<_> = fields.iter().map(|field| (field.path.as_str(), &field.new)).collect();
    assert_eq!(shown, [("lengthM", &None), ("metres", &Some(Value::Float64(0.0)))]);
    assert!(!rehearsed.is_clean());
    assert_eq!(std::fs::read(&export.path).unwrap(), before);
}

#[test]
fn tables_with_effects_are_carried_as_a_run_carries_them() {
    let film = |at: usize| match at {
        3 => old_film(None, "Ida"),
        5 => old_film(Some("F"), "nobody"),
        at => old_film(Some("F"), ["Ida", "Orson"][at % 2]),
    };
    let export = Export::of(&[(films(), FILMS, (0..10).map(film).collect())]);
    let rehearsed = export.rehearse(&declaration(), &[]).unwrap();
    let table = &rehearsed.tables[&films()];
    assert_eq!((table.documents, table.carried, table.inserted), (10, 8, 2));
    let reasons: Vec<_> = table.failing.by_count();
    let found: BTreeMap<_, _> =
        reasons.iter().map(|(reason, failing)| (failing.ids[0], reason.text.as_str())).collect();
    assert_eq!(found[&id(FILMS, 3)], "without a title");
    assert_eq!(found[&id(FILMS, 5)], "the transition panicked: a film has a director");
    assert_eq!(found.len(), 2);
    assert_eq!(at(&rehearsed, &films()), (1, Told::Accepting { also: [].into() }));
    let After::Fields(fields) = &table.differences[0].after else { panic!("it is deleted") };
    assert_eq!(
        fields.iter().map(|field| field.path.as_str()).collect::<Vec<_>>(),
        ["directedBy", "director"]
    );
    assert_eq!((table.batches.most, table.batches.writes), (1, 8));
    assert!(table.batches.bytes_written > 0);
}

#[test]
fn rehearsing_twice_tells_the_same() {
    let film = |at: usize| old_film(Some("F"), ["Ida", "Orson", "Agnès"][at % 3]);
    let tables = [
        (films(), FILMS, (0..100).map(film).collect()),
        (reels(), REELS, (0..100).map(|at| reel(f64::from(at))).collect()),
    ];
    let export = Export::of(&tables);
    let shown = || {
        let rehearsed = export.rehearse(&declaration(), &[]).unwrap();
        format!("{:?}", rehearsed.tables)
    };
    assert_eq!(shown(), shown());
}

#[test]
fn the_version_is_the_oldest_that_accepts_every_document() {
    let declaration = declaration();
    let told = |documents| at(&of_reels(documents).rehearse(&declaration, &[]).unwrap(), &reels());
    assert_eq!(told(vec![reel(1.0), reel(2.0)]), (1, Told::Accepting { also: [].into() }));
    assert_eq!(told(vec![new_reel(1.0)]), (2, Told::Accepting { also: [].into() }));
    assert_eq!(told(vec![new_reel(1.0), reel(1.0)]), (1, Told::Mixed));
    assert_eq!(told(vec![]), (2, Told::Empty));
    assert_eq!(told(vec![object(&[])]), (1, Told::Unknown));
    let odd = object(&[("metres", text("long"))]);
    assert_eq!(told(vec![new_reel(1.0), odd]), (2, Told::Accepting { also: [].into() }));

    let export = of_reels(vec![new_reel(1.0)]);
    let rehearsed = export.rehearse(&declaration, &[(reels(), 1)]).unwrap();
    assert_eq!(at(&rehearsed, &reels()), (1, Told::Given));
    assert!(!rehearsed.plan.plan.unwrap().is_empty());
    let none = export.rehearse(&declaration, &[]).unwrap();
    let steps = none.plan.plan.as_ref().unwrap().steps.clone();
    assert!(steps.iter().all(|step| step.table != reels()), "{steps:?}");
    assert!(none.is_clean());
}

#[test]
fn versions_that_are_said_must_be_there() {
    let export = of_reels(vec![reel(1.0)]);
    let said = |table, number| export.rehearse(&declaration(), &[(table, number)]).unwrap_err();
    let error = said(reels(), 3);
    assert_eq!(error.to_string(), "`reels@3` isn't declared; `reels` has `reels@1`, `reels@2`");
    assert!(matches!(said(directors(), 1), RehearseError::NoSuchTable(_)));
}

#[test]
fn tables_that_nothing_declares_are_counted_and_dropped_ones_deleted() {
    let other = TableName::from_checked("other");
    let (gone, number) = (TableName::from_checked("gone"), TableNumber(10_009));
    let mut declaration = declaration();
    declaration.dropped.insert(gone.clone(), DroppedTable::DeleteDocuments);
    let tables =
        [(other.clone(), REELS, vec![reel(1.0); 3]), (gone.clone(), number, vec![reel(1.0); 2])];
    let rehearsed = Export::of(&tables).rehearse(&declaration, &[]).unwrap();
    let (other, gone) = (&rehearsed.tables[&other], &rehearsed.tables[&gone]);
    assert_eq!((other.documents, other.at.is_none(), other.batches.writes), (3, true, 0));
    assert_eq!((gone.documents, gone.deleted, gone.batches.writes), (2, 2, 2));
    let plan = rehearsed.plan.plan.unwrap();
    assert!(plan.destroys.iter().any(|destroy| destroy.argument() == "gone"));
}

#[test]
fn a_bad_line_ends_a_rehearsal_with_its_place() {
    let mut documents = vec![reel(1.0); 5_000];
    documents[4_321].insert("_x".to_owned(), Value::Null);
    let error = of_reels(documents).rehearse(&declaration(), &[]).unwrap_err();
    let RehearseError::Snapshot(error) = error else { panic!("{error}") };
    assert_eq!((error.code(), error.line), ("export-document", Some(4_322)));
}

#[test]
fn a_rehearsal_stops_when_it_is_asked_to() {
    let export = of_reels(vec![reel(1.0)]);
    let snapshot = Snapshot::open(&export.path, &Limits::default()).unwrap();
    let (declaration, frozen, stop) = (declaration(), FrozenFiles::new(), Stop::new());
    stop.request();
    let rehearsal = Rehearsal {
        snapshot: &snapshot,
        versions: Versions::of(&declaration, &frozen),
        given: &BTreeMap::new(),
        observer: &Unobserved,
        stop: &stop,
    };
    assert!(matches!(rehearsal.run(), Err(RehearseError::Stopped)));
}
