//! Files of every layout there was are read as what they were.
//!
//! `tests/layouts/layout-N.sqlite` was written by the code whose layout was N, the present one
//! included. To write that of a new layout:
//!
//! ```text
//! WRITE_LAYOUT=overwrite cargo test -p migrate-runtime --lib a_new_file_holds
//! ```

use std::path::{Path, PathBuf};
use std::sync::Barrier;

use rusqlite::Connection;
use schema_core::convert::Encoded;
use schema_core::name::{IndexName, TableName};
use schema_core::transition::Effect;
use schema_core::value::{Object, Value};
use schema_core::version::{VersionName, VersionNumber};

use crate::checkpoint::{Checkpoint, Counts, Revision};
use crate::clock::Timestamp;
use crate::cursor::Cursor;
use crate::digest::Digest;
use crate::error::StoreError;
use crate::fixture::{
    NOW, directors, documents, films, first_range, object, old_film, run, sources, step, take_over,
    text, widened,
};
use crate::range::IdRange;
use crate::start::Start;
use crate::store::sqlite::{SqliteStore, sql};
use crate::store::{
    Batch, BatchSize, Change, Commit, DeployedTable, Manifest, PageLimit, Push, PushOutcome,
    QuarantineCode, Quarantined, Receipt, ReceiptCounts, Repair, Section, StepStart, Store as _,
    TablePhase, Write,
};

use crate::testing::suite::starts::rules;

use super::{LAYOUT, Upgrade, apply, upgrade};

fn layouts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts")
}

fn open(path: &Path) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(path, "test".parse().unwrap(), sources(1))
}

fn kinds() -> TableName {
    TableName::from_checked("kinds")
}

