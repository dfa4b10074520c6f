//! The command line, as it is typed.

mod command;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::command::{
    CarryArgs, GenerateArgs, NarrowArgs, RehearseArgs, ReleaseArgs, RetryArgs, ShipArgs,
    StatusArgs, Tool, WalkArgs,
};

use crate::deployment::{DeployKey, DeploymentName};
use crate::foreign::Typed;

/// Carry stored Convex documents from one declared version to the next
#[derive(Clone, Debug, Parser)]
#[command(disable_help_subcommand = true, max_term_width = 100, after_help = EXITS)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What each exit code means.
const EXITS: &str = "\
Exit codes:
    0  done, or nothing to do
    1  internal
    2  the command line isn't understood
    3  declined, or not agreed to
    4  differences or findings
    5  incomplete: quarantine, paused, or waiting for a push
    6  a gate is shut: no receipt
    7  another run is at work, or another push's files are in place
    8  the deployment fails, refuses or can't be reached
    9  a file isn't what it should be
  130  stopped by Ctrl-C
  143  stopped by a request to end

What error[CODE] means is told by
    convex-migrate explain CODE";

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Where things are, and how results are written")]
pub(crate) struct Common {
    /// The folder of generated TypeScript; `convex` in the package unless given
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) convex_dir: Option<PathBuf>,

    /// The folder of frozen versions; `frozen` in the package unless given
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) frozen_dir: Option<PathBuf>,

    /// The folder of receipts; `receipts` in the package unless given
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) receipts_dir: Option<PathBuf>,

    /// The file of the embedded deployment; `.migrate/local.sqlite` unless given
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) embedded: Option<PathBuf>,

    /// The URL of a Convex deployment; from the environment unless given
    #[arg(long, global = true, value_name = "URL", conflicts_with = "embedded")]
    pub(crate) url: Option<Typed>,

    /// The key that opens it; better in the environment, where nobody sees it
    #[arg(long, global = true, value_name = "KEY", hide = true, conflicts_with = "embedded")]
    pub(crate) admin_key: Option<DeployKey>,

    /// A file to take the deployment's URL and key from, in the place of the environment
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "embedded")]
    pub(crate) env_file: Option<PathBuf>,

    /// The name of the deployment; `local` unless given
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) deployment: Option<DeploymentName>,

    /// How results are written
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON object a line
    Json,
    /// For people, with errors and findings as annotations of a GitHub workflow
    Github,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Write what is generated: TypeScript, and the text of each version
    ///
    /// Files whose content is right aren't touched.
    Generate(GenerateArgs),

    /// Show what changes from each version to the next
    ///
    /// Compares what the deployment holds with what is declared. Exits with 4 where there are
    /// differences.
    Diff,

    /// Find mistakes in the declaration and in the files beside it
    ///
    /// Writes nothing, and exits with 4 where there are any.
    Check(ReleaseArgs),

    /// Show what would be done to the deployment, and why
    ///
    /// Writes nothing. Counts what is stored where text becomes literals.
    Plan,

    /// Try the whole plan on an export, without a deployment
    ///
    /// Reads the ZIP of `npx convex export` and shows what would become of every document: what
    /// fails and why, what changes, how near it comes to Convex's limits. Values of the first
    /// documents are shown. Exits with 4 where a document can't be carried, with 9 where the file
    /// isn't an export.
    Rehearse(RehearseArgs),

    /// Do all of it: widen, backfill, verify, narrow
    ///
    /// Carries the deployment to the newest versions, as `apply`, `verify` and `narrow` do one
    /// after the other. Stops where documents can't be carried (exit 5), and goes on from there
    /// when it is run again.
    Ship(ShipArgs),

    /// Widen the schema and carry every document, but don't narrow
    ///
    /// The first part of `ship`: afterwards old and new documents are still accepted, so the
    /// application can go back. A table that has nothing to carry has its newest version at once.
    /// Documents that can't be carried stay as they are, are listed, and make it exit with 5.
    Apply(CarryArgs),

    /// Check every document, and write the receipt
    ///
    /// The second part of `ship`: every document against the newest version. Where nothing old is
    /// left, it writes the receipt that opens `narrow`; where something is, it lists the documents,
    /// changes none of them, and exits with 5.
    Verify(WalkArgs),

    /// Accept the newest versions alone, where there is a receipt
    ///
    /// The last part of `ship`, table by table. Those with a receipt are narrowed; for any other it
    /// says what is missing, and exits with 6. The deployment checks its documents once more: where
    /// it refuses, the receipt is taken back.
    Narrow(NarrowArgs),

    /// Show what is deployed, how far it is, and which runs there were
    ///
    /// Only reads, so it can be called while a run is at work.
    Status(StatusArgs),

    /// Keep runs from writing until they are resumed
    ///
    /// The one at work, and those that come. The run stays, and waits at its next batch. What is
    /// committed stays.
    Pause,

    /// Let runs write again
    Resume,

    /// End the run that is at work, at its next batch
    ///
    /// What it has committed stays, and the next run goes on from there.
    Cancel,

    /// Show which receipts the committed schema waits for
    ///
    /// Each deployment named by `#[schema(gates(...))]`, each table, and whether its receipt is
    /// among the files. Asks no deployment. Exits with 6 where one is missing, so that a workflow
    /// can wait for it.
    Gate,

    /// Try documents in quarantine again, or repair or delete one
    ///
    /// Without more, tries all of them. Exits with 5 where some stay.
    Retry(RetryArgs),
}

impl Command {
    /// The command that pushes, where one is named.
    pub(crate) fn push(&self) -> Option<&Typed> {
        match self {
            Self::Ship(args) => args.carry.push.push.as_ref(),
            Self::Apply(args) => args.push.push.as_ref(),
            Self::Narrow(args) => args.push.push.as_ref(),
            _ => None,
        }
    }

    /// Whether what documents are to be next is pushed, too.
    pub(crate) fn is_staged(&self) -> bool {
        match self {
            Self::Ship(args) => args.carry.staged,
            Self::Apply(args) => args.staged,
            _ => false,
        }
    }

    /// Whether it asks a deployment; the others are about files alone.
    pub(crate) fn has_deployment(&self) -> bool {
        match self {
            Self::Generate(_) | Self::Check(_) | Self::Gate | Self::Rehearse(_) => false,
            Self::Ship(args) => !args.put_back,
            Self::Diff
            | Self::Plan
            | Self::Apply(_)
            | Self::Verify(_)
            | Self::Narrow(_)
            | Self::Status(_)
            | Self::Pause
            | Self::Resume
            | Self::Cancel
            | Self::Retry(_) => true,
        }
    }
}
