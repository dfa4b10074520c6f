//! The place of a deployment's one runner: a locked file beside the database.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::StoreError;

/// Held by the one runner of an embedded deployment. The system lets go of it when the process
/// ends, however it ends.
#[derive(Debug)]
pub(super) struct Hold {
    _file: File,
}

impl Hold {
    /// Locks a database's place, or says that another process has it.
    pub(super) fn take(database: &Path) -> Result<Option<Self>, StoreError> {
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
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed("locked")(source)),
        }
    }
}
