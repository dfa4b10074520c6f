//! What happens beside a carried document.

use schema_core::convert::{EffectNumber, Encoded, Placeholder};
use schema_core::name::{IndexName, TableName};
use schema_core::path::{Path, Segment};
use schema_core::transition::Effect;
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;

use crate::error::StoreError;
use crate::store::{Batch, Change, Commit, QuarantineCode, Refused, Write};
use crate::testing::LiveStore;

use super::Deployment;
use super::deployment::empty;
use super::shapes::{
    by_name, directors, films, index, named, notes, object, old_film, schema, text, widened,
};

fn plain(fields: Object) -> Encoded {
    Encoded { fields, placeholders: Vec::new() }
}

fn of(table: &TableName, document: Encoded) -> Effect {
    Effect::Insert { table: table.clone(), version: VersionNumber(1), document }
}

pub(in crate::testing) fn insert(table: &TableName, name: &str) -> Effect {
    of(table, plain(named(name)))
}

fn ensure_by(index: &str, fields: Object) -> Effect {
    Effect::Ensure {
        table: directors(),
        version: VersionNumber(1),
        index: IndexName::from_checked(index),
        document: plain(fields),
    }
}

/// Finds or makes a director.
pub(in crate::testing) fn ensure(name: &str) -> Effect {
    ensure_by("by_name", named(name))
}

pub(super) fn with_effects(write: Write, effects: impl IntoIterator<Item = Effect>) -> Write {
    Write { effects: effects.into_iter().collect(), ..write }
}

/// The fields with the id of an effect's document in the place of one of them.
fn with_id_of(effect: usize, field: &str, mut fields: Object) -> Encoded {
    fields.insert(field.to_owned(), Value::Null);
    let path = Path(vec![Segment::Field(field.to_owned())]);
    Encoded { fields, placeholders: vec![Placeholder { path, effect: EffectNumber(effect) }] }
}

/// The film, directed by whoever comes of its first effect.
fn directed(write: Write) -> Write {
    let film = with_id_of(0, "directedBy", object(&[("title", text("new"))]));
    Write { change: Change::Replace(film), ..write }
}

/// Commits one write that is refused, and nothing comes of it.
async fn refused<S: LiveStore>(on: &Deployment<S>, write: Write) -> Refused {
    let id = write.id;
    match on.not_committed(&on.batch_of(vec![write]).await).await {
        Commit::Refused(mut refused) => {
            assert_eq!((refused.len(), refused[0].id), (1, id));
            refused.remove(0)
        }
        other => panic!("isn't refused: {other:?}"),
    }
}

pub async fn an_inserted_documents_id_stands_where_the_carried_one_waits_for_it<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(1).await;
    let write = directed(on.write(ids[0], Object::new()).await);
    let write = with_effects(write, [insert(&directors(), "Ida")]);
    let checkpoint = on.committed(&on.batch_of(vec![write]).await).await;
    assert_eq!(checkpoint.counts.inserted, 1);
    let (id, fields) = on.documents(&directors()).await.pop_first().unwrap();
    assert_eq!(fields, named("Ida"));
    assert_eq!(on.read(ids[0]).await.document.fields["directedBy"], text(&id.to_string()));
}

pub async fn an_effect_may_refer_to_an_earlier_one<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(1).await;
    let note = of(&notes(), with_id_of(0, "about", named("note")));
    let of_note = of(&notes(), with_id_of(1, "about", named("note of a note")));
    let write = directed(on.write(ids[0], Object::new()).await);
    let write = with_effects(write, [ensure("Ida"), note, of_note]);
    assert_eq!(on.committed(&on.batch_of(vec![write]).await).await.counts.inserted, 3);
    let director = on.documents(&directors()).await.pop_first().unwrap().0;
    let notes = on.documents(&notes()).await;
    let find = |name: &str| notes.iter().find(|(_, note)| note["name"] == text(name)).unwrap();
    assert_eq!(find("note").1["about"], text(&director.to_string()));
    assert_eq!(find("note of a note").1["about"], text(&find("note").0.to_string()));
}

pub async fn a_document_that_deletes_itself_goes_with_its_effects<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(2).await;
    let write = on.write(ids[0], Object::new()).await;
    let write = with_effects(write, [insert(&notes(), "was a film"), Effect::DeleteSelf]);
    let batch = on.batch_of(vec![Write { change: Change::Delete, ..write }]).await;
    assert_eq!(on.committed(&batch).await.counts.inserted, 1);
    assert_eq!(on.documents(&films()).await.into_keys().collect::<Vec<_>>(), [ids[1]]);
    assert_eq!(on.documents(&notes()).await.len(), 1);
}

