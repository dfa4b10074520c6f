//! Why a command of `convex-migrate` stops, and with which exit code.

use std::path::PathBuf;

use schema_core::frozen::FrozenError;

use crate::error::StoreError;

/// Why a command of `convex-migrate` stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ToolError {
    /// The table's name breaks a rule.
    #[error("`{table}` can't be a table: {reason}")]
    TableName {
        /// The name.
        table: String,
        /// Why.
        reason: String,
    },
    /// Nothing is frozen of the table.
    #[error(
        "{} has no version of `{table}`{}; run the application's `generate` once while its code \
         compiles: it freezes every version", .folder.display(),
        .known.as_ref().map(|known| format!(", did you mean `{known}`?")).unwrap_or_default()
    )]
    NothingFrozen {
        /// The table.
        table: String,
        /// The folder of frozen versions.
        folder: PathBuf,
        /// A table that is frozen and called alike.
        known: Option<String>,
    },
    /// A frozen file can't be understood.
    #[error(transparent)]
    Frozen(Box<FrozenError>),
    /// A frozen version's document isn't a type of the user's.
    #[error("{version} isn't declared by a struct or an enum, so there is no Rust to write")]
    NoType {
        /// The version.
        version: String,
    },
    /// The file to write is there and has another text.
    #[error(
        "{} is there and isn't what would be written; move it away to have it written anew, or \
         choose another file with `--out`", .file.display()
    )]
    FileDiffers {
        /// The file.
        file: PathBuf,
    },
    /// A file couldn't be read or written.
    #[error(transparent)]
    File(#[from] StoreError),
    /// A folder couldn't be read.
    #[error("{} couldn't be read", .folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// No error has the code that was asked for.
    #[error(
        "no error has the code `{code}`{}; `convex-migrate explain` lists all of them",
        .known.as_ref().map(|known| format!(", did you mean `{known}`?")).unwrap_or_default()
    )]
    NoSuchCode {
        /// The code.
        code: String,
        /// One that is written alike.
        known: Option<String>,
    },
    /// Results couldn't be printed.
    #[error("the output couldn't be written")]
    Output(#[source] std::io::Error),
}

impl ToolError {
    /// A word that stays the same, for machines and for looking the error up.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TableName { .. } => "table_name",
            Self::NothingFrozen { .. } => "nothing_frozen",
            Self::Frozen(_) => "bad_frozen_file",
            Self::NoType { .. } => "no_rust_type",
            Self::FileDiffers { .. } => "file_differs",
            Self::File(_) | Self::Folder { .. } => "file",
            Self::NoSuchCode { .. } => "no_such_code",
            Self::Output(_) => "output",
        }
    }

    /// The exit code of the process.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::TableName { .. } | Self::NoSuchCode { .. } => 2,
            Self::FileDiffers { .. } => 4,
            Self::NothingFrozen { .. } | Self::Frozen(_) | Self::NoType { .. } => 9,
            Self::File(_) | Self::Folder { .. } | Self::Output(_) => 1,
        }
    }
}
