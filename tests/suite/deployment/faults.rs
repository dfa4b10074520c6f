//! What the store makes of a deployment, a network and a key that fail.

use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{Either, join, select};
use migrate_runtime::checkpoint::{Checkpoint, Revision};
use migrate_runtime::deployment::DeployKey;
use migrate_runtime::error::{Retry, StoreError};
use migrate_runtime::range::IdRange;
use migrate_runtime::step::{RangeKey, RangeNumber, StepKey};
use migrate_runtime::store::convex::{Access, ConvexStore, NoPusher, preflight};
use migrate_runtime::store::{
    Batch, Change, Claim, Commit, Control, Fenced, InHand, Leased as _, Manifest, Push,
    PushOutcome, ReadDocument, RunNumber, Store as _, TakeOver, Write,
};
use schema_core::convert::Encoded;
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::version::VersionNumber;
use serde_json::{Value as Json, json};
use url::Url;
use workspace_tests::deployment::TestDeployment;

use super::live::{Deployer, store_of};

/// A deployment with the functions, and a store that drives it and pushes nothing.
struct Place {
    server: Arc<TestDeployment>,
    store: ConvexStore<NoPusher>,
}

impl Place {
    fn open(name: &str) -> Self {
        let server = Arc::new(TestDeployment::start(None, &[]).unwrap());
        let deployer = Deployer::of(&server, name);
        deployer.deploy(&Schema::default(), &Manifest::default()).unwrap();
        let store = store_of(&server, NoPusher);
        Self { server, store }
    }

    /// The next call whose path begins with this goes wrong in this way.
    fn spoil(&self, kind: &str, path: &str) {
        self.spoil_by(&json!({ "kind": kind, "path": path, "on": "any" }));
    }

    /// The next so many commits go wrong in this way.
    fn spoil_often(&self, kind: &str, times: u32) {
        let path = "migrate_runtime/commit";
        self.spoil_by(&json!({ "kind": kind, "path": path, "on": "any", "times": times }));
    }

    fn spoil_by(&self, rule: &Json) {
        self.server.control("faults", &json!({ "rules": [rule] })).unwrap();
    }

    fn insert(&self, count: usize) {
        for number in 0..count {
            let fields = json!({ "number": number }).to_string();
            self.server
                .run("application:insert", &json!({ "table": "notes", "fields": fields }))
                .unwrap();
        }
    }

    async fn notes(&self) -> Vec<ReadDocument> {
        let limit = migrate_runtime::store::PageLimit::of(migrate_runtime::store::BatchSize::MAX);
        self.store.page(&notes(), &IdRange::WHOLE, limit).await.unwrap().documents
    }

    async fn take_over(&self) -> RunNumber {
        match self.store.take_over(&claim()).await.unwrap() {
            TakeOver::Taken(run) => run,
            other => panic!("the place isn't free: {other:?}"),
        }
    }

    /// A batch that empties these documents, of a run and a pass that begin with it.
    async fn batch_of(&self, documents: &[ReadDocument]) -> Batch {
        let run = self.take_over().await;
        self.store.begin_pass(run, &step(), 0, &[IdRange::WHOLE]).await.unwrap();
        let write = |read: &ReadDocument| Write {
            table: notes(),
            id: read.id,
            read: read.read.clone(),
            also_read: Vec::new(),
            change: Change::Replace(Encoded::default()),
            effects: Vec::new(),
        };
        Batch {
            run,
            range: RangeKey { step: step(), pass: 1, range: RangeNumber::FIRST },
            follows: Checkpoint::default(),
            then: Checkpoint::default(),
            writes: documents.iter().map(write).collect(),
            quarantine: Vec::new(),
            settled: Vec::new(),
        }
    }
}

fn notes() -> TableName {
    TableName::from_checked("notes")
}

fn step() -> StepKey {
    StepKey { table: notes(), old: VersionNumber(1), new: VersionNumber(2) }
}

fn claim() -> Claim {
    Claim { runner: "a test".to_owned(), command: "test".to_owned() }
}

fn wait_for<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}

fn is_unknown<T: std::fmt::Debug>(answer: &Result<T, StoreError>) {
    assert!(matches!(answer, Err(StoreError::Unknown { .. })), "{answer:?}");
}

