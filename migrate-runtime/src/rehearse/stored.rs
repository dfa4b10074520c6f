//! Tables that take part in effects or reads: carried in an embedded deployment in a temporary
//! file, by the run itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use schema_core::document;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::plan::{Action, Plan, Step};
use schema_core::schema::Schema;
use schema_core::transition::StoredDocument;
use schema_core::version::VersionNumber;
use tempfile::TempDir;

use super::difference::{After, Difference, SHOWN_MAX, fields};
use super::headroom::Largest;
use super::{Rehearsal, RehearseError, RehearsedTable};
use crate::checkpoint::Counts;
use crate::clock::{Clock, Timestamp};
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::event::{Event, Observer};
use crate::range::IdRange;
use crate::run::{Computing, End, Failing, Pacing, Place, Runner, Task, history};
use crate::snapshot::SnapshotDocument;
use crate::start::Origin;
use crate::step::StepKey;
use crate::store::sqlite::{Sources, SqliteStore};
use crate::store::{
    BatchSize, Claim, Manifest, PageLimit, Push, QuarantineEntry, RunEnd, RunStatus, Store as _,
};

/// How many documents of a table are remembered as they were: the first of them that are carried
/// are shown.
const REMEMBERED_MAX: usize = 50;

/// The deployment of a rehearsal; none where no table needs one.
pub(super) struct Stored {
    inner: Option<Inner>,
}

struct Inner {
    store: SqliteStore,
    /// Removed with the value.
    _folder: TempDir,
    entangled: BTreeSet<TableName>,
    remembered: BTreeMap<TableName, Vec<StoredDocument>>,
    newest: f64,
    clock: Arc<ExportClock>,
}

/// Stands still at the first moment after the export, so that rehearsing twice tells the same.
#[derive(Debug, Default)]
struct ExportClock(AtomicU64);

impl ExportClock {
    fn set_after(&self, newest: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an export has no creation time below 0 or beyond what a double counts"
        )]
        let newest = newest.floor() as u64;
        self.0.store(newest + 1, Ordering::Relaxed);
    }
}

impl Clock for ExportClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// What the run did to a table.
#[derive(Default)]
struct Ran {
    counts: Counts,
    quarantine: Vec<QuarantineEntry>,
    /// Documents that aren't valid in the end, beside those in quarantine.
    invalid: Vec<Failing>,
}

/// Counts the batches of each table.
struct Counting<'a> {
    observer: &'a dyn Observer,
    batches: Mutex<BTreeMap<TableName, u64>>,
}

impl Observer for Counting<'_> {
    fn observe(&self, event: &Event) {
        // A later pass only looks whether the first one has left anything.
        if let Event::BatchCommitted { step, progressed, .. } = event
            && progressed.pass <= 1
        {
            let mut batches = self.batches.lock().unwrap_or_else(PoisonError::into_inner);
            *batches.entry(step.table.clone()).or_default() += 1;
        }
        self.observer.observe(event);
    }
}

impl Stored {
    pub(super) fn begin(
        rehearsal: &Rehearsal<'_>,
        entangled: &BTreeSet<TableName>,
    ) -> Result<Self, RehearseError> {
        let snapshot = rehearsal.snapshot;
        if !entangled.iter().any(|table| snapshot.tables().contains_key(table)) {
            return Ok(Self { inner: None });
        }
        let folder = TempDir::new().map_err(|source| StoreError::File {
            path: std::env::temp_dir(),
            doing: "written to",
            source,
        })?;
        // Always the same ids, so that rehearsing twice tells the same.
        let clock = Arc::new(ExportClock::default());
        let sources = Sources { clock: clock.clone(), seed: 0 };
        let path = folder.path().join("rehearsal.sqlite");
        let store = SqliteStore::open(&path, DeploymentName::local(), sources)?;
        store.make_temporary()?;
        store.number_tables(snapshot.numbers().names())?;
        let (entangled, remembered) = (entangled.clone(), BTreeMap::new());
        let inner = Inner { store, _folder: folder, entangled, remembered, newest: 0.0, clock };
        Ok(Self { inner: Some(inner) })
    }

