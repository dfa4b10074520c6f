//! Schemas that are to become active.

use std::collections::{BTreeMap, BTreeSet};

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::schema::{Enforcement, Schema, TableSchema};
use schema_core::validator::Validator;
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;

use crate::digest::Digest;
use crate::error::StoreError;
use crate::store::{DeployedTable, Manifest, Push, PushOutcome, TablePhase, Violation};
use crate::testing::LiveStore;

use super::Deployment;
use super::ledger::receipt;
use super::shapes::{directors, films, named, notes, object, schema, text, widened};

/// Takes films with a title only.
fn strict() -> Schema {
    schema(&[(&films(), &[("title", Validator::String)])])
}

fn loose() -> Schema {
    schema(&[(&films(), &[("title", Validator::nullable(Validator::String))])])
}

fn titled(title: &str) -> Object {
    object(&[("title", text(title))])
}

fn untitled() -> Object {
    object(&[("title", Value::Null)])
}

fn of(schema: Schema, violations_max: usize) -> Push {
    Push { violations_max, ..Push::of(schema, Manifest::default()) }
}

/// What stands against a push, by document; nothing comes of it.
async fn violations<S: LiveStore>(on: &Deployment<S>, push: &Push) -> Vec<Violation> {
    let before = on.everything().await;
    let PushOutcome::Refused(mut violations) = on.store.push(push).await.unwrap() else {
        panic!("was accepted")
    };
    assert_eq!(on.everything().await, before);
    violations.sort_by_key(|violation| violation.id);
    violations
}

async fn is_active<S: LiveStore>(on: &Deployment<S>, push: &Push) {
    let outcome = on.store.push(push).await.unwrap();
    assert!(matches!(outcome, PushOutcome::Active), "{outcome:?}");
    let deployed = on.store.deployed().await.unwrap().unwrap();
    assert_eq!((&deployed.schema, &deployed.manifest), (&push.schema, &push.manifest));
}

fn sorted(mut ids: Vec<DocumentId>) -> Vec<DocumentId> {
    ids.sort();
    ids
}

pub async fn a_schema_becomes_active_with_its_manifest_and_receipts<S: LiveStore>(
    on: &Deployment<S>,
) {
    assert!(on.store.deployed().await.unwrap().is_none());
    let table = |phase| DeployedTable {
        version: VersionNumber(2),
        hash: Digest::of("films"),
        amendments: 3,
        phase,
    };
    let widened_from_1 = TablePhase::Widened { old: VersionNumber(1) };
    let manifest = |phase| Manifest { tables: BTreeMap::from([(films(), table(phase))]) };
    let mut push = Push::of(widened(), manifest(widened_from_1));
    is_active(on, &push).await;
    assert_eq!(on.store.receipts().await.unwrap(), []);
    let names: BTreeSet<_> = on.store.tables().await.unwrap().names.into_values().collect();
    assert_eq!(names, BTreeSet::from([films(), directors()]), "its tables are made");
    push = Push::of(loose(), manifest(TablePhase::Narrowed));
    push.receipts = vec![receipt(on.store.deployment(), 2, Digest::of("films"))];
    is_active(on, &push).await;
    assert_eq!(on.store.receipts().await.unwrap(), push.receipts);
    // Pushed again it is as it was.
    let before = on.everything().await;
    is_active(on, &push).await;
    assert_eq!(on.everything().await, before);
}

pub async fn a_push_is_refused_exactly_while_a_document_violates_it<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.push(loose()).await;
    on.insert(&films(), &titled("M")).await;
    let first = on.insert(&films(), &untitled()).await;
    let second = on.insert(&films(), &untitled()).await;
    let mut push = of(strict(), usize::MAX);
    push.receipts = vec![receipt(on.store.deployment(), 2, Digest::of("films"))];
    let found = violations(on, &push).await;
    let ids: Vec<_> = found.iter().map(|violation| violation.id).collect();
    assert_eq!(ids, sorted(vec![first, second]));
    for violation in found {
        assert_eq!(violation.table, films());
        assert_eq!(violation.path.to_string(), ".title");
        assert!(!violation.reason.is_empty());
    }
    on.store.replace(first, &titled("Laura")).await.unwrap();
    on.store.delete(second).await.unwrap();
    is_active(on, &push).await;
    assert_eq!(on.store.receipts().await.unwrap(), push.receipts);
    let refused = on.store.insert(&films(), &untitled()).await;
    assert!(matches!(refused, Err(StoreError::Enforcement { .. })), "{refused:?}");
}

