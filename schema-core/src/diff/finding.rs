//! What makes a difference impossible to carry out, with the way out.

use crate::history::HistoryError;
use crate::name::TableName;
use crate::version::{VersionName, VersionNumber};
use crate::widen::WidenError;

/// Why a difference can't be carried out.
///
/// The derives refuse what shows in tokens and a declaration checks itself; this is what shows only
/// beside what is deployed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Finding {
    /// Documents can't be carried along the table's history, or wouldn't be.
    #[error(transparent)]
    History(Box<HistoryError>),
    /// The versions on the way have no schema in common.
    #[error(transparent)]
    Widen(Box<WidenError>),
    /// An inserted document can't be carried to the newest version by itself.
    #[error(
        "the transition to {by} inserts documents of {inserted}, and the way from there to \
         {newest} has effects or reads, which an inserted document can't have; run `ship` from the \
         last commit where {inserted} is the newest, or let the transition insert {newest}"
    )]
    InsertedNeedsMore {
        /// The version whose transition inserts.
        by: VersionName,
        /// What it inserts.
        inserted: VersionName,
        /// The newest version of that table.
        newest: VersionName,
    },
    /// A table is deployed, and the schema says nothing of it.
    #[error(
        "`{table}` is deployed, and the schema neither lists nor drops it; list it again, or say \
         `#[schema(dropped(forget({table})))]` (Convex keeps the documents) or \
         `#[schema(dropped(delete_documents({table})))]`"
    )]
    TableUnsaid {
        /// The table.
        table: TableName,
    },
    /// The deployment is ahead of this program.
    #[error(
        "{deployed} is deployed, and this program knows `{}` only up to version {newest}; build it \
         from the commit that declares {deployed}", .deployed.table
    )]
    DeployedIsNewer {
        /// What is deployed.
        deployed: VersionName,
        /// The newest version declared.
        newest: VersionNumber,
    },
    /// The deployed version is no longer declared.
    #[error(
        "{deployed} is deployed, and the oldest version declared is {oldest}; run `ship` from the \
         last commit that declares {deployed}, then come back"
    )]
    VersionGone {
        /// What is deployed.
        deployed: VersionName,
        /// The oldest version declared.
        oldest: VersionNumber,
    },
    /// The deployment holds something else under the same version.
    #[error(
        "the deployment holds something else under {version}, which its documents can't follow in \
         place:\n{changes}reset the table there, or make the edit a version: \
         `convex-migrate bump {}`", .version.table
    )]
    SameVersionDiffers {
        /// The version.
        version: VersionName,
        /// The changes that documents can't follow, one a line.
        changes: String,
    },
    /// A table that is carried away is already at its last version.
    #[error(
        "`{table}` is to be carried away by the transition to version {last}, and the deployment \
         already has that version; say `#[schema(dropped(forget({table})))]` or \
         `#[schema(dropped(delete_documents({table})))]` instead"
    )]
    AlreadyAtLast {
        /// The table.
        table: TableName,
        /// Its last version.
        last: VersionNumber,
    },
}

impl Finding {
    /// A word that stays the same, for machines and for looking the finding up.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::History(error) => error.code(),
            Self::Widen(_) => "cannot_widen",
            Self::InsertedNeedsMore { .. } => "inserted_needs_more",
            Self::TableUnsaid { .. } => "table_unsaid",
            Self::DeployedIsNewer { .. } => "deployed_is_newer",
            Self::VersionGone { .. } => "version_gone",
            Self::SameVersionDiffers { .. } => "same_version_differs",
            Self::AlreadyAtLast { .. } => "already_at_last",
        }
    }
}