    /// Puts documents of a table in, in the order of the file.
    pub(super) fn keep(
        &mut self,
        table: &TableName,
        documents: Vec<SnapshotDocument>,
    ) -> Result<(), RehearseError> {
        let Some(inner) = &mut self.inner else { return Ok(()) };
        let Some(first) = documents.first() else { return Ok(()) };
        let number = first.id.table;
        let remembered = inner.remembered.entry(table.clone()).or_default();
        let room = REMEMBERED_MAX - remembered.len();
        remembered.extend(documents.iter().take(room).map(|read| read.document.clone()));
        let documents: Vec<_> = documents.into_iter().map(|read| read.document).collect();
        let times = documents.iter().map(|document| document.creation_time);
        inner.newest = times.fold(inner.newest, f64::max);
        Ok(inner.store.put(number, documents)?)
    }

    /// Carries what the plan carries, and adds to each table what became of it.
    pub(super) fn carry(
        &self,
        rehearsal: &Rehearsal<'_>,
        plan: &Plan,
        versions: &BTreeMap<TableName, VersionNumber>,
        unknown: &BTreeSet<TableNumber>,
        tables: &mut BTreeMap<TableName, RehearsedTable>,
    ) -> Result<(), RehearseError> {
        let Some(inner) = &self.inner else { return Ok(()) };
        inner.adopt(rehearsal, versions, unknown)?;
        let runtime = waiting()?;
        let observer = Counting { observer: rehearsal.observer, batches: Mutex::default() };
        let mut ran = runtime.block_on(inner.run(rehearsal, plan, &observer))?;
        let batches = observer.batches.into_inner().unwrap_or_else(PoisonError::into_inner);
        for table in &inner.entangled {
            let Some(rehearsed) = tables.get_mut(table) else { continue };
            let ran = ran.remove(table).unwrap_or_default();
            runtime.block_on(inner.told(table, ran, rehearsed))?;
            let batches = batches.get(table).copied().unwrap_or_default();
            (rehearsed.batches.most, rehearsed.batches.fewest) = (batches, batches);
        }
        Ok(())
    }
}

impl Stored {
    /// The tables that it holds, with the numbers in ids of their documents.
    pub(super) fn tables(&self) -> Result<BTreeMap<TableName, TableNumber>, RehearseError> {
        let Some(inner) = &self.inner else { return Ok(BTreeMap::new()) };
        let numbers = waiting()?.block_on(inner.store.tables())?.names;
        let held = numbers.into_iter().map(|(number, table)| (table, number));
        Ok(held.filter(|(table, _)| inner.entangled.contains(table)).collect())
    }

    /// Gives every document of a table as it is now, in the order of their ids.
    pub(super) fn documents(
        &self,
        table: &TableName,
        take: &mut dyn FnMut(StoredDocument) -> Result<(), RehearseError>,
    ) -> Result<(), RehearseError> {
        let Some(inner) = &self.inner else { return Ok(()) };
        let runtime = waiting()?;
        let mut rest = IdRange::WHOLE;
        loop {
            let limit = PageLimit::of(BatchSize::MAX);
            let page = runtime.block_on(inner.store.page(table, &rest, limit))?;
            for read in page.documents {
                take(read.document.into_stored())?;
            }
            if page.is_done {
                return Ok(());
            }
            rest = rest.from_position(&page.cursor);
        }
    }
}

/// What waits for the temporary deployment, which never takes long.
fn waiting() -> Result<tokio::runtime::Runtime, StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.map_err(|source| StoreError::File {
        path: std::env::temp_dir(),
        doing: "waited for",
        source,
    })
}

