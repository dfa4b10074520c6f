//! Documents by id, their number, and what an application does to them.

use std::time::Duration;

use schema_core::id::{DocumentId, TableNumber};
use schema_core::schema::Enforcement;
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};

use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::store::Patch;
use crate::testing::LiveStore;

use super::Deployment;
use super::shapes::{films, named, notes, object, old_film, schema, text, widened};

/// An id of no document: neither its table nor its bytes are those of any.
fn nobodys() -> DocumentId {
    DocumentId { table: TableNumber(19_999), internal: [7; 16] }
}

fn is_enforced<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Enforcement { .. })), "{result:?}");
}

pub async fn ids_lead_to_the_documents_that_there_are<S: LiveStore>(on: &Deployment<S>) {
    let a = on.insert(&notes(), &named("a")).await;
    let b = on.insert(&films(), &named("b")).await;
    let gone = on.insert(&notes(), &named("gone")).await;
    on.store.delete(gone).await.unwrap();
    let sibling = DocumentId { internal: [0; 16], ..a };
    let read = on.store.get(&[a, gone, nobodys(), sibling, b]).await.unwrap();
    let mut read: Vec<_> =
        read.into_iter().map(|read| (read.id, read.document.into_stored().fields)).collect();
    read.sort_by_key(|(id, _)| *id);
    let mut expected = vec![(a, named("a")), (b, named("b"))];
    expected.sort_by_key(|(id, _)| *id);
    assert_eq!(read, expected);
    assert!(on.store.get(&[]).await.unwrap().is_empty());
}

/// Of a message 16 MiB are taken. A quotation mark is escaped twice in it: it stands in text that
/// stands in text.
pub async fn ids_lead_to_documents_that_together_are_longer_than_one_answer<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.push(widened()).await;
    let title = "\"".repeat(900_000);
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.push(on.insert(&films(), &old_film(Some(&title), "Ida")).await);
    }
    let mut found: Vec<_> =
        on.store.get(&ids).await.unwrap().into_iter().map(|read| read.id).collect();
    found.sort();
    ids.sort();
    assert_eq!(found, ids);
}

pub async fn the_count_is_that_of_the_tables_documents<S: LiveStore>(on: &Deployment<S>) {
    assert_eq!(on.store.count(&notes()).await.unwrap(), 0);
    let first = on.insert(&notes(), &Object::new()).await;
    on.insert(&notes(), &Object::new()).await;
    on.insert(&films(), &Object::new()).await;
    assert_eq!(on.store.count(&notes()).await.unwrap(), 2);
    on.store.delete(first).await.unwrap();
    assert_eq!(on.store.count(&notes()).await.unwrap(), 1);
}

pub async fn ids_hold_the_number_of_their_table<S: LiveStore>(on: &Deployment<S>) {
    on.push(widened()).await;
    for table in [films(), notes(), films()] {
        let fields = object(&[("title", Value::Null)]);
        let id = on.insert(&table, &fields).await;
        assert_eq!(on.store.tables().await.unwrap().names[&id.table], table);
    }
}

pub async fn creation_times_strictly_increase_whatever_the_clock_does<S: LiveStore>(
    on: &Deployment<S>,
) {
    let mut last = 0.0;
    for i in 0..30 {
        match i {
            10 => on.clock.pass(Duration::from_secs(5)),
            20 => on.clock.set(Timestamp(1_000)),
            _ => {}
        }
        let table = if i % 2 == 0 { notes() } else { films() };
        let id = on.insert(&table, &Object::new()).await;
        let time = on.read(id).await.document.creation_time;
        assert!(time > last, "document {i}: {time} isn't after {last}");
        last = time;
    }
}

