//! Files that are ours, somebody else's, damaged, or too large for their disk.

use std::path::Path;
use std::sync::Barrier;

use schema_core::value::Object;

use crate::error::StoreError;
use crate::exit::{Exit, Failure, Help};
use crate::fixture::{
    documents, films, object, old_film, run, sources, step, text, widened, with_films,
};
use crate::range::IdRange;
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::layout::LAYOUT;
use crate::store::{BatchSize, Claim, Commit, PageLimit, Store as _, TakeOver};

use super::{batch, committed, write};

fn open(path: &Path) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(path, "local".parse().unwrap(), sources(1))
}

/// Says what is wrong, how the process ends, and that it is told what to do.
#[track_caller]
fn fails(error: StoreError, exit: Exit, code: &str, next: &str) {
    let failure = Failure::from(error);
    assert_eq!((failure.exit, failure.code), (exit, code), "{failure:?}");
    let told =
        |help: &Help| matches!(help, Help::Say(text) | Help::Type(text) if text.contains(next));
    assert!(failure.help.iter().any(told), "{failure:?}");
}

/// Everything that a run reads.
fn read_all(path: &Path) -> Result<(), StoreError> {
    let store = open(path)?;
    for table in run(store.tables())?.names.into_values() {
        run(store.page(&table, &IdRange::WHOLE, PageLimit::of(BatchSize::MAX)))?;
        run(store.quarantine(&table))?;
    }
    run(store.deployed())?;
    run(store.step(&step()))?;
    run(store.receipts())?;
    store.log().map(drop)
}

#[test]
fn a_file_is_the_same_deployment_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let store = open(&path).unwrap();
    let ids = with_films(&store, 3);
    drop(store);
    let store = open(&path).unwrap();
    assert_eq!(documents(&store, &films()).len(), ids.len());
    assert_eq!(run(store.deployed()).unwrap().unwrap().schema, widened());
    let other = SqliteStore::open(&path, "other".parse().unwrap(), sources(1)).map(drop);
    assert!(matches!(other, Err(StoreError::OtherDeployment { .. })));
}

/// What is committed is on the disk: a power cut takes nothing back that was answered.
#[test]
fn every_commit_to_a_file_waits_for_the_disk() {
    const FULL: i64 = 2;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let assert_waits = |store: &SqliteStore, which: &str| {
        let connection = &store.lock().connection;
        let synchronous = connection.pragma_query_value(None, "synchronous", |row| row.get(0));
        assert_eq!(synchronous, Ok(FULL), "{which}");
        let journal = connection.pragma_query_value(None, "journal_mode", |row| row.get(0));
        assert_eq!(journal, Ok("wal".to_owned()), "{which}");
    };
    let store = open(&path).unwrap();
    assert_waits(&store, "a new file");
    with_films(&store, 1);
    assert_waits(&store, "after a push");
    let claim = Claim { runner: "a test".to_owned(), command: "test".to_owned() };
    assert!(matches!(run(store.take_over(&claim)), Ok(TakeOver::Taken(_))));
    assert_waits(&store, "with the place");
    assert_waits(&open(&path).unwrap(), "beside it");
    drop(store);
    assert_waits(&open(&path).unwrap(), "opened again");
}

#[test]
fn another_programs_database_and_another_layout_are_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("foreign.sqlite");
    let database = rusqlite::Connection::open(&foreign).unwrap();
    database.execute_batch("CREATE TABLE theirs (x); PRAGMA user_version = 1").unwrap();
    drop(database);
    let bytes = std::fs::read(&foreign).unwrap();
    let open = |path: &_| open(path).map(drop);
    assert!(matches!(open(&foreign), Err(StoreError::ForeignFile { .. })));
    assert_eq!(std::fs::read(&foreign).unwrap(), bytes);
    let newer = folder.path().join("newer.sqlite");
    open(&newer).unwrap();
    let database = rusqlite::Connection::open(&newer).unwrap();
    database.pragma_update(None, "user_version", LAYOUT + 1).unwrap();
    drop(database);
    assert!(matches!(open(&newer), Err(StoreError::Layout { .. })));
    let text = folder.path().join("text.sqlite");
    crate::files::write(&text, "no database at all, but long enough to be taken for one").unwrap();
    assert!(matches!(open(&text), Err(StoreError::ForeignFile { .. })));
}

#[test]
fn a_file_that_several_create_at_once_is_one_deployment_for_all() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("local.sqlite");
        let start = Barrier::new(4);
        std::thread::scope(|scope| {
            for seed in 0..4 {
                let (path, start) = (&path, &start);
                scope.spawn(move || {
                    start.wait();
                    let store = SqliteStore::open(path, "local".parse().unwrap(), sources(seed));
                    store.unwrap().insert(&films(), &[Object::new()]).unwrap();
                });
            }
        });
        assert_eq!(documents(&open(&path).unwrap(), &films()).len(), 4);
    }
}

#[test]
fn a_file_that_can_not_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths =
        vec![folder.path().to_owned(), folder.path().join("no such folder/local.sqlite")];
    if cfg!(unix) {
        paths.push("/dev/zero".into());
    }
    for path in paths {
        let error = open(&path).map(drop).unwrap_err();
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
        assert_eq!(Failure::from(error).exit, Exit::BadInput);
    }
}

