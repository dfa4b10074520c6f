//! Batches: all of one, or nothing and why.

use schema_core::convert::Encoded;
use schema_core::id::DocumentId;
use schema_core::path::Path;
use schema_core::transition::Effect;
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;

use crate::checkpoint::{Checkpoint, Counts, Revision};
use crate::cursor::Cursor;
use crate::range::IdRange;
use crate::step::RangeNumber;
use crate::store::{Batch, Canonical, Change, Commit, QuarantineCode, Quarantined, Seen, Write};
use crate::testing::LiveStore;

use super::Deployment;
use super::deployment::empty;
use super::effects::{insert, with_effects};
use super::quarantine::refusal_of;
use super::shapes::{directors, films, named, notes, object, old_film, step, text};

fn new_film() -> Object {
    old_film(Some("new"), "Ida")
}

/// A batch in which there is something of everything: a film that is carried with an effect, one
/// that is quarantined, and a checkpoint that moves.
async fn something_of_everything<S: LiveStore>(
    on: &Deployment<S>,
    carried: DocumentId,
    refused: DocumentId,
) -> Batch {
    let write = with_effects(on.write(carried, new_film()).await, [insert(&directors(), "Ida")]);
    let mut batch = on.batch_of(vec![write]).await;
    batch.quarantine = vec![refusal_of(&on.read(refused).await)];
    batch.then.scanned = 2;
    batch.then.counts = Counts { carried: 1, quarantined: 1, ..Counts::default() };
    batch
}

pub async fn a_batch_writes_its_documents_and_moves_its_checkpoint<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(3).await;
    let created = on.read(ids[0]).await.document.creation_time;
    let mut batch = something_of_everything(on, ids[0], ids[1]).await;
    batch.then.cursor = Cursor::after(ids[1]);
    batch.then.old = 2;
    let checkpoint = on.committed(&batch).await;
    let counts = Counts { carried: 1, quarantined: 1, inserted: 1, ..Counts::default() };
    let expected = Checkpoint { revision: Revision(1), counts, ..batch.then.clone() };
    assert_eq!(checkpoint, expected);
    assert_eq!(on.step().await.ranges[0].checkpoint, expected);
    let carried = on.read(ids[0]).await.document;
    assert_eq!(carried.fields, new_film());
    assert_eq!(carried.creation_time.to_bits(), created.to_bits(), "system fields stay");
    assert_eq!(on.store.quarantine(&films()).await.unwrap().len(), 1);
    assert_eq!(on.documents(&directors()).await.len(), 1);
    // The next one follows it.
    let mut next = empty(batch.run);
    next.follows = checkpoint.clone();
    next.then = Checkpoint { done: true, ..checkpoint };
    assert_eq!(on.committed(&next).await.revision, Revision(2));
}

pub async fn the_second_commit_of_a_batch_is_superseded_and_has_no_effect<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(2).await;
    let batch = something_of_everything(on, ids[0], ids[1]).await;
    let first = on.committed(&batch).await;
    let Commit::Superseded(second) = on.not_committed(&batch).await else {
        panic!("isn't superseded")
    };
    assert_eq!(first, second);
    // Also where its documents have moved on: that it was committed is what the runner must know.
    on.store.replace(ids[0], &old_film(Some("live"), "Ida")).await.unwrap();
    on.store.delete(ids[1]).await.unwrap();
    assert!(matches!(on.not_committed(&batch).await, Commit::Superseded(_)));
}

pub async fn a_batch_that_follows_another_checkpoint_is_superseded<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(1).await;
    let mut batch = on.batch_of(vec![on.write(ids[0], new_film()).await]).await;
    batch.follows.revision = Revision(1);
    let Commit::Superseded(stands) = on.not_committed(&batch).await else {
        panic!("isn't superseded")
    };
    assert_eq!(stands, Checkpoint::default());
}

pub async fn a_document_that_changed_since_it_was_read_is_a_conflict<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(3).await;
    let mut batch = something_of_everything(on, ids[0], ids[2]).await;
    batch.writes.push(on.write(ids[1], new_film()).await);
    on.store.replace(ids[1], &old_film(Some("live"), "Ida")).await.unwrap();
    assert_eq!(on.conflicts(&batch).await, [ids[1]]);
    // Without it, the rest goes.
    batch.writes.pop();
    on.committed(&batch).await;
}

