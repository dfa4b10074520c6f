//! What must be in a deployment, computed from the log alone: the application's writes in their
//! order, and one carry at the place where it was committed.

mod batch;
mod documents;
mod ledger;

use std::collections::{BTreeMap, BTreeSet};

use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;

use crate::checkpoint::{Checkpoint, Counts};
use crate::digest::Digest;
use crate::range::IdRange;
use crate::step::StepKey;
use crate::store::{Canonical, Control, RunNumber};

use super::log::{Actor, Entry, Written};

pub use self::documents::Documents;

/// Something is in the log that must not be.
pub(crate) type Judged = Result<(), String>;

/// All that follows from a log.
#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) documents: Documents,
    /// The open quarantine entries.
    pub(crate) listed: BTreeMap<DocumentId, Listed>,
    pub(crate) steps: BTreeMap<StepKey, Walked>,
    /// The program that goes on with each step.
    programs: BTreeMap<StepKey, Digest>,
    /// How many documents each program has migrated.
    shares: BTreeMap<(StepKey, Digest), u64>,
    /// Which line of the log is being judged.
    now: usize,
    fence: Fence,
    runs: BTreeMap<Actor, RunNumber>,
    /// When each actor asked for a page that begins after this id.
    paged: BTreeMap<(Actor, TableName, Option<String>), Vec<usize>>,
    /// When each actor last began to verify a table.
    verifying: BTreeMap<(Actor, TableName), usize>,
    /// When a table last got or lost a document.
    sized: BTreeMap<TableName, usize>,
    /// The tables of all documents that there ever were, by the numbers that their ids hold.
    numbers: BTreeMap<TableNumber, TableName>,
    /// Tables with a receipt.
    pub(crate) proved: BTreeSet<TableName>,
    /// Tables of which the active schema accepts nothing older than their newest version.
    narrowed: BTreeSet<TableName>,
}

/// An open quarantine entry.
pub(crate) struct Listed {
    pub(crate) table: TableName,
    read: Canonical,
    also_read: Option<Digest>,
}

/// A step, as far as it was walked.
pub(crate) struct Walked {
    pub(crate) pass: u32,
    pub(crate) ranges: BTreeMap<u32, Range>,
    /// What was done in all passes.
    pub(crate) counts: Counts,
    began_at: usize,
}

/// A range of the pass that a step is at.
pub(crate) struct Range {
    pub(crate) checkpoint: Checkpoint,
    bounds: IdRange,
    /// When its checkpoint moved.
    moved_at: usize,
}

/// Who may write.
#[derive(Default)]
struct Fence {
    run: RunNumber,
    is_held: bool,
    is_cancelled: bool,
    is_paused: bool,
}

impl Fence {
    fn check(&self, run: RunNumber) -> Judged {
        let Self { run: holder, is_held, is_cancelled, is_paused } = self;
        if run != *holder || !is_held {
            return Err(format!("run {run} writes without the place, which run {holder} has"));
        }
        if *is_cancelled {
            return Err(format!("run {run} writes though it was cancelled"));
        }
        if *is_paused {
            return Err(format!("run {run} writes though runs are paused"));
        }
        Ok(())
    }
}

impl Oracle {
    /// Judges a log line by line.
    pub(crate) fn of(log: &[Entry]) -> Result<Self, String> {
        let mut oracle = Self::default();
        for (now, entry) in log.iter().enumerate() {
            oracle.now = now;
            oracle.judge(entry).map_err(|why| format!("line {now}: {why}"))?;
        }
        Ok(oracle)
    }

    fn judge(&mut self, entry: &Entry) -> Judged {
        match entry {
            Entry::Written { table, what: Written::Inserted(_) | Written::Deleted, .. } => {
                self.sized.insert(table.clone(), self.now);
            }
            Entry::Released { run } if *run == self.fence.run => self.fence.is_held = false,
            Entry::Written { .. } | Entry::Released { .. } => {}
            Entry::Repaired { run, table, id, fields } => {
                self.fence.check(*run)?;
                if fields.is_none() {
                    self.listed.remove(id);
                    self.sized.insert(table.clone(), self.now);
                }
            }
            Entry::Paged { actor, table, after } => {
                let at = (*actor, table.clone(), after.last_id().map(str::to_owned));
                self.paged.entry(at).or_default().push(self.now);
            }
            Entry::Taken { actor, run } => {
                if run.0 != self.fence.run.0 + 1 {
                    return Err(format!("run {run} follows run {}", self.fence.run));
                }
                let is_paused = self.fence.is_paused;
                self.fence = Fence { run: *run, is_held: true, is_cancelled: false, is_paused };
                self.runs.insert(*actor, *run);
            }
            Entry::Controlled(control) => match control {
                Control::Pause => self.fence.is_paused = true,
                Control::Resume => self.fence.is_paused = false,
                Control::Cancel(run) => {
                    let has_place = self.fence.is_held && self.fence.run == *run;
                    self.fence.is_cancelled |= has_place;
                }
            },
            Entry::Begun { run, step, pass, ranges } => {
                self.fence.check(*run)?;
                self.begin(step, *pass, ranges)?;
            }
            Entry::Started { run, step, program } => {
                self.fence.check(*run)?;
                self.programs.insert(step.clone(), program.clone());
            }
            Entry::Committed(committed) => {
                self.fence.check(committed.batch.run)?;
                self.migrated(&committed.batch)?;
                return self.commit(committed);
            }
            Entry::Finished { actor, step } => self.finished(*actor, step)?,
            Entry::Verifying { actor, table } => {
                self.verifying.insert((*actor, table.clone()), self.now);
            }
            Entry::Verified { actor, table, failing } => self.verified(*actor, table, *failing)?,
            Entry::Receipt { actor, run, receipt } => {
                self.fence.check(*run)?;
                self.receipt(*actor, receipt)?;
            }
            Entry::Proved { run, receipt } => {
                run.map_or(Ok(()), |run| self.fence.check(run))?;
                self.counted(receipt)?;
            }
            Entry::Voided { run, table } => {
                self.fence.check(*run)?;
                self.proved.remove(table);
            }
            Entry::Pushed { run, manifest, proved, by } => {
                run.map_or(Ok(()), |run| self.fence.check(run))?;
                self.pushed(manifest, proved, *by)?;
            }
        }
        if let Entry::Written { table, id, .. } = entry {
            self.numbers.insert(id.table, table.clone());
        }
        self.documents.write(self.now, entry);
        Ok(())
    }
}
