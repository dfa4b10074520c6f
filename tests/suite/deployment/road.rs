//! The whole road on a deployment of Convex, while calls fail: what is carried isn't idempotent, so
//! whatever were lost or done twice would show.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use migrate_runtime::clock::SystemClock;
use migrate_runtime::event::Unobserved;
use migrate_runtime::range::IdRange;
use migrate_runtime::run::{Computing, Pacing, Place, Runner, Stop};
use migrate_runtime::ship::{News, Outlook, Road, RoadError, Stand, Stretch, Versions, outlook};
use migrate_runtime::start::Origin;
use migrate_runtime::store::convex::ConvexStore;
use migrate_runtime::store::{
    BatchSize, Claim, Manifest, PageLimit, Push, PushOutcome, ReadDocument, RunEnd, RunStatus,
    Store as _,
};
use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use schema_core::name::TableName;
use schema_core::schema::{Schema, TableSchema};
use schema_core::value::Value;
use schema_core::version::{VersionName, VersionNumber};
use schema_core::{Doc, Effects, Id, Refusal, Schema as _, Table, TransitionWithEffects};
use serde_json::json;
use workspace_tests::deployment::TestDeployment;

use super::live::{Deployer, store_of};

mod v1 {
    use schema_core::Table;

    /// A film with its director's name.
    #[derive(Table)]
    #[schema(table = "films", version = 1)]
    pub(super) struct Film {
        pub(super) title: String,
        pub(super) director: String,
    }
}

/// A film whose director is a document.
#[derive(Table)]
#[schema(table = "films", version = 2, from = v1::Film, moved(director))]
#[schema(effects(ensure(Director = by_name), insert(Note)))]
struct Film {
    title: String,
    #[schema(added)]
    directed_by: Id<Director>,
}

/// Somebody who directs.
#[derive(Table)]
#[schema(table = "directors", version = 1, index(by_name = [name]))]
struct Director {
    name: String,
}

/// That a film was carried: one more for each time.
#[derive(Table)]
#[schema(table = "notes", version = 1)]
struct Note {
    title: String,
}

#[derive(schema_core::Schema)]
#[schema(gates(test))]
pub(super) struct App {
    films: Film,
    directors: Director,
    notes: Note,
}

impl TransitionWithEffects for Film {
    fn fill(old: &Doc<v1::Film>, effects: &mut Effects<Self>) -> Result<FilmFill, Refusal> {
        effects.insert(&Note { title: old.title.clone() });
        let directed_by = effects.ensure(&Director { name: old.director.clone() }).into();
        Ok(FilmFill { directed_by })
    }
}

const FILMS: usize = 120;

/// What goes wrong is drawn from this.
const SEEDS: [u64; 2] = [1, 2];

/// A deployment with films of version 1.
async fn seeded(
    server: &TestDeployment,
    store: &ConvexStore<Deployer>,
    declaration: &Declaration,
    frozen: &FrozenFiles,
) {
    let name = VersionName { table: films(), version: VersionNumber(1) };
    let versions = Versions::of(declaration, frozen);
    let schema = Schema {
        tables: [(
            films(),
            TableSchema::from(versions.declared(&films(), VersionNumber(1)).unwrap()),
        )]
        .into(),
        ..Schema::default()
    };
    let push = Push::of(schema, versions.manifest(&[name]));
    assert!(matches!(store.push(&push).await.unwrap(), PushOutcome::Active));
    let film = |number: usize| json!({ "title": format!("Film {number}"), "director": format!("Director {}", number % 7) });
    let films: Vec<_> = (0..FILMS).map(film).collect();
    server.control("load", &json!({ "tables": { "films": films } })).unwrap();
}

pub(super) fn films() -> TableName {
    TableName::from_checked("films")
}

