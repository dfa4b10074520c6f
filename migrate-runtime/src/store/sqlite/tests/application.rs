//! What an application's calls do, and what they may not.

use schema_core::limits::{MAX_TABLES, MAX_TRANSACTION_DOCUMENTS_WRITTEN};
use schema_core::name::TableName;
use schema_core::value::Object;

use crate::error::StoreError;
use crate::fixture::{documents, films, in_memory, object, old_film, run, sources, text};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::sql;
use crate::store::{Store as _, TransactionLimit};

use super::{batch, write};

#[track_caller]
fn is_over(result: Result<impl Sized, StoreError>, expected: TransactionLimit) {
    match result {
        Err(StoreError::TransactionLimit { limit, used }) => {
            assert_eq!(limit, expected);
            assert!(used > limit.most());
        }
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it isn't over any limit"),
    }
}

#[test]
fn a_file_that_is_opened_with_the_seed_it_was_made_with_gets_other_ids() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    for count in 1..=2 {
        let store = SqliteStore::open(&path, "local".parse().unwrap(), sources(1)).unwrap();
        store.insert(&films(), &[Object::new()]).unwrap();
        assert_eq!(run(store.count(&films())).unwrap(), count);
    }
}

#[test]
fn a_deployment_has_no_more_tables_than_convex_allows() {
    let store = in_memory();
    {
        let inner = store.lock();
        let all = inner.connection.unchecked_transaction().unwrap();
        for number in 0..u32::try_from(MAX_TABLES).unwrap() {
            sql::add_table(&all, 10_001 + number, &format!("t{number}")).unwrap();
        }
        all.commit().unwrap();
    }
    let refused = store.insert(&films(), &[Object::new()]);
    assert!(matches!(refused, Err(StoreError::TooManyTables)), "{refused:?}");
    store.insert(&TableName::from_checked("t1"), &[Object::new()]).unwrap();
}

#[test]
fn a_transaction_that_writes_too_many_documents_writes_none() {
    let store = in_memory();
    let too_many = vec![Object::new(); MAX_TRANSACTION_DOCUMENTS_WRITTEN + 1];
    is_over(store.insert(&films(), &too_many), TransactionLimit::DocumentsWritten);
    assert_eq!(run(store.count(&films())).unwrap(), 0);
    // An import is as many transactions as it takes.
    let ids = store.import(&films(), too_many.clone()).unwrap();
    assert_eq!(ids.len(), too_many.len());
    assert_eq!(run(store.count(&films())).unwrap(), too_many.len() as u64);
}

/// A document that is a little smaller than the largest there can be.
fn large() -> Object {
    object(&[("text", text(&"x".repeat((1 << 20) - 100)))])
}

#[test]
fn a_transaction_that_writes_too_many_bytes_writes_none() {
    let store = in_memory();
    is_over(store.insert(&films(), &vec![large(); 17]), TransactionLimit::BytesWritten);
    assert_eq!(run(store.count(&films())).unwrap(), 0);
    assert_eq!(store.import(&films(), vec![large(); 17]).unwrap().len(), 17);
    let larger = object(&[("text", text(&"x".repeat(1 << 20)))]);
    let refused = store.insert(&films(), &[larger]);
    assert!(matches!(refused, Err(StoreError::Enforcement { .. })), "{refused:?}");
}

fn is_too_large(store: &SqliteStore, batch: &crate::store::Batch, limit: TransactionLimit) {
    match run(store.commit(batch)).unwrap() {
        crate::store::Commit::TooLarge { reason } => {
            assert!(reason.contains(&limit.to_string()), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_batch_is_held_to_the_limits_of_one_transaction() {
    let store = in_memory();
    // Each document is read twice: to see that it is what it was, and to be replaced.
    let ids = store.import(&films(), vec![large(); 9]).unwrap();
    let small = || old_film(Some("M"), "Ida");
    let writes = ids.iter().map(|id| write(&store, *id, small())).collect();
    is_too_large(&store, &batch(&store, writes), TransactionLimit::BytesRead);
    assert_eq!(documents(&store, &films())[0].1, large());
    let fewer = ids[..7].iter().map(|id| write(&store, *id, small())).collect();
    super::committed(&store, &batch(&store, fewer));
}

#[test]
fn a_batch_may_read_as_many_documents_as_there_are_ranges_to_read() {
    let store = in_memory();
    let most = TransactionLimit::RangesRead.most();
    let ids = store.import(&films(), vec![Object::new(); most + 1]).unwrap();
    let reads = run(store.get(&ids)).unwrap();
    let writes: Vec<_> = reads
        .into_iter()
        .map(|read| crate::store::Write {
            table: films(),
            id: read.id,
            read: read.read,
            also_read: Vec::new(),
            change: crate::store::Change::Delete,
            effects: Vec::new(),
        })
        .collect();
    is_too_large(&store, &batch(&store, writes.clone()), TransactionLimit::RangesRead);
    super::committed(&store, &batch(&store, writes[..most].to_vec()));
    assert_eq!(run(store.count(&films())).unwrap(), 1);
}
