//! What a rehearsal takes beside only unzipping and parsing the same export.
//!
//! The export is made here, always the same for a size: two tables of which one is carried through
//! two versions and the other is of its newest. *parse* unzips and makes a JSON tree of each line,
//! *read* reads documents as a rehearsal does, on one core, and *rehearse* is the whole. Each is a
//! process of its own, so that its peak of memory is its own.

mod app;
mod made;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::time::Instant;

use flate2::bufread::DeflateDecoder;
use migrate_runtime::event::Unobserved;
use migrate_runtime::rehearse::Rehearsal;
use migrate_runtime::run::Stop;
use migrate_runtime::ship::Versions;
use migrate_runtime::snapshot::{Limits, Snapshot};
use rawzip::{RECOMMENDED_BUFFER_SIZE, ZipArchive};
use schema_core::Schema as _;
use schema_core::frozen::FrozenFiles;
use serde_json::Value as Json;

use super::child::{self, Measured};
use super::report::{Options, Report, Row};

/// The size of the export unless another is asked for: of its documents as text.
const SIZE_BYTES: u64 = 1 << 30;

/// How often each is measured; the median counts.
const ROUNDS: usize = 3;

/// What is measured, in the order in which it is printed.
const KINDS: [(&str, Kind); 3] = [("parse", parse), ("read", read), ("rehearse", rehearse)];

/// Does something to an export and returns how many documents it met.
type Kind = fn(&Path) -> io::Result<u64>;

/// Measures.
///
/// # Errors
///
/// The export can't be written, or one of the processes fails.
pub fn run(options: &Options) -> io::Result<Report> {
    let size = options.size_bytes.unwrap_or(SIZE_BYTES);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("export.zip");
    writeln!(io::stderr(), "making an export")?;
    made::write(&path, size).map_err(io::Error::other)?;
    let zipped = fs::metadata(&path)?.len();
    let mut measured: BTreeMap<&str, Vec<Measured>> = BTreeMap::new();
    for round in 1..=ROUNDS {
        writeln!(io::stderr(), "{round}/{ROUNDS}")?;
        for (name, _) in KINDS {
            measured.entry(name).or_default().push(child::run(&[
                "rehearse",
                name,
                &path.to_string_lossy(),
            ])?);
        }
    }
    let median = |name: &str| {
        let mut all = measured.get(name).cloned().unwrap_or_default();
        all.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        all.into_iter().nth(ROUNDS / 2)
    };
    let parsed = median("parse").map_or(f64::NAN, |parsed| parsed.seconds);
    let rows = KINDS.into_iter().filter_map(|(name, _)| {
        let measured = median(name)?;
        let ratio = measured.seconds / parsed;
        Some(Row::measured(format!("rehearse/{name}"), &measured, ratio))
    });
    let rows = rows.collect();
    let notes = vec![format!(
        "{} MB of documents, {} MB as a ZIP; median of {ROUNDS} runs; the last column is the time as \
         a part of unzipping and parsing alone, on one core.",
        size >> 20,
        zipped >> 20
    )];
    Ok(Report { rows, notes })
}

/// One kind, in the process that is measured: `KIND FILE`.
///
/// # Errors
///
/// It is no kind, or it fails.
pub fn child(words: &[&str]) -> io::Result<Measured> {
    let [kind, path] = words else { return Err(io::ErrorKind::InvalidInput.into()) };
    let kind = KINDS.iter().find(|(name, _)| name == kind);
    let (_, kind) = kind.ok_or(io::ErrorKind::InvalidInput)?;
    let start = Instant::now();
    let documents = kind(Path::new(path))?;
    Measured::now(documents, start.elapsed().as_secs_f64())
}

fn parse(path: &Path) -> io::Result<u64> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let zip = ZipArchive::from_file(File::open(path)?, &mut buffer).map_err(io::Error::other)?;
    let mut places = Vec::new();
    let mut entries = zip.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(io::Error::other)? {
        if entry.file_path().as_bytes().ends_with(b"/documents.jsonl") {
            places.push(entry.wayfinder());
        }
    }
    let (mut documents, mut line) = (0, Vec::new());
    for place in places {
        let entry = zip.get_entry(place).map_err(io::Error::other)?;
        let content = DeflateDecoder::new(BufReader::with_capacity(256 << 10, entry.reader()));
        let mut content = BufReader::with_capacity(256 << 10, content);
        while content.read_until(b'\n', &mut line)? > 0 {
            let document: Json = serde_json::from_slice(&line)?;
            documents += u64::from(document.get("_id").is_some());
            line.clear();
        }
    }
    Ok(documents)
}

fn read(path: &Path) -> io::Result<u64> {
    let snapshot = Snapshot::open(path, &Limits::default()).map_err(io::Error::other)?;
    let mut documents = 0;
    for table in snapshot.tables().keys() {
        for document in snapshot.documents(table).map_err(io::Error::other)? {
            document.map_err(io::Error::other)?;
            documents += 1;
        }
    }
    Ok(documents)
}

fn rehearse(path: &Path) -> io::Result<u64> {
    let snapshot = Snapshot::open(path, &Limits::default()).map_err(io::Error::other)?;
    let (declaration, frozen) = (app::App::declaration(), FrozenFiles::new());
    let rehearsal = Rehearsal {
        snapshot: &snapshot,
        versions: Versions::of(&declaration, &frozen),
        given: &BTreeMap::new(),
        observer: &Unobserved,
        stop: &Stop::new(),
    };
    let rehearsed = rehearsal.run().map_err(io::Error::other)?;
    if !rehearsed.is_clean() {
        return Err(io::Error::other(format!("{} documents fail", rehearsed.failing())));
    }
    Ok(rehearsed.tables.values().map(|table| table.documents).sum())
}
