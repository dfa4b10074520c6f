//! How much of a file is believed: a ZIP of a few kilobytes can claim to hold anything.

/// The most bytes of a line of JSON. A document of 1 MiB is written in fewer, unless nearly all of
/// it is control characters.
pub const LINE_BYTES_MAX: usize = 8 << 20;

/// The most entries of a ZIP, stored files included.
pub const ENTRIES_MAX: u64 = 500_000;

/// The most bytes that all entries may have once they are unzipped.
pub const TOTAL_BYTES_MAX: u64 = 64 << 30;

/// How many times its zipped size a large entry may be. Documents have random ids, so tables of
/// equal documents stay well below it.
pub const RATIO_MAX: u64 = 250;

/// Entries up to this size may be zipped as well as they like.
pub const RATIO_FREE_BYTES: u64 = 16 << 20;

/// Limits on a ZIP that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most entries.
    pub entries_max: u64,
    /// The most bytes of all entries together, unzipped.
    pub total_bytes_max: u64,
    /// The most times that an entry larger than `ratio_free_bytes` may be its zipped size.
    pub ratio_max: u64,
    /// The size up to which an entry's ratio doesn't matter.
    pub ratio_free_bytes: u64,
    /// The most bytes of a line.
    pub line_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries_max: ENTRIES_MAX,
            total_bytes_max: TOTAL_BYTES_MAX,
            ratio_max: RATIO_MAX,
            ratio_free_bytes: RATIO_FREE_BYTES,
            line_bytes_max: LINE_BYTES_MAX,
        }
    }
}
