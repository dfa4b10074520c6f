//! A table that has nothing more to carry leaves no entry in quarantine.

use super::*;

/// A deployment whose only film was refused, and its id.
fn with_a_refused_film() -> (SqliteStore, DocumentId) {
    let declaration = declaration();
    let store = first(&declaration, 0);
    let bad = store.insert(&films(), &[old_film(None, "Ida")]).unwrap()[0];
    assert!(matches!(ship_quietly(&store, &declaration), Stand::Incomplete { .. }));
    assert_eq!(run(store.quarantine(&films())).unwrap()[0].id, bad);
    (store, bad)
}

fn without_films(dropped: DroppedTable) -> Declaration {
    let mut declaration = declaration();
    declaration.tables.remove(&films());
    declaration.listed.retain(|listed| listed.table != films());
    declaration.dropped.insert(films(), dropped);
    declaration
}

#[test]
fn the_entry_of_a_tables_last_document_closes_when_it_is_deleted() {
    let (store, bad) = with_a_refused_film();
    store.delete(bad).unwrap();
    assert!(matches!(ship_quietly(&store, &declaration()), Stand::Done));
    assert_narrowed(&store, &declaration());
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
}

#[test]
fn a_table_is_forgotten_with_its_quarantine() {
    let (store, bad) = with_a_refused_film();
    let forgotten = without_films(DroppedTable::Forget);
    assert!(matches!(ship_quietly(&store, &forgotten), Stand::Done));
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
    assert_eq!(documents(&store, &films()), [(bad, old_film(None, "Ida"))]);
}

#[test]
fn a_table_is_deleted_with_its_quarantine() {
    let (store, bad) = with_a_refused_film();
    store.delete(bad).unwrap();
    let deleted = without_films(DroppedTable::DeleteDocuments);
    assert!(matches!(ship_quietly(&store, &deleted), Stand::Done));
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
}