pub async fn a_push_names_as_many_violations_as_it_asks_for<S: LiveStore>(on: &Deployment<S>) {
    let mut bad = BTreeSet::new();
    for _ in 0..5 {
        bad.insert(on.insert(&films(), &untitled()).await);
    }
    for (asked, named) in [(0, 1), (1, 1), (3, 3), (5, 5), (9, 5)] {
        let found = violations(on, &of(strict(), asked)).await;
        assert_eq!(found.len(), named, "{asked} asked for");
        assert!(found.iter().all(|violation| bad.contains(&violation.id)));
    }
}

pub async fn a_schema_that_breaks_convexs_rules_is_an_error<S: LiveStore>(on: &Deployment<S>) {
    on.push(loose()).await;
    let scalar = TableSchema { document: Validator::String, indexes: BTreeMap::new() };
    let broken = Schema { tables: [(notes(), scalar)].into(), ..Schema::default() };
    let before = on.everything().await;
    let answer = on.store.push(&of(broken, 1)).await;
    assert!(matches!(answer, Err(StoreError::Schema { .. })), "{answer:?}");
    assert_eq!(on.everything().await, before);
}

pub async fn documents_that_no_schema_has_checked_are_checked_by_the_first<S: LiveStore>(
    on: &Deployment<S>,
) {
    let mut off = strict();
    off.enforcement = Enforcement::Off;
    let before = on.insert(&films(), &untitled()).await;
    is_active(on, &of(off, 1)).await;
    let meanwhile = on.insert(&films(), &untitled()).await;
    let found = violations(on, &of(strict(), usize::MAX)).await;
    let ids: Vec<_> = found.iter().map(|violation| violation.id).collect();
    assert_eq!(ids, sorted(vec![before, meanwhile]));
}

pub async fn ids_in_documents_are_checked_against_the_tables_that_there_are<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.push(widened()).await;
    let ida = on.insert(&directors(), &named("Ida")).await;
    let note = on.insert(&notes(), &Object::new()).await;
    let by =
        |id: DocumentId| object(&[("title", Value::Null), ("directedBy", text(&id.to_string()))]);
    on.insert(&films(), &by(ida)).await;
    let refused = on.store.insert(&films(), &by(note)).await;
    assert!(matches!(refused, Err(StoreError::Enforcement { .. })), "{refused:?}");
}

pub async fn documents_of_a_table_that_leaves_the_schema_stay<S: LiveStore>(on: &Deployment<S>) {
    on.push(widened()).await;
    let ida = on.insert(&directors(), &named("Ida")).await;
    on.push(loose()).await;
    assert_eq!(on.documents(&directors()).await, BTreeMap::from([(ida, named("Ida"))]));
    // Nothing is declared of it any more.
    on.store.replace(ida, &Object::new()).await.unwrap();
    let found = violations(on, &of(widened(), usize::MAX)).await;
    assert_eq!(found.iter().map(|violation| violation.id).collect::<Vec<_>>(), [ida]);
}

pub async fn a_table_that_must_be_empty_refuses_the_push_while_it_is_not<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.push(widened()).await;
    let mut ids = Vec::new();
    for name in ["Ida", "Orson", "Agnès"] {
        ids.push(on.insert(&directors(), &named(name)).await);
    }
    let unknown = TableName::from_checked("unknown");
    let push = |violations_max| Push {
        must_be_empty: BTreeSet::from([directors(), unknown.clone()]),
        ..of(loose(), violations_max)
    };
    for (asked, named) in [(0, 1), (1, 1), (2, 2), (9, 3)] {
        let found = violations(on, &push(asked)).await;
        assert_eq!(found.len(), named, "{asked} asked for");
        assert!(found.iter().all(|violation| violation.table == directors()));
    }
    for id in ids {
        on.store.delete(id).await.unwrap();
    }
    is_active(on, &push(1)).await;
}
