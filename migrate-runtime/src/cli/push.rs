//! Pushes to a Convex deployment: the files that a schema needs are put beside the application, and
//! the command that the user has named takes them there. Nothing deploys unless it is named.

mod outcome;
mod process;

use std::fs::File;

use schema_core::generate::Staged;
use schema_core::schema::Schema;
use serde_json::json;

use self::outcome::Outcome;
use self::process::PushCommand;
use super::destination::Destination;
use super::places::project;
use super::session::Session;
use super::tree_lock::{Placing, TreeWriter};
use crate::error::{RemoteError, StoreError};
use crate::foreign::{Foreign, Secrets, Typed};
use crate::store::Manifest;
use crate::store::convex::{Pushed, Pusher};

/// Pushes from the files beside the application.
pub(crate) struct TreePusher<'a>(pub(crate) &'a Session<'a>);

impl TreePusher<'_> {
    /// The newest version of each table that accepts others beside it for now.
    fn next(&self, schema: &Schema) -> Staged {
        let newest = self.0.declaration.tables.iter().filter_map(|(name, history)| {
            let newest = &history.newest().document;
            let enforced = &schema.tables.get(name)?.document;
            (newest != enforced).then(|| (name.clone(), newest.clone()))
        });
        newest.collect()
    }
}

impl Pusher for TreePusher<'_> {
    async fn push(&self, schema: &Schema, manifest: &Manifest) -> Result<Pushed, StoreError> {
        let staged = if self.0.is_staged { self.next(schema) } else { Staged::new() };
        let is_by_hand = self.0.push.is_none();
        let mut writer = TreeWriter::take(self.0)?;
        writer.place(&Placing { schema, manifest, staged: &staged, is_by_hand })?;
        // A person who pushes by hand finds the files in place; the next command puts the committed
        // ones back.
        let Some(line) = &self.0.push else { return Ok(Pushed::Waiting) };
        placed(self.0, writer, line).await
    }
}

/// Pushes the committed files with a command, to a deployment that has none of them yet.
pub(crate) async fn first(session: &Session<'_>, line: &Typed) -> Result<Pushed, StoreError> {
    let mut writer = TreeWriter::take(session)?;
    writer.place_committed()?;
    match placed(session, writer, line).await? {
        // Nothing reads back what this push took.
        Pushed::Altered { files } => Err(RemoteError::FilesChanged { files }.into()),
        pushed => Ok(pushed),
    }
}

/// Pushes the files that are in place with a command, and puts the committed ones back.
pub(crate) async fn placed(
    session: &Session<'_>,
    mut writer: TreeWriter<'_>,
    line: &Typed,
) -> Result<Pushed, StoreError> {
    // The lock keeps other commands away, not editors: the command must not take what they wrote.
    let files = writer.altered()?;
    if !files.is_empty() {
        writer.put_back()?;
        return Err(RemoteError::FilesChanged { files }.into());
    }
    let input = writer.lend()?;
    let pushed = by(session, line, input).await;
    writer.take_again();
    let files = writer.altered()?;
    // A crash before this leaves it to the next command about this deployment, or to `--put-back`.
    writer.put_back()?;
    match pushed {
        pushed if files.is_empty() => pushed,
        Ok(Pushed::Deployed) => Ok(Pushed::Altered { files }),
        // The command had other files than were placed, so its own reason says little.
        _ => Err(RemoteError::FilesChanged { files }.into()),
    }
}

/// Pushes the files as they are, with this command, which has `input` open as long as it runs.
async fn by(session: &Session<'_>, line: &Typed, input: File) -> Result<Pushed, StoreError> {
    let Destination::Convex(address) = &session.destination else { return Ok(Pushed::Waiting) };
    let folder = project(&session.places);
    let console = &session.console;
    if session.is_json() {
        console.out(&json!({ "push": line.shown() }).to_string());
    } else {
        console.tell(&format!("pushing with `{line}`"));
    }
    let says = |said: &Foreign| {
        if session.is_json() {
            console.out(&json!({ "pushSays": said }).to_string());
        } else {
            // In its own columns: what it says may be a table, or an address to copy.
            console.err(&format!("  {}", console.foreign_err(said)));
        }
    };
    let mut secrets = Secrets::of_key(&address.access.key);
    secrets.extend(console.secrets());
    let command = PushCommand { line, folder: &folder, address, secrets: &secrets };
    let outcome = command.run(input, says).await;
    let shown = || Foreign::new(line.shown(), &secrets);
    let failed = |status| StoreError::from(RemoteError::PushFailed { command: shown(), status });
    match outcome {
        Ok(Outcome::Done) => Ok(Pushed::Deployed),
        Ok(Outcome::Refused { said }) => Ok(Pushed::Refused { said }),
        Ok(Outcome::Overtaken) => Err(StoreError::PushOvertaken),
        Ok(Outcome::Unstaged) => Err(RemoteError::Unstaged { command: shown() }.into()),
        Ok(Outcome::LargeIndex) => Err(RemoteError::LargeIndex { command: shown() }.into()),
        Ok(Outcome::Failed { status }) => Err(failed(status)),
        Err(error) => Err(failed(Foreign::of(&format!("it can't be run: {error}")))),
    }
}