#[test]
fn a_commit_whose_answer_is_lost_is_superseded_when_it_is_sent_again() {
    let place = Place::open("lost-commit");
    place.insert(2);
    wait_for(async {
        let batch = place.batch_of(&place.notes().await).await;
        for kind in ["loseAnswer", "reset"] {
            let mut batch = batch.clone();
            let before = place.store.step(&step()).await.unwrap().unwrap();
            batch.follows = before.ranges[0].checkpoint.clone();
            for write in &mut batch.writes {
                write.read = place.store.get(&[write.id]).await.unwrap().remove(0).read;
            }
            place.spoil(kind, "migrate_runtime/commit");
            is_unknown(&place.store.commit(&batch).await);
            let answer = place.store.commit(&batch).await.unwrap();
            let Commit::Superseded(stands) = answer else { panic!("{kind}: {answer:?}") };
            assert_eq!(stands.revision, Revision(batch.follows.revision.0 + 1), "{kind}");
        }
        assert!(place.notes().await.iter().all(|read| read.document.fields.is_empty()));
    });
}

#[test]
fn a_commit_that_never_arrived_is_committed_when_it_is_sent_again() {
    let place = Place::open("dropped-commit");
    place.insert(1);
    wait_for(async {
        let batch = place.batch_of(&place.notes().await).await;
        place.spoil("drop", "migrate_runtime/commit");
        is_unknown(&place.store.commit(&batch).await);
        assert!(matches!(place.store.commit(&batch).await, Ok(Commit::Committed(_))));
    });
}

#[test]
fn a_place_that_was_taken_without_an_answer_is_this_runs_when_it_is_asked_for_again() {
    let place = Place::open("lost-claim");
    wait_for(async {
        place.spoil("loseAnswer", "migrate_runtime/runs:takeOver");
        is_unknown(&place.store.take_over(&claim()).await);
        assert_eq!(place.take_over().await, RunNumber(1));
        // Asked for once more it is held: that would be another claim.
        let held = place.store.take_over(&claim()).await.unwrap();
        assert!(matches!(held, TakeOver::Held(_)), "{held:?}");
    });
}

#[test]
fn what_the_server_refuses_for_the_moment_is_busy_and_has_not_happened() {
    let place = Place::open("busy");
    place.insert(1);
    wait_for(async {
        let batch = place.batch_of(&place.notes().await).await;
        for kind in ["tooManyWritesPerSecond", "overloaded"] {
            place.spoil(kind, "migrate_runtime/commit");
            let error = place.store.commit(&batch).await.unwrap_err();
            assert_eq!(error.code(), "deployment-busy", "{kind}: {error}");
            assert!(matches!(error.retry(), Retry::Patiently(_)), "{kind}");
        }
        assert!(matches!(place.store.commit(&batch).await, Ok(Commit::Committed(_))));
    });
}

#[test]
fn a_batch_that_the_server_gave_up_or_that_did_too_much_is_to_be_sent_in_parts() {
    let place = Place::open("in-parts");
    place.insert(2);
    wait_for(async {
        let mut batch = place.batch_of(&place.notes().await).await;
        for (kind, times) in [("conflict", 2), ("tooManyWritesInTransaction", 1)] {
            place.spoil_often(kind, times);
            let answer = place.store.commit(&batch).await.unwrap();
            assert!(matches!(answer, Commit::TooLarge { .. }), "{kind}: {answer:?}");
        }
        // One document alone is hot, or its failure is nobody else's.
        batch.writes.truncate(1);
        place.spoil_often("conflict", 2);
        let answer = place.store.commit(&batch).await.unwrap();
        assert!(matches!(&answer, Commit::Conflicts(ids) if *ids == [batch.writes[0].id]));
        place.spoil_often("tooManyWritesInTransaction", 1);
        assert_eq!(place.store.commit(&batch).await.unwrap_err().code(), "function-failed");
    });
}

#[test]
fn a_batch_that_others_were_in_the_way_of_is_tried_with_nothing_beside_it() {
    let place = Place::open("apart");
    place.insert(2);
    wait_for(async {
        let batch = place.batch_of(&place.notes().await).await;
        place.spoil_often("conflict", 1);
        let answer = place.store.commit(&batch).await.unwrap();
        assert!(matches!(answer, Commit::Committed(_)), "{answer:?}");
    });
}

#[test]
fn a_query_that_was_not_answered_can_be_asked_again() {
    let place = Place::open("queries");
    wait_for(async {
        for kind in ["loseAnswer", "drop", "internalError"] {
            place.spoil(kind, "migrate_runtime/runs:runs");
            let error = place.store.runs(1).await.unwrap_err();
            assert_eq!(error.code(), "unreachable", "{kind}: {error}");
            assert!(place.store.runs(1).await.is_ok(), "{kind}");
        }
    });
}

#[test]
fn a_deployment_that_is_started_again_is_found_again() {
    let place = Place::open("restarted");
    wait_for(async {
        let run = place.take_over().await;
        place.server.control("restart", &json!({ "ms": 300 })).unwrap();
        let mut attempts = 0;
        // Calls wait for a connection themselves, so this isn't asked often.
        while let Err(error) = place.store.heartbeat(run, None).await {
            assert_ne!(error.retry(), Retry::Never, "{error}");
            attempts += 1;
            assert!(attempts < 20, "{error}");
        }
        assert_eq!(place.store.heartbeat(run, None).await.unwrap(), None);
    });
}

