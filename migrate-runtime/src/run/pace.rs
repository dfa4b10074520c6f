//! How much is done at once: as much as goes into a transaction and into half a second.

mod turns;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::store::{Allowance, BatchSize, PageLimit};

use self::turns::{Turn, Turns};

/// How much is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// Documents of the first batch.
    pub batch: BatchSize,
    /// Documents of the largest batch; where it is that of the first, batches don't grow.
    pub batch_max: BatchSize,
    /// Ranges of a table, and so the most batches that are under way at the same time.
    pub ranges: u32,
    /// Documents for which a range of their own is worth while.
    pub range_documents: u64,
}

impl Pacing {
    /// What a run does unless told otherwise.
    pub const DEFAULT: Self = Self {
        batch: BatchSize::DEFAULT,
        batch_max: BatchSize::MAX,
        ranges: 4,
        range_documents: 2_000,
    };

    /// The same where each batch has a way to go, so that more of them are worth while. The smallest
    /// deployments of Convex run 16 mutations at once, and the application needs some.
    pub const REMOTE: Self = Self { ranges: 12, ..Self::DEFAULT };

    /// Batches of this size, one after the other.
    pub fn fixed(batch: BatchSize) -> Self {
        Self { batch, batch_max: batch, ranges: 1, ..Self::DEFAULT }
    }

    fn is_fixed(&self) -> bool {
        self.batch_max == self.batch
    }
}

/// What a batch should take: short enough that live writes seldom come in between.
const BATCH_TARGET: Duration = Duration::from_millis(500);

/// How many batches are under way at the same time before anything tells how many are good.
const AT_ONCE: u32 = 12;

/// The size of the next batch and the number of those at once, by how the last ones went.
pub(super) struct Pace {
    pacing: Pacing,
    size: AtomicU32,
    turns: Turns,
}

impl Pace {
    pub(super) fn new(pacing: Pacing) -> Self {
        let ranges = pacing.ranges.max(1);
        let at_once = if pacing.is_fixed() { ranges } else { ranges.min(AT_ONCE) };
        Self { pacing, size: AtomicU32::new(pacing.batch.get()), turns: Turns::new(at_once) }
    }

    /// How much to read for the next batch.
    pub(super) fn limit(&self, allowance: Allowance) -> PageLimit {
        let size = BatchSize::of(self.size.load(Ordering::Relaxed));
        let limit = PageLimit::of(size.min(allowance.documents));
        PageLimit { bytes: limit.bytes.min(allowance.bytes), ..limit }
    }

    /// How many ranges a table of so many documents is walked in.
    pub(super) fn ranges(&self, documents: u64) -> u32 {
        let useful =
            u32::try_from(documents / self.pacing.range_documents.max(1)).unwrap_or(u32::MAX);
        useful.clamp(1, self.pacing.ranges.max(1))
    }

    /// How many ranges are walked side by side, each taking its turns.
    pub(super) fn side_by_side(&self) -> usize {
        self.pacing.ranges.max(1) as usize
    }

    /// Waits until another batch may be under way.
    pub(super) async fn turn(&self, allowance: Allowance) -> Turn<'_> {
        self.turns.limit(allowance.batches);
        self.turns.next().await
    }

    /// A batch took so long: up slowly, down fast. What takes long because others are under way at
    /// the same time is helped by fewer of them, not by smaller ones.
    pub(super) fn took(&self, limit: PageLimit, documents: usize, time: Duration) {
        if self.pacing.is_fixed() {
            return;
        }
        let size = limit.documents.get();
        let is_full = documents >= size as usize;
        if time > BATCH_TARGET * 2 {
            if !self.turns.fewer() && is_full {
                self.set(size / 2);
            }
        } else if time < BATCH_TARGET {
            // There is time left: for others beside it, and for more of it.
            self.turns.more(self.pacing.ranges);
            if is_full && time < BATCH_TARGET / 2 {
                self.set(size + size / 4 + 1);
            }
        }
    }

    /// A batch of so many documents was too large for a transaction.
    pub(super) fn too_large(&self, documents: usize) {
        self.set(u32::try_from(documents / 2).unwrap_or(u32::MAX));
    }

    fn set(&self, size: u32) {
        let size = size.clamp(1, self.pacing.batch_max.get());
        self.size.store(size, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
