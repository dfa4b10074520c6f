//! Every message has a case that shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{entries, mistakes, name};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let nested = entries(folder)
        .into_iter()
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    nested.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The messages of the derives: each function with its text.
fn of_the_derives() -> BTreeMap<String, String> {
    let diag = root().join("schema-macros/src/diag");
    let mut files = sources(&diag.join("text"));
    files.push(diag.join("text.rs"));
    let mut messages = BTreeMap::new();
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        for function in source.split("\npub(crate) fn ").skip(1) {
            let (message, _) = function.split_once(['(', '<']).unwrap();
            let body = function.split("\n}\n").next().unwrap();
            let earlier = messages.insert(message.to_owned(), body.to_owned());
            assert_eq!(earlier, None, "two messages are called {message}");
        }
    }
    messages
}

/// The traits whose missing impls have a message of ours.
fn of_traits() -> BTreeSet<String> {
    let files = sources(&root().join("schema-core/src"));
    let mut traits = BTreeSet::new();
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        for after in source.split("#[diagnostic::on_unimplemented(").skip(1) {
            let (_, after) = after.split_once("\npub trait ").unwrap();
            let end = after.find(|c: char| !c.is_alphanumeric()).unwrap();
            traits.insert(after[..end].to_owned());
        }
    }
    traits
}

/// The messages that a case says it shows, in its first lines.
fn shown(case: &Path) -> Vec<String> {
    let source = std::fs::read_to_string(case).unwrap();
    let lines = source.lines().map_while(|line| line.strip_prefix("// message: "));
    lines.map(ToOwned::to_owned).collect()
}

#[test]
fn every_case_says_which_message_it_shows() {
    let known: BTreeSet<String> = of_the_derives().into_keys().chain(of_traits()).collect();
    for case in mistakes() {
        let messages = shown(&case);
        assert!(!messages.is_empty(), "{} says no `// message: ...`", case.display());
        for message in messages {
            // What rustc says better is left to it, and still looked at.
            let is_known = known.contains(&message) || message.starts_with("rustc: ");
            assert!(is_known, "{}: there is no message {message}", case.display());
        }
    }
}

#[test]
fn no_message_lacks_a_case() {
    let cases: BTreeSet<String> = mistakes().iter().flat_map(|case| shown(case)).collect();
    let messages: Vec<String> = of_the_derives().into_keys().chain(of_traits()).collect();
    assert!(messages.len() > 100, "only {} messages were found", messages.len());
    let lacking: Vec<&String> = messages.iter().filter(|one| !cases.contains(*one)).collect();
    assert!(lacking.is_empty(), "without a case in tests/ui: {lacking:?}");
}

/// The texts of a message, each as its pieces between the values that are put into it.
fn texts(body: &str) -> Vec<Vec<String>> {
    // Text continues on the next line after a backslash, and a quote within it ends a piece.
    let joined: Vec<&str> = body.split("\\\n").map(str::trim_start).collect();
    let code = joined.join("").replace("\\\"", "{}");
    let pieces = |text: &str| {
        let pieces = text.split('{').map(|part| part.rsplit('}').next().unwrap_or_default().trim());
        pieces.filter(|piece| piece.len() >= 8).map(ToOwned::to_owned).collect()
    };
    code.split('"').skip(1).step_by(2).map(pieces).collect()
}

#[test]
fn every_case_shows_the_message_it_says() {
    let messages = of_the_derives();
    for case in mistakes() {
        let expected = std::fs::read_to_string(case.with_extension("stderr")).unwrap();
        let is_shown = |piece: &String| expected.contains(piece.as_str());
        for message in shown(&case) {
            let Some(body) = messages.get(&message) else { continue };
            let texts = texts(body);
            let is_whole = |text: &Vec<String>| !text.is_empty() && text.iter().all(is_shown);
            let case = name(&case);
            assert!(texts.iter().any(is_whole), "{case} doesn't show {message}: {texts:?}");
        }
    }
}

#[test]
fn a_mistake_is_reported_once() {
    for case in mistakes() {
        let expected = std::fs::read_to_string(case.with_extension("stderr")).unwrap();
        let errors = expected.lines().filter(|line| line.starts_with("error")).count();
        assert_eq!(errors, shown(&case).len(), "errors of {}", case.display());
    }
}
