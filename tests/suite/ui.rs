//! What the derives say to a mistake, and that they accept what they should.

mod declared;
mod messages;
mod pasted;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders of mistakes; `pass` holds what is right.
const MISTAKES: &[&str] = &["attr", "table", "types", "nested", "transition", "schema"];

#[test]
fn every_mistake_is_explained() {
    let cases = trybuild::TestCases::new();
    for folder in MISTAKES {
        cases.compile_fail(format!("ui/{folder}/*.rs"));
    }
}

#[test]
fn every_supported_declaration_compiles() {
    trybuild::TestCases::new().pass("ui/pass/main.rs");
}

#[test]
fn no_folder_of_cases_is_forgotten() {
    let known = MISTAKES.iter().copied().chain(["pass"]).map(ToOwned::to_owned);
    let found: BTreeSet<String> = entries(&ui()).iter().map(|path| name(path)).collect();
    assert_eq!(found, known.collect());
}

#[test]
fn no_case_of_what_is_right_is_forgotten() {
    for (program, folder) in [("pass/main.rs", "pass"), ("pass/pasted.rs", "pass/pasted")] {
        let source = std::fs::read_to_string(ui().join(program)).unwrap();
        let cases = entries(&ui().join(folder));
        for case in cases.iter().filter(|path| path.is_file() && !path.ends_with("main.rs")) {
            let module = format!("mod {};", case.file_stem().unwrap().to_string_lossy());
            assert!(source.contains(&module), "{program} lacks `{module}`");
        }
    }
}

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

/// The cases of mistakes, in a fixed order.
fn mistakes() -> Vec<PathBuf> {
    let files = MISTAKES.iter().flat_map(|folder| entries(&ui().join(folder)));
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
