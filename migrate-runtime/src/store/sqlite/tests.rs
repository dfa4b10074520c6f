//! The engine keeps Convex's rules.

mod application;
mod files;
mod pending;
mod serial;
mod transaction;

use schema_core::convert::Encoded;
use schema_core::id::TableNumber;
use schema_core::transition::Effect;
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;

use crate::checkpoint::{Checkpoint, Counts};
use crate::error::StoreError;
use crate::fixture::{
    by_name, declaration, directors, documents, films, first_range, in_memory, object, old_film,
    push, reels, run, schema, sources, step, take_over, text, widened, with_films,
};
use crate::range::IdRange;
use crate::store::{
    Batch, Canonical, Change, Commit, PushOutcome, QuarantineCode, Quarantined, Repair, Repaired,
    Seen, Store, Write,
};

use super::SqliteStore;

/// A batch of the first range of a step that begins with it.
fn batch(store: &SqliteStore, writes: Vec<Write>) -> Batch {
    let run_number = take_over(store);
    run(store.begin_pass(run_number, &step(), 0, &[IdRange::WHOLE])).unwrap();
    Batch {
        run: run_number,
        range: first_range(),
        follows: Checkpoint::default(),
        then: Checkpoint::default(),
        writes,
        quarantine: Vec::new(),
        settled: Vec::new(),
    }
}

fn write(store: &SqliteStore, id: schema_core::id::DocumentId, fields: Object) -> Write {
    let read = run(store.get(&[id])).unwrap().remove(0);
    Write {
        table: films(),
        id,
        read: read.read,
        also_read: Vec::new(),
        change: Change::Replace(Encoded { fields, placeholders: Vec::new() }),
        effects: Vec::new(),
    }
}

fn ensure(name: Option<&str>) -> Effect {
    let fields = name.map(|name| object(&[("name", text(name))])).unwrap_or_default();
    Effect::Ensure {
        table: directors(),
        version: VersionNumber(1),
        index: schema_core::name::IndexName::from_checked("by_name"),
        document: Encoded { fields, placeholders: Vec::new() },
    }
}

fn committed(store: &SqliteStore, batch: &Batch) -> Checkpoint {
    match run(store.commit(batch)).unwrap() {
        Commit::Committed(checkpoint) => checkpoint,
        other => panic!("not committed: {other:?}"),
    }
}

#[test]
fn ids_are_convex_ids_of_tables_numbered_from_10001() {
    let store = in_memory();
    let first = store.insert(&films(), &[Object::new(), Object::new()]).unwrap();
    let second = store.insert(&directors(), &[Object::new()]).unwrap();
    assert_eq!(first[0].table, TableNumber(10_001));
    assert_eq!(second[0].table, TableNumber(10_002));
    assert_ne!(first[0], first[1]);
    // 1_782_864_000_000 ms is day 20635 since 1970, in two big-endian bytes at the end.
    assert_eq!(first[0].internal[14..], 20_635_u16.to_be_bytes());
    assert_eq!(first[0].to_string().len(), 32);
}

#[test]
fn the_same_seed_makes_the_same_ids() {
    let ids = |seed| {
        let store = SqliteStore::in_memory("test".parse().unwrap(), sources(seed)).unwrap();
        store.insert(&films(), &[Object::new()]).unwrap()
    };
    assert_eq!(ids(7), ids(7));
    assert_ne!(ids(7), ids(8));
}

#[test]
fn creation_times_strictly_increase_while_the_clock_stands_still() {
    let store = in_memory();
    let ids = store.insert(&films(), &vec![Object::new(); 50]).unwrap();
    let mut read = run(store.get(&ids)).unwrap();
    read.sort_by(|a, b| a.document.creation_time.total_cmp(&b.document.creation_time));
    let in_order: Vec<_> = read.iter().map(|read| read.id).collect();
    assert_eq!(in_order, ids, "each later than the one before");
    let times: Vec<_> = read.iter().map(|read| read.document.creation_time.to_bits()).collect();
    assert!(times.is_sorted_by(|a, b| a < b));
}

