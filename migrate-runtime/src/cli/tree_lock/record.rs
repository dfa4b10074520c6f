//! What the generated files stand in for, and where that is written down.

use std::fs;
use std::path::{Path, PathBuf};

use schema_core::schema::Schema;
use serde::{Deserialize, Serialize};

use super::{below, failures};
use crate::cli::deployment::CLOCK;
use crate::cli::destination::Destination;
use crate::cli::places::{Places, project};
use crate::cli::runner::runner;
use crate::cli::session::Session;
use crate::clock::{Clock as _, Timestamp};
use crate::deployment::DeploymentName;
use crate::error::StoreError;
use crate::exit::Failure;
use crate::files;
use crate::store::sqlite::hold::Hold;
use crate::store::{Deployed, Manifest};

/// The format of the record that this program writes, and the newest one that it reads.
pub(super) const FORMAT: u32 = 1;

/// What the generated files stand in for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Record {
    format: u32,
    /// The deployment that they are to be pushed to.
    pub(crate) deployment: DeploymentName,
    /// Where it is: scheme, host and port.
    pub(crate) url: String,
    /// The version and the phase of each table.
    pub(crate) manifest: Manifest,
    /// The files, below the folder of generated TypeScript.
    pub(super) files: Vec<PathBuf>,
    /// Who has put them there.
    pub(crate) runner: String,
    pub(crate) placed_at: Timestamp,
    /// The line that goes on from there.
    pub(crate) finish: String,
    /// The schema, as the deployment gives it back.
    schema: String,
}

/// Only the number that says how the rest is to be read.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// Why a record can't be read.
pub(super) enum Unreadable {
    /// Another release has written it.
    Newer { format: u32 },
    /// No release has.
    Damaged { why: String },
}

impl Record {
    /// A record of a push to the session's deployment, without its files.
    pub(super) fn new(
        session: &Session<'_>,
        schema: &Schema,
        manifest: &Manifest,
    ) -> Result<Self, Failure> {
        let url = url(session)
            .ok_or_else(|| Failure::internal("an embedded deployment takes no files"))?;
        Ok(Self {
            format: FORMAT,
            deployment: session.places.deployment.clone(),
            url,
            manifest: manifest.clone(),
            files: Vec::new(),
            runner: runner(),
            placed_at: CLOCK.now(),
            finish: session.program.line(["ship"]),
            schema: schema.to_export_json(),
        })
    }

    /// Whether it is about the deployment that the session is about.
    pub(crate) fn is_of(&self, session: &Session<'_>) -> bool {
        self.deployment == session.places.deployment && url(session).as_ref() == Some(&self.url)
    }

    /// Whether it is about the file at a path.
    pub(crate) fn has(&self, session: &Session<'_>, path: &Path) -> bool {
        below(session, path).is_some_and(|path| self.files.iter().any(|file| file == path))
    }

    /// Whether what it is about is deployed.
    pub(super) fn is_live(&self, live: &Deployed) -> bool {
        let is_ours = |schema: &Schema| *schema == live.schema;
        live.manifest == self.manifest
            && Schema::from_export_json(&self.schema).as_ref().is_ok_and(is_ours)
    }

    pub(super) fn to_text(&self) -> Result<String, StoreError> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| StoreError::damaged(format!("a lock can't be written: {error}")))?;
        text.push('\n');
        Ok(text)
    }

    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let damaged = |error: serde_json::Error| Unreadable::Damaged { why: error.to_string() };
        let Format { format } = serde_json::from_str(text).map_err(damaged)?;
        if format > FORMAT {
            return Err(Unreadable::Newer { format });
        }
        serde_json::from_str(text).map_err(damaged)
    }
}

/// Where the session's deployment of Convex is. A key never stands in it.
fn url(session: &Session<'_>) -> Option<String> {
    match &session.destination {
        Destination::Embedded => None,
        Destination::Convex(address) => Some(address.access.url.origin().ascii_serialization()),
    }
}

/// The two files of a tree's lock.
#[derive(Clone, Debug)]
pub(super) struct LockFiles {
    record: PathBuf,
    /// Locked while a process writes or pushes.
    writer: PathBuf,
}

impl LockFiles {
    /// Those of a folder of generated TypeScript, by whichever path it is named.
    pub(super) fn of(places: &Places) -> Self {
        let convex = fs::canonicalize(&places.convex).unwrap_or_else(|_| {
            let project = project(places);
            let project = fs::canonicalize(&project).unwrap_or(project);
            project.join(places.convex.file_name().unwrap_or_default())
        });
        let name = convex.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = convex.parent().unwrap_or(Path::new("")).join(".migrate");
        Self {
            record: folder.join(format!("{name}.lock")),
            writer: folder.join(format!("{name}.writer")),
        }
    }

    pub(super) fn record(&self) -> &Path {
        &self.record
    }

    pub(super) fn writer(&self) -> &Path {
        &self.writer
    }

    /// Becomes the one writer, unless another process is.
    pub(super) fn hold(&self) -> Result<Option<Hold>, StoreError> {
        self.make_folder()?;
        Hold::at(self.writer.clone())
    }

    /// Whether there is a record, readable or not.
    pub(super) fn is_recorded(&self) -> Result<bool, StoreError> {
        let failed = |source| StoreError::File { path: self.record.clone(), doing: "read", source };
        self.record.try_exists().map_err(failed)
    }

    /// The record, where there is one.
    pub(super) fn read(&self, session: &Session<'_>) -> Result<Option<Record>, Failure> {
        let failed = |source| StoreError::File { path: self.record.clone(), doing: "read", source };
        let bytes = match fs::read(&self.record) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error).into()),
        };
        // What isn't text is no record either.
        let text = String::from_utf8_lossy(&bytes);
        let record = Record::parse(&text);
        record.map(Some).map_err(|why| failures::unreadable(session, self, &why))
    }

    /// Writes the record where there is none, and says whether there was none.
    pub(super) fn create(&self, record: &Record) -> Result<bool, StoreError> {
        self.make_folder()?;
        // Neither the lock nor an embedded deployment belongs into a commit.
        files::create(&self.record.with_file_name(".gitignore"), "*\n")?;
        files::create(&self.record, &record.to_text()?)
    }

    /// Writes the record over the one that there is.
    pub(super) fn replace(&self, record: &Record) -> Result<(), StoreError> {
        files::write(&self.record, &record.to_text()?).map(drop)
    }

    /// Removes the record, where there is one.
    pub(super) fn remove(&self) -> Result<(), StoreError> {
        files::remove(&self.record).map(drop)
    }

    fn make_folder(&self) -> Result<(), StoreError> {
        let folder = self.record.parent().unwrap_or(Path::new(""));
        let failed =
            |source| StoreError::File { path: folder.to_owned(), doing: "created", source };
        fs::create_dir_all(folder).map_err(failed)
    }
}
