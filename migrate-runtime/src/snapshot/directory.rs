//! The directory of a ZIP: what it holds, and whether that can be believed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rawzip::{
    CompressionMethod, ErrorKind, FileReader, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive,
    ZipArchiveEntryWayfinder, ZipFileHeaderRecord,
};

use crate::files;

use super::error::{SnapshotError, SnapshotReason};
use super::limits::Limits;

/// A ZIP whose entries are known. Cheap to copy; what is read from it is read at its own place.
#[derive(Clone)]
pub(super) struct Zip {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    archive: ZipArchive<FileReader>,
    /// In the order of their names.
    entries: Vec<Entry>,
    /// Where in `entries` each is, in the order in which the ZIP lists them.
    listed: Vec<usize>,
}

/// One entry of a ZIP.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) place: ZipArchiveEntryWayfinder,
    pub(super) method: CompressionMethod,
    pub(super) crc: u32,
    /// Unzipped.
    pub(super) bytes: u64,
    pub(super) zipped: u64,
    pub(super) is_folder: bool,
    header_at: u64,
}

/// The bytes of the file, for whoever keeps the ZIP open.
pub(super) struct Bytes(Zip);

impl ReaderAt for Bytes {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
        self.0.shared.archive.get_ref().read_at(buffer, offset)
    }
}

impl Zip {
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, SnapshotError> {
        let wrong = |reason| SnapshotError::of(path, reason);
        let failed = |source| wrong(SnapshotReason::File { doing: "opened", source });
        let file = files::open(path).map_err(failed)?;
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let begins_as_zip = begins_as_zip(&file).map_err(failed)?;
        let archive = ZipArchive::from_file(file, &mut buffer).map_err(|error| {
            wrong(match error.into_kind() {
                ErrorKind::IO(source) if source.raw_os_error().is_some() => {
                    SnapshotReason::File { doing: "read", source }
                }
                _ if begins_as_zip => SnapshotReason::Truncated,
                _ => SnapshotReason::NotZip,
            })
        })?;
        let claimed = archive.entries_hint();
        let too_many =
            |entries| wrong(SnapshotReason::TooManyEntries { entries, max: limits.entries_max });
        if claimed > limits.entries_max {
            return Err(too_many(claimed));
        }
        let mut entries = Vec::new();
        let mut total = 0_u64;
        let mut listing = archive.entries(&mut buffer);
        loop {
            let damaged = |what: String| wrong(SnapshotReason::Damaged { what });
            let record = listing.next_entry().map_err(|error| {
                let what = format!("its list of entries ends after {}: {error}", entries.len());
                damaged(what)
            })?;
            let Some(record) = record else { break };
            let entry = Entry::of(path, &record)?;
            entry.check(path, limits)?;
            total = total.saturating_add(entry.bytes);
            if total > limits.total_bytes_max {
                let max = limits.total_bytes_max;
                return Err(wrong(SnapshotReason::TooLarge { bytes: total, max }));
            }
            entries.push(entry);
            if entries.len() as u64 > limits.entries_max {
                return Err(too_many(entries.len() as u64));
            }
        }
        if entries.len() as u64 != claimed {
            let what = format!("it claims {claimed} entries and lists {}", entries.len());
            return Err(wrong(SnapshotReason::Damaged { what }));
        }
        check_overlap(path, &entries)?;
        let listed = sort(path, &mut entries)?;
        let path = path.to_owned();
        Ok(Self { shared: Arc::new(Shared { path, archive, entries, listed }) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.shared.path
    }

    pub(super) fn archive(&self) -> &ZipArchive<FileReader> {
        &self.shared.archive
    }

    pub(super) fn bytes(&self) -> Bytes {
        Bytes(self.clone())
    }

    /// The entries, in the order in which the ZIP lists them.
    pub(super) fn listed(&self) -> impl Iterator<Item = &Entry> {
        self.shared.listed.iter().map(|at| &self.shared.entries[*at])
    }

    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        let found = self.shared.entries.binary_search_by(|entry| entry.name.as_str().cmp(name));
        found.ok().map(|at| &self.shared.entries[at])
    }

    pub(super) fn wrong(&self, entry: &Entry, reason: SnapshotReason) -> SnapshotError {
        SnapshotError::of(self.path(), reason).in_entry(&entry.name)
    }
}

fn begins_as_zip(file: &File) -> std::io::Result<bool> {
    let mut start = [0; 4];
    let read = FileReader::from(file.try_clone()?).read_at(&mut start, 0)?;
    Ok(read == start.len() && start == *b"PK\x03\x04")
}

impl Entry {
    fn of(path: &Path, record: &ZipFileHeaderRecord<'_>) -> Result<Self, SnapshotError> {
        let raw = record.file_path();
        let raw = raw.as_bytes();
        let wrong =
            |reason| SnapshotError::of(path, reason).in_entry(&String::from_utf8_lossy(raw));
        let name = std::str::from_utf8(raw)
            .map_err(|_| wrong(SnapshotReason::UnsafeName { why: "isn't UTF-8" }))?;
        if let Some(why) = unsafe_name(name) {
            return Err(wrong(SnapshotReason::UnsafeName { why }));
        }
        if record.flags().is_encrypted() {
            let what = "encrypted".to_owned();
            return Err(wrong(SnapshotReason::Unsupported { what }));
        }
        Ok(Self {
            name: name.to_owned(),
            place: record.wayfinder(),
            method: record.compression_method(),
            crc: record.crc32(),
            bytes: record.uncompressed_size_hint(),
            zipped: record.compressed_size_hint(),
            is_folder: name.ends_with('/'),
            header_at: record.local_header_offset(),
        })
    }

