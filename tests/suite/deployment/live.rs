//! The store of the deployment for tests, which an application writes to.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use migrate_runtime::clock::{Clock, Timestamp};
use migrate_runtime::deployment::{DeployKey, DeploymentName};
use migrate_runtime::error::StoreError;
use migrate_runtime::foreign::Foreign;
use migrate_runtime::range::IdRange;
use migrate_runtime::start::Start;
use migrate_runtime::step::StepKey;
use migrate_runtime::store::convex::{Access, ConvexStore, Pushed, Pusher};
use migrate_runtime::store::{
    Allowance, Batch, Canonical, Claim, Commit, Control, Deployed, Estimate, Fenced, InHand,
    LogEntry, Manifest, Page, PageLimit, Patch, Push, PushOutcome, QuarantineEntry, ReadDocument,
    Receipt, Repair, Repaired, RunEnd, RunNumber, RunsState, Sources, StepStart, StepState, Store,
    Suspects, TableIds, TakeOver,
};
use migrate_runtime::testing::LiveStore;
use schema_core::generate::deployment_files;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::validator::Validator;
use schema_core::value::Object;
use schema_core::version::VersionName;
use serde_json::{Value as Json, json};
use url::Url;
use workspace_tests::deployment::TestDeployment;
use workspace_tests::node::Node;

const APPLICATION: &str = include_str!("application.ts");

/// Takes schemas to the deployment for tests by its own means.
pub(crate) struct Deployer {
    server: Arc<TestDeployment>,
    /// Everything that is pushed is written here.
    folder: PathBuf,
}

impl Deployer {
    pub(crate) fn of(server: &Arc<TestDeployment>, name: &str) -> Self {
        let folder = Node::of_deployment().unwrap().directory(name).unwrap();
        Self { server: Arc::clone(server), folder }
    }

    pub(crate) fn deploy(&self, schema: &Schema, manifest: &Manifest) -> Result<(), String> {
        let manifest = serde_json::to_value(manifest).unwrap();
        for file in deployment_files(schema, &manifest) {
            self.write(file.path, &file.text);
        }
        self.write("application.ts", APPLICATION);
        self.server.deploy(&self.folder)
    }

    #[expect(clippy::disallowed_methods, reason = "no crash comes between a test and its files")]
    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

impl Pusher for Deployer {
    async fn push(&self, schema: &Schema, manifest: &Manifest) -> Result<Pushed, StoreError> {
        Ok(match self.deploy(schema, manifest) {
            Ok(()) => Pushed::Deployed,
            Err(said) => Pushed::Refused { said: Foreign::of(&said) },
        })
    }
}

/// A fresh deployment that ends with this, and a store that drives it.
pub(crate) struct Live {
    store: ConvexStore<Deployer>,
    server: Arc<TestDeployment>,
    clock: Arc<dyn Clock>,
    /// The time that the deployment was told last.
    told: AtomicU64,
}

impl Live {
    /// A deployment with the functions and no table of an application.
    pub(crate) fn open(name: &str, sources: Sources) -> Self {
        let server = Arc::new(TestDeployment::start(None, &[]).unwrap());
        let deployer = Deployer::of(&server, name);
        deployer.deploy(&Schema::default(), &Manifest::default()).unwrap();
        let store = store_of(&server, deployer);
        Self { store, server, clock: sources.clock, told: AtomicU64::new(0) }
    }

    /// The store, once the deployment knows what time it is.
    fn now(&self) -> &ConvexStore<Deployer> {
        let now = self.clock.now().0;
        if self.told.swap(now, Ordering::SeqCst) != now {
            self.server.control("clock", &json!({ "now": now })).unwrap();
        }
        &self.store
    }

    /// Does what an application does.
    fn apply(
        &self,
        function: &str,
        id: Option<DocumentId>,
        args: &Json,
    ) -> Result<Json, StoreError> {
        self.now();
        let path = format!("application:{function}");
        let call = json!({ "path": path, "args": args, "format": "convex_encoded_json" });
        let answer = self.server.post("/api/mutation", None, &call).unwrap().body;
        let data = &answer["errorData"];
        match (answer["status"].as_str(), data["kind"].as_str(), id) {
            (Some("success"), _, _) => Ok(answer["value"].clone()),
            (_, Some("enforcement"), _) => Err(StoreError::Enforcement {
                table: TableName::from_checked("of_the_application"),
                reason: data["reason"].as_str().unwrap().to_owned(),
            }),
            (_, Some("noDocument"), Some(id)) => Err(StoreError::NoDocument { id }),
            _ => panic!("{path}: {answer}"),
        }
    }
}

/// A store that drives a deployment with its own key.
pub(crate) fn store_of<P>(server: &TestDeployment, pusher: P) -> ConvexStore<P> {
    let name: DeploymentName = "test".parse().unwrap();
    let url = Url::parse(server.url()).unwrap();
    let access = Access { url, key: DeployKey::new(server.admin_key()) };
    let tables = ["films", "directors", "notes"].map(TableName::from_checked);
    ConvexStore::new(name, access, 2, BTreeSet::from(tables), pusher).unwrap()
}

fn text(fields: &Object) -> String {
    Canonical::of(fields).as_str().to_owned()
}

impl LiveStore for Live {
    async fn insert(&self, table: &TableName, fields: &Object) -> Result<DocumentId, StoreError> {
        let args = json!({ "table": table.as_str(), "fields": text(fields) });
        let id = self.apply("insert", None, &args)?;
        Ok(id.as_str().unwrap().parse().unwrap())
    }

