//! One run: the walks over a deployment's documents.

mod backfill;
mod census;
mod computing;
mod lease;
mod listed;
mod pace;
mod place;
#[cfg(test)]
mod reads_tests;
mod start;
#[cfg(test)]
mod start_tests;
#[cfg(test)]
mod steps_tests;
mod stop;
#[cfg(test)]
mod tests;
mod verify;
mod walk;
mod work;

use std::time::Duration;

use schema_core::name::TableName;

pub use self::backfill::{Backfilled, End, Task};
pub(crate) use self::census::Counter;
pub use self::computing::{Computing, Workers};
pub use self::pace::Pacing;
pub use self::place::Place;
pub use self::start::RulesChanged;
pub use self::stop::Stop;
pub use self::verify::{Failing, Verification};
pub(crate) use self::work::{Fate, fate, history};

use crate::clock::Timestamp;
use crate::error::{Retry, StoreError};
use crate::event::{Event, Observer};
use crate::start::Origin;
use crate::step::{RangeKey, StepKey};
use crate::store::{Fenced, Holder, RunNumber, Store};

/// What every walk needs: where to read and write, whom to tell, and when to stop.
#[derive(Clone, Copy)]
pub struct Runner<'a, S> {
    /// The deployment.
    pub store: &'a S,
    /// Told of everything that happens.
    pub observer: &'a dyn Observer,
    /// Asked between batches.
    pub stop: &'a Stop,
    /// The run that everything is written as. What only reads needs none.
    pub run: RunNumber,
    /// How much is done at once.
    pub pacing: Pacing,
    /// Where the user's code runs.
    pub computing: Computing<'a>,
    /// Where the rules come from, and which program this is: what the ledger keeps of each step.
    pub origin: Origin<'a>,
}

/// A run can't go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The deployment failed.
    #[error(transparent)]
    Store(StoreError),
    /// Another runner is at work.
    #[error(
        "run {} by {} is at work: it was last heard of at {}", .holder.run, .holder.runner,
        .holder.beat_at
    )]
    Held {
        /// Which.
        holder: Holder,
    },
    /// It was asked to stop while it waited for its place.
    #[error("the run was asked to stop before it had its place")]
    Stopped,
    /// Runs of the deployment are paused.
    #[error("runs are paused since {since}")]
    Paused {
        /// When.
        since: Timestamp,
    },
    /// Somebody has cancelled the run.
    #[error("run {run} was cancelled; what it had committed stays")]
    Cancelled {
        /// The run.
        run: RunNumber,
    },
    /// Another runner has taken the place of this one.
    #[error("another run has taken the place of run {run}, so this one has stopped")]
    Overtaken {
        /// The run that was overtaken.
        run: RunNumber,
    },
    /// The checkpoint isn't where this run has left it, though no other took its place.
    #[error("the checkpoint of {range} was moved by something else; this run has stopped")]
    Moved {
        /// The range.
        range: RangeKey,
    },
    /// The rules of a step aren't those by which it has migrated documents so far.
    #[error("{0}")]
    RulesChanged(Box<RulesChanged>),
    /// A single document is more than one transaction takes.
    #[error("one document's batch is more than the deployment takes at once: {reason}")]
    TooLarge {
        /// Which limit it exceeds, and by how much.
        reason: String,
    },
    /// Walk after walk finds documents that are old again.
    #[error(
        "after {passes} passes over `{}` there are still old documents: something keeps writing \
         the shape of version {}", .step.table, .step.old
    )]
    NeverSettles {
        /// The step.
        step: StepKey,
        /// How often the table was walked.
        passes: u32,
    },
    /// The application doesn't declare the table.
    #[error("table `{table}` isn't declared, so nothing says how its documents are carried")]
    Undeclared {
        /// The table.
        table: TableName,
    },
}

impl RunError {
    fn fenced(run: RunNumber, why: Fenced) -> Self {
        match why {
            Fenced::Paused { since } => Self::Paused { since },
            Fenced::Cancelled => Self::Cancelled { run },
            Fenced::Overtaken => Self::Overtaken { run },
        }
    }
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Fenced { run, why } => Self::fenced(run, why),
            StoreError::NoRange { range } => Self::Moved { range },
            error => Self::Store(error),
        }
    }
}

impl<'a, S> Runner<'a, S> {
    /// A runner that writes nothing, so it needs no place.
    pub fn reading(store: &'a S, observer: &'a dyn Observer, stop: &'a Stop) -> Self {
        let (run, pacing, origin) = (RunNumber::default(), Pacing::DEFAULT, Origin::UNKNOWN);
        // Whoever only reads computes nothing.
        Self { store, observer, stop, run, pacing, computing: Computing::Inline, origin }
    }
}

impl<S: Store> Runner<'_, S> {
    /// Calls the store, and calls it again where that is worth it; waits while runs are paused.
    pub(crate) async fn insist<T, F>(&self, mut call: impl FnMut() -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        loop {
            match insist(self.observer, self.stop, &mut call).await {
                Err(StoreError::Fenced { run, why: Fenced::Paused { since } }) => {
                    place::wait_while_paused(self, run, since).await?;
                }
                answer => return answer,
            }
        }
    }
}

/// How often a call is made where an error says to make it again.
const ATTEMPTS_MAX: u32 = 5;

/// The longest pause before a deployment that isn't there for the moment is asked again.
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// How long a deployment may not be there, not counting what each call takes.
const ABSENCE_MAX: Duration = Duration::from_mins(3);

/// Calls something, and calls it again where its error says that this is worth it: after a while,
/// or at once where something has asked to stop.
async fn insist<T, F>(
    observer: &dyn Observer,
    stop: &Stop,
    mut call: impl FnMut() -> F,
) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    let mut attempt = 1;
    let mut waited = Duration::ZERO;
    loop {
        let error = match call().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let pause = match error.retry() {
            Retry::Never => return Err(error),
            Retry::Soon => Duration::ZERO,
            Retry::After(pause) => pause,
            Retry::Patiently(_) if waited >= ABSENCE_MAX || stop.is_requested() => {
                return Err(error);
            }
            Retry::Patiently(pause) => {
                let pause = pause.saturating_add(waited).min(PAUSE_MAX);
                waited += pause;
                wait(observer, stop, &error, pause).await;
                continue;
            }
        };
        if attempt >= ATTEMPTS_MAX {
            return Err(error);
        }
        if !pause.is_zero() {
            wait(observer, stop, &error, pause).await;
        }
        attempt += 1;
    }
}

async fn wait(observer: &dyn Observer, stop: &Stop, error: &StoreError, pause: Duration) {
    observer.observe(&Event::Waited { reason: error.to_string() });
    stop.sleep(pause).await;
}
