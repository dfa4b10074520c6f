//! Exports, written: the layout that Convex gives them, the same bytes for the same documents.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::path::EntryPath;
use rawzip::time::UtcDateTime;
use rawzip::{
    CompressionMethod, DataDescriptorOutput, ZipArchiveWriter, ZipDataWriter, ZipEntryWriter,
};
use schema_core::document::{CREATION_TIME_FIELD, ID_FIELD};
use schema_core::id::TableNumber;
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;
use schema_core::value::Value;

use super::layout::{DOCUMENTS, GENERATED_SCHEMA, TABLES};
use super::{Snapshot, SnapshotError, SnapshotReason};
use crate::files::{Aside, Readers};

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenThere {
    /// It stays, and nothing is written.
    Refuse,
    /// It is replaced once the new one is whole, which only its owner may read.
    Replace,
}

/// Writes an export aside; [`finish`](Self::finish) gives it its name. Only its owner may read it, from
/// the first byte on.
pub struct SnapshotWriter {
    path: PathBuf,
    when_there: WhenThere,
    root: String,
    zip: ZipArchiveWriter<BufWriter<File>>,
    /// Whether a table was begun and never ended.
    is_cut_short: bool,
    aside: Aside,
}

impl SnapshotWriter {
    /// Begins an export.
    ///
    /// # Errors
    ///
    /// There is such a file and it shall stay, or the folder can't be written to.
    pub fn create(path: &Path, when_there: WhenThere) -> Result<Self, SnapshotError> {
        let failed =
            |source| SnapshotError::of(path, SnapshotReason::File { doing: "created", source });
        if when_there == WhenThere::Refuse {
            Self::refuse_existing(path)?;
        }
        let (aside, file) = Aside::create(path, Readers::Owner).map_err(failed)?;
        let zip = ZipArchiveWriter::new(BufWriter::with_capacity(256 << 10, file));
        let (path, root) = (path.to_owned(), String::new());
        Ok(Self { path, when_there, root, zip, is_cut_short: false, aside })
    }

    /// Fails where there is such a file, as writing it with [`WhenThere::Refuse`] would.
    ///
    /// # Errors
    ///
    /// There is, or that can't be told.
    pub fn refuse_existing(path: &Path) -> Result<(), SnapshotError> {
        let failed =
            |source| SnapshotError::of(path, SnapshotReason::File { doing: "created", source });
        if path.try_exists().map_err(failed)? {
            return Err(SnapshotError::of(path, SnapshotReason::Exists));
        }
        Ok(())
    }

    /// Begins an export with everything of another one but the documents of these tables, each
    /// entry as it is there.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), or the other one can't be read.
    pub fn create_from(
        path: &Path,
        when_there: WhenThere,
        other: &Snapshot,
        without: &BTreeSet<TableName>,
    ) -> Result<Self, SnapshotError> {
        Self::create_beside(path, when_there, other, without, &[])
    }

    /// The same, without the list of tables either: [`tables`](Self::tables) writes another one.
    ///
    /// # Errors
    ///
    /// As [`create_from`](Self::create_from).
    pub fn create_from_unlisted(
        path: &Path,
        when_there: WhenThere,
        other: &Snapshot,
        without: &BTreeSet<TableName>,
    ) -> Result<Self, SnapshotError> {
        Self::create_beside(path, when_there, other, without, &[TABLES])
    }

    /// `folders` are those of Convex's own that are written anew.
    fn create_beside(
        path: &Path,
        when_there: WhenThere,
        other: &Snapshot,
        without: &BTreeSet<TableName>,
        folders: &[&str],
    ) -> Result<Self, SnapshotError> {
        let mut writer = Self { root: other.root.clone(), ..Self::create(path, when_there)? };
        let folders = without.iter().map(TableName::as_str).chain(folders.iter().copied());
        let written: BTreeSet<String> = folders
            .flat_map(|folder| {
                [DOCUMENTS, GENERATED_SCHEMA].map(|file| format!("{}{folder}/{file}", other.root))
            })
            .collect();
        for entry in other.zip.listed().filter(|entry| !written.contains(&entry.name)) {
            writer.copy(other, entry)?;
        }
        Ok(writer)
    }

