//! The integration tests of the workspace, as one binary.

#![expect(clippy::unwrap_used, reason = "what a helper can't do fails the test that needs it")]

mod bump;
mod carry;
mod cli;
mod conformance;
mod convert;
mod deployment;
mod diff;
mod frozen;
mod generated_ts;
mod nothing_left;
mod plan;
mod real;
mod ui;

use std::path::{Path, PathBuf};

/// The Rust files of this folder, each with the one that has to declare it.
fn declared_by(folder: &Path, parent: &Path) -> Vec<(PathBuf, PathBuf)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let nested = files.filter(|path| path != parent).flat_map(|path| {
        let children = path.with_extension("");
        let below = if children.is_dir() { declared_by(&children, &path) } else { Vec::new() };
        below.into_iter().chain([(path.clone(), parent.to_owned())])
    });
    nested.collect()
}

#[test]
fn no_file_of_the_suite_is_forgotten() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let files = declared_by(&suite, &suite.join("main.rs"));
    assert!(files.len() > 40, "only {} files were found", files.len());
    for (file, parent) in files {
        let module = format!("mod {};", file.file_stem().unwrap().to_string_lossy());
        let source = std::fs::read_to_string(&parent).unwrap();
        assert!(source.contains(&module), "{} lacks `{module}`", parent.display());
    }
}
