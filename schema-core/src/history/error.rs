//! What is wrong with a history, beyond what one declaration shows.

use crate::name::{FieldName, IndexName, TableName};
use crate::version::VersionName;

/// Why documents can't be carried through a history, or wouldn't be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// A version's number doesn't follow the one before.
    #[error(
        "`{new}` follows `{old}`, which leaves a gap; declare the version between them, or number \
         the newer one `version = {}`", .old.version.0 + 1
    )]
    VersionGap {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
    },
    /// A version of another table.
    #[error(
        "`{found}` stands in the history of `{table}`; tables aren't renamed: declare a table of its \
         own, and move the documents with effects"
    )]
    OtherTable {
        /// The table of the history.
        table: TableName,
        /// The version that isn't one of it.
        found: VersionName,
    },
    /// The transition to a version is one between others.
    #[error("the transition to `{new}` is declared from version {found_old} to {found_new}")]
    OtherTransition {
        /// The version that it stands before.
        new: VersionName,
        /// Where it begins.
        found_old: u32,
        /// Where it ends.
        found_new: u32,
    },
    /// A new field without an origin.
    #[error(
        "nothing says where `{path}` of `{new}` comes from; it is new: `#[schema(added)]` with its \
         value in `fill`, or `#[schema(renamed_from = ...)]`"
    )]
    NoOrigin {
        /// The version.
        new: VersionName,
        /// The field.
        path: String,
    },
    /// An old field without a fate.
    #[error(
        "nothing says what becomes of `{path}` of `{old}` in `{new}`; keep it, or say \
         `moved({path})` where `fill` reads it, or `dropped({path})` where it is lost"
    )]
    NoFate {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The field.
        path: String,
    },
    /// A role names a field that isn't there.
    #[error("the transition to `{new}` speaks of `{path}`, which `{of}` doesn't have")]
    NoSuchField {
        /// The version after.
        new: VersionName,
        /// The version that lacks the field.
        of: VersionName,
        /// The field.
        path: String,
    },
    /// A computed value without a function.
    #[error("`{path}` of `{new}` is computed, but nothing computes it; write `impl Transition`")]
    FillMissing {
        /// The version.
        new: VersionName,
        /// The field.
        path: String,
    },
    /// A constant that its own field refuses.
    #[error("the default of `{path}` isn't valid in `{new}`: {what}")]
    DefaultInvalid {
        /// The version.
        new: VersionName,
        /// The field.
        path: String,
        /// Why not.
        what: String,
    },
    /// A constant for values that are there and aren't valid.
    #[error(
        "the default of `{path}` stands in where the field is absent, but values that `{old}` stores \
         there aren't valid in `{new}`; say `#[schema(changed)]` and compute them in `fill`"
    )]
    DefaultOnlyForAbsent {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The field.
        path: String,
    },
    /// A changed field whose every old value is valid as it is.
    #[error(
        "the new value of `{path}` would never be computed: whatever `{old}` stores there is valid in \
         `{new}` as it is, and current documents aren't rewritten; give the field another name with \
         `#[schema(added)]`, and say `moved` of the old one; or mark the documents: \
         `#[schema(version_field = \"schemaVersion\")]`"
    )]
    ChangedNeverRuns {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The field.
        path: String,
    },
    /// A changed field some of whose old values are valid as they are.
    #[error(
        "some of what `{old}` stores in `{path}` is valid in `{new}` as it is, and stays as stored in \
         documents that are current; say so for all of them with `#[schema(changed, keep_valid)]`, \
         or mark the documents: `#[schema(version_field = \"schemaVersion\")]`"
    )]
    ChangedOverlaps {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The field.
        path: String,
    },
    /// `keep_valid` where a marker decides.
    #[error(
        "`{path}` is `keep_valid`, but documents of `{new}` are marked with `{marker}`, so a stored \
         value is old or new whatever its type; remove `keep_valid`"
    )]
    KeepValidMarked {
        /// The version.
        new: VersionName,
        /// The field.
        path: String,
        /// The marker.
        marker: FieldName,
    },
    /// A value for an optional field that some documents would never get.
    #[error(
        "`{path}` is optional and new, so a document of `{old}` can be valid in `{new}` without it and \
         would never get its value; leave it out with `#[schema(added, absent)]`, make it required, \
         or mark the documents: `#[schema(version_field = \"schemaVersion\")]`"
    )]
    AddedMayNotRun {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The field.
        path: String,
    },
    /// A variant's new value that would never be asked for.
    #[error(
        "variant `{variant}` at `{path}` gets a new value, but what `{old}` stores for it can be valid \
         in `{new}` as it is and then stays; give the new variant another literal or tag, or mark the \
         documents: `#[schema(version_field = \"schemaVersion\")]`"
    )]
    VariantMayNotRun {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The union.
        path: String,
        /// The variant.
        variant: String,
    },
    /// A new field under the name of an old one that went elsewhere.
    #[error(
        "`{path}` of `{new}` is a new field under the name of one of `{old}`, and a value there could \
         be of either; give it another name, or mark the documents: \
         `#[schema(version_field = \"schemaVersion\")]`"
    )]
    NameReused {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The field.
        path: String,
    },
    /// A union table whose `carry` would never be called.
    #[error(
        "`carry` to `{new}` would never be called: every document of `{old}` is valid as it is; remove \
         the version and make the change in `{old}`, or mark the documents: \
         `#[schema(version_field = \"schemaVersion\")]`"
    )]
    CarryNeverRuns {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
    },
    /// Effects that would silently not happen for some documents.
    #[error(
        "a document of `{old}` can be valid in `{new}` as it is, and then the effects of the \
         transition don't happen for it; mark the documents with \
         `#[schema(version_field = \"schemaVersion\")]`, or accept it with \
         `#[schema(effects_for_old_only)]`"
    )]
    EffectsMayNotRun {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
    },
    /// A kept field whose stored values may not be valid.
    #[error(
        "`{path}` is kept as stored, but not everything that `{old}` stores there is valid in \
         `{new}`; say `#[schema(changed)]` and give its value in `fill`"
    )]
    KeptNotValid {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The field, under its new name.
        path: String,
    },
    /// A version that no longer has the marker.
    #[error(
        "documents of `{old}` are marked with `{marker}` and those of `{new}` aren't, so old and new \
         can't be told apart; say `#[schema(version_field = \"{marker}\")]` on `{new}` too"
    )]
    MarkerDropped {
        /// The version before.
        old: VersionName,
        /// The version after.
        new: VersionName,
        /// The marker.
        marker: FieldName,
    },
    /// An unmarked version with a field of the marker's name.
    #[error(
        "`{marker}` marks documents from `{marked}` on, but `{old}` has a field of that name; choose \
         another `version_field`"
    )]
    MarkerTaken {
        /// The version with a field of its own.
        old: VersionName,
        /// The first marked version.
        marked: VersionName,
        /// The marker.
        marker: FieldName,
    },
    /// A marked version whose documents don't hold the marker.
    #[error(
        "documents of `{new}` are marked with `{marker}`, but it isn't a literal {} in them; name the \
         field in `version_field`, which writes it", .new.version
    )]
    MarkerMissing {
        /// The version.
        new: VersionName,
        /// The marker.
        marker: FieldName,
    },
    /// A document of a version further back that is valid as it is.
    #[error(
        "a document of `{old}` can be valid in `{new}` as it is, and then what the transition to \
         `{skipped}` does ({what}) never happens to it; mark the documents with \
         `#[schema(version_field = \"schemaVersion\")]` on `{new}`, or remove `{old}` with \
         `convex-migrate prune` once no deployment holds it"
    )]
    SpanMayNotRun {
        /// The old version.
        old: VersionName,
        /// The version that accepts it.
        new: VersionName,
        /// The version whose transition is passed over.
        skipped: VersionName,
        /// What is passed over.
        what: String,
    },
    /// A join with a version that documents are no longer given at.
    #[error(
        "the transition to `{new}` reads `{read}`, but documents are read at their newest version, \
         `{newest}`; read that in `fill`, or check out the release that has `{read}` and run `ship` \
         there first"
    )]
    ReadGone {
        /// The version whose transition reads.
        new: VersionName,
        /// What it reads.
        read: VersionName,
        /// What there is.
        newest: VersionName,
    },
    /// An inserted document of a version that is no longer declared.
    #[error(
        "the transition to `{new}` inserts `{inserted}`, which isn't declared; insert the newest \
         version of the table, or check out the release that has `{inserted}` and run `ship` there \
         first"
    )]
    InsertGone {
        /// The version whose transition inserts.
        new: VersionName,
        /// What it inserts.
        inserted: VersionName,
    },
    /// A table that isn't part of the schema.
    #[error(
        "the transition to `{new}` reads or writes `{touched}`, whose table isn't declared; list its \
         newest version in the schema"
    )]
    NoSuchTable {
        /// The version whose transition touches it.
        new: VersionName,
        /// What it touches.
        touched: VersionName,
    },
    /// An `ensure` whose key can't be looked up.
    #[error(
        "the transition to `{new}` ensures by `{index}`, which isn't an unstaged database index of \
         `{ensured}`; declare `index({index} = [...])` there"
    )]
    EnsureIndex {
        /// The version whose transition ensures.
        new: VersionName,
        /// The newest version of the table.
        ensured: VersionName,
        /// The index.
        index: IndexName,
    },
}

