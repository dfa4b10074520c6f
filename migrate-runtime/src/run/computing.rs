//! Where a run computes what documents become, and which documents it is computing.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use futures_util::future::{Either, select};
use schema_core::id::DocumentId;
use schema_core::name::TableName;

use crate::event::Event;
use crate::step::StepKey;
use crate::store::{InHand, Leased, Store};

use super::{RunError, Runner};

/// How long a document takes at least before a heartbeat names it.
const NAMED_AFTER: Duration = Duration::from_secs(1);

/// How often a run tells of a document that takes long.
const TOLD_EVERY: Duration = Duration::from_secs(5);

/// Where a run computes what documents become, and who keeps its lease meanwhile.
///
/// What it computes is the user's code: it may take hours, block its thread, or never return.
#[derive(Clone, Copy)]
pub enum Computing<'a> {
    /// On the thread of the run, which renews the lease between its calls of the store. Nothing
    /// happens at the same time, so under simulated time a seed does the same again. A run whose
    /// transitions take longer than its lease loses it.
    Inline,
    /// On threads of their own. Another thread renews the lease, on a connection of its own, so the
    /// lease depends on nothing that the user's code does. The run ends when it is cancelled or has
    /// lost its lease, also if a transition never returns. Needs a runtime of tokio with time.
    Aside(&'a Workers<'a>),
}

/// What computes aside needs: a deployment whose lease can be kept from another thread, and a list of
/// the documents that the threads are computing.
pub struct Workers<'a> {
    pub(super) deployment: &'a dyn Leased,
    pub(super) hands: Arc<Hands>,
}

impl<'a> Workers<'a> {
    /// Workers for one run of a deployment.
    pub fn of(deployment: &'a dyn Leased) -> Self {
        Self { deployment, hands: Arc::default() }
    }
}

impl Computing<'_> {
    /// The document that takes longest at the moment, if it takes long.
    pub(super) fn in_hand(self) -> Option<InHand> {
        match self {
            Self::Inline => None,
            Self::Aside(workers) => workers.hands.longest(),
        }
    }
}

/// The documents that threads are computing.
#[derive(Debug, Default)]
pub(super) struct Hands(Mutex<Vec<Weak<Hand>>>);

impl Hands {
    fn add(&self, table: &TableName) -> Arc<Hand> {
        let hand = Arc::new(Hand {
            table: table.clone(),
            document: Mutex::default(),
            is_abandoned: AtomicBool::new(false),
        });
        let mut hands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hands.retain(|hand| hand.strong_count() > 0);
        hands.push(Arc::downgrade(&hand));
        hand
    }

    /// The document that takes longest at the moment, if it takes long.
    pub(super) fn longest(&self) -> Option<InHand> {
        let hands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let in_hand = hands.iter().filter_map(|hand| hand.upgrade()?.in_hand());
        in_hand.max_by_key(|in_hand| in_hand.elapsed).filter(|it| it.elapsed >= NAMED_AFTER)
    }
}

/// What one thread is computing.
#[derive(Debug)]
struct Hand {
    table: TableName,
    document: Mutex<Option<(DocumentId, Instant)>>,
    /// Whether nobody waits for the thread any more.
    is_abandoned: AtomicBool,
}

impl Hand {
    fn take(&self, document: Option<DocumentId>) {
        let document = document.map(|id| (id, Instant::now()));
        *self.document.lock().unwrap_or_else(PoisonError::into_inner) = document;
    }

    fn in_hand(&self) -> Option<InHand> {
        let (id, since) = (*self.document.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(InHand { table: self.table.clone(), id, elapsed: since.elapsed() })
    }
}

/// Waits for a thread. Dropped, it lets the thread end after the document in hand: nothing is left to
/// compute for.
struct Awaited(Arc<Hand>);

impl Drop for Awaited {
    fn drop(&mut self) {
        self.0.is_abandoned.store(true, Ordering::SeqCst);
    }
}

impl<S: Store> Runner<'_, S> {
    /// Applies the user's code to every item, in their order; `id` says which document an item is
    /// about. `map` must not panic.
    ///
    /// # Errors
    ///
    /// The run has been cancelled or has lost its lease. A thread that hangs is left behind then:
    /// what it returns, if it ever does, reaches nobody.
    pub(super) async fn compute<T, U>(
        &self,
        step: &StepKey,
        items: Vec<T>,
        id: fn(&T) -> DocumentId,
        map: impl Fn(T) -> U + Send + 'static,
    ) -> Result<Vec<U>, RunError>
    where
        T: Send + 'static,
        U: Send + 'static,
    {
        let Computing::Aside(workers) = self.computing else {
            return Ok(items.into_iter().map(map).collect());
        };
        let awaited = Awaited(workers.hands.add(&step.table));
        let hand = Arc::clone(&awaited.0);
        let mut computed = tokio::task::spawn_blocking(move || {
            let one = |item| {
                hand.take(Some(id(&item)));
                map(item)
            };
            let items = items.into_iter();
            let mapped = items.take_while(|_| !hand.is_abandoned.load(Ordering::SeqCst)).map(one);
            let mapped = mapped.collect();
            hand.take(None);
            mapped
        });
        let mut fenced = pin!(self.stop.fenced(self.run));
        loop {
            let told = pin!(tokio::time::sleep(TOLD_EVERY));
            match select(select(&mut computed, &mut fenced), told).await {
                Either::Left((Either::Left((Ok(mapped), _)), _)) => return Ok(mapped),
                // Nobody aborts it, so it has panicked.
                Either::Left((Either::Left((Err(error), _)), _)) => {
                    std::panic::resume_unwind(error.into_panic())
                }
                Either::Left((Either::Right((why, _)), _)) => {
                    return Err(RunError::fenced(self.run, why));
                }
                Either::Right(_) => self.tell_of(step, &awaited.0),
            }
        }
    }

    /// Tells of the document that a thread is computing, if that takes long.
    fn tell_of(&self, step: &StepKey, hand: &Hand) {
        let Some(InHand { id, elapsed, .. }) = hand.in_hand() else { return };
        if elapsed >= TOLD_EVERY {
            let step = step.clone();
            self.observer.observe(&Event::DocumentTakesLong { step, id, elapsed });
        }
    }
}

#[cfg(test)]
mod tests;
