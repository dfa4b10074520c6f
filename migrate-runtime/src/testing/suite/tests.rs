//! The suite itself: which stores pass it, and that no test of it is forgotten.

mod alike;
mod in_file;

use std::collections::BTreeSet;

use crate::store::memory::MemoryStore;
use crate::store::sqlite::SqliteStore;
use crate::store_suite;

use self::in_file::InFile;

store_suite!(memory, |sources| MemoryStore::new("test".parse().unwrap(), sources));

store_suite!(sqlite_in_memory, |sources| {
    SqliteStore::in_memory("test".parse().unwrap(), sources).unwrap()
});

store_suite!(sqlite_in_a_file, InFile::open);

store_suite!(sqlite_in_a_file_that_each_call_opens_anew, InFile::reopen);

#[test]
fn no_test_of_the_suite_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/testing/suite");
    let mut written = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&file).unwrap();
            let names = source.lines().filter_map(|line| line.strip_prefix("pub async fn "));
            let name = |rest: &str| rest.split(['<', '(']).next().map(str::to_owned);
            written.extend(names.filter_map(name));
        }
    }
    assert!(written.len() > 50, "{} tests found", written.len());
    let listed = include_str!("../suite.rs");
    let listed: BTreeSet<_> = listed.lines().map(str::trim).collect();
    let forgotten: Vec<_> = written.iter().filter(|name| !listed.contains(name.as_str())).collect();
    assert!(forgotten.is_empty(), "not in `store_suite!`: {forgotten:?}");
}
