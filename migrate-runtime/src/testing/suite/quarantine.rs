//! Documents that stay as they are, and their entries.

use std::time::Duration;

use schema_core::history;
use schema_core::path::{Path, Segment};

use crate::checkpoint::Checkpoint;
use crate::clock::{Clock as _, Timestamp};
use crate::digest::Digest;
use crate::store::{
    Batch, QuarantineCode, QuarantineEntry, Quarantined, ReadDocument, Seen, Write,
};
use crate::testing::LiveStore;

use super::Deployment;
use super::deployment::empty;
use super::shapes::{directors, films, old_film, step};

const REFUSED: QuarantineCode = QuarantineCode::Carry(history::QuarantineCode::Refused);

/// That a document as it was read is refused.
pub(in crate::testing) fn refusal_of(read: &ReadDocument) -> Quarantined {
    Quarantined {
        id: read.id,
        read: read.read.clone(),
        also_read: Vec::new(),
        code: REFUSED,
        path: Path(vec![Segment::Field("title".to_owned())]),
        reason: "without a title".to_owned(),
    }
}

/// The entry that comes of it.
fn entry(refused: &Quarantined, opened_at: Timestamp) -> QuarantineEntry {
    QuarantineEntry {
        table: films(),
        id: refused.id,
        step: step(),
        code: refused.code,
        path: refused.path.to_string(),
        reason: refused.reason.clone(),
        digest: Digest::of(refused.read.as_str()),
        also_read: Seen::digest(&refused.also_read),
        opened_at,
    }
}

/// The batch after this one.
fn after(batch: &Batch, at: &Checkpoint) -> Batch {
    Batch { follows: at.clone(), then: at.clone(), ..empty(batch.run) }
}

pub async fn an_entry_holds_why_and_the_digests_of_what_was_read<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(3).await;
    let before = on.documents(&films()).await;
    let mut refused = refusal_of(&on.read(ids[0]).await);
    let beside = on.read(ids[1]).await.read;
    refused.also_read = vec![Seen { id: ids[1], read: Some(beside) }];
    let plain = refusal_of(&on.read(ids[2]).await);
    let mut batch = on.batch_of(Vec::new()).await;
    batch.quarantine = vec![refused.clone(), plain.clone()];
    on.clock.pass(Duration::from_secs(1));
    on.committed(&batch).await;
    let now = on.clock.now();
    let mut expected = vec![entry(&refused, now), entry(&plain, now)];
    expected.sort_by_key(|entry| entry.id.to_string());
    assert_eq!(on.store.quarantine(&films()).await.unwrap(), expected, "by id");
    assert!(expected.iter().any(|entry| entry.also_read.is_some()));
    assert_eq!(on.store.quarantine(&directors()).await.unwrap(), []);
    assert_eq!(on.documents(&films()).await, before, "they stay as they are");
}

pub async fn an_entry_that_is_renewed_is_open_since_it_was_opened<S: LiveStore>(
    on: &Deployment<S>,
) {
    let film = on.films(1).await[0];
    let mut batch = on.batch_of(Vec::new()).await;
    batch.quarantine = vec![refusal_of(&on.read(film).await)];
    let checkpoint = on.committed(&batch).await;
    let opened_at = on.clock.now();
    on.clock.pass(Duration::from_secs(1));
    on.store.replace(film, &old_film(None, "Orson")).await.unwrap();
    let refused = Quarantined {
        code: QuarantineCode::InvalidResult,
        reason: "another reason".to_owned(),
        path: Path::default(),
        ..refusal_of(&on.read(film).await)
    };
    let mut next = after(&batch, &checkpoint);
    next.quarantine = vec![refused.clone()];
    on.committed(&next).await;
    let expected = entry(&refused, opened_at);
    assert_eq!(on.store.quarantine(&films()).await.unwrap(), [expected]);
}

pub async fn an_entry_closes_when_its_document_is_carried<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(2).await;
    let mut batch = on.batch_of(Vec::new()).await;
    for id in &ids {
        batch.quarantine.push(refusal_of(&on.read(*id).await));
    }
    let checkpoint = on.committed(&batch).await;
    let mut next = after(&batch, &checkpoint);
    let write: Write = on.write(ids[0], old_film(Some("new"), "Ida")).await;
    next.writes = vec![write];
    on.committed(&next).await;
    let open = on.store.quarantine(&films()).await.unwrap();
    assert_eq!(open.iter().map(|entry| entry.id).collect::<Vec<_>>(), [ids[1]]);
}

pub async fn an_entry_closes_when_it_is_settled<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(3).await;
    let mut batch = on.batch_of(Vec::new()).await;
    for id in &ids[..2] {
        batch.quarantine.push(refusal_of(&on.read(*id).await));
    }
    let checkpoint = on.committed(&batch).await;
    on.store.delete(ids[0]).await.unwrap();
    let still = on.store.quarantine(&films()).await.unwrap().len();
    assert_eq!(still, 2, "nothing closes by itself");
    let mut next = after(&batch, &checkpoint);
    // Settling what has no entry does no harm.
    next.settled = vec![ids[0], ids[2]];
    on.committed(&next).await;
    let open = on.store.quarantine(&films()).await.unwrap();
    assert_eq!(open.iter().map(|entry| entry.id).collect::<Vec<_>>(), [ids[1]]);
}
