//! What is wrong with the file of an export, where, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

use schema_core::id::{DocumentId, TableNumber};
use schema_core::limits::MAX_TABLES;
use schema_core::name::TableName;

use crate::exit::{Exit, Failure};

/// The file of an export can't be read or written.
#[derive(Debug)]
pub struct SnapshotError {
    /// The file.
    pub path: PathBuf,
    /// The entry in it, where one is to blame.
    pub entry: Option<String>,
    /// The line of the entry, from 1.
    pub line: Option<u64>,
    /// What is wrong.
    pub reason: SnapshotReason,
}

/// What is wrong with an export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotReason {
    /// The system can't read or write.
    #[error("it couldn't be {doing}")]
    File {
        /// `opened`, `read` or the like.
        doing: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// There is such a file already.
    #[error("there is such a file already, and it stays as it is")]
    Exists,
    /// It isn't a ZIP at all.
    #[error("it isn't a ZIP")]
    NotZip,
    /// It begins as a ZIP does, and has no end.
    #[error("it is a ZIP whose end is missing")]
    Truncated,
    /// The ZIP contradicts itself.
    #[error("the ZIP is damaged: {what}")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// It is zipped in a way that exports aren't.
    #[error("it is {what}, which no export is")]
    Unsupported {
        /// `encrypted` or the like.
        what: String,
    },
    /// There are too many entries.
    #[error("it has {entries} entries, where {max} are the most")]
    TooManyEntries {
        /// How many.
        entries: u64,
        /// The limit.
        max: u64,
    },
    /// It is too large once it is unzipped.
    #[error("its entries are {bytes} bytes or more, unzipped, where {max} are the most")]
    TooLarge {
        /// How large.
        bytes: u64,
        /// The limit.
        max: u64,
    },
    /// An entry is zipped far better than documents can be.
    #[error("{zipped} bytes unzip to {bytes}, which is more than {max} times as many")]
    Bomb {
        /// The size of the entry.
        bytes: u64,
        /// Its size in the ZIP.
        zipped: u64,
        /// The limit.
        max: u64,
    },
    /// The name of an entry leads elsewhere.
    #[error("the entry's name {why}")]
    UnsafeName {
        /// What the name does.
        why: &'static str,
    },
    /// Two entries have one name.
    #[error("two entries have this name")]
    EntryTwice,
    /// No entry has documents.
    #[error(
        "it is no export: it has neither `_tables/documents.jsonl` nor `<table>/documents.jsonl`"
    )]
    NotExport,
    /// A folder that no table can be called.
    #[error("no table can have the name of this folder: {why}")]
    TableName {
        /// Why.
        why: String,
    },
    /// The list of tables can't be read.
    #[error("the line isn't one of the list of tables: {why}")]
    Tables {
        /// Why.
        why: String,
    },
    /// There are too many tables.
    #[error("it has {tables} tables, where {MAX_TABLES} are the most")]
    TooManyTables {
        /// How many.
        tables: usize,
    },
    /// One table is listed twice.
    #[error("table `{table}` is listed twice")]
    TableTwice {
        /// The table.
        table: TableName,
    },
    /// Two tables have one number.
    #[error("table `{table}` has number {number}, and so has `{other}`")]
    NumberTwice {
        /// The number.
        number: TableNumber,
        /// A table that has it.
        other: TableName,
        /// The other one.
        table: TableName,
    },
    /// The first line of `generated_schema.jsonl` isn't what it should be.
    #[error("the first line should be \"uniform\" or the shape of the table: {why}")]
    Shape {
        /// Why.
        why: String,
    },
    /// Nothing says which texts were int64 or bytes.
    #[error(
        "an older release of Convex wrote the table, and what was {what} can't be told any more"
    )]
    Ambiguous {
        /// What can't be told.
        what: &'static str,
    },
    /// A line isn't UTF-8.
    #[error("the line isn't UTF-8 from its byte {byte} on")]
    Utf8 {
        /// The first byte that isn't, from 1.
        byte: usize,
    },
    /// A line is too long.
    #[error("the line has more than {max} bytes")]
    LineTooLong {
        /// The limit.
        max: usize,
    },
    /// A line isn't a document that Convex can hold.
    #[error("{why}")]
    Document {
        /// The kind of mistake, as one fixed word.
        word: &'static str,
        /// What is wrong.
        why: String,
    },
    /// A document has no id.
    #[error("the document has no `_id`")]
    MissingId,
    /// What stands as a document's id isn't one.
    #[error("the document's `_id` isn't one: {why}")]
    MalformedId {
        /// Why.
        why: String,
    },
    /// A document has no time of creation.
    #[error("the document has no `_creationTime` that Convex could have given it")]
    CreationTime,
    /// A document's id is one of another table.
    #[error("the document {id} is one of table number {number}, which is {what}")]
    OtherTable {
        /// The document.
        id: DocumentId,
        /// The number in its id.
        number: TableNumber,
        /// The table with that number.
        what: String,
    },
    /// Two documents have one id.
    #[error("the document {id} is there twice; the other one is line {other}")]
    IdTwice {
        /// The document.
        id: DocumentId,
        /// The line of the other one.
        other: u64,
    },
}