pub async fn a_write_that_the_active_schema_refuses_changes_nothing<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.push(schema(&[(&films(), &[("title", Validator::String)])])).await;
    let id = on.insert(&films(), &object(&[("title", text("M"))])).await;
    let before = on.everything().await;
    let bad = object(&[("title", Value::Null)]);
    is_enforced(&on.store.insert(&films(), &bad).await);
    is_enforced(&on.store.replace(id, &bad).await);
    for patch in [
        Patch::new().remove("title"),
        Patch::new().set("title", Value::Null),
        Patch::new().set("extra", text("x")),
        Patch::new().set("_id", text(&nobodys().to_string())),
        Patch::new().set("_creationTime", Value::Float64(1.0)),
        Patch::new().set("_other", Value::Null),
    ] {
        is_enforced(&on.store.patch(id, &patch).await);
    }
    // Convex's own rules hold in every table.
    is_enforced(&on.store.insert(&notes(), &object(&[("_x", Value::Null)])).await);
    let others = object(&[("title", text("M")), ("_id", text(&nobodys().to_string()))]);
    is_enforced(&on.store.replace(id, &others).await);
    let large = object(&[("x", text(&"x".repeat(1 << 20)))]);
    is_enforced(&on.store.insert(&notes(), &large).await);
    assert_eq!(on.everything().await, before);
}

pub async fn a_schema_without_validation_takes_any_document<S: LiveStore>(on: &Deployment<S>) {
    let mut off = schema(&[(&films(), &[("title", Validator::String)])]);
    off.enforcement = Enforcement::Off;
    on.insert(&films(), &Object::new()).await;
    on.push(off).await;
    on.insert(&films(), &Object::new()).await;
}

pub async fn a_patch_sets_fields_removes_others_and_leaves_the_rest<S: LiveStore>(
    on: &Deployment<S>,
) {
    let fields = object(&[("a", text("a")), ("b", text("b")), ("c", text("c"))]);
    let id = on.insert(&notes(), &fields).await;
    let nested = Value::Object(named("x"));
    let patch = Patch::new().set("a", nested.clone()).remove("b").remove("no such field");
    on.store.patch(id, &patch).await.unwrap();
    assert_eq!(on.read(id).await.document.fields, object(&[("a", nested), ("c", text("c"))]));
    // A nested object is replaced, not merged.
    let other = Value::Object(object(&[("y", Value::Null)]));
    on.store.patch(id, &Patch::new().set("a", other.clone())).await.unwrap();
    assert_eq!(on.read(id).await.document.fields["a"], other);
}

pub async fn a_documents_own_system_fields_are_not_stored_twice<S: LiveStore>(on: &Deployment<S>) {
    let id = on.insert(&notes(), &named("a")).await;
    let before = on.everything().await;
    let mut same = named("a");
    same.insert("_id".to_owned(), text(&id.to_string()));
    on.store.replace(id, &same).await.unwrap();
    on.store.patch(id, &Patch::new().set("_id", text(&id.to_string()))).await.unwrap();
    assert_eq!(on.everything().await, before);
}

pub async fn what_is_gone_or_never_was_can_not_be_written<S: LiveStore>(on: &Deployment<S>) {
    let gone = on.insert(&notes(), &Object::new()).await;
    on.store.delete(gone).await.unwrap();
    for id in [gone, nobodys()] {
        for result in [
            on.store.patch(id, &Patch::new()).await,
            on.store.replace(id, &Object::new()).await,
            on.store.delete(id).await,
        ] {
            assert!(matches!(&result, Err(StoreError::NoDocument { id: of }) if *of == id));
        }
    }
}

pub async fn a_table_that_no_schema_has_is_made_by_its_first_document<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.push(widened()).await;
    let before = on.store.tables().await.unwrap().names;
    assert!(!before.values().any(|name| *name == notes()));
    let id = on.insert(&notes(), &object(&[("x", Value::Int64(1))])).await;
    let after = on.store.tables().await.unwrap().names;
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after[&id.table], notes());
    assert_eq!(on.pages(&notes(), &IdRange::WHOLE).await.len(), 1);
}
