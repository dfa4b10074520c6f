//! A small application and deployments of it, for tests.

mod meddled;

use std::sync::{Arc, Mutex, PoisonError};

use schema_core::declaration::Declaration;
use schema_core::id::DocumentId;
use schema_core::name::{IndexName, TableName};
use schema_core::schema::{Index, IndexKind, Schema, TableSchema};
use schema_core::validator::{FieldValidator, Validator};
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;
use schema_core::{Doc, Effects, Id, Nullable, Refusal, Schema as _, Table, TransitionWithEffects};

pub(crate) use self::meddled::Meddled;

use crate::clock::{Clock, Timestamp};
use crate::event::{Event, Observer};
use crate::range::IdRange;
use crate::run::{Pacing, Runner, Stop};
use crate::step::{RangeKey, RangeNumber, StepKey};
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

pub(crate) fn films() -> TableName {
    TableName::from_checked("films")
}

pub(crate) fn directors() -> TableName {
    TableName::from_checked("directors")
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

pub(crate) fn step() -> StepKey {
    StepKey { table: films(), old: VersionNumber(1), new: VersionNumber(2) }
}

/// A clock that stands still until it is set.
pub(crate) struct SetClock(pub(crate) Mutex<u64>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(*self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// 2026-07-01.
pub(crate) const NOW: u64 = 1_782_864_000_000;

pub(crate) fn sources(seed: u64) -> Sources {
    Sources { clock: Arc::new(SetClock(Mutex::new(NOW))), seed }
}

pub(crate) fn in_memory() -> SqliteStore {
    SqliteStore::in_memory("test".parse().unwrap(), sources(1)).unwrap()
}

pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

/// A schema of tables that take objects with these fields, all required.
pub(crate) fn schema(tables: &[(&TableName, &[(&str, Validator)])]) -> Schema {
    let table = |(name, fields): &(&TableName, &[(&str, Validator)])| {
        let mut object = schema_core::validator::ObjectValidator::new();
        for (field, validator) in *fields {
            object = object.field(*field, validator.clone());
        }
        let document = Validator::Object(object);
        ((*name).clone(), TableSchema { document, indexes: std::collections::BTreeMap::new() })
    };
    Schema { tables: tables.iter().map(table).collect(), ..Schema::default() }
}

/// The schema that takes films of both versions, as a widened one does.
pub(crate) fn widened() -> Schema {
    let mut schema = schema(&[
        (&films(), &[("title", Validator::nullable(Validator::String))]),
        (&directors(), &[("name", Validator::String)]),
    ]);
    if let Some(table) = schema.tables.get_mut(&films())
        && let Validator::Object(object) = &mut table.document
    {
        for (name, validator) in
            [("director", Validator::String), ("directedBy", Validator::id("directors"))]
        {
            let name = schema_core::name::FieldName::from_checked(name);
            object.fields.insert(name, FieldValidator { validator, optional: true });
        }
    }
    by_name(&mut schema);
    schema
}

/// Gives directors their index.
pub(crate) fn by_name(schema: &mut Schema) {
    let fields = vec![schema_core::name::FieldPath::from_checked("name")];
    let index = Index { kind: IndexKind::Database { fields }, staged: false };
    if let Some(table) = schema.tables.get_mut(&directors()) {
        table.indexes.insert(IndexName::from_checked("by_name"), index);
    }
}

pub(crate) fn push(store: &SqliteStore, schema: Schema) -> PushOutcome {
    let push = Push { violations_max: usize::MAX, ..Push::of(schema, Manifest::default()) };
    run(store.push(&push)).unwrap()
}

pub(crate) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

pub(crate) fn object(fields: &[(&str, Value)]) -> Object {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

pub(crate) fn old_film(title: Option<&str>, director: &str) -> Object {
    object(&[("title", title.map_or(Value::Null, text)), ("director", text(director))])
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
    page.documents.into_iter().map(|read| (read.id, read.document.fields)).collect()
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
    Runner { store, observer, stop, run: take_over(store), pacing }
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
