//! What one step of a table has refused is no business of that step once the document is of a
//! version that another step carries.

use schema_core::id::DocumentId;
use schema_core::schema::Schema;
use schema_core::version::VersionNumber;

use crate::event::Unobserved;
use crate::fixture::parcels::{declaration, first_step, old, second_step, stamped, table};
use crate::fixture::{in_memory, push, run, runner};
use crate::step::StepKey;
use crate::store::sqlite::SqliteStore;
use crate::store::{PushOutcome, QuarantineEntry, StepState, Store as _};

use super::{Runner, Stop, Task};

/// A widened deployment with a parcel of version 1 that is good, and this one.
fn with(grams: f64) -> (SqliteStore, DocumentId) {
    let (store, declaration) = (in_memory(), declaration());
    let mut schema: Schema = declaration.newest_schema();
    let widened = declaration.tables[&table()].widened_from(VersionNumber(1)).unwrap();
    schema.tables.insert(table(), widened.schema);
    assert!(matches!(push(&store, schema), PushOutcome::Active));
    let ids = store.insert(&table(), &[old(20.0), old(grams)]).unwrap();
    (store, ids[1])
}

/// Does something as a run of its own.
fn as_run<T>(store: &SqliteStore, work: impl AsyncFnOnce(Runner<'_, SqliteStore>) -> T) -> T {
    let stop = Stop::new();
    run(work(runner(store, &Unobserved, &stop, 4)))
}

fn backfill(store: &SqliteStore, step: &StepKey) {
    let backfill =
        async |runner: Runner<'_, _>| runner.backfill(&declaration(), step, Task::Carry).await;
    as_run(store, backfill).unwrap();
}

fn settle(store: &SqliteStore, step: &StepKey) -> StepState {
    as_run(store, async |runner| runner.settle(&declaration(), step).await).unwrap()
}

fn open(store: &SqliteStore) -> Vec<QuarantineEntry> {
    run(store.quarantine(&table())).unwrap()
}

/// A parcel that the first step has refused, and that somebody has made one of the second since.
fn refused_and_stamped() -> SqliteStore {
    let (store, refused) = with(-1.0);
    backfill(&store, &first_step());
    assert_eq!(open(&store).iter().map(|entry| entry.id).collect::<Vec<_>>(), [refused]);
    store.replace(refused, &stamped(30.0)).unwrap();
    store
}

#[test]
fn an_entry_closes_when_its_document_has_become_another_steps() {
    let store = refused_and_stamped();
    settle(&store, &first_step());
    assert_eq!(open(&store), []);
}

#[test]
fn a_retry_closes_the_entry_of_a_document_that_has_become_another_steps() {
    let store = refused_and_stamped();
    let ids = open(&store).iter().map(|entry| entry.id).collect::<Vec<_>>();
    let retry =
        async |runner: Runner<'_, _>| runner.retry(&declaration(), &first_step(), &ids).await;
    as_run(&store, retry).unwrap();
    assert_eq!(open(&store), []);
}

#[test]
fn a_walk_closes_the_entry_of_a_document_that_has_become_another_steps() {
    let store = refused_and_stamped();
    as_run(&store, async |runner| runner.walk_again(&first_step()).await).unwrap();
    backfill(&store, &first_step());
    assert_eq!(open(&store), []);
}

#[test]
fn an_entry_of_a_later_step_is_no_business_of_an_earlier_one() {
    let (store, heavy) = with(2_000.0);
    backfill(&store, &first_step());
    backfill(&store, &second_step());
    let entries = open(&store);
    assert_eq!((entries[0].id, &entries[0].step), (heavy, &second_step()));
    let before = run(store.step(&first_step())).unwrap().unwrap();
    assert_eq!(settle(&store, &first_step()), before, "nothing is committed for it");
    as_run(&store, async |runner| runner.walk_again(&first_step()).await).unwrap();
    backfill(&store, &first_step());
    assert_eq!(open(&store), entries);
}