impl SnapshotReason {
    /// The kind of mistake, as a stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "file-failed",
            Self::Exists => "file-exists",
            Self::NotZip => "not-a-zip",
            Self::Truncated => "zip-truncated",
            Self::Damaged { .. } => "zip-damaged",
            Self::Unsupported { .. } => "zip-unsupported",
            Self::TooManyEntries { .. } => "zip-too-many-entries",
            Self::TooLarge { .. } => "zip-too-large",
            Self::Bomb { .. } => "zip-bomb",
            Self::UnsafeName { .. } => "zip-unsafe-name",
            Self::EntryTwice => "zip-entry-twice",
            Self::NotExport => "not-an-export",
            Self::TableName { .. } => "export-table-name",
            Self::Tables { .. } => "export-tables",
            Self::TooManyTables { .. } => "export-too-many-tables",
            Self::TableTwice { .. } => "export-table-twice",
            Self::NumberTwice { .. } => "export-number-twice",
            Self::Shape { .. } => "export-shape",
            Self::Ambiguous { .. } => "export-again",
            Self::Utf8 { .. } => "export-not-utf8",
            Self::LineTooLong { .. } => "export-line-too-long",
            Self::Document { .. } => "export-document",
            Self::MissingId => "export-missing-id",
            Self::MalformedId { .. } => "export-malformed-id",
            Self::CreationTime => "export-creation-time",
            Self::OtherTable { .. } => "export-other-table",
            Self::IdTwice { .. } => "export-id-twice",
        }
    }

    /// What to do about it: something to read, and a line to type where there is one.
    fn help(&self) -> (&'static str, Option<&'static str>) {
        const EXPORT: Option<&str> = Some("npx convex export --path export.zip");
        match self {
            Self::File { .. } => ("make sure that it is there, and may be read and written", None),
            Self::Exists => ("name a file that isn't there yet", None),
            Self::NotZip | Self::NotExport => ("name the file that an export has written", EXPORT),
            Self::Truncated | Self::Damaged { .. } => {
                ("copy or download the file again, or export again", EXPORT)
            }
            Self::Unsupported { .. } | Self::UnsafeName { .. } | Self::EntryTwice => {
                ("no export looks like this: use the file as Convex has written it", EXPORT)
            }
            Self::TooManyEntries { .. } => {
                ("export without `--include-file-storage`, which nothing here needs", EXPORT)
            }
            Self::TooLarge { .. } | Self::Bomb { .. } => {
                ("if you trust the file, leave stored files out of it and export again", EXPORT)
            }
            Self::Ambiguous { .. } => ("export again: what Convex writes now is exact", EXPORT),
            Self::Document { .. } | Self::LineTooLong { .. } | Self::Utf8 { .. } => (
                "Convex couldn't have stored it: if the file was edited, undo that, or export again",
                EXPORT,
            ),
            Self::TableName { .. }
            | Self::Tables { .. }
            | Self::TooManyTables { .. }
            | Self::TableTwice { .. }
            | Self::NumberTwice { .. }
            | Self::Shape { .. }
            | Self::MissingId
            | Self::MalformedId { .. }
            | Self::CreationTime
            | Self::OtherTable { .. }
            | Self::IdTwice { .. } => {
                ("if the file was edited, undo that, or export again", EXPORT)
            }
        }
    }
}

impl SnapshotError {
    pub(super) fn of(path: &Path, reason: SnapshotReason) -> Self {
        Self { path: path.to_owned(), entry: None, line: None, reason }
    }

    pub(super) fn in_entry(self, entry: &str) -> Self {
        Self { entry: Some(entry.to_owned()), ..self }
    }

    pub(super) fn at_line(self, line: u64) -> Self {
        Self { line: Some(line), ..self }
    }

    /// The kind of mistake, as a stable word.
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(entry) = &self.entry {
            // Names come from the file, and a terminal obeys some characters.
            write!(f, ": {}", entry.escape_debug())?;
        }
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for SnapshotError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.reason)
    }
}

impl From<SnapshotError> for Failure {
    fn from(error: SnapshotError) -> Self {
        let (say, line) = error.reason.help();
        let mut failure = Self::new(Exit::BadInput, error.code(), error.to_string()).say(say);
        if let SnapshotReason::File { source, .. } = &error.reason {
            failure.causes.push(source.to_string());
        }
        if let Some(line) = line {
            failure = failure.type_next(line);
        }
        failure.in_file(error.path)
    }
}
