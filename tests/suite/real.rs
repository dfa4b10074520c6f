//! The whole road through built binaries, on a deployment of Convex: what is run, pushed and read is
//! what a user runs, pushes and reads.

mod anywhere;
mod leads_on;
mod pushes;
mod runs;
mod secrets;
mod slow;
mod stages;
mod status;
mod tree;

use std::io::{BufRead as _, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::OnceLock;

use migrate_runtime::deployment::DeployKey;
use serde_json::{Value as Json, json};
use workspace_tests::deployment::TestDeployment;
use workspace_tests::node::{Node, write_file};

/// What an application does to its documents.
const APPLICATION: &str = include_str!("deployment/application.ts");

/// The push command of the Convex CLI, and its bundler's.
const CLI: &str = "npx convex deploy";

/// A Convex project with the application beside its generated files.
struct Project {
    folder: PathBuf,
    url: String,
    key: String,
}

impl Project {
    /// An empty project of a deployment, which the tests' packages are at hand for.
    fn of(server: &TestDeployment, name: &str) -> Self {
        let project = Self::at(server.url(), server.admin_key(), name);
        project.write("convex/application.ts", APPLICATION);
        project
    }

    /// A project of whichever deployment is there.
    fn at(url: &str, key: &str, name: &str) -> Self {
        let node = Node::of_deployment().unwrap();
        let folder = node.directory(&format!("real-{name}")).unwrap();
        let project = Self { folder, url: url.to_owned(), key: key.to_owned() };
        let package = json!({ "private": true, "dependencies": { "convex": "1.48.0" } });
        project.write("package.json", &package.to_string());
        project
    }

    fn write(&self, path: &str, text: &str) {
        write_file(&self.folder.join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.join(path)).unwrap()
    }

    /// A command in the project's folder, which knows the deployment and nothing else of this machine.
    fn prepared(&self, mut command: Command) -> Command {
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CONVEX_") || name.starts_with("NOTES") || name.starts_with("CARGO")
            {
                command.env_remove(&*name);
            }
        }
        let is_hosted = DeployKey::new(&*self.key).is_hosted();
        let [url, key] = if is_hosted {
            ["CONVEX_URL", "CONVEX_DEPLOY_KEY"]
        } else {
            ["CONVEX_SELF_HOSTED_URL", "CONVEX_SELF_HOSTED_ADMIN_KEY"]
        };
        command.env(url, &self.url).env(key, &self.key);
        // Outside of CI the Convex CLI tells its makers of failures.
        command.env("CI", "1").env("NO_COLOR", "1").env("HOME", self.folder.join("home"));
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }

    /// The application at one of its commits.
    fn command(&self, app: &str, words: &[&str]) -> Command {
        let mut command = self.prepared(Command::new(env!("CARGO_BIN_EXE_notes")));
        command.env("NOTES", app).args(words);
        command
    }

    fn run(&self, app: &str, words: &[&str]) -> Ended {
        Ended::of(&self.command(app, words).output().unwrap())
    }

    /// Ships, and pushes by the deployment's own control.
    fn ship(&self, app: &str, words: &[&str]) -> Ended {
        self.run(app, &[&["ship", "--push", push()], words].concat())
    }

    /// Runs a line as a user types it.
    fn shell(&self, line: &str) -> Ended {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        Ended::of(&self.prepared(command).output().unwrap())
    }
}

/// The line that pushes quickly.
fn push() -> &'static str {
    static LINE: OnceLock<String> = OnceLock::new();
    LINE.get_or_init(|| {
        let program = Node::of_deployment().unwrap().path("push.mjs");
        format!("node '{}'", program.display())
    })
}

/// Stores documents as an application has written them.
fn load(server: &TestDeployment, table: &str, documents: &[Json]) {
    let tables = json!({ "tables": { table: documents } });
    server.control("load", &tables).unwrap();
}

/// All documents of a table, without what the server gives them.
fn documents(server: &TestDeployment, table: &str) -> Vec<Json> {
    let dump = server.control("dump", &json!({})).unwrap();
    dump["tables"][table].as_array().cloned().unwrap_or_default()
}

/// How a process has ended.
#[derive(Debug)]
struct Ended {
    exit: Option<i32>,
    out: String,
    err: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Self { exit: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    fn assert(self, exit: i32) -> Self {
        assert_eq!(self.exit, Some(exit), "{self:#?}");
        self
    }

    #[track_caller]
    fn says(self, out: &[&str]) -> Self {
        for wanted in out {
            assert!(self.out.contains(wanted), "no `{wanted}` in {self:#?}");
        }
        self
    }

    #[track_caller]
    fn warns(self, err: &[&str]) -> Self {
        for wanted in err {
            assert!(self.err.contains(wanted), "no `{wanted}` in {self:#?}");
        }
        self
    }
}

/// A ship in small batches that is under way, and what it says from then on.
struct UnderWay {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl UnderWay {
    fn of(project: &Project, app: &str) -> Self {
        let words = ["ship", "--batch", "2", "--format", "json", "--push", push()];
        Self::spawn(project.command(app, &words))
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Reads on until a line holds this.
    #[track_caller]
    fn waits_for(&mut self, text: &str) {
        let found = self.lines.by_ref().map(Result::unwrap).find(|line| line.contains(text));
        if found.is_none() {
            let mut err = String::new();
            let _ = std::io::Read::read_to_string(&mut self.child.stderr.take().unwrap(), &mut err);
            panic!("it ended without `{text}`: {err}");
        }
    }

    /// Ends at once, as a machine does that loses its power.
    fn dies(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Reads to the end.
    fn ends(self) -> Ended {
        let Self { child, lines } = self;
        let out: Vec<_> = lines.map(Result::unwrap).collect();
        let output = child.wait_with_output().unwrap();
        Ended { out: out.join("\n"), ..Ended::of(&output) }
    }
}
