//! Keys on a deployment that works, and on one whose functions somebody has changed to repeat them.

use serde_json::json;
use workspace_tests::deployment::TestDeployment;

use super::planted::search;
use super::table::{Formats, PLACES, Scene};
use crate::real::{Project, load, push};

/// Builds functions that do nothing but fail, except for the one that says what is deployed.
const SPOILT: &str = r#"
import { internalMutationGeneric, internalQueryGeneric } from "convex/server";
import { ConvexError } from "convex/values";

const fails = () => {
  FAILS;
};
const spoil = (build) => (made) =>
  String(made.handler).includes("deployed") ? build(made) : build({ args: made.args, handler: async () => fails() });
export const internalQuery = spoil(internalQueryGeneric);
export const internalMutation = spoil(internalMutationGeneric);
"#;

/// Every way in which a function says something.
const FAILS: [&str; 5] = [
    "throw new Error('KEY\\u001b[2J\\r KEY')",
    "throw new ConvexError({ kind: 'tooLarge', reason: 'KEY\\u202e' })",
    "throw new ConvexError({ kind: 'enforcement', table: 'notes', reason: 'KEY\\nKEY' })",
    "throw new ConvexError({ kind: 'KEY', 'KEY': 'KEY' })",
    "return { 'KEY': 'KEY' }",
];

#[test]
fn a_deployment_that_works_or_is_spoilt_shows_and_stores_no_key() {
    let key = super::planted::Planted::new("the environment").own_key();
    let server = TestDeployment::start(None, &["--admin-key", &key, "--show-errors"]).unwrap();
    let mut scene = Scene::new(Project::of(&server, "secrets-served"));
    let url = server.url().to_owned();
    let with_key = |command: &mut std::process::Command| {
        command.env("CONVEX_SELF_HOSTED_URL", &url).env("CONVEX_SELF_HOSTED_ADMIN_KEY", &key);
    };
    // It says what it knows before it pushes.
    let line = format!("{}; {}", scene.push().replace("; exit 1", ""), push());
    let ship = ["ship", "--push", &line].map(ToOwned::to_owned);
    scene.run("one", &ship, "human", with_key).assert(0);
    load(&server, "notes", &[json!({ "title": scene.document() }), json!({ "title": "good" })]);
    for format in super::table::FORMATS {
        let ended = scene.run("two", &ship, format, with_key).assert(5);
        assert!(ended.out.contains("nobody can read dev:calm-cat-7|…"), "{ended:#?}");
    }
    scene.run_all("two", &[], Formats::Each, with_key);
    ledger_is_clean(&scene, &server);

    let project = &scene.project.folder.join("convex");
    let mut cited = 0;
    for fails in FAILS {
        let spoilt = SPOILT.replace("FAILS", fails).replace("KEY", &key);
        scene.project.write("convex/migrate_runtime/server.ts", &spoilt);
        server.deploy(project).unwrap();
        let ended = scene.run("two", &["status".to_owned()], "human", with_key);
        assert_ne!(ended.exit, Some(0), "{ended:#?}");
        cited += usize::from(ended.err.contains('…'));
        scene.run_all("two", &[], Formats::InTurn, with_key);
    }
    assert!(cited >= 3, "only {cited} of what functions say was cited");
    scene.project.run("two", &["generate"]).assert(0);
    scene.search();
}

/// Nothing but the document itself and the reason why it is in quarantine has its key.
fn ledger_is_clean(scene: &Scene, server: &TestDeployment) {
    let dump = server.control("dump", &json!({})).unwrap();
    let kept = dump["tables"].as_object().unwrap().keys().any(|table| table.contains("migrat"));
    assert!(kept, "{dump}");
    let keys = scene.planted.iter().zip(PLACES).filter(|(_, place)| *place != "a document");
    let keys: Vec<_> = keys.map(|(key, _)| key.clone()).collect();
    search(&keys, "what is stored", dump.to_string().as_bytes());
}
