//! What makes a difference impossible to carry out, with the way out.

use crate::name::{IndexName, TableName};
use crate::version::{VersionName, VersionNumber};

use super::change::Place;

/// Why a difference can't be carried out.
///
/// The derives refuse what shows in tokens; this is what shows only when validators are put side by
/// side, over the whole span from what is deployed to what is wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Finding {
    /// A kept field whose old values aren't all valid under its new type.
    #[error(
        "`{place}` of {new} is kept as it is stored, but not every value that {old} may hold there \
         is valid in {new} ({types}); write `#[schema(changed)]` on it and give its value in `fill`"
    )]
    KeptTypeDiffers {
        /// The version that documents are of.
        old: VersionName,
        /// The version that keeps the field.
        new: VersionName,
        /// The field.
        place: Place,
        /// Old type and new type.
        types: String,
    },
    /// A changed field whose old values are all valid under its new type.
    #[error(
        "`{place}` of {new} is declared `changed`, but every value that {old} may hold there is \
         valid in {new} as it is, so `fill` would never run for it; give the new field another \
         name and say `#[schema(moved({place}))]`, or mark documents with \
         `#[schema(version_field = \"schemaVersion\")]`"
    )]
    ChangedNeverRuns {
        /// The version that documents are of.
        old: VersionName,
        /// The version that changes the field.
        new: VersionName,
        /// The field.
        place: Place,
    },
    /// A changed field some of whose old values are valid under its new type.
    #[error(
        "`{place}` of {new} is declared `changed`, but some values that {old} may hold there are \
         valid in {new} as they are; say with `#[schema(changed, keep_valid)]` that those stay, or \
         mark documents with `#[schema(version_field = \"schemaVersion\")]`"
    )]
    ChangedPartlyValid {
        /// The version that documents are of.
        old: VersionName,
        /// The version that changes the field.
        new: VersionName,
        /// The field.
        place: Place,
    },
    /// A transition with effects whose old documents may be valid under the new version.
    #[error(
        "some documents of {old} may be valid in {new} as they are, so they are never carried and \
         the effects of {effects} don't happen for them; mark documents with \
         `#[schema(version_field = \"schemaVersion\")]`, or say \
         `#[schema(effects_for_old_only)]` if that is meant"
    )]
    EffectsMayNotRun {
        /// The version that documents are of.
        old: VersionName,
        /// The newest version.
        new: VersionName,
        /// The version whose transition has the effects.
        effects: VersionName,
    },
    /// A transition reads documents of a version that is no longer the newest.
    #[error(
        "the transition to {by} reads {read}, and documents are read at their newest version, \
         {newest}; run `ship` from the last commit where {read} is the newest, then come back"
    )]
    JoinGone {
        /// The version whose transition reads.
        by: VersionName,
        /// What it reads.
        read: VersionName,
        /// The newest version of that table.
        newest: VersionName,
    },
    /// A transition reads or writes a table that the schema no longer has.
    #[error(
        "the transition to {by} needs {other}, and the schema no longer lists `{}`; run `ship` from \
         the last commit that lists it, then come back", .other.table
    )]
    JoinDropped {
        /// The version whose transition needs it.
        by: VersionName,
        /// What it needs.
        other: VersionName,
    },
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
    /// The index of an `ensure` isn't declared by the newest version.
    #[error(
        "the transition to {by} ensures documents by the index `{index}`, which {newest} doesn't \
         declare; add `#[schema(index({index} = [...]))]` to it"
    )]
    EnsureIndexMissing {
        /// The version whose transition ensures.
        by: VersionName,
        /// The newest version of the table.
        newest: VersionName,
        /// The index.
        index: IndexName,
    },
    /// The index of an `ensure` can't be queried.
    #[error(
        "the transition to {by} ensures documents by the index `{index}`, which is no database \
         index of {newest} that can be queried; declare it with `index(...)` and without `staged`"
    )]
    EnsureIndexUnusable {
        /// The version whose transition ensures.
        by: VersionName,
        /// The newest version of the table.
        newest: VersionName,
        /// The index.
        index: IndexName,
    },
    /// A table is deployed, and the schema says nothing of it.
    #[error(
        "`{table}` is deployed, and the schema neither lists nor drops it; list it again, or say \
         `#[schema(forget({table}))]` (Convex keeps the documents) or \
         `#[schema(delete_documents({table}))]`"
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
         already has that version; say `#[schema(forget({table}))]` or \
         `#[schema(delete_documents({table}))]` instead"
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
            Self::KeptTypeDiffers { .. } => "kept_type_differs",
            Self::ChangedNeverRuns { .. } => "changed_never_runs",
            Self::ChangedPartlyValid { .. } => "changed_partly_valid",
            Self::EffectsMayNotRun { .. } => "effects_may_not_run",
            Self::JoinGone { .. } => "join_gone",
            Self::JoinDropped { .. } => "join_dropped",
            Self::InsertedNeedsMore { .. } => "inserted_needs_more",
            Self::EnsureIndexMissing { .. } => "ensure_index_missing",
            Self::EnsureIndexUnusable { .. } => "ensure_index_unusable",
            Self::TableUnsaid { .. } => "table_unsaid",
            Self::DeployedIsNewer { .. } => "deployed_is_newer",
            Self::VersionGone { .. } => "version_gone",
            Self::SameVersionDiffers { .. } => "same_version_differs",
            Self::AlreadyAtLast { .. } => "already_at_last",
        }
    }
}
