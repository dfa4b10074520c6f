//! The folder of an application, and the command line of whichever declaration it has.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use migrate_runtime::cli::{Cli, Console, Places};
use migrate_runtime::exit::Exit;
use schema_core::declaration::Declaration;
use serde_json::Value as Json;
use tempfile::TempDir;

thread_local! {
    /// What the application of this thread declares.
    static DECLARED: RefCell<Declaration> = RefCell::default();
}

/// An application that declares whatever it is told to.
struct App;

impl schema_core::Schema for App {
    fn declaration() -> Declaration {
        DECLARED.with_borrow(Clone::clone)
    }
}

/// The folder of an application, and the words that name its deployment.
pub(super) struct Stage {
    folder: PathBuf,
    /// Removes the folder at the end, where it is one of its own.
    _temporary: Option<TempDir>,
    deployment: Vec<String>,
    push: Vec<String>,
    cli: Cli,
}

/// How a command has ended.
pub(super) struct Ended {
    line: String,
    pub(super) exit: Exit,
    out: String,
    err: String,
}

/// What an assertion has found wrong.
pub(super) type Wrong = String;

impl Stage {
    /// An empty folder.
    pub(super) fn new() -> Self {
        // Nothing here outlives the test, and a disk would be the slowest part of it.
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.unwrap();
        let path = folder.path().to_owned();
        Self { _temporary: Some(folder), ..Self::at(path) }
    }

    /// A folder that is there.
    pub(super) fn at(folder: PathBuf) -> Self {
        let (deployment, push) = (Vec::new(), Vec::new());
        Self { folder, _temporary: None, deployment, push, cli: Cli::of::<App>() }
    }

    /// The same folder, its commands about the deployment that these words name.
    pub(super) fn about(self, words: &[&str]) -> Self {
        Self { deployment: words.iter().map(|word| (*word).to_owned()).collect(), ..self }
    }

    /// The same folder, which ships with these words too.
    pub(super) fn pushing(self, words: &[&str]) -> Self {
        Self { push: words.iter().map(|word| (*word).to_owned()).collect(), ..self }
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Makes this what the application declares.
    pub(super) fn declare(&mut self, declaration: &Declaration) {
        DECLARED.set(declaration.clone());
        self.cli = Cli::of::<App>().with_places(Places::of_package(self.path()));
    }

    /// Runs a command that is about no deployment.
    pub(super) fn alone(&self, words: &[&str]) -> Ended {
        let (out, err) = (Written::default(), Written::default());
        let console = Console::of_streams(Box::new(out.clone()), Box::new(err.clone()));
        let exit = self.cli.run(words, &console);
        Ended { line: words.join(" "), exit, out: out.text(), err: err.text() }
    }

    /// Runs a command about the deployment.
    pub(super) fn run(&self, words: &[&str]) -> Ended {
        let deployment = self.deployment.iter().map(String::as_str);
        let words: Vec<_> = words.iter().copied().chain(deployment).collect();
        self.alone(&words)
    }

    /// Ships, and agrees to lose what these arguments name.
    pub(super) fn ship(&self, destroys: &[String]) -> Ended {
        let destroys = destroys.iter().flat_map(|argument| ["--destroy", argument.as_str()]);
        let push = self.push.iter().map(String::as_str);
        let words: Vec<_> =
            ["ship", "--unreleased"].into_iter().chain(push).chain(destroys).collect();
        self.run(&words)
    }

    /// What a plan would lose.
    pub(super) fn destroys(&self) -> Result<Vec<String>, Wrong> {
        let plan = self.run(&["plan", "--format", "json"]).ends_with(Exit::Done)?.json()?;
        let destroys = plan["destroys"].as_array().into_iter().flatten();
        Ok(destroys.filter_map(|one| one["argument"].as_str().map(str::to_owned)).collect())
    }

    /// The files beside the deployment, each with its text and the moment at which it was written.
    pub(super) fn files(&self) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
        let mut found = BTreeMap::new();
        for folder in ["convex", "frozen", "receipts"] {
            collect(&self.path().join(folder), &mut found);
        }
        found
    }

    /// Asks in every way whether something is left to do.
    ///
    /// `check` and `generate --check` are one comparison with two names; a seed tries one of them.
    pub(super) fn is_settled(&self, seed: u64) -> Result<(), Wrong> {
        self.run(&["diff"]).ends_with(Exit::Done)?.says_nothing()?;
        let plan = self.run(&["plan", "--format", "json"]).ends_with(Exit::Done)?;
        let json = plan.json()?;
        for part in ["steps", "destroys", "census", "notes"] {
            if json[part].as_array().is_none_or(|part| !part.is_empty()) {
                return Err(plan.wrong("the plan isn't empty"));
            }
        }
        let check: &[_] =
            if seed.is_multiple_of(2) { &["check"] } else { &["generate", "--check"] };
        self.alone(&[check, &["--unreleased"]].concat()).ends_with(Exit::Done)?;
        self.alone(&["gate"]).ends_with(Exit::Done)?;
        Ok(())
    }

    /// Ships once more, which is to find nothing to do and to leave the files alone.
    pub(super) fn ships_nothing(&self) -> Result<(), Wrong> {
        let before = self.files();
        let again = self.ship(&[]).ends_with(Exit::Done)?;
        if !again.out.starts_with("nothing to do: ") {
            return Err(again.wrong("it had something to do"));
        }
        if self.files() != before {
            return Err(again.wrong("it has written a file"));
        }
        Ok(())
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, found);
        } else {
            let written = path.metadata().and_then(|metadata| metadata.modified()).unwrap();
            found.insert(path.clone(), (std::fs::read(&path).unwrap(), written));
        }
    }
}

impl Ended {
    pub(super) fn ends_with(self, exit: Exit) -> Result<Self, Wrong> {
        if self.exit == exit { Ok(self) } else { Err(self.wrong("it ended otherwise")) }
    }

    fn says_nothing(self) -> Result<Self, Wrong> {
        if self.out.is_empty() { Ok(self) } else { Err(self.wrong("it said something")) }
    }

    fn json(&self) -> Result<Json, Wrong> {
        serde_json::from_str(&self.out).map_err(|error| self.wrong(&error.to_string()))
    }

    pub(super) fn wrong(&self, what: &str) -> Wrong {
        let Self { line, exit, out, err } = self;
        format!("`{line}`: {what} ({exit:?})\n{out}{err}")
    }
}

/// What was written to a stream.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