#[test]
fn a_write_that_the_schema_refuses_leaves_nothing_behind() {
    let store = in_memory();
    push(&store, schema(&[(&films(), &[("title", Validator::String)])]));
    let good = object(&[("title", text("M"))]);
    let bad = object(&[("title", Value::Null)]);
    let error = store.insert(&films(), &[good.clone(), bad.clone()]).unwrap_err();
    assert!(matches!(error, StoreError::Enforcement { .. }), "{error}");
    assert_eq!(documents(&store, &films()), []);
    let id = store.insert(&films(), std::slice::from_ref(&good)).unwrap()[0];
    assert!(matches!(store.replace(id, &bad), Err(StoreError::Enforcement { .. })));
    assert_eq!(documents(&store, &films()), [(id, good)]);
}

#[test]
fn a_document_that_carries_its_own_system_fields_is_stored_without_them() {
    let store = in_memory();
    let id = store.insert(&films(), &[object(&[("title", text("M"))])]).unwrap()[0];
    let same = object(&[("title", text("M")), ("_id", text(&id.to_string()))]);
    store.replace(id, &same).unwrap();
    assert_eq!(documents(&store, &films()), [(id, object(&[("title", text("M"))]))]);
    let other = object(&[("_id", text("j57000820c20a1g7104gm2rc1m70ynr8"))]);
    assert!(matches!(store.replace(id, &other), Err(StoreError::Enforcement { .. })));
}

#[test]
fn a_push_names_every_document_that_violates_it_and_changes_nothing() {
    let store = in_memory();
    push(&store, widened());
    let films_of = |title| store.insert(&films(), &[old_film(title, "Ida")]).unwrap()[0];
    let (good, first, second) = (films_of(Some("M")), films_of(None), films_of(None));
    let strict =
        schema(&[(&films(), &[("title", Validator::String), ("director", Validator::String)])]);
    let PushOutcome::Refused(violations) = push(&store, strict) else { panic!("was accepted") };
    let mut ids: Vec<_> = violations.iter().map(|violation| violation.id).collect();
    ids.sort();
    let mut expected = vec![first, second];
    expected.sort();
    assert_eq!(ids, expected);
    assert_eq!(violations[0].path.to_string(), ".title");
    assert_eq!(run(store.deployed()).unwrap().unwrap().schema, widened());
    store.delete(first).unwrap();
    store.delete(second).unwrap();
    assert_eq!(documents(&store, &films()).len(), 1);
    assert_eq!(documents(&store, &films())[0].0, good);
}

#[test]
fn a_push_that_fits_by_the_validators_alone_walks_nothing() {
    let store = in_memory();
    push(&store, schema(&[(&films(), &[("title", Validator::String)])]));
    store.insert(&films(), &[object(&[("title", text("M"))])]).unwrap();
    let wider = schema(&[(&films(), &[("title", Validator::nullable(Validator::String))])]);
    assert!(matches!(push(&store, wider.clone()), PushOutcome::Active));
    assert_eq!(run(store.deployed()).unwrap().unwrap().schema, wider);
}

#[test]
fn a_schema_that_breaks_the_rules_is_refused_before_anything_is_walked() {
    let store = in_memory();
    let scalar = schema_core::schema::TableSchema {
        document: Validator::String,
        indexes: std::collections::BTreeMap::new(),
    };
    let schema = schema_core::schema::Schema {
        tables: [(films(), scalar)].into(),
        ..schema_core::schema::Schema::default()
    };
    let push = crate::store::Push::of(schema, crate::store::Manifest::default());
    assert!(matches!(run(store.push(&push)), Err(StoreError::Schema { .. })));
    assert!(run(store.deployed()).unwrap().is_none());
}

#[test]
fn an_ensure_finds_what_an_earlier_one_of_the_batch_has_made() {
    let store = in_memory();
    let ids = with_films(&store, 2);
    let with = |id| {
        let mut write = write(&store, id, old_film(Some("M"), "Ida"));
        write.effects = vec![ensure(Some("Ida"))];
        write
    };
    let batch = batch(&store, ids.iter().map(|id| with(*id)).collect());
    let checkpoint = committed(&store, &batch);
    assert_eq!(checkpoint.counts.inserted, 1);
    assert_eq!(documents(&store, &directors()).len(), 1);
}

