//! What a push by somebody else's means is believed: only what is read back.

use std::sync::Arc;

use migrate_runtime::error::StoreError;
use migrate_runtime::ship::Versions;
use migrate_runtime::store::convex::{Pushed, Pusher};
use migrate_runtime::store::{Manifest, Push, PushOutcome, Store as _};
use migrate_runtime::testing::judge;
use schema_core::frozen::FrozenFiles;
use schema_core::name::TableName;
use schema_core::schema::Schema;
use serde_json::json;
use workspace_tests::deployment::TestDeployment;

use super::live::{Deployer, store_of};

/// Pushes in a way of its own.
struct By<F>(F);

impl<F: Fn(&Schema, &Manifest) + Send + Sync> Pusher for By<F> {
    async fn push(&self, schema: &Schema, manifest: &Manifest) -> Result<Pushed, StoreError> {
        (self.0)(schema, manifest);
        Ok(Pushed::Deployed)
    }
}

/// The schema of an application, and what it is made from.
fn of_an_application() -> Push {
    let (declaration, frozen) = (judge::declaration(), FrozenFiles::new());
    judge::before(&Versions::of(&declaration, &frozen))
}

/// Pushes to a deployment by these means.
fn push(
    server: &TestDeployment,
    push: &Push,
    by: impl Fn(&Schema, &Manifest) + Send + Sync,
) -> Result<PushOutcome, StoreError> {
    let store = store_of(server, By(by));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.unwrap().block_on(store.push(push))
}

fn deployed(name: &str) -> (Arc<TestDeployment>, Deployer) {
    let server = Arc::new(TestDeployment::start(None, &[]).unwrap());
    let deployer = Deployer::of(&server, name);
    deployer.deploy(&Schema::default(), &Manifest::default()).unwrap();
    (server, deployer)
}

#[test]
fn a_push_of_the_same_schema_that_is_made_from_something_else_has_overtaken_this_one() {
    let (server, deployer) = deployed("pushing-manifest");
    let wanted = of_an_application();
    let overtaken = push(&server, &wanted, |schema, _| {
        deployer.deploy(schema, &Manifest::default()).unwrap();
    });
    assert!(matches!(overtaken, Err(StoreError::PushOvertaken)), "{overtaken:?}");
    let active = push(&server, &wanted, |schema, manifest| {
        deployer.deploy(schema, manifest).unwrap();
    });
    assert!(matches!(active, Ok(PushOutcome::Active)), "{active:?}");
}

#[test]
fn a_document_that_comes_to_a_drained_table_while_it_is_removed_is_named() {
    let (server, deployer) = deployed("pushing-late");
    let before = of_an_application();
    deployer.deploy(&before.schema, &before.manifest).unwrap();
    let guests = TableName::from_checked("guests");
    let mut without = Push { must_be_empty: [guests.clone()].into(), ..before };
    without.schema.tables.remove(&guests);
    without.manifest.tables.remove(&guests);
    let refused = push(&server, &without, |schema, manifest| {
        // The table was looked at right before this, and had nothing in it.
        let late = json!({ "tables": { "guests": [{ "name": "Ida" }] } });
        server.control("load", &late).unwrap();
        deployer.deploy(schema, manifest).unwrap();
    });
    let Ok(PushOutcome::Refused(late)) = refused else { panic!("{refused:?}") };
    assert_eq!(late.len(), 1, "{late:?}");
    assert_eq!(late[0].table, guests);
}