    fn copy(
        &mut self,
        other: &Snapshot,
        entry: &super::directory::Entry,
    ) -> Result<(), SnapshotError> {
        let path = self.path.clone();
        let failed = |error: rawzip::Error| written(&path, error);
        if entry.is_folder {
            let folder = self.zip.new_dir(place(&entry.name)).last_modified(TIME);
            return folder.unix_permissions(0o755).create().map(drop).map_err(failed);
        }
        let mut zipped = other.zip.read_zipped(entry)?;
        let file = self.zip.new_file(place(&entry.name)).compression_method(entry.method);
        let (mut out, _) =
            file.last_modified(TIME).unix_permissions(0o644).start().map_err(failed)?;
        let bytes = io::copy(&mut zipped, &mut out).map_err(|error| unwritten(&path, error))?;
        if bytes != entry.zipped {
            let what = "the entry ends too early".to_owned();
            return Err(other.zip.wrong(entry, SnapshotReason::Damaged { what }));
        }
        let known = DataDescriptorOutput::new(entry.crc, entry.bytes);
        out.finish(known).map(drop).map_err(failed)
    }

    /// Writes which table has which number, by name.
    ///
    /// # Errors
    ///
    /// The file can't be written.
    pub fn tables(&mut self, tables: &[(TableName, TableNumber)]) -> Result<(), SnapshotError> {
        let mut tables = tables.to_vec();
        tables.sort();
        let name = format!("{}{TABLES}/{DOCUMENTS}", self.root);
        self.entry(&name, |out| {
            tables.iter().try_for_each(|(table, number)| {
                // By hand, because the order of a JSON object's keys depends on who else is linked.
                let name = serde_json::Value::from(table.as_str());
                writeln!(out, "{{\"name\":{name},\"id\":{}}}", number.0)
            })
        })
    }

    /// Writes the documents of a table, in the order in which they come; an export has them in the
    /// order of their ids. Returns how many there were.
    ///
    /// # Errors
    ///
    /// The file can't be written, or the first error that comes instead of a document.
    pub fn documents<E: From<SnapshotError>>(
        &mut self,
        table: &TableName,
        documents: impl IntoIterator<Item = Result<StoredDocument, E>>,
    ) -> Result<u64, E> {
        let mut entry = self.begin(table)?;
        for document in documents {
            entry.document(document?)?;
        }
        Ok(entry.finish()?)
    }

    /// Begins the documents of a table, which are written one by one.
    ///
    /// # Errors
    ///
    /// The file can't be written.
    pub fn begin(&mut self, table: &TableName) -> Result<TableWriter<'_>, SnapshotError> {
        let name = self.name(table, GENERATED_SCHEMA);
        self.entry(&name, |out| writeln!(out, "\"uniform\""))?;
        let name = self.name(table, DOCUMENTS);
        let entry = EntryWriter::begin(&mut self.zip, &self.path, &name)?;
        self.is_cut_short = true;
        Ok(TableWriter { entry, is_cut_short: &mut self.is_cut_short, count: 0 })
    }

    /// Brings the export to disk and gives it its name.
    ///
    /// # Errors
    ///
    /// The file can't be written, or has come up meanwhile and shall stay. Nothing is left behind.
    pub fn finish(self) -> Result<(), SnapshotError> {
        let Self { path, when_there, zip, is_cut_short, aside, root: _ } = self;
        if is_cut_short {
            return Err(unwritten(&path, io::Error::other("a table in it was never ended")));
        }
        let out = zip.finish().map_err(|error| written(&path, error))?;
        let file = out.into_inner().map_err(|error| unwritten(&path, error.into_error()))?;
        aside.place(&file, when_there == WhenThere::Replace).map_err(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                SnapshotError::of(&path, SnapshotReason::Exists)
            } else {
                unwritten(&path, error)
            }
        })
    }

    fn name(&self, table: &TableName, file: &str) -> String {
        format!("{}{table}/{file}", self.root)
    }

    fn entry(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), SnapshotError> {
        let mut entry = EntryWriter::begin(&mut self.zip, &self.path, name)?;
        write(&mut entry.content).map_err(|error| unwritten(&self.path, error))?;
        entry.finish()
    }
}