impl Inner {
    /// Makes the widened schema the active one: what a plan pushes before it carries anything.
    fn adopt(
        &self,
        rehearsal: &Rehearsal<'_>,
        versions: &BTreeMap<TableName, VersionNumber>,
        unknown: &BTreeSet<TableNumber>,
    ) -> Result<(), RehearseError> {
        let declaration = rehearsal.versions.declaration;
        let mut schema = Schema::default();
        for table in &self.entangled {
            let Some(history) = history(declaration, table) else { continue };
            let newest = history.newest().name.version;
            let old = versions.get(table).copied().unwrap_or(newest);
            schema.tables.insert(table.clone(), history.widened_from(old)?.schema);
        }
        // The export tells nothing of Convex's own tables, but documents refer to one.
        let storage = TableName::from_checked(STORAGE);
        let number = unknown.iter().next();
        let system = number.map(|number| (*number, storage)).into_iter().collect();
        self.store.number_tables(&system)?;
        self.clock.set_after(self.newest);
        Ok(self.store.adopt(&Push::of(schema, Manifest::default()), self.newest)?)
    }

    async fn run(
        &self,
        rehearsal: &Rehearsal<'_>,
        plan: &Plan,
        observer: &Counting<'_>,
    ) -> Result<BTreeMap<TableName, Ran>, RehearseError> {
        let (store, stop) = (&self.store, rehearsal.stop);
        // Nobody else can ask for the lease of a deployment in memory.
        let computing = Computing::Inline;
        let place = Place { store, observer, stop, computing };
        let claim = Claim { runner: "a rehearsal".to_owned(), command: "rehearse".to_owned() };
        let work = async |run| {
            // Which document makes which new one is told by their order, so that is always the same.
            let pacing = Pacing::fixed(BatchSize::DEFAULT);
            let origin = Origin::UNKNOWN;
            let runner = Runner { store, observer, stop, run, pacing, computing, origin };
            let mut ran: BTreeMap<TableName, Ran> = BTreeMap::new();
            for step in plan.steps.iter().filter(|step| self.entangled.contains(&step.table)) {
                let ran = ran.entry(step.table.clone()).or_default();
                self.step(&runner, rehearsal, step, ran).await?;
            }
            for table in &self.entangled {
                let ran = ran.entry(table.clone()).or_default();
                self.check(&runner, rehearsal, table, ran).await?;
            }
            Ok(ran)
        };
        let end = |done: &Result<_, RehearseError>| RunEnd {
            status: if done.is_ok() { RunStatus::Completed } else { RunStatus::Failed },
            error: None,
        };
        place.hold(&claim, work, end).await
    }

    async fn step(
        &self,
        runner: &Runner<'_, SqliteStore>,
        rehearsal: &Rehearsal<'_>,
        step: &Step,
        ran: &mut Ran,
    ) -> Result<(), RehearseError> {
        if !matches!(step.action, Action::Carry { .. }) {
            return Ok(());
        }
        let key = StepKey { table: step.table.clone(), old: step.span.old, new: step.span.new };
        let declaration = rehearsal.versions.declaration;
        let done = runner.backfill(declaration, &key, Task::Carry).await?;
        ran.counts += done.state.counts;
        match done.end {
            End::Done => Ok(()),
            End::Stopped => Err(RehearseError::Stopped),
        }
    }

    /// What stands against a receipt: documents in quarantine, and those that aren't valid.
    async fn check(
        &self,
        runner: &Runner<'_, SqliteStore>,
        rehearsal: &Rehearsal<'_>,
        table: &TableName,
        ran: &mut Ran,
    ) -> Result<(), RehearseError> {
        ran.quarantine = self.store.quarantine(table).await?;
        let declaration = rehearsal.versions.declaration;
        let verification = match declaration.tables.get(table) {
            Some(history) => runner.verify(table, history).await?,
            None => runner.verify_empty(table).await?,
        };
        if verification.is_stopped {
            return Err(RehearseError::Stopped);
        }
        let known: BTreeSet<DocumentId> = ran.quarantine.iter().map(|entry| entry.id).collect();
        let others = verification.failing.into_iter().filter(|one| !known.contains(&one.id));
        ran.invalid = others.collect();
        Ok(())
    }

