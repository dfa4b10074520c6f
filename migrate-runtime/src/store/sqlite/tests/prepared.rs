//! What was worked out before a transaction is worth nothing inside it once the schema is another.

use schema_core::validator::{Literal, Validator};
use schema_core::value::Value;
use tempfile::TempDir;

use crate::fixture::{documents, films, object, run, schema, sources, text};
use crate::store::sqlite::{Outcome, SqliteStore};
use crate::store::{Batch, Change, Commit, Manifest, Push, PushOutcome, Seen, Store as _, Write};

use super::{batch, write};

/// One file that two processes have open.
fn twice() -> (TempDir, SqliteStore, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.sqlite");
    let open = || SqliteStore::open(&path, "test".parse().unwrap(), sources(1)).unwrap();
    let (first, second) = (open(), open());
    (folder, first, second)
}

fn one_of(titles: &[&str]) -> Validator {
    Validator::union(titles.iter().map(|title| Validator::Literal(Literal::string(*title))))
}

fn taking(title: Validator) -> Push {
    Push::of(schema(&[(&films(), &[("title", title)])]), Manifest::default())
}

fn takes(store: &SqliteStore, title: Validator) {
    assert!(matches!(run(store.push(&taking(title))).unwrap(), PushOutcome::Active));
}

fn is_ready(store: &SqliteStore, batch: &Batch) -> bool {
    let prepared = store.prepare(batch).unwrap();
    let held = store.transact(|engine| Ok(Outcome::RollBack(prepared.all(engine).is_some())));
    held.unwrap()
}

/// A batch that gives a new film another title.
fn retitled(store: &SqliteStore) -> (Batch, Write) {
    let id = store.insert(&films(), &[object(&[("title", text("M"))])]).unwrap()[0];
    let write = write(store, id, object(&[("title", text("Laura"))]));
    (batch(store, vec![write.clone()]), write)
}

#[test]
fn plain_writes_are_prepared_and_others_are_not() {
    let (_folder, store, _) = twice();
    takes(&store, Validator::String);
    let (batch, write) = retitled(&store);
    assert!(is_ready(&store, &batch));
    let with = |write: Write| Batch { writes: vec![write], ..batch.clone() };
    let looks = Seen { id: write.id, read: Some(write.read.clone()) };
    let title = |title| super::write(&store, write.id, object(&[("title", title)]));
    for (other, why) in [
        (Write { also_read: vec![looks], ..write.clone() }, "has read others"),
        (Write { change: Change::Delete, ..write.clone() }, "deletes"),
        (title(text("M")), "changes nothing"),
        (title(Value::Null), "is refused"),
        (title(text(&"x".repeat(1 << 20))), "is too large"),
    ] {
        assert!(!is_ready(&store, &with(other)), "{why}");
    }
}

#[test]
fn what_another_schema_took_is_checked_against_the_one_there_is() {
    let (_folder, ours, theirs) = twice();
    takes(&ours, Validator::String);
    let (batch, write) = retitled(&ours);
    assert!(is_ready(&ours, &batch));
    // Ours hasn't looked since, and would still take any title.
    takes(&theirs, one_of(&["M", "Gilda"]));
    match run(ours.commit(&batch)).unwrap() {
        Commit::Refused(refused) => assert_eq!(refused[0].id, write.id),
        other => panic!("{other:?}"),
    }
    assert_eq!(documents(&ours, &films())[0].1["title"], text("M"));
}

#[test]
fn a_schema_that_is_about_to_become_active_sees_what_was_prepared() {
    let (_folder, store, _) = twice();
    takes(&store, Validator::String);
    let (batch, write) = retitled(&store);
    let narrower = taking(one_of(&["M", "Gilda"]));
    let mut walk = store.submit(&narrower).unwrap().unwrap();
    while walk.page(1).unwrap() {}
    assert!(!is_ready(&store, &batch));
    super::committed(&store, &batch);
    match walk.finish().unwrap() {
        PushOutcome::Refused(violations) => assert_eq!(violations[0].id, write.id),
        other => panic!("{other:?}"),
    }
}
