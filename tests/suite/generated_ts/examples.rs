//! What the examples commit is TypeScript as a project would have it.

use std::fs;
use std::path::{Path, PathBuf};

use schema_core::generate::{GeneratedFile, deployment_files};
use schema_core::schema::Schema;
use serde_json::json;
use workspace_tests::node::{Node, write_file};

#[test]
fn the_files_that_examples_commit_type_check_as_prettier_leaves_them() {
    let node = Node::ready().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let directory = node.directory("examples").unwrap();
    let mut files = Vec::new();
    for example in entries(&examples) {
        let folders = ["convex", "convex/migrate_runtime", "expected"];
        files.extend(folders.iter().flat_map(|folder| entries(&example.join(folder))));
        // Only schemas are there: the modules that they import are the same everywhere.
        let expected = example.join("expected");
        if expected.exists() {
            let at = directory.join(expected.strip_prefix(&examples).unwrap());
            for GeneratedFile { path, text } in deployment_files(&Schema::default(), &json!({})) {
                write_file(&at.join(path), &text).unwrap();
            }
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ts"));
    assert!(files.len() >= 10, "{files:?}");
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        write_file(&directory.join(file.strip_prefix(&examples).unwrap()), &text).unwrap();
    }
    node.run("pretty.mjs", &[&directory.display().to_string()]).unwrap_or_else(|e| panic!("{e}"));
    let project = node.project(&directory, "tsconfig.strictest.json").unwrap();
    node.tsc("typescript", &project).unwrap_or_else(|error| panic!("{error}"));
}

/// What is directly in a folder; nothing where there is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
