//! The whole road on whichever deployment of Convex is there: that for tests, and any real one that the
//! environment names.
//!
//! `MIGRATE_TESTS_URL` and `MIGRATE_TESTS_KEY` name it, and `MIGRATE_TESTS_PUSH` the command that pushes
//! to it where that isn't `npx convex deploy`. It has to be one without functions and tables, for a push
//! replaces all of them, and none of production. What is made there is taken away in the end.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use serde_json::{Value as Json, json};
use workspace_tests::deployment::TestDeployment;

use super::{APPLICATION, CLI, Ended, Project};

/// What the test does to the deployment as its application and as its admin.
const PROGRAM: &str = include_str!("anywhere.mjs");

/// Reads a table, for the test alone.
const LIST: &str = r#"
import { queryGeneric as query } from "convex/server";

export const list = query({
  args: { table: v.string(), cursor: v.union(v.string(), v.null()) },
  handler: async ({ db }, { table, cursor }) =>
    await db.query(table).paginate({ cursor, numItems: 500 }),
});
"#;

/// What a deployment has that has nothing.
const NOTHING: &str = "import { defineSchema } from \"convex/server\";\n\n\
                       export default defineSchema({});\n";

/// How many batches are written until the application has learned the new shape.
const BATCHES: usize = 6;

/// A deployment, which is left as it was.
struct Anywhere<'a> {
    project: Project,
    push: &'a str,
}

impl<'a> Anywhere<'a> {
    fn new(url: &str, key: &str, push: &'a str, name: &str) -> Self {
        let project = Project::at(url, key, name);
        project.write("anywhere.mjs", PROGRAM);
        project.write("nothing/package.json", &project.read("package.json"));
        project.write("nothing/convex/schema.ts", NOTHING);
        project.write("convex/migrate_tests.ts", &format!("{APPLICATION}{LIST}"));
        // Only what is known to be nobody else's is ever tidied up.
        let looked = project.shell("node anywhere.mjs look").assert(0);
        let anywhere = Self { project, push };
        if looked.out.contains("left") {
            anywhere.tidy().into_iter().for_each(|ended| drop(ended.assert(0)));
        }
        anywhere
    }

    /// Takes away everything that the test has made.
    fn tidy(&self) -> [Ended; 2] {
        [self.project.shell(&format!("cd nothing && {}", self.push)), self.node("clear")]
    }

    fn command(&self, word: &str) -> Command {
        let mut command = Command::new("node");
        command.args(["anywhere.mjs", word]);
        self.project.prepared(command)
    }

    fn node(&self, word: &str) -> Ended {
        Ended::of(&self.command(word).output().unwrap())
    }

    /// Ships while the application writes: old films at first, old and new ones once both are taken,
    /// and halfway it learns that only new ones are wanted.
    fn ship_with_a_writer(&self) -> (Ended, Json) {
        let mut command = self.command("write");
        let mut writer = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut written = BufReader::new(writer.stdout.take().unwrap());
        let mut line = String::new();
        written.read_line(&mut line).unwrap();
        assert_eq!(line, "writing\n");
        let words = ["ship", "--batch", "10", "--format", "json", "--push", self.push];
        let mut command = self.project.command("films", &words);
        let mut ship = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let (mut committed, mut stdin) = (0, writer.stdin.take());
        for line in BufReader::new(ship.stdout.take().unwrap()).lines().map(Result::unwrap) {
            let is_batch = line.contains("batchCommitted");
            committed += usize::from(is_batch);
            if line.contains("stepStarted") {
                writeln!(stdin.as_mut().unwrap(), "both").unwrap();
            } else if is_batch && committed == BATCHES {
                writeln!(stdin.as_mut().unwrap(), "new").unwrap();
            }
            said = said + &line + "\n";
        }
        let ended = Ended { out: said, ..Ended::of(&ship.wait_with_output().unwrap()) };
        drop(stdin);
        line.clear();
        written.read_line(&mut line).unwrap();
        assert!(writer.wait().unwrap().success());
        (ended, serde_json::from_str(&line).unwrap())
    }

    /// What is stored is what was written.
    fn check(&self, wanted: &Json) -> Ended {
        let mut command = self.command("check");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child: Child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(wanted.to_string().as_bytes()).unwrap();
        Ended::of(&child.wait_with_output().unwrap())
    }

    fn goes_the_whole_road(&self) {
        self.project.run("films-before", &["ship", "--push", self.push]).assert(0);
        self.node("seed").assert(0);
        let (shipped, wanted) = self.ship_with_a_writer();
        let shipped = shipped.assert(0).says(&[r#"{"result":"done"}"#]);
        let films = wanted["wanted"].as_object().unwrap().len();
        assert!(wanted["count"].as_u64().unwrap() > 2, "{wanted}");
        let checked = self.check(&wanted).assert(0);
        let counts: Json = serde_json::from_str(&checked.out).unwrap();
        assert_eq!(counts["films"], json!(films), "{shipped:#?}");
        let again = self.project.run("films", &["ship", "--push", self.push]).assert(0);
        again.says(&["nothing to do"]);
        self.project.run("films", &["status"]).assert(0).says(&["narrowed", "receipts"]);
    }
}

impl Drop for Anywhere<'_> {
    fn drop(&mut self) {
        let tidied = self.tidy();
        // A test that has failed has said why; what it has left is taken away by the next one.
        if !std::thread::panicking() {
            for ended in tidied {
                ended.assert(0);
            }
        }
    }
}

#[test]
fn a_writer_goes_on_while_the_real_cli_pushes_from_widen_to_narrow() {
    let server = TestDeployment::start(None, &[]).unwrap();
    let anywhere = Anywhere::new(server.url(), server.admin_key(), CLI, "anywhere");
    anywhere.goes_the_whole_road();
    drop(anywhere);
    let stats = server.control("stats", &json!({})).unwrap();
    let left: Vec<_> = stats["documents"].as_object().unwrap().keys().collect();
    assert!(left.iter().all(|name| !name.starts_with("migrate_")), "{left:?}");
    let functions = server.run("_system/cli/modules:apiSpec", &json!({})).unwrap();
    assert_eq!(functions, json!([]));
}

#[test]
fn a_deployment_that_is_somebodys_is_left_alone() {
    let theirs = super::super::deployment::app("notes");
    let server = TestDeployment::start(Some(&theirs), &[]).unwrap();
    let (url, key) = (server.url().to_owned(), server.admin_key().to_owned());
    let looked = std::panic::catch_unwind(|| Anywhere::new(&url, &key, CLI, "somebody"));
    assert!(looked.is_err(), "it would have pushed");
    let functions = server.run("_system/cli/modules:apiSpec", &json!({})).unwrap();
    assert!(!functions.as_array().unwrap().is_empty());
}

#[test]
fn a_real_deployment_that_the_environment_names_goes_the_whole_road() {
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (Some(url), Some(key)) = (named("MIGRATE_TESTS_URL"), named("MIGRATE_TESTS_KEY")) else {
        eprintln!(
            "skipped: no deployment is named; set MIGRATE_TESTS_URL and MIGRATE_TESTS_KEY (and \
             MIGRATE_TESTS_PUSH, which is `{CLI}` otherwise) to one that has nothing"
        );
        return;
    };
    assert!(!key.starts_with("prod:"), "this is no test for production");
    let push = named("MIGRATE_TESTS_PUSH").unwrap_or_else(|| CLI.to_owned());
    Anywhere::new(&url, &key, &push, "named").goes_the_whole_road();
}
