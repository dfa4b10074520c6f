//! The runs of a deployment, as its ledger has them.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

use super::RunNumber;

/// How many runs a ledger remembers. Who did what about which document is in the log.
pub const RUNS_KEPT: u32 = 200;

/// One run of a deployment: from the moment that a runner takes the place until it leaves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    /// Its number.
    pub run: RunNumber,
    /// Which process it is or was.
    pub runner: String,
    /// What it was told to do.
    pub command: String,
    /// How it stands or has ended.
    pub status: RunStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended, as far as it could say so.
    pub completed_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
}

/// How a run stands or has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RunStatus {
    /// It has the place of the deployment's runner, if it lives.
    Running,
    /// It did all that it was told.
    Completed,
    /// It did what can be done: documents are in quarantine, or somebody has to push.
    Incomplete,
    /// It was asked to stop.
    Stopped,
    /// It was cancelled.
    Cancelled,
    /// It ended with an error.
    Failed,
    /// It fell silent, and another run took its place.
    Abandoned,
}

impl RunStatus {
    /// The status as one fixed word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Incomplete => "incomplete",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }

    pub(crate) fn from_stored(word: &str) -> Option<Self> {
        [
            Self::Running,
            Self::Completed,
            Self::Incomplete,
            Self::Stopped,
            Self::Cancelled,
            Self::Failed,
            Self::Abandoned,
        ]
        .into_iter()
        .find(|status| status.as_str() == word)
    }
}

/// How a run has ended, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEnd {
    /// Not [`RunStatus::Running`].
    pub status: RunStatus,
    /// Why it failed, without values of documents.
    pub error: Option<String>,
}

/// What a person tells the runs of a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Commit nothing until runs are resumed; also the runs that come.
    Pause,
    /// Go on.
    Resume,
    /// This run ends at its next batch.
    Cancel(RunNumber),
}

/// The runs of a deployment at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunsState {
    /// The newest runs, newest first.
    pub runs: Vec<RunRecord>,
    /// Since when runs are paused.
    pub paused_since: Option<Timestamp>,
    /// When the newest run last showed that it is alive, while it has the place.
    pub beat_at: Option<Timestamp>,
}
