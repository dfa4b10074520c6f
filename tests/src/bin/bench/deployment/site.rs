//! The deployment on which all contenders run, with the users that they carry.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;

use migrate_runtime::deployment::DeployKey;
use migrate_runtime::ship::Versions;
use migrate_runtime::store::Canonical;
use migrate_runtime::store::convex::Access;
use schema_core::Schema as _;
use schema_core::frozen::FrozenFiles;
use schema_core::generate::{Phase, Phases, deployment_files, schema_of};
use schema_core::name::TableName;
use schema_core::value::Object;
use schema_core::version::VersionNumber;
use serde_json::{Map, Value, json};
use url::Url;
use workspace_tests::deployment::TestDeployment;
use workspace_tests::node::{Node, write_file};

use crate::backfill::users;

/// The application's own files.
const FILES: [(&str, &str); 4] = [
    ("convex.config.ts", include_str!("convex.config.ts")),
    ("migrations.ts", include_str!("migrations.ts")),
    ("serial.ts", include_str!("serial.ts")),
    ("users.ts", include_str!("users.ts")),
];

/// What the runtime notes on a deployment, which each round begins without.
const LEDGER: [&str; 5] = ["steps", "ranges", "quarantine", "receipts", "log"];

/// How many users are put into the deployment in one call.
const LOADED_TOGETHER: usize = 1_000;

/// A deployment of users that are to be carried.
pub(crate) struct Site {
    pub(crate) server: TestDeployment,
    users: Vec<Value>,
}

impl Site {
    /// Starts a deployment with the generated functions, the component and what is written by hand.
    pub(crate) fn start(users: impl Iterator<Item = Object>) -> io::Result<Self> {
        let server = TestDeployment::start(None, &[]).map_err(io::Error::other)?;
        let user = |fields| serde_json::from_str(Canonical::of(&fields).as_str());
        let users = users.map(user).collect::<Result<_, _>>()?;
        let site = Self { server, users };
        site.push()?;
        Ok(site)
    }

    /// Pushes the widened schema with the real CLI, because only it knows components.
    fn push(&self) -> io::Result<()> {
        let node = Node::ready().map_err(io::Error::other)?;
        let project = node.directory("bench-deployment").map_err(io::Error::other)?;
        let write = |path: PathBuf, text: &str| write_file(&path, text).map_err(io::Error::other);
        let package = json!({
            "type": "module",
            "dependencies": { "convex": "*", "@convex-dev/migrations": "*" },
        });
        write(project.join("package.json"), &package.to_string())?;
        let declaration = users::App::declaration();
        let phases = Phases::default().with(table(), Phase::Widened { lowest: VersionNumber(1) });
        let schema = schema_of(&declaration, &phases).map_err(io::Error::other)?;
        let frozen = FrozenFiles::new();
        let versions = Versions::of(&declaration, &frozen);
        let manifest = serde_json::to_value(versions.manifest_in(&phases))?;
        for file in deployment_files(&schema, &manifest) {
            write(project.join("convex").join(file.path), &file.text)?;
        }
        for (name, text) in FILES {
            write(project.join("convex").join(name), text)?;
        }
        let mut deploy = node.command("node_modules/convex/bin/main.js");
        let deploy = deploy
            .args(["deploy", "--typecheck", "disable"])
            .current_dir(&project)
            .env("HOME", &project)
            .env("CI", "1")
            .env("CONVEX_SELF_HOSTED_URL", self.server.url())
            .env("CONVEX_SELF_HOSTED_ADMIN_KEY", self.server.admin_key())
            .stdin(Stdio::null());
        let output = deploy.output()?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(io::Error::other(format!("`npx convex deploy`: {said}")))
    }

    /// Puts the users back to how they began, and the deployment so far away.
    pub(crate) fn begin(&self, distance_ms: u64) -> io::Result<()> {
        let mut tables: Map<_, _> = LEDGER
            .iter()
            .map(|name| (format!("migrate_runtime_{name}"), Value::Array(Vec::new())))
            .collect();
        tables.insert("users".to_owned(), Value::Array(Vec::new()));
        self.control("faults", &json!({ "latencyMs": 0 }))?;
        self.control("load", &json!({ "tables": tables, "replace": true }))?;
        for some in self.users.chunks(LOADED_TOGETHER) {
            self.control("load", &json!({ "tables": { "users": some } }))?;
        }
        self.control("faults", &json!({ "latencyMs": distance_ms })).map(drop)
    }

    /// All users as they are stored, none of them as they were; fails where one wasn't carried.
    pub(crate) fn check(&self) -> io::Result<Vec<Value>> {
        let mut dumped = self.control("dump", &json!({}))?;
        let Value::Array(users) = dumped["tables"]["users"].take() else {
            return Err(io::Error::other("there are no users any more"));
        };
        let is_carried = |user: &&Value| user["displayName"].is_string() && user["name"].is_null();
        let carried = users.iter().filter(is_carried).count();
        if carried == self.users.len() {
            return Ok(users);
        }
        let all = self.users.len();
        Err(io::Error::other(format!("{carried} of {all} users are carried")))
    }

    /// The users' ids.
    pub(crate) fn ids(&self) -> io::Result<Vec<String>> {
        let dumped = self.control("dump", &json!({}))?;
        let users = dumped["tables"]["users"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(users.iter().filter_map(|user| Some(user["_id"].as_str()?.to_owned())).collect())
    }

    pub(crate) fn control(&self, name: &str, body: &Value) -> io::Result<Value> {
        self.server.control(name, body).map_err(io::Error::other)
    }

    pub(crate) fn access(&self) -> io::Result<Access> {
        let url = Url::parse(self.server.url()).map_err(io::Error::other)?;
        Ok(Access { url, key: DeployKey::new(self.server.admin_key()) })
    }

    pub(crate) fn len(&self) -> u64 {
        self.users.len() as u64
    }
}

pub(crate) fn table() -> TableName {
    TableName::from_checked("users")
}
