//! How fast batches go to a deployment: never faster than was asked for, slower once the deployment
//! refuses, and no more at once than a transaction surely takes.
//!
//! A deployment of Convex counts the bytes that it has written in the last second, entries of indexes
//! included, and refuses whoever comes once it was too much: as often the application as this run. So
//! writes are spread evenly: each batch waits until what was written before it has had its time.

use std::collections::BTreeMap;
use std::time::Duration;

use schema_core::name::TableName;
use schema_core::schema::Schema;

use crate::rate::WriteRate;
use crate::step::RangeKey;
use crate::store::{Allowance, BatchSize, PageLimit};

/// How much of a transaction's limit a batch may come to use.
const SHARE_MAX: f64 = 0.5;

/// The smallest share that says how much more would fit.
const SHARE_TELLING: f64 = 0.05;

/// What a batch may write of what a second may: so much in one go is no burst.
const BATCHES_PER_S: f64 = 8.0;

/// How long nothing may have been written for that to be made up for: what a batch more in a second
/// is, which still leaves room for the application.
const BURST: Duration = Duration::from_millis(125);

/// The fewest bytes of documents that a batch is cut down to for the sake of a rate.
const BATCH_BYTES_MIN: f64 = 16_384.0;

/// What a rate falls to for a refusal, and by how much it comes back in a second without one.
const FALL: f64 = 0.6;
const RISE_PER_S: f64 = 0.05;

/// The slowest that a refusal makes it.
const RATE_MIN: f64 = 65_536.0;

/// Refusals of batches that were under way together are one.
const REFUSALS_APART: Duration = Duration::from_secs(1);

/// The most batches that are ever under way at once, as far as this matters.
const BATCHES_MAX: u32 = 16;

/// After so many seconds without a refusal there is place for one more.
const CALM_S: u64 = 5;

/// An entry of an index beside its fields: the document's id and creation time, and the id that it
/// leads to.
const ENTRY_BYTES: u64 = 75;

/// What a rewritten document costs in the two indexes that every table has.
const OWN_ENTRIES_BYTES: u64 = 2 * ENTRY_BYTES;

/// What is taken to be written for a byte that was read, until batches have told.
const WRITTEN_PER_BYTE: f64 = 1.0;

/// How a batch without an answer yet is taken to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead {
    /// The bytes of the documents that it carries, as they were read.
    pub(super) read_bytes: u64,
    /// What it writes beside documents.
    pub(super) index_bytes: u64,
}

/// What a committed batch has used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Used {
    pub(super) bytes_written: u64,
    /// The part of the limit that it came nearest to.
    pub(super) share: f64,
}

/// What the next batches are decided by. Times are measured from when it was made.
#[derive(Debug)]
pub(super) struct Governor {
    limit: Option<f64>,
    /// Bytes a second for now; above `limit` it never is.
    rate: Option<f64>,
    /// When everything that was let through has had its time.
    free_at: Duration,
    /// The time that batches without an answer were let through for: of each range there is one.
    under_way: BTreeMap<RangeKey, Duration>,
    refused_at: Option<Duration>,
    /// What was written for a byte that was read lately.
    written_per_byte: f64,
    documents: BatchSize,
    /// Bytes that were let through within the second before `since` and after it.
    recent: Recent,
    /// How many batches at once a deployment has last had no place for, and when.
    crowd: Option<(Duration, u32)>,
    /// What a document's entries in the declared indexes of its table cost, old and new ones.
    entries: BTreeMap<TableName, u64>,
}

/// How much was written lately, for where nobody has set a rate.
#[derive(Clone, Copy, Debug, Default)]
struct Recent {
    since: Duration,
    bytes: f64,
    per_s: f64,
}

impl Recent {
    fn add(&mut self, now: Duration, bytes: f64) {
        let age = now.saturating_sub(self.since);
        if age >= Duration::from_secs(1) {
            self.per_s = self.bytes / age.as_secs_f64();
            (self.since, self.bytes) = (now, 0.0);
        }
        self.bytes += bytes;
    }

    fn per_s(&self) -> f64 {
        self.per_s.max(self.bytes)
    }
}