pub async fn a_document_that_was_deleted_since_is_a_conflict<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(2).await;
    let mut deletes = on.write(ids[0], Object::new()).await;
    deletes.change = Change::Delete;
    let mut batch = on.batch_of(vec![deletes]).await;
    batch.writes.push(on.write(ids[1], new_film()).await);
    for id in &ids {
        on.store.delete(*id).await.unwrap();
    }
    let mut expected = ids;
    expected.sort();
    assert_eq!(on.conflicts(&batch).await, expected);
}

pub async fn a_document_that_is_quarantined_and_changed_since_is_a_conflict<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(2).await;
    let batch = something_of_everything(on, ids[0], ids[1]).await;
    on.store.replace(ids[1], &old_film(Some("live"), "Ida")).await.unwrap();
    assert_eq!(on.conflicts(&batch).await, [ids[1]]);
}

pub async fn a_document_is_a_conflict_where_what_was_read_beside_it_has_changed<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(6).await;
    let absent = DocumentId { internal: [0; 16], ..ids[0] };
    let seen = async |id| Seen { id, read: Some(on.read(id).await.read) };
    let (changes, goes, stays) = (seen(ids[3]).await, seen(ids[4]).await, seen(ids[5]).await);
    // There never was a document with this proof.
    let came = Seen { id: absent, read: Some(Canonical::of(&new_film())) };
    let is_still_absent = Seen { id: absent, read: None };
    let beside = async |id, also_read| Write { also_read, ..on.write(id, new_film()).await };
    let writes = vec![
        beside(ids[0], vec![stays.clone(), changes.clone()]).await,
        beside(ids[1], vec![goes, stays.clone()]).await,
        beside(ids[2], vec![is_still_absent, stays]).await,
    ];
    let mut batch = on.batch_of(writes).await;
    let refused = refusal_of(&on.read(ids[5]).await);
    batch.quarantine = vec![Quarantined { also_read: vec![came], ..refused }];
    on.store.replace(ids[3], &old_film(Some("live"), "Ida")).await.unwrap();
    on.store.delete(ids[4]).await.unwrap();
    let mut expected = vec![ids[0], ids[1], ids[5]];
    expected.sort();
    assert_eq!(on.conflicts(&batch).await, expected);
}

pub async fn a_document_that_came_where_none_was_read_is_a_conflict<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(2).await;
    let write = on.write(ids[0], new_film()).await;
    let also_read = vec![Seen { id: ids[1], read: None }];
    let batch = on.batch_of(vec![Write { also_read, ..write }]).await;
    assert_eq!(on.conflicts(&batch).await, [ids[0]]);
}

pub async fn a_document_that_changed_and_changed_back_is_none<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(1).await;
    let before = on.read(ids[0]).await.document.into_stored().fields;
    let batch = on.batch_of(vec![on.write(ids[0], new_film()).await]).await;
    on.store.replace(ids[0], &old_film(Some("live"), "Ida")).await.unwrap();
    on.store.replace(ids[0], &before).await.unwrap();
    on.committed(&batch).await;
}

pub async fn a_document_that_is_in_a_batch_twice_is_a_conflict<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(3).await;
    let mut batch = something_of_everything(on, ids[0], ids[1]).await;
    batch.writes.push(batch.writes[0].clone());
    assert_eq!(on.conflicts(&batch).await, [ids[0]]);
    batch.writes.truncate(1);
    batch.quarantine.push(refusal_of(&on.read(ids[0]).await));
    assert_eq!(on.conflicts(&batch).await, [ids[0]]);
    batch.quarantine.truncate(1);
    on.committed(&batch).await;
}

pub async fn a_document_that_becomes_what_it_is_may_be_written<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(1).await;
    let same = on.read(ids[0]).await.document.into_stored().fields;
    let batch = on.batch_of(vec![on.write(ids[0], same.clone()).await]).await;
    assert_eq!(on.committed(&batch).await.revision, Revision(1));
    assert_eq!(on.read(ids[0]).await.document.fields, same);
}

