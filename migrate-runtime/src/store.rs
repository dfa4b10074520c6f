//! What a deployment must be able to do for a run: read, write with proof of what was read, keep
//! the ledger, and take a schema.
//!
//! Nothing here decides what a document becomes; that was computed before. A store only makes sure
//! that what happens, happens whole: the documents of a batch, what their transitions do beside
//! them, quarantine and the step's checkpoint are in the deployment together or not at all.

mod allowance;
mod batch;
pub mod convex;
mod effect;
mod fence;
mod lease;
mod ledger;
pub mod memory;
mod patch;
mod push;
mod read;
mod rules;
mod runs;
mod sources;
pub mod sqlite;
mod start;
mod suspects;
mod usage;

pub use self::allowance::{Allowance, Estimate};
pub use self::batch::{
    Batch, BatchSize, Change, Commit, PageLimit, Quarantined, Refused, Seen, Write,
};
pub use self::fence::{Claim, Fenced, HEARTBEAT_EVERY, Holder, LEASE, RunNumber, TakeOver};
pub(crate) use self::fence::{Fence, Heartbeat};
pub use self::lease::{LeaseKeeper, Leased};
pub use self::ledger::{
    LOG_KEPT, LogEntry, QuarantineCode, QuarantineEntry, RangeState, Receipt, ReceiptCounts,
    Repair, Repaired, StepState,
};
pub use self::patch::Patch;
pub use self::push::{Deployed, DeployedTable, Manifest, Push, PushOutcome, TablePhase, Violation};
pub use self::read::{Canonical, LazyDocument, ReadDocument};
pub use self::runs::{Control, InHand, RUNS_KEPT, RunEnd, RunRecord, RunStatus, RunsState};
pub use self::sources::Sources;
pub(crate) use self::start::Noted;
pub use self::start::{ProgramShare, Section, StepStart};
pub use self::suspects::Suspects;
pub use self::usage::{TransactionLimit, Usage};

use std::collections::BTreeMap;

use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::validator::{NumberedTable, TableNumbers, Validator};
use schema_core::version::VersionName;

use crate::cursor::Cursor;
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::start::Start;
use crate::step::StepKey;

/// A deployment, as a run sees it.
///
/// The application keeps reading and writing the same documents meanwhile, and so do other runners.
/// For all methods:
///
/// - Each happens at one moment: what it reads was all there at that moment, and what it writes is
///   there from that moment on, whole. After a crash in the middle of it, of the runner or of the
///   store, it has happened or it hasn't. Where a method says nothing of writing, it only reads.
///   A deployment bounds what one moment may hold, so some methods may take several, and say so:
///   nothing of what they answer is relied on, but what is written is compared when it is committed.
/// - An error means that nothing has happened. The one exception is [`StoreError::Unknown`]: the
///   answer was lost, and each method says how to find out, or that it can be sent again.
/// - What is written for a run is written only if that run may write at that very moment, by its
///   number and [`take_over`](Self::take_over); otherwise the answer is [`StoreError::Fenced`].
///
/// `store_suite!` has a test for each of these promises. No method has a default body: a wrapper that
/// forgot to forward one would hide the store's own, and nothing would tell.
pub trait Store: Send + Sync {
    /// Returns the deployment's name.
    fn deployment(&self) -> &DeploymentName;

    /// Returns which table has which number, as ids of documents hold it: of every table of the
    /// deployed schema, and of those others that the store knows or was told to ask for.
    ///
    /// A table keeps its number. One is made with its first document, or with the first schema that
    /// has it.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn tables(&self) -> impl Future<Output = Result<TableIds, StoreError>> + Send;