/// A document with a value of each kind, and those that are easily taken for another.
fn each_kind() -> Object {
    let numbers = [0.0, -0.0, 1.0, 0.1, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    object(&[
        ("null", Value::Null),
        ("int64", Value::Array([0, 1, i64::MIN, i64::MAX].map(Value::Int64).to_vec())),
        ("float64", Value::Array(numbers.map(Value::Float64).to_vec())),
        ("boolean", Value::Array(vec![Value::Boolean(false), Value::Boolean(true)])),
        ("string", text("\0 \u{7f} é 漢 🎬 \"\\")),
        ("bytes", Value::Bytes((0..=255).collect())),
        ("object", Value::Object(object(&[("", Value::Array(vec![])), ("a-b", Value::Null)]))),
    ])
}

fn manifest() -> Manifest {
    let table = DeployedTable {
        version: VersionNumber(2),
        hash: Digest::of("films@2"),
        amendments: 1,
        phase: TablePhase::Widened { old: VersionNumber(1) },
    };
    Manifest { tables: [(films(), table)].into() }
}

fn start() -> Start {
    Start { rules: rules("1"), program: Digest::of("program") }
}

/// How steps were begun, as this release reads it; layouts before 3 didn't have it.
fn starts(path: &Path) -> Vec<StepStart> {
    run(open(path).unwrap().starts()).unwrap()
}

fn started() -> StepStart {
    let Start { rules, program } = start();
    StepStart { step: step(), rules, sections: vec![Section { program, since: 0 }], carried: 2 }
}

fn receipt() -> Receipt {
    Receipt {
        deployment: "test".parse().unwrap(),
        name: VersionName { table: TableName::from_checked("reels"), version: VersionNumber(2) },
        old: VersionNumber(1),
        old_hash: Digest::of("reels@1"),
        new_hash: Digest::of("reels@2"),
        carried_away: false,
        counts: ReceiptCounts { verified: 5, carried: 4, ..ReceiptCounts::default() },
        programs: Vec::new(),
        verified_at: Timestamp(NOW),
    }
}

/// A deployment in the middle of a change: two of four films are carried, one is in quarantine.
fn write(path: &Path) {
    let store = open(path).unwrap();
    let push = Push { receipts: vec![receipt()], ..Push::of(widened(), manifest()) };
    assert!(matches!(run(store.push(&push)).unwrap(), PushOutcome::Active));
    store.insert(&kinds(), &[each_kind(), Object::new()]).unwrap();
    let titles = [Some("Laura"), Some("M"), None, Some("Gilda")];
    let ids = store.insert(&films(), &titles.map(|title| old_film(title, "Ida"))).unwrap();
    let mut read = run(store.get(&ids)).unwrap();
    let refused = read.remove(2);
    let left = read.pop().unwrap();
    let writes = read.into_iter().map(|read| Write {
        table: films(),
        id: read.id,
        read: read.read,
        also_read: Vec::new(),
        change: Change::Replace(Encoded { fields: new_film(), placeholders: Vec::new() }),
        effects: vec![Effect::Ensure {
            table: directors(),
            version: VersionNumber(1),
            index: IndexName::from_checked("by_name"),
            document: Encoded {
                fields: object(&[("name", text("Ida"))]),
                placeholders: Vec::new(),
            },
        }],
    });
    let run_number = take_over(&store);
    run(store.note_start(run_number, &step(), &start())).unwrap();
    run(store.begin_pass(run_number, &step(), 0, &[IdRange::WHOLE])).unwrap();
    let batch = Batch {
        run: run_number,
        range: first_range(),
        follows: Checkpoint::default(),
        then: then(&store),
        writes: writes.collect(),
        quarantine: vec![Quarantined {
            id: refused.id,
            read: refused.read,
            also_read: Vec::new(),
            code: QuarantineCode::InvalidResult,
            path: schema_core::path::Path::default(),
            reason: "without a title".to_owned(),
        }],
        settled: Vec::new(),
    };
    assert!(matches!(run(store.commit(&batch)).unwrap(), Commit::Committed(_)));
    let repair = Repair {
        run: run_number,
        table: films(),
        id: left.id,
        read: left.read,
        fields: Some(old_film(Some("Gilda"), "Charles")),
        note: "set director".to_owned(),
    };
    run(store.repair(&repair)).unwrap();
}

fn new_film() -> Object {
    object(&[("title", text("carried"))])
}

/// Where the step stands after the second film in the order of ids.
fn then(store: &SqliteStore) -> Checkpoint {
    let mut ids: Vec<_> = documents(store, &films()).into_iter().map(|(id, _)| id).collect();
    ids.sort();
    Checkpoint {
        revision: Revision(1),
        cursor: Cursor::after(ids[1]),
        old: 2,
        scanned: 2,
        counts: Counts { carried: 2, quarantined: 1, ..Counts::default() },
        done: false,
    }
}

/// Everything that [`write`] wrote, as this release reads it.
fn holds_what_was_written(path: &Path) {
    let store = open(path).unwrap();
    let deployed = run(store.deployed()).unwrap().unwrap();
    assert_eq!((deployed.schema, deployed.manifest), (widened(), manifest()));
    let mut found: Vec<_> = documents(&store, &kinds()).into_iter().map(|one| one.1).collect();
    found.sort();
    assert_eq!(found, [Object::new(), each_kind()]);
    let mut titles: Vec<_> =
        documents(&store, &films()).into_iter().map(|(_, film)| film["title"].clone()).collect();
    titles.sort();
    assert_eq!(titles, [Value::Null, text("Gilda"), text("carried"), text("carried")]);

    let state = run(store.step(&step())).unwrap().unwrap();
    let expected = then(&store);
    let counts = Counts { inserted: 1, ..expected.counts };
    assert_eq!((state.pass, state.counts), (1, counts));
    assert_eq!(state.ranges[0].checkpoint, Checkpoint { counts, ..expected });
    assert_eq!((state.started_at, state.completed_at), (Timestamp(NOW), None));
    let entries = run(store.quarantine(&films())).unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].code, entries[0].opened_at),
        (QuarantineCode::InvalidResult, Timestamp(NOW))
    );
    assert_eq!(entries[0].reason, "without a title");
    assert_eq!(run(store.receipts()).unwrap(), [receipt()]);
    let log = store.log().unwrap();
    assert_eq!((log.len(), log[0].note.as_str()), (1, "set director"));

    // It can be worked with: ids, creation times and indexes go on where they stood.
    let newest = |table: &TableName| {
        let times = run(store.page(table, &IdRange::WHOLE, PageLimit::of(BatchSize::MAX))).unwrap();
        times.documents.iter().map(|read| read.document.creation_time).fold(0.0, f64::max)
    };
    let before = newest(&films());
    store.insert(&films(), &[old_film(Some("new"), "Ida")]).unwrap();
    assert!(newest(&films()) > before);
    let inner = store.lock();
    let ida = schema_core::value::index_key(&[Some(&text("Ida"))]);
    let number = super::super::contract::number(&inner, &directors()).unwrap().unwrap();
    let found = sql::index_range(&inner.connection, number, "by_name", (&ida, &[0xff]), 10);
    assert_eq!(found.unwrap().len(), 1);
}

#[test]
fn a_file_of_every_layout_holds_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    for layout in 1..=LAYOUT {
        let name = format!("layout-{layout}.sqlite");
        let (kept, path) = (layouts().join(&name), folder.path().join(&name));
        std::fs::copy(&kept, &path).unwrap_or_else(|error| panic!("{name}: {error}"));
        holds_what_was_written(&path);
        let expected = if layout < 3 { Vec::new() } else { vec![started()] };
        assert_eq!(starts(&path), expected);
        let connection = Connection::open(&path).unwrap();
        assert_eq!(sql::layout(&connection).unwrap(), LAYOUT);
    }
}

