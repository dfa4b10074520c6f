//! Files that are there whole or not at all.

use std::fs::{self, File, OpenOptions};
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
    let (aside, mut file) = Aside::create(path, Readers::AsUsual).map_err(failed("created"))?;
    file.write_all(content.as_bytes())
        .and_then(|()| aside.place(&file, true))
        .map_err(failed("written"))?;
    Ok(if old.is_some() { Written::Changed } else { Written::Created })
}

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readers {
    /// As the process creates files, or as the file has it that is replaced.
    AsUsual,
    /// Its owner alone, also where a file is replaced that others could read: it holds documents.
    Owner,
}

/// Creates an empty file for its owner alone, unless there is a file: it will hold documents. A file
/// that is there stays as it is, and so does who may read it.
///
/// It is never open under its own name: to close it there would take away the locks that another
/// thread of this process, which has found it, has by then.
pub(crate) fn create_for_owner(path: &Path) -> io::Result<()> {
    if path.try_exists()? {
        return Ok(());
    }
    // A link to a file that isn't there yet stays a link.
    let mut path = path.to_owned();
    for _ in 0..LINKS_MAX {
        let Ok(target) = fs::read_link(&path) else { break };
        path = folder(&path).join(target);
    }
    let empty = tempfile::Builder::new().prefix(".").tempfile_in(folder(&path))?.into_temp_path();
    match empty.persist_noclobber(&path) {
        Ok(()) => Ok(()),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(failed.error),
    }
}

/// How many links one after the other are followed, as systems do.
const LINKS_MAX: usize = 40;

/// Creates a file to write to.
fn create(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true);
    match readers {
        Readers::AsUsual => options.create(true).truncate(true),
        Readers::Owner => {
            // What a process of the same number has left behind may have other readers.
            remove_if_there(path)?;
            // Elsewhere a file has the readers of its folder.
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.create_new(true)
        }
    };
    options.open(path)
}

/// A file that is written aside, bit by bit; it is removed again unless it is put in its place.
#[derive(Debug)]
pub(crate) struct Aside {
    path: PathBuf,
    beside: PathBuf,
    readers: Readers,
    is_placed: bool,
}

impl Aside {
    /// Begins a file for `path`, creating its folder where there is none.
    pub(crate) fn create(path: &Path, readers: Readers) -> io::Result<(Self, File)> {
        fs::create_dir_all(folder(path))?;
        let file = Self { path: path.to_owned(), beside: aside(path), readers, is_placed: false };
        let written = create(&file.beside, readers)?;
        Ok((file, written))
    }

    /// Brings what was written to disk and gives the file its name, over what there was only if
    /// that is wanted: else this fails with [`io::ErrorKind::AlreadyExists`].
    pub(crate) fn place(mut self, written: &File, over: bool) -> io::Result<()> {
        if over && self.readers == Readers::AsUsual {
            // Whoever has narrowed or widened who may read a file is asked no more.
            match fs::metadata(&self.path) {
                Ok(old) => written.set_permissions(old.permissions())?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
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
    let failed = |source| StoreError::File { path: path.to_owned(), doing: "removed", source };
    remove_if_there(path).map_err(failed)
}

fn remove_if_there(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
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

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_file_that_is_written_anew_keeps_its_readers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("schema.ts");
        write(&path, "one").unwrap();
        for mode_before in [0o600, 0o664, 0o640] {
            set_mode(&path, mode_before);
            assert_eq!(write(&path, &mode_before.to_string()).unwrap(), Written::Changed);
            assert_eq!(mode(&path), mode_before);
        }
    }

    #[test]
    fn a_file_with_documents_is_for_its_owner_whatever_it_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.zip");
        for over in [false, true] {
            // Left behind by a process of the same number.
            write(&aside(&path), "old").unwrap();
            set_mode(&aside(&path), 0o666);
            let (placed, written) = Aside::create(&path, Readers::Owner).unwrap();
            assert_eq!(mode(&placed.beside), 0o600);
            placed.place(&written, over).unwrap();
            assert_eq!(mode(&path), 0o600);
            set_mode(&path, 0o644);
        }
        // One that is there is its owner's, who has decided who may read it.
        create_for_owner(&path).unwrap();
        assert_eq!(mode(&path), 0o644);
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        std::os::unix::fs::symlink("target", &link).unwrap();
        create_for_owner(&link).unwrap();
        assert_eq!(mode(&target), 0o600);
        assert!(link.is_symlink());
    }
}
