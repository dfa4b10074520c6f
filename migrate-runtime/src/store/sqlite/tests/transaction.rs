//! A transaction sees its own writes, and is committed only if what it read still stands.

use std::sync::Barrier;

use schema_core::id::DocumentId;
use schema_core::name::{IndexName, TableName};
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};

use crate::cursor::Cursor;
use crate::error::StoreError;
use crate::fixture::{
    by_name, directors, documents, films, in_memory, object, push, run, schema, sources, text,
    widened,
};
use crate::store::sqlite::{Conflict, Ended, SqliteStore, Transaction};
use crate::store::{BatchSize, Patch, Store as _, TransactionLimit};

fn named(name: &str) -> Object {
    object(&[("name", text(name))])
}

fn rename(name: &str) -> Patch {
    Patch::new().set("name", text(name))
}

/// A deployment with these directors, in the order of the names given.
fn with_directors(names: &[&str]) -> (SqliteStore, Vec<DocumentId>) {
    let store = in_memory();
    push(&store, widened());
    let all: Vec<_> = names.iter().map(|name| named(name)).collect();
    let ids = store.insert(&directors(), &all).unwrap();
    (store, ids)
}

fn name_of(fields: &Object) -> String {
    match &fields["name"] {
        Value::String(name) => name.clone(),
        other => panic!("{other:?} is no name"),
    }
}

/// All names in the table, sorted, by pages of this size.
fn scan(transaction: &mut Transaction<'_>, limit: u32) -> Vec<String> {
    let (mut cursor, mut names, mut ids) = (Cursor::START, Vec::new(), Vec::new());
    loop {
        let page = transaction.page(&directors(), &cursor, BatchSize::of(limit)).unwrap();
        assert!(page.documents.len() <= limit as usize);
        assert!(page.is_done || page.documents.len() == limit as usize, "a page is full");
        names.extend(page.documents.iter().map(|read| name_of(&read.document.fields)));
        ids.extend(page.documents.iter().map(|read| read.id));
        if page.is_done {
            assert!(ids.is_sorted());
            names.sort();
            return names;
        }
        cursor = page.cursor;
    }
}

fn find(transaction: &mut Transaction<'_>, equal: &[&str], limit: u32) -> Vec<String> {
    let values: Vec<_> = equal.iter().map(|name| text(name)).collect();
    let equal: Vec<_> = values.iter().map(Some).collect();
    let index = IndexName::from_checked("by_name");
    let found = transaction.by_index(&directors(), &index, &equal, BatchSize::of(limit)).unwrap();
    found.iter().map(|read| name_of(&read.document.fields)).collect()
}

fn names(store: &SqliteStore) -> Vec<String> {
    let mut names: Vec<_> =
        documents(store, &directors()).iter().map(|(_, fields)| name_of(fields)).collect();
    names.sort();
    names
}

#[test]
fn reads_see_the_transactions_own_writes_and_others_see_them_after_the_commit() {
    for limit in [1, 2, 3, 100] {
        let (store, ids) = with_directors(&["Agnès", "Ida", "Orson", "Věra"]);
        let mut transaction = store.begin().unwrap();
        transaction.delete(ids[0]).unwrap();
        transaction.patch(ids[1], &rename("Maya")).unwrap();
        transaction.replace(ids[2], &named("Alice")).unwrap();
        let new = transaction.insert(&directors(), &named("Lotte")).unwrap();
        let gone = transaction.insert(&directors(), &named("nobody")).unwrap();
        transaction.delete(gone).unwrap();

        let expected = ["Alice", "Lotte", "Maya", "Věra"];
        assert_eq!(scan(&mut transaction, limit), expected);
        assert_eq!(
            find(&mut transaction, &[], limit),
            expected[..expected.len().min(limit as usize)]
        );
        assert_eq!(find(&mut transaction, &["Lotte"], limit), ["Lotte"]);
        assert_eq!(find(&mut transaction, &["Ida"], limit), [""; 0]);
        assert_eq!(transaction.get(ids[0]).unwrap(), None);
        let read = transaction.get(new).unwrap().unwrap();
        assert_eq!((read.id, name_of(&read.fields).as_str()), (new.to_string(), "Lotte"));
        assert!(matches!(transaction.delete(gone), Err(StoreError::NoDocument { .. })));

        assert_eq!(names(&store), ["Agnès", "Ida", "Orson", "Věra"], "nothing is written yet");
        assert_eq!(transaction.commit().unwrap(), Ended::Committed);
        assert_eq!(names(&store), expected);
        let stored = run(store.get(&[new])).unwrap().remove(0);
        assert_eq!(stored.document.creation_time.to_bits(), read.creation_time.to_bits());
        let mut after = store.begin().unwrap();
        assert_eq!(find(&mut after, &[], 100), expected, "the index is right, too");
    }
}

