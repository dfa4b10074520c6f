//! The road comes to its end from wherever it was left, and narrows nothing without proof.

mod leftovers;
mod steps;
mod stretches;

use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::frozen::FrozenFiles;
use schema_core::id::DocumentId;
use schema_core::name::{FieldName, TableName};
use schema_core::plan::{Destroy, Phase, Plan, Step};
use schema_core::schema::{Schema, TableSchema};
use schema_core::validator::{FieldValidator, Literal, Validator};
use schema_core::value::Value;
use schema_core::version::{VersionName, VersionNumber};

use super::{News, Outlook, Road, RoadError, Stand, Stretch, Versions, outlook};
use crate::event::{Event, Observer, Unobserved};
use crate::fixture::{
    SetClock, Told, declaration, directors, documents, films, in_memory, object, old_film, reels,
    run, runner,
};
use crate::run::Stop;
use crate::step::StepKey;
use crate::store::sqlite::SqliteStore;
use crate::store::{Push, PushOutcome, Store, TablePhase};

/// A deployment of the first version of every table, with some films and reels.
fn first(declaration: &Declaration, film_count: usize) -> SqliteStore {
    let store = in_memory();
    first_versions(&store, declaration, &[films(), reels()]);
    let film = |i: usize| old_film(Some(&format!("Film {i}")), ["Ida", "Orson"][i % 2]);
    store.insert(&films(), &(0..film_count).map(film).collect::<Vec<_>>()).unwrap();
    let reel = |i: u8| object(&[("lengthM", Value::Float64(f64::from(i)))]);
    store.insert(&reels(), &(0..5).map(reel).collect::<Vec<_>>()).unwrap();
    store
}

/// Deploys the first version of these tables.
fn first_versions(store: &SqliteStore, declaration: &Declaration, tables: &[TableName]) {
    let versions: Vec<_> =
        tables.iter().map(|table| &declaration.tables[table].versions()[0]).collect();
    let tables = versions.iter().map(|version| (version.name.table.clone(), (*version).into()));
    let schema = Schema { tables: tables.collect(), ..Schema::default() };
    let names = versions.iter().map(|version| &version.name);
    let manifest = Versions::of(declaration, &FrozenFiles::new()).manifest(names);
    push(store, &Push::of(schema, manifest));
}

fn push(store: &SqliteStore, push: &Push) {
    assert!(matches!(run(store.push(push)).unwrap(), PushOutcome::Active));
}

fn look(store: &SqliteStore, declaration: &Declaration) -> Outlook {
    let (stop, frozen) = (Stop::new(), FrozenFiles::new());
    let versions = Versions::of(declaration, &frozen);
    run(outlook(&runner(store, &Unobserved, &stop, 4), &versions)).unwrap()
}

