//! What a run needs of the embedded deployment.

use std::sync::PoisonError;

use rusqlite::Connection;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::validator::Validator;
use schema_core::version::VersionName;

use crate::cursor::Cursor;
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::faults::{Fault, is_on};
use crate::parallel;
use crate::range::IdRange;
use crate::start::Start;
use crate::step::StepKey;
use crate::store::{
    Allowance, Batch, Canonical, Claim, Commit, Control, Deployed, Estimate, Fenced, InHand,
    LOG_KEPT, Page, PageLimit, Push, PushOutcome, QuarantineEntry, ReadDocument, Receipt, Repair,
    Repaired, RunEnd, RunNumber, RunsState, StepStart, StepState, Store, Suspects, TableIds,
    TakeOver,
};

use super::engine::Tables;
use super::hold::Hold;
use super::{Inner, Outcome, SqliteStore, codec, commit, ledger, push, sql, start};

pub(super) fn number(inner: &Inner, table: &TableName) -> Result<Option<u32>, StoreError> {
    Ok(Tables::load(&inner.connection)?.number(table).map(|number| number.0))
}

impl SqliteStore {
    /// Reads what belongs together at one moment: another process may write between two statements.
    fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let inner = self.lock();
        let moment = inner.connection.unchecked_transaction();
        let moment = moment.map_err(StoreError::database("beginning to read"))?;
        work(&moment)
    }
}

impl Store for SqliteStore {
    fn deployment(&self) -> &DeploymentName {
        &self.deployment
    }

    async fn tables(&self) -> Result<TableIds, StoreError> {
        Ok(TableIds { names: Tables::load(&self.lock().connection)?.names })
    }

    /// A file is locked by its runner's process, so that death frees it at once; nothing but the
    /// lease tells of a runner in memory.
    async fn take_over(&self, claim: &Claim) -> Result<TakeOver, StoreError> {
        let mut place = self.hold.lock().unwrap_or_else(PoisonError::into_inner);
        // A run of this very process that fell silent holds the file still: its lease decides.
        let is_own = place.is_some();
        let hold = match &self.path {
            Some(path) if !is_own => match Hold::take(path)? {
                Some(hold) => Some(hold),
                None => return Ok(TakeOver::Held(self.read(ledger::holder)?)),
            },
            _ => None,
        };
        let is_vacant = hold.is_some();
        let taken =
            self.transact(|engine| ledger::take_over(engine, claim, is_vacant).map(Outcome::Keep))?;
        match (&taken, hold) {
            (TakeOver::Taken(_), Some(hold)) => *place = Some(hold),
            // It runs in this process still, or now again.
            (TakeOver::Taken(_) | TakeOver::Held(_), _) => {}
            // Nobody has it: a run that had it was found dead.
            (TakeOver::Paused { .. }, _) => *place = None,
        }
        Ok(taken)
    }

    async fn heartbeat(
        &self,
        run: RunNumber,
        in_hand: Option<&InHand>,
    ) -> Result<Option<Fenced>, StoreError> {
        self.transact(|engine| {
            ledger::show_alive(engine.db, engine.now, run, in_hand).map(Outcome::Keep)
        })
    }

