//! What a run needs of a deployment of Convex: each method is one call of the function of its name,
//! or several where a deployment bounds what one may do.

use std::sync::atomic::Ordering;

use convex::Value;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::validator::Validator;
use schema_core::value::canonical_object;
use schema_core::version::VersionName;

use crate::cursor::Cursor;
use crate::deployment::DeploymentName;
use crate::error::{RemoteError, StoreError};
use crate::range::IdRange;
use crate::start::Start;
use crate::step::StepKey;
use crate::store::{
    Allowance, Batch, BatchSize, Claim, Commit, Control, Deployed, Estimate, Fenced, InHand, Page,
    PageLimit, Push, PushOutcome, QuarantineEntry, ReadDocument, Receipt, Repair, Repaired, RunEnd,
    RunNumber, RunsState, StepStart, StepState, Store, Suspects, TableIds, TakeOver,
};

use super::governor::Used;
use super::push::Pusher;
use super::refusal::{HIDDEN, Refusal};
use super::socket::Kind;
use super::values::{
    Arguments, Read, Record, boolean, fields, list, number, or_null, parsed, record, record_of,
    string, whole,
};
use super::{ConvexStore, batch, totals, wire};

const COMMIT: &str = "migrate_runtime/commit:commit";

pub(super) const HEARTBEAT: &str = "migrate_runtime/runs:heartbeat";

/// How many documents one call counts: it reads them whole.
const COUNT_AT_ONCE: u64 = 10_000;

/// How many documents one call looks at, where it has the time.
pub(super) const LOOKED_AT_ONCE: u64 = 4_000;

/// How many entries one call lists.
const ENTRIES_AT_ONCE: u64 = 1_000;

impl<P> ConvexStore<P> {
    /// Sends a batch once. `apart` has the deployment read nothing but what the batch is about.
    async fn send(&self, batch: &Batch, apart: bool) -> Result<(Commit, Option<Used>), Refusal> {
        let arguments = batch::arguments(batch, apart).map_err(Refusal::Error)?;
        let too_large = |reason: String| Refusal::TooLarge(self.access.foreign(&reason));
        let arguments = arguments.map_err(too_large)?;
        self.call(Kind::Mutation, COMMIT, arguments, batch::commit).await
    }

    /// Asks about the next `documents` of a range, and about fewer where these, or what comes with
    /// them, are more than a call takes; `documents` is as many as it was asked about at last.
    async fn part<T, R: FnOnce(Value) -> Read<T>>(
        &self,
        function: &'static str,
        table: &TableName,
        range: &IdRange,
        documents: &mut u64,
        more: &[(&str, Value)],
        read: impl Fn() -> R,
    ) -> Result<T, StoreError> {
        loop {
            let arguments = [
                ("table", string(table.as_str())),
                ("after", wire::cursor_argument(&range.after)),
                ("until", range.until_id().into()),
                ("documents", number(*documents)),
            ];
            let arguments = fields(arguments.into_iter().chain(more.iter().cloned()));
            match self.call(Kind::Query, function, arguments, read()).await {
                Err(Refusal::TooLarge(_) | Refusal::Hidden) if *documents > 1 => *documents /= 2,
                answer => return answer.map_err(|refusal| refusal.into_error(function)),
            }
        }
    }
}

impl<P: Pusher> Store for ConvexStore<P> {
    fn deployment(&self) -> &DeploymentName {
        &self.deployment
    }

    async fn tables(&self) -> Result<TableIds, StoreError> {
        self.numbers().await
    }

    async fn take_over(&self, claim: &Claim) -> Result<TakeOver, StoreError> {
        let token = self.claim_token()?;
        let arguments = fields([
            ("runner", string(&claim.runner)),
            ("command", string(&claim.command)),
            ("claim", string(&token)),
        ]);
        let function = "migrate_runtime/runs:takeOver";
        let answer = self.pulse(Kind::Mutation, function, arguments, wire::take_over).await;
        if answer.is_ok() {
            self.claim_is_answered();
        }
        answer
    }