/// Ships as far as it goes, telling `follow`.
fn ship(
    store: &SqliteStore,
    declaration: &Declaration,
    observer: &dyn Observer,
    stop: &Stop,
    follow: impl FnMut(&News<'_>),
) -> Stand {
    walk(Stretch::Whole, store, declaration, (observer, stop), follow)
}

/// Walks a stretch of the road, telling `follow`.
fn walk(
    stretch: Stretch,
    store: &SqliteStore,
    declaration: &Declaration,
    (observer, stop): (&dyn Observer, &Stop),
    mut follow: impl FnMut(&News<'_>),
) -> Stand {
    let frozen = FrozenFiles::new();
    let outlook = look(store, declaration);
    let road = Road {
        runner: runner(store, observer, stop, 4),
        versions: Versions::of(declaration, &frozen),
        clock: &SetClock::default(),
        stretch,
    };
    let mut follow = |news: News<'_>| {
        follow(&news);
        Ok::<_, ()>(())
    };
    let walked: Result<Stand, RoadError<()>> = run(road.walk(&outlook, &mut follow));
    walked.unwrap()
}

fn ship_quietly(store: &SqliteStore, declaration: &Declaration) -> Stand {
    ship(store, declaration, &Unobserved, &Stop::new(), |_| {})
}

/// Every document is of its table's newest version, and the deployment takes no other.
#[track_caller]
fn assert_narrowed(store: &SqliteStore, declaration: &Declaration) {
    let deployed = run(store.deployed()).unwrap().unwrap();
    assert_eq!(deployed.schema, declaration.newest_schema());
    for (table, live) in &deployed.manifest.tables {
        assert_eq!(live.phase, TablePhase::Narrowed, "{table}");
    }
    assert!(look(store, declaration).plan.is_empty());
}

fn receipt_of(store: &SqliteStore, table: &TableName) -> Option<crate::store::Receipt> {
    run(store.receipts()).unwrap().into_iter().find(|receipt| receipt.name.table == *table)
}

fn is_narrow(plan: &Plan, table: &TableName) -> bool {
    plan.steps.iter().any(|step| step.table == *table && step.phase == Phase::Narrow)
}

#[test]
fn the_whole_road_is_widen_backfill_verify_narrow() {
    let declaration = declaration();
    let store = first(&declaration, 10);
    let mut phases = Vec::new();
    let stand = ship(&store, &declaration, &Unobserved, &Stop::new(), |news| match news {
        News::Pushed(steps) => phases.extend(steps.iter().map(|step| step.id.to_string())),
        News::Carried(step, _) | News::Verified(step, _) => phases.push(step.id.to_string()),
        News::Receipt(receipt) => phases.push(format!("receipt {}", receipt.name)),
        News::CameLate(_) => phases.push("came late".to_owned()),
        News::WentBack(_) => phases.push("went back".to_owned()),
        News::Withdrawn(_) => phases.push("withdrawn".to_owned()),
    });
    assert!(matches!(stand, Stand::Done), "{stand:?}");
    assert_eq!(
        phases,
        [
            "directors@1/widen",
            "films@1->2/widen",
            "reels@1->2/widen",
            "receipt directors@1",
            "films@1->2/backfill",
            "films@1->2/verify",
            "receipt films@2",
            "reels@1->2/backfill",
            "reels@1->2/verify",
            "receipt reels@2",
            "films@1->2/narrow",
            "reels@1->2/narrow",
        ]
    );
    assert_narrowed(&store, &declaration);
    let receipt = receipt_of(&store, &films()).unwrap();
    let name = VersionName { table: films(), version: VersionNumber(2) };
    assert_eq!((receipt.name, receipt.old), (name, VersionNumber(1)));
    assert_ne!(receipt.old_hash, receipt.new_hash);
    let counts = receipt.counts;
    assert_eq!((counts.verified, counts.carried, counts.inserted), (10, 10, 2));
}

#[test]
fn a_road_left_at_any_batch_border_comes_to_the_same_end() {
    let declaration = declaration();
    let store = first(&declaration, 10);
    let mut runs = 0;
    loop {
        let stop = Stop::new();
        let stopping = Told(|event: &Event| {
            if matches!(event, Event::BatchCommitted { .. }) {
                stop.request();
            }
        });
        runs += 1;
        assert!(runs < 100, "it never ends");
        match ship(&store, &declaration, &stopping, &stop, |_| {}) {
            Stand::Done => break,
            Stand::Stopped => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(runs > 5, "{runs}");
    assert_narrowed(&store, &declaration);
    assert_eq!(documents(&store, &directors()).len(), 2);
    let receipt = receipt_of(&store, &films()).unwrap();
    assert_eq!((receipt.counts.carried, receipt.counts.inserted), (10, 2));
}

#[test]
fn one_refused_document_keeps_its_table_wide_and_no_other() {
    let declaration = declaration();
    let store = first(&declaration, 3);
    let bad = store.insert(&films(), &[old_film(None, "Ida")]).unwrap()[0];
    let Stand::Incomplete { quarantine, failing, .. } = ship_quietly(&store, &declaration) else {
        panic!("it came to its end")
    };
    assert_eq!(quarantine.iter().map(|entry| entry.id).collect::<Vec<_>>(), [bad]);
    assert!(failing.is_empty());
    let live = run(store.deployed()).unwrap().unwrap().manifest;
    assert_eq!(live.tables[&films()].phase, TablePhase::Widened { old: VersionNumber(1) });
    assert_eq!(live.tables[&reels()].phase, TablePhase::Narrowed);
    assert!(receipt_of(&store, &films()).is_none());
    store.replace(bad, &old_film(Some("Film 9"), "Ida")).unwrap();
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done));
    assert_narrowed(&store, &declaration);
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
}

#[test]
fn old_documents_that_come_after_every_backfill_are_found_by_the_verification() {
    let declaration = declaration();
    let store = first(&declaration, 3);
    let stand = ship(&store, &declaration, &Unobserved, &Stop::new(), |news| {
        if matches!(news, News::Carried(step, _) if step.table == films()) {
            store.insert(&films(), &[old_film(Some("late"), "Ida")]).unwrap();
        }
    });
    let Stand::Incomplete { quarantine, failing, .. } = stand else { panic!("{stand:?}") };
    assert!(quarantine.is_empty());
    assert_eq!((failing.len(), failing[0].1.failing_count), (1, 1));
    assert!(receipt_of(&store, &films()).is_none(), "no receipt without proof");
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done));
    assert_narrowed(&store, &declaration);
}

