//! What can be wrong with a frozen file, and with freezing a version.

use crate::version::VersionName;

/// Why a frozen file can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {reason}", if .at.is_empty() { String::new() } else { format!(" at `{}`", .at) })]
pub struct FrozenError {
    /// The file, as the caller calls it.
    pub file: String,
    /// The place in it, such as `rust.types.app::User.fields[0]`; empty for the whole.
    pub at: String,
    /// What is wrong.
    pub reason: FrozenReason,
}

/// What is wrong with a frozen file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrozenReason {
    /// The text isn't JSON.
    #[error(
        "not JSON ({message}); frozen files are written by `generate`, so restore it from git with \
         `git checkout HEAD -- {file}`"
    )]
    NotJson {
        /// What the reader says.
        message: String,
        /// The file.
        file: String,
    },
    /// The text has the marks of an unfinished merge.
    #[error(
        "the marks of an unfinished merge are in it; keep the side of the branch that is merged \
         in (`git checkout --theirs` or `--ours`), then run `generate`"
    )]
    MergeMarks,
    /// The file was written by a newer program.
    #[error(
        "it has layout {found}, and this program knows layouts up to {known}; update \
         `schema-core` and `convex-migrate` to the release that wrote it"
    )]
    NewerLayout {
        /// The file's layout.
        found: u64,
        /// The newest known.
        known: u32,
    },
    /// Something is missing.
    #[error("`{field}` is missing; restore the file from git, it is written by `generate`")]
    Missing {
        /// The key.
        field: String,
    },
    /// Something is there that no layout known has.
    #[error("`{field}` has no place here; restore the file from git, it is written by `generate`")]
    Unknown {
        /// The key.
        field: String,
    },
    /// Something has another type or value.
    #[error("expected {expected}; restore the file from git, it is written by `generate`")]
    Expected {
        /// What should be there.
        expected: String,
    },
    /// The file speaks of another version than its name.
    #[error("it holds {found}; rename it to `{found}.json`, or restore it from git")]
    OtherVersion {
        /// The version in the file.
        found: VersionName,
    },
    /// An amendment that documents needn't satisfy.
    #[error(
        "amendment {number} takes something away, which no amendment may:\n{changes}restore the \
         file from git, it is written by `generate`"
    )]
    NotAnAmendment {
        /// Its number.
        number: u32,
        /// The changes that documents can't follow, one a line.
        changes: String,
    },
}

/// Why a version can't be frozen as it is declared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FreezeError {
    /// A released version was edited in a way that stored documents can't follow.
    #[error(
        "{version} is released ({released}) and was edited in a way that stored documents may not \
         satisfy:\n{}",
        .changes.trim_end()
    )]
    NeedsVersion {
        /// The version.
        version: VersionName,
        /// Why it counts as released.
        released: String,
        /// The changes that documents can't follow, one a line.
        changes: String,
    },
    /// An older version differs from its frozen file.
    #[error(
        "{version} is older than {newest} and never changes, but its struct differs from \
         `{file}`:\n{changes}undo the edit in its struct, or delete the struct's module and the \
         file if no deployment ever had {version}"
    )]
    OlderChanged {
        /// The version.
        version: VersionName,
        /// The newest version.
        newest: VersionName,
        /// Its frozen file.
        file: String,
        /// The changes, one a line.
        changes: String,
    },
    /// The released part of a frozen file differs from the base branch.
    #[error(
        "`{file}` differs from {branch} in {part}, which is released:\n{}",
        .changes.trim_end()
    )]
    BaseDiffers {
        /// The version.
        version: VersionName,
        /// The file.
        file: String,
        /// The base branch.
        branch: String,
        /// What of the file: `its original` or `amendment 2`.
        part: String,
        /// The changes, one a line.
        changes: String,
    },
    /// A version is released, and its file is gone.
    #[error("{version} is released ({released}), and `{file}` is missing")]
    FileMissing {
        /// The version.
        version: VersionName,
        /// The file.
        file: String,
        /// Why it counts as released.
        released: String,
    },
    /// A released version is newer than what is declared.
    #[error(
        "`{file}` is released ({released}), and the newest version declared is {newest}; undoing a \
         version is a new one, {next}"
    )]
    Undone {
        /// The released version.
        version: VersionName,
        /// Its file.
        file: String,
        /// The newest declared.
        newest: VersionName,
        /// The version to declare.
        next: VersionName,
        /// Why it counts as released.
        released: String,
    },
    /// The version can't be written so that it reads back the same.
    #[error("{version} can't be frozen: {reason}")]
    NotReadable {
        /// The version.
        version: VersionName,
        /// What reading it back says.
        reason: String,
    },
}

impl FreezeError {
    /// A word that stays the same, for machines and for looking the error up.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NeedsVersion { .. } => "needs_version",
            Self::OlderChanged { .. } => "older_version_changed",
            Self::BaseDiffers { .. } => "frozen_base_differs",
            Self::FileMissing { .. } => "frozen_file_missing",
            Self::Undone { .. } => "released_version_undone",
            Self::NotReadable { .. } => "frozen_not_readable",
        }
    }

    /// What to do and the line to type for it, where the text itself doesn't say. `folder` is where
    /// the frozen files are.
    pub fn next_line(&self, folder: &str) -> Option<(&'static str, String)> {
        match self {
            Self::NeedsVersion { version, .. } => Some((
                "undo the edit, or make it a version with",
                format!("convex-migrate bump {}", version.table),
            )),
            Self::BaseDiffers { file, branch, .. } => Some((
                "where two branches made different versions of this number, give yours the next \
                 one; in any case restore the file, then run `generate`",
                format!("git checkout {branch} -- {folder}/{file}"),
            )),
            Self::FileMissing { file, .. } => {
                Some(("restore the file", format!("git checkout HEAD -- {folder}/{file}")))
            }
            Self::Undone { version, .. } => Some((
                "restore the released version in Rust, or declare what undoes it as the next one \
                 with",
                format!("convex-migrate bump {}", version.table),
            )),
            Self::OlderChanged { .. } | Self::NotReadable { .. } => None,
        }
    }

    /// The version that it is about.
    pub const fn version(&self) -> &VersionName {
        match self {
            Self::NeedsVersion { version, .. }
            | Self::OlderChanged { version, .. }
            | Self::BaseDiffers { version, .. }
            | Self::FileMissing { version, .. }
            | Self::Undone { version, .. }
            | Self::NotReadable { version, .. } => version,
        }
    }
}