    fn check(&self, path: &Path, limits: &Limits) -> Result<(), SnapshotError> {
        let Self { bytes, zipped, .. } = *self;
        let wrong = |reason| SnapshotError::of(path, reason).in_entry(&self.name);
        let max = limits.ratio_max;
        if bytes > limits.ratio_free_bytes && bytes > zipped.saturating_mul(max) {
            return Err(wrong(SnapshotReason::Bomb { bytes, zipped, max }));
        }
        if ![CompressionMethod::STORE, CompressionMethod::DEFLATE].contains(&self.method) {
            let what = format!("zipped by method {}", self.method);
            return Err(wrong(SnapshotReason::Unsupported { what }));
        }
        Ok(())
    }
}

/// What a name does that none of an export's does. Nothing is ever unpacked into files here, but
/// an export that is written again is unpacked by others.
fn unsafe_name(name: &str) -> Option<&'static str> {
    let folders = name.strip_suffix('/').unwrap_or(name);
    if name.starts_with('/') {
        return Some("is an absolute path");
    }
    if name.contains('\\') {
        return Some("has a backslash, which some systems take for a folder's end");
    }
    if name.chars().any(char::is_control) {
        return Some("has control characters");
    }
    if folders.as_bytes().get(1) == Some(&b':') {
        return Some("begins with a drive");
    }
    folders.split('/').find_map(|part| match part {
        ".." | "." => Some("leads out of its folder"),
        "" => Some("has a part that is empty"),
        _ => None,
    })
}

/// Entries that share bytes make a small file claim to be a large one.
fn check_overlap(path: &Path, entries: &[Entry]) -> Result<(), SnapshotError> {
    const LOCAL_HEADER_BYTES: u64 = 30;
    let mut places: Vec<&Entry> = entries.iter().collect();
    places.sort_by_key(|entry| entry.header_at);
    for pair in places.windows(2) {
        let (first, second) = (pair[0], pair[1]);
        let end = first.header_at.saturating_add(LOCAL_HEADER_BYTES).saturating_add(first.zipped);
        if end > second.header_at {
            let what = format!("it shares bytes with `{}`", first.name.escape_debug());
            let reason = SnapshotReason::Damaged { what };
            return Err(SnapshotError::of(path, reason).in_entry(&second.name));
        }
    }
    Ok(())
}

/// Sorts by name and returns where each entry has come to be; refuses two of one name, of which
/// every reader takes another one.
fn sort(path: &Path, entries: &mut [Entry]) -> Result<Vec<usize>, SnapshotError> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|a, b| entries[*a].name.cmp(&entries[*b].name));
    let twice = order.windows(2).find(|pair| entries[pair[0]].name == entries[pair[1]].name);
    if let Some(pair) = twice {
        let error = SnapshotError::of(path, SnapshotReason::EntryTwice);
        return Err(error.in_entry(&entries[pair[0]].name));
    }
    let mut listed = vec![0; entries.len()];
    for (now, then) in order.iter().enumerate() {
        listed[*then] = now;
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(listed)
}