#[test]
fn an_ensure_finds_documents_that_were_there_before_their_index() {
    let store = in_memory();
    let mut before = widened();
    before.tables.get_mut(&directors()).unwrap().indexes.clear();
    push(&store, before);
    let ida = store.insert(&directors(), &[object(&[("name", text("Ida"))])]).unwrap()[0];
    push(&store, widened());
    let film = store.insert(&films(), &[old_film(Some("M"), "Ida")]).unwrap()[0];
    let mut write = write(&store, film, old_film(Some("M"), "Ida"));
    write.effects = vec![ensure(Some("Ida"))];
    let checkpoint = committed(&store, &batch(&store, vec![write]));
    assert_eq!(checkpoint.counts.inserted, 0);
    assert_eq!(documents(&store, &directors())[0].0, ida);
}

#[test]
fn an_ensure_with_several_matches_refuses_the_document_and_undoes_the_rest() {
    let store = in_memory();
    let ids = with_films(&store, 2);
    let ida = object(&[("name", text("Ida"))]);
    store.insert(&directors(), &[ida.clone(), ida]).unwrap();
    let before = documents(&store, &films());
    let mut ambiguous = write(&store, ids[0], old_film(Some("other"), "Ida"));
    ambiguous.effects = vec![ensure(Some("Ida"))];
    let mut fine = write(&store, ids[1], old_film(Some("other"), "Orson"));
    fine.effects = vec![ensure(Some("Orson"))];
    let Commit::Refused(refused) =
        run(store.commit(&batch(&store, vec![ambiguous, fine]))).unwrap()
    else {
        panic!("was committed")
    };
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].id, refused[0].code), (ids[0], QuarantineCode::Ambiguous));
    assert_eq!(documents(&store, &films()), before);
    assert_eq!(documents(&store, &directors()).len(), 2);
}

#[test]
fn an_ensure_does_not_take_a_longer_name_for_the_same() {
    let store = in_memory();
    let ids = with_films(&store, 1);
    let named = |name: &str| object(&[("name", text(name))]);
    store.insert(&directors(), &[named("Ida Lupino"), named("Id"), named("Ida\0")]).unwrap();
    let mut write = write(&store, ids[0], old_film(Some("M"), "Ida"));
    write.effects = vec![ensure(Some("Ida"))];
    let checkpoint = committed(&store, &batch(&store, vec![write]));
    assert_eq!(checkpoint.counts.inserted, 1);
}

#[test]
fn an_ensure_without_a_value_for_its_key_refuses_the_document() {
    let store = in_memory();
    let ids = with_films(&store, 1);
    let mut write = write(&store, ids[0], old_film(Some("M"), "Ida"));
    write.effects = vec![ensure(None)];
    let Commit::Refused(refused) = run(store.commit(&batch(&store, vec![write]))).unwrap() else {
        panic!("was committed")
    };
    assert!(refused[0].refusal.reason.contains("no value for `name`"), "{:?}", refused[0]);
}

#[test]
fn a_document_that_changed_since_it_was_read_is_a_conflict_and_nothing_happens() {
    let store = in_memory();
    let ids = with_films(&store, 2);
    let writes: Vec<_> =
        ids.iter().map(|id| write(&store, *id, old_film(Some("new"), "Ida"))).collect();
    store.replace(ids[1], &old_film(Some("live"), "Ida")).unwrap();
    let before = documents(&store, &films());
    let Commit::Conflicts(conflicts) = run(store.commit(&batch(&store, writes))).unwrap() else {
        panic!("was committed")
    };
    assert_eq!(conflicts, [ids[1]]);
    assert_eq!(documents(&store, &films()), before);
    let state = run(store.step(&step())).unwrap().unwrap();
    assert_eq!(state.ranges[0].checkpoint, Checkpoint::default());
}

