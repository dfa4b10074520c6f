//! The place of a deployment's one runner: taken, kept, and left.

use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::clock::Timestamp;
use crate::error::StoreError;
use crate::event::{Event, Observer};
use crate::store::{Claim, Fenced, HEARTBEAT_EVERY, Holder, RunEnd, RunNumber, Store, TakeOver};

use super::lease::Keeping;
use super::{Computing, RunError, Runner, Stop, insist};

/// Added to the wait for a silent runner, so that its lease has run out by then.
const GRACE: Duration = Duration::from_millis(100);

/// How long a paused runner waits before it looks again.
const PAUSE_POLL: Duration = Duration::from_secs(1);

/// Where a runner works, and who watches it.
pub struct Place<'a, S> {
    /// The deployment.
    pub store: &'a S,
    /// Told of everything that happens.
    pub observer: &'a dyn Observer,
    /// Asked between batches.
    pub stop: &'a Stop,
    /// Where the run computes; the lease is kept accordingly.
    pub computing: Computing<'a>,
}

impl<S: Store> Place<'_, S> {
    /// Does `work` as the deployment's one runner, showing meanwhile that it lives, and notes how
    /// it has ended, as `end` says.
    ///
    /// # Errors
    ///
    /// [`RunError::Held`] while another runner lives, [`RunError::Paused`], [`RunError::Stopped`] where
    /// it is asked to stop before it has the place, what `work` fails with, or the deployment fails.
    pub async fn hold<T, E: From<RunError>>(
        &self,
        claim: &Claim,
        work: impl AsyncFnOnce(RunNumber) -> Result<T, E>,
        end: impl FnOnce(&Result<T, E>) -> RunEnd,
    ) -> Result<T, E> {
        // The thread outlives the work and the release, whichever way this ends.
        let mut keeping = match self.computing {
            Computing::Inline => None,
            Computing::Aside(workers) => Some(Keeping::start(workers).map_err(RunError::from)?),
        };
        let run = self.take(claim).await?;
        let beats = async {
            match &mut keeping {
                None => self.beat(run).await,
                Some(keeping) => self.listen(run, keeping).await,
            }
        };
        let done = {
            let (work, beats) = (pin!(work(run)), pin!(beats));
            match select(work, beats).await {
                Either::Left((done, _)) => done,
                Either::Right((never, _)) => match never {},
            }
        };
        let end = end(&done);
        let left = self.insist(|| self.store.release(run, &end)).await;
        // What the work failed with says more than that leaving failed, too.
        let done = done?;
        left.map_err(RunError::from)?;
        Ok(done)
    }

    /// Takes the place; waits for a runner that is silent, as long as its lease lasts.
    ///
    /// # Errors
    ///
    /// As [`hold`](Self::hold).
    pub async fn take(&self, claim: &Claim) -> Result<RunNumber, RunError> {
        let mut last_seen: Option<(RunNumber, Timestamp)> = None;
        loop {
            let holder = match self.insist(|| self.store.take_over(claim)).await? {
                TakeOver::Taken(run) => {
                    self.observer.observe(&Event::RunStarted { run });
                    return Ok(run);
                }
                TakeOver::Paused { since } => return Err(RunError::Paused { since }),
                TakeOver::Held(holder) => holder,
            };
            let Some(left) = holder.silent_for else { return Err(RunError::Held { holder }) };
            let seen = (holder.run, holder.beat_at);
            if last_seen.is_some_and(|last| last != seen) {
                return Err(RunError::Held { holder });
            }
            if self.stop.is_requested() {
                return Err(RunError::Stopped);
            }
            last_seen = Some(seen);
            self.observer.observe(&Event::Waited { reason: silent(&holder, left) });
            // One that lives shows itself long before its lease is over.
            self.stop.sleep(left.min(HEARTBEAT_EVERY) + GRACE).await;
        }
    }

    /// Shows that the runner lives, and asks it to stop once it may not write any more.
    async fn beat(&self, run: RunNumber) -> Infallible {
        loop {
            tokio::time::sleep(HEARTBEAT_EVERY).await;
            // A beat that fails is no harm: the next commit tells whether the run may still write.
            if let Ok(Some(why @ (Fenced::Cancelled | Fenced::Overtaken))) =
                self.store.heartbeat(run, None).await
            {
                self.stop.fence(run, why);
            }
        }
    }

    /// Asks the run to stop once the thread that keeps its lease says that it may not write any more.
    async fn listen(&self, run: RunNumber, keeping: &mut Keeping) -> Infallible {
        if let Some(told) = keeping.begin(run)
            && let Ok(why) = told.await
        {
            self.stop.fence(run, why);
        }
        pending().await
    }

    async fn insist<T, F>(&self, call: impl FnMut() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        insist(self.observer, self.stop, call).await
    }
}

