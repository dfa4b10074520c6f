//! The files beside the application: frozen versions, receipts and generated TypeScript.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use schema_core::frozen::{
    BaseBranch, FreezeError, FrozenEdit, FrozenError, FrozenFiles, FrozenVersion, ReleaseFacts,
    freeze,
};
use schema_core::generate::{self, Phases, ReceiptedVersion};
use schema_core::schema::Schema;
use schema_core::version::VersionName;

use super::args::ReleaseArgs;
use super::component;
use super::git;
use super::places::shown;
use super::session::Session;
use crate::error::StoreError;
use crate::exit::{Exit, Failure};
use crate::files::{self, Written};
use crate::receipts;
use crate::ship::Versions;
use crate::store::{Manifest, Receipt};

/// The files as they are.
pub(crate) struct Tree {
    pub(crate) frozen: FrozenFiles,
    pub(crate) receipts: Vec<Receipt>,
}

/// A file as it should be: its text, or nothing where there should be none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) path: PathBuf,
    pub(crate) text: Option<String>,
}

impl Tree {
    /// Reads the frozen versions and the receipts.
    pub(crate) fn read(session: &Session<'_>) -> Result<Self, Failure> {
        let frozen = read_frozen(&session.places.frozen)?;
        let receipts = receipts::read_all(&session.places.receipts)?;
        Ok(Self { frozen, receipts })
    }

    pub(crate) fn versions<'a>(&'a self, session: &'a Session<'_>) -> Versions<'a> {
        Versions {
            declaration: session.declaration,
            frozen: &self.frozen,
            receipts: &self.receipts,
        }
    }

    /// Every file as it should be.
    pub(crate) fn wanted(
        &self,
        session: &Session<'_>,
        release: &ReleaseArgs,
    ) -> Result<Vec<Wanted>, Failure> {
        let facts = self.release_facts(session, release)?;
        let edits = freeze(session.declaration, &self.frozen, &facts)
            .map_err(|errors| not_frozen(session, &errors))?;
        // The generated manifest names hashes and amendments of the frozen versions, so it is made
        // from these as they will be: otherwise the next command would find it stale.
        let typescript = self.edited(&edits)?.wanted_typescript(session)?;
        let edit = |edit| match edit {
            FrozenEdit::Write { file, text, .. } => {
                Wanted { path: session.places.frozen.join(file), text: Some(text) }
            }
            FrozenEdit::Delete { file, .. } => {
                Wanted { path: session.places.frozen.join(file), text: None }
            }
        };
        Ok(edits.into_iter().map(edit).chain(typescript).collect())
    }

    /// The files as they are once these edits have been made.
    fn edited(&self, edits: &[FrozenEdit]) -> Result<Self, Failure> {
        let mut frozen = self.frozen.clone();
        for edit in edits {
            match edit {
                FrozenEdit::Write { version, file, text } => {
                    let read = FrozenVersion::parse(file, text);
                    frozen.insert(version.clone(), read.map_err(|error| unreadable(&error))?);
                }
                FrozenEdit::Delete { version, .. } => {
                    frozen.remove(version);
                }
            }
        }
        Ok(Self { frozen, receipts: self.receipts.clone() })
    }

    /// The phases that the receipts of the gates give the tables.
    fn phases(&self, session: &Session<'_>) -> Phases {
        let versions = self.versions(session);
        // A receipt for something else under the same version proves nothing.
        let holds = |receipt: &&Receipt| {
            let Receipt { name, new_hash, .. } = receipt;
            *new_hash == versions.hash(&name.table, name.version)
        };
        let received = |receipt: &Receipt| ReceiptedVersion {
            deployment: receipt.deployment.to_string(),
            table: receipt.name.table.clone(),
            version: receipt.name.version,
            carried_away: receipt.carried_away,
        };
        let receipts: Vec<_> = self.receipts.iter().filter(holds).map(received).collect();
        Phases::of(session.declaration, &session.declaration.gates, &receipts)
    }

    /// The schema and the manifest that the committed TypeScript stands for.
    pub(crate) fn committed(&self, session: &Session<'_>) -> Result<(Schema, Manifest), Failure> {
        let phases = self.phases(session);
        let schema = generate::schema_of(session.declaration, &phases)
            .map_err(|error| not_generated(&error))?;
        Ok((schema, self.versions(session).manifest_in(&phases)))
    }

    /// TypeScript is a function of what is declared and of the receipts of the gates.
    pub(crate) fn wanted_typescript(&self, session: &Session<'_>) -> Result<Vec<Wanted>, Failure> {
        let phases = self.phases(session);
        let manifest = serde_json::to_value(self.versions(session).manifest_in(&phases))
            .map_err(|error| Failure::internal(error.to_string()))?;
        let files = generate::generate(session.declaration, &phases, &manifest)
            .map_err(|error| not_generated(&error))?;
        let wanted = |file: generate::GeneratedFile| Wanted {
            path: session.places.convex.join(file.path),
            text: Some(file.text),
        };
        let leftover = leftover_modules(&session.places.convex)?;
        let leftover = leftover.into_iter().map(|path| Wanted { path, text: None });
        let component = component::wanted(session, component::Asked::Before)?;
        Ok(files.into_iter().map(wanted).chain(leftover).chain(component).collect())
    }

    fn release_facts(
        &self,
        session: &Session<'_>,
        release: &ReleaseArgs,
    ) -> Result<ReleaseFacts, Failure> {
        let base = if release.unreleased {
            BaseBranch::Nothing
        } else if let Some(found) =
            git::files_on(&release.against, &session.places.frozen, is_frozen_name)
        {
            let files = found
                .iter()
                .map(|(name, text)| {
                    let version = FrozenVersion::parse(name, text).map_err(|mut error| {
                        error.file = format!("{}:{name}", release.against);
                        error
                    })?;
                    Ok((version.name.clone(), version))
                })
                .collect::<Result<_, _>>()
                .map_err(|error: FrozenError| unreadable(&error))?;
            BaseBranch::Known { name: release.against.clone(), files }
        } else {
            BaseBranch::Unknown
        };
        let mut receipts: BTreeMap<VersionName, BTreeSet<String>> = BTreeMap::new();
        for receipt in &self.receipts {
            let deployment = receipt.deployment.to_string();
            if session.declaration.gates.contains(&deployment) {
                receipts.entry(receipt.name.clone()).or_default().insert(deployment);
            }
        }
        Ok(ReleaseFacts { base, receipts })
    }

    /// Notes in the frozen files which versions a gating deployment has: from now on they are
    /// released.
    pub(crate) fn note_seen(session: &Session<'_>, manifest: &Manifest) -> Result<(), Failure> {
        let files = read_frozen(&session.places.frozen)?;
        for (table, deployed) in &manifest.tables {
            let name = VersionName { table: table.clone(), version: deployed.version };
            if let Some(file) = files.get(&name) {
                let seen = file.seen_by(session.places.deployment.as_str(), deployed.amendments);
                write(&Wanted {
                    path: session.places.frozen.join(seen.file_name()),
                    text: Some(seen.to_text()),
                })?;
            }
        }
        Ok(())
    }
}

