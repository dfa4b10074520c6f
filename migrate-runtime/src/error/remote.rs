//! What can go wrong between here and a deployment of Convex.

use std::path::PathBuf;
use std::time::Duration;

use super::Retry;
use crate::foreign::Foreign;

/// How long to wait at first for a deployment that is busy, or that isn't there for the moment.
const PAUSE: Duration = Duration::from_millis(500);

/// A deployment of Convex couldn't be asked, or didn't do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// Nobody answers at its URL, or the connection broke before anything was asked.
    #[error("{url} can't be reached: {reason}")]
    Unreachable {
        /// The URL.
        url: String,
        /// What happened.
        reason: Foreign,
    },
    /// Somebody answers at its URL, but not as a deployment does.
    #[error("{url} isn't a deployment of Convex: {reason}")]
    NotConvex {
        /// The URL.
        url: String,
        /// How it answers.
        reason: Foreign,
    },
    /// The key isn't one of this deployment.
    #[error("{url} doesn't accept the deploy key: {reason}")]
    KeyRefused {
        /// The URL.
        url: String,
        /// What the deployment says.
        reason: Foreign,
    },
    /// The key is one of this deployment, and may not do what is needed.
    #[error("the deploy key may not {missing} on {url}")]
    KeyForbidden {
        /// The URL.
        url: String,
        /// What it may not do.
        missing: Foreign,
    },
    /// Somebody has paused or disabled the deployment itself.
    #[error("{url} runs no functions: {reason}")]
    NotRunning {
        /// The URL.
        url: String,
        /// What the deployment says.
        reason: Foreign,
    },
    /// The generated functions aren't deployed.
    #[error("{url} has no function `{function}`")]
    NoFunctions {
        /// The URL.
        url: String,
        /// The function that was called.
        function: String,
    },
    /// The generated functions that are deployed are those of another release.
    #[error(
        "the functions on {url} speak protocol {found}, and this program speaks protocol {known}"
    )]
    OtherProtocol {
        /// The URL.
        url: String,
        /// What the deployed functions speak.
        found: u64,
        /// What this program speaks.
        known: u64,
    },
    /// The deployment has more to do than it may, and has refused this before doing any of it.
    #[error("the deployment is busy: {reason}")]
    Busy {
        /// What it says.
        reason: Foreign,
    },
    /// The command that pushes has failed, for a reason that it has said itself.
    #[error("`{command}` has failed: {status}")]
    PushFailed {
        /// The command.
        command: Foreign,
        /// How it has ended.
        status: Foreign,
    },
    /// Something else has written to the files that a command pushed, so it isn't known what it took.
    #[error("something else has changed {} during the push", listed(files))]
    FilesChanged {
        /// The files.
        files: Vec<PathBuf>,
    },
    /// A push would delete an index of many documents, and whoever pushes wasn't asked.
    #[error("`{command}` would delete an index of many documents, and nobody could be asked")]
    LargeIndex {
        /// The command.
        command: Foreign,
    },
    /// A push would discard what a deployment has checked of staged validators, and whoever pushes
    /// wasn't asked.
    #[error(
        "`{command}` would discard the validation of a staged schema, and nobody could be asked"
    )]
    Unstaged {
        /// The command.
        command: Foreign,
    },
    /// A function has answered with something that it never answers.
    #[error("`{function}` has answered with something else than it should: {what}")]
    BadAnswer {
        /// The function.
        function: &'static str,
        /// Where, what was expected, and what there was.
        what: Foreign,
    },
    /// A function has failed, for a reason that nobody has foreseen.
    #[error("`{function}` has failed on the deployment: {reason}")]
    Failed {
        /// The function.
        function: &'static str,
        /// What the deployment says.
        reason: Foreign,
    },
}

/// Paths as an error lists them.
fn listed(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
}

