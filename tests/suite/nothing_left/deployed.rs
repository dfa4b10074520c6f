//! The property on the deployment for tests.

use std::collections::BTreeMap;
use std::path::PathBuf;

use migrate_runtime::deployment::DeployKey;
use migrate_runtime::exit::Exit;
use migrate_runtime::store::Store as _;
use migrate_runtime::store::convex::{Access, ConvexStore, NoPusher};
use schema_core::id::TableNumber;
use schema_core::name::TableName;
use schema_core::value::Value;
use serde_json::{Map, Value as Json, json};
use url::Url;
use workspace_tests::deployment::TestDeployment;
use workspace_tests::node::Node;

use super::case::Case;
use super::ids::with_numbers;
use super::stage::{Stage, Wrong};

/// What the deployment is called.
const NAME: &str = "test";

/// A deployment that forgets everything between two declarations.
pub(super) struct Place {
    server: TestDeployment,
    name: String,
    push: String,
}

impl Place {
    pub(super) fn open(name: &str) -> Self {
        let node = Node::of_deployment().unwrap();
        let push = format!("node '{}'", node.path("push.mjs").display());
        let server = TestDeployment::start(None, &[]).unwrap();
        Self { server, name: format!("nothing-left-{name}"), push }
    }

    /// Plays the case of a seed to its end.
    pub(super) fn play(&self, seed: u64) -> Result<(), Wrong> {
        let case = Case::of(seed, NAME);
        self.server.control("reset", &json!({}))?;
        let mut stage = self.stage();
        stage.declare(&case.old);
        // The first push takes the committed schema there, which accepts older versions until a gate
        // opens; what leads on from these may lose something, though there are no documents yet.
        if stage.ship(&[]).exit != Exit::Done {
            let destroys = stage.destroys()?;
            stage.ship(&destroys).ends_with(Exit::Done)?;
        }
        self.plant(&case)?;
        stage.declare(&case.new);
        let destroys = stage.destroys()?;
        stage.ship(&destroys).ends_with(Exit::Done)?;
        stage.is_settled(seed)?;
        self.server.control("log", &json!({ "start": true }))?;
        let before = self.server.control("dump", &json!({}))?;
        stage.ships_nothing()?;
        let log = self.server.control("log", &json!({}))?;
        if log["lines"] != json!([]) {
            return Err(format!("`ship` has written something again: {log}"));
        }
        let after = self.server.control("dump", &json!({}))?;
        if after == before { Ok(()) } else { Err(format!("{before}\nhas become\n{after}")) }
    }

    /// An empty project of the deployment, which the packages are at hand for.
    fn stage(&self) -> Stage {
        let folder: PathBuf = Node::of_deployment().unwrap().directory(&self.name).unwrap();
        let (url, key) = (self.server.url(), self.server.admin_key());
        Stage::at(folder)
            .about(&["--url", url, "--admin-key", key, "--deployment", NAME])
            .pushing(&["--push", &self.push, "--yes", NAME])
    }

    /// Stores the documents of a case, as an application does.
    fn plant(&self, case: &Case) -> Result<(), Wrong> {
        let numbers = self.numbers();
        let documents = case.documents.iter().map(|(table, documents)| {
            let documents = documents.iter().map(|fields| with_numbers(fields, &numbers));
            let documents = documents.map(|fields| Value::Object(fields).to_encoded());
            (table.as_str().to_owned(), Json::Array(documents.collect()))
        });
        let tables: Map<_, _> = documents.collect();
        self.server.control("load", &json!({ "tables": tables })).map(drop)
    }

    /// The numbers of the tables.
    fn numbers(&self) -> BTreeMap<TableNumber, TableName> {
        let url = Url::parse(self.server.url()).unwrap();
        let access = Access { url, key: DeployKey::new(self.server.admin_key()) };
        let tables = ["teams", "users"].map(TableName::from_checked);
        let store =
            ConvexStore::new(NAME.parse().unwrap(), access, 1, tables.into(), NoPusher).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(store.tables()).unwrap().names
    }
}
