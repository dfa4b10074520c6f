//! How a command ends: its exit code, and what it says when it fails.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::StoreError;
use crate::receipts::ReceiptError;
use crate::run::RunError;

/// How a command has ended; each has its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, or nothing to do.
    Done,
    /// A mistake of this program's own.
    Internal,
    /// The command line isn't one that it understands.
    Usage,
    /// Somebody was asked and said no.
    Declined,
    /// There are differences, or findings.
    Findings,
    /// Begun and not finished: quarantine, or waiting for a push.
    Incomplete,
    /// A gate is shut.
    Refused,
    /// Another run is at work.
    Locked,
    /// The deployment can't be reached, or refuses.
    Deployment,
    /// A file that was read isn't what it should be.
    BadInput,
    /// Ctrl-C.
    Interrupted,
    /// Asked to end.
    Terminated,
}

impl Exit {
    /// The exit code of the process.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Declined => 3,
            Self::Findings => 4,
            Self::Incomplete => 5,
            Self::Refused => 6,
            Self::Locked => 7,
            Self::Deployment => 8,
            Self::BadInput => 9,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command can't do what it was asked, and what to type next.
#[derive(Clone, Debug)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// The kind of failure, as a stable word.
    pub code: &'static str,
    /// What is wrong: one sentence, lower case, no full stop.
    pub what: String,
    /// The file that is to blame, where there is one.
    pub file: Option<PathBuf>,
    /// Why, from the nearest cause to the last.
    pub causes: Vec<String>,
    /// What to do, and lines to type, in order.
    pub help: Vec<Help>,
}

/// A line of help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Help {
    /// To be read.
    Say(String),
    /// To be typed as it is.
    Type(String),
}

impl Failure {
    /// A failure without help.
    pub fn new(exit: Exit, code: &'static str, what: impl Into<String>) -> Self {
        let (causes, help) = (Vec::new(), Vec::new());
        Self { exit, code, what: what.into(), file: None, causes, help }
    }

    /// The same failure, for which this file is to blame.
    #[must_use]
    pub fn in_file(self, file: impl Into<PathBuf>) -> Self {
        Self { file: Some(file.into()), ..self }
    }

    /// The same failure, with something to read.
    #[must_use]
    pub fn say(mut self, text: impl Into<String>) -> Self {
        self.help.push(Help::Say(text.into()));
        self
    }

    /// The same failure, with a line to type.
    #[must_use]
    pub fn type_next(mut self, line: impl Into<String>) -> Self {
        self.help.push(Help::Type(line.into()));
        self
    }

    fn caused_by(mut self, error: &dyn Error) -> Self {
        let mut source = error.source();
        while let Some(cause) = source {
            self.causes.push(cause.to_string());
            source = cause.source();
        }
        self
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let exit = match &error {
            StoreError::Locked { .. } => Exit::Locked,
            StoreError::ForeignFile { .. }
            | StoreError::Layout { .. }
            | StoreError::OtherDeployment { .. }
            | StoreError::File { .. }
            | StoreError::Damaged { .. } => Exit::BadInput,
            StoreError::Database { .. }
            | StoreError::DiskFull { .. }
            | StoreError::Schema { .. }
            | StoreError::Enforcement { .. }
            | StoreError::NoDocument { .. }
            | StoreError::NoTable { .. }
            | StoreError::NoIndex { .. }
            | StoreError::TransactionLimit { .. }
            | StoreError::TooManyTables
            | StoreError::Contended { .. }
            | StoreError::PushOvertaken
            | StoreError::Fenced { .. }
            | StoreError::NoRange { .. }
            | StoreError::Unknown { .. } => Exit::Deployment,
        };
        let help = match &error {
            StoreError::Locked { .. } => "wait until that run ends, or stop it with Ctrl-C",
            StoreError::ForeignFile { .. } => "name another file with --embedded",
            StoreError::Layout { .. } => "use the release that wrote it, or a newer one",
            StoreError::OtherDeployment { .. } => {
                "name its deployment with --deployment, or another file with --embedded"
            }
            StoreError::Damaged { .. } => "bring back a copy of the file that is whole",
            StoreError::TransactionLimit { .. } => "make the batch smaller with --batch",
            StoreError::Contended { .. } | StoreError::PushOvertaken => {
                "run the same command again"
            }
            StoreError::DiskFull { .. } => {
                "make room, then run the same command again: it goes on from its last batch"
            }
            StoreError::Database { source, .. } => database_help(source),
            StoreError::TooManyTables
            | StoreError::File { .. }
            | StoreError::Schema { .. }
            | StoreError::Enforcement { .. }
            | StoreError::NoDocument { .. }
            | StoreError::NoTable { .. }
            | StoreError::NoIndex { .. }
            | StoreError::Fenced { .. }
            | StoreError::NoRange { .. }
            | StoreError::Unknown { .. } => "",
        };
        let failure = Self::new(exit, error.code(), error.to_string()).caused_by(&error);
        if help.is_empty() { failure } else { failure.say(help) }
    }
}

/// What to do about a database that answers with an error.
fn database_help(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, ReadOnly};
    match error.sqlite_error_code() {
        Some(ReadOnly) => "make the file and its folder writable, then run the same command again",
        Some(DatabaseBusy | DatabaseLocked) => {
            "another process has been writing for long: run the same command again"
        }
        _ => "",
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        let what = error.to_string();
        match error {
            RunError::Store(error) => error.into(),
            RunError::Held { .. } => Self::new(Exit::Locked, "locked", what)
                .say("wait until it ends, stop it with Ctrl-C where it runs, or with `cancel`"),
            RunError::Paused { .. } => Self::new(Exit::Incomplete, "runs-paused", what)
                .say("let them go on with `resume`, then run the same command again"),
            RunError::Cancelled { .. } => Self::new(Exit::Incomplete, "run-cancelled", what)
                .say("run the same command again to go on from there"),
            RunError::Overtaken { .. } => Self::new(Exit::Locked, "overtaken", what)
                .say("let that run end, then run the same command again"),
            RunError::Moved { .. } => Self::new(Exit::Internal, "checkpoint-moved", what)
                .say("nothing is lost: run the same command again"),
            RunError::TooLarge { .. } => Self::new(Exit::Deployment, "batch-too-large", what),
            RunError::NeverSettles { .. } => Self::new(Exit::Incomplete, "never-settles", what)
                .say("let the application write the new version, then run the same command again"),
            RunError::Undeclared { .. } => Self::new(Exit::Internal, "undeclared-table", what),
        }
    }
}

impl From<ReceiptError> for Failure {
    fn from(error: ReceiptError) -> Self {
        let what = error.to_string();
        match error {
            ReceiptError::Store(error) => error.into(),
            ReceiptError::Malformed { path, .. } => {
                Self::new(Exit::BadInput, "malformed-receipt", what)
                    .in_file(path)
                    .say("bring the file back from git: receipts are written by `ship` alone")
            }
            ReceiptError::Misplaced { path, .. } => {
                Self::new(Exit::BadInput, "misplaced-receipt", what)
                    .in_file(path)
                    .say("bring the file back from git: receipts are written by `ship` alone")
            }
        }
    }
}
