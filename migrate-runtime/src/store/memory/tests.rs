//! What is the reference store's own; what every store has to do is in the suite of all stores.

use schema_core::id::{DocumentId, TableNumber};
use schema_core::value::Object;

use crate::clock::Timestamp;
use crate::fixture::{NOW, directors, films, in_memory, old_film, run, sources, take_over};
use crate::store::{LogEntry, Repair, Repaired, Store as _};
use crate::testing::LiveStore;

use super::MemoryStore;

fn with_seed(seed: u64) -> MemoryStore {
    MemoryStore::new("test".parse().unwrap(), sources(seed))
}

fn ids<S: LiveStore>(store: &S) -> Vec<DocumentId> {
    let insert = |table| run(store.insert(&table, &Object::new())).unwrap();
    [films(), directors(), films()].map(insert).into()
}

#[test]
fn the_same_seed_makes_the_same_ids_as_on_the_embedded_engine() {
    assert_eq!(ids(&with_seed(1)), ids(&in_memory()));
    assert_ne!(ids(&with_seed(1)), ids(&with_seed(2)));
    let numbers = ids(&with_seed(1)).into_iter().map(|id| id.table);
    assert!(numbers.eq([10_001, 10_002, 10_001].map(TableNumber)));
}

#[test]
fn a_repair_is_logged_where_it_is_done_and_only_there() {
    let store = with_seed(1);
    let film = ids(&store)[0];
    let run_number = take_over(&store);
    let repair = Repair {
        run: run_number,
        table: films(),
        id: film,
        read: run(store.get(&[film])).unwrap().remove(0).read,
        fields: Some(old_film(Some("set"), "Ida")),
        note: "set title".to_owned(),
    };
    for repaired in [Repaired::Done, Repaired::Conflict] {
        assert_eq!(run(store.repair(&repair)).unwrap(), repaired);
        let note = "set title".to_owned();
        assert_eq!(store.log(), [LogEntry { at: Timestamp(NOW), id: Some(film), note }]);
    }
}

#[test]
fn a_panic_inside_a_transaction_leaves_the_deployment_as_it_was() {
    let store = with_seed(1);
    let before = ids(&store).len() as u64;
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.transact::<(), ()>(|transaction| {
            transaction.insert(&films(), &Object::new()).unwrap();
            panic!("in the middle");
        })
    }));
    assert!(panicked.is_err());
    let counts = [films(), directors()].map(|table| run(store.count(&table)).unwrap());
    assert_eq!(counts.iter().sum::<u64>(), before);
}
