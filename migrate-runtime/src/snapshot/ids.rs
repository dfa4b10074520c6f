//! Documents that are there twice, found without keeping the ids of a table in memory.
//!
//! An export lists a table in the order of its ids, so a repeated id stands beside itself. Only
//! where the order is broken are all ids of the table read once more, sorted in runs, and compared.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};

use schema_core::id::DocumentId;
use serde::Deserialize;

use super::lines::Lines;
use super::{SnapshotError, SnapshotReason};

/// How many ids are sorted in memory; 24 bytes each.
const RUN_IDS_MAX: usize = 1 << 20;

/// What tells the documents of one table apart.
type Internal = [u8; 16];

/// Watches the ids of one table go by.
#[derive(Debug, Default)]
pub(crate) struct IdOrder {
    last: Option<(Internal, u64)>,
    is_broken: bool,
}

/// What an id is to those before it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// No document before it has it, or that is known to be found out already.
    New,
    /// The document at this line has it.
    Twice(u64),
    /// The first one out of order: any of the table may have it.
    OutOfOrder,
}

impl IdOrder {
    pub(crate) fn see(&mut self, id: DocumentId, line: u64) -> Standing {
        if self.is_broken {
            return Standing::New;
        }
        let last = self.last.replace((id.internal, line));
        match last {
            Some((internal, other)) if internal == id.internal => Standing::Twice(other),
            Some((internal, _)) if internal > id.internal => {
                self.is_broken = true;
                Standing::OutOfOrder
            }
            Some(_) | None => Standing::New,
        }
    }
}

/// Reads every id of a table, and refuses two that are the same.
pub(super) fn refuse_twice(mut lines: Lines, run_ids_max: usize) -> Result<(), SnapshotError> {
    let mut runs = Vec::new();
    let mut run: Vec<(Internal, u64)> = Vec::new();
    let mut buffer = Vec::new();
    let mut table = None;
    while let Some((line, text)) = lines.next_in(&mut buffer)? {
        // Whoever reads the documents says what is wrong with them.
        let Some(id) = id_of(text) else { continue };
        table = Some(id.table);
        run.push((id.internal, line));
        if run.len() == run_ids_max {
            runs.push(spill(&mut run).map_err(|source| aside(&lines, source))?);
        }
    }
    run.sort_unstable();
    let twice = merge(run, &mut runs).map_err(|source| aside(&lines, source))?;
    let (Some((internal, first, second)), Some(table)) = (twice, table) else { return Ok(()) };
    let reason = SnapshotReason::IdTwice { id: DocumentId { table, internal }, other: first };
    Err(lines.wrong(reason).at_line(second))
}

fn aside(lines: &Lines, source: io::Error) -> SnapshotError {
    lines.wrong(SnapshotReason::File { doing: "sorted in a temporary file", source })
}

fn id_of(line: &str) -> Option<DocumentId> {
    #[derive(Deserialize)]
    struct OnlyId {
        #[serde(rename = "_id")]
        id: String,
    }
    serde_json::from_str::<OnlyId>(line).ok()?.id.parse().ok()
}

/// Writes a sorted run aside.
fn spill(run: &mut Vec<(Internal, u64)>) -> io::Result<BufReader<File>> {
    run.sort_unstable();
    let mut file = BufWriter::new(tempfile::tempfile()?);
    for (internal, line) in run.drain(..) {
        file.write_all(&internal)?;
        file.write_all(&line.to_le_bytes())?;
    }
    let mut file = file.into_inner()?;
    file.rewind()?;
    Ok(BufReader::new(file))
}

fn unspill(run: &mut BufReader<File>) -> io::Result<Option<(Internal, u64)>> {
    if io::BufRead::fill_buf(run)?.is_empty() {
        return Ok(None);
    }
    let (mut internal, mut line) = ([0; 16], [0; 8]);
    run.read_exact(&mut internal)?;
    run.read_exact(&mut line)?;
    Ok(Some((internal, u64::from_le_bytes(line))))
}

/// The least id that stands twice, with its first two lines.
fn merge(
    last: Vec<(Internal, u64)>,
    runs: &mut [BufReader<File>],
) -> io::Result<Option<(Internal, u64, u64)>> {
    let mut last = last.into_iter();
    let mut heads = BinaryHeap::new();
    for at in 0..=runs.len() {
        let head = next(at, runs, &mut last)?;
        heads.extend(head.map(|(internal, line)| Reverse((internal, line, at))));
    }
    let mut before: Option<(Internal, u64)> = None;
    while let Some(Reverse((internal, line, at))) = heads.pop() {
        match before {
            Some((other, first)) if other == internal => return Ok(Some((internal, first, line))),
            Some(_) | None => before = Some((internal, line)),
        }
        let head = next(at, runs, &mut last)?;
        heads.extend(head.map(|(internal, line)| Reverse((internal, line, at))));
    }
    Ok(None)
}

fn next(
    at: usize,
    runs: &mut [BufReader<File>],
    last: &mut impl Iterator<Item = (Internal, u64)>,
) -> io::Result<Option<(Internal, u64)>> {
    runs.get_mut(at).map_or_else(|| Ok(last.next()), unspill)
}

/// Refuses two equal ids of a table that isn't in order.
pub(super) fn refuse_twice_in(lines: Lines) -> Result<(), SnapshotError> {
    refuse_twice(lines, RUN_IDS_MAX)
}
