//! An export that anybody may have made: it is refused, or read, and then written again so that it
//! reads as the same documents; in little memory, whatever it claims to hold.
//!
//! Input that begins with `P` is a ZIP as it is. Any other is lines of text from which one is made,
//! because no ZIP survives being altered at random: `=NAME` begins an entry that is zipped, `-NAME`
//! one that is stored, `!` and three bytes alter a byte of the ZIP.

#![no_main]

use std::alloc::System;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use cap::Cap;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use libfuzzer_sys::fuzz_target;
use migrate_runtime::snapshot::{Limits, Snapshot, SnapshotError, SnapshotWriter, WhenThere};
use rawzip::path::EntryPath;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;

/// Whatever asks for more than this fails.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 96 << 20);

/// Small, so that small inputs reach them.
const LIMITS: Limits = Limits {
    entries_max: 12,
    total_bytes_max: 1 << 20,
    ratio_max: 20,
    ratio_free_bytes: 1 << 14,
    line_bytes_max: 1 << 12,
};

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("snapshot_zip.{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the ZIPs");
    folder
});

fuzz_target!(init: fuzz::catch_stack_overflow(), |data: &[u8]| {
    let made;
    let zip = if data.first() == Some(&b'P') {
        data
    } else {
        made = zip_of(data);
        &made
    };
    let path = FOLDER.join("in.zip");
    File::create(&path).and_then(|mut file| file.write_all(zip)).expect("the ZIP is written");

    let snapshot = match Snapshot::open(&path, &LIMITS) {
        Ok(snapshot) => snapshot,
        Err(error) => return drop(error.to_string()),
    };
    match all(&snapshot) {
        Ok(tables) => write_again(&snapshot, &tables),
        Err(error) => drop(error.to_string()),
    }
});

type Tables = BTreeMap<TableName, Vec<StoredDocument>>;

fn all(snapshot: &Snapshot) -> Result<Tables, SnapshotError> {
    let mut tables = Tables::new();
    for table in snapshot.tables().keys() {
        let documents = snapshot.documents(table)?.map(|read| read.map(|read| read.document));
        tables.insert(table.clone(), documents.collect::<Result<_, _>>()?);
    }
    Ok(tables)
}

fn write_again(snapshot: &Snapshot, tables: &Tables) {
    let path = FOLDER.join("out.zip");
    let without: BTreeSet<TableName> = tables.keys().cloned().collect();
    let mut writer =
        match SnapshotWriter::create_from(&path, WhenThere::Replace, snapshot, &without) {
            Ok(writer) => writer,
            // An entry that is passed through can be damaged, too.
            Err(error) => return drop(error.to_string()),
        };
    for (table, documents) in tables {
        let documents = documents.iter().cloned().map(Ok::<_, SnapshotError>);
        writer.documents(table, documents).expect("documents are written");
    }
    writer.finish().expect("the export is written");

    // Numbers get a fraction and tables a file that says so, which the limits here may not allow.
    let again = Snapshot::open(&path, &Limits::default()).expect("what is written opens");
    assert_eq!(&all(&again).expect("what is written reads"), tables);
}

fn zip_of(text: &[u8]) -> Vec<u8> {
    let mut zip = ZipArchiveWriter::new(Vec::new());
    let mut entry: Option<(&[u8], CompressionMethod, Vec<u8>)> = None;
    let mut alterations: Vec<&[u8; 3]> = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let name = line.get(1..).unwrap_or_default();
        let name = name.strip_suffix(b"\n").unwrap_or(name);
        let method = match line.first() {
            Some(b'=') => CompressionMethod::DEFLATE,
            Some(b'-') => CompressionMethod::STORE,
            Some(b'!') => {
                alterations.extend(name.first_chunk::<3>());
                continue;
            }
            _ => {
                if let Some((_, _, content)) = &mut entry {
                    content.extend_from_slice(line);
                }
                continue;
            }
        };
        add(&mut zip, entry.replace((name, method, Vec::new())));
    }
    add(&mut zip, entry);
    let mut bytes = zip.finish().expect("a ZIP in memory");
    for [high, low, byte] in alterations {
        // From the end, where the list of entries is.
        let place = usize::from(u16::from_be_bytes([*high, *low])) % bytes.len();
        let place = bytes.len() - 1 - place;
        bytes[place] = *byte;
    }
    bytes
}

fn add(zip: &mut ZipArchiveWriter<Vec<u8>>, entry: Option<(&[u8], CompressionMethod, Vec<u8>)>) {
    let Some((name, method, content)) = entry else { return };
    let file = zip.new_file(EntryPath::verbatim(name)).compression_method(method);
    // Names that are too long have no place in any ZIP.
    let Ok((mut out, config)) = file.start() else { return };
    let descriptor = if method == CompressionMethod::DEFLATE {
        let deflated = DeflateEncoder::new(&mut out, Compression::fast());
        let mut written = config.wrap(deflated);
        written.write_all(&content).expect("memory takes it");
        let (deflated, descriptor) = written.finish().expect("memory takes it");
        deflated.finish().expect("memory takes it");
        descriptor
    } else {
        let mut written = config.wrap(&mut out);
        written.write_all(&content).expect("memory takes it");
        written.finish().expect("memory takes it").1
    };
    out.finish(descriptor).expect("memory takes it");
}
