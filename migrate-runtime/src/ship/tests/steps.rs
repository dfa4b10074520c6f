//! A table that is carried in two steps comes to its end from a refusal in either of them.

use super::*;
use crate::fixture::parcels;

/// A deployment of the first version of parcels, with one that is good and this one.
fn with_parcel(grams: f64) -> (SqliteStore, DocumentId) {
    let declaration = parcels::declaration();
    let store = in_memory();
    first_versions(&store, &declaration, &[parcels::table()]);
    let ids = store.insert(&parcels::table(), &[parcels::old(20.0), parcels::old(grams)]).unwrap();
    (store, ids[1])
}

/// What a ship can't carry.
#[track_caller]
fn refused(store: &SqliteStore) -> Vec<(DocumentId, StepKey)> {
    let Stand::Incomplete { quarantine, .. } = ship_quietly(store, &parcels::declaration()) else {
        panic!("it came to its end")
    };
    quarantine.into_iter().map(|entry| (entry.id, entry.step)).collect()
}

#[track_caller]
fn assert_ships(store: &SqliteStore) {
    let declaration = parcels::declaration();
    assert!(matches!(ship_quietly(store, &declaration), Stand::Done));
    assert_narrowed(store, &declaration);
    assert_eq!(run(store.quarantine(&parcels::table())).unwrap(), []);
    assert!(receipt_of(store, &parcels::table()).is_some());
}

#[test]
fn what_the_first_step_refused_and_somebody_made_one_of_the_second_is_carried_on() {
    let (store, light) = with_parcel(-1.0);
    assert_eq!(refused(&store), [(light, parcels::first_step())]);
    store.replace(light, &parcels::stamped(30.0)).unwrap();
    assert_ships(&store);
}

#[test]
fn what_the_second_step_refused_is_carried_by_the_next_ship_once_it_is_good() {
    let (store, heavy) = with_parcel(2_000.0);
    assert_eq!(refused(&store), [(heavy, parcels::second_step())]);
    assert_eq!(refused(&store), [(heavy, parcels::second_step())], "it is as bad as it was");
    store.replace(heavy, &parcels::stamped(900.0)).unwrap();
    assert_ships(&store);
}

#[test]
fn what_the_second_step_refused_and_somebody_made_one_of_the_first_is_carried_by_both() {
    let (store, heavy) = with_parcel(2_000.0);
    assert_eq!(refused(&store), [(heavy, parcels::second_step())]);
    store.replace(heavy, &parcels::old(900.0)).unwrap();
    // The second step's walk is over by then, and the verification sends the document back to it.
    assert_ships(&store);
}

#[test]
fn a_document_in_quarantine_keeps_its_table_from_a_receipt_whichever_step_refused_it() {
    for (grams, step) in [(-1.0, parcels::first_step()), (2_000.0, parcels::second_step())] {
        let (store, bad) = with_parcel(grams);
        assert_eq!(refused(&store), [(bad, step)]);
        assert!(receipt_of(&store, &parcels::table()).is_none());
        let live = run(store.deployed()).unwrap().unwrap().manifest;
        let phase = live.tables[&parcels::table()].phase;
        assert_eq!(phase, TablePhase::Widened { old: VersionNumber(1) });
    }
}
