//! The thread that keeps a run's lease while the run works.

use std::pin::pin;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use crate::error::StoreError;
use crate::store::{Fenced, HEARTBEAT_EVERY, LeaseKeeper, RunNumber};

use super::computing::{Hands, Workers};

/// How soon a heartbeat is sent again that had no answer: more than once before the lease is over.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// The thread. Dropped, it has ended.
pub(super) struct Keeping {
    begin: Option<oneshot::Sender<RunNumber>>,
    /// Dropped, it asks the thread to end.
    end: Option<oneshot::Sender<()>>,
    told: Option<oneshot::Receiver<Fenced>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeping {
    /// Starts the thread, which waits until there is a run. Everything that can fail is done here,
    /// before a lease is taken: a run that can't keep its lease must not begin.
    pub(super) fn start(workers: &Workers<'_>) -> Result<Self, StoreError> {
        let failed = |source| StoreError::File {
            path: "a thread for heartbeats".into(),
            doing: "started",
            source,
        };
        let keeper = workers.deployment.lease_keeper()?;
        let runtime =
            runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let (begin, begins) = oneshot::channel();
        let (end, ends) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        let hands = Arc::clone(&workers.hands);
        let thread = thread::Builder::new()
            .name("heartbeat".to_owned())
            .spawn(move || keep(&runtime, keeper, &hands, begins, ends, tell))
            .map_err(failed)?;
        let (begin, end, told) = (Some(begin), Some(end), Some(told));
        Ok(Self { begin, end, told, thread: Some(thread) })
    }

    /// Keeps the lease of this run from now on. Returns what comes once the run may not write any
    /// more, because it was cancelled or another one has its lease.
    pub(super) fn begin(&mut self, run: RunNumber) -> Option<oneshot::Receiver<Fenced>> {
        if let Some(begin) = self.begin.take() {
            // The thread waits for it.
            let _ = begin.send(run);
        }
        self.told.take()
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        drop((self.begin.take(), self.end.take()));
        // No heartbeat is sent after this. It takes no longer than a keeper blocks its thread.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn keep(
    runtime: &Runtime,
    mut keeper: Box<dyn LeaseKeeper>,
    hands: &Hands,
    begins: oneshot::Receiver<RunNumber>,
    mut ends: oneshot::Receiver<()>,
    tell: oneshot::Sender<Fenced>,
) {
    runtime.block_on(async move {
        let Ok(run) = begins.await else { return };
        let mut tell = Some(tell);
        let mut next = Instant::now() + HEARTBEAT_EVERY;
        loop {
            // Nothing is sent through it: it comes when the other side is dropped.
            if let Either::Right(_) = select(pin!(sleep_until(next)), &mut ends).await {
                return;
            }
            let began = Instant::now();
            let in_hand = hands.longest();
            let answer = match select(keeper.renew(run, in_hand.as_ref()), &mut ends).await {
                Either::Left((answer, _)) => answer,
                Either::Right(_) => return,
            };
            if let Ok(Some(why @ (Fenced::Cancelled | Fenced::Overtaken))) = answer
                && let Some(tell) = tell.take()
            {
                // The run may be over by now.
                let _ = tell.send(why);
            }
            // A cancelled run keeps its lease until it has ended.
            next = match answer {
                Ok(_) => began + HEARTBEAT_EVERY,
                Err(_) => Instant::now() + AGAIN_AFTER,
            };
        }
    });
}

#[cfg(test)]
mod tests;
