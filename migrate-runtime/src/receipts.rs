//! Receipts as files that are committed: one for each deployment, table and version.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use schema_core::name::TableName;
use schema_core::version::{VersionName, VersionNumber};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::deployment::DeploymentName;
use crate::digest::Digest;
use crate::error::StoreError;
use crate::files::{self, Written};
use crate::store::{ProgramShare, Receipt, ReceiptCounts};

/// A receipt that can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// The file system failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file's text isn't a receipt.
    #[error("{} isn't a receipt: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The file is about something else than its path says.
    #[error(
        "{} is a receipt of `{deployment}` for {name}, so it belongs at {}", path.display(),
        belongs.display()
    )]
    Misplaced {
        /// The file.
        path: PathBuf,
        /// The deployment it is about.
        deployment: DeploymentName,
        /// The version it is about.
        name: VersionName,
        /// Where it belongs.
        belongs: PathBuf,
    },
}

/// [`Receipt`] as the file has it, in the order in which it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReceiptFile {
    deployment: DeploymentName,
    table: String,
    version: u32,
    hash: Digest,
    old_version: u32,
    old_hash: Digest,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    carried_away: bool,
    counts: ReceiptCounts,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    programs: Vec<ProgramShare>,
    verified_at: Timestamp,
}

/// Where a receipt belongs, below the folder of receipts.
fn place(folder: &Path, deployment: &DeploymentName, name: &VersionName) -> PathBuf {
    folder.join(deployment.as_str()).join(format!("{name}.json"))
}

/// The text of a receipt's file, ending in a newline.
///
/// # Errors
///
/// JSON can't say it.
pub fn to_text(receipt: &Receipt) -> Result<String, StoreError> {
    let Receipt {
        deployment,
        name,
        old,
        old_hash,
        new_hash,
        carried_away,
        counts,
        programs,
        verified_at,
    } = receipt.clone();
    let file = ReceiptFile {
        deployment,
        table: name.table.as_str().to_owned(),
        version: name.version.0,
        hash: new_hash,
        old_version: old.0,
        old_hash,
        carried_away,
        counts,
        programs,
        verified_at,
    };
    let mut text = serde_json::to_string_pretty(&file)
        .map_err(|error| StoreError::damaged(format!("a receipt can't be written: {error}")))?;
    text.push('\n');
    Ok(text)
}

/// Writes a receipt to its file, and returns the file.
///
/// # Errors
///
/// The file system fails.
pub fn write(folder: &Path, receipt: &Receipt) -> Result<(PathBuf, Written), StoreError> {
    let path = place(folder, &receipt.deployment, &receipt.name);
    let written = files::write(&path, &to_text(receipt)?)?;
    Ok((path, written))
}

/// Removes the file of a receipt that is taken back, if there is one.
///
/// # Errors
///
/// The file system fails.
pub fn remove(
    folder: &Path,
    deployment: &DeploymentName,
    name: &VersionName,
) -> Result<bool, StoreError> {
    files::remove(&place(folder, deployment, name))
}

/// Reads all receipts below a folder, in the order of deployments, tables and versions; none where
/// there is no folder. Files of other kinds are passed over.
///
/// # Errors
///
/// A file that ends in `.json` isn't a receipt, or isn't where it belongs.
pub fn read_all(folder: &Path) -> Result<Vec<Receipt>, ReceiptError> {
    let mut receipts = Vec::new();
    for deployment in entries(folder)? {
        if !deployment.is_dir() {
            continue;
        }
        for path in entries(&deployment)? {
            if path.extension().is_some_and(|extension| extension == "json") {
                receipts.push(read(folder, &path)?);
            }
        }
    }
    receipts.sort_by(|a: &Receipt, b| (&a.deployment, &a.name).cmp(&(&b.deployment, &b.name)));
    Ok(receipts)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let failed = |source| StoreError::File { path: folder.to_owned(), doing: "read", source };
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let paths: Result<Vec<_>, _> = listing.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(failed)?;
    paths.sort();
    Ok(paths)
}

fn read(folder: &Path, path: &Path) -> Result<Receipt, ReceiptError> {
    let text = files::read(path)?.unwrap_or_default();
    parse(folder, path, &text)
}

/// Reads the text of a receipt's file at `path`, which is below the folder of receipts.
///
/// # Errors
///
/// The text isn't a receipt, or one that belongs elsewhere.
pub fn parse(folder: &Path, path: &Path, text: &str) -> Result<Receipt, ReceiptError> {
    let malformed = |reason: String| ReceiptError::Malformed { path: path.to_owned(), reason };
    let file: ReceiptFile =
        serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    let table = TableName::new(file.table)
        .map_err(|reason| malformed(format!("`table` doesn't name one: {reason}")))?;
    if file.version == 0 || file.old_version == 0 {
        return Err(malformed("versions are numbered from 1".to_owned()));
    }
    let name = VersionName { table, version: VersionNumber(file.version) };
    let belongs = place(folder, &file.deployment, &name);
    if belongs != path {
        let (path, deployment) = (path.to_owned(), file.deployment);
        return Err(ReceiptError::Misplaced { path, deployment, name, belongs });
    }
    Ok(Receipt {
        deployment: file.deployment,
        name,
        old: VersionNumber(file.old_version),
        old_hash: file.old_hash,
        new_hash: file.hash,
        carried_away: file.carried_away,
        counts: file.counts,
        programs: file.programs,
        verified_at: file.verified_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_at(path: &str, table: &str, version: u32) -> Result<Receipt, String> {
        let text = format!(
            r#"{{"deployment":"prod","table":"{table}","version":{version},"hash":"1","oldVersion":1,
            "oldHash":"0","counts":{{"verified":1,"carried":1,"hybrids":0,"inserted":0,"deleted":0}},
            "verifiedAt":"2026-01-01T00:00:00.000Z"}}"#
        );
        parse(Path::new("receipts"), Path::new(path), &text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_receipt_comes_back_as_it_was_written() {
        let receipt = read_at("receipts/prod/users@2.json", "users", 2).unwrap();
        let text = to_text(&receipt).unwrap();
        let path = place(Path::new("receipts"), &receipt.deployment, &receipt.name);
        assert_eq!(parse(Path::new("receipts"), &path, &text).unwrap(), receipt);
    }

    #[test]
    fn a_receipt_lists_the_programs_that_have_migrated_its_documents() {
        let mut receipt = read_at("receipts/prod/users@2.json", "users", 2).unwrap();
        assert_eq!(receipt.programs, [], "a file of an earlier release has none");
        assert!(!to_text(&receipt).unwrap().contains("programs"));
        let share = |text: &str, carried| ProgramShare { program: Digest::of(text), carried };
        receipt.programs = vec![share("b", 2), share("a", 1)];
        let text = to_text(&receipt).unwrap();
        let path = place(Path::new("receipts"), &receipt.deployment, &receipt.name);
        assert_eq!(parse(Path::new("receipts"), &path, &text).unwrap(), receipt);
    }

    #[test]
    fn a_receipt_is_of_a_table_that_can_be_and_of_a_version_from_1() {
        let refused = read_at("receipts/prod/users@2.json", "./users", 2).unwrap_err();
        assert!(refused.contains("`table` doesn't name one"), "{refused}");
        let refused = read_at("receipts/prod/users@0.json", "users", 0).unwrap_err();
        assert!(refused.contains("numbered from 1"), "{refused}");
    }
}
