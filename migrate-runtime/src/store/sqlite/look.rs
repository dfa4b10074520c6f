//! A deployment's file that is only looked at.

use std::path::Path;

use tempfile::TempDir;

use crate::deployment::DeploymentName;
use crate::error::StoreError;

use super::open::{self, Changes};
use super::{Sources, SqliteStore, sql};

/// The copy that is looked at in place of a file of an older layout; removed with the value.
pub(super) struct Copied {
    layout: i64,
    _folder: TempDir,
}

impl SqliteStore {
    /// Opens the deployment in a file that there is, only to look at it: nothing in the file
    /// changes, not its layout either.
    ///
    /// Of a file of an older layout a copy is taken to the newest one and looked at;
    /// [`older_layout`](Self::older_layout) says so. An empty file is looked at as the empty
    /// deployment that it would become.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), or there is no room for a copy. Whatever would write fails.
    pub fn look(
        path: &Path,
        deployment: DeploymentName,
        sources: Sources,
    ) -> Result<Self, StoreError> {
        let store = match open::changes(path)? {
            Changes::None => Self::open(path, deployment, sources)?,
            Changes::Create => return Self::in_memory(deployment, sources),
            Changes::Upgrade(layout) => {
                let failed =
                    |source| StoreError::File { path: path.to_owned(), doing: "copied", source };
                let folder = tempfile::tempdir().map_err(failed)?;
                let copy = folder.path().join("copy.sqlite");
                open::copy(path, &copy)?;
                let opened = Self::open(&copy, deployment, sources);
                let opened = opened.map_err(|error| error_of(path, error))?;
                Self { copied: Some(Copied { layout, _folder: folder }), ..opened }
            }
        };
        let looks = store.lock().connection.execute_batch(sql::LOOK_PRAGMAS);
        looks.map_err(StoreError::database("setting up the connection"))?;
        Ok(store)
    }

    /// The layout of the file where it is older than this program's, so that a copy is looked at.
    /// Whatever opens the file to write upgrades it.
    pub fn older_layout(&self) -> Option<i64> {
        self.copied.as_ref().map(|copied| copied.layout)
    }
}

/// What is wrong with a copy is wrong with the file.
fn error_of(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::OtherDeployment { found, wanted, .. } => {
            StoreError::OtherDeployment { path: path.to_owned(), found, wanted }
        }
        error => error,
    }
}
