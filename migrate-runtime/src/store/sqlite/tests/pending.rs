//! A push looks at documents while the application goes on.

use std::sync::Barrier;

use schema_core::schema::Schema;
use schema_core::validator::{Literal, Validator};
use schema_core::value::{Object, Value};

use crate::error::StoreError;
use crate::fixture::{
    by_name, directors, documents, films, in_memory, object, run, schema, sources, text,
};
use crate::store::sqlite::{SqliteStore, pending};
use crate::store::{Manifest, Patch, Push, PushOutcome, Store as _};

fn titled(title: &str) -> Object {
    object(&[("title", text(title))])
}

fn untitled() -> Object {
    object(&[("title", Value::Null)])
}

/// Takes titled films only.
fn strict() -> Push {
    let schema = schema(&[(&films(), &[("title", Validator::String)])]);
    of(schema, usize::MAX)
}

fn of(schema: Schema, violations_max: usize) -> Push {
    Push { violations_max, ..Push::of(schema, Manifest::default()) }
}

/// A deployment whose active schema also takes films without a title.
fn loose(store: &SqliteStore) -> Schema {
    let loose = schema(&[(&films(), &[("title", Validator::nullable(Validator::String))])]);
    assert!(matches!(run(store.push(&of(loose.clone(), 1))).unwrap(), PushOutcome::Active));
    loose
}

fn active(store: &SqliteStore) -> Schema {
    run(store.deployed()).unwrap().unwrap().schema
}

#[test]
fn a_write_that_the_pending_schema_refuses_is_taken_and_fails_the_push() {
    let store = in_memory();
    let before = loose(&store);
    let good = store.insert(&films(), &[titled("M"), titled("Laura")]).unwrap();
    let strict = strict();
    let mut walk = store.submit(&strict).unwrap().unwrap();
    assert!(walk.page(1).unwrap());
    // Behind the walk or before it: both are checked as they are written.
    store.patch(good[0], &Patch::new().set("title", Value::Null)).unwrap();
    let bad = store.insert(&films(), &[untitled()]).unwrap()[0];
    while walk.page(1).unwrap() {}
    let PushOutcome::Refused(violations) = walk.finish().unwrap() else { panic!("was accepted") };
    let named = |id| violations.iter().any(|violation| violation.id == id);
    assert!(named(good[0]), "the first bad write fails the schema: {violations:?}");
    assert_eq!(violations[0].path.to_string(), ".title");
    assert_eq!(active(&store), before);
    assert_eq!(run(store.count(&films())).unwrap(), 3, "both writes are there");
    // What was refused is over: writes are no longer judged by it.
    store.replace(bad, &titled("Gilda")).unwrap();
    store.patch(good[0], &Patch::new().set("title", text("M"))).unwrap();
    assert!(matches!(run(store.push(&strict)).unwrap(), PushOutcome::Active));
}

#[test]
fn a_push_that_asks_for_one_violation_stops_at_the_first() {
    let store = in_memory();
    loose(&store);
    store.insert(&films(), &vec![untitled(); 5]).unwrap();
    let one = Push { violations_max: 1, ..strict() };
    let PushOutcome::Refused(violations) = run(store.push(&one)).unwrap() else {
        panic!("was accepted")
    };
    assert_eq!(violations.len(), 1);
    let PushOutcome::Refused(violations) = run(store.push(&strict())).unwrap() else {
        panic!("was accepted")
    };
    assert_eq!(violations.len(), 5);
    // A write that fails the schema is one, too.
    let mut walk = store.submit(&one).unwrap().unwrap();
    let written = store.insert(&films(), &[untitled()]).unwrap()[0];
    assert!(!walk.page(1_000).unwrap(), "there is no reason to look further");
    let PushOutcome::Refused(violations) = walk.finish().unwrap() else { panic!("was accepted") };
    assert_eq!((violations.len(), violations[0].id), (1, written));
}

#[test]
fn a_document_that_is_repaired_before_it_is_looked_at_is_no_violation() {
    let store = in_memory();
    loose(&store);
    let ids = store.insert(&films(), &[untitled(), untitled()]).unwrap();
    let strict = strict();
    let mut walk = store.submit(&strict).unwrap().unwrap();
    store.replace(ids[0], &titled("M")).unwrap();
    store.delete(ids[1]).unwrap();
    while walk.page(1).unwrap() {}
    assert!(matches!(walk.finish().unwrap(), PushOutcome::Active));
    assert!(store.insert(&films(), &[untitled()]).is_err());
}

#[test]
fn a_write_that_changes_nothing_is_not_checked() {
    let store = in_memory();
    loose(&store);
    let bad = store.insert(&films(), &[untitled()]).unwrap()[0];
    let strict = strict();
    let walk = store.submit(&strict).unwrap().unwrap();
    store.replace(bad, &untitled()).unwrap();
    store.patch(bad, &Patch::new().set("title", Value::Null)).unwrap();
    let number = {
        let inner = store.lock();
        let mut known = None;
        pending::refresh(&inner.connection, &mut known).unwrap();
        let push = known.unwrap().push;
        assert!(matches!(
            pending::state(&inner.connection, push).unwrap(),
            pending::State::Pending
        ));
        push
    };
    assert!(number > 0);
    drop(walk);
}