#[test]
fn a_document_that_was_deleted_or_read_beside_and_changed_is_a_conflict_too() {
    let store = in_memory();
    let ids = with_films(&store, 3);
    let gone = write(&store, ids[0], old_film(Some("new"), "Ida"));
    let mut beside = write(&store, ids[1], old_film(Some("new"), "Ida"));
    let seen = run(store.get(&[ids[2]])).unwrap().remove(0);
    beside.also_read = vec![Seen { id: ids[2], read: Some(seen.read.clone()) }];
    let listed = Quarantined {
        id: ids[2],
        read: seen.read,
        also_read: Vec::new(),
        code: QuarantineCode::InvalidResult,
        path: schema_core::path::Path::default(),
        reason: String::new(),
    };
    store.delete(ids[0]).unwrap();
    store.replace(ids[2], &old_film(Some("live"), "Ida")).unwrap();
    let mut batch = batch(&store, vec![gone, beside]);
    batch.quarantine = vec![listed];
    let Commit::Conflicts(conflicts) = run(store.commit(&batch)).unwrap() else {
        panic!("was committed")
    };
    assert_eq!(conflicts, ids);
}

#[test]
fn the_second_commit_of_a_batch_is_superseded_and_has_no_effect() {
    let store = in_memory();
    let ids = with_films(&store, 1);
    let mut write = write(&store, ids[0], old_film(Some("new"), "Ida"));
    write.effects = vec![ensure(Some("Ida"))];
    let mut batch = batch(&store, vec![write]);
    batch.then.counts = Counts { carried: 1, ..Counts::default() };
    let first = committed(&store, &batch);
    let after = (documents(&store, &films()), documents(&store, &directors()));
    let Commit::Superseded(second) = run(store.commit(&batch)).unwrap() else {
        panic!("was committed twice")
    };
    assert_eq!(first, second);
    assert_eq!(second.counts, Counts { carried: 1, inserted: 1, ..Counts::default() });
    assert_eq!((documents(&store, &films()), documents(&store, &directors())), after);
}

#[test]
fn what_a_carried_document_becomes_is_checked_against_the_active_schema() {
    let store = in_memory();
    let ids = with_films(&store, 1);
    let bad = write(&store, ids[0], object(&[("title", Value::Int64(1))]));
    let Commit::Refused(refused) = run(store.commit(&batch(&store, vec![bad]))).unwrap() else {
        panic!("was committed")
    };
    assert_eq!(refused[0].code, QuarantineCode::InvalidResult);
}

#[test]
fn a_repair_is_refused_where_the_document_has_changed_and_logged_where_it_is_done() {
    let store = in_memory();
    let ids = with_films(&store, 1);
    let read = run(store.get(&ids)).unwrap().remove(0);
    let run_number = take_over(&store);
    let repair = |read: &Canonical, fields| Repair {
        run: run_number,
        table: films(),
        id: ids[0],
        read: read.clone(),
        fields,
        note: "set title".to_owned(),
    };
    store.replace(ids[0], &old_film(Some("live"), "Ida")).unwrap();
    let repaired = run(store.repair(&repair(&read.read, None))).unwrap();
    assert_eq!(repaired, Repaired::Conflict);
    assert_eq!(store.log().unwrap(), []);
    let read = run(store.get(&ids)).unwrap().remove(0);
    let bad = Some(object(&[("title", Value::Int64(1))]));
    assert!(matches!(
        run(store.repair(&repair(&read.read, bad))),
        Err(StoreError::Enforcement { .. })
    ));
    let good = Some(old_film(Some("set"), "Ida"));
    assert_eq!(run(store.repair(&repair(&read.read, good))).unwrap(), Repaired::Done);
    assert_eq!(store.log().unwrap()[0].note, "set title");
    assert_eq!(documents(&store, &films())[0].1, old_film(Some("set"), "Ida"));
}

#[test]
fn the_fixtures_schema_takes_every_document_of_the_declared_versions() {
    let declaration = declaration();
    let mut newest = schema(&[]);
    for (name, history) in &declaration.tables {
        let version = history.newest();
        let (document, indexes) = (version.document.clone(), version.indexes.clone());
        let table = schema_core::schema::TableSchema { document, indexes };
        newest.tables.insert(name.clone(), table);
        for version in history.versions().iter().filter(|_| *name != reels()) {
            assert!(version.document.is_subset(&widened().tables[name].document), "{name}");
        }
    }
    let mut only_directors = schema(&[(&directors(), &[("name", Validator::String)])]);
    by_name(&mut only_directors);
    assert_eq!(newest.tables[&directors()], only_directors.tables[&directors()]);
}