#[test]
fn a_transaction_that_is_dropped_or_refused_leaves_nothing() {
    let (store, ids) = with_directors(&["Ida"]);
    let mut transaction = store.begin().unwrap();
    transaction.insert(&directors(), &named("Orson")).unwrap();
    transaction.insert(&TableName::from_checked("other"), &Object::new()).unwrap();
    drop(transaction);
    let mut transaction = store.begin().unwrap();
    for refused in [
        transaction.insert(&directors(), &Object::new()).map(drop),
        transaction.replace(ids[0], &object(&[("name", Value::Null)])),
        transaction.patch(ids[0], &Patch::new().remove("name")),
    ] {
        assert!(matches!(refused, Err(StoreError::Enforcement { .. })), "{refused:?}");
    }
    // What was refused isn't done; the rest of the transaction is.
    transaction.patch(ids[0], &rename("Maya")).unwrap();
    assert_eq!(transaction.commit().unwrap(), Ended::Committed);
    assert_eq!(names(&store), ["Maya"]);
    assert!(!run(store.tables()).unwrap().names.values().any(|name| name.as_str() == "other"));
}

#[test]
fn a_document_that_was_read_and_changed_is_a_conflict() {
    let (store, ids) = with_directors(&["Ida", "Orson"]);
    let transaction_that_reads_the_first = || {
        let mut transaction = store.begin().unwrap();
        transaction.get(ids[0]).unwrap();
        transaction.patch(ids[1], &rename("Alice")).unwrap();
        transaction
    };
    let changed = transaction_that_reads_the_first();
    store.patch(ids[0], &rename("Maya")).unwrap();
    assert_eq!(changed.commit().unwrap(), Ended::Conflict(Conflict::Document(ids[0])));
    let same = transaction_that_reads_the_first();
    store.patch(ids[0], &rename("Maya")).unwrap();
    assert_eq!(same.commit().unwrap(), Ended::Committed, "a write that changes nothing is none");
    let deleted = transaction_that_reads_the_first();
    store.delete(ids[0]).unwrap();
    assert_eq!(deleted.commit().unwrap(), Ended::Conflict(Conflict::Document(ids[0])));
    let absent = transaction_that_reads_the_first();
    assert_eq!(absent.commit().unwrap(), Ended::Committed, "absent is what it was read as");
    assert_eq!(names(&store), ["Alice"]);
}

#[test]
fn a_document_that_was_read_stays_what_it_was_when_it_is_read_again() {
    let (store, ids) = with_directors(&["Ida"]);
    let mut transaction = store.begin().unwrap();
    let first = transaction.get(ids[0]).unwrap();
    store.patch(ids[0], &rename("Maya")).unwrap();
    assert_eq!(transaction.get(ids[0]).unwrap(), first);
    // A scan meets it as it is now: such a transaction has seen two moments and is never committed.
    assert_eq!(scan(&mut transaction, 10), ["Maya"]);
    assert_eq!(transaction.commit().unwrap(), Ended::Conflict(Conflict::Document(ids[0])));
}

#[test]
fn a_document_that_comes_into_a_range_that_was_read_is_a_conflict() {
    let (store, _) = with_directors(&["Ida", "Orson"]);
    let mut whole = store.begin().unwrap();
    assert_eq!(scan(&mut whole, 1), ["Ida", "Orson"]);
    let mut absent = store.begin().unwrap();
    assert_eq!(find(&mut absent, &["Lotte"], 1), [""; 0]);
    let mut other = store.begin().unwrap();
    assert_eq!(find(&mut other, &["Lott"], 1), [""; 0]);
    let mut first = store.begin().unwrap();
    assert_eq!(find(&mut first, &[], 1), ["Ida"]);
    store.insert(&directors(), &[named("Lotte")]).unwrap();
    let range = Ended::Conflict(Conflict::Range(directors()));
    assert_eq!(whole.commit().unwrap(), range);
    assert_eq!(absent.commit().unwrap(), range);
    assert_eq!(other.commit().unwrap(), Ended::Committed, "another key");
    assert_eq!(first.commit().unwrap(), Ended::Committed, "the first is still the first");
    let mut first = store.begin().unwrap();
    assert_eq!(find(&mut first, &[], 1), ["Ida"]);
    store.insert(&directors(), &[named("Agnès")]).unwrap();
    assert_eq!(first.commit().unwrap(), range);
}