impl Governor {
    pub(super) fn new(limit: WriteRate) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "rates have a few digits")]
        let limit = limit.bytes_per_s().map(|bytes| bytes as f64);
        Self {
            limit,
            rate: limit,
            free_at: Duration::ZERO,
            under_way: BTreeMap::new(),
            refused_at: None,
            written_per_byte: WRITTEN_PER_BYTE,
            documents: BatchSize::MAX,
            recent: Recent::default(),
            crowd: None,
            entries: BTreeMap::new(),
        }
    }

    /// What is deployed tells how many indexes a document is in.
    pub(super) fn learn(&mut self, schema: &Schema) {
        let entries = |table: &schema_core::schema::TableSchema| {
            // A carried document may leave one place of an index for another.
            2 * ENTRY_BYTES * table.indexes.len() as u64
        };
        self.entries =
            schema.tables.iter().map(|(name, table)| (name.clone(), entries(table))).collect();
    }

    /// What is written for one document beside itself.
    pub(super) fn index_bytes(&self, table: &TableName) -> u64 {
        OWN_ENTRIES_BYTES + self.entries.get(table).copied().unwrap_or_default()
    }

    /// Lets a batch of a range through, once this time has passed.
    pub(super) fn admit(&mut self, now: Duration, range: &RangeKey, batch: Ahead) -> Duration {
        let bytes = self.foretold(batch);
        self.recent.add(now, bytes);
        let Some(rate) = self.rate_at(now) else { return Duration::ZERO };
        let start = self.free_at.max(now.saturating_sub(BURST));
        let time = lasting(bytes, rate);
        self.free_at = start.saturating_add(time);
        self.under_way.insert(range.clone(), time);
        start.saturating_sub(now)
    }

    /// A batch of a range that was let through has written nothing.
    pub(super) fn returned(&mut self, range: &RangeKey) {
        // The very time that it was let through for: by now the same bytes may be foretold another
        // one, and what such batches left behind would add up.
        if let Some(time) = self.under_way.remove(range) {
            self.free_at = self.free_at.saturating_sub(time);
        }
    }

    /// A batch of a range needs its turn no more: an earlier one that was sent for it has written.
    pub(super) fn superseded(&mut self, range: &RangeKey) {
        self.under_way.remove(range);
    }

    /// A batch of a range that was let through has written this much.
    pub(super) fn committed(
        &mut self,
        now: Duration,
        range: &RangeKey,
        batch: Ahead,
        documents: usize,
        used: Used,
    ) {
        #[expect(clippy::cast_precision_loss, reason = "a transaction is of some megabytes")]
        let (written, read) = (used.bytes_written as f64, batch.read_bytes.max(1) as f64);
        #[expect(clippy::cast_precision_loss, reason = "a transaction is of some megabytes")]
        let actual = written + batch.index_bytes as f64;
        // What was let through too early or too late the next ones make up for.
        if let (Some(rate), Some(time)) = (self.rate_at(now), self.under_way.remove(range)) {
            self.free_at = self.free_at.saturating_sub(time).saturating_add(lasting(actual, rate));
        }
        // What only moves a checkpoint says nothing about documents: there is no byte of one that
        // what it writes could be measured by.
        if batch.read_bytes > 0 {
            self.written_per_byte = self.written_per_byte * 0.7 + written / read * 0.3;
        }
        if documents == 0 {
            // Nor about how many of them fit.
        } else if used.share < SHARE_TELLING {
            // Mostly the ledger's own share; batches grow by steps that this is enough for.
            self.documents = BatchSize::MAX;
        } else {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a number of documents, cut to what a batch has"
            )]
            let fitting = (documents as f64 * SHARE_MAX / used.share) as u32;
            self.documents = BatchSize::of(fitting);
        }
    }

    /// The deployment refuses for what was written in the last second.
    pub(super) fn refused(&mut self, now: Duration) {
        if self.refused_at.is_some_and(|at| now.saturating_sub(at) < REFUSALS_APART) {
            return;
        }
        let before = self.rate_at(now).unwrap_or(f64::MAX).min(self.recent.per_s().max(RATE_MIN));
        self.rate = Some((before * FALL).max(RATE_MIN));
        self.refused_at = Some(now);
    }

    /// The deployment has no place for as many calls at once.
    pub(super) fn crowded(&mut self, now: Duration) {
        let is_same = self.crowd.is_some_and(|(at, _)| now.saturating_sub(at) < REFUSALS_APART);
        if !is_same {
            let before = self.batches(now).min(BATCHES_MAX);
            self.crowd = Some((now, (before / 2).max(1)));
        }
    }

    /// How many batches at once it has a place for, one more with every few seconds of calm.
    fn batches(&self, now: Duration) -> u32 {
        let Some((at, left)) = self.crowd else { return u32::MAX };
        let calm = now.saturating_sub(at).as_secs() / CALM_S;
        left.saturating_add(u32::try_from(calm).unwrap_or(u32::MAX))
    }

    /// What a page may hold that is carried in one batch.
    pub(super) fn allowance(&self, now: Duration) -> Allowance {
        let bytes = self.rate_at(now).map_or(PageLimit::MAX_BYTES, |rate| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it fits")]
            let bytes = (rate / BATCHES_PER_S).clamp(BATCH_BYTES_MIN, 1e12) as u64;
            bytes.min(PageLimit::MAX_BYTES)
        });
        Allowance { documents: self.documents, bytes, batches: self.batches(now) }
    }

    /// The rate, which comes back little by little after a refusal.
    fn rate_at(&self, now: Duration) -> Option<f64> {
        let (Some(rate), Some(refused_at)) = (self.rate, self.refused_at) else { return self.rate };
        let calm = now.saturating_sub(refused_at).as_secs_f64();
        let risen = rate * (1.0 + RISE_PER_S).powf(calm);
        Some(self.limit.map_or(risen, |limit| risen.min(limit)))
    }

    fn foretold(&self, Ahead { read_bytes, index_bytes }: Ahead) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a call has some megabytes")]
        let bytes = read_bytes as f64 * self.written_per_byte + index_bytes as f64;
        bytes
    }
}

fn lasting(bytes: f64, rate: f64) -> Duration {
    Duration::try_from_secs_f64(bytes / rate).unwrap_or(Duration::MAX / 4)
}

#[cfg(test)]
mod tests;