/// Documents of a table that are being written. Unless the table is [finished](Self::finish), the
/// export can't be.
pub struct TableWriter<'w> {
    entry: EntryWriter<'w>,
    is_cut_short: &'w mut bool,
    count: u64,
}

impl TableWriter<'_> {
    /// Writes a document.
    ///
    /// # Errors
    ///
    /// The file can't be written.
    pub fn document(&mut self, document: StoredDocument) -> Result<(), SnapshotError> {
        let EntryWriter { content, path } = &mut self.entry;
        writeln!(content, "{}", line(document)).map_err(|error| unwritten(path, error))?;
        self.count += 1;
        Ok(())
    }

    /// Ends the table, and returns how many documents it has.
    ///
    /// # Errors
    ///
    /// The file can't be written.
    pub fn finish(self) -> Result<u64, SnapshotError> {
        self.entry.finish()?;
        *self.is_cut_short = false;
        Ok(self.count)
    }
}

/// An entry that is zipped as it is written.
struct EntryWriter<'w> {
    content: BufWriter<ZipDataWriter<DeflateEncoder<ZipEntryWriter<'w, BufWriter<File>>>>>,
    path: PathBuf,
}

impl<'w> EntryWriter<'w> {
    fn begin(
        zip: &'w mut ZipArchiveWriter<BufWriter<File>>,
        path: &Path,
        name: &str,
    ) -> Result<Self, SnapshotError> {
        let file = zip.new_file(place(name)).compression_method(CompressionMethod::DEFLATE);
        let (out, config) = file
            .last_modified(TIME)
            .unix_permissions(0o644)
            .start()
            .map_err(|error| written(path, error))?;
        let zipped = DeflateEncoder::new(out, Compression::default());
        Ok(Self { content: BufWriter::new(config.wrap(zipped)), path: path.to_owned() })
    }

    fn finish(self) -> Result<(), SnapshotError> {
        let Self { content, path } = self;
        let content = content.into_inner().map_err(|error| unwritten(&path, error.into_error()))?;
        let (zipped, descriptor) = content.finish().map_err(|error| written(&path, error))?;
        let out = zipped.finish().map_err(|error| unwritten(&path, error))?;
        out.finish(descriptor).map(drop).map_err(|error| written(&path, error))
    }
}

/// Every entry's time: an export has no clock, and the same documents give the same bytes.
const TIME: UtcDateTime = match UtcDateTime::from_components(1980, 1, 1, 0, 0, 0, 0) {
    Some(time) => time,
    None => panic!("the first day that a ZIP can name"),
};

/// An entry's name as it is: the library would take what stands before a colon for a drive, and
/// leave it out. A name that it doesn't look at lacks the mark of UTF-8, so only these are.
fn place(name: &str) -> EntryPath<'_> {
    if name.contains(':') {
        EntryPath::verbatim(name.as_bytes())
    } else {
        EntryPath::conformant(name)
    }
}

/// A document as a line, keys in order.
fn line(document: StoredDocument) -> String {
    let StoredDocument { id, creation_time, mut fields } = document;
    fields.insert(ID_FIELD.to_owned(), Value::String(id));
    fields.insert(CREATION_TIME_FIELD.to_owned(), Value::Float64(creation_time));
    Value::Object(fields).to_export().to_string()
}

fn written(path: &Path, error: rawzip::Error) -> SnapshotError {
    match error.into_kind() {
        rawzip::ErrorKind::IO(source) => unwritten(path, source),
        other => unwritten(path, io::Error::other(rawzip::Error::from(other))),
    }
}

fn unwritten(path: &Path, source: io::Error) -> SnapshotError {
    SnapshotError::of(path, SnapshotReason::File { doing: "written", source })
}
