//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// What writing a file has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// There was no such file.
    Created,
    /// It had another content.
    Changed,
    /// It had this content, and wasn't touched.
    Unchanged,
}

/// Gives a file this content: written aside, brought to disk, and renamed over what there was.
///
/// # Errors
///
/// The file can't be read or written.
pub fn write(path: &Path, content: &str) -> Result<Written, StoreError> {
    let old = read(path)?;
    if old.as_deref() == Some(content) {
        return Ok(Written::Unchanged);
    }
    let failed = |doing| move |source| StoreError::File { path: path.to_owned(), doing, source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed("created"))?;
    let aside = aside(path);
    let mut file = File::create(&aside).map_err(failed("created"))?;
    let written = file
        .write_all(content.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&aside, path));
    if let Err(source) = written {
        // What is left aside is no use to anybody; that it can't be removed adds nothing.
        let _ = fs::remove_file(&aside);
        return Err(failed("written")(source));
    }
    // The rename itself is durable only once the folder is; elsewhere folders can't be opened.
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("written"))?;
    Ok(if old.is_some() { Written::Changed } else { Written::Created })
}

/// Reads a text file, or nothing where there is none.
///
/// # Errors
///
/// The file is there and can't be read, or isn't UTF-8.
pub fn read(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::File { path: path.to_owned(), doing: "read", source }),
    }
}

/// Removes a file, and says whether there was one.
///
/// # Errors
///
/// The file is there and can't be removed.
pub fn remove(path: &Path) -> Result<bool, StoreError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(StoreError::File { path: path.to_owned(), doing: "removed", source }),
    }
}

/// Beside the file, so that renaming stays within one file system; by process, so that two don't
/// write into each other's.
fn aside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}
