//! The built binary: its story, its exit codes, and that nothing keeps it from coming to the end.

#![expect(clippy::unwrap_used, reason = "what a test can't do without has failed")]

use std::fs;
use std::io::{BufRead, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use migrate_runtime::cli::Places;
use migrate_runtime::files;
use migrate_runtime::range::IdRange;
use migrate_runtime::store::sqlite::{Sources, SqliteStore};
use migrate_runtime::store::{
    BatchSize, Claim, PageLimit, RunEnd, RunStatus, Store as _, TakeOver,
};
use movies::model::App;
use movies::seed;
use schema_core::Schema as _;
use schema_core::name::TableName;
use schema_core::value::{Object, Value};
use tempfile::TempDir;

/// A folder of its own for the example's files.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with a deployment that holds the films as they came.
    fn seeded() -> Self {
        static FIRST: OnceLock<Folder> = OnceLock::new();
        let first = FIRST.get_or_init(|| {
            let folder = Self::new();
            let (_, seeded) = seed::seed(&folder.places(), &App::declaration()).unwrap();
            assert_eq!(seeded, 3_201);
            folder
        });
        let folder = Self::new();
        let frozen = ["directors@1", "movies@1", "movies@2"].map(|v| format!("frozen/{v}.json"));
        fs::create_dir(folder.path().join("frozen")).unwrap();
        for file in frozen.iter().map(String::as_str).chain(["local.sqlite"]) {
            fs::copy(first.path().join(file), folder.path().join(file)).unwrap();
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn places(&self) -> Places {
        let places = Places::of_package(self.path());
        Places { embedded: self.path().join("local.sqlite"), ..places }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_movies"));
        command.args(words).env("MOVIES_DIR", self.path()).stdin(Stdio::null());
        command.env_remove("CARGO_PKG_NAME");
        command
    }

    fn run(&self, words: &[&str]) -> Ended {
        Ended::of(&self.command(words).output().unwrap())
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    fn store(&self) -> SqliteStore {
        let (places, sources) = (self.places(), Sources::system().unwrap());
        SqliteStore::open(&places.embedded, places.deployment, sources).unwrap()
    }

    fn documents(&self, table: &str) -> Vec<Object> {
        let table = TableName::from_checked(table);
        let store = self.store();
        let page =
            block_on(store.page(&table, &IdRange::WHOLE, PageLimit::of(BatchSize::MAX))).unwrap();
        page.documents.into_iter().map(|read| read.document.into_stored().fields).collect()
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

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
    fn assert(self, exit: i32, out: &[&str], err: &[&str]) -> Self {
        assert_eq!(self.exit, Some(exit), "{self:#?}");
        for wanted in out {
            assert!(self.out.contains(wanted), "no `{wanted}` in {}", self.out);
        }
        for wanted in err {
            assert!(self.err.contains(wanted), "no `{wanted}` in {}", self.err);
        }
        self
    }

    /// The words after the program's name of the line of this kind below the document of `at`.
    fn proposed(&self, kind: &str, at: &str) -> Vec<&str> {
        let lines: Vec<_> = self.out.lines().collect();
        let head = lines.iter().position(|line| line.contains(at)).unwrap();
        let line = lines[head..].iter().find(|line| line.contains(kind)).unwrap();
        line.split_whitespace().skip_while(|word| *word != "retry").collect()
    }
}

const SHIP: [&str; 3] = ["ship", "--destroy", "movies.usDvdSales"];

/// What a backfill says when it has come to its end, whatever happened on the way.
const CARRIED: &str = "3,199 documents carried, 550 inserted beside";

fn example(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Every film but the two that can't be is one of `movies@2`, and every director is there once.
#[track_caller]
fn assert_carried(folder: &Folder) {
    let films = folder.documents("movies");
    let (new, old): (Vec<_>, Vec<_>) =
        films.into_iter().partition(|film| film.contains_key("released"));
    assert_eq!((new.len(), old.len()), (3_199, 2));
    let directors = folder.documents("directors");
    let mut names: Vec<_> = directors.iter().map(|director| &director["name"]).collect();
    names.sort();
    names.dedup();
    assert_eq!((directors.len(), names.len()), (550, 550));
    let number = Value::String("1941".to_owned());
    assert_eq!(new.iter().filter(|film| film["title"] == number).count(), 1);
}

#[test]
fn the_story_ends_narrowed_and_the_second_time_there_is_nothing_to_do() {
    let folder = Folder::new();
    let told = [
        "Seeded",
        "usDvdSales                  destructive: information is lost",
        "2 documents stay as before, in quarantine:",
        "refused at .title: a film without a title",
        "retry --set",
        "retry --delete",
        "done: local is narrowed",
    ];
    folder.run(&[]).assert(0, &told, &["deployment local, embedded in", CARRIED]);
    assert_eq!(folder.read("convex/schema.ts"), example("expected/schema.narrowed.ts"));
    let receipt = folder.read("receipts/local/movies@2.json");
    for count in ["\"verified\": 3200", "\"carried\": 3200", "\"inserted\": 550"] {
        assert!(receipt.contains(count), "{receipt}");
    }
    assert!(folder.documents("movies").iter().all(|film| !film.contains_key("usDvdSales")));

    let times = || {
        ["convex/schema.ts", "frozen/movies@2.json", "receipts/local/movies@2.json"]
            .map(|file| fs::metadata(folder.path().join(file)).unwrap().modified().unwrap())
    };
    let before = times();
    folder.run(&[]).assert(0, &["nothing to do: local holds directors@1, movies@2"], &[]);
    assert_eq!(times(), before, "files that are right aren't touched");
    folder.run(&["diff"]).assert(0, &[], &["nothing differs"]);
    folder.run(&["plan"]).assert(0, &["nothing to do"], &[]);
    folder.run(&["check", "--unreleased"]).assert(0, &[], &[]);
}

#[test]
fn what_is_committed_beside_the_example_is_what_it_generates() {
    let folder = Folder::new();
    folder.run(&["generate", "--unreleased"]).assert(0, &["created"], &[]);
    assert_eq!(folder.read("convex/schema.ts"), example("expected/schema.widened.ts"));
    for version in ["directors@1", "movies@1", "movies@2"] {
        let file = format!("frozen/{version}.json");
        assert_eq!(folder.read(&file), example(&file), "{file}");
    }
}

#[test]
fn generate_check_only_compares() {
    let folder = Folder::new();
    let check = ["generate", "--check", "--unreleased"];
    folder.run(&check).assert(4, &["missing"], &["error[not-fresh]", "generate --unreleased"]);
    let against = ["--against", "origin/next"];
    for words in [&["check"][..], &["generate", "--check"]] {
        let next = ["generate --against origin/next"];
        folder.run(&[words, &against].concat()).assert(4, &[], &next);
    }
    assert!(!folder.path().join("convex").exists());
    folder.run(&["generate", "--unreleased"]).assert(0, &["created"], &[]);
    folder.run(&check).assert(0, &[], &["as it should be"]);
    files::write(&folder.path().join("convex/schema.ts"), "mine").unwrap();
    folder.run(&check).assert(4, &["different"], &[]);
    assert_eq!(folder.read("convex/schema.ts"), "mine");
    folder.run(&["generate", "--unreleased"]).assert(0, &["changed"], &[]);
    folder.run(&["generate", "--unreleased"]).assert(0, &[], &["as it should be"]);
}

#[test]
fn a_line_that_is_not_understood_is_a_mistake_of_usage() {
    let folder = Folder::new();
    folder.run(&["shp"]).assert(2, &[], &["unrecognized subcommand"]);
    folder.run(&["ship", "--batch", "0"]).assert(2, &[], &["--batch"]);
    folder.run(&["ship", "--deployment", "../x"]).assert(2, &[], &["can't name a deployment"]);
    folder.run(&["--help"]).assert(0, &["ship", "retry"], &[]);
    folder.run(&["retry", "--ids", "nonsense"]).assert(2, &[], &["error[not-an-id]"]);
    assert!(!folder.path().join("local.sqlite").exists(), "nothing was opened");
}

#[test]
fn nothing_is_lost_and_nothing_written_where_nobody_agreed() {
    let folder = Folder::seeded();
    folder.run(&["ship"]).assert(
        3,
        &["usDvdSales                  destructive"],
        &["deployment local", "error[not-agreed]", "ship --destroy movies.usDvdSales"],
    );
    let typo = ["ship", "--destroy", "movies.usDvdSale"];
    let names = ["error[nothing-to-destroy]", "what would be lost: movies.usDvdSales"];
    folder.run(&typo).assert(2, &[], &names);
    assert!(!folder.path().join("convex").exists());
    assert!(folder.documents("movies").iter().all(|film| film.contains_key("usDvdSales")));
}

#[test]
fn a_ship_that_stops_names_each_document_and_goes_on_when_they_are_dealt_with() {
    let folder = Folder::seeded();
    folder.run(&["diff"]).assert(4, &["movies@1 -> movies@2"], &[]);
    folder.run(&["plan"]).assert(
        0,
        &["movies@1->2/backfill", "census: movies.mpaaRating", "null 605 (absent is allowed)"],
        &[],
    );
    let stopped = folder.run(&SHIP).assert(5, &["2 documents stay as before"], &[CARRIED]);
    assert_carried(&folder);
    assert_eq!(folder.read("convex/schema.ts"), example("expected/schema.widened.ts"));
    assert!(!folder.path().join("receipts/local/movies@2.json").exists());

    // A value that isn't JSON, one that the schema refuses, and one that leaves the film refused.
    let mut set = stopped.proposed("--set", ".productionBudget");
    for (value, exit, out, err) in [
        ("productionBudget=much", 2, "", "error[not-an-assignment]"),
        ("productionBudget=\"much\"", 2, "", "error[document-refused]"),
        ("colour=1", 2, "", "\"movies\": the document doesn't match the schema: "),
        ("usGross=1", 5, "refused at .productionBudget", "set"),
        ("productionBudget=30000000", 0, "1 document stays", "carried"),
        ("productionBudget=30000000", 2, "", "error[not-in-quarantine]"),
    ] {
        *set.last_mut().unwrap() = value;
        folder.run(&set).assert(exit, &[out], &[err]);
    }
    set.push("productionBudget=1");
    folder.run(&set).assert(2, &[], &["error[set-twice]", "`productionBudget` is set twice"]);

    // A delete that nobody agreed to, and the one that was printed.
    let delete = stopped.proposed("--delete", ".title");
    let agreed = ["error[not-agreed]", "--destroy movies/"];
    folder.run(&delete[..3]).assert(3, &[], &agreed);
    assert_eq!(folder.documents("movies").len(), 3_201);
    let go_on = ["nothing is in quarantine; go on with", "ship --destroy movies.usDvdSales"];
    folder.run(&delete).assert(0, &go_on, &["deleted"]);
    folder.run(&SHIP).assert(0, &["done: local is narrowed"], &["narrow"]);
    folder.run(&["retry"]).assert(0, &["nothing is left to do"], &[]);
    folder.run(&SHIP).assert(0, &["nothing to do"], &[]);
    let typo = ["ship", "--destroy", "movies.title"];
    folder.run(&typo).assert(2, &[], &["nothing would be lost"]);
    assert_eq!(folder.documents("movies").len(), 3_200);
}

#[test]
fn a_second_run_finds_the_deployment_locked() {
    let folder = Folder::seeded();
    let store = folder.store();
    let claim = Claim { runner: "process 1".to_owned(), command: "ship".to_owned() };
    let TakeOver::Taken(held) = block_on(store.take_over(&claim)).unwrap() else { panic!("held") };
    folder.run(&SHIP).assert(7, &[], &["error[locked]", "run 1 by process 1 is at work"]);
    folder.run(&["retry"]).assert(7, &[], &["error[locked]"]);
    let end = RunEnd { status: RunStatus::Stopped, error: None };
    block_on(store.release(held, &end)).unwrap();
    folder.run(&SHIP).assert(5, &[], &[]);
}

#[test]
fn files_that_are_something_else_are_bad_input() {
    let folder = Folder::seeded();
    let foreign = folder.path().join("notes.txt");
    let embedded = foreign.to_str().unwrap();
    for text in ["not a database, and long enough".repeat(40), "short".to_owned()] {
        files::write(&foreign, &text).unwrap();
        let said = ["error[foreign-file]", "is no database of a deployment"];
        folder.run(&["ship", "--embedded", embedded]).assert(9, &[], &said);
    }
    folder.run(&["ship", "--deployment", "other"]).assert(9, &[], &["error[other-deployment]"]);
    // The number of the layout stands in the header; pages follow it.
    for (name, at, with, error) in [
        ("newer.sqlite", 60, vec![0, 0, 0, 99], "error[unknown-layout]"),
        ("damaged.sqlite", 4096, vec![0xff; 8 * 4096], "error[database-damaged]"),
    ] {
        let path = folder.path().join(name);
        fs::copy(folder.path().join("local.sqlite"), &path).unwrap();
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(&with).unwrap();
        folder.run(&["ship", "--embedded", path.to_str().unwrap()]).assert(9, &[], &[error]);
    }
    let receipt = folder.path().join("receipts/local/movies@2.json");
    files::write(&receipt, "{}").unwrap();
    folder.run(&["check"]).assert(9, &[], &["error[malformed-receipt]", "movies@2.json"]);
    fs::remove_file(receipt).unwrap();
    files::write(&folder.path().join("frozen/movies@1.json"), "{").unwrap();
    folder.run(&["check"]).assert(9, &[], &["error[frozen_unreadable]", "movies@1.json"]);
}

#[test]
fn results_are_one_json_object_a_line_where_that_is_asked_for() {
    let folder = Folder::seeded();
    let json = |words: &[&str], exit| {
        let ended = folder.run(&[words, &["--format", "json"]].concat());
        assert_eq!(ended.exit, Some(exit), "{ended:#?}");
        let lines = ended.out.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.collect::<Vec<serde_json::Value>>()
    };
    assert!(!json(&["diff"], 4).is_empty());
    assert!(!json(&["plan"], 0).is_empty());
    let lines = json(&SHIP, 5);
    assert!(lines.iter().any(|line| line["event"] == "batchCommitted"));
    assert_eq!(lines.iter().filter(|line| line["quarantined"].is_string()).count(), 2);
    assert!(lines.iter().any(|line| line["result"] == "incomplete"));
}

#[test]
fn a_workflow_of_github_is_told_of_findings_as_annotations() {
    let folder = Folder::seeded();
    let github = |words: &[&str]| folder.run(&[words, &["--format", "github"]].concat());
    let annotations = ["convex/schema.ts,title=not-fresh::missing", "::error title=not-fresh::"];
    let ended = github(&["check", "--unreleased"]).assert(4, &annotations, &[]);
    assert!(ended.out.lines().all(|line| line.starts_with("::error ")), "{}", ended.out);
    assert_eq!(ended.err, "");
    github(&["plan"]).assert(0, &["movies@1->2/backfill"], &[]);
    github(&["ship"]).assert(3, &["::error title=not-agreed::"], &["deployment local"]);
    files::write(&folder.path().join("frozen/movies@1.json"), "{").unwrap();
    github(&["check"]).assert(9, &["frozen/movies@1.json,title=frozen_unreadable::"], &[]);
}

/// Starts a ship in small batches, and waits until it has committed some.
fn under_way(folder: &Folder) -> (Child, impl BufRead) {
    let words = [&SHIP[..], &["--batch", "10", "--format", "json"]].concat();
    let mut command = folder.command(&words);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut committed = 0;
    let mut line = String::new();
    while committed < 5 {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "it ended before it was under way");
        committed += usize::from(line.contains("batchCommitted"));
    }
    (child, out)
}

#[test]
fn a_killed_run_goes_on_where_its_last_batch_ended() {
    let folder = Folder::seeded();
    for _ in 0..3 {
        let (mut child, _out) = under_way(&folder);
        child.kill().unwrap();
        child.wait().unwrap();
        let films = folder.documents("movies");
        let carried = films.iter().filter(|film| film.contains_key("released")).count();
        assert!((1..3_199).contains(&carried), "{carried}");
    }
    folder.run(&SHIP).assert(5, &[], &[CARRIED]);
    for left in ["local.sqlite-wal", "local.sqlite-shm", "local.sqlite.lock"] {
        assert!(!folder.path().join(left).exists(), "a clean run leaves no {left}");
    }
    assert_carried(&folder);
}

#[cfg(unix)]
#[test]
fn signals_stop_it_at_a_batch_border() {
    let folder = Folder::seeded();
    for (signal, exit) in [("-INT", 130), ("-TERM", 143)] {
        let (mut child, out) = under_way(&folder);
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        // It writes on until its batch is committed, and somebody has to read that.
        let lines: Vec<_> = out.lines().map(Result::unwrap).collect();
        assert_eq!(child.wait().unwrap().code(), Some(exit));
        assert!(lines.iter().any(|line| line.contains("stepStopped")));
    }
    folder.run(&SHIP).assert(5, &[], &[CARRIED]);
    assert_carried(&folder);
}
