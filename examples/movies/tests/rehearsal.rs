//! A rehearsal on an export of the films finds what shipping them finds.

#![expect(clippy::unwrap_used, reason = "what a test can't do without has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use migrate_runtime::cli::Places;
use migrate_runtime::snapshot::{WhenThere, export};
use migrate_runtime::store::Store as _;
use migrate_runtime::store::sqlite::{Sources, SqliteStore};
use movies::model::App;
use movies::seed;
use schema_core::Schema as _;
use schema_core::name::TableName;
use serde_json::Value as Json;
use tempfile::TempDir;

/// The films as they came, in a deployment and in an export of it.
struct Films {
    folder: TempDir,
}

fn places(folder: &TempDir) -> Places {
    let places = Places::of_package(folder.path());
    Places { embedded: folder.path().join("local.sqlite"), ..places }
}

impl Films {
    /// A copy of the first one: seeding waits for the disk.
    fn new() -> Self {
        static FIRST: OnceLock<Films> = OnceLock::new();
        let first = FIRST.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            seed::seed(&places(&folder), &App::declaration()).unwrap();
            let films = Self { folder };
            block_on(export(&films.store(), &films.export(), WhenThere::Refuse)).unwrap();
            films
        });
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("frozen")).unwrap();
        let frozen = ["directors@1", "movies@1", "movies@2"].map(|v| format!("frozen/{v}.json"));
        for file in frozen.iter().map(String::as_str).chain(["local.sqlite", "export.zip"]) {
            fs::copy(first.path().join(file), folder.path().join(file)).unwrap();
        }
        Self { folder }
    }

    fn store(&self) -> SqliteStore {
        let (places, sources) = (places(&self.folder), Sources::system().unwrap());
        SqliteStore::open(&places.embedded, places.deployment, sources).unwrap()
    }

    fn export(&self) -> PathBuf {
        self.path().join("export.zip")
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_movies"));
        command.args(words).env("MOVIES_DIR", self.path()).stdin(Stdio::null());
        command.env_remove("CARGO_PKG_NAME").output().unwrap()
    }

    fn rehearse(&self, words: &[&str]) -> (Option<i32>, String) {
        let export = self.export().display().to_string();
        let output = self.run(&[&["rehearse", &export], words].concat());
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn lines(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_rehearsal_finds_exactly_the_films_that_shipping_refuses() {
    let films = Films::new();
    let before = fs::read(films.export()).unwrap();
    let (exit, text) = films.rehearse(&["--format", "json"]);
    assert_eq!(exit, Some(4), "{text}");
    assert_eq!(fs::read(films.export()).unwrap(), before);

    let lines = lines(&text);
    let rehearsed: BTreeSet<(String, String)> = lines
        .iter()
        .filter(|line| line["ids"].is_array())
        .flat_map(|line| {
            let reason = line["reason"].as_str().unwrap().to_owned();
            let ids = line["ids"].as_array().unwrap().iter();
            ids.map(move |id| (id.as_str().unwrap().to_owned(), reason.clone()))
        })
        .collect();

    let shipped = films.run(&["ship", "--destroy", "movies.usDvdSales"]);
    assert_eq!(shipped.status.code(), Some(5), "{shipped:?}");
    let entries = block_on(films.store().quarantine(&TableName::from_checked("movies"))).unwrap();
    let refused: BTreeSet<_> =
        entries.into_iter().map(|entry| (entry.id.to_string(), entry.reason)).collect();
    assert_eq!(rehearsed, refused);
    assert_eq!(refused.len(), 2);

    let counts = |table: &str| {
        lines.iter().find(|line| line["batches"].is_object() && line["table"] == table).unwrap()
    };
    let of_movies = counts("movies");
    assert_eq!(of_movies["at"]["version"], 1);
    assert_eq!(of_movies["documents"], 3_201);
    assert_eq!(of_movies["carried"], 3_199);
    let directors = block_on(films.store().count(&TableName::from_checked("directors"))).unwrap();
    assert_eq!(of_movies["inserted"], directors);
}

#[test]
fn a_rehearsal_is_read_by_people() {
    let films = Films::new();
    let (exit, text) = films.rehearse(&[]);
    assert_eq!(exit, Some(4), "{text}");
    for wanted in [
        "export.zip: 3,201 documents in 1 table",
        "movies  3,201 documents at movies@1",
        "3,199 carried",
        "can't be carried",
        "nearest limit",
    ] {
        assert!(text.contains(wanted), "no `{wanted}` in {text}");
    }
    let (exit, text) = films.rehearse(&["--from", "movies@7"]);
    assert_eq!((exit, text.as_str()), (Some(2), ""));
}

#[test]
fn a_workflow_of_github_is_told_what_cannot_be_carried() {
    let films = Films::new();
    let (exit, text) = films.rehearse(&["--format", "github"]);
    let found: Vec<_> = text.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!((exit, found.len()), (Some(4), 2), "{text}");
    let title = "::error title=refused::1 document of movies at .title: a film without a title%0A";
    assert!(found.iter().any(|line| line.starts_with(title)), "{found:?}");
}

#[test]
fn a_file_that_is_no_export_ends_with_its_own_exit_code() {
    let films = Films::new();
    let other = films.path().join("other.zip");
    migrate_runtime::files::write(&other, "no export").unwrap();
    let output = films.run(&["rehearse", &other.display().to_string()]);
    assert_eq!(output.status.code(), Some(9), "{output:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("error[not-a-zip]") && text.contains("npx convex export"), "{text}");
}
