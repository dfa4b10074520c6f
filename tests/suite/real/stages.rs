//! Two deployments at different stages under one tree: a gate, and one that comes before or after it.

use serde_json::json;
use workspace_tests::deployment::TestDeployment;

use super::{Ended, Project, documents, load, push};

/// A deployment of `notes@1`, and how the application is run on it.
struct Stage<'a> {
    server: TestDeployment,
    project: Project,
    /// What is said of it on every command line.
    words: &'a [&'a str],
}

const PROD: &[&str] = &["--deployment", "prod"];

impl<'a> Stage<'a> {
    fn new(tree: &Project, name: &str, words: &'a [&'a str], yes: &[&str]) -> Self {
        let server = TestDeployment::start(None, &["--name", name]).unwrap();
        let (url, key) = (server.url().to_owned(), server.admin_key().to_owned());
        let project = Project { folder: tree.folder.clone(), url, key };
        let stage = Self { server, project, words };
        stage.ship("one", yes).assert(0);
        load(&stage.server, "notes", &[json!({ "title": "a" }), json!({ "title": "bc" })]);
        stage
    }

    fn run(&self, app: &str, words: &[&str]) -> Ended {
        self.project.run(app, &[words, self.words].concat())
    }

    fn ship(&self, app: &str, yes: &[&str]) -> Ended {
        self.run(app, &[&["ship", "--push", push()], yes].concat())
    }

    #[track_caller]
    fn is_carried(&self, is_carried: bool) {
        let notes = documents(&self.server, "notes");
        assert_eq!(notes.len(), 2);
        for note in notes {
            assert_eq!(note["length"].is_number(), is_carried, "{note}");
        }
    }
}

const YES: &[&str] = &["--yes", "prod"];

/// The committed schema of `notes@2` and the one that takes old notes as well.
const NARROW: &str = "length: v.number()";
const WIDE: &str = "length: v.optional(v.number())";

/// One tree, a deployment that is a gate, and another one.
fn stages(name: &str) -> (Project, Stage<'static>, Stage<'static>) {
    let server = TestDeployment::start(None, &[]).unwrap();
    let tree = Project::of(&server, name);
    let prod = Stage::new(&tree, "calm-cat-7", PROD, YES);
    let dev = Stage::new(&tree, "happy-otter-123", &[], &[]);
    (tree, prod, dev)
}

#[test]
fn a_deployment_that_is_behind_its_gate_is_widened_and_narrowed_and_the_tree_stays() {
    let (tree, prod, dev) = stages("dev-behind");
    let asked = prod.ship("two", &[]).assert(3);
    asked.warns(&["`prod` is production, and nobody has agreed to write to it", "--yes prod"]);
    prod.is_carried(false);
    prod.ship("two", YES).assert(0).says(&["done: prod is narrowed"]).warns(&["(production)"]);
    let committed = tree.read("convex/schema.ts");
    assert!(committed.contains(NARROW), "{committed}");
    let receipt = tree.read("receipts/prod/notes@2.json");
    prod.run("two", &["gate"]).assert(0);
    dev.is_carried(false);
    dev.run("two", &["status"]).assert(0).says(&["notes@1"]);

    let shipped = dev.ship("two", &[]).assert(0).says(&["done: happy-otter-123 is narrowed"]);
    shipped.warns(&["documents of notes@1 to notes@2 are accepted", "in the deployment's ledger"]);
    dev.is_carried(true);
    assert_eq!(tree.read("convex/schema.ts"), committed);
    assert_eq!(tree.read("receipts/prod/notes@2.json"), receipt);
    assert!(!tree.folder.join("receipts/happy-otter-123").exists());
    dev.run("two", &["generate", "--check", "--unreleased"]).assert(0);
}

#[test]
fn a_deployment_that_is_before_its_gate_narrows_itself_alone() {
    let (tree, prod, dev) = stages("dev-ahead");
    dev.ship("two", &[]).assert(0).says(&["done: happy-otter-123 is narrowed"]);
    let committed = tree.read("convex/schema.ts");
    assert!(committed.contains(WIDE), "{committed}");
    prod.run("two", &["gate"]).assert(6);
    prod.is_carried(false);
    dev.run("two", &["generate", "--check", "--unreleased"]).assert(0);

    prod.ship("two", YES).assert(0).says(&["done: prod is narrowed"]);
    prod.is_carried(true);
    assert!(tree.read("convex/schema.ts").contains(NARROW));
    prod.run("two", &["gate"]).assert(0);
    dev.ship("two", &[]).assert(0).says(&["nothing to do: happy-otter-123 holds notes@2"]);
}