    /// Adds what became of a table's documents.
    async fn told(
        &self,
        table: &TableName,
        ran: Ran,
        rehearsed: &mut RehearsedTable,
    ) -> Result<(), RehearseError> {
        let Ran { counts, quarantine, invalid } = ran;
        rehearsed.carried = counts.carried;
        rehearsed.hybrids = counts.hybrids;
        rehearsed.deleted = counts.deleted;
        rehearsed.inserted = counts.inserted;
        let mut failing = BTreeSet::new();
        for QuarantineEntry { id, code, path, reason, .. } in quarantine {
            failing.insert(id);
            rehearsed.failing.note_shown(id, code.as_str(), &path, &reason);
        }
        for Failing { id, path, reason } in invalid {
            failing.insert(id);
            rehearsed.failing.note(id, NOT_VALID, &path, &reason);
        }
        rehearsed.differences = self.differences(table, &failing).await?;
        self.measure(table, &failing, rehearsed).await
    }

    async fn differences(
        &self,
        table: &TableName,
        failing: &BTreeSet<DocumentId>,
    ) -> Result<Vec<Difference>, RehearseError> {
        let remembered = self.remembered.get(table).map(Vec::as_slice).unwrap_or_default();
        let old: BTreeMap<DocumentId, &StoredDocument> =
            remembered.iter().filter_map(|old| Some((old.id.parse().ok()?, old))).collect();
        let ids: Vec<_> = old.keys().copied().collect();
        let found = self.store.get(&ids).await?;
        let new: BTreeMap<_, _> = found.iter().map(|read| (read.id, &read.document)).collect();
        let difference = |(id, old): (&DocumentId, &&StoredDocument)| {
            let after = match new.get(id) {
                None => After::Deleted,
                Some(new) if new.fields == old.fields => return None,
                Some(new) => After::Fields(fields(&old.fields, &new.fields)),
            };
            Some(Difference { id: *id, after })
        };
        let carried = old.iter().filter(|(id, _)| !failing.contains(id)).filter_map(difference);
        Ok(carried.take(SHOWN_MAX).collect())
    }

    /// Walks over what the table holds in the end.
    async fn measure(
        &self,
        table: &TableName,
        failing: &BTreeSet<DocumentId>,
        rehearsed: &mut RehearsedTable,
    ) -> Result<(), RehearseError> {
        let (mut largest, mut bytes, mut documents) = (Largest::default(), 0, 0);
        let mut rest = IdRange::WHOLE;
        loop {
            let page = self.store.page(table, &rest, PageLimit::of(BatchSize::MAX)).await?;
            for read in page.documents.iter().filter(|read| !failing.contains(&read.id)) {
                let extent = document::extent(&read.document.fields, read.document.id.len());
                let extent = extent.unwrap_or_default();
                largest.note(read.id, &extent);
                bytes += extent.bytes as u64;
                documents += 1;
            }
            if page.is_done {
                break;
            }
            rest = rest.from_position(&page.cursor);
        }
        // What was current before is what was not written.
        rehearsed.batches.bytes_written = bytes.saturating_sub(rehearsed.current_bytes);
        let unwritten = rehearsed.current;
        rehearsed.batches.writes = (documents + rehearsed.deleted).saturating_sub(unwritten);
        for (before, after) in rehearsed.headroom.iter_mut().zip(largest.headroom()) {
            if after.used > before.used {
                *before = after;
            }
        }
        Ok(())
    }
}

/// The name of a reason that no transition has given.
const NOT_VALID: &str = "not_valid";

/// The one table of Convex's own that documents of nearly every application refer to.
const STORAGE: &str = "_storage";