    async fn heartbeat(
        &self,
        run: RunNumber,
        in_hand: Option<&InHand>,
    ) -> Result<Option<Fenced>, StoreError> {
        let arguments = wire::heartbeat_arguments(run, in_hand);
        self.pulse(Kind::Mutation, HEARTBEAT, arguments, or_null(wire::fenced)).await
    }

    async fn release(&self, run: RunNumber, end: &RunEnd) -> Result<(), StoreError> {
        let arguments = fields([
            ("run", number(run.0)),
            ("status", string(end.status.as_str())),
            ("error", end.error.as_deref().into()),
        ]);
        let function = "migrate_runtime/runs:release";
        self.pulse(Kind::Mutation, function, arguments, wire::nothing).await
    }

    async fn control(&self, control: Control) -> Result<RunsState, StoreError> {
        let arguments = wire::control(control);
        let function = "migrate_runtime/runs:control";
        self.pulse(Kind::Mutation, function, arguments, record_of(wire::runs_state)).await
    }

    async fn runs(&self, limit: u32) -> Result<RunsState, StoreError> {
        let arguments = fields([("limit", number(limit.into()))]);
        let function = "migrate_runtime/runs:runs";
        self.pulse(Kind::Query, function, arguments, record_of(wire::runs_state)).await
    }

    async fn page(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
    ) -> Result<Page, StoreError> {
        let mut documents = limit.documents.get().into();
        let more = [("bytes", number(limit.bytes))];
        let scan = "migrate_runtime/documents:scan";
        self.part(scan, table, range, &mut documents, &more, || page_after(range)).await
    }

    async fn suspects(
        &self,
        table: &TableName,
        range: &IdRange,
        limit: PageLimit,
        validator: &Validator,
    ) -> Result<Suspects, StoreError> {
        // Valid ones aren't sent, so how many it looks at is bounded by what a function may read.
        let more = [
            ("invalid", number(limit.documents.get().into())),
            ("bytes", number(limit.bytes)),
            ("validator", string(&validator.to_json().to_string())),
        ];
        let mut documents = self.looks_at.load(Ordering::Relaxed);
        let verify = "migrate_runtime/verify:verify";
        let looked =
            self.part(verify, table, range, &mut documents, &more, || looked_after(range)).await;
        // Other ranges needn't find it out themselves.
        self.looks_at.fetch_min(documents, Ordering::Relaxed);
        let (ids, looked) = looked?;
        // What is wrong with them is said by whoever asks, in the same words for every store.
        Ok(Suspects { documents: self.get(&ids).await?, ..looked })
    }

    async fn get(&self, ids: &[DocumentId]) -> Result<Vec<ReadDocument>, StoreError> {
        let mut found = Vec::new();
        // Those that are still to be asked for, the next ones last.
        let most = BatchSize::MAX.get() as usize;
        let mut parts: Vec<&[DocumentId]> = ids.chunks(most).rev().collect();
        while let Some(part) = parts.pop() {
            let ids = part.iter().map(|id| string(&id.to_string())).collect();
            let arguments = fields([("ids", Value::Array(ids))]);
            let function = "migrate_runtime/documents:get";
            match self.call(Kind::Query, function, arguments, list(wire::read_document)).await {
                Ok(documents) => found.extend(documents),
                Err(Refusal::TooLarge(_) | Refusal::Hidden) if part.len() > 1 => {
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([second, first]);
                }
                Err(refusal) => return Err(refusal.into_error(function)),
            }
        }
        Ok(found)
    }

    async fn count(&self, table: &TableName) -> Result<u64, StoreError> {
        let (mut count, mut documents) = (0, COUNT_AT_ONCE);
        let mut rest = IdRange::WHOLE;
        loop {
            let part =
                self.part(totals::COUNT, table, &rest, &mut documents, &[], || totals::counted);
            let counted = part.await?;
            count += counted.documents;
            match counted.last {
                Some(last) if !counted.is_done => rest.after = Cursor::after(last),
                _ => return Ok(count),
            }
        }
    }

    async fn estimate(&self, table: &TableName) -> Result<Estimate, StoreError> {
        match self.table_size(table).await {
            Some(documents) => Ok(Estimate::exact(documents)),
            None => self.by_density(table).await,
        }
    }

