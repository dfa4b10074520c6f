//! The runs of a deployment, as its ledger has them.

use std::time::Duration;

use schema_core::id::DocumentId;
use schema_core::name::TableName;
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
    /// This run ends at its next batch, or at its next heartbeat if a document takes long.
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
    /// The document that it was computing at that moment, if that document takes long.
    pub in_hand: Option<InHand>,
}

/// The document that a run is computing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    /// The document's table.
    pub table: TableName,
    /// The document.
    pub id: DocumentId,
    /// How long the run has been computing it, in whole milliseconds.
    pub elapsed: Duration,
}

impl InHand {
    /// The same with whole milliseconds, as ledgers keep it.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX)
    }
}
