//! How a command ends: its exit code, and what it says when it fails.

pub mod codes;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::{RemoteError, StoreError};
use crate::receipts::ReceiptError;
use crate::run::{RulesChanged, RunError};

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

    /// A failure that is taken to be impossible, or that the machine itself is to blame for.
    pub fn internal(what: impl Into<String>) -> Self {
        Self::new(Exit::Internal, "internal", what)
            .say("nothing is half done: try again, and report it if it happens twice")
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

    /// The same failure, for which a receipt is to blame that somebody has edited or moved.
    fn restored_from_git(self, receipt: PathBuf) -> Self {
        let line = format!("git checkout HEAD -- {}", receipt.display());
        self.in_file(receipt)
            .say("receipts are written by `ship`, `apply` and `verify` alone; bring it back from git:")
            .type_next(line)
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
        let (exit, help) = match &error {
            StoreError::Remote(remote) => return remote.clone().into(),
            StoreError::Pusher(failure) => return (**failure).clone(),
            StoreError::Fenced { .. } | StoreError::NoRange { .. } => {
                return RunError::from(error).into();
            }
            StoreError::Locked { .. } => {
                (Exit::Locked, "wait until that run ends, or stop it with Ctrl-C where it runs")
            }
            StoreError::ForeignFile { .. } => {
                (Exit::BadInput, "it wasn't touched; name another file with --embedded")
            }
            StoreError::Layout { .. } => {
                (Exit::BadInput, "it wasn't touched; use the release that wrote it, or a newer one")
            }
            StoreError::OtherDeployment { .. } => (
                Exit::BadInput,
                "name its deployment with --deployment, or another file with --embedded",
            ),
            StoreError::File { .. } => (
                Exit::BadInput,
                "make sure that it is what it is taken for, and may be read and written",
            ),
            StoreError::Damaged { .. } => {
                (Exit::BadInput, "nothing was changed; bring back a copy of the file that is whole")
            }
            StoreError::DiskFull { .. } => (
                Exit::Deployment,
                "make room, then go on from the last batch by running the same command again",
            ),
            StoreError::Database { source, .. } => (Exit::Deployment, database_help(source)),
            StoreError::TooManyTables => (
                Exit::Deployment,
                "delete tables that nothing uses any more, then run the same command again",
            ),
            StoreError::NoIndex { .. } => (
                Exit::Deployment,
                "another schema was pushed meanwhile; run the same command again to push this one",
            ),
            StoreError::PushOvertaken => {
                (Exit::Deployment, "find out who else deploys, then run the same command again")
            }
            StoreError::Enforcement { .. } => {
                (Exit::Usage, "nothing was changed; give a value that the active schema accepts")
            }
            // What applications are told, and what no embedded deployment answers to a command.
            StoreError::Schema { .. }
            | StoreError::NoDocument { .. }
            | StoreError::NoTable { .. }
            | StoreError::TransactionLimit { .. }
            | StoreError::Contended { .. }
            | StoreError::Unknown { .. } => {
                return Self::internal(error.to_string()).caused_by(&error);
            }
        };
        Self::new(exit, error.code(), error.to_string()).caused_by(&error).say(help)
    }
}

impl From<RemoteError> for Failure {
    fn from(error: RemoteError) -> Self {
        let (say, line) = error.hint();
        let failure = Self::new(Exit::Deployment, error.code(), error.to_string()).say(say);
        match line {
            Some(line) => failure.type_next(line),
            None => failure,
        }
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
        _ => "what is committed stays; once the reason is gone, run the same command again",
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        let what = error.to_string();
        match error {
            RunError::Store(error) => error.into(),
            RunError::Held { .. } => Self::new(Exit::Locked, "locked", what).say(
                "wait until it ends, stop it with Ctrl-C where it runs, or from here with `cancel`; see \
                 how far it is with",
            ),
            RunError::Paused { .. } => Self::new(Exit::Incomplete, "runs-paused", what)
                .say("run the same command again once they are resumed, with"),
            RunError::Cancelled { .. } => Self::new(Exit::Incomplete, "run-cancelled", what)
                .say("go on from there with"),
            RunError::Overtaken { .. } => Self::new(Exit::Locked, "overtaken", what)
                .say("once that run has ended, go on with"),
            RunError::Moved { .. } => Self::new(Exit::Internal, "checkpoint-moved", what)
                .say("nothing is lost: go on from the ledger as it is with"),
            RunError::NeverSettles { .. } => Self::new(Exit::Incomplete, "never-settles", what)
                .say("let the application write the new version, then go on with"),
            RunError::RulesChanged(changed) => rules_changed(&changed, what),
            // Whoever asked is told that it has stopped, as at any other border.
            RunError::Stopped | RunError::TooLarge { .. } | RunError::Undeclared { .. } => {
                Self::internal(what)
            }
        }
    }
}

/// How many edited rules are named.
const CHANGES_MAX: usize = 20;

/// What was edited, and the two ways out.
fn rules_changed(changed: &RulesChanged, what: String) -> Failure {
    let RulesChanged { step, changes, .. } = changed;
    let mut failure = Failure::new(Exit::Findings, "rules-changed", what);
    failure.causes = changes.iter().take(CHANGES_MAX).map(ToString::to_string).collect();
    if changes.len() > CHANGES_MAX {
        failure.causes.push(format!("{} more rules were edited", changes.len() - CHANGES_MAX));
    }
    failure
        .say(
            "undo the edit first: documents that were migrated before would differ from the others. \
             If it is wanted, then make a next version with",
        )
        .type_next(format!("convex-migrate bump {}", step.table))
        .say("and say there what is wanted. In either case go on with")
}

impl From<ReceiptError> for Failure {
    fn from(error: ReceiptError) -> Self {
        let what = error.to_string();
        match error {
            ReceiptError::Store(error) => error.into(),
            ReceiptError::Malformed { path, .. } => {
                Self::new(Exit::BadInput, "malformed-receipt", what).restored_from_git(path)
            }
            ReceiptError::Misplaced { path, .. } => {
                Self::new(Exit::BadInput, "misplaced-receipt", what).restored_from_git(path)
            }
        }
    }
}