#[test]
fn files_that_are_not_ours_have_an_exit_code_and_a_next_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.sqlite");
    crate::files::write(&path, &"just some notes ".repeat(500)).unwrap();
    let error = open(&path).map(drop).unwrap_err();
    fails(error, Exit::BadInput, "foreign-file", "--embedded");
    let path = folder.path().join("newer.sqlite");
    open(&path).unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", LAYOUT + 1).unwrap();
    drop(database);
    let error = open(&path).map(drop).unwrap_err();
    fails(error, Exit::BadInput, "unknown-layout", "release");
}

#[test]
fn a_damaged_file_is_refused_or_read_but_never_a_reason_to_panic() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.sqlite");
    with_films(&open(&whole).unwrap(), 200);
    let bytes = std::fs::read(&whole).unwrap();
    let (page, damaged) = (4096, folder.path().join("damaged.sqlite"));
    let mut refused = 0;
    let mut read = |bytes: &[u8]| {
        std::fs::copy(&whole, &damaged).unwrap();
        let file = std::fs::OpenOptions::new().write(true).truncate(true).open(&damaged).unwrap();
        std::io::Write::write_all(&mut &file, bytes).unwrap();
        match read_all(&damaged) {
            Ok(()) => {}
            Err(error) => {
                fails(error, Exit::BadInput, "database-damaged", "a copy of the file");
                refused += 1;
            }
        }
    };
    for start in (page..bytes.len()).step_by(page) {
        let mut bytes = bytes.clone();
        bytes[start..start + page].fill(0xff);
        read(&bytes);
    }
    read(&bytes[..bytes.len() / 2 / page * page]);
    assert!(refused >= 3, "{refused}");
}

#[test]
fn a_full_disk_undoes_the_write_and_the_next_one_goes_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let store = open(&path).unwrap();
    let ids = with_films(&store, 10);
    let pages = |most: u32| {
        let inner = store.lock();
        inner.connection.pragma_update_and_check(None, "max_page_count", most, |_| Ok(())).unwrap();
    };
    let large = |title: &str| old_film(Some(&title.repeat(50_000)), "Ida");
    let before = documents(&store, &films());
    let batch = batch(&store, ids.iter().map(|id| write(&store, *id, large("x"))).collect());

    pages(1);
    let error = store.insert(&films(), &vec![large("y"); 10]).unwrap_err();
    fails(error, Exit::Deployment, "disk-full", "make room");
    let error = run(store.commit(&batch)).unwrap_err();
    fails(error, Exit::Deployment, "disk-full", "make room");
    assert_eq!(documents(&store, &films()), before);
    let state = run(store.step(&step())).unwrap().unwrap();
    assert_eq!(state.ranges[0].checkpoint, batch.follows);

    pages(1_000_000);
    committed(&store, &batch);
    assert!(matches!(run(store.commit(&batch)).unwrap(), Commit::Superseded(_)));
    drop(store);
    assert!(documents(&open(&path).unwrap(), &films()).iter().all(|(_, film)| *film == large("x")));
}

#[test]
fn what_a_killed_process_leaves_is_put_right_and_cleared_away_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("local.sqlite")).unwrap();
    store.insert(&films(), &[object(&[("title", text("M"))])]).unwrap();
    let left = tempfile::tempdir().unwrap();
    for name in ["local.sqlite", "local.sqlite-wal"] {
        std::fs::copy(folder.path().join(name), left.path().join(name)).unwrap();
    }
    std::fs::File::create(left.path().join("local.sqlite.lock")).unwrap();

    let store = open(&left.path().join("local.sqlite")).unwrap();
    assert_eq!(documents(&store, &films()).len(), 1, "what was committed is there");
    crate::fixture::take_over(&store);
    store.insert(&films(), &[Object::new()]).unwrap();
    drop(store);
    let names = std::fs::read_dir(left.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.collect::<Vec<_>>(), ["local.sqlite"]);
}

/// Who may read each file of a folder.
#[cfg(unix)]
fn modes(folder: &Path) -> Vec<(String, u32)> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut modes: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            (entry.file_name().into_string().unwrap(), mode)
        })
        .collect();
    modes.sort();
    modes
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_file_and_what_stands_beside_it() {
    let all = ["local.sqlite", "local.sqlite-shm", "local.sqlite-wal", "local.sqlite.lock"];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let store = open(&path).unwrap();
    with_films(&store, 3);
    let claim = Claim { runner: "ada".to_owned(), command: "ship".to_owned() };
    assert!(matches!(run(store.take_over(&claim)).unwrap(), TakeOver::Taken(_)));
    assert_eq!(modes(folder.path()), all.map(|name| (name.to_owned(), 0o600)));
    drop(store);
    // Where its owner lets others read it, they may read what stands beside it, too.
    let widened = std::os::unix::fs::PermissionsExt::from_mode(0o640);
    std::fs::set_permissions(&path, widened).unwrap();
    let store = open(&path).unwrap();
    with_films(&store, 3);
    assert!(matches!(run(store.take_over(&claim)).unwrap(), TakeOver::Taken(_)));
    assert_eq!(modes(folder.path()), all.map(|name| (name.to_owned(), 0o640)));
}