#[test]
fn a_page_conflicts_only_with_what_comes_into_it() {
    let (store, ids) = with_directors(&["Ida", "Orson"]);
    let last = *ids.iter().max().unwrap();
    let read_first = || {
        let mut transaction = store.begin().unwrap();
        transaction.page(&directors(), &Cursor::START, BatchSize::of(1)).unwrap();
        transaction
    };
    let page = read_first();
    store.delete(last).unwrap();
    assert_eq!(page.commit().unwrap(), Ended::Committed);
    let page = read_first();
    let first = *ids.iter().min().unwrap();
    store.delete(first).unwrap();
    assert_eq!(page.commit().unwrap(), Ended::Conflict(Conflict::Document(first)));
}

#[test]
fn inserts_alone_never_conflict() {
    let (store, _) = with_directors(&[]);
    let mut first = store.begin().unwrap();
    let mut second = store.begin().unwrap();
    let one = first.insert(&directors(), &named("Ida")).unwrap();
    let two = second.insert(&directors(), &named("Orson")).unwrap();
    assert_ne!(one, two);
    assert_eq!(second.commit().unwrap(), Ended::Committed);
    assert_eq!(first.commit().unwrap(), Ended::Committed);
    assert_eq!(names(&store), ["Ida", "Orson"]);
}

#[test]
fn of_two_that_read_both_and_write_one_each_only_one_is_committed() {
    let (store, ids) = with_directors(&["Ida", "Orson"]);
    let begin = |written: DocumentId| {
        let mut transaction = store.begin().unwrap();
        assert_eq!(scan(&mut transaction, 10), ["Ida", "Orson"]);
        transaction.delete(written).unwrap();
        transaction
    };
    let (first, second) = (begin(ids[0]), begin(ids[1]));
    assert_eq!(first.commit().unwrap(), Ended::Committed);
    assert_eq!(second.commit().unwrap(), Ended::Conflict(Conflict::Document(ids[0])));
    assert_eq!(names(&store), ["Orson"]);
}

#[test]
fn a_schema_or_a_table_that_came_between_is_a_conflict() {
    let (store, ids) = with_directors(&["Ida"]);
    let other = TableName::from_checked("other");
    let mut before = store.begin().unwrap();
    before.patch(ids[0], &rename("Maya")).unwrap();
    push(&store, schema(&[(&directors(), &[("name", Validator::String)])]));
    assert_eq!(before.commit().unwrap(), Ended::Conflict(Conflict::Schema));

    let mut same = store.begin().unwrap();
    same.insert(&other, &Object::new()).unwrap();
    let mut number = store.begin().unwrap();
    let third = TableName::from_checked("third");
    number.insert(&third, &Object::new()).unwrap();
    store.insert(&other, &[Object::new()]).unwrap();
    assert_eq!(same.commit().unwrap(), Ended::Conflict(Conflict::Table(other)));
    assert_eq!(number.commit().unwrap(), Ended::Conflict(Conflict::Table(third)));
}

#[test]
fn what_another_process_writes_is_a_conflict_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let open = |seed| SqliteStore::open(&path, "test".parse().unwrap(), sources(seed)).unwrap();
    let (store, other) = (open(1), open(2));
    push(&store, widened());
    let id = store.insert(&directors(), &[named("Ida")]).unwrap()[0];
    let mut read = store.begin().unwrap();
    read.get(id).unwrap();
    let mut scanned = store.begin().unwrap();
    assert_eq!(scan(&mut scanned, 10), ["Ida"]);
    other.insert(&directors(), &[named("Orson")]).unwrap();
    assert_eq!(scanned.commit().unwrap(), Ended::Conflict(Conflict::Range(directors())));
    other.patch(id, &rename("Maya")).unwrap();
    assert_eq!(read.commit().unwrap(), Ended::Conflict(Conflict::Document(id)));
    let mut before = store.begin().unwrap();
    before.patch(id, &rename("Alice")).unwrap();
    push(&other, schema(&[(&directors(), &[("name", Validator::String)])]));
    assert_eq!(before.commit().unwrap(), Ended::Conflict(Conflict::Schema));
    let mut after = store.begin().unwrap();
    let asked =
        after.by_index(&directors(), &IndexName::from_checked("by_name"), &[], BatchSize::MAX);
    assert!(matches!(asked, Err(StoreError::NoIndex { .. })), "the other's schema is known here");
}

