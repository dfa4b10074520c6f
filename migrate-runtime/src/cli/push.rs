//! Pushes to a Convex deployment: the files that a schema needs are put beside the application, and
//! the command that the user has named takes them there. Nothing deploys unless it is named.

mod outcome;
mod process;

use schema_core::generate::{GeneratedFile, Staged, staged_files};
use schema_core::schema::Schema;
use serde_json::json;

use self::outcome::Outcome;
use self::process::PushCommand;
use super::destination::Destination;
use super::places::project;
use super::session::Session;
use super::tree::{self, Tree, Wanted};
use crate::error::{RemoteError, StoreError};
use crate::exit::Failure;
use crate::foreign::{Foreign, Secrets, Typed};
use crate::store::Manifest;
use crate::store::convex::{Pushed, Pusher};

/// Pushes from the files beside the application.
pub(crate) struct TreePusher<'a>(pub(crate) &'a Session<'a>);

impl TreePusher<'_> {
    /// Puts the files of a schema in place.
    fn place(&self, schema: &Schema, manifest: &Manifest) -> Result<(), StoreError> {
        let manifest = serde_json::to_value(manifest)
            .map_err(|error| StoreError::Damaged { what: error.to_string() })?;
        let staged = if self.0.is_staged { self.next(schema) } else { Staged::new() };
        for GeneratedFile { path, text } in staged_files(schema, &staged, &manifest) {
            crate::files::write(&self.0.places.convex.join(path), &text)?;
        }
        Ok(())
    }

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
        self.place(schema, manifest)?;
        // Whoever pushes by hand finds the files in place; the next command restores the others.
        let Some(line) = &self.0.push else { return Ok(Pushed::Waiting) };
        let pushed = by(self.0, line).await;
        // What is committed is judged by `generate --check`, and isn't about this push alone. A crash
        // before this leaves it to the next command that writes files.
        restore(self.0).map_err(|failure| StoreError::Damaged { what: failure.what })?;
        pushed
    }
}

/// Pushes the files as they are, with this command.
pub(crate) async fn by(session: &Session<'_>, line: &Typed) -> Result<Pushed, StoreError> {
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
    let outcome = command.run(says).await;
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

/// Makes the generated TypeScript what is committed.
pub(crate) fn restore(session: &Session<'_>) -> Result<(), Failure> {
    let wanted: Vec<Wanted> = Tree::read(session)?.wanted_typescript(session)?;
    wanted.iter().try_for_each(|wanted| tree::write(wanted).map(drop))
}
