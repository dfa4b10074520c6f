//! How a run is asked to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::store::{Fenced, RunNumber};

use super::RunError;

/// Asked between batches whether to stop; never stops one that has begun.
#[derive(Debug, Default)]
pub struct Stop {
    is_requested: AtomicBool,
    fenced: Mutex<Option<(RunNumber, Fenced)>>,
}

impl Stop {
    /// Nothing has asked to stop.
    pub const fn new() -> Self {
        Self { is_requested: AtomicBool::new(false), fenced: Mutex::new(None) }
    }

    /// Asks to stop at the next batch border.
    pub fn request(&self) {
        self.is_requested.store(true, Ordering::SeqCst);
    }

    /// Whether something has asked to stop.
    pub fn is_requested(&self) -> bool {
        self.is_requested.load(Ordering::SeqCst)
    }

    /// Notes that a run may not write any more, which also ends what only reads.
    pub(crate) fn fence(&self, run: RunNumber, why: Fenced) {
        *self.fenced.lock().unwrap_or_else(PoisonError::into_inner) = Some((run, why));
    }

    /// Asked by a run at each border: whether to stop in order.
    pub(crate) fn at_border(&self, run: RunNumber) -> Result<bool, RunError> {
        match *self.fenced.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((fenced, why)) if fenced == run => Err(RunError::fenced(run, why)),
            _ => Ok(self.is_requested()),
        }
    }
}
