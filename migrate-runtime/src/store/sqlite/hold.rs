//! A locked file that only one process has at a time: the place of a deployment's one runner, beside
//! the database.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::files;

/// Held by the one runner of an embedded deployment, or the one writer of generated files. The system
/// lets go of it when the process ends, however it ends; only the file stays behind then, until the
/// next holder lets go.
#[derive(Debug)]
pub(crate) struct Hold {
    /// Locked as long as it is open.
    file: File,
    path: PathBuf,
    /// Whether somebody else who has the file open keeps the lock.
    is_left: bool,
}

impl Hold {
    /// Locks a database's place, or says that somebody else has it.
    pub(super) fn take(database: &Path) -> Result<Option<Self>, StoreError> {
        Self::for_readers_of(place(database), database)
    }

    /// Locks the file at a path, or says that somebody else has it.
    pub(crate) fn at(path: PathBuf) -> Result<Option<Self>, StoreError> {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Self::for_readers_of(path, &folder)
    }

    /// Locks the file at a path, which is created for whoever may read and write `beside`.
    fn for_readers_of(path: PathBuf, beside: &Path) -> Result<Option<Self>, StoreError> {
        let failed = |doing| {
            let path = path.clone();
            move |source| StoreError::File { path, doing, source }
        };
        loop {
            let file = files::open_with(&mut opening(beside), &path).map_err(failed("opened"))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(source)) => return Err(failed("locked")(source)),
            }
            // Between opening and locking, the one who had the place may have removed its file,
            // and a third may have locked a new one. Only the file that is there counts.
            if is_at(&file, &path).map_err(failed("read"))? {
                return Ok(Some(Self { file, path, is_left: false }));
            }
        }
    }

    /// The open file once more, for another process: the lock lasts until both have closed it, or
    /// until this one lets go of it.
    pub(crate) fn shared(&self) -> Result<File, StoreError> {
        let failed = |source| StoreError::File { path: self.path.clone(), doing: "opened", source };
        self.file.try_clone().map_err(failed)
    }

    /// Closes the file without letting go of the lock, which lasts as long as another process has
    /// the file open.
    pub(crate) fn leave(mut self) {
        self.is_left = true;
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.is_left {
            return;
        }
        // While it is locked, the file at the path is this one, unless somebody has removed it by
        // hand. What can't be removed is only left lying: it isn't locked.
        if cfg!(unix) && is_at(&self.file, &self.path).unwrap_or(false) {
            let _ = std::fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

/// How the file is opened, and created for those who may read and write what it stands beside.
fn opening(beside: &Path) -> OpenOptions {
    let mut options = OpenOptions::new();
    // Whoever gets the open file as its standard input reads that there is nothing in it.
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
        let mode = std::fs::metadata(beside).map_or(0o600, |beside| beside.mode() & 0o666);
        options.mode(mode);
    }
    #[cfg(not(unix))]
    let _ = beside;
    options
}

/// The file that stands for the place. Not the database itself: `SQLite` has locks of its own on it.
/// By whichever path the database is opened, it is the same one.
fn place(database: &Path) -> PathBuf {
    let database = std::fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    let mut name = database.into_os_string();
    name.push(".lock");
    PathBuf::from(name)
}

/// Whether an open file is the one at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let open = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (open.dev(), open.ino())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Where files can't be told apart, none is removed either, so it is always the same one.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> std::io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn database(folder: &Path) -> PathBuf {
        let path = folder.join("local.sqlite");
        files::write(&path, "").unwrap();
        path
    }

    #[test]
    fn one_runner_has_the_place_until_it_lets_go_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = database(folder.path());
        let first = Hold::take(&path).unwrap().unwrap();
        assert!(Hold::take(&path).unwrap().is_none());
        drop(first);
        assert!(!place(&path).exists());
        // One that was killed leaves its file, unlocked.
        File::create(place(&path)).unwrap();
        drop(Hold::take(&path).unwrap().unwrap());
        assert!(!place(&path).exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_database_has_one_place_by_whichever_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = database(folder.path());
        let link = folder.path().join("link.sqlite");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let _hold = Hold::take(&link).unwrap().unwrap();
        assert!(Hold::take(&path).unwrap().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_on_a_file_that_was_removed_is_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = database(folder.path());
        let first = Hold::take(&path).unwrap().unwrap();
        let late = OpenOptions::new().write(true).open(place(&path)).unwrap();
        drop(first);
        late.try_lock().unwrap();
        assert!(!is_at(&late, &place(&path)).unwrap());
        let second = Hold::take(&path).unwrap().unwrap();
        assert!(!is_at(&late, &place(&path)).unwrap());
        assert!(is_at(&second.file, &place(&path)).unwrap());
    }

    #[test]
    fn of_threads_that_race_for_the_place_only_one_ever_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = database(folder.path());
        let (start, holders, taken) = (Barrier::new(4), AtomicU32::new(0), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    for _ in 0..500 {
                        if let Some(hold) = Hold::take(&path).unwrap() {
                            assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0);
                            taken.fetch_add(1, Ordering::SeqCst);
                            assert_eq!(holders.fetch_sub(1, Ordering::SeqCst), 1);
                            drop(hold);
                        }
                    }
                });
            }
        });
        assert!(taken.load(Ordering::SeqCst) > 0);
        assert!(!place(&path).exists());
    }
}
