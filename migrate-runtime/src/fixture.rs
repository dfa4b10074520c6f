//! A small application and deployments of it, for tests.

mod meddled;
pub(crate) mod parcels;

use std::sync::Arc;

use schema_core::declaration::Declaration;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::value::Object;
use schema_core::{Doc, Effects, Id, Nullable, Refusal, Schema as _, Table, TransitionWithEffects};

pub(crate) use self::meddled::Meddled;
pub(crate) use crate::testing::suite::SetClock;
pub(crate) use crate::testing::suite::shapes::{
    by_name, directors, films, object, old_film, schema, step, text, widened,
};

use crate::event::{Event, Observer};
use crate::range::IdRange;
use crate::run::{Computing, Pacing, Runner, Stop};
use crate::start::Origin;
use crate::step::{RangeKey, RangeNumber};
use crate::store::sqlite::{Sources, SqliteStore};
use crate::store::{
    BatchSize, Claim, Manifest, PageLimit, Push, PushOutcome, RunEnd, RunNumber, RunStatus, Store,
    TakeOver,
};

pub(crate) mod v1 {
    use schema_core::{Nullable, Table};

    /// A film with its director's name.
    #[derive(Table)]
    #[schema(table = "films", version = 1)]
    pub(crate) struct Film {
        pub(crate) title: Nullable<String>,
        pub(crate) director: String,
    }

    /// What a film is on.
    #[derive(Table)]
    #[schema(table = "reels", version = 1)]
    pub(crate) struct Reel {
        pub(crate) length_m: f64,
    }
}

/// A film whose director is a document.
#[derive(Table)]
#[schema(table = "films", version = 2, from = v1::Film, moved(director))]
#[schema(effects(ensure(Director = by_name)))]
pub(crate) struct Film {
    #[schema(changed, keep_valid)]
    pub(crate) title: String,
    #[schema(added)]
    pub(crate) directed_by: Id<Director>,
}

/// Somebody who directs.
#[derive(Table)]
#[schema(table = "directors", version = 1, index(by_name = [name]))]
pub(crate) struct Director {
    pub(crate) name: String,
}

/// What a film is on, under a better name.
#[derive(Table)]
#[schema(table = "reels", version = 2, from = v1::Reel)]
pub(crate) struct Reel {
    #[schema(renamed_from = length_m)]
    pub(crate) metres: f64,
}

#[derive(schema_core::Schema)]
#[schema(gates(test))]
pub(crate) struct App {
    films: Film,
    directors: Director,
    reels: Reel,
}

impl TransitionWithEffects for Film {
    fn fill(old: &Doc<v1::Film>, effects: &mut Effects<Self>) -> Result<FilmFill, Refusal> {
        let Nullable::Some(title) = &old.title else {
            return Err(Refusal::new("without a title").at("title"));
        };
        assert!(old.director != "nobody", "a film has a director");
        let directed_by = effects.ensure(&Director { name: old.director.clone() }).into();
        Ok(FilmFill { title: title.clone(), directed_by })
    }
}

pub(crate) fn reels() -> TableName {
    TableName::from_checked("reels")
}

pub(crate) fn declaration() -> Declaration {
    App::declaration()
}

/// The first range of the first pass of [`step`].
pub(crate) fn first_range() -> RangeKey {
    RangeKey { step: step(), pass: 1, range: RangeNumber::FIRST }
}

/// When clocks that are set begin.
pub(crate) const NOW: u64 = SetClock::BEGIN;

pub(crate) fn sources(seed: u64) -> Sources {
    Sources { clock: Arc::new(SetClock::default()), seed }
}

pub(crate) fn in_memory() -> SqliteStore {
    SqliteStore::in_memory("test".parse().unwrap(), sources(1)).unwrap()
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

pub(crate) fn push(store: &SqliteStore, schema: Schema) -> PushOutcome {
    let push = Push { violations_max: usize::MAX, ..Push::of(schema, Manifest::default()) };
    run(store.push(&push)).unwrap()
}

/// A widened deployment with `count` old films by three directors.
pub(crate) fn with_films(store: &SqliteStore, count: usize) -> Vec<DocumentId> {
    assert!(matches!(push(store, widened()), PushOutcome::Active));
    let film = |i: usize| old_film(Some(&format!("Film {i}")), ["Ida", "Orson", "Agnès"][i % 3]);
    store.insert(&films(), &(0..count).map(film).collect::<Vec<_>>()).unwrap()
}

/// Every document of a table.
pub(crate) fn documents(store: &SqliteStore, table: &TableName) -> Vec<(DocumentId, Object)> {
    let page = run(store.page(table, &IdRange::WHOLE, PageLimit::of(BatchSize::MAX))).unwrap();
    page.documents.into_iter().map(|read| (read.id, read.document.into_stored().fields)).collect()
}

/// Calls a function with each event.
pub(crate) struct Told<F>(pub(crate) F);

impl<F: Fn(&Event) + Send + Sync> Observer for Told<F> {
    fn observe(&self, event: &Event) {
        (self.0)(event);
    }
}

pub(crate) fn runner<'a, S: Store>(
    store: &'a S,
    observer: &'a dyn Observer,
    stop: &'a Stop,
    batch: u32,
) -> Runner<'a, S> {
    let pacing = Pacing::fixed(BatchSize::of(batch));
    let (computing, origin) = (Computing::Inline, Origin::UNKNOWN);
    Runner { store, observer, stop, run: take_over(store), pacing, computing, origin }
}

/// Takes the place of the deployment's runner, whoever has it.
pub(crate) fn take_over<S: Store>(store: &S) -> RunNumber {
    let claim = Claim { runner: "a test".to_owned(), command: "test".to_owned() };
    // On a thread of its own, because a test may be inside a runtime by now.
    std::thread::scope(|scope| {
        let taken = scope.spawn(|| {
            loop {
                match run(store.take_over(&claim)).unwrap() {
                    TakeOver::Taken(run) => return run,
                    TakeOver::Held(holder) => {
                        let end = RunEnd { status: RunStatus::Abandoned, error: None };
                        run(store.release(holder.run, &end)).unwrap();
                    }
                    TakeOver::Paused { .. } => panic!("paused"),
                }
            }
        });
        taken.join().unwrap()
    })
}