/// Ships until it is done, as somebody does whose command has failed.
async fn ship(
    store: &ConvexStore<Deployer>,
    declaration: &Declaration,
    frozen: &FrozenFiles,
) -> Result<Stand, RoadError<Infallible>> {
    let stop = Stop::new();
    let (observer, stop, computing) = (&Unobserved, &stop, Computing::Inline);
    let place = Place { store, observer, stop, computing };
    let claim = Claim { runner: "a test".to_owned(), command: "ship".to_owned() };
    let versions = Versions::of(declaration, frozen);
    let work = async |run| {
        let pacing = Pacing {
            batch: BatchSize::of(10),
            batch_max: BatchSize::of(10),
            ranges: 3,
            range_documents: 10,
        };
        let origin = Origin::UNKNOWN;
        let runner = Runner { store, observer, stop, run, pacing, computing, origin };
        let outlook: Outlook = outlook(&runner, &versions).await?;
        let road = Road { runner, versions, clock: &SystemClock, stretch: Stretch::Whole };
        road.walk(&outlook, &mut |_: News<'_>| Ok(())).await
    };
    let end = |done: &Result<Stand, RoadError<Infallible>>| RunEnd {
        status: if done.is_ok() { RunStatus::Completed } else { RunStatus::Failed },
        error: None,
    };
    place.hold(&claim, work, end).await
}

async fn documents(store: &ConvexStore<Deployer>, table: &str) -> Vec<ReadDocument> {
    let table = TableName::from_checked(table);
    let limit = PageLimit::of(BatchSize::MAX);
    store.page(&table, &IdRange::WHOLE, limit).await.unwrap().documents
}

fn is_carried(films: &[ReadDocument], directors: &[ReadDocument], notes: &[ReadDocument]) {
    assert_eq!((films.len(), directors.len(), notes.len()), (FILMS, 7, FILMS));
    let directors: BTreeMap<_, _> = directors
        .iter()
        .map(|read| (read.document.id.clone(), read.document.fields["name"].clone()))
        .collect();
    for Film { title, directed_by } in films.iter().map(Film::of) {
        let number: usize = title["Film ".len()..].parse().unwrap();
        let name = Value::String(format!("Director {}", number % 7));
        assert_eq!(directors[directed_by.as_text().unwrap()], name);
    }
    let mut titles: Vec<_> =
        notes.iter().map(|read| format!("{:?}", read.document.fields["title"])).collect();
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), FILMS, "each film was carried once");
}

impl Film {
    fn of(read: &ReadDocument) -> Self {
        let film = Doc::<Self>::decode(&read.document).unwrap();
        Self { title: film.title.clone(), directed_by: film.directed_by.clone() }
    }
}

/// Ships on a deployment that fails by this schedule.
fn ships(name: &str, schedule: &serde_json::Value) {
    let server = Arc::new(TestDeployment::start(None, &[]).unwrap());
    let deployer = Deployer::of(&server, name);
    deployer.deploy(&Schema::default(), &Manifest::default()).unwrap();
    let store = store_of(&server, deployer);
    let (declaration, frozen) = (App::declaration(), FrozenFiles::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        seeded(&server, &store, &declaration, &frozen).await;
        server.control("faults", &json!({ "schedule": schedule })).unwrap();
        let stand = ship(&store, &declaration, &frozen).await.unwrap();
        assert!(matches!(stand, Stand::Done), "{stand:?}");
        let state = server.control("faults", &json!({ "schedule": null })).unwrap();
        let fired = state["fired"].as_array().unwrap().len();
        assert_eq!(schedule.is_null(), fired == 0, "{state}");
        let tables = ["films", "directors", "notes"];
        let [films, directors, notes] = tables.map(|table| documents(&store, table));
        is_carried(&films.await, &directors.await, &notes.await);
        let step = store.steps().await.unwrap().remove(0);
        assert_eq!((step.counts.carried, step.counts.inserted), (FILMS as u64, FILMS as u64 + 7));
        let receipts = store.receipts().await.unwrap();
        let receipt = receipts.iter().find(|receipt| receipt.name.table == self::films()).unwrap();
        assert_eq!((receipt.counts.verified, receipt.counts.carried), (FILMS as u64, FILMS as u64));
        assert!(matches!(ship(&store, &declaration, &frozen).await.unwrap(), Stand::Done));
    });
}

#[test]
fn a_deployment_is_shipped_from_widen_to_narrow() {
    ships("road", &json!(null));
}

#[test]
fn calls_that_fail_lose_no_document_and_carry_none_twice() {
    for seed in SEEDS {
        let schedule = json!({ "seed": seed, "oneIn": 6, "on": "any", "path": "migrate_runtime/", "most": 12 });
        println!("seed {seed}");
        ships(&format!("road-{seed}"), &schedule);
    }
}
