//! How a run is asked to stop.

use std::sync::atomic::{AtomicBool, Ordering};

/// Asked between batches whether to stop; never stops one that has begun.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// Nothing has asked to stop.
    pub const fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Asks to stop at the next batch border.
    pub fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether something has asked to stop.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