fn silent(holder: &Holder, left: Duration) -> String {
    let Holder { run, runner, beat_at, .. } = holder;
    format!(
        "run {run} by {runner} was last heard of at {beat_at}; unless it shows itself, its place is \
         free in {} s",
        left.as_secs_f64().ceil()
    )
}

/// Waits until runs are resumed, or until the run is asked to stop.
pub(super) async fn wait_while_paused<S: Store>(
    runner: &Runner<'_, S>,
    run: RunNumber,
    since: Timestamp,
) -> Result<(), StoreError> {
    let Runner { store, observer, stop, computing, .. } = *runner;
    let reason = format!("runs are paused since {since}, until they are resumed");
    observer.observe(&Event::Waited { reason });
    loop {
        stop.sleep(PAUSE_POLL).await;
        if stop.is_requested() {
            return Err(StoreError::Fenced { run, why: Fenced::Paused { since } });
        }
        // Another range of the table may be computing a document meanwhile.
        let in_hand = computing.in_hand();
        match insist(observer, stop, || store.heartbeat(run, in_hand.as_ref())).await? {
            Some(Fenced::Paused { .. }) => {}
            Some(why @ (Fenced::Cancelled | Fenced::Overtaken)) => {
                return Err(StoreError::Fenced { run, why });
            }
            None => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join;
    use tokio::time::Instant;

    use std::sync::Arc;

    use super::*;
    use crate::event::Unobserved;
    use crate::fixture::sources;
    use crate::store::Sources;
    use crate::store::memory::MemoryStore;
    use crate::testing::suite::SetClock;

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_for_a_silent_run_stops_when_asked() {
        let store = MemoryStore::new("test".parse().unwrap(), sources(1));
        let claim = Claim { runner: "a test".to_owned(), command: "ship".to_owned() };
        assert!(matches!(store.take_over(&claim).await, Ok(TakeOver::Taken(_))));
        let (stop, began) = (Stop::new(), Instant::now());
        let computing = Computing::Inline;
        let place = Place { store: &store, observer: &Unobserved, stop: &stop, computing };
        let asks = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            stop.request();
        };
        let (taken, ()) = join(place.take(&claim), asks).await;
        assert!(matches!(taken, Err(RunError::Stopped)), "{taken:?}");
        assert_eq!(began.elapsed(), Duration::from_secs(1));
    }
    #[tokio::test(start_paused = true)]
    async fn whoever_waits_for_a_run_that_lives_hears_of_it_before_the_lease_is_over() {
        let clock = Arc::new(SetClock::default());
        let sources = Sources { clock: Arc::clone(&clock) as Arc<_>, seed: 1 };
        let store = MemoryStore::new("test".parse().unwrap(), sources);
        let claim = Claim { runner: "a test".to_owned(), command: "ship".to_owned() };
        let taken = store.take_over(&claim).await.unwrap();
        let TakeOver::Taken(first) = taken else { panic!("{taken:?}") };
        let (stop, began, computing) = (Stop::new(), Instant::now(), Computing::Inline);
        let place = Place { store: &store, observer: &Unobserved, stop: &stop, computing };
        let lives = async {
            tokio::time::sleep(HEARTBEAT_EVERY).await;
            clock.pass(HEARTBEAT_EVERY);
            store.heartbeat(first, None).await.unwrap();
        };
        let (taken, ()) = join(place.take(&claim), lives).await;
        assert!(matches!(taken, Err(RunError::Held { .. })), "{taken:?}");
        assert_eq!(began.elapsed(), HEARTBEAT_EVERY + GRACE);
    }
}
