//! What is the engine's own; what every store has to do is in the suite of all stores.

mod application;
mod files;
mod pending;
mod prepared;
mod serial;
mod transaction;

use schema_core::convert::Encoded;
use schema_core::id::TableNumber;
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};

use crate::checkpoint::Checkpoint;
use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::fixture::{
    NOW, by_name, declaration, directors, documents, films, first_range, in_memory, object,
    old_film, push, reels, run, schema, sources, step, take_over, text, widened, with_films,
};
use crate::range::IdRange;
use crate::store::{
    Batch, Change, Commit, LogEntry, Manifest, Push, Repair, Repaired, Store, Write,
};

use super::SqliteStore;

/// A batch of the first range of a step that begins with it.
fn batch(store: &SqliteStore, writes: Vec<Write>) -> Batch {
    let run_number = take_over(store);
    run(store.begin_pass(run_number, &step(), 0, &[IdRange::WHOLE])).unwrap();
    Batch {
        run: run_number,
        range: first_range(),
        follows: Checkpoint::default(),
        then: Checkpoint::default(),
        writes,
        quarantine: Vec::new(),
        settled: Vec::new(),
    }
}

fn write(store: &SqliteStore, id: schema_core::id::DocumentId, fields: Object) -> Write {
    let read = run(store.get(&[id])).unwrap().remove(0);
    Write {
        table: films(),
        id,
        read: read.read,
        also_read: Vec::new(),
        change: Change::Replace(Encoded { fields, placeholders: Vec::new() }),
        effects: Vec::new(),
    }
}

fn committed(store: &SqliteStore, batch: &Batch) -> Checkpoint {
    match run(store.commit(batch)).unwrap() {
        Commit::Committed(checkpoint) => checkpoint,
        other => panic!("not committed: {other:?}"),
    }
}

#[test]
fn ids_are_convex_ids_of_tables_numbered_from_10001() {
    let store = in_memory();
    let first = store.insert(&films(), &[Object::new(), Object::new()]).unwrap();
    let second = store.insert(&directors(), &[Object::new()]).unwrap();
    assert_eq!(first[0].table, TableNumber(10_001));
    assert_eq!(second[0].table, TableNumber(10_002));
    assert_ne!(first[0], first[1]);
    // 1_782_864_000_000 ms is day 20635 since 1970, in two big-endian bytes at the end.
    assert_eq!(first[0].internal[14..], 20_635_u16.to_be_bytes());
    assert_eq!(first[0].to_string().len(), 32);
}

#[test]
fn the_same_seed_makes_the_same_ids() {
    let ids = |seed| {
        let store = SqliteStore::in_memory("test".parse().unwrap(), sources(seed)).unwrap();
        store.insert(&films(), &[Object::new()]).unwrap()
    };
    assert_eq!(ids(7), ids(7));
    assert_ne!(ids(7), ids(8));
}

#[test]
fn creation_times_strictly_increase_while_the_clock_stands_still() {
    let store = in_memory();
    let ids = store.insert(&films(), &vec![Object::new(); 50]).unwrap();
    let mut read = run(store.get(&ids)).unwrap();
    read.sort_by(|a, b| a.document.creation_time.total_cmp(&b.document.creation_time));
    let in_order: Vec<_> = read.iter().map(|read| read.id).collect();
    assert_eq!(in_order, ids, "each later than the one before");
    let times: Vec<_> = read.iter().map(|read| read.document.creation_time.to_bits()).collect();
    assert!(times.is_sorted_by(|a, b| a < b));
}

#[test]
fn a_write_that_the_schema_refuses_leaves_nothing_behind() {
    let store = in_memory();
    push(&store, schema(&[(&films(), &[("title", Validator::String)])]));
    let good = object(&[("title", text("M"))]);
    let bad = object(&[("title", Value::Null)]);
    let error = store.insert(&films(), &[good.clone(), bad.clone()]).unwrap_err();
    assert!(matches!(error, StoreError::Enforcement { .. }), "{error}");
    assert_eq!(documents(&store, &films()), []);
    let id = store.insert(&films(), std::slice::from_ref(&good)).unwrap()[0];
    assert!(matches!(store.replace(id, &bad), Err(StoreError::Enforcement { .. })));
    assert_eq!(documents(&store, &films()), [(id, good)]);
}

#[test]
fn a_push_that_fits_by_the_validators_alone_walks_nothing() {
    let store = in_memory();
    push(&store, schema(&[(&films(), &[("title", Validator::String)])]));
    store.insert(&films(), &[object(&[("title", text("M"))])]).unwrap();
    let wider = schema(&[(&films(), &[("title", Validator::nullable(Validator::String))])]);
    let push = Push::of(wider.clone(), Manifest::default());
    assert!(store.submit(&push).unwrap().is_none(), "it is active already");
    assert_eq!(run(store.deployed()).unwrap().unwrap().schema, wider);
}

#[test]
fn a_repair_is_logged_where_it_is_done_and_only_there() {
    let store = in_memory();
    let film = with_films(&store, 1)[0];
    let run_number = take_over(&store);
    let read = run(store.get(&[film])).unwrap().remove(0);
    let repair = Repair {
        run: run_number,
        table: films(),
        id: film,
        read: read.read,
        fields: Some(old_film(Some("set"), "Ida")),
        note: "set title".to_owned(),
    };
    for repaired in [Repaired::Done, Repaired::Conflict] {
        assert_eq!(run(store.repair(&repair)).unwrap(), repaired);
        let note = "set title".to_owned();
        assert_eq!(store.log().unwrap(), [LogEntry { at: Timestamp(NOW), id: Some(film), note }]);
    }
}

#[test]
fn the_fixtures_schema_takes_every_document_of_the_declared_versions() {
    let declaration = declaration();
    let mut newest = schema(&[]);
    for (name, history) in &declaration.tables {
        let version = history.newest();
        let (document, indexes) = (version.document.clone(), version.indexes.clone());
        let table = schema_core::schema::TableSchema { document, indexes };
        newest.tables.insert(name.clone(), table);
        for version in history.versions().iter().filter(|_| *name != reels()) {
            assert!(version.document.is_subset(&widened().tables[name].document), "{name}");
        }
    }
    let mut only_directors = schema(&[(&directors(), &[("name", Validator::String)])]);
    by_name(&mut only_directors);
    assert_eq!(newest.tables[&directors()], only_directors.tables[&directors()]);
}
