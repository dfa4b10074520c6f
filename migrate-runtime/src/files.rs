//! Files that are there whole or not at all.
//!
//! Only regular files are opened, and only so much of them is read: a named pipe would keep its
//! reader waiting for ever, and a device may never end.

use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// The largest text file that is read or written; the largest one of real projects has less than
/// one megabyte.
pub const TEXT_BYTES_MAX: u64 = 16 << 20;

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
/// Where `path` is a symbolic link, the file that it leads to is written and the link stays.
///
/// # Errors
///
/// The file can't be read or written, isn't a regular one, or the content is more than
/// [`TEXT_BYTES_MAX`].
pub fn write(path: &Path, content: &str) -> Result<Written, StoreError> {
    let old = read(path)?;
    if old.as_deref() == Some(content) {
        return Ok(Written::Unchanged);
    }
    let failed = |doing| move |source| StoreError::File { path: path.to_owned(), doing, source };
    let bytes = content.len() as u64;
    if bytes > TEXT_BYTES_MAX {
        // It could never be read again.
        return Err(failed("written")(too_large(bytes, TEXT_BYTES_MAX)));
    }
    let (aside, mut file) = Aside::create(path, Readers::AsUsual).map_err(failed("created"))?;
    file.write_all(content.as_bytes())
        .and_then(|()| aside.place(&file, true))
        .map_err(failed("written"))?;
    Ok(if old.is_some() { Written::Changed } else { Written::Created })
}

/// Makes a file with this content, and says whether there was none: one that is there stays.
pub(crate) fn create(path: &Path, content: &str) -> Result<bool, StoreError> {
    let failed = |doing| move |source| StoreError::File { path: path.to_owned(), doing, source };
    let (aside, mut file) = Aside::create(path, Readers::AsUsual).map_err(failed("created"))?;
    match file.write_all(content.as_bytes()).and_then(|()| aside.place(&file, false)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(failed("written")(source)),
    }
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
    ///
    /// Where there is a symbolic link, the file is for the place that it leads to.
    pub(crate) fn create(path: &Path, readers: Readers) -> io::Result<(Self, File)> {
        let path = destination(path)?;
        fs::create_dir_all(folder(&path))?;
        let beside = aside(&path);
        let written = create_new(&beside, readers)?;
        Ok((Self { path, beside, readers, is_placed: false }, written))
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

/// Creates a file that isn't there: nobody else's is opened, and no link is followed.
fn create_new(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        // Elsewhere a file has the readers of its folder.
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    match options.open(path) {
        // Left behind by a process that had the same number and was killed.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            remove_if_there(path)?;
            options.open(path)
        }
        created => created,
    }
}

/// Where a file is written that goes to `path`: where links lead, so that they stay what they are.
fn destination(path: &Path) -> io::Result<PathBuf> {
    let there = match fs::symlink_metadata(path) {
        Ok(there) => there.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path.to_owned()),
        Err(error) => return Err(error),
    };
    if !there.is_symlink() {
        regular(there)?;
        return Ok(path.to_owned());
    }
    let leads_to = fs::canonicalize(path).map_err(|error| dangling(path, error))?;
    regular(fs::metadata(&leads_to)?.file_type())?;
    Ok(leads_to)
}

/// Reads a text file, or nothing where there is none.
///
/// # Errors
///
/// The file is there and can't be read, isn't a regular one, has more than [`TEXT_BYTES_MAX`], or
/// isn't UTF-8.
pub fn read(path: &Path) -> Result<Option<String>, StoreError> {
    match read_up_to(path, TEXT_BYTES_MAX) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::File { path: path.to_owned(), doing: "read", source }),
    }
}

/// Reads a text file of at most so many bytes.
pub(crate) fn read_up_to(path: &Path, bytes_max: u64) -> io::Result<String> {
    let file = open(path)?;
    let bytes = file.metadata()?.len();
    if bytes > bytes_max {
        return Err(too_large(bytes, bytes_max));
    }
    // It may grow while it is read.
    let mut text = String::new();
    let bytes = file.take(bytes_max + 1).read_to_string(&mut text)? as u64;
    if bytes > bytes_max { Err(too_large(bytes, bytes_max)) } else { Ok(text) }
}

/// Opens a regular file to be read. It never waits for anybody.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    open_with(OpenOptions::new().read(true), path)
}

/// Opens a regular file, and never waits for anybody.
pub(crate) fn open_with(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    // To open a device may already do something, so it is looked at before. Whether it is there is
    // for the options to decide.
    if let Ok(there) = fs::metadata(path) {
        regular(there.file_type())?;
    }
    let file = without_waiting(options).open(path).map_err(|error| dangling(path, error))?;
    // What was looked at may have been replaced meanwhile: what is open counts.
    regular(file.metadata()?.file_type())?;
    Ok(file)
}

/// Has what it opens not wait for the other end of a named pipe. It means nothing for regular files.
fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NONBLOCK)
    }
    #[cfg(not(unix))]
    options
}

/// Fails where something isn't a regular file, and says what it is.
pub(crate) fn regular(file_type: FileType) -> io::Result<()> {
    if file_type.is_file() {
        return Ok(());
    }
    let what = if file_type.is_dir() { "a folder" } else { special(file_type) };
    Err(io::Error::other(format!("it is {what}, and only a regular file is read or written")))
}

#[cfg(unix)]
fn special(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if file_type.is_fifo() {
        "a named pipe"
    } else if file_type.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "something else"
}

/// A link that leads nowhere isn't nothing: whoever made it wants to have a file there.
fn dangling(path: &Path, error: io::Error) -> io::Error {
    match fs::read_link(path) {
        Ok(leads_to) if error.kind() == io::ErrorKind::NotFound => io::Error::other(format!(
            "it is a symbolic link to {}, and nothing is there",
            leads_to.display()
        )),
        _ => error,
    }
}

fn too_large(bytes: u64, bytes_max: u64) -> io::Error {
    let error = format!("it has {bytes} bytes, and at most {bytes_max} are read or written");
    io::Error::new(io::ErrorKind::FileTooLarge, error)
}

/// Removes a file, and says whether there was one. Of a symbolic link the link alone is removed.
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
mod tests;