/// Modules that another release has generated and this one doesn't: they would be deployed with
/// the others. What somebody else has put beside them stays.
fn leftover_modules(convex: &Path) -> Result<Vec<PathBuf>, Failure> {
    let known: BTreeSet<_> = generate::generated_paths().map(|path| convex.join(path)).collect();
    let mut leftover = Vec::new();
    for path in listed(&convex.join(generate::FUNCTIONS_FOLDER))? {
        let is_module = path.extension().is_some_and(|end| end == "ts");
        if is_module && !known.contains(&path) {
            let text = files::read(&path)?.unwrap_or_default();
            leftover.extend(generate::is_generated_module(&text).then_some(path));
        }
    }
    Ok(leftover)
}

/// What is directly in a folder, by name; nothing where there is no folder.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |source| StoreError::File { path: folder.to_owned(), doing: "read", source };
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error).into()),
    };
    let mut paths =
        listing.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}

/// What writing a file has come to, or would come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    None,
    Missing,
    Changed,
    Superfluous,
}

/// How a file differs from what it should be.
pub(crate) fn difference(wanted: &Wanted) -> Result<Difference, Failure> {
    let there = files::read(&wanted.path)?;
    Ok(match (&there, &wanted.text) {
        (Some(there), Some(text)) if there == text => Difference::None,
        (None, None) => Difference::None,
        (None, Some(_)) => Difference::Missing,
        (Some(_), Some(_)) => Difference::Changed,
        (Some(_), None) => Difference::Superfluous,
    })
}

/// Makes a file what it should be, and says what that took.
pub(crate) fn write(wanted: &Wanted) -> Result<Difference, Failure> {
    let Some(text) = &wanted.text else {
        let removed = files::remove(&wanted.path)?;
        return Ok(if removed { Difference::Superfluous } else { Difference::None });
    };
    Ok(match files::write(&wanted.path, text)? {
        Written::Created => Difference::Missing,
        Written::Changed => Difference::Changed,
        Written::Unchanged => Difference::None,
    })
}

fn not_generated(error: &generate::GenerateError) -> Failure {
    Failure::new(Exit::Findings, "not-generated", error.to_string())
}

fn is_frozen_name(name: &str) -> bool {
    name.contains('@') && Path::new(name).extension().is_some_and(|end| end == "json")
}

fn read_frozen(folder: &Path) -> Result<FrozenFiles, Failure> {
    let mut frozen = FrozenFiles::new();
    for path in listed(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_frozen_name(&name) {
            let text = files::read(&path)?.unwrap_or_default();
            let version = FrozenVersion::parse(&shown(&path), &text)
                .map_err(|error| unreadable(&error).in_file(&path))?;
            frozen.insert(version.name.clone(), version);
        }
    }
    Ok(frozen)
}

fn unreadable(error: &FrozenError) -> Failure {
    Failure::new(Exit::BadInput, "frozen_unreadable", error.to_string())
}

fn not_frozen(session: &Session<'_>, errors: &[FreezeError]) -> Failure {
    let mut failure = match errors.first() {
        // What is written doesn't read back: nobody has edited that.
        None | Some(FreezeError::NotReadable { .. }) => Failure::internal(""),
        Some(error) => Failure::new(Exit::Findings, error.code(), ""),
    };
    for (index, error) in errors.iter().enumerate() {
        if index == 0 {
            failure.what = error.to_string();
            let file = format!("{}.json", error.version());
            failure = failure.in_file(session.places.frozen.join(file));
        } else {
            failure = failure.say(format!("also: {error}"));
        }
        if let Some((what, line)) = error.next_line(&shown(&session.places.frozen)) {
            failure = failure.say(what).type_next(line);
        }
    }
    failure
}