#[test]
fn a_verification_that_finds_an_old_document_sends_its_table_back_to_backfill() {
    let declaration = declaration();
    let store = first(&declaration, 3);
    let (mut carried, mut came_late) = (0, 0);
    let stand = ship(&store, &declaration, &Unobserved, &Stop::new(), |news| match news {
        News::Carried(step, _) if step.table == films() => {
            if carried == 0 {
                store.insert(&films(), &[old_film(Some("late"), "Ida")]).unwrap();
            }
            carried += 1;
        }
        News::CameLate(failing) => {
            assert_eq!((failing.len(), failing[0].1.failing_count), (1, 1));
            came_late += 1;
        }
        _ => {}
    });
    assert!(matches!(stand, Stand::Done), "{stand:?}");
    assert_eq!((carried, came_late), (2, 1));
    assert_narrowed(&store, &declaration);
    assert_eq!(receipt_of(&store, &films()).unwrap().counts.verified, 4);
}

#[test]
fn a_refused_narrow_sends_its_table_back_to_backfill() {
    let declaration = declaration();
    let store = first(&declaration, 3);
    let mut went_back = 0;
    let stand = ship(&store, &declaration, &Unobserved, &Stop::new(), |news| match news {
        News::Receipt(receipt) if receipt.name.table == films() && went_back == 0 => {
            store.insert(&films(), &[old_film(Some("late"), "Maya")]).unwrap();
        }
        News::WentBack(violations) => {
            assert_eq!(violations.len(), 1);
            went_back += 1;
        }
        _ => {}
    });
    assert!(matches!(stand, Stand::Done), "{stand:?}");
    assert_eq!(went_back, 1);
    assert_narrowed(&store, &declaration);
    assert_eq!(receipt_of(&store, &films()).unwrap().counts.verified, 4);
}

#[test]
fn a_writer_that_never_stops_is_named_after_a_few_rounds() {
    let declaration = declaration();
    let store = first(&declaration, 1);
    let stand = ship(&store, &declaration, &Unobserved, &Stop::new(), |news| {
        if matches!(news, News::Receipt(receipt) if receipt.name.table == films()) {
            store.insert(&films(), &[old_film(Some("late"), "Ida")]).unwrap();
        }
    });
    let Stand::Refused(violations) = stand else { panic!("{stand:?}") };
    assert_eq!(violations[0].table, films());
    assert!(!violations[0].reason.is_empty());
    let live = run(store.deployed()).unwrap().unwrap().manifest;
    assert_eq!(live.tables[&films()].phase, TablePhase::Widened { old: VersionNumber(1) });
    assert!(receipt_of(&store, &films()).is_none(), "what it proved isn't so any more");
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done), "once it has stopped");
    assert_narrowed(&store, &declaration);
}

