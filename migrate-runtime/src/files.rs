//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
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
    let (aside, mut file) = Aside::create(path).map_err(failed("created"))?;
    file.write_all(content.as_bytes())
        .and_then(|()| aside.place(&file, true))
        .map_err(failed("written"))?;
    Ok(if old.is_some() { Written::Changed } else { Written::Created })
}

/// Makes a file with this content, and says whether there was none: one that is there stays.
pub(crate) fn create(path: &Path, content: &str) -> Result<bool, StoreError> {
    let failed = |doing| move |source| StoreError::File { path: path.to_owned(), doing, source };
    let (aside, mut file) = Aside::create(path).map_err(failed("created"))?;
    match file.write_all(content.as_bytes()).and_then(|()| aside.place(&file, false)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(failed("written")(source)),
    }
}

/// A file that is written aside, bit by bit; it is removed again unless it is put in its place.
#[derive(Debug)]
pub(crate) struct Aside {
    path: PathBuf,
    beside: PathBuf,
    is_placed: bool,
}

impl Aside {
    /// Begins a file for `path`, creating its folder where there is none.
    pub(crate) fn create(path: &Path) -> io::Result<(Self, File)> {
        fs::create_dir_all(folder(path))?;
        let file = Self { path: path.to_owned(), beside: aside(path), is_placed: false };
        let written = File::create(&file.beside)?;
        Ok((file, written))
    }

    /// Brings what was written to disk and gives the file its name, over what there was only if
    /// that is wanted: else this fails with [`io::ErrorKind::AlreadyExists`].
    pub(crate) fn place(mut self, written: &File, over: bool) -> io::Result<()> {
        written.sync_all()?;
        if over {
            fs::rename(&self.beside, &self.path)?;
        } else {
            self.place_beside()?;
        }
        self.is_placed = true;
        // The rename itself is durable only once the folder is; elsewhere folders can't be opened.
        #[cfg(unix)]
        File::open(folder(&self.path))?.sync_all()?;
        Ok(())
    }

    fn place_beside(&self) -> io::Result<()> {
        match fs::hard_link(&self.beside, &self.path) {
            Ok(()) => fs::remove_file(&self.beside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // Not every file system has links; there a file that comes up just now is lost.
            Err(_) if self.path.try_exists()? => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(&self.beside, &self.path),
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.is_placed {
            // What is left aside is no use to anybody; that it can't be removed adds nothing.
            let _ = fs::remove_file(&self.beside);
        }
    }
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Reads a text file, or nothing where there is none.
///
/// # Errors
///
/// The file is there and can't be read, or isn't UTF-8.
pub fn read(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
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