impl RemoteError {
    pub(super) fn retry(&self) -> Retry {
        match self {
            Self::Unreachable { .. } | Self::Busy { .. } => Retry::Patiently(PAUSE),
            Self::NotConvex { .. }
            | Self::KeyRefused { .. }
            | Self::KeyForbidden { .. }
            | Self::NotRunning { .. }
            | Self::NoFunctions { .. }
            | Self::OtherProtocol { .. }
            | Self::PushFailed { .. }
            | Self::FilesChanged { .. }
            | Self::LargeIndex { .. }
            | Self::Unstaged { .. }
            | Self::BadAnswer { .. }
            | Self::Failed { .. } => Retry::Never,
        }
    }

    /// The kind of error, as a stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::NotConvex { .. } => "not-convex",
            Self::KeyRefused { .. } => "key-refused",
            Self::KeyForbidden { .. } => "key-forbidden",
            Self::NotRunning { .. } => "deployment-paused",
            Self::NoFunctions { .. } => "no-functions",
            Self::OtherProtocol { .. } => "other-functions",
            Self::Busy { .. } => "deployment-busy",
            Self::PushFailed { .. } => "push-failed",
            Self::FilesChanged { .. } => "files-changed",
            Self::LargeIndex { .. } => "large-index",
            Self::Unstaged { .. } => "unstaged-schema",
            Self::BadAnswer { .. } => "bad-answer",
            Self::Failed { .. } => "function-failed",
        }
    }

    /// What to do about it, and the line to type next where there is one.
    pub fn hint(&self) -> (&'static str, Option<&'static str>) {
        const DEPLOY: Option<&str> = Some("npx convex deploy");
        match self {
            Self::NotConvex { .. } => (
                "take the URL that the dashboard shows under Settings, URL & Deploy Key; it ends in \
                 `.convex.cloud` unless you host it yourself",
                None,
            ),
            Self::KeyRefused { .. } => (
                "take a deploy key of this very deployment from the dashboard, Settings, URL & Deploy \
                 Key, and put it into the environment:",
                Some("export CONVEX_DEPLOY_KEY='…'"),
            ),
            Self::KeyForbidden { .. } => (
                "make a deploy key that may run internal functions, in the dashboard under Settings, \
                 URL & Deploy Key, and put it into the environment:",
                Some("export CONVEX_DEPLOY_KEY='…'"),
            ),
            Self::Unreachable { .. } => (
                "see that the deployment runs and that the network lets you through, then run the same \
                 command again: it goes on from the last batch",
                None,
            ),
            Self::NotRunning { .. } => (
                "resume it in the dashboard under Settings, Pause Deployment, then run the same command \
                 again",
                None,
            ),
            Self::NoFunctions { .. } | Self::OtherProtocol { .. } => (
                "write the functions of this release with `generate`, then deploy them (a deployment that \
                 is paused may look like one without them) with",
                DEPLOY,
            ),
            Self::Busy { .. } => (
                "what is committed stays: run the same command again when there is less to do, or with \
                 smaller batches",
                None,
            ),
            Self::PushFailed { .. } => (
                "what is committed stays, and nothing of the schema is live; once the reason that it \
                 has said is gone, run the same command again",
                None,
            ),
            Self::FilesChanged { .. } => (
                "the committed files were put back; while a push is at work keep editors, formatters and \
                 git away from the generated files, then run the same command again: it looks first at \
                 what is deployed",
                None,
            ),
            Self::LargeIndex { .. } => (
                "the documents stay, but a deleted index takes long to come back; agree to it in the \
                 command that pushes:",
                Some("--push 'npx convex deploy --skip-large-indexes-check'"),
            ),
            Self::Unstaged { .. } => (
                "keep what is staged with --staged, or agree in the command that pushes that it is \
                 checked anew if it is staged again:",
                Some("--push 'npx convex deploy --allow-unstaging-schema'"),
            ),
            Self::BadAnswer { .. } => (
                "somebody has changed the generated functions: write them anew with `generate`, then \
                 deploy them with",
                DEPLOY,
            ),
            Self::Failed { .. } => (
                "what is committed stays; once the reason is gone, run the same command again",
                None,
            ),
        }
    }
}