    fn allowance(&self) -> Allowance {
        self.governed(|governor, now| governor.allowance(now))
    }

    async fn admit(&self, batch: &Batch) {
        let ahead = self.ahead(batch);
        let wait = self.governed(|governor, now| governor.admit(now, &batch.range, ahead));
        tokio::time::sleep(wait).await;
    }

    async fn deployed(&self) -> Result<Option<Deployed>, StoreError> {
        self.manifest().await
    }

    async fn push(&self, push: &Push) -> Result<PushOutcome, StoreError> {
        self.push_schema(push).await
    }

    async fn commit(&self, batch: &Batch) -> Result<Commit, StoreError> {
        let answer = match self.send(batch, false).await {
            // What it was in the way of needn't be what it is about.
            Err(Refusal::Contended) => self.send(batch, true).await,
            answer => answer,
        };
        let (ahead, documents) = (self.ahead(batch), batch.writes.len() + batch.quarantine.len());
        self.governed(|governor, now| match &answer {
            Ok((_, Some(used))) => {
                governor.committed(now, &batch.range, ahead, documents, *used);
            }
            Ok((Commit::Conflicts(_), None))
            | Err(Refusal::Documents(_) | Refusal::TooLarge(_) | Refusal::Contended) => {
                governor.returned(&batch.range);
            }
            Ok(_) => governor.superseded(&batch.range),
            // It is sent again and has its turn still.
            Err(_) => {}
        });
        match answer {
            Ok((commit, _)) => Ok(commit),
            Err(Refusal::Documents(refused)) => Ok(Commit::Refused(refused)),
            Err(Refusal::TooLarge(reason)) => Ok(Commit::TooLarge { reason: reason.to_string() }),
            Err(Refusal::Contended) => Ok(contended(batch)),
            // It may have been a limit that no function hears of, such as that of its time.
            Err(Refusal::Hidden) if batch.writes.len() + batch.quarantine.len() > 1 => {
                Ok(Commit::TooLarge { reason: format!("the deployment failed, and {HIDDEN}") })
            }
            Err(refusal) => Err(refusal.into_error(COMMIT)),
        }
    }

    async fn begin_pass(
        &self,
        run: RunNumber,
        step: &StepKey,
        follows: u32,
        ranges: &[IdRange],
    ) -> Result<StepState, StoreError> {
        let ranges = ranges.iter().map(wire::range_arguments).collect();
        let arguments = fields([
            ("run", number(run.0)),
            ("step", wire::step_arguments(step)),
            ("follows", number(follows.into())),
            ("ranges", Value::Array(ranges)),
        ]);
        let function = "migrate_runtime/steps:beginPass";
        let state = or_null(record_of(wire::step_state));
        let state = self.mutation(function, arguments, state).await?;
        state.ok_or_else(|| {
            let what = self.access.foreign(&format!("{step} has no pass after it was begun"));
            RemoteError::BadAnswer { function, what }.into()
        })
    }

    async fn note_start(
        &self,
        run: RunNumber,
        step: &StepKey,
        start: &Start,
    ) -> Result<(), StoreError> {
        let arguments = fields([
            ("run", number(run.0)),
            ("step", wire::step_arguments(step)),
            ("start", wire::start_arguments(start)),
        ]);
        self.mutation("migrate_runtime/starts:note", arguments, wire::nothing).await
    }

    async fn starts(&self) -> Result<Vec<StepStart>, StoreError> {
        let starts = list(record_of(wire::step_start));
        self.query("migrate_runtime/starts:starts", Arguments::new(), starts).await
    }

    async fn step(&self, step: &StepKey) -> Result<Option<StepState>, StoreError> {
        let arguments = fields([("step", wire::step_arguments(step))]);
        let state = or_null(record_of(wire::step_state));
        self.query("migrate_runtime/steps:step", arguments, state).await
    }

    async fn steps(&self) -> Result<Vec<StepState>, StoreError> {
        let states = list(record_of(wire::step_state));
        self.query("migrate_runtime/steps:steps", Arguments::new(), states).await
    }