    async fn patch(&self, id: DocumentId, patch: &Patch) -> Result<(), StoreError> {
        let set: Object = patch
            .changes()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.clone())))
            .collect();
        let remove: Vec<_> =
            patch.changes().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        let args = json!({ "id": id.to_string(), "set": text(&set), "remove": remove });
        self.apply("patch", Some(id), &args).map(drop)
    }

    async fn replace(&self, id: DocumentId, fields: &Object) -> Result<(), StoreError> {
        let args = json!({ "id": id.to_string(), "fields": text(fields) });
        self.apply("replace", Some(id), &args).map(drop)
    }

    async fn delete(&self, id: DocumentId) -> Result<(), StoreError> {
        self.apply("remove", Some(id), &json!({ "id": id.to_string() })).map(drop)
    }

    async fn log(&self) -> Result<Vec<LogEntry>, StoreError> {
        let dumped = self.server.control("dump", &json!({})).unwrap();
        let mut stored = dumped["tables"]["migrate_runtime_log"].as_array().unwrap().clone();
        // The dump is in the order of ids.
        let created = |entry: &Json| entry["_creationTime"].as_f64().unwrap();
        stored.sort_by(|a, b| created(a).total_cmp(&created(b)));
        let entry = |entry: &Json| LogEntry {
            // A number of JavaScript, which is whole.
            at: Timestamp(entry["at"].as_f64().unwrap().to_string().parse().unwrap()),
            id: entry["id"].as_str().map(|id| id.parse().unwrap()),
            note: entry["note"].as_str().unwrap().to_owned(),
        };
        Ok(stored.iter().map(entry).collect())
    }
}

type Answer<T> = Result<T, StoreError>;

impl Store for Live {
    fn deployment(&self) -> &DeploymentName {
        self.store.deployment()
    }

    async fn tables(&self) -> Answer<TableIds> {
        self.now().tables().await
    }

    async fn take_over(&self, claim: &Claim) -> Answer<TakeOver> {
        self.now().take_over(claim).await
    }

    async fn heartbeat(&self, run: RunNumber, hand: Option<&InHand>) -> Answer<Option<Fenced>> {
        self.now().heartbeat(run, hand).await
    }

    async fn release(&self, run: RunNumber, end: &RunEnd) -> Answer<()> {
        self.now().release(run, end).await
    }

    async fn control(&self, control: Control) -> Answer<RunsState> {
        self.now().control(control).await
    }

    async fn runs(&self, limit: u32) -> Answer<RunsState> {
        self.now().runs(limit).await
    }

    async fn page(&self, table: &TableName, range: &IdRange, limit: PageLimit) -> Answer<Page> {
        self.now().page(table, range, limit).await
    }

    async fn suspects(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        validator: &Validator,
    ) -> Answer<Suspects> {
        self.now().suspects(table, range, limit, validator).await
    }

    async fn get(&self, ids: &[DocumentId]) -> Answer<Vec<ReadDocument>> {
        self.now().get(ids).await
    }

    async fn count(&self, table: &TableName) -> Answer<u64> {
        self.now().count(table).await
    }

    async fn estimate(&self, table: &TableName) -> Answer<Estimate> {
        self.now().estimate(table).await
    }

    fn allowance(&self) -> Allowance {
        self.now().allowance()
    }

    async fn admit(&self, batch: &Batch) {
        self.now().admit(batch).await;
    }

    async fn deployed(&self) -> Answer<Option<Deployed>> {
        self.now().deployed().await
    }

    async fn push(&self, push: &Push) -> Answer<PushOutcome> {
        self.now().push(push).await
    }

    async fn commit(&self, batch: &Batch) -> Answer<Commit> {
        self.now().commit(batch).await
    }

    async fn begin_pass(
        &self,
        run: RunNumber,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> Answer<StepState> {
        self.now().begin_pass(run, step, follows, ranges).await
    }

    async fn note_start(&self, run: RunNumber, step: &StepKey, start: &Start) -> Answer<()> {
        self.now().note_start(run, step, start).await
    }

    async fn starts(&self) -> Answer<Vec<StepStart>> {
        self.now().starts().await
    }

    async fn step(&self, step: &StepKey) -> Answer<Option<StepState>> {
        self.now().step(step).await
    }

    async fn steps(&self) -> Answer<Vec<StepState>> {
        self.now().steps().await
    }

    async fn quarantine(&self, table: &TableName) -> Answer<Vec<QuarantineEntry>> {
        self.now().quarantine(table).await
    }

    async fn repair(&self, repair: &Repair) -> Answer<Repaired> {
        self.now().repair(repair).await
    }

    async fn note_receipt(&self, run: RunNumber, receipt: &Receipt) -> Answer<()> {
        self.now().note_receipt(run, receipt).await
    }

    async fn void_receipt(&self, run: RunNumber, name: &VersionName) -> Answer<()> {
        self.now().void_receipt(run, name).await
    }

    async fn receipts(&self) -> Answer<Vec<Receipt>> {
        self.now().receipts().await
    }
}
