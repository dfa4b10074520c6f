//! What somebody else does to a deployment while a run carries its documents.

#![expect(clippy::unwrap_used, reason = "a meddler that fails fails the test that needs it")]

use std::path::PathBuf;
use std::sync::Once;

use futures_util::FutureExt as _;
use migrate_runtime::deployment::DeploymentName;
use migrate_runtime::range::IdRange;
use migrate_runtime::step::StepKey;
use migrate_runtime::store::sqlite::{Sources, SqliteStore};
use migrate_runtime::store::{Claim, Control, Push, Store, TakeOver};
use schema_core::name::TableName;
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;

/// Does what the environment says: always, or when it is called for the first time.
pub(super) fn meddle() {
    static ONCE: Once = Once::new();
    let Ok(how) = std::env::var("NOTES_MEDDLE") else { return };
    if how == "late" {
        // Something keeps writing the old shape.
        late_note();
    } else {
        ONCE.call_once(|| once(&how));
    }
}

fn once(how: &str) {
    let store = store();
    match how {
        "cancel" => {
            let run = now(store.runs(1)).unwrap().runs[0].run;
            now(store.control(Control::Cancel(run))).unwrap();
        }
        "overtake" => {
            let mut lock = path().into_os_string();
            lock.push(".lock");
            std::fs::remove_file(lock).unwrap();
            let claim = Claim { runner: "a meddler".to_owned(), command: "ship".to_owned() };
            assert!(matches!(now(store.take_over(&claim)).unwrap(), TakeOver::Taken(_)));
        }
        "next-pass" => {
            let run = now(store.runs(1)).unwrap().runs[0].run;
            let (old, new) = (VersionNumber(1), VersionNumber(2));
            let step = StepKey { table: TableName::from_checked("notes"), old, new };
            now(store.begin_pass(run, &step, 1, &[IdRange::WHOLE])).unwrap();
        }
        "no-index" => {
            let mut live = now(store.deployed()).unwrap().unwrap();
            live.schema.tables.values_mut().for_each(|table| table.indexes.clear());
            now(store.push(&Push::of(live.schema, live.manifest))).unwrap();
        }
        other => panic!("nobody knows how to {other}"),
    }
}

fn late_note() {
    let title = Value::String("late".to_owned());
    let note: Object = [("title".to_owned(), title)].into_iter().collect();
    store().insert(&TableName::from_checked("notes"), &[note]).unwrap();
}

fn path() -> PathBuf {
    PathBuf::from(std::env::var_os("NOTES_EMBEDDED").unwrap())
}

fn store() -> SqliteStore {
    SqliteStore::open(&path(), DeploymentName::local(), Sources::system().unwrap()).unwrap()
}

/// An embedded deployment never waits, so its answers are there at once.
fn now<T>(answer: impl Future<Output = T>) -> T {
    answer.now_or_never().unwrap()
}
