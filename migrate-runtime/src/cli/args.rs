//! The command line, as it is typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::deployment::DeploymentName;

/// Carries stored Convex documents from one declared version to the next
#[derive(Clone, Debug, Parser)]
#[command(disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// The folder of generated TypeScript
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) convex_dir: Option<PathBuf>,

    /// The folder of frozen versions
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) frozen_dir: Option<PathBuf>,

    /// The folder of receipts
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) receipts_dir: Option<PathBuf>,

    /// The file of the embedded deployment
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) embedded: Option<PathBuf>,

    /// The name of the deployment
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
    Plan,

    /// Carry the deployment to the newest versions: widen, backfill, verify, narrow
    ///
    /// Stops where documents can't be carried, and goes on from there when it is run again.
    Ship(ShipArgs),

    /// Try documents in quarantine again, or repair or delete one
    Retry(RetryArgs),

    /// Try the whole plan on an export, without a deployment
    ///
    /// Reads the ZIP of `npx convex export` and shows what would become of every document: what
    /// fails and why, what changes, how near it comes to Convex's limits. Values of the first
    /// documents are shown. Exits with 4 where a document can't be carried, with 9 where the file
    /// isn't an export.
    Rehearse(RehearseArgs),
}

#[derive(Clone, Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Compare only: exit with 4 where a file isn't what it would be
    #[arg(long)]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) release: ReleaseArgs,
}

/// What tells which versions are released.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReleaseArgs {
    /// The branch whose versions are released
    #[arg(
        long,
        value_name = "BRANCH",
        default_value = BASE_BRANCH,
        conflicts_with = "unreleased"
    )]
    pub(crate) against: String,

    /// Take no branch's versions for released: only receipts, and what a gating deployment has
    #[arg(long)]
    pub(crate) unreleased: bool,
}

/// The branch whose versions are released, unless the command line names another.
const BASE_BRANCH: &str = "origin/main";

impl ReleaseArgs {
    /// The words that say the same on another command line.
    pub(crate) fn words(&self) -> Vec<&str> {
        if self.unreleased {
            vec!["--unreleased"]
        } else if self.against == BASE_BRANCH {
            Vec::new()
        } else {
            vec!["--against", &self.against]
        }
    }
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ShipArgs {
    /// Agree to what is lost: a field as TABLE.FIELD, or the documents of TABLE
    #[arg(long, value_name = "TABLE[.FIELD]")]
    pub(crate) destroy: Vec<String>,

    /// How many documents are written together; by how it goes where nothing is said
    #[arg(long, value_name = "DOCUMENTS", value_parser = clap::value_parser!(u32).range(1..=4000))]
    pub(crate) batch: Option<u32>,

    #[command(flatten)]
    pub(crate) release: ReleaseArgs,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct RehearseArgs {
    /// The ZIP of an export
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The version that a table of the export is at; told from its documents unless it is given
    #[arg(long, value_name = "TABLE@VERSION")]
    pub(crate) from: Vec<String>,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct RetryArgs {
    /// Try only these documents again
    #[arg(long, value_name = "ID", value_delimiter = ',', num_args = 1..,
          conflicts_with_all = ["delete", "set"])]
    pub(crate) ids: Vec<String>,

    /// Delete this document; nothing brings it back
    #[arg(long, value_name = "ID", conflicts_with = "set")]
    pub(crate) delete: Option<String>,

    /// Give fields of this document other values, in Convex's JSON
    #[arg(long, value_names = ["ID", "FIELD=JSON"], num_args = 2..)]
    pub(crate) set: Vec<String>,

    /// Agree to the deletion of TABLE/ID
    #[arg(long, value_name = "TABLE/ID")]
    pub(crate) destroy: Vec<String>,
}
