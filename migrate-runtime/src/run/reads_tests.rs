//! What a transition reads is part of what its write names.

use std::sync::atomic::{AtomicBool, Ordering};

use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::validator::Validator;
use schema_core::value::Object;
use schema_core::version::VersionNumber;
use schema_core::{
    AnyId, Doc, Found, Id, Nullable, Refusal, Schema as _, Table, TransitionWithReads,
};

use crate::event::Unobserved;
use crate::fixture::{
    Meddled, documents, films, in_memory, object, old_film, push, run, runner, schema, text, v1,
};
use crate::step::StepKey;
use crate::store::sqlite::SqliteStore;
use crate::store::{Batch, PushOutcome, Store};

use super::{Stop, Task};

mod review_v1 {
    use schema_core::{Id, Table};

    use crate::fixture::v1;

    /// What somebody thinks of a film.
    #[derive(Table)]
    #[schema(table = "reviews", version = 1)]
    pub(crate) struct Review {
        pub(crate) film: Id<v1::Film>,
    }
}

/// The same, with the film's title as it was then.
#[derive(Table)]
#[schema(table = "reviews", version = 2, from = review_v1::Review, reads(v1::Film))]
struct Review {
    film: Id<v1::Film>,
    #[schema(added)]
    title: String,
}

#[derive(schema_core::Schema)]
struct App {
    films: v1::Film,
    reviews: Review,
}

impl TransitionWithReads for Review {
    fn reads(old: &Doc<review_v1::Review>) -> Vec<AnyId> {
        // The second is what `Id::from_text` makes of any text: here, of a file's id.
        let file = DocumentId { table: TableNumber(540), internal: [1; 16] };
        vec![AnyId::from(&old.film), AnyId { table: films(), id: file.to_string() }]
    }

    fn fill(old: &Doc<review_v1::Review>, found: &Found<Self>) -> Result<ReviewFill, Refusal> {
        let film = found.get::<v1::Film>(&old.film)?;
        let film = film.ok_or_else(|| Refusal::new("of a film that is gone").at("film"))?;
        let title = match &film.title {
            Nullable::Some(title) if title == LENGTHY => {
                return Err(Refusal::new("é".repeat(3 << 20)));
            }
            Nullable::Some(title) => title.clone(),
            Nullable::Null => "untitled".to_owned(),
        };
        Ok(ReviewFill { title })
    }
}

/// The title of a film whose reviews are refused with more words than a document may have.
const LENGTHY: &str = "War and Peace";

fn reviews() -> TableName {
    TableName::from_checked("reviews")
}

/// A widened deployment with a film and a review of it.
fn with_a_review() -> (SqliteStore, DocumentId) {
    let store = in_memory();
    let film: &[_] =
        &[("title", Validator::nullable(Validator::String)), ("director", Validator::String)];
    let mut schema = schema(&[(&films(), film)]);
    let widened = App::declaration().tables[&reviews()].widened_from(VersionNumber(1));
    schema.tables.insert(reviews(), widened.unwrap().schema);
    assert!(matches!(push(&store, schema), PushOutcome::Active));
    let film = store.insert(&films(), &[old_film(Some("M"), "Fritz")]).unwrap()[0];
    store.insert(&reviews(), &[object(&[("film", text(&film.to_string()))])]).unwrap();
    (store, film)
}

fn wanted() -> StepKey {
    StepKey { table: reviews(), old: VersionNumber(1), new: VersionNumber(2) }
}

fn backfill<S: Store>(store: &S) {
    let stop = Stop::new();
    let runner = runner(store, &Unobserved, &stop, 4);
    run(runner.backfill(&App::declaration(), &wanted(), Task::Carry)).unwrap();
}

fn review(store: &SqliteStore) -> Object {
    documents(store, &reviews()).remove(0).1
}

#[test]
fn a_transition_gets_the_document_that_it_asks_for() {
    let (store, _) = with_a_review();
    backfill(&store);
    assert_eq!(review(&store)["title"], text("M"));
}

#[test]
fn what_was_read_and_has_changed_is_read_again() {
    let (store, film) = with_a_review();
    let changed = AtomicBool::new(false);
    let before_commit = |batch: &Batch| {
        if !batch.writes.is_empty() && !changed.swap(true, Ordering::SeqCst) {
            store.replace(film, &old_film(Some("M (1931)"), "Fritz")).unwrap();
        }
    };
    let meddled = Meddled { before_commit: Box::new(before_commit), ..Meddled::of(&store) };
    backfill(&meddled);
    assert_eq!(review(&store)["title"], text("M (1931)"));
}

#[test]
fn a_document_that_is_gone_is_found_to_be_nothing() {
    let (store, film) = with_a_review();
    store.delete(film).unwrap();
    backfill(&store);
    assert!(!review(&store).contains_key("title"));
    let entries = run(store.quarantine(&reviews())).unwrap();
    assert_eq!((entries[0].path.as_str(), entries.len()), (".film", 1));
}

#[test]
fn an_id_of_another_table_is_nobodys_and_nobody_is_asked() {
    let (store, film) = with_a_review();
    let before_commit = |batch: &Batch| {
        for write in &batch.writes {
            let read: Vec<_> = write.also_read.iter().map(|seen| seen.id).collect();
            assert_eq!(read, [film]);
        }
    };
    let meddled = Meddled { before_commit: Box::new(before_commit), ..Meddled::of(&store) };
    backfill(&meddled);
    assert_eq!(review(&store)["title"], text("M"));
}

#[test]
fn a_reason_that_is_longer_than_a_document_may_be_is_kept_in_short() {
    let (store, film) = with_a_review();
    store.replace(film, &old_film(Some(LENGTHY), "Sergei")).unwrap();
    backfill(&store);
    let entries = run(store.quarantine(&reviews())).unwrap();
    let reason: Vec<_> = entries[0].reason.chars().collect();
    assert_eq!((reason.len(), reason[0], reason.last()), (1_001, 'é', Some(&'…')));
}

#[test]
fn an_entry_is_tried_again_when_only_what_it_read_has_changed() {
    let (store, film) = with_a_review();
    let before = review(&store);
    store.replace(film, &old_film(Some(LENGTHY), "Sergei")).unwrap();
    backfill(&store);
    let settle = || {
        let (stop, declaration) = (Stop::new(), App::declaration());
        let runner = runner(&store, &Unobserved, &stop, 4);
        run(runner.settle(&declaration, &wanted())).unwrap()
    };
    let refused = settle();
    assert_eq!((refused.counts.carried, refused.counts.quarantined), (0, 1));
    assert_eq!(review(&store), before, "the review itself stays as it is");
    store.replace(film, &old_film(Some("Battleship"), "Sergei")).unwrap();
    let carried = settle();
    assert_eq!((carried.counts.carried, carried.counts.quarantined), (1, 1));
    assert_eq!(review(&store)["title"], text("Battleship"));
    assert_eq!(run(store.quarantine(&reviews())).unwrap(), []);
}