#[test]
fn a_receipt_of_an_earlier_run_is_taken_back_where_old_documents_came_after_it() {
    let declaration = declaration();
    let store = first(&declaration, 2);
    let stop = Stop::new();
    let stand = ship(&store, &declaration, &Unobserved, &stop, |news| {
        if matches!(news, News::Receipt(receipt) if receipt.name.table == films()) {
            stop.request();
        }
    });
    assert!(matches!(stand, Stand::Stopped), "{stand:?}");
    store.insert(&films(), &[old_film(Some("late"), "Ida")]).unwrap();
    let seen = look(&store, &declaration);
    let contradicted: Vec<_> = seen
        .reconciliation
        .contradicted
        .iter()
        .map(|one| &one.claimed.receipt.name.table)
        .collect();
    assert_eq!(contradicted, [&films()]);
    let is_backfill = |step: &Step| step.table == films() && step.phase == Phase::Backfill;
    assert!(seen.plan.steps.iter().any(|step| is_backfill(step) && !step.is_done));
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done));
    assert_narrowed(&store, &declaration);
    assert_eq!(receipt_of(&store, &films()).unwrap().counts.verified, 3);
}

#[test]
fn an_empty_table_goes_straight_to_narrow_with_a_receipt_that_says_so() {
    let declaration = declaration();
    let store = first(&declaration, 0);
    let plan = look(&store, &declaration).plan;
    assert!(is_narrow(&plan, &films()));
    assert!(!plan.steps.iter().any(|step| step.table == films() && step.phase == Phase::Widen));
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done));
    assert_eq!(receipt_of(&store, &films()).unwrap().counts.carried, 0);
    assert_narrowed(&store, &declaration);
}

#[test]
fn a_new_deployment_gets_the_newest_versions_at_once() {
    let declaration = declaration();
    let store = in_memory();
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done));
    assert_narrowed(&store, &declaration);
    assert_eq!(run(store.deployed()).unwrap().unwrap().manifest.tables.len(), 3);
}

#[test]
fn a_forgotten_table_keeps_its_documents_and_a_deleted_one_does_not() {
    let mut declaration = declaration();
    let store = first(&declaration, 9);
    declaration.tables.remove(&films());
    declaration.tables.remove(&reels());
    declaration.listed.retain(|listed| listed.table == directors());
    declaration.dropped.insert(films(), DroppedTable::DeleteDocuments);
    declaration.dropped.insert(reels(), DroppedTable::Forget);
    let plan = look(&store, &declaration).plan;
    let destroyed: Vec<_> = plan.destroys.iter().map(Destroy::argument).collect();
    assert_eq!(destroyed, ["films"]);
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done));
    assert_eq!(documents(&store, &films()), []);
    assert_eq!(documents(&store, &reels()).len(), 5);
    let live = run(store.deployed()).unwrap().unwrap().schema;
    assert_eq!(live.tables.keys().collect::<Vec<_>>(), [&directors()]);
}

#[test]
fn an_edit_that_every_document_satisfies_is_one_push() {
    let declaration = declaration();
    let store = first(&declaration, 3);
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done));
    let before = documents(&store, &reels());

    // What is deployed takes whole lengths up to ten only, as if `reels@2` was widened in place since.
    let mut live = run(store.deployed()).unwrap().unwrap();
    let wider = declaration.newest_schema();
    let mut narrower = wider.clone();
    let Some(TableSchema { document: Validator::Object(object), .. }) =
        narrower.tables.get_mut(&reels())
    else {
        panic!("reels are objects")
    };
    let metres = FieldName::from_checked("metres");
    let length = |i: u8| Literal::new(Value::Float64(f64::from(i))).map(Validator::Literal);
    let validator = Validator::Union((0..=10).filter_map(length).collect());
    object.fields.insert(metres, FieldValidator { validator, optional: false });
    live.schema = narrower;
    push(&store, &Push::of(live.schema, live.manifest));

    let plan = look(&store, &declaration).plan;
    let steps: Vec<_> = plan.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(steps, ["reels@2/widen"]);
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Done));
    assert_narrowed(&store, &declaration);
    assert_eq!(documents(&store, &reels()), before);
}
