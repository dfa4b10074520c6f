//! The command line as a built binary: every code that an error can have, and everything that takes
//! two processes.

mod asked;
mod component;
mod control;
mod declared;
mod export;
mod files;
mod import;
mod manners;
#[path = "../src/bin/notes/apps/needs_more.rs"]
#[expect(unreachable_pub, reason = "it is a part of an application, too")]
mod needs_more;
mod remote;
mod rules;
mod runs;
mod slow;
mod tool;

pub(crate) use self::export::zipped;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use futures_util::FutureExt as _;
use migrate_runtime::deployment::DeploymentName;
use migrate_runtime::exit::codes;
use migrate_runtime::store::Store as _;
use migrate_runtime::store::sqlite::{Sources, SqliteStore};
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::{Object, Value};
use tempfile::TempDir;

/// The folder of an application, with its files and its embedded deployment.
struct Stage(TempDir);

impl Stage {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A deployment of `notes@1` with these titles.
    fn with_notes(titles: &[&str]) -> Self {
        let stage = Self::new();
        stage.run("one", &["ship"]).assert(0);
        stage.insert("notes", "title", titles);
        stage
    }

    /// A deployment that is widened for `notes@2`, with one document in quarantine.
    fn with_bad_note() -> (Self, String) {
        let stage = Self::with_notes(&["good", "bad"]);
        stage.run("two", &["ship"]).assert(5);
        let table = TableName::from_checked("notes");
        let entries = now(stage.store().quarantine(&table)).unwrap();
        let id = entries[0].id.to_string();
        (stage, id)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn embedded(&self) -> PathBuf {
        self.file(".migrate/local.sqlite")
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.file(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test writes what no release writes")]
        std::fs::write(path, text).unwrap();
    }

    fn command(&self, app: &str, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_notes"));
        self.prepare(&mut command, app).args(words);
        command
    }

    fn prepare<'c>(&self, command: &'c mut Command, app: &str) -> &'c mut Command {
        for name in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "NOTES_MEDDLE", "NO_COLOR"] {
            command.env_remove(name);
        }
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CONVEX_") {
                command.env_remove(name);
            }
        }
        command.env("NOTES", app).env("NOTES_EMBEDDED", self.embedded());
        command.current_dir(self.path()).stdin(Stdio::null())
    }

    fn run(&self, app: &str, words: &[&str]) -> Ended {
        Ended::of(&self.command(app, words).output().unwrap())
    }

    /// Runs while somebody else does something to the deployment.
    fn meddled(&self, app: &str, how: &str, words: &[&str]) -> Ended {
        Ended::of(&self.command(app, words).env("NOTES_MEDDLE", how).output().unwrap())
    }

    fn store(&self) -> SqliteStore {
        open(&self.embedded())
    }

    /// The deployment's file as `SQLite` sees it.
    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.embedded()).unwrap()
    }

    fn insert(&self, table: &str, field: &str, values: &[&str]) -> Vec<DocumentId> {
        insert(&self.embedded(), table, field, values)
    }
}

/// Stores documents of one field in the file of an embedded deployment.
pub(crate) fn insert(
    embedded: &Path,
    table: &str,
    field: &str,
    values: &[&str],
) -> Vec<DocumentId> {
    let documents: Vec<_> = values.iter().map(|value| document(field, value)).collect();
    open(embedded).insert(&TableName::from_checked(table), &documents).unwrap()
}

fn open(embedded: &Path) -> SqliteStore {
    SqliteStore::open(embedded, DeploymentName::local(), Sources::system().unwrap()).unwrap()
}

fn document(field: &str, value: &str) -> Object {
    [(field.to_owned(), Value::String(value.to_owned()))].into_iter().collect()
}

/// An embedded deployment never waits, so its answers are there at once.
fn now<T>(answer: impl Future<Output = T>) -> T {
    answer.now_or_never().unwrap()
}

/// How a process has ended.
#[derive(Debug)]
struct Ended {
    exit: Option<i32>,
    out: String,
    err: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { exit: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    fn assert(self, exit: i32) -> Self {
        assert_eq!(self.exit, Some(exit), "{self:#?}");
        self
    }

    #[track_caller]
    fn says(self, out: &[&str]) -> Self {
        for wanted in out {
            assert!(self.out.contains(wanted), "no `{wanted}` in {self:#?}");
        }
        self
    }

    #[track_caller]
    fn warns(self, err: &[&str]) -> Self {
        for wanted in err {
            assert!(self.err.contains(wanted), "no `{wanted}` in {self:#?}");
        }
        self
    }

    /// It failed with this code, said so, and said what to do.
    #[track_caller]
    fn failed_with(self, code: &str, exit: u8) -> Self {
        let ended = self.assert(i32::from(exit));
        let head = format!("error[{code}]: ");
        let lines: Vec<_> = ended.err.lines().collect();
        let Some(at) = lines.iter().position(|line| line.starts_with(&head)) else {
            panic!("no `{head}` in {ended:#?}");
        };
        let explained = codes::find(code).unwrap();
        assert_eq!((explained.word, explained.exit.code()), (code, exit));
        let said = lines[at][head.len()..].to_owned() + &lines[at + 1..].join(" ");
        let hints = [" `", "    ", "run ", "bring ", "name ", "make ", "use ", "nothing "];
        assert!(hints.iter().any(|hint| said.contains(hint)), "no way out in {ended:#?}");
        ended
    }
}

/// Tests that have an error come out of the built binary, and the list of their codes.
macro_rules! triggers {
    ($($code:literal, $exit:literal: $name:ident = |$stage:ident| $body:block)*) => {
        /// The codes that this file's tests trigger.
        pub(super) const CODES: &[&str] = &[$($code),*];
        $(
            #[test]
            fn $name() {
                let $stage = super::Stage::new();
                let ended: super::Ended = $body;
                ended.failed_with($code, $exit);
            }
        )*
    };
}
use triggers;

#[test]
fn every_code_is_triggered_by_a_test() {
    let triggered =
        [asked::CODES, declared::CODES, export::CODES, files::CODES, remote::CODES, runs::CODES];
    let triggered: BTreeSet<&str> = triggered.into_iter().flatten().copied().collect();
    let explained: BTreeSet<&str> = codes::errors().map(|code| code.word).collect();
    let untested: Vec<_> = explained.difference(&triggered).collect();
    assert!(untested.is_empty(), "no test triggers {untested:?}");
    let unknown: Vec<_> = triggered.difference(&explained).collect();
    assert!(unknown.is_empty(), "`explain` doesn't know {unknown:?}");
}