#[test]
fn documents_may_point_to_those_that_are_inserted_before_them() {
    let store = in_memory();
    let rooms = TableName::from_checked("rooms");
    let schema = schema(&[(&rooms, &[("next", Validator::id("rooms"))])]);
    push(&store, schema);
    let mut transaction = store.begin().unwrap();
    let free = transaction.insert(&TableName::from_checked("halls"), &Object::new()).unwrap();
    let wrong = transaction.insert(&rooms, &object(&[("next", text(&free.to_string()))]));
    assert!(matches!(wrong, Err(StoreError::Enforcement { .. })), "{wrong:?}");
    let some = DocumentId {
        table: run(store.tables()).unwrap().names.into_keys().next().unwrap(),
        internal: [1; 16],
    };
    let first = transaction.insert(&rooms, &object(&[("next", text(&some.to_string()))])).unwrap();
    transaction.insert(&rooms, &object(&[("next", text(&first.to_string()))])).unwrap();
    assert_eq!(transaction.commit().unwrap(), Ended::Committed);
    assert_eq!(run(store.count(&rooms)).unwrap(), 2);
}

#[test]
fn an_index_that_is_not_active_can_not_be_asked() {
    let (store, _) = with_directors(&["Ida"]);
    let mut transaction = store.begin().unwrap();
    for (table, index) in [(directors(), "by_age"), (films(), "by_name")] {
        let index = IndexName::from_checked(index);
        let asked = transaction.by_index(&table, &index, &[], BatchSize::MAX);
        assert!(matches!(asked, Err(StoreError::NoIndex { .. })));
    }
}

#[test]
fn usage_is_counted_as_convex_counts_it() {
    let (store, ids) = with_directors(&["Ida", "Orson", "Věra"]);
    let mut transaction = store.begin().unwrap();
    let used = |transaction: &Transaction<'_>| {
        [
            TransactionLimit::DocumentsRead,
            TransactionLimit::RangesRead,
            TransactionLimit::DocumentsWritten,
        ]
        .map(|limit| transaction.usage().of(limit))
    };
    transaction.get(ids[0]).unwrap();
    assert_eq!(used(&transaction), [1, 1, 0]);
    transaction.get(ids[0]).unwrap();
    assert_eq!(used(&transaction), [2, 1, 0], "read twice, counted twice, one range");
    transaction.patch(ids[1], &rename("Maya")).unwrap();
    assert_eq!(used(&transaction), [3, 2, 1], "a patch reads what it patches");
    transaction.patch(ids[1], &rename("Maya")).unwrap();
    assert_eq!(used(&transaction), [4, 2, 1], "one that changes nothing only reads");
    scan(&mut transaction, 10);
    assert_eq!(used(&transaction), [7, 1, 1], "the scan takes the ranges in it with it");
    transaction.delete(ids[2]).unwrap();
    assert_eq!(used(&transaction), [8, 1, 2]);
    find(&mut transaction, &["Ida"], 10);
    assert_eq!(used(&transaction), [9, 2, 2]);
    // An object of one key and "Maya", the id, the creation time; a delete adds nothing.
    assert_eq!(transaction.usage().of(TransactionLimit::BytesWritten), 2 + 5 + 6 + 38 + 23);
}

#[test]
fn a_transaction_that_reads_too_many_ranges_is_told_so_and_never_committed() {
    let (store, ids) = with_directors(&["Ida"]);
    let mut transaction = store.begin().unwrap();
    let (table, most) = (ids[0].table, TransactionLimit::RangesRead.most());
    let id = |number: usize| {
        let mut internal = [0; 16];
        internal[..8].copy_from_slice(&(number as u64).to_be_bytes());
        DocumentId { table, internal }
    };
    for number in 0..most {
        assert_eq!(transaction.get(id(number)).unwrap(), None);
    }
    let error = transaction.get(id(most)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "one transaction may have at most 4096 index ranges read, and this one has 4097"
    );
    let late = transaction.commit();
    assert!(matches!(late, Err(StoreError::TransactionLimit { .. })), "{late:?}");
}