#[test]
fn a_file_that_is_only_looked_at_keeps_its_layout_and_every_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.sqlite");
    std::fs::copy(layouts().join("layout-1.sqlite"), &path).unwrap();
    let before = std::fs::read(&path).unwrap();
    let look = |name: &str| SqliteStore::look(&path, name.parse().unwrap(), sources(1));
    let store = look("test").unwrap();
    assert_eq!(store.older_layout(), Some(1));
    assert_eq!(run(store.receipts()).unwrap(), [receipt()]);
    let written = store.insert(&films(), &[Object::new()]);
    assert!(matches!(written, Err(StoreError::Database { .. })), "{written:?}");
    drop(store);
    let other = look("other").err().unwrap();
    assert!(matches!(&other, StoreError::OtherDeployment { path: of, .. } if *of == path));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    // Once it is upgraded it is looked at itself.
    drop(open(&path).unwrap());
    let store = look("test").unwrap();
    assert_eq!(store.older_layout(), None);
    assert!(store.insert(&films(), &[Object::new()]).is_err());
    drop(store);
    holds_what_was_written(&path);
}

#[test]
fn looking_at_an_empty_file_makes_no_deployment_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.sqlite");
    std::fs::File::create(&path).unwrap();
    let store = SqliteStore::look(&path, "test".parse().unwrap(), sources(1)).unwrap();
    assert!(run(store.deployed()).unwrap().is_none());
    drop(store);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
    let none = folder.path().join("none.sqlite");
    assert!(SqliteStore::look(&none, "test".parse().unwrap(), sources(1)).is_err());
    assert!(!none.exists());
}

#[test]
fn a_new_file_holds_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.sqlite");
    write(&path);
    if std::env::var_os("WRITE_LAYOUT").is_some_and(|value| value == "overwrite") {
        std::fs::copy(&path, layouts().join(format!("layout-{LAYOUT}.sqlite"))).unwrap();
    }
    assert!(!folder.path().join("new.sqlite-wal").exists(), "the log is merged");
    holds_what_was_written(&path);
    assert_eq!(starts(&path), [started()]);
}

/// A database of layout 1 as far as upgrades are concerned.
fn of_layout_1() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE done (what TEXT); PRAGMA user_version = 1").unwrap();
    connection
}

fn done(connection: &Connection) -> Vec<String> {
    let mut statement = connection.prepare("SELECT what FROM done ORDER BY rowid").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

const FIRST: Upgrade = |db| {
    db.execute("INSERT INTO done VALUES ('first')", []).map(drop).map_err(StoreError::database(""))
};
const SECOND: Upgrade = |db| {
    db.execute("INSERT INTO done VALUES ('second')", []).map(drop).map_err(StoreError::database(""))
};
const FAILING: Upgrade = |_| Err(StoreError::damaged("this upgrade always fails"));

#[test]
fn upgrades_follow_each_other_and_each_happens_once() {
    let mut connection = of_layout_1();
    for _ in 0..2 {
        let transaction = connection.transaction().unwrap();
        apply(&transaction, &[FIRST, SECOND]).unwrap();
        transaction.commit().unwrap();
        assert_eq!(done(&connection), ["first", "second"]);
        assert_eq!(sql::layout(&connection).unwrap(), 3);
    }
}

#[test]
fn an_upgrade_that_fails_undoes_the_ones_before_it() {
    let mut connection = of_layout_1();
    let failed = upgrade(&mut connection, Path::new("a.sqlite"), &[FIRST, FAILING]);
    assert!(matches!(failed, Err(StoreError::Damaged { .. })), "{failed:?}");
    assert_eq!(done(&connection), Vec::<String>::new());
    assert_eq!(sql::layout(&connection).unwrap(), 1);
}

#[test]
fn a_file_of_an_old_layout_that_several_open_at_once_is_upgraded_for_all() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..5 {
        let path = folder.path().join(format!("{round}.sqlite"));
        std::fs::copy(layouts().join("layout-1.sqlite"), &path).unwrap();
        let start = Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    open(&path).unwrap();
                });
            }
        });
        holds_what_was_written(&path);
    }
}

#[test]
fn a_file_that_became_newer_while_it_was_open_is_written_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let store = open(&path).unwrap();
    store.insert(&films(), &[Object::new()]).unwrap();
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", LAYOUT + 1).unwrap();
    let refused = store.insert(&films(), &[Object::new()]);
    assert!(matches!(refused, Err(StoreError::Layout { .. })), "{refused:?}");
    assert_eq!(documents(&store, &films()).len(), 1);
}
