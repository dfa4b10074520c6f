//! What can go wrong with a deployment, and what to do about it.

mod remote;

use std::path::PathBuf;
use std::time::Duration;

use schema_core::id::DocumentId;
use schema_core::limits::MAX_TABLES;
use schema_core::name::{IndexName, TableName};

use crate::exit::Failure;
use crate::step::RangeKey;
use crate::store::{Fenced, RunNumber, TransactionLimit};

pub use self::remote::RemoteError;

/// A deployment didn't do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A run of another process is at work.
    #[error("a run of another process holds {}", path.display())]
    Locked {
        /// The file that is held.
        path: PathBuf,
    },
    /// The file is no database, or one of something else.
    #[error("{} is no database of a deployment", path.display())]
    ForeignFile {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by another release.
    #[error("{} has layout {found}, and this program knows layouts up to {known}", path.display())]
    Layout {
        /// The file.
        path: PathBuf,
        /// The layout it has.
        found: i64,
        /// The newest layout that this program knows.
        known: i64,
    },
    /// The file is that of another deployment.
    #[error("{} belongs to deployment `{found}`, not to `{wanted}`", path.display())]
    OtherDeployment {
        /// The file.
        path: PathBuf,
        /// The deployment it belongs to.
        found: String,
        /// The deployment that was asked for.
        wanted: String,
    },
    /// The database answered with an error.
    #[error("the database failed while {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What it said.
        #[source]
        source: rusqlite::Error,
    },
    /// There is no room to write to. What was being written isn't there, not even in part.
    #[error("the disk was full while {doing}")]
    DiskFull {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        #[source]
        source: rusqlite::Error,
    },
    /// A file couldn't be read or written.
    #[error("{} couldn't be {doing}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// `opened`, `created` or the like.
        doing: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The database holds something that this program hasn't written.
    #[error("the database is damaged: {what}")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// A deployment of Convex couldn't be asked, or failed.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// The schema breaks Convex's rules.
    #[error("the schema isn't one that Convex takes: {reason}")]
    Schema {
        /// Every rule that it breaks.
        reason: String,
    },
    /// A document isn't valid under the active schema.
    #[error("failed to insert or update a document in table \"{table}\": {reason}")]
    Enforcement {
        /// The table.
        table: TableName,
        /// What is wrong, as Convex says it.
        reason: String,
    },
    /// There is no such document.
    #[error("there is no document {id}")]
    NoDocument {
        /// Its id.
        id: DocumentId,
    },
    /// A table that is unknown here.
    #[error("there is no table `{table}`")]
    NoTable {
        /// Its name.
        table: TableName,
    },
    /// An effect names an index that can't be asked.
    #[error("table `{table}` has no active database index `{index}`")]
    NoIndex {
        /// The table.
        table: TableName,
        /// The index.
        index: IndexName,
    },
    /// One transaction does more than Convex lets it.
    #[error("one transaction may have at most {} {limit}, and this one has {used}", limit.most())]
    TransactionLimit {
        /// What there is too much of.
        limit: TransactionLimit,
        /// How much there is, as far as was counted.
        used: usize,
    },
    /// A deployment can't have as many tables.
    #[error("the deployment has {MAX_TABLES} tables, and that is the most")]
    TooManyTables,
    /// What the transaction has read kept changing under it.
    #[error("documents that were read have changed before each of {attempts} attempts to commit")]
    Contended {
        /// How often it was tried.
        attempts: u32,
    },
    /// Another push has taken the place of this one while it looked at documents.
    #[error("another push has overtaken this one")]
    PushOvertaken,
    /// What takes schemas to the deployment has failed before it pushed, or after it, and says itself
    /// what to do.
    #[error("{}", .0.what)]
    Pusher(Box<Failure>),
    /// The run may not write.
    #[error("run {run} may not write: {why}")]
    Fenced {
        /// The run.
        run: RunNumber,
        /// Why.
        why: Fenced,
    },
    /// A batch is for a range that its step doesn't walk.
    #[error("{range} isn't walked any more: another pass has begun")]
    NoRange {
        /// The range.
        range: RangeKey,
    },
    /// Whether it happened isn't known: the answer was lost.
    #[error("the answer to {doing} was lost")]
    Unknown {
        /// What was asked.
        doing: &'static str,
    },
}

/// Whether to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It would fail in the same way.
    Never,
    /// At once.
    Soon,
    /// After a while.
    After(Duration),
    /// After a while that grows from this one on, for some minutes: it isn't there for the moment,
    /// or has too much to do.
    Patiently(Duration),
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        Self::Pusher(Box::new(failure))
    }
}

impl StoreError {
    pub(crate) fn database(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, DiskFull, NotADatabase};
        move |source| match source.sqlite_error_code() {
            Some(DiskFull) => Self::DiskFull { doing, source },
            Some(DatabaseCorrupt | NotADatabase) => {
                Self::damaged(format!("while {doing}, SQLite found: {source}"))
            }
            _ => Self::Database { doing, source },
        }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    /// Says whether the same call may succeed later. The one place that decides.
    pub fn retry(&self) -> Retry {
        const BUSY_PAUSE: Duration = Duration::from_millis(250);
        match self {
            Self::Database { source, .. } => match source.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                    Retry::After(BUSY_PAUSE)
                }
                _ => Retry::Never,
            },
            Self::Remote(error) => error.retry(),
            Self::Unknown { .. } | Self::Contended { .. } => Retry::Soon,
            Self::Locked { .. }
            | Self::Fenced { .. }
            | Self::NoRange { .. }
            | Self::ForeignFile { .. }
            | Self::Layout { .. }
            | Self::OtherDeployment { .. }
            | Self::File { .. }
            | Self::DiskFull { .. }
            | Self::Damaged { .. }
            | Self::Schema { .. }
            | Self::Enforcement { .. }
            | Self::NoDocument { .. }
            | Self::NoTable { .. }
            | Self::NoIndex { .. }
            | Self::TransactionLimit { .. }
            | Self::TooManyTables
            | Self::PushOvertaken
            | Self::Pusher(_) => Retry::Never,
        }
    }

    /// The kind of error, as a stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "locked",
            Self::Fenced { .. } => "run-fenced",
            Self::NoRange { .. } => "pass-over",
            Self::ForeignFile { .. } => "foreign-file",
            Self::Layout { .. } => "unknown-layout",
            Self::OtherDeployment { .. } => "other-deployment",
            Self::Database { .. } => "database-failed",
            Self::DiskFull { .. } => "disk-full",
            Self::File { .. } => "file-failed",
            Self::Damaged { .. } => "database-damaged",
            Self::Remote(error) => error.code(),
            Self::Schema { .. } => "schema-refused",
            Self::Enforcement { .. } => "document-refused",
            Self::NoDocument { .. } => "no-such-document",
            Self::NoTable { .. } => "no-such-table",
            Self::NoIndex { .. } => "no-such-index",
            Self::TransactionLimit { .. } => "transaction-limit",
            Self::TooManyTables => "too-many-tables",
            Self::Contended { .. } => "contended",
            Self::PushOvertaken => "push-overtaken",
            Self::Pusher(failure) => failure.code,
            Self::Unknown { .. } => "answer-lost",
        }
    }
}
