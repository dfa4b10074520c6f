//! Receipts, and what people decide about single documents.

use schema_core::name::TableName;
use schema_core::value::{Object, Value};
use schema_core::version::{VersionName, VersionNumber};

use crate::clock::{Clock as _, Timestamp};
use crate::deployment::DeploymentName;
use crate::digest::Digest;
use crate::error::StoreError;
use crate::store::{
    Canonical, LOG_KEPT, ProgramShare, Receipt, ReceiptCounts, Repair, Repaired, RunNumber,
};
use crate::testing::LiveStore;

use super::Deployment;
use super::quarantine::refusal_of;
use super::shapes::{directors, films, object, old_film};

/// That films are at a version whose text has this digest.
pub(in crate::testing) fn receipt(
    deployment: &DeploymentName,
    version: u32,
    new_hash: Digest,
) -> Receipt {
    let counts = ReceiptCounts { verified: 5, carried: 4, hybrids: 3, inserted: 2, deleted: 1 };
    Receipt {
        deployment: deployment.clone(),
        name: VersionName { table: films(), version: VersionNumber(version) },
        old: VersionNumber(version - 1),
        old_hash: Digest::of("old"),
        new_hash,
        carried_away: false,
        counts,
        programs: vec![ProgramShare { program: Digest::of("program"), carried: 4 }],
        verified_at: Timestamp(1_782_864_123_456),
    }
}

pub async fn receipts_are_noted_replaced_and_voided_by_table_and_version<S: LiveStore>(
    on: &Deployment<S>,
) {
    let of = |version, text| receipt(on.store.deployment(), version, Digest::of(text));
    let directors = |mut receipt: Receipt| {
        receipt.name.table = directors();
        receipt.carried_away = true;
        receipt
    };
    let run = on.take_over().await;
    assert_eq!(on.store.receipts().await.unwrap(), []);
    for receipt in [of(10, "ten"), of(2, "two"), directors(of(7, "seven"))] {
        on.store.note_receipt(run, &receipt).await.unwrap();
    }
    let expected = [directors(of(7, "seven")), of(2, "two"), of(10, "ten")];
    assert_eq!(on.store.receipts().await.unwrap(), expected);
    // Sent again it is the same, and a newer one takes the place of an older one.
    on.store.note_receipt(run, &of(2, "two")).await.unwrap();
    on.store.note_receipt(run, &of(10, "ten anew")).await.unwrap();
    on.store.void_receipt(run, &directors(of(7, "seven")).name).await.unwrap();
    on.store.void_receipt(run, &of(3, "never noted").name).await.unwrap();
    assert_eq!(on.store.receipts().await.unwrap(), [of(2, "two"), of(10, "ten anew")]);
    on.store.void_receipt(run, &of(2, "two").name).await.unwrap();
    on.store.void_receipt(run, &of(2, "two").name).await.unwrap();
    assert_eq!(on.store.receipts().await.unwrap(), [of(10, "ten anew")]);
}

fn repair(
    run: RunNumber,
    id: schema_core::id::DocumentId,
    read: Canonical,
    fields: Option<Object>,
) -> Repair {
    let table: TableName = films();
    Repair { run, table, id, read, fields, note: "retry --set".to_owned() }
}

pub async fn a_repair_changes_a_document_that_is_still_what_it_was<S: LiveStore>(
    on: &Deployment<S>,
) {
    let film = on.films(1).await[0];
    let mut batch = on.batch_of(Vec::new()).await;
    let read = on.read(film).await;
    batch.quarantine = vec![refusal_of(&read)];
    on.committed(&batch).await;
    let fields = old_film(Some("set"), "Ida");
    let wanted = repair(batch.run, film, read.read.clone(), Some(fields.clone()));
    assert_eq!(on.store.repair(&wanted).await.unwrap(), Repaired::Done);
    let repaired = on.read(film).await.document;
    assert_eq!(repaired.fields, fields);
    assert_eq!(repaired.creation_time.to_bits(), read.document.creation_time.to_bits());
    let open = on.store.quarantine(&films()).await.unwrap();
    assert_eq!(open.len(), 1, "whether it can be carried now is for a run to see");
    // Sent again it finds another document than the person saw.
    let before = on.everything().await;
    assert_eq!(on.store.repair(&wanted).await.unwrap(), Repaired::Conflict);
    assert_eq!(on.everything().await, before);
}