    async fn quarantine(&self, table: &TableName) -> Result<Vec<QuarantineEntry>, StoreError> {
        let mut all: Vec<QuarantineEntry> = Vec::new();
        loop {
            let after = all.last().map(|entry| entry.id.to_string());
            let arguments = fields([
                ("table", string(table.as_str())),
                ("after", after.into()),
                ("entries", number(ENTRIES_AT_ONCE)),
            ]);
            let page = record_of(|fields: &mut Record| {
                let entries = fields.take("entries", list(record_of(wire::quarantine_entry)))?;
                Ok((entries, fields.take("isDone", boolean)?))
            });
            let function = "migrate_runtime/quarantine:page";
            let (entries, is_done) = self.query(function, arguments, page).await?;
            let is_last = is_done || entries.is_empty();
            all.extend(entries);
            if is_last {
                return Ok(all);
            }
        }
    }

    async fn repair(&self, repair: &Repair) -> Result<Repaired, StoreError> {
        let arguments = fields([
            ("run", number(repair.run.0)),
            ("table", string(repair.table.as_str())),
            ("id", string(&repair.id.to_string())),
            ("read", string(repair.read.as_str())),
            ("fields", repair.fields.as_ref().map(canonical_object).into()),
            ("note", string(&repair.note)),
        ]);
        let repaired = parsed("what became of a repair", |word| match word {
            "done" => Some(Repaired::Done),
            "conflict" => Some(Repaired::Conflict),
            _ => None,
        });
        self.mutation("migrate_runtime/quarantine:repair", arguments, repaired).await
    }

    async fn note_receipt(&self, run: RunNumber, receipt: &Receipt) -> Result<(), StoreError> {
        let arguments =
            fields([("run", number(run.0)), ("receipt", wire::receipt_arguments(receipt))]);
        self.mutation("migrate_runtime/receipts:note", arguments, wire::nothing).await
    }

    async fn void_receipt(&self, run: RunNumber, name: &VersionName) -> Result<(), StoreError> {
        let arguments = fields([
            ("run", number(run.0)),
            ("table", string(name.table.as_str())),
            ("version", number(name.version.0.into())),
        ]);
        self.mutation("migrate_runtime/receipts:withdraw", arguments, wire::nothing).await
    }

    async fn receipts(&self) -> Result<Vec<Receipt>, StoreError> {
        let receipts = list(record_of(wire::receipt));
        self.query("migrate_runtime/receipts:receipts", Arguments::new(), receipts).await
    }
}

/// Reads a page of a range.
fn page_after(range: &IdRange) -> impl FnOnce(Value) -> Read<Page> {
    let start = range.after.clone();
    move |value| {
        let mut fields = record(value)?;
        let documents = fields.take("documents", list(wire::read_document))?;
        let is_done = fields.take("isDone", boolean)?;
        let cursor = documents.last().map_or(start, |last| Cursor::after(last.id));
        Ok(Page { documents, cursor, is_done })
    }
}

/// Reads which documents of a part of a range are invalid, and what that part is.
fn looked_after(range: &IdRange) -> impl FnOnce(Value) -> Read<(Vec<DocumentId>, Suspects)> {
    let start = range.after.clone();
    move |value| {
        let mut fields = record(value)?;
        let invalid = record_of(|fields: &mut Record| fields.take("id", wire::id));
        let ids = fields.take("invalid", list(invalid))?;
        let cursor = fields.take("cursor", or_null(wire::id))?.map_or(start, Cursor::after);
        let looked_at = fields.take("checked", whole)?;
        let is_done = fields.take("isDone", boolean)?;
        Ok((ids, Suspects { looked_at, documents: Vec::new(), cursor, is_done }))
    }
}

/// The deployment has tried a batch again and again, and what it reads kept changing: less of it at
/// once has better chances, and one document alone is hot.
fn contended(batch: &Batch) -> Commit {
    match (&batch.writes[..], &batch.quarantine[..]) {
        ([write], []) => Commit::Conflicts(vec![write.id]),
        ([], [entry]) => Commit::Conflicts(vec![entry.id]),
        _ => {
            let reason = "what it reads kept changing before each of the deployment's attempts";
            Commit::TooLarge { reason: reason.to_owned() }
        }
    }
}
