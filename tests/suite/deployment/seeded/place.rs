//! The deployment that runs are made on, one after the other, and what steers it from outside.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use migrate_runtime::deployment::DeployKey;
use migrate_runtime::digest::Digest;
use migrate_runtime::error::StoreError;
use migrate_runtime::foreign::Foreign;
use migrate_runtime::store::Manifest;
use migrate_runtime::store::convex::{Access, ConvexStore, Pushed, Pusher};
use migrate_runtime::testing::judge::{self, Account, Note, PushNote, Stored};
use schema_core::generate::deployment_files;
use schema_core::schema::Schema;
use serde_json::{Value as Json, json};
use url::Url;
use workspace_tests::deployment::TestDeployment;
use workspace_tests::node::Node;

const APPLICATION: &str = include_str!("application.ts");

/// How long a deployment may be down that is started again.
const ABSENCE_MAX: Duration = Duration::from_secs(20);

/// How much faster time passes than it does: waits for leases and after refusals are long.
pub(super) const SPEED: u32 = 20;

/// A mistake in what is generated: the file, a text in it, and what is there instead.
pub(super) type Mistake = (&'static str, &'static str, &'static str);

/// A deployment that forgets everything between two runs.
pub(super) struct Place {
    server: Arc<TestDeployment>,
    folder: PathBuf,
    mistake: Option<Mistake>,
    /// What the files hold for whoever pushes by hand.
    placed: Mutex<Option<(Schema, Manifest)>>,
}

impl Place {
    pub(super) fn open(name: &str, mistake: Option<Mistake>) -> Arc<Self> {
        let server = Arc::new(TestDeployment::start(None, &[]).unwrap());
        let folder = Node::of_deployment().unwrap().directory(name).unwrap();
        Arc::new(Self { server, folder, mistake, placed: Mutex::new(None) })
    }

    /// Uses a control, also where the deployment is down for the moment.
    pub(super) fn control(&self, name: &str, body: &Json) -> Result<Json, String> {
        let path = format!("/_test/{name}");
        let response = self.post(&path, None, body)?;
        if response.0 == 200 { Ok(response.1) } else { Err(response.1.to_string()) }
    }

    /// Posts until there is an answer: what isn't answered may have happened.
    pub(super) fn post(
        &self,
        path: &str,
        key: Option<&str>,
        body: &Json,
    ) -> Result<(u16, Json), String> {
        let began = Instant::now();
        loop {
            match self.server.post(path, key, body) {
                Ok(response) => return Ok((response.status, response.body)),
                Err(why) if began.elapsed() > ABSENCE_MAX => return Err(why),
                Err(_) => thread::park_timeout(Duration::from_millis(1)),
            }
        }
    }

    /// Makes it a deployment with the functions and nothing else, whose time passes faster.
    pub(super) fn begin(&self) -> Result<(), String> {
        *self.placed.lock().unwrap() = None;
        self.control("reset", &json!({}))?;
        self.control("clock", &json!({ "rate": SPEED }))?;
        let deployed = self.deploy(&Schema::default(), &PushNote::default());
        deployed.map_err(|said| format!("the functions aren't deployed: {said}"))?;
        self.control("log", &json!({ "start": true })).map(drop)
    }

    /// Writes what is generated and pushes it.
    fn deploy(&self, schema: &Schema, note: &PushNote) -> Result<(), String> {
        let manifest = serde_json::to_value(&note.manifest).unwrap();
        let mut files: BTreeMap<_, _> = deployment_files(schema, &manifest)
            .into_iter()
            .map(|file| (file.path.to_owned(), file.text))
            .collect();
        files.insert("application.ts".to_owned(), APPLICATION.to_owned());
        if let Some((path, text, instead)) = self.mistake {
            let file = files.get_mut(path).unwrap();
            assert!(file.contains(text), "{path} doesn't say {text:?} any more");
            *file = file.replace(text, instead);
        }
        let whole = serde_json::to_string(&files).unwrap();
        let folder = self.folder.join(&Digest::of(&whole).as_str()[..16]);
        if !folder.is_dir() {
            for (path, text) in &files {
                write(&folder.join(path), text);
            }
        }
        self.control("deploy", &json!({ "dir": folder, "keep": true, "note": note })).map(drop)
    }

    /// A person pushes what stands in the files, whenever it was put there. Says what became of it.
    pub(super) fn push_by_hand(&self) -> &'static str {
        let Some((schema, manifest)) = self.placed.lock().unwrap().clone() else {
            return "nothing to push by hand";
        };
        let note = PushNote { manifest, by_hand: true, ..PushNote::default() };
        match self.deploy(&schema, &note) {
            Ok(()) => "pushed by hand",
            Err(_) => "a push by hand is refused",
        }
    }

    /// Notes something in the log of what is committed.
    pub(super) fn note(&self, note: &Note) {
        self.control("log", &json!({ "note": note })).unwrap();
    }

    /// What was committed so far.
    pub(super) fn account(&self) -> Result<Account, String> {
        let log = self.control("log", &json!({}))?;
        Account::of(log["lines"].as_array().ok_or("the log has no lines")?)
    }

    /// Every document that is stored.
    pub(super) fn stored(&self) -> Result<Stored, String> {
        let dump = self.control("dump", &json!({}))?;
        let tables = serde_json::from_value(dump["tables"].clone());
        judge::stored(&tables.map_err(|error| error.to_string())?)
    }

    /// Lets the lease of whoever has the place run out.
    pub(super) fn lapse(&self) {
        self.control("clock", &json!({ "ahead": 20_000 })).unwrap();
    }

    /// Tells the runs something, as a person does; whether it is heard is left to the day.
    pub(super) fn tell(&self, control: &str) {
        let call = json!({
            "path": "migrate_runtime/runs:control",
            "args": { "control": control },
            "format": "convex_encoded_json",
        });
        drop(self.server.post("/api/function", Some(self.server.admin_key()), &call));
    }

    /// Lets paused runs go on.
    pub(super) fn resume(&self) -> Result<(), String> {
        let call = json!({
            "path": "migrate_runtime/runs:control",
            "args": { "control": "resume" },
            "format": "convex_encoded_json",
        });
        let (_, answer) = self.post("/api/function", Some(self.server.admin_key()), &call)?;
        match answer["status"].as_str() {
            Some("success") => Ok(()),
            _ => Err(format!("runs can't be resumed: {answer}")),
        }
    }

    /// A store that drives it, with connections of its own.
    pub(super) fn store(
        self: &Arc<Self>,
        connections: usize,
        proved: Proved,
        pushes: Pushes,
    ) -> ConvexStore<Deployer> {
        let url = Url::parse(self.server.url()).unwrap();
        let access = Access { url, key: DeployKey::new(self.server.admin_key()) };
        let tables = judge::tables(&judge::declaration()).into_iter().collect();
        let deployer = Deployer { place: Arc::clone(self), proved, pushes };
        ConvexStore::new("test".parse().unwrap(), access, connections, tables, deployer).unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "no crash comes between a test and its files")]
fn write(path: &std::path::Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Takes schemas to the deployment by its own means.
pub(super) struct Deployer {
    place: Arc<Place>,
    /// Tables that the next push proves.
    proved: Proved,
    pushes: Pushes,
}

/// Who makes the pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pushes {
    /// The process itself.
    ByProcess,
    /// A person, from the files that the process puts in place.
    ByHand,
}

/// Tables that a push proves.
pub(super) type Proved = Arc<Mutex<Vec<String>>>;

impl Pusher for Deployer {
    async fn push(&self, schema: &Schema, manifest: &Manifest) -> Result<Pushed, StoreError> {
        if self.pushes == Pushes::ByHand {
            *self.place.placed.lock().unwrap() = Some((schema.clone(), manifest.clone()));
            return Ok(Pushed::Waiting);
        }
        let proved = self.proved.lock().unwrap().clone();
        let note = PushNote { manifest: manifest.clone(), proved, by_hand: false };
        Ok(match self.place.deploy(schema, &note) {
            Ok(()) => Pushed::Deployed,
            Err(said) => Pushed::Refused { said: Foreign::of(&said) },
        })
    }
}