impl HistoryError {
    /// The kind of error as one fixed word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::VersionGap { .. } => "version_gap",
            Self::OtherTable { .. } => "other_table",
            Self::OtherTransition { .. } => "other_transition",
            Self::NoOrigin { .. } => "no_origin",
            Self::NoFate { .. } => "no_fate",
            Self::NoSuchField { .. } => "no_such_field",
            Self::FillMissing { .. } => "fill_missing",
            Self::DefaultInvalid { .. } => "default_invalid",
            Self::DefaultOnlyForAbsent { .. } => "default_only_for_absent",
            Self::ChangedNeverRuns { .. } => "changed_never_runs",
            Self::ChangedOverlaps { .. } => "changed_overlaps",
            Self::KeepValidMarked { .. } => "keep_valid_marked",
            Self::AddedMayNotRun { .. } => "added_may_not_run",
            Self::VariantMayNotRun { .. } => "variant_may_not_run",
            Self::NameReused { .. } => "name_reused",
            Self::CarryNeverRuns { .. } => "carry_never_runs",
            Self::EffectsMayNotRun { .. } => "effects_may_not_run",
            Self::KeptNotValid { .. } => "kept_not_valid",
            Self::MarkerDropped { .. } => "marker_dropped",
            Self::MarkerTaken { .. } => "marker_taken",
            Self::MarkerMissing { .. } => "marker_missing",
            Self::SpanMayNotRun { .. } => "span_may_not_run",
            Self::ReadGone { .. } => "read_gone",
            Self::InsertGone { .. } => "insert_gone",
            Self::NoSuchTable { .. } => "no_such_table",
            Self::EnsureIndex { .. } => "ensure_index",
        }
    }
}
