//! Who may write: one runner at a time, told apart by number.
//!
//! Pure rules, shared by the stores. A store keeps [`Fence`] and [`Heartbeat`] apart from each
//! other, so that a heartbeat conflicts with no commit.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::faults::{Fault, is_on};

/// How long a runner may be silent before another one takes its place.
pub const LEASE: Duration = Duration::from_secs(15);

/// How often a runner shows that it is alive.
pub const HEARTBEAT_EVERY: Duration = Duration::from_secs(5);

/// A run of a deployment, counted from 1. Every takeover gets the next number, and what an earlier
/// run still writes is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunNumber(pub u64);

impl fmt::Display for RunNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who asks for the place of a deployment's runner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which process, for people: `ada@workstation, process 4711`.
    pub runner: String,
    /// What it was told to do: `ship`.
    pub command: String,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakeOver {
    /// The place is taken, under this number.
    Taken(RunNumber),
    /// Another runner has it.
    Held(Holder),
    /// Somebody has paused the deployment's runs.
    Paused {
        /// When.
        since: Timestamp,
    },
}

/// Who has the place of a deployment's runner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its run.
    pub run: RunNumber,
    /// Which process, as it has said itself.
    pub runner: String,
    /// When it last showed that it is alive.
    pub beat_at: Timestamp,
    /// How long until it counts as dead unless it shows itself; nothing where it is known to live.
    pub silent_for: Option<Duration>,
}

/// Why a runner may not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fenced {
    /// Somebody has paused the deployment's runs: it may go on when they are resumed.
    Paused {
        /// When.
        since: Timestamp,
    },
    /// Somebody has cancelled this run.
    Cancelled,
    /// Another runner has taken the place, or this one has left it.
    Overtaken,
}

impl fmt::Display for Fenced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paused { since } => write!(f, "runs are paused since {since}"),
            Self::Cancelled => f.write_str("this run was cancelled"),
            Self::Overtaken => f.write_str("another run has taken over"),
        }
    }
}

/// What every commit reads: written at takeover, pause, resume, cancel and release only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fence {
    /// The newest run.
    pub(crate) run: RunNumber,
    /// Whether that run still has the place.
    pub(crate) is_held: bool,
    /// Whether somebody has cancelled it.
    pub(crate) is_cancelled: bool,
    /// Since when runs are paused.
    pub(crate) paused_since: Option<Timestamp>,
}

/// When the newest run last showed that it is alive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Heartbeat {
    pub(crate) run: RunNumber,
    pub(crate) beat_at: Timestamp,
}

impl Heartbeat {
    /// The same heartbeat as it counts for somebody who wants the place.
    ///
    /// Where the clock was set back, the last beat lies in the future. Taken as it is, it would hold
    /// the place until that moment comes again, for hours; taken for none, a runner that lives would
    /// lose its place to the first who asks, though it shows itself every few seconds. So it counts
    /// from the moment on at which somebody asks, and the store keeps that: a runner that lives
    /// replaces it in time, and a dead one holds the place for a lease and not longer.
    pub(crate) fn seen(&self, now: Timestamp) -> Self {
        Self { run: self.run, beat_at: self.beat_at.min(now) }
    }

    /// How long the runner may still be silent; nothing is left of a lease that has run out.
    pub(crate) fn left(&self, now: Timestamp) -> Duration {
        let silent = Duration::from_millis(now.0.saturating_sub(self.beat_at.0));
        LEASE.saturating_sub(silent)
    }
}

impl Fence {
    /// Says whether a run may write.
    pub(crate) fn check(&self, run: RunNumber) -> Result<(), Fenced> {
        let has_place = self.run == run && self.is_held;
        if !has_place && !is_on(Fault::ExpiredLeaseStillWriting) {
            Err(Fenced::Overtaken)
        } else if self.is_cancelled {
            Err(Fenced::Cancelled)
        } else if let Some(since) = self.paused_since {
            Err(Fenced::Paused { since })
        } else {
            Ok(())
        }
    }

    /// The fence behind which the next run stands.
    pub(crate) fn taken(&self) -> Self {
        let run = RunNumber(self.run.0 + 1);
        Self { run, is_held: true, is_cancelled: false, paused_since: self.paused_since }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_from_the_future_counts_from_when_it_is_seen() {
        let beat = Heartbeat { run: RunNumber(1), beat_at: Timestamp(3_600_000) };
        let seen = beat.seen(Timestamp(1_000));
        assert_eq!(seen.beat_at, Timestamp(1_000));
        let a_lease_later = Timestamp(1_000 + u64::try_from(LEASE.as_millis()).unwrap());
        assert_eq!(seen.seen(a_lease_later).left(a_lease_later), Duration::ZERO);
        assert_eq!(beat.seen(Timestamp(4_000_000)), beat);
    }
}
