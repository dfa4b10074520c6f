//! What the base branch has is released: the binary asks git for it, and refuses to rewrite it.

#![expect(clippy::unwrap_used, reason = "what a test can't do without has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use migrate_runtime::files;

fn git(folder: &Path, words: &[&str]) {
    let known = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let status = Command::new("git").arg("-C").arg(folder).args(known).args(words).status();
    assert!(status.unwrap().success(), "git {}", words.join(" "));
}

fn generate(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_movies"));
    command.arg("generate").args(words).env("MOVIES_DIR", folder).stdin(Stdio::null());
    command.output().unwrap()
}

#[test]
fn versions_on_the_base_branch_are_released_and_those_that_agree_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    git(folder, &["init", "-q", "-b", "base"]);
    assert_eq!(generate(folder, &["--unreleased"]).status.code(), Some(0));
    git(folder, &["add", "."]);
    git(folder, &["commit", "-q", "-m", "one"]);
    let output = generate(folder, &["--check", "--against", "base"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));

    // The base branch has numbers for names.
    let path = folder.join("frozen/directors@1.json");
    let text = fs::read_to_string(&path).unwrap();
    let other = text.replace("\"type\": \"string\"", "\"type\": \"number\"");
    assert_ne!(text, other);
    files::write(&path, &other).unwrap();
    git(folder, &["commit", "-q", "-a", "-m", "two"]);
    let output = generate(folder, &["--against", "base"]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{message}");
    let said = message.contains("directors@1 is released (on base)");
    assert!(said && message.contains("convex-migrate bump directors"), "{message}");
    let output = generate(folder, &["--against", "base", "--format", "json"]);
    let failure: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(failure["error"], "needs_version");
    assert_eq!(failure["help"][1]["type"], "convex-migrate bump directors");
    assert_eq!(fs::read_to_string(&path).unwrap(), other);
    assert_eq!(generate(folder, &["--unreleased"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}
