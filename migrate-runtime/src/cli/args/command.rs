//! What each command takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::deployment::DeploymentName;
use crate::foreign::Typed;
use crate::rate::WriteRate;

#[derive(Clone, Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Compare only: exit with 4 where a file isn't what it would be
    #[arg(long)]
    pub(crate) check: bool,

    /// Also write migrations for another tool, of what it can do by itself
    ///
    /// For `migrations-component` that is `schema_migrations.ts`, with a definition for each table
    /// that TypeScript alone can carry. Later calls keep it as it should be. Exits with 4 where
    /// something can't be said, and names it.
    #[arg(long = "for", value_name = "TOOL")]
    pub(crate) also_for: Option<Tool>,

    #[command(flatten)]
    pub(crate) release: ReleaseArgs,
}

/// Another tool that can carry documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tool {
    /// Convex's own component `@convex-dev/migrations`
    MigrationsComponent,
}

impl GenerateArgs {
    /// The words that ask for the same, and to write it.
    pub(crate) fn words(&self) -> Vec<&str> {
        let mut words = vec!["generate"];
        match self.also_for {
            Some(Tool::MigrationsComponent) => words.extend(["--for", "migrations-component"]),
            None => {}
        }
        words.extend(self.release.words());
        words
    }
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

/// What `ship` takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct ShipArgs {
    #[command(flatten)]
    pub(crate) carry: CarryArgs,

    /// Only put the committed files back, where those of a push that isn't finished are in place
    ///
    /// Asks no deployment, and may be repeated.
    #[arg(long, conflicts_with_all = ["destroy", "batch", "max_rate", "staged", "push", "yes"])]
    pub(crate) put_back: bool,
}

/// What `ship` and `apply` take.
#[derive(Clone, Debug, Args)]
pub(crate) struct CarryArgs {
    /// Agree to what is lost: a field as TABLE.FIELD, or the documents of TABLE
    #[arg(long, value_name = "TABLE[.FIELD]")]
    pub(crate) destroy: Vec<String>,

    /// How many documents are written together; found out as it goes unless given
    #[arg(long, value_name = "DOCUMENTS", value_parser = clap::value_parser!(u32).range(1..=4000))]
    pub(crate) batch: Option<u32>,

    /// Write to a Convex deployment at most so many bytes a second, entries of indexes counted:
    /// `800KiB`, `6MiB`, or `none` [default: 3.2MiB, which leaves the application the rest of what
    /// the smallest deployments take]
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_rate: Option<WriteRate>,

    /// Also push what documents are to be next, so that the deployment checks them in the background
    /// and the last push needn't; takes convex 1.47 or newer
    #[arg(long)]
    pub(crate) staged: bool,

    #[command(flatten)]
    pub(crate) push: PushArgs,

    #[command(flatten)]
    pub(crate) walk: WalkArgs,
}

/// What `narrow` takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct NarrowArgs {
    #[command(flatten)]
    pub(crate) push: PushArgs,

    #[command(flatten)]
    pub(crate) walk: WalkArgs,
}

/// How a schema gets to a Convex deployment.
#[derive(Clone, Debug, Args)]
pub(crate) struct PushArgs {
    /// Push to a Convex deployment with this command; without it, the command is shown
    #[arg(long, value_name = "COMMAND")]
    pub(crate) push: Option<Typed>,
}

/// What every command takes that changes a deployment's documents or schema.
#[derive(Clone, Debug, Args)]
pub(crate) struct WalkArgs {
    /// Agree to write to production: the deployment's name, where nobody can be asked for it
    #[arg(long, value_name = "NAME")]
    pub(crate) yes: Option<DeploymentName>,

    #[command(flatten)]
    pub(crate) release: ReleaseArgs,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct StatusArgs {
    /// Show it again and again, until the run ends or Ctrl-C is pressed
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct RehearseArgs {
    /// The ZIP of an export
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The version that a table of the export is at; told from its documents unless it is given
    #[arg(long, value_name = "TABLE@VERSION")]
    pub(crate) from: Vec<String>,

    /// Also write the export as it would be afterwards, for `npx convex import`
    ///
    /// Ids and creation times stay. A document that can't be carried is in it as it was. Nothing
    /// is written where there is no plan.
    #[arg(long, value_name = "FILE")]
    pub(crate) write: Option<PathBuf>,
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

    /// Agree to write to production: the deployment's name, where nobody can be asked for it
    #[arg(long, value_name = "NAME")]
    pub(crate) yes: Option<DeploymentName>,
}

impl RetryArgs {
    /// The words that ask for the same again.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = vec!["retry".to_owned()];
        let mut option = |name: &str, values: &[String]| {
            if !values.is_empty() {
                words.push(name.to_owned());
                words.extend_from_slice(values);
            }
        };
        option("--ids", &self.ids);
        option("--delete", self.delete.as_slice());
        option("--set", &self.set);
        for name in &self.destroy {
            option("--destroy", std::slice::from_ref(name));
        }
        if let Some(yes) = &self.yes {
            option("--yes", &[yes.to_string()]);
        }
        words
    }
}