#[test]
fn the_keeper_of_a_lease_waits_for_no_call_of_the_store() {
    let place = Place::open("keeper");
    place.insert(1);
    wait_for(async {
        let batch = place.batch_of(&place.notes().await).await;
        let film = batch.writes[0].id;
        let mut keeper = place.store.lease_keeper().unwrap();
        // Every connection of the store waits for an answer, also the one for what must not wait.
        let rules: Vec<_> = ["migrate_runtime/commit", "migrate_runtime/runs:runs"]
            .iter()
            .map(|path| json!({ "kind": "delay", "path": path, "on": "any", "ms": 4000 }))
            .collect();
        place.server.control("faults", &json!({ "rules": rules })).unwrap();
        let calls = pin!(join(place.store.commit(&batch), place.store.runs(1)));
        let in_hand = InHand {
            table: TableName::from_checked("notes"),
            id: film,
            elapsed: Duration::from_millis(1_234),
        };
        match select(calls, keeper.renew(batch.run, Some(&in_hand))).await {
            Either::Right((beat, calls)) => {
                assert_eq!(beat.unwrap(), None);
                let (commit, runs) = calls.await;
                assert!(matches!(commit, Ok(Commit::Committed(_))));
                assert_eq!(runs.unwrap().in_hand.as_ref(), Some(&in_hand));
            }
            Either::Left((calls, _)) => panic!("the calls came first: {calls:?}"),
        }
        place.store.control(Control::Cancel(batch.run)).await.unwrap();
        let told = keeper.renew(batch.run, None).await.unwrap();
        assert_eq!(told, Some(Fenced::Cancelled));
        assert_eq!(place.store.runs(1).await.unwrap().in_hand, None);
    });
}

#[test]
fn a_heartbeat_does_not_wait_behind_a_batch() {
    let place = Place::open("heartbeat");
    place.insert(1);
    wait_for(async {
        let batch = place.batch_of(&place.notes().await).await;
        // As long as whoever waits for a batch may have to.
        place.spoil_by(&json!({ "kind": "delay", "path": "migrate_runtime/commit", "ms": 4000 }));
        let (commit, beat) =
            (pin!(place.store.commit(&batch)), pin!(place.store.heartbeat(batch.run, None)));
        match select(commit, beat).await {
            Either::Right((beat, commit)) => {
                assert_eq!(beat.unwrap(), None);
                assert!(matches!(commit.await, Ok(Commit::Committed(_))));
            }
            Either::Left((commit, _)) => panic!("the batch came first: {commit:?}"),
        }
    });
}

#[test]
fn without_somebody_who_pushes_a_push_waits() {
    let place = Place::open("nobody-pushes");
    wait_for(async {
        let push = Push::of(Schema::default(), Manifest::default());
        let outcome = place.store.push(&push).await.unwrap();
        assert!(matches!(outcome, PushOutcome::Waiting), "{outcome:?}");
    });
}

#[test]
fn a_wrong_key_is_told_at_once_before_and_during_a_run() {
    let place = Place::open("wrong-key");
    let access = access(&place.server, "test-deployment|c0ffee");
    let name = "test".parse().unwrap();
    let store = ConvexStore::new(name, access.clone(), 1, [].into(), NoPusher).unwrap();
    let began = Instant::now();
    wait_for(async {
        let before = preflight(&access).await.unwrap_err();
        let during = store.runs(1).await.unwrap_err();
        for error in [before, during] {
            assert_eq!(error.code(), "key-refused", "{error}");
            assert_eq!(error.retry(), Retry::Never);
            assert!(!format!("{error} {error:?}").contains("c0ffee"), "{error:?}");
        }
    });
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn missing_functions_are_told_at_once() {
    let notes = Path::new(env!("CARGO_MANIFEST_DIR")).join("deployment/test/apps/notes");
    for options in [&[][..], &["--show-errors"]] {
        let server = TestDeployment::start(Some(&notes), options).unwrap();
        let access = access(&server, server.admin_key());
        wait_for(async {
            let began = Instant::now();
            let error = preflight(&access).await.unwrap_err();
            assert_eq!(error.code(), "no-functions", "{options:?}: {error}");
            assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        });
    }
}

#[test]
fn a_deployment_with_the_functions_passes_the_preflight() {
    let place = Place::open("preflight");
    let found = wait_for(preflight(&access(&place.server, place.server.admin_key()))).unwrap();
    assert_eq!(found.manifest, Manifest::default());
}

fn access(server: &TestDeployment, key: &str) -> Access {
    Access { url: Url::parse(server.url()).unwrap(), key: DeployKey::new(key) }
}
