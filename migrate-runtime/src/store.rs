//! What a deployment must be able to do for a run: read, write with proof of what was read, keep
//! the ledger, and take a schema.
//!
//! Nothing here decides what a document becomes; that was computed before. A store only makes sure
//! that what happens, happens whole: the documents of a batch, what their transitions do beside
//! them, quarantine and the step's checkpoint are in the deployment together or not at all.

mod batch;
mod effect;
mod fence;
mod ledger;
pub mod memory;
mod patch;
mod push;
mod rules;
mod runs;
mod sources;
pub mod sqlite;
mod usage;

pub use self::batch::{
    Batch, BatchSize, Change, Commit, PageLimit, Quarantined, Refused, Seen, Write,
};
pub use self::fence::{Claim, Fenced, HEARTBEAT_EVERY, Holder, LEASE, RunNumber, TakeOver};
pub(crate) use self::fence::{Fence, Heartbeat};
pub use self::ledger::{
    LogEntry, QuarantineCode, QuarantineEntry, RangeState, Receipt, ReceiptCounts, Repair,
    Repaired, StepState,
};
pub use self::patch::Patch;
pub use self::push::{Deployed, DeployedTable, Manifest, Push, PushOutcome, TablePhase, Violation};
pub use self::runs::{Control, RunEnd, RunRecord, RunStatus, RunsState};
pub use self::sources::Sources;
pub use self::usage::{TransactionLimit, Usage};

use std::collections::BTreeMap;

use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;
use schema_core::validator::{NumberedTable, TableNumbers};
use schema_core::value::{Object, canonical_object};
use schema_core::version::VersionName;

use crate::cursor::Cursor;
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::step::StepKey;

/// A deployment, as a run sees it.
///
/// The application keeps reading and writing the same documents meanwhile. Every method says what
/// holds after a crash in the middle of it; where it says nothing, the method only reads.
pub trait Store: Send + Sync {
    /// Returns the deployment's name.
    fn deployment(&self) -> &DeploymentName;

    /// Returns which table has which number, as ids of documents hold it.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn tables(&self) -> impl Future<Output = Result<TableIds, StoreError>> + Send;

    /// Takes the place of the deployment's one runner, under the next number.
    ///
    /// Taken where nobody has it or its holder is dead: a lease of [`LEASE`] has run out, or the
    /// store knows for certain. From then on nothing that an earlier run sends is committed. After
    /// a crash in between, the place is taken by a run that is silent, and free once its lease has
    /// run out: nothing has to be cleaned up by hand.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page). That another run has the place is no error but an answer.
    fn take_over(&self, claim: &Claim)
    -> impl Future<Output = Result<TakeOver, StoreError>> + Send;

    /// Shows that the runner is alive, and returns why it may not write, if it may not.
    ///
    /// It extends the lease of a paused run, too. It conflicts with no commit.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn heartbeat(
        &self,
        run: RunNumber,
    ) -> impl Future<Output = Result<Option<Fenced>, StoreError>> + Send;

    /// Leaves the place, and notes how the run has ended. Does nothing where the run doesn't have
    /// it any more, so it can be called again.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn release(
        &self,
        run: RunNumber,
        end: &RunEnd,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Pauses, resumes or cancels runs; whoever calls it needs no place. What is committed stays.
    ///
    /// Returns the runs as they stood before it.
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
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn runs(&self, limit: u32) -> impl Future<Output = Result<RunsState, StoreError>> + Send;

    /// Returns the next documents of a range of `table`, in the order of their ids: at least one if
    /// there is one, and not more than `limit` says.
    ///
    /// A table that the deployment doesn't have is empty. Documents that are inserted meanwhile
    /// may come to lie behind the cursor: a walk finds everything only if nothing is inserted.
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

    /// Returns the documents that there are of these, in any order; ids of no document are left
    /// out.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn get(
        &self,
        ids: &[DocumentId],
    ) -> impl Future<Output = Result<Vec<ReadDocument>, StoreError>> + Send;

    /// Counts the documents of `table`.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn count(&self, table: &TableName) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Returns what is deployed, or nothing before the first push.
    ///
    /// # Errors
    ///
    /// As [`page`](Self::page).
    fn deployed(&self) -> impl Future<Output = Result<Option<Deployed>, StoreError>> + Send;

    /// Makes a schema the active one, if every stored document that could violate it is valid.
    ///
    /// Schema, indexes and manifest become active together, and the receipts are noted with them. After a refusal or a crash what was
    /// active before is still active, and complete.
    ///
    /// # Errors
    ///
    /// The schema breaks Convex's rules ([`StoreError::Schema`]), or as [`page`](Self::page).
    fn push(&self, push: &Push) -> impl Future<Output = Result<PushOutcome, StoreError>> + Send;

    /// Writes `batch` and moves its range's checkpoint: both or neither.
    ///
    /// Committed exactly if its run may write, every document is still what it was when it was
    /// read, and the range's checkpoint is the one that the batch follows. After a crash either the
    /// whole batch is there or nothing of it, and [`step`](Self::step) tells which. Sending a batch
    /// again is safe: the second time it is [`Commit::Superseded`].
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`] where the run may not write, [`StoreError::NoRange`] where the range
    /// isn't one of the step's pass, and [`StoreError::Unknown`] where the answer was lost: read
    /// the checkpoint before anything else.
    fn commit(&self, batch: &Batch) -> impl Future<Output = Result<Commit, StoreError>> + Send;

    /// Begins the next walk of a step, over these ranges, which get the numbers from
    /// [`RangeNumber::FIRST`](crate::step::RangeNumber::FIRST) on; counts of earlier passes stay.
    ///
    /// Each range stands where it begins.
    ///
    /// Begun exactly if the step is at pass `follows` (0 if it hasn't begun); otherwise nothing
    /// happens, so it can be sent again. Either way the answer is where the step stands. A pass may
    /// begin while the one before isn't over: its batches are refused from then on.
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

    /// Returns the last committed state of `step`, or nothing if it hasn't begun.
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

    /// Returns the open quarantine entries of `table`, by id.
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
    /// # Errors
    ///
    /// [`StoreError::Enforcement`] where the active schema doesn't accept the document, or
    /// [`StoreError::Fenced`].
    fn repair(&self, repair: &Repair) -> impl Future<Output = Result<Repaired, StoreError>> + Send;

    /// Notes the proof that a table has nothing old left.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fenced`], or as [`page`](Self::page).
    fn note_receipt(
        &self,
        run: RunNumber,
        receipt: &Receipt,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Takes a receipt back: the table has documents of an older version again.
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

/// A document together with the proof that it was read.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// `_id`
    pub id: DocumentId,
    /// The document.
    pub document: StoredDocument,
    /// What is compared when something computed from it is written.
    pub read: Canonical,
}

impl ReadDocument {
    /// How many bytes the document has in canonical encoding.
    pub fn bytes(&self) -> u64 {
        self.read.as_str().len() as u64
    }
}

/// A whole document without its system fields, in canonical encoding: equal exactly if nothing has
/// changed. (`_id` and `_creationTime` never change.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical(String);

impl Canonical {
    /// The canonical encoding of these fields.
    pub fn of(fields: &Object) -> Self {
        Self(canonical_object(fields))
    }

    pub(crate) fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The encoding as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
