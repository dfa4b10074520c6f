//! How a run is asked to stop.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::select;
use tokio::sync::Notify;

use crate::store::{Fenced, RunNumber};

use super::RunError;

/// Asked between batches whether to stop; never stops one that has begun.
#[derive(Debug, Default)]
pub struct Stop {
    is_requested: AtomicBool,
    /// Whoever waits is woken by it when something above or below has changed.
    told: Notify,
    fenced: Mutex<Option<(RunNumber, Fenced)>>,
}

impl Stop {
    /// Nothing has asked to stop.
    pub const fn new() -> Self {
        let is_requested = AtomicBool::new(false);
        Self { is_requested, told: Notify::const_new(), fenced: Mutex::new(None) }
    }

    /// Asks to stop at the next batch border, and to wait for nothing any more.
    pub fn request(&self) {
        self.is_requested.store(true, Ordering::SeqCst);
        self.told.notify_waiters();
    }

    /// Waits so long, or until something asks to stop or the run may not write any more.
    pub(crate) async fn sleep(&self, time: Duration) {
        let mut told = pin!(self.told.notified());
        // From here on it is noticed; what was asked for before is told by the flag.
        told.as_mut().enable();
        if !self.is_requested() {
            select(told, pin!(tokio::time::sleep(time))).await;
        }
    }

    /// Whether something has asked to stop.
    pub fn is_requested(&self) -> bool {
        self.is_requested.load(Ordering::SeqCst)
    }

    /// Notes that a run may not write any more, which also ends what only reads.
    pub(crate) fn fence(&self, run: RunNumber, why: Fenced) {
        *self.fenced.lock().unwrap_or_else(PoisonError::into_inner) = Some((run, why));
        self.told.notify_waiters();
    }

    /// Comes once this run may not write any more.
    pub(crate) async fn fenced(&self, run: RunNumber) -> Fenced {
        loop {
            let mut told = pin!(self.told.notified());
            // From here on it is noticed; what was noted before is read below.
            told.as_mut().enable();
            if let Some(why) = self.fenced_for(run) {
                return why;
            }
            told.await;
        }
    }

    fn fenced_for(&self, run: RunNumber) -> Option<Fenced> {
        let fenced = *self.fenced.lock().unwrap_or_else(PoisonError::into_inner);
        fenced.filter(|(fenced, _)| *fenced == run).map(|(_, why)| why)
    }

    /// Asked by a run at each border: whether to stop in order.
    pub(crate) fn at_border(&self, run: RunNumber) -> Result<bool, RunError> {
        match self.fenced_for(run) {
            Some(why) => Err(RunError::fenced(run, why)),
            None => Ok(self.is_requested()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_hours(1);

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_is_woken_by_a_request_and_never_waits_after_it() {
        let (stop, began) = (Stop::new(), tokio::time::Instant::now());
        stop.sleep(LONG).await;
        assert_eq!(began.elapsed(), LONG);
        let asking = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            stop.request();
        };
        futures_util::future::join(asking, stop.sleep(LONG)).await;
        assert_eq!(began.elapsed(), LONG + Duration::from_secs(1));
        stop.sleep(LONG).await;
        assert_eq!(began.elapsed(), LONG + Duration::from_secs(1));
    }
}
