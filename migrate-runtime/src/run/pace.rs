//! How much is done at once: as much as goes into a transaction and into half a second.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::store::{BatchSize, PageLimit};

/// How much is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// Documents of the first batch.
    pub batch: BatchSize,
    /// Documents of the largest batch; where it is that of the first, batches don't grow.
    pub batch_max: BatchSize,
    /// Ranges of a table that are walked at the same time.
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

    /// Batches of this size, one after the other.
    pub fn fixed(batch: BatchSize) -> Self {
        Self { batch, batch_max: batch, ranges: 1, ..Self::DEFAULT }
    }
}

/// What a batch should take: short enough that live writes seldom come in between.
const BATCH_TARGET: Duration = Duration::from_millis(500);

/// The size of the next batch, by how the last ones went.
pub(super) struct Pace {
    pacing: Pacing,
    size: AtomicU32,
}

impl Pace {
    pub(super) fn new(pacing: Pacing) -> Self {
        Self { pacing, size: AtomicU32::new(pacing.batch.get()) }
    }

    /// How much to read for the next batch.
    pub(super) fn limit(&self) -> PageLimit {
        PageLimit::of(BatchSize::of(self.size.load(Ordering::Relaxed)))
    }

    /// How many ranges a table of so many documents is walked in.
    pub(super) fn ranges(&self, documents: u64) -> u32 {
        let useful =
            u32::try_from(documents / self.pacing.range_documents.max(1)).unwrap_or(u32::MAX);
        useful.clamp(1, self.pacing.ranges.max(1))
    }

    /// How many ranges are walked at the same time.
    pub(super) fn at_once(&self) -> usize {
        self.pacing.ranges.max(1) as usize
    }

    /// A full batch took so long: up slowly, down fast.
    pub(super) fn took(&self, limit: PageLimit, documents: usize, time: Duration) {
        let size = limit.documents.get();
        if self.pacing.batch_max == self.pacing.batch || documents < size as usize {
            return;
        }
        let next = if time > BATCH_TARGET * 2 {
            size / 2
        } else if time < BATCH_TARGET / 2 {
            size + size / 4 + 1
        } else {
            return;
        };
        self.set(next);
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
mod tests {
    use super::*;

    fn pace(batch: u32, batch_max: u32) -> Pace {
        let (batch, batch_max) = (BatchSize::of(batch), BatchSize::of(batch_max));
        Pace::new(Pacing { batch, batch_max, ..Pacing::DEFAULT })
    }

    fn next(pace: &Pace, documents: usize, time_ms: u64) -> u32 {
        pace.took(pace.limit(), documents, Duration::from_millis(time_ms));
        pace.limit().documents.get()
    }

    #[test]
    fn a_quick_full_batch_is_followed_by_a_larger_one() {
        let pace = pace(100, 8_000);
        assert_eq!(next(&pace, 100, 10), 126);
        assert_eq!(next(&pace, 125, 10), 126, "it wasn't full, so it says nothing");
        assert_eq!(next(&pace, 126, 400), 126, "it took about what it should");
    }

    #[test]
    fn a_slow_batch_is_followed_by_half_of_it() {
        let pace = pace(100, 8_000);
        assert_eq!(next(&pace, 100, 1_001), 50);
    }

    #[test]
    fn a_batch_that_is_too_large_is_halved_down_to_one_document() {
        let pace = pace(5, 8_000);
        let halved = |documents| {
            pace.too_large(documents);
            pace.limit().documents.get()
        };
        assert_eq!([halved(5), halved(2), halved(1)], [2, 1, 1]);
    }

    #[test]
    fn batches_stay_within_their_bounds() {
        let growing = pace(100, 110);
        assert_eq!(next(&growing, 100, 0), 110);
        let fixed = pace(100, 100);
        assert_eq!(next(&fixed, 100, 0), 100);
        assert_eq!(next(&fixed, 100, 10_000), 100);
    }

    #[test]
    fn a_small_table_is_walked_in_one_range_and_a_large_one_in_as_many_as_allowed() {
        let pace = pace(100, 8_000);
        let ranges = [0, 3_999, 4_000, 1_000_000].map(|documents| pace.ranges(documents));
        assert_eq!(ranges, [1, 1, 2, 4]);
    }
}
