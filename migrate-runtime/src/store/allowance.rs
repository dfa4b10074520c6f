//! How much a deployment takes, and about how much it holds, as far as it has told.

use super::{BatchSize, PageLimit};

/// How much a deployment takes at once for now. A run keeps to it, and nothing else depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The most documents of a batch, by what those before have used of a transaction.
    pub documents: BatchSize,
    /// The most bytes of documents of a batch.
    pub bytes: u64,
    /// The most batches that are under way at the same time.
    pub batches: u32,
}

impl Allowance {
    /// What a deployment takes that says nothing.
    pub const UNLIMITED: Self =
        Self { documents: BatchSize::MAX, bytes: PageLimit::MAX_BYTES, batches: u32::MAX };
}

/// About how many documents a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The number.
    pub documents: u64,
    /// Whether they were counted.
    pub is_exact: bool,
}

impl Estimate {
    /// A number that was counted.
    pub const fn exact(documents: u64) -> Self {
        Self { documents, is_exact: true }
    }
}