#[test]
fn a_transaction_that_reads_too_many_bytes_is_told_so() {
    let store = in_memory();
    let fields = [("name", Validator::String), ("life", Validator::String)];
    let mut schema = schema(&[(&directors(), &fields)]);
    by_name(&mut schema);
    push(&store, schema);
    let long = object(&[("name", text("Ida")), ("life", text(&"x".repeat((1 << 20) - 200)))]);
    store.import(&directors(), vec![long; 17]).unwrap();
    let all = BatchSize::MAX;
    let limit = |told: Result<usize, StoreError>| match told {
        Err(StoreError::TransactionLimit { limit, .. }) => limit,
        other => panic!("{other:?}"),
    };
    let mut transaction = store.begin().unwrap();
    let page = transaction.page(&directors(), &Cursor::START, all).map(|page| page.documents.len());
    assert_eq!(limit(page), TransactionLimit::BytesRead);
    let mut transaction = store.begin().unwrap();
    let index = IndexName::from_checked("by_name");
    let found = transaction.by_index(&directors(), &index, &[], all).map(|found| found.len());
    assert_eq!(limit(found), TransactionLimit::BytesRead);
    let mut transaction = store.begin().unwrap();
    let page = transaction.page(&directors(), &Cursor::START, BatchSize::of(15)).unwrap();
    assert_eq!(page.documents.len(), 15);
}

#[test]
fn two_threads_that_read_the_same_and_write_it_commit_one_after_the_other() {
    let (store, ids) = with_directors(&["0"]);
    let (read, committed) = (Barrier::new(2), Barrier::new(2));
    let ends: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = ["1", "2"]
            .map(|name| {
                let (store, read, committed, id) = (&store, &read, &committed, ids[0]);
                scope.spawn(move || {
                    let mut transaction = store.begin().unwrap();
                    transaction.patch(id, &rename(name)).unwrap();
                    read.wait();
                    let ended = transaction.commit().unwrap();
                    committed.wait();
                    (name, ended)
                })
            })
            .into();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let done: Vec<_> = ends.iter().filter(|(_, ended)| *ended == Ended::Committed).collect();
    assert_eq!(done.len(), 1, "{ends:?}");
    assert_eq!(names(&store), [done[0].0]);
}

#[test]
fn two_threads_that_count_lose_no_step() {
    let (store, ids) = with_directors(&["0"]);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let step = |transaction: &mut Transaction<'_>| {
                        let read = transaction.get(ids[0])?.unwrap();
                        let next: u32 = name_of(&read.fields).parse::<u32>().unwrap() + 1;
                        transaction.patch(ids[0], &rename(&next.to_string()))
                    };
                    // It may lose five times in a row; it may not count wrongly.
                    while let Err(error) = store.mutate(step) {
                        assert!(matches!(error, StoreError::Contended { .. }), "{error}");
                    }
                }
            });
        }
    });
    assert_eq!(names(&store), ["100"]);
}

#[test]
fn a_mutation_is_tried_again_after_a_conflict_and_not_for_ever() {
    let (store, ids) = with_directors(&["Ida"]);
    let mut attempts = 0;
    let mut rivals = ["a", "b"].iter();
    let done = store.mutate(|transaction| {
        attempts += 1;
        let read = transaction.get(ids[0])?.unwrap();
        if let Some(rival) = rivals.next() {
            store.patch(ids[0], &rename(rival))?;
        }
        let name = format!("{}!", name_of(&read.fields));
        transaction.patch(ids[0], &rename(&name))?;
        Ok::<_, StoreError>(name)
    });
    assert_eq!((done.unwrap().as_str(), attempts), ("b!", 3));
    let mut attempts = 0;
    let contended = store.mutate(|transaction| {
        attempts += 1;
        transaction.get(ids[0])?;
        store.patch(ids[0], &rename(&attempts.to_string()))
    });
    assert!(matches!(contended, Err(StoreError::Contended { attempts: 5 })), "{contended:?}");
}

#[test]
fn an_error_of_a_mutation_ends_it_unless_its_reads_have_changed() {
    let (store, ids) = with_directors(&["Ida"]);
    let mut attempts = 0;
    let refused = store.mutate(|transaction| {
        attempts += 1;
        transaction.insert(&directors(), &named("Orson"))?;
        transaction.patch(ids[0], &Patch::new().remove("name"))
    });
    assert!(matches!(refused, Err(StoreError::Enforcement { .. })), "{refused:?}");
    assert_eq!((attempts, names(&store)), (1, vec!["Ida".to_owned()]));
    let mut attempts = 0;
    store
        .mutate(|transaction| {
            attempts += 1;
            transaction.get(ids[0])?;
            if attempts == 1 {
                store.patch(ids[0], &rename("Maya"))?;
                return Err(StoreError::damaged("what was read doesn't fit together"));
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(attempts, 2);
}