    /// Takes the place of the deployment's one runner, under the next number.
    ///
    /// Before: nobody has the place, or its holder is dead: a lease of [`LEASE`] has run out since
    /// it last showed itself, or the store knows for certain. Otherwise the answer is
    /// [`TakeOver::Held`]. While runs are paused nobody gets the place, though a dead holder loses
    /// it.
    ///
    /// After: the run has the place, with a whole lease. Nothing that an earlier run sends is
    /// written any more, whether or not that run knows. A run that was found dead is listed as
    /// [`RunStatus::Abandoned`]; all that it had committed stays. Of the records of runs the newest
    /// [`RUNS_KEPT`] stay, and older ones are removed.
    ///
    /// A holder that last showed itself at a moment that is still to come did so before the clock was
    /// set back. How long ago nobody knows, so from this call on it counts as having done so now: it
    /// is asked to show itself once more, and is dead a lease later at most.
    ///
    /// After a crash, or where the answer was lost: if it has happened, the place is taken by a run
    /// that is silent, and free once its lease has run out. Nothing has to be cleaned up by hand.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page). That another run has the place is no error but an answer.
    fn take_over(&self, claim: &Claim)
    -> impl Future<Output = Result<TakeOver, StoreError>> + Send;

    /// Shows that the runner is alive, and returns why it may not write, if it may not.
    ///
    /// After: the lease of a run that has the place is whole again, also if it is paused or
    /// cancelled, and also if it had run out and nobody else has come. An overtaken run's extends
    /// nothing. It conflicts with no commit, and can be sent again.
    ///
    /// `in_hand` is the document that takes the run long at the moment. [`runs`](Self::runs) shows it
    /// until the next heartbeat, and no longer than the run has the place.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn heartbeat(
        &self,
        run: RunNumber,
        in_hand: Option<&InHand>,
    ) -> impl Future<Output = Result<Option<Fenced>, StoreError>> + Send;

    /// Leaves the place, and notes how the run has ended.
    ///
    /// After: the place is free, and the run may write nothing more. Where the run didn't have the
    /// place any more nothing has changed, so this can be sent again. After a crash before it, the
    /// lease runs out instead, and the run is listed as abandoned by whoever comes next.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn release(
        &self,
        run: RunNumber,
        end: &RunEnd,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Pauses, resumes or cancels runs; whoever calls it needs no place.
    ///
    /// After: a commit that comes later is refused, or not any more; what is committed stays.
    /// Paused are all runs, also those to come, since the first time that it was asked for.
    /// Cancelled is the run that is named, for good; where it doesn't have the place, nothing happens,
    /// so the call meets no other one. All of them can be sent again.
    ///
    /// Returns the newest run as it stood before.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn control(
        &self,
        control: Control,
    ) -> impl Future<Output = Result<RunsState, StoreError>> + Send;

    /// Returns up to `limit` runs, newest first, and how the newest one stands.
    ///
    /// A run that is listed as [`RunStatus::Running`] has the place, but may be dead: its last
    /// heartbeat tells.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn runs(&self, limit: u32) -> impl Future<Output = Result<RunsState, StoreError>> + Send;

    /// Returns the next documents of a range of `table`, in the order of their ids as text: at least
    /// one if there is one, and not more than `limit` says.
    ///
    /// A table that the deployment doesn't have is empty. A page shows what was there at one moment,
    /// and the next page another: documents that are inserted meanwhile may come to lie behind the
    /// cursor, so a walk finds everything only if nothing is inserted. What is there throughout is
    /// met exactly once.
    ///
    /// # Errors
    ///
    /// The deployment can't be reached, or holds something that can't be read.
    fn page(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
    ) -> impl Future<Output = Result<Page, StoreError>> + Send;

    /// Looks at the next documents of a range of `table`, which are those of [`page`](Self::page) or
    /// more, and returns those that may violate `validator`: every one that does is among them, as it
    /// is or as it has become since. The others needn't be sent where the deployment can tell itself
    /// that they are valid.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn suspects(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        validator: &Validator,
    ) -> impl Future<Output = Result<Suspects, StoreError>> + Send;

    /// Returns the documents that there are of these, in any order; ids of no document are left
    /// out. Many may be read at several moments, each document whole at one of them: whoever
    /// computes something from more than one names them all in the [`Batch`], which is committed
    /// only if all of them are still there as they were.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn get(
        &self,
        ids: &[DocumentId],
    ) -> impl Future<Output = Result<Vec<ReadDocument>, StoreError>> + Send;

    /// Counts the documents of `table`; none where the deployment doesn't have it. A large table may
    /// be counted at several moments, so that what comes and goes meanwhile is counted or not.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn count(&self, table: &TableName) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Returns about how many documents `table` has, for whoever shows how far something is or
    /// divides work: cheaper than [`count`](Self::count) where that costs much.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn estimate(
        &self,
        table: &TableName,
    ) -> impl Future<Output = Result<Estimate, StoreError>> + Send;

    /// Returns how much the deployment takes at once for now, as far as it has told. Nobody is asked,
    /// and nothing relies on it: a batch that is larger is refused where it is too large.
    fn allowance(&self) -> Allowance;

    /// Waits until what `batch` writes is no more than may be written: before it is committed, once
    /// however often it is sent. Nothing relies on it.
    fn admit(&self, batch: &Batch) -> impl Future<Output = ()> + Send;

    /// Returns what is deployed, or nothing before the first push.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn deployed(&self) -> impl Future<Output = Result<Option<Deployed>, StoreError>> + Send;

    /// Makes a schema the active one, if every stored document that could violate it is valid.
    ///
    /// Before: the schema is one that Convex takes, every document is valid under it, and tables
    /// that must be empty are. While documents are looked at the application goes on by the active
    /// schema; what it writes meanwhile counts, too.
    ///
    /// After: schema, indexes and manifest are there together, and every document is valid from then
    /// on. Its indexes hold every document of their tables, and receipts are noted with it or right
    /// after it. A refusal has changed nothing; nor has an answer that somebody else has to push.
    ///
    /// Where the deployment is pushed to by a command of the application's, who may write and which
    /// tables are empty is looked at right before it, and the latter also right after it: documents
    /// that came to such a table in between are named as a refusal, though the schema is active.
    ///
    /// After a crash, or where the answer was lost: what was active before is still active, and
    /// complete, or all of the new is; [`deployed`](Self::deployed) tells which, and it can be
    /// pushed again.
    ///
    /// # Errors
    ///
    /// The schema breaks Convex's rules ([`StoreError::Schema`]), [`StoreError::Fenced`], or as
    /// [`page`](Self::page).
    fn push(&self, push: &Push) -> impl Future<Output = Result<PushOutcome, StoreError>> + Send;

    /// Writes `batch` and moves its range's checkpoint: both or neither.
    ///
    /// Before, in this order: its run may write; its range is one of the pass that the step is at;
    /// the range's checkpoint is the one that the batch follows ([`Commit::Superseded`]); every
    /// document that is written or quarantined, and every other that was read for it, is what it was
    /// ([`Commit::Conflicts`]); what is written is accepted by the active schema, and every `ensure`
    /// finds one document or none ([`Commit::Refused`]); all of it fits into one transaction
    /// ([`Commit::TooLarge`]). The answer says what isn't so, and nothing has happened then.
    ///
    /// After: documents, what happens beside them, quarantine and checkpoint are there together. The
    /// checkpoint has the next revision and counts what effects have inserted. Entries of documents
    /// that were carried or settled are closed, and those of the quarantined open; one that was open
    /// before is open since then.
    ///
    /// After a crash, or where the answer was lost: the whole batch is there or nothing of it, and
    /// the checkpoint in [`step`](Self::step) tells which. Sending it again is safe: where it was
    /// committed, it is superseded.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] where the run may not write, [`StoreError::NoRange`] where the range
    /// isn't one of the step's pass, [`StoreError::NoIndex`] where an `ensure` asks for an index that
    /// isn't active, and [`StoreError::Unknown`] where the answer was lost.
    fn commit(&self, batch: &Batch) -> impl Future<Output = Result<Commit, StoreError>> + Send;

    /// Begins the next walk of a step, over these ranges.
    ///
    /// Before: the step is at pass `follows`, or `follows` is 0 and it hasn't begun. Otherwise
    /// nothing happens, so it can be sent again. The pass before needn't be over.
    ///
    /// After: the ranges have the numbers from
    /// [`RangeNumber::FIRST`](crate::step::RangeNumber::FIRST) on, and each stands where it begins;
    /// beside them is [`RangeNumber::LISTED`](crate::step::RangeNumber::LISTED). Batches of the pass
    /// before are refused. What it counted stays in the step's counts.
    ///
    /// Either way the answer is where the step stands.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`], or as [`page`](Self::page).
    fn begin_pass(
        &self,
        run: RunNumber,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> impl Future<Output = Result<StepState, StoreError>> + Send;

    /// Notes by which rules a step migrates documents, and which program goes on with it; before the
    /// program commits a batch of it.
    ///
    /// After: the rules are those of the first call for the step, or of the first after which it has
    /// migrated a document. Until it has, no document follows them, and the last ones stay. The
    /// documents that the step migrates from now on are the program's; those of before stay with the
    /// programs that they were of. It needs no pass, and can be sent again.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`], or as [`page`](Self::page).
    fn note_start(
        &self,
        run: RunNumber,
        step: &StepKey,
        start: &Start,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Returns what was noted of each step with [`note_start`](Self::note_start), by table and
    /// versions, with how many documents the step has migrated.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn starts(&self) -> impl Future<Output = Result<Vec<StepStart>, StoreError>> + Send;

    /// Returns the last committed state of `step`, or nothing if it hasn't begun. It is never ahead
    /// of the documents, nor behind them.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn step(
        &self,
        step: &StepKey,
    ) -> impl Future<Output = Result<Option<StepState>, StoreError>> + Send;

    /// Returns every step that has begun, by table and versions.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn steps(&self) -> impl Future<Output = Result<Vec<StepState>, StoreError>> + Send;

    /// Returns the open quarantine entries of `table`, by id; many of them may be read at several
    /// moments. Whether their documents are still there, and as they were, is for whoever asks to see.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn quarantine(
        &self,
        table: &TableName,
    ) -> impl Future<Output = Result<Vec<QuarantineEntry>, StoreError>> + Send;

    /// Changes or deletes one document by a person's decision, and logs it, together.
    ///
    /// Before: the document is still what the person saw; otherwise the answer is
    /// [`Repaired::Conflict`], and nothing has happened.
    ///
    /// After: the document has these fields, and its quarantine entry, if it has one, stays open
    /// until a run has seen to it; or it is gone, and its entry with it. Of the log the newest
    /// [`LOG_KEPT`] entries stay, and older ones are removed.
    ///
    /// Where the answer was lost it can be sent again: if it was done, it conflicts.
    ///
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept the document, or
    /// [`StoreError::Fenced`].
    fn repair(&self, repair: &Repair) -> impl Future<Output = Result<Repaired, StoreError>> + Send;

    /// Notes the proof that a table has nothing old left, in the place of an earlier one of the same
    /// table and version. It can be sent again.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`], or as [`page`](Self::page).
    fn note_receipt(
        &self,
        run: RunNumber,
        receipt: &Receipt,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes a receipt back: the table has documents of an older version again. Does nothing where
    /// there is none, so it can be sent again.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`], or as [`page`](Self::page).
    fn void_receipt(
        &self,
        run: RunNumber,
        name: &VersionName,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Returns all receipts, by table and version.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn receipts(&self) -> impl Future<Output = Result<Vec<Receipt>, StoreError>> + Send;
}

/// Documents that were read together.
#[derive(Clone, Debug)]
pub struct Page {
    /// The documents, in the order of their ids.
    pub documents: Vec<ReadDocument>,
    /// The position after them.
    pub cursor: Cursor,
    /// Whether nothing came after them when they were read.
    pub is_done: bool,
}

/// The tables of a deployment by the numbers that ids of their documents hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableIds {
    /// The names, by number.
    pub names: BTreeMap<TableNumber, TableName>,
}

impl TableNumbers for TableIds {
    fn table(&self, number: TableNumber) -> NumberedTable<'_> {
        self.names.table(number)
    }
}