    async fn release(&self, run: RunNumber, end: &RunEnd) -> Result<(), StoreError> {
        let is_free = self.transact(|engine| {
            ledger::release(engine, run, end)?;
            ledger::is_free(engine.db).map(Outcome::Keep)
        })?;
        if is_free {
            *self.hold.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        Ok(())
    }

    async fn control(&self, control: Control) -> Result<RunsState, StoreError> {
        self.transact(|engine| ledger::control(engine, control).map(Outcome::Keep))
    }

    async fn runs(&self, limit: u32) -> Result<RunsState, StoreError> {
        self.read(|db| ledger::runs(db, limit))
    }

    async fn page(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
    ) -> Result<Page, StoreError> {
        let (rows, is_done) = {
            let inner = self.lock();
            let Some(number) = number(&inner, table)? else {
                let cursor = range.after.clone();
                return Ok(Page { documents: Vec::new(), cursor, is_done: true });
            };
            let ids = (range.after.last_id().unwrap_or_default(), range.until_id());
            let (documents, bytes) = (limit.documents.get(), limit.bytes);
            sql::documents_between(&inner.connection, number, ids, documents, bytes)?
        };
        let documents = parallel::map(rows, codec::read_document);
        let documents = documents.into_iter().collect::<Result<Vec<_>, _>>()?;
        let cursor =
            documents.last().map_or_else(|| range.after.clone(), |last| Cursor::after(last.id));
        Ok(Page { documents, cursor, is_done })
    }

    async fn suspects(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        _: &Validator,
    ) -> Result<Suspects, StoreError> {
        // Documents are not sent anywhere, so to look at them here would save nothing.
        self.page(table, range, limit).await.map(Suspects::from)
    }

    async fn get(&self, ids: &[DocumentId]) -> Result<Vec<ReadDocument>, StoreError> {
        self.read(|db| {
            let read = |id: &DocumentId| {
                let row = sql::document(db, id.table.0, &id.to_string());
                row.and_then(|row| row.map(codec::read_document).transpose()).transpose()
            };
            ids.iter().filter_map(read).collect()
        })
    }

    async fn count(&self, table: &TableName) -> Result<u64, StoreError> {
        let inner = self.lock();
        match number(&inner, table)? {
            Some(number) => sql::count_documents(&inner.connection, number),
            None => Ok(0),
        }
    }

    async fn estimate(&self, table: &TableName) -> Result<Estimate, StoreError> {
        self.count(table).await.map(Estimate::exact)
    }

    fn allowance(&self) -> Allowance {
        Allowance::UNLIMITED
    }

    async fn admit(&self, _: &Batch) {}

    async fn deployed(&self) -> Result<Option<Deployed>, StoreError> {
        self.read(push::deployed)
    }

    async fn push(&self, wanted: &Push) -> Result<PushOutcome, StoreError> {
        self.push_schema(wanted)
    }

    async fn commit(&self, batch: &Batch) -> Result<Commit, StoreError> {
        let prepared = self.prepare(batch)?;
        let committed = self.transact(|engine| {
            Ok(match commit::commit(engine, batch, &prepared)? {
                done @ Commit::Committed(_) => Outcome::Keep(done),
                undone @ Commit::Conflicts(_) if is_on(Fault::CheckpointBeforeDocuments) => {
                    Outcome::Keep(undone)
                }
                undone @ (Commit::Conflicts(_)
                | Commit::Refused(_)
                | Commit::TooLarge { .. }
                | Commit::Superseded(_)) => Outcome::RollBack(undone),
            })
        });
        match committed {
            Err(error @ StoreError::TransactionLimit { .. }) => {
                Ok(Commit::TooLarge { reason: error.to_string() })
            }
            answer => answer,
        }
    }

    async fn begin_pass(
        &self,
        run: RunNumber,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> Result<StepState, StoreError> {
        self.transact(|engine| {
            ledger::check(engine, run)?;
            ledger::begin_pass(engine, step, follows, ranges)?;
            let state = ledger::step(engine.db, step)?;
            let state = state.ok_or_else(|| StoreError::damaged(format!("{step} has no pass")))?;
            Ok(Outcome::Keep(state))
        })
    }

    async fn note_start(
        &self,
        run: RunNumber,
        step: &StepKey,
        start: &Start,
    ) -> Result<(), StoreError> {
        self.transact(|engine| {
            ledger::check(engine, run)?;
            start::note(engine.db, step, start).map(Outcome::Keep)
        })
    }

    async fn starts(&self) -> Result<Vec<StepStart>, StoreError> {
        self.read(start::all)
    }

    async fn step(&self, step: &StepKey) -> Result<Option<StepState>, StoreError> {
        ledger::step(&self.lock().connection, step)
    }

    async fn steps(&self) -> Result<Vec<StepState>, StoreError> {
        self.read(ledger::steps)
    }

    async fn quarantine(&self, table: &TableName) -> Result<Vec<QuarantineEntry>, StoreError> {
        let rows = sql::quarantine(&self.lock().connection, table.as_str())?;
        rows.into_iter().map(codec::quarantine_entry).collect()
    }

    async fn repair(&self, repair: &Repair) -> Result<Repaired, StoreError> {
        self.transact(|engine| {
            ledger::check(engine, repair.run)?;
            let row = engine.row(repair.id)?;
            if row.map(|row| Canonical::from_stored(row.fields)).as_ref() != Some(&repair.read) {
                return Ok(Outcome::RollBack(Repaired::Conflict));
            }
            let id = repair.id.to_string();
            if let Some(fields) = &repair.fields {
                engine.replace(repair.id, fields)?;
            } else {
                engine.delete(repair.id)?;
                sql::close_quarantine(engine.db, repair.table.as_str(), &id)?;
            }
            sql::add_log(engine.db, engine.now.0, Some(&id), &repair.note)?;
            sql::forget_log(engine.db, LOG_KEPT)?;
            Ok(Outcome::Keep(Repaired::Done))
        })
    }

    async fn note_receipt(&self, run: RunNumber, receipt: &Receipt) -> Result<(), StoreError> {
        self.transact(|engine| {
            ledger::check(engine, run)?;
            push::note_receipt(engine, receipt).map(Outcome::Keep)
        })
    }

    async fn void_receipt(&self, run: RunNumber, name: &VersionName) -> Result<(), StoreError> {
        self.transact(|engine| {
            ledger::check(engine, run)?;
            let key = (name.table.as_str(), name.version.0);
            sql::remove_receipt(engine.db, key).map(Outcome::Keep)
        })
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, StoreError> {
        let texts = sql::receipts(&self.lock().connection)?;
        texts.iter().map(|text| codec::receipt(&self.deployment, text)).collect()
    }
}
