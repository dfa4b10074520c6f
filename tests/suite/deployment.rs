//! The deployment for tests: its own tests, and that Rust can start and use it.

mod faults;
mod live;
mod pacing;
mod quiet;
mod road;
mod seeded;
mod store;

use std::path::{Path, PathBuf};

use serde_json::json;
use workspace_tests::deployment::TestDeployment;
use workspace_tests::node::Node;

pub(crate) fn app(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deployment/test/apps").join(name)
}

#[test]
fn the_deployment_for_tests_passes_its_own_tests() {
    let node = Node::of_deployment().unwrap();
    node.run("test/all.mjs", &[]).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_deployment_runs_functions_and_tells_the_admin_from_others() {
    let deployment = TestDeployment::start(Some(&app("notes")), &[]).unwrap();
    let added = deployment.run("notes:add", &json!({"text": "hello"})).unwrap();
    assert_eq!(added.as_str().map(str::len), Some(32), "{added}");
    assert_eq!(
        deployment.run("notes:hidden", &json!({})).unwrap(),
        json!({"$integer": "BwAAAAAAAAA="})
    );
    let call = json!({"path": "notes:hidden", "args": {}});
    let stranger = deployment.post("/api/query", None, &call).unwrap();
    assert_eq!(stranger.body["status"], "error");
    let impostor = deployment.post("/api/query", Some("test-deployment|00"), &call).unwrap();
    assert_eq!(impostor.status, 401);
    let stats = deployment.control("stats", &json!({})).unwrap();
    assert_eq!(stats["documents"]["notes"], 1);
}

#[test]
fn the_functions_of_every_example_are_deployed_and_none_is_public() {
    let deployment = TestDeployment::start(None, &[]).unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let folders = std::fs::read_dir(examples).unwrap();
    let folders = folders.map(|entry| entry.unwrap().path().join("convex"));
    let mut deployed = 0;
    for folder in folders.filter(|folder| folder.join("migrate_runtime").is_dir()) {
        deployment.deploy(&folder).unwrap();
        deployed += 1;
        let manifest = deployment.run("migrate_runtime/manifest:manifest", &json!({})).unwrap();
        assert_eq!(manifest["protocol"], 3, "{}", folder.display());
        let functions = deployment.run("_system/cli/modules:apiSpec", &json!({})).unwrap();
        let functions = functions.as_array().unwrap();
        assert!(functions.len() > 15, "{} has {} functions", folder.display(), functions.len());
        for function in functions {
            assert_eq!(function["visibility"]["kind"], "internal", "{function}");
        }
    }
    assert!(deployed >= 5, "only {deployed} examples have functions");
}
