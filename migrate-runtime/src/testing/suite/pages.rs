//! Pages and ranges.

use std::collections::BTreeSet;

use schema_core::id::DocumentId;
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};

use crate::cursor::Cursor;
use crate::range::IdRange;
use crate::store::{BatchSize, Canonical, PageLimit};
use crate::testing::LiveStore;

use super::Deployment;
use super::shapes::{films, notes, object, old_film, schema, text, widened};

fn of(documents: u32) -> PageLimit {
    PageLimit::of(BatchSize::of(documents))
}

/// The ids of a table that has this many empty documents, in their order.
async fn ids<S: LiveStore>(on: &Deployment<S>, count: usize) -> Vec<DocumentId> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(on.insert(&notes(), &Object::new()).await);
    }
    ids.sort_by_key(ToString::to_string);
    ids
}

pub async fn an_empty_table_has_one_page_without_documents<S: LiveStore>(on: &Deployment<S>) {
    on.push(widened()).await;
    let page = on.store.page(&films(), &IdRange::WHOLE, of(10)).await.unwrap();
    assert!(page.documents.is_empty() && page.is_done);
    assert_eq!(page.cursor, Cursor::START);
}

pub async fn a_table_that_there_is_not_is_empty<S: LiveStore>(on: &Deployment<S>) {
    let page = on.store.page(&notes(), &IdRange::WHOLE, of(10)).await.unwrap();
    assert!(page.documents.is_empty() && page.is_done);
    assert!(on.store.tables().await.unwrap().names.is_empty(), "reading makes no table");
}

pub async fn pages_of_one_lead_through_a_table_in_the_order_of_ids<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = ids(on, 5).await;
    on.insert(&films(), &Object::new()).await;
    let mut rest = IdRange::WHOLE;
    for (position, id) in ids.iter().enumerate() {
        let page = on.store.page(&notes(), &rest, of(1)).await.unwrap();
        assert_eq!(page.documents.iter().map(|read| read.id).collect::<Vec<_>>(), [*id]);
        assert_eq!(page.is_done, position + 1 == ids.len(), "at document {position}");
        rest.after = page.cursor;
    }
    let page = on.store.page(&notes(), &rest, of(1)).await.unwrap();
    assert!(page.documents.is_empty() && page.is_done);
    assert_eq!(page.cursor, rest.after);
}

pub async fn a_page_that_holds_exactly_what_is_left_is_the_last<S: LiveStore>(on: &Deployment<S>) {
    let ids = ids(on, 4).await;
    for (limit, is_done) in [(3, false), (4, true), (5, true)] {
        let page = on.store.page(&notes(), &IdRange::WHOLE, of(limit)).await.unwrap();
        assert_eq!(page.documents.len(), ids.len().min(limit as usize));
        assert_eq!(page.is_done, is_done);
    }
}

pub async fn a_document_is_read_whole_with_the_proof_of_what_it_was<S: LiveStore>(
    on: &Deployment<S>,
) {
    let fields = object(&[("a", Value::Int64(1)), ("b", Value::Float64(-0.0)), ("c", text("ü"))]);
    let id = on.insert(&notes(), &fields).await;
    let page = on.store.page(&notes(), &IdRange::WHOLE, of(1)).await.unwrap();
    let read = &page.documents[0];
    assert_eq!((read.id, read.document.id.as_str()), (id, id.to_string().as_str()));
    assert_eq!(read.document.fields, fields);
    assert_eq!(read.read, Canonical::of(&fields));
    on.store.replace(id, &Object::new()).await.unwrap();
    let page = on.store.page(&notes(), &IdRange::WHOLE, of(1)).await.unwrap();
    assert_eq!(page.documents[0].read, Canonical::of(&Object::new()));
    let before = read.document.creation_time.to_bits();
    assert_eq!(page.documents[0].document.creation_time.to_bits(), before);
}

pub async fn a_page_ends_with_its_bytes_but_holds_one_document_at_least<S: LiveStore>(
    on: &Deployment<S>,
) {
    for i in 0..4 {
        on.insert(&notes(), &object(&[("x", text(&i.to_string().repeat(100)))])).await;
    }
    let one = on.pages(&notes(), &IdRange::WHOLE).await[0].bytes();
    for (bytes, documents) in [(0, 1), (1, 1), (one, 1), (one + 1, 2), (one * 3, 3), (one * 9, 4)] {
        let limit = PageLimit { documents: BatchSize::MAX, bytes };
        let page = on.store.page(&notes(), &IdRange::WHOLE, limit).await.unwrap();
        assert_eq!(page.documents.len(), documents, "{bytes} bytes");
        assert_eq!(page.is_done, documents == 4, "{bytes} bytes");
    }
}

