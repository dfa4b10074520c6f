//! How often runs have come to some corner: a test proves nothing about what never happens in it.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// How often each thing has happened.
#[derive(Default)]
pub(super) struct Corners(Mutex<BTreeMap<String, u64>>);

impl Corners {
    /// Counts that something has happened.
    pub(super) fn reach(&self, corner: impl Into<String>) {
        *self.0.lock().unwrap().entry(corner.into()).or_default() += 1;
    }

    pub(super) fn all(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap().clone()
    }
}
