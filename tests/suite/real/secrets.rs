//! Keys are shown nowhere: not by what a run prints, not in what it writes, not when it fails.

mod host;
mod planted;
mod served;
mod table;

use std::path::Path;

use serde_json::json;
use workspace_tests::deployment::TestDeployment;

use super::{CLI, Ended, Project, load, push};

const KEY: &str = "test-deployment|5ec2e7c0ffee5ec2e7";
const SECRET: &str = "5ec2e7c0ffee5ec2e7";
const WRONG: &str = "test-deployment|0dd5ec2e70dd";
const WRONG_SECRET: &str = "0dd5ec2e70dd";

/// What the functions speak that `generate` writes.
fn protocol() -> &'static str {
    let manifest = include_str!("../../../schema-core/src/generate/functions/manifest.ts");
    let (_, rest) = manifest.split_once("const PROTOCOL = ").unwrap();
    rest.split_once(';').unwrap().0
}

/// Everything that runs have printed.
#[derive(Default)]
struct Printed(String);

impl Printed {
    /// Runs as somebody does who wants to know all, and keeps what is said.
    #[track_caller]
    fn run(&mut self, project: &Project, app: &str, words: &[&str], exit: i32) {
        let mut command = project.command(app, words);
        let command = command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
        self.keep(command.env("NOTES_LOG", "all"), exit);
    }

    #[track_caller]
    fn keep(&mut self, command: &mut std::process::Command, exit: i32) {
        let ended = Ended::of(&command.output().unwrap()).assert(exit);
        self.0 += &ended.out;
        self.0 += &ended.err;
    }
}

/// Every file below a folder that holds a text, and how many were looked at.
fn holding(folder: &Path, text: &str) -> (Vec<String>, usize) {
    let (mut found, mut looked) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let (more, count) = holding(&path, text);
            found.extend(more);
            looked += count;
        } else {
            let bytes = std::fs::read(&path).unwrap();
            looked += 1;
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    (found, looked)
}

#[test]
fn no_run_prints_or_writes_a_key() {
    let server = TestDeployment::start(None, &["--admin-key", KEY]).unwrap();
    let project = Project::of(&server, "secrets");
    let mut printed = Printed::default();
    printed.run(&project, "one", &["ship"], 5);
    printed.run(&project, "one", &["ship", "--push", CLI], 0);
    load(&server, "notes", &[json!({ "title": "a" }), json!({ "title": "bad" })]);
    // A command that shows all that it knows.
    printed.run(&project, "two", &["ship", "--push", "env; exit 1"], 8);
    assert!(printed.0.contains("CONVEX_SELF_HOSTED_ADMIN_KEY=…"), "{}", printed.0);
    printed.run(&project, "two", &["ship", "--push", CLI], 5);
    for format in ["human", "json", "github"] {
        printed.run(&project, "two", &["status", "--format", format], 0);
        printed.run(&project, "two", &["ship", "--push", push(), "--format", format], 5);
    }
    for word in ["plan", "diff", "retry", "pause", "resume", "cancel"] {
        let exit = match word {
            "retry" => 5,
            "diff" => 4,
            _ => 0,
        };
        printed.run(&project, "two", &[word], exit);
    }

    // Keys that are refused, or sent nowhere.
    let url = server.url().to_owned();
    let wrong = Project { folder: project.folder.clone(), url, key: WRONG.to_owned() };
    printed.run(&wrong, "two", &["status"], 8);
    printed.run(&wrong, "two", &["ship", "--push", CLI], 8);
    printed.run(&project, "two", &["status", "--admin-key", WRONG], 2);
    let flags = ["status", "--url", &wrong.url, "--admin-key", WRONG];
    printed.run(&project, "two", &flags, 8);
    let nobody = ["ship", "--url", "http://127.0.0.1:1"];
    printed.run(&project, "two", &nobody, 8);
    let cloud = ["ship", "--url", "https://calm-cat-7.convex.cloud"];
    printed.run(&project, "two", &cloud, 2);

    assert!(printed.0.contains(": everything is logged"), "no log");
    let panicking = panics(&mut printed);
    for secret in [SECRET, WRONG_SECRET] {
        let lines: Vec<_> = printed.0.lines().filter(|line| line.contains(secret)).collect();
        assert!(lines.is_empty(), "{lines:#?}");
        for project in [&project, &panicking] {
            let (files, looked) = holding(&project.folder, secret);
            assert!(files.is_empty(), "{files:?}");
            assert!(looked > 30, "only {looked} files were found");
        }
    }
}

/// A transition panics in the middle of a run, with the key in use: its document is quarantined.
fn panics(printed: &mut Printed) -> Project {
    let server = TestDeployment::start(None, &["--admin-key", KEY]).unwrap();
    let project = Project::of(&server, "secrets-panic");
    project.ship("one", &[]).assert(0);
    load(&server, "notes", &[json!({ "title": "a" })]);
    let mut command = project.command("two", &["ship", "--push", push()]);
    command.env("NOTES_MEDDLE", "panic").env("NOTES_EMBEDDED", project.folder.join("no.sqlite"));
    printed.keep(command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full"), 5);
    assert!(printed.0.contains("nobody knows how to panic"), "{}", printed.0);
    project
}
