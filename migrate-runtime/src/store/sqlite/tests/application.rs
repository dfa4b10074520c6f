//! What an application's calls do, and what they may not.

use schema_core::id::{DocumentId, TableNumber};
use schema_core::limits::{MAX_TABLES, MAX_TRANSACTION_DOCUMENTS_WRITTEN};
use schema_core::name::TableName;
use schema_core::schema::Enforcement;
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};

use crate::error::StoreError;
use crate::fixture::{
    documents, films, in_memory, object, old_film, push, run, schema, sources, text,
};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::sql;
use crate::store::{Patch, PushOutcome, Store as _, TransactionLimit};

use super::{batch, write};

fn with_titles() -> SqliteStore {
    let store = in_memory();
    push(&store, schema(&[(&films(), &[("title", Validator::String)])]));
    store
}

fn undeclared() -> TableName {
    TableName::from_checked("undeclared")
}

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
fn a_patch_sets_fields_removes_others_and_leaves_the_rest() {
    let store = in_memory();
    let fields = object(&[("a", text("a")), ("b", text("b")), ("c", text("c"))]);
    let id = store.insert(&films(), &[fields]).unwrap()[0];
    let nested = Value::Object(object(&[("x", Value::Null)]));
    let patch = Patch::new().set("a", nested.clone()).remove("b").remove("no such field");
    store.patch(id, &patch).unwrap();
    assert_eq!(documents(&store, &films()), [(id, object(&[("a", nested), ("c", text("c"))]))]);
    // A nested object is replaced, not merged.
    let other = Value::Object(object(&[("y", Value::Null)]));
    store.patch(id, &Patch::new().set("a", other.clone())).unwrap();
    assert_eq!(documents(&store, &films())[0].1["a"], other);
}

#[test]
fn a_patch_is_judged_by_all_of_what_the_document_becomes() {
    let store = with_titles();
    let good = object(&[("title", text("M"))]);
    let id = store.insert(&films(), std::slice::from_ref(&good)).unwrap()[0];
    for bad in [
        Patch::new().remove("title"),
        Patch::new().set("title", Value::Null),
        Patch::new().set("extra", text("x")),
        Patch::new().set("_id", text("j57000820c20a1g7104gm2rc1m70ynr8")),
        Patch::new().set("_creationTime", Value::Float64(1.0)),
        Patch::new().set("_other", Value::Null),
    ] {
        let refused = store.patch(id, &bad);
        assert!(matches!(refused, Err(StoreError::Enforcement { .. })), "{bad:?}: {refused:?}");
    }
    let own = Patch::new().set("_id", text(&id.to_string())).set("title", text("Laura"));
    store.patch(id, &own).unwrap();
    assert_eq!(documents(&store, &films()), [(id, object(&[("title", text("Laura"))]))]);
}

#[test]
fn what_is_gone_or_never_was_can_not_be_written() {
    let store = in_memory();
    let gone = store.insert(&films(), &[Object::new()]).unwrap()[0];
    store.delete(gone).unwrap();
    for id in [gone, DocumentId { table: TableNumber(10_999), internal: [7; 16] }] {
        let patch = Patch::new().set("a", Value::Null);
        assert!(matches!(store.patch(id, &patch), Err(StoreError::NoDocument { .. })));
        assert!(matches!(store.replace(id, &Object::new()), Err(StoreError::NoDocument { .. })));
        assert!(matches!(store.delete(id), Err(StoreError::NoDocument { .. })));
        assert!(run(store.get(&[id])).unwrap().is_empty());
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
fn a_table_that_the_schema_lacks_takes_any_document_and_is_made_by_the_first() {
    let store = with_titles();
    let before = run(store.tables()).unwrap().names.len();
    let anything = object(&[("x", Value::Int64(1))]);
    let ids = store.insert(&undeclared(), &[anything.clone(), Object::new()]).unwrap();
    assert_eq!(run(store.tables()).unwrap().names.len(), before + 1);
    assert_eq!(run(store.tables()).unwrap().names[&ids[0].table], undeclared());
    store.replace(ids[1], &anything).unwrap();
    assert_eq!(run(store.count(&undeclared())).unwrap(), 2);
    // Convex's own rules hold there too.
    let reserved = object(&[("_x", Value::Null)]);
    let refused = store.insert(&undeclared(), &[reserved]);
    assert!(matches!(refused, Err(StoreError::Enforcement { .. })), "{refused:?}");
}

#[test]
fn a_schema_without_validation_takes_any_document() {
    let store = in_memory();
    let mut off = schema(&[(&films(), &[("title", Validator::String)])]);
    off.enforcement = Enforcement::Off;
    let bad = object(&[("title", Value::Null)]);
    store.insert(&films(), std::slice::from_ref(&bad)).unwrap();
    assert!(matches!(push(&store, off), PushOutcome::Active));
    store.insert(&films(), &[bad]).unwrap();
    // Once it validates again, every table is looked at.
    let on = schema(&[(&films(), &[("title", Validator::String)])]);
    let PushOutcome::Refused(violations) = push(&store, on) else { panic!("was accepted") };
    assert_eq!(violations.len(), 2);
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