pub async fn an_ensure_makes_a_document_once_and_finds_it_from_then_on<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(3).await;
    let mut writes = Vec::new();
    for id in &ids {
        let write = directed(on.write(*id, Object::new()).await);
        writes.push(with_effects(write, [ensure("Ida")]));
    }
    let last = writes.pop().unwrap();
    // Within a batch,
    let mut batch = on.batch_of(writes).await;
    let checkpoint = on.committed(&batch).await;
    assert_eq!(checkpoint.counts.inserted, 1);
    // and by a later one.
    batch.writes = vec![last];
    batch.follows = checkpoint.clone();
    batch.then = checkpoint;
    assert_eq!(on.committed(&batch).await.counts.inserted, 1);
    let directors = on.documents(&directors()).await;
    assert_eq!(directors.len(), 1);
    let director = text(&directors.into_keys().next().unwrap().to_string());
    for id in ids {
        assert_eq!(on.read(id).await.document.fields["directedBy"], director);
    }
}

pub async fn an_ensure_goes_by_what_documents_are_now<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(3).await;
    let renamed = on.insert(&directors(), &named("Ida")).await;
    let gone = on.insert(&directors(), &named("Orson")).await;
    on.store.replace(renamed, &named("Agnès")).await.unwrap();
    on.store.delete(gone).await.unwrap();
    let mut writes = Vec::new();
    for (id, name) in ids.iter().zip(["Ida", "Orson", "Agnès"]) {
        let write = directed(on.write(*id, Object::new()).await);
        writes.push(with_effects(write, [ensure(name)]));
    }
    let checkpoint = on.committed(&on.batch_of(writes).await).await;
    assert_eq!(checkpoint.counts.inserted, 2, "one is there under its new name");
    let by_agnes = on.read(ids[2]).await.document.into_stored().fields;
    assert_eq!(by_agnes["directedBy"], text(&renamed.to_string()));
}

pub async fn an_ensure_finds_documents_that_were_there_before_their_index<S: LiveStore>(
    on: &Deployment<S>,
) {
    let mut before = widened();
    before.tables.get_mut(&directors()).unwrap().indexes.clear();
    on.push(before).await;
    let ida = on.insert(&directors(), &named("Ida")).await;
    let film = on.films(1).await[0];
    let write = directed(on.write(film, Object::new()).await);
    let batch = on.batch_of(vec![with_effects(write, [ensure("Ida")])]).await;
    assert_eq!(on.committed(&batch).await.counts.inserted, 0);
    assert_eq!(on.read(film).await.document.fields["directedBy"], text(&ida.to_string()));
}

pub async fn an_ensure_with_more_than_one_match_refuses_the_document<S: LiveStore>(
    on: &Deployment<S>,
) {
    let film = on.films(1).await[0];
    on.insert(&directors(), &named("Ida")).await;
    on.insert(&directors(), &named("Ida")).await;
    let write = directed(on.write(film, Object::new()).await);
    let effects = [insert(&notes(), "a table that isn't made"), ensure("Orson"), ensure("Ida")];
    let refused = refused(on, with_effects(write, effects)).await;
    assert_eq!(refused.code, QuarantineCode::Ambiguous);
    assert!(refused.refusal.reason.contains("`by_name`"), "{}", refused.refusal.reason);
}

pub async fn an_ensure_without_a_value_for_its_key_refuses_the_document<S: LiveStore>(
    on: &Deployment<S>,
) {
    let film = on.films(1).await[0];
    let write = directed(on.write(film, Object::new()).await);
    let effects = [ensure_by("by_name", Object::new())];
    let refused = refused(on, with_effects(write, effects)).await;
    assert_eq!(refused.code, QuarantineCode::InvalidResult);
    assert!(refused.refusal.reason.contains("`name`"), "{}", refused.refusal.reason);
}

pub async fn an_ensure_does_not_take_a_similar_key_for_the_same<S: LiveStore>(on: &Deployment<S>) {
    let film = on.films(1).await[0];
    for name in ["Ida Lupino", "Id", "Ida\0", "ida", ""] {
        on.insert(&directors(), &named(name)).await;
    }
    let write = directed(on.write(film, Object::new()).await);
    let batch = on.batch_of(vec![with_effects(write, [ensure("Ida")])]).await;
    assert_eq!(on.committed(&batch).await.counts.inserted, 1);
}