#[test]
fn what_is_inserted_during_the_walk_is_in_the_new_index() {
    let store = in_memory();
    let mut push = of(schema(&[(&directors(), &[("name", Validator::String)])]), 1);
    store.insert(&directors(), &[object(&[("name", text("Ida"))])]).unwrap();
    by_name(&mut push.schema);
    let mut walk = store.submit(&push).unwrap().unwrap();
    while walk.page(1).unwrap() {}
    store.insert(&directors(), &[object(&[("name", text("Agnès"))])]).unwrap();
    assert!(matches!(walk.finish().unwrap(), PushOutcome::Active));
    let inner = store.lock();
    let number = super::super::contract::number(&inner, &directors()).unwrap().unwrap();
    let all = (&[][..], &[0xff][..]);
    let found =
        crate::store::sqlite::sql::index_range(&inner.connection, number, "by_name", all, 9);
    assert_eq!(found.unwrap().len(), 2);
}

#[test]
fn a_later_push_takes_the_place_of_a_pending_one() {
    let store = in_memory();
    loose(&store);
    store.insert(&films(), &[titled("M")]).unwrap();
    let (first, second) = (strict(), Push { violations_max: 1, ..strict() });
    let mut overtaken = store.submit(&first).unwrap().unwrap();
    let mut walk = store.submit(&second).unwrap().unwrap();
    assert!(!overtaken.page(1).unwrap());
    assert!(matches!(overtaken.finish(), Err(StoreError::PushOvertaken)));
    while walk.page(1).unwrap() {}
    assert!(matches!(walk.finish().unwrap(), PushOutcome::Active));
    // One that needs no walk overtakes, too.
    let narrower =
        of(schema(&[(&films(), &[("title", Validator::Literal(Literal::string("M")))])]), 1);
    let overtaken = store.submit(&narrower).unwrap().unwrap();
    assert!(store.submit(&second).unwrap().is_none());
    assert!(matches!(overtaken.finish(), Err(StoreError::PushOvertaken)));
}

#[test]
fn a_push_that_dies_on_its_way_leaves_the_active_schema_active() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let open = || SqliteStore::open(&path, "local".parse().unwrap(), sources(1)).unwrap();
    let store = open();
    let before = loose(&store);
    store.insert(&films(), &[titled("M")]).unwrap();
    let strict = strict();
    let mut walk = store.submit(&strict).unwrap().unwrap();
    walk.page(1).unwrap();
    drop(walk);
    drop(store);
    let store = open();
    assert_eq!(active(&store), before);
    let bad = store.insert(&films(), &[untitled()]).unwrap()[0];
    store.delete(bad).unwrap();
    assert!(matches!(run(store.push(&strict)).unwrap(), PushOutcome::Active));
}

#[test]
fn nothing_is_locked_between_the_pages_of_a_walk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let open = || SqliteStore::open(&path, "local".parse().unwrap(), sources(1)).unwrap();
    let (store, other) = (open(), open());
    loose(&store);
    store.insert(&films(), &[titled("M"), titled("Laura")]).unwrap();
    // Another process would fail at once instead of waiting for its turn.
    other.lock().connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let strict = strict();
    let mut walk = store.submit(&strict).unwrap().unwrap();
    while walk.page(1).unwrap() {
        other.insert(&films(), &[titled("Gilda")]).unwrap();
    }
    let bad = other.insert(&films(), &[untitled()]).unwrap()[0];
    let PushOutcome::Refused(violations) = walk.finish().unwrap() else { panic!("was accepted") };
    assert_eq!(violations[0].id, bad, "the other process fails the schema as well");
}

#[test]
fn a_race_of_a_push_and_a_writer_never_leaves_a_document_that_the_schema_refuses() {
    for _ in 0..20 {
        let store = in_memory();
        let before = loose(&store);
        store.insert(&films(), &vec![titled("M"); 50]).unwrap();
        let start = Barrier::new(2);
        let strict = strict();
        let (pushed, written) = std::thread::scope(|scope| {
            let push = scope.spawn(|| {
                start.wait();
                run(store.push(&strict)).unwrap()
            });
            let write = scope.spawn(|| {
                start.wait();
                store.insert(&films(), &[untitled()]).is_ok()
            });
            (push.join().unwrap(), write.join().unwrap())
        });
        let bad = documents(&store, &films()).iter().any(|(_, film)| *film == untitled());
        match pushed {
            PushOutcome::Active => assert!(!written && !bad, "it came first, and refuses"),
            PushOutcome::Waiting => panic!("waits for nobody"),
            PushOutcome::Refused(violations) => {
                assert!(written && bad && violations.len() == 1);
                assert_eq!(active(&store), before);
            }
        }
    }
}