pub async fn what_a_document_becomes_is_checked_against_the_active_schema<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(4).await;
    let bad = object(&[("title", Value::Int64(1))]);
    let reserved = object(&[("title", Value::Null), ("_x", Value::Null)]);
    let mut batch = something_of_everything(on, ids[0], ids[3]).await;
    batch.writes.push(on.write(ids[1], bad).await);
    batch.writes.push(on.write(ids[2], reserved).await);
    // More than one answer may be needed to hear of all of them.
    let mut refused = Vec::new();
    while batch.writes.len() > 1 {
        let Commit::Refused(some) = on.not_committed(&batch).await else { panic!("isn't refused") };
        assert!(!some.is_empty());
        for one in some {
            assert_eq!(one.code, QuarantineCode::InvalidResult);
            assert!(!one.refusal.reason.is_empty());
            batch.writes.retain(|write| write.id != one.id);
            refused.push(one.id);
        }
    }
    refused.sort();
    let mut expected = vec![ids[1], ids[2]];
    expected.sort();
    assert_eq!(refused, expected);
    on.committed(&batch).await;
}

pub async fn a_batch_without_documents_moves_its_checkpoint<S: LiveStore>(on: &Deployment<S>) {
    let mut batch = on.batch_of(Vec::new()).await;
    batch.then.done = true;
    assert!(on.committed(&batch).await.done);
    assert!(on.step().await.is_done());
}

pub async fn ranges_move_apart_from_each_other<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(2).await;
    let run = on.take_over().await;
    let ranges = IdRange::split_evenly(ids[0].table, 2);
    on.store.begin_pass(run, &step(), 0, &ranges).await.unwrap();
    for (number, id) in [(RangeNumber(2), ids[0]), (RangeNumber::FIRST, ids[1])] {
        let mut batch = Batch { writes: vec![on.write(id, new_film()).await], ..empty(run) };
        batch.range.range = number;
        batch.then.scanned = u64::from(number.0);
        assert_eq!(on.committed(&batch).await.revision, Revision(1));
    }
    let scanned = |state: crate::store::StepState| {
        let checkpoints = state.ranges.into_iter().map(|range| range.checkpoint.scanned);
        checkpoints.collect::<Vec<_>>()
    };
    assert_eq!(scanned(on.step().await), [1, 2]);
}

pub async fn a_batch_that_writes_too_much_answers_so_and_changes_nothing<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(2).await;
    let mut batch = something_of_everything(on, ids[0], ids[1]).await;
    // Seventeen of nearly 1 MiB each, where a transaction may write 16 MiB.
    let fields = object(&[("x", text(&"x".repeat((1 << 20) - 100)))]);
    let document = Encoded { fields, placeholders: Vec::new() };
    let large = Effect::Insert { table: notes(), version: VersionNumber(1), document };
    batch.writes[0].effects = vec![large; 17];
    let Commit::TooLarge { reason } = on.not_committed(&batch).await else {
        panic!("isn't too large")
    };
    assert!(!reason.is_empty());
    batch.writes[0].effects.truncate(3);
    assert_eq!(on.committed(&batch).await.counts.inserted, 3);
}

pub async fn a_batch_that_reads_too_much_answers_so_and_changes_nothing<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(1).await;
    let mut write = on.write(ids[0], new_film()).await;
    let number = ids[0].table;
    let absent = |i: u16| {
        let mut internal = [0; 16];
        internal[..2].copy_from_slice(&i.to_be_bytes());
        Seen { id: DocumentId { table: number, internal }, read: None }
    };
    write.also_read = (0..5_000).map(absent).collect();
    let mut batch = on.batch_of(vec![write]).await;
    assert!(matches!(on.not_committed(&batch).await, Commit::TooLarge { .. }));
    batch.writes[0].also_read.truncate(4_000);
    on.committed(&batch).await;
}

pub async fn a_refused_document_leaves_no_trace_for_the_others_to_trip_over<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(2).await;
    on.insert(&directors(), &named("Ida")).await;
    let bad = object(&[("title", Value::Int64(1))]);
    // Were its director still there, the next film would find two.
    let bad = with_effects(on.write(ids[0], bad).await, [insert(&directors(), "Ida")]);
    let good = on.write(ids[1], new_film()).await;
    let good = with_effects(good, [super::effects::ensure("Ida")]);
    let batch = on.batch_of(vec![bad, good]).await;
    let Commit::Refused(refused) = on.not_committed(&batch).await else { panic!("isn't refused") };
    assert_eq!(refused.iter().map(|refused| refused.id).collect::<Vec<_>>(), [ids[0]]);
    assert_eq!(refused[0].refusal.path, Path::default());
}
