//! The place of a deployment's one runner: a locked file beside the database.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::StoreError;

/// Held by the one runner of an embedded deployment. The system lets go of it when the process
/// ends, however it ends.
#[derive(Debug)]
pub struct Hold {
    /// Nobody else can open a database in memory, so there is nothing to lock.
    _file: Option<File>,
}

impl Hold {
    pub(super) fn take(database: Option<&Path>) -> Result<Self, StoreError> {
        let Some(database) = database else { return Ok(Self { _file: None }) };
        // Not the database itself: SQLite has locks of its own on it. The file stays when the run
        // is over, because whoever removes it may remove another runner's.
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        let path = Path::new(&name).to_owned();
        let failed = |doing| {
            let path = path.clone();
            move |source| StoreError::File { path, doing, source }
        };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed("opened"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path }),
            Err(TryLockError::Error(source)) => Err(failed("locked")(source)),
        }
    }
}