pub async fn an_ensure_compares_every_field_of_its_index_also_nested_ones<S: LiveStore>(
    on: &Deployment<S>,
) {
    let place = |city: &str| Value::Object(object(&[("city", text(city))]));
    let director = |name: &str, city: &str, films: f64| {
        let films = Value::Float64(films);
        object(&[("name", text(name)), ("place", place(city)), ("films", films)])
    };
    let mut wide = widened();
    wide.tables.get_mut(&directors()).unwrap().document = Validator::Any;
    index(&mut wide, &directors(), "by_place", &["place.city", "films"]);
    on.push(wide).await;
    let film = on.insert(&films(), &object(&[("title", Value::Null)])).await;
    let there = on.insert(&directors(), &director("Ida", "London", 0.0)).await;
    for (city, films) in [("London", -0.0), ("London", 1.0), ("Paris", 0.0)] {
        on.insert(&directors(), &director("Ida", city, films)).await;
    }
    let write = directed(on.write(film, Object::new()).await);
    let effects = [ensure_by("by_place", director("another name", "London", 0.0))];
    let batch = on.batch_of(vec![with_effects(write, effects)]).await;
    assert_eq!(on.committed(&batch).await.counts.inserted, 0);
    assert_eq!(on.read(film).await.document.fields["directedBy"], text(&there.to_string()));
}

pub async fn an_index_that_can_not_be_asked_is_an_error_and_nothing_happens<S: LiveStore>(
    on: &Deployment<S>,
) {
    let film = on.films(1).await[0];
    let mut staged = widened();
    let by_name = IndexName::from_checked("by_name");
    staged.tables.get_mut(&directors()).unwrap().indexes.get_mut(&by_name).unwrap().staged = true;
    on.push(staged).await;
    let run = on.begin().await;
    for index in ["by_name", "by_nothing"] {
        let write = directed(on.write(film, Object::new()).await);
        let effects = [insert(&notes(), "note"), ensure_by(index, named("Ida"))];
        let batch = Batch { writes: vec![with_effects(write, effects)], ..empty(run) };
        let before = on.everything().await;
        let answer = on.store.commit(&batch).await;
        assert!(matches!(answer, Err(StoreError::NoIndex { .. })), "{answer:?}");
        assert_eq!(on.everything().await, before);
    }
}

pub async fn a_document_that_is_added_is_checked_against_the_active_schema<S: LiveStore>(
    on: &Deployment<S>,
) {
    let film = on.films(1).await[0];
    let bad = plain(object(&[("name", Value::Int64(1))]));
    let write = directed(on.write(film, Object::new()).await);
    let effects = [insert(&directors(), "Orson"), of(&directors(), bad)];
    let refused = refused(on, with_effects(write, effects)).await;
    assert_eq!(refused.code, QuarantineCode::InvalidResult);
    assert!(refused.refusal.reason.contains("`directors`"), "{}", refused.refusal.reason);
}

pub async fn an_index_follows_its_declaration<S: LiveStore>(on: &Deployment<S>) {
    // The same name, first over other fields.
    let tables: &[(_, &[_])] = &[
        (&films(), &[("title", Validator::Any), ("directedBy", Validator::Any)]),
        (&directors(), &[("name", Validator::Any)]),
    ];
    let mut before = schema(tables);
    before.tables.get_mut(&directors()).unwrap().document = Validator::Any;
    before.tables.get_mut(&films()).unwrap().document = Validator::Any;
    let mut after = before.clone();
    index(&mut before, &directors(), "by_name", &["alias"]);
    by_name(&mut after);
    on.push(before).await;
    let mut ida = named("Ida");
    ida.insert("alias".to_owned(), text("Orson"));
    let ida = on.insert(&directors(), &ida).await;
    on.push(after).await;
    let film = on.insert(&films(), &old_film(None, "Ida")).await;
    let write = directed(on.write(film, Object::new()).await);
    let effects = [ensure("Ida"), ensure("Orson")];
    let batch = on.batch_of(vec![with_effects(write, effects)]).await;
    assert_eq!(on.committed(&batch).await.counts.inserted, 1, "Orson is only an alias");
    assert_eq!(on.read(film).await.document.fields["directedBy"], text(&ida.to_string()));
}