pub async fn the_log_keeps_what_was_decided_last<S: LiveStore>(on: &Deployment<S>) {
    let film = on.films(1).await[0];
    let run = on.begin().await;
    let mut stands = on.read(film).await.read;
    for number in 0..LOG_KEPT + 2 {
        let fields = old_film(Some(&format!("Film {number}")), "Ida");
        let next = Canonical::of(&fields);
        let note = format!("set {number}");
        let wanted = Repair { note, ..repair(run, film, stands, Some(fields)) };
        assert_eq!(on.store.repair(&wanted).await.unwrap(), Repaired::Done);
        stands = next;
    }
    let kept = on.store.log().await.unwrap();
    assert!(kept.iter().all(|entry| (entry.at, entry.id) == (on.clock.now(), Some(film))));
    let notes: Vec<_> = kept.into_iter().map(|entry| entry.note).collect();
    let expected: Vec<_> = (2..LOG_KEPT + 2).map(|number| format!("set {number}")).collect();
    assert_eq!(notes, expected);
}

pub async fn a_repair_that_deletes_closes_the_documents_entry<S: LiveStore>(on: &Deployment<S>) {
    let ids = on.films(2).await;
    let mut batch = on.batch_of(Vec::new()).await;
    for id in &ids {
        batch.quarantine.push(refusal_of(&on.read(*id).await));
    }
    on.committed(&batch).await;
    let wanted = repair(batch.run, ids[0], on.read(ids[0]).await.read, None);
    assert_eq!(on.store.repair(&wanted).await.unwrap(), Repaired::Done);
    assert_eq!(on.documents(&films()).await.into_keys().collect::<Vec<_>>(), [ids[1]]);
    let open = on.store.quarantine(&films()).await.unwrap();
    assert_eq!(open.iter().map(|entry| entry.id).collect::<Vec<_>>(), [ids[1]]);
    assert_eq!(on.store.repair(&wanted).await.unwrap(), Repaired::Conflict);
}

pub async fn a_repair_of_a_document_that_has_changed_or_gone_does_nothing<S: LiveStore>(
    on: &Deployment<S>,
) {
    let ids = on.films(2).await;
    let run = on.take_over().await;
    let mut wanted = Vec::new();
    for id in &ids {
        let read = on.read(*id).await.read;
        wanted.push(repair(run, *id, read.clone(), Some(old_film(Some("set"), "Ida"))));
        wanted.push(repair(run, *id, read, None));
    }
    on.store.replace(ids[0], &old_film(Some("live"), "Ida")).await.unwrap();
    on.store.delete(ids[1]).await.unwrap();
    let before = on.everything().await;
    for repair in &wanted {
        assert_eq!(on.store.repair(repair).await.unwrap(), Repaired::Conflict);
    }
    assert_eq!(on.everything().await, before);
}

pub async fn a_repair_that_the_active_schema_refuses_does_nothing<S: LiveStore>(
    on: &Deployment<S>,
) {
    let film = on.films(1).await[0];
    let run = on.take_over().await;
    let bad = object(&[("title", Value::Int64(1))]);
    let wanted = repair(run, film, on.read(film).await.read, Some(bad));
    let before = on.everything().await;
    let refused = on.store.repair(&wanted).await;
    assert!(matches!(refused, Err(StoreError::Enforcement { .. })), "{refused:?}");
    assert_eq!(on.everything().await, before);
}