pub async fn every_document_lies_in_exactly_one_range<S: LiveStore>(on: &Deployment<S>) {
    let ids: BTreeSet<_> = ids(on, 40).await.into_iter().collect();
    let number = ids.first().unwrap().table;
    for parts in [1, 2, 3, 7, 16] {
        let mut met = Vec::new();
        for range in IdRange::split_evenly(number, parts) {
            let mut rest = range.clone();
            loop {
                let page = on.store.page(&notes(), &rest, of(3)).await.unwrap();
                assert!(page.documents.iter().all(|read| range.holds(read.id)));
                met.extend(page.documents.into_iter().map(|read| read.id));
                rest.after = page.cursor;
                if page.is_done {
                    break;
                }
            }
        }
        assert_eq!(met.len(), ids.len(), "{parts} ranges");
        assert_eq!(met.into_iter().collect::<BTreeSet<_>>(), ids, "{parts} ranges");
    }
}

pub async fn a_border_belongs_to_the_range_that_it_ends<S: LiveStore>(on: &Deployment<S>) {
    let ids = ids(on, 6).await;
    let at = |position: usize| Cursor::after(ids[position]);
    let met = async |after, until| {
        let pages = on.pages(&notes(), &IdRange { after, until }).await;
        pages.into_iter().map(|read| read.id).collect::<Vec<_>>()
    };
    assert_eq!(met(Cursor::START, Some(at(2))).await, ids[..=2]);
    assert_eq!(met(at(2), Some(at(4))).await, ids[3..=4]);
    assert_eq!(met(at(4), None).await, ids[5..]);
    assert_eq!(met(at(3), Some(at(3))).await, []);
    // A page that fills up right at the border is the range's last.
    let range = IdRange { after: Cursor::START, until: Some(at(2)) };
    assert!(on.store.page(&notes(), &range, of(3)).await.unwrap().is_done);
    assert!(!on.store.page(&notes(), &range, of(2)).await.unwrap().is_done);
}

pub async fn a_walk_goes_on_where_its_cursor_stands_though_documents_come_and_go<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = ids(on, 9).await;
    let page = on.store.page(&notes(), &IdRange::WHOLE, of(5)).await.unwrap();
    // The document that the cursor stands on may go, and so may one that is still to come.
    on.store.delete(ids[4]).await.unwrap();
    on.store.delete(ids[7]).await.unwrap();
    let (mut behind, mut ahead) = (BTreeSet::new(), BTreeSet::from([ids[5], ids[6], ids[8]]));
    while behind.is_empty() || ahead.len() == 3 {
        let new = on.insert(&notes(), &old_film(None, "new")).await;
        let is_ahead = new.to_string() > ids[4].to_string();
        (if is_ahead { &mut ahead } else { &mut behind }).insert(new);
    }
    let rest = IdRange::WHOLE.from_position(&page.cursor);
    let met = on.pages(&notes(), &rest).await;
    assert_eq!(met.into_iter().map(|read| read.id).collect::<BTreeSet<_>>(), ahead);
}

pub async fn every_document_that_may_be_invalid_is_a_suspect<S: LiveStore>(on: &Deployment<S>) {
    let fields = |number: usize| match number % 3 {
        0 => old_film(None, "Fritz Lang"),
        _ => old_film(Some("M"), "Fritz Lang"),
    };
    let mut invalid = BTreeSet::new();
    for number in 0..10 {
        let id = on.insert(&notes(), &fields(number)).await;
        if number % 3 == 0 {
            invalid.insert(id);
        }
    }
    let film = [("title", Validator::String), ("director", Validator::String)];
    let film = schema(&[(&films(), &film)]).tables.remove(&films()).unwrap().document;
    for limit in [of(1), of(3), of(10)] {
        let (mut rest, mut looked_at, mut found) = (IdRange::WHOLE, 0, BTreeSet::new());
        loop {
            let part = on.store.suspects(&notes(), &rest, limit, &film).await.unwrap();
            assert!(part.looked_at >= part.documents.len() as u64);
            looked_at += part.looked_at;
            found.extend(part.documents.into_iter().map(|read| read.id));
            rest.after = part.cursor;
            if part.is_done {
                break;
            }
        }
        assert_eq!(looked_at, 10, "{limit:?}");
        assert!(found.is_superset(&invalid), "{limit:?}: {found:?}");
    }
}
