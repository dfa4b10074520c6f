//! A table straight from the ZIP: one thread unzips it into blocks of lines, the others look at
//! them, and what they find comes together in the order of the file.

use std::collections::{BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use schema_core::declaration::Declaration;
use schema_core::diff::CensusRequest;
use schema_core::id::TableNumber;
use schema_core::name::TableName;

use super::RehearseError;
use super::headroom::Packing;
use super::look::{Look, Seen, Tally, Treatment};
use crate::event::{Event, Observer};
use crate::run::Stop;
use crate::snapshot::{Lines, Reading, Snapshot, SnapshotDocument, SnapshotError, SnapshotReason};

/// How much text is looked at in one go.
const BLOCK_BYTES: usize = 1 << 20;

/// How many blocks each thread has before it, so that none waits for the unzipping.
const BLOCKS_AHEAD: usize = 2;

/// The most threads beside the one that unzips, which keeps about that many busy.
const THREADS_MAX: usize = 6;

/// One table of an export, and what to do with it.
pub(super) struct Stream<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) declaration: &'a Declaration,
    pub(super) table: &'a TableName,
    pub(super) treatment: Treatment<'a>,
    pub(super) requests: &'a [CensusRequest],
    pub(super) observer: &'a dyn Observer,
    pub(super) stop: &'a Stop,
}

/// What is found in a table.
pub(super) struct Streamed {
    pub(super) tally: Tally,
    pub(super) packing: Packing,
    pub(super) unknown: BTreeSet<TableNumber>,
}

/// Lines of a table, one after the other.
#[derive(Default)]
struct Block {
    text: Vec<u8>,
    /// Where each line ends in the text, with its number.
    ends: Vec<(u64, usize)>,
}

type Looked = Result<Seen, (u64, SnapshotReason)>;

/// A thread that looks at blocks, in their order.
struct Worker {
    blocks: SyncSender<Block>,
    looked: Receiver<Looked>,
}

impl Block {
    /// The next lines, as many as are looked at in one go; none at the end of the table.
    fn read(lines: &mut Lines) -> Result<Self, SnapshotError> {
        let mut block = Self::default();
        block.text.reserve(BLOCK_BYTES + BLOCK_BYTES / 8);
        while block.text.len() < BLOCK_BYTES {
            let Some(line) = lines.append(&mut block.text)? else { break };
            block.ends.push((line, block.text.len()));
        }
        Ok(block)
    }

    fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(_, end)| *end));
        starts.zip(&self.ends).map(|(start, (line, end))| (*line, &self.text[start..*end]))
    }
}

impl Stream<'_> {
    /// Reads the whole table. `keep` is given the documents that are kept, in the order of the file.
    pub(super) fn run(
        &self,
        keep: &mut dyn FnMut(Vec<SnapshotDocument>) -> Result<(), RehearseError>,
    ) -> Result<Streamed, RehearseError> {
        let mut found = Streamed {
            tally: Tally::of(self.treatment, self.requests),
            packing: Packing::default(),
            unknown: BTreeSet::new(),
        };
        let Some(Reading { mut lines, parser, mut watch }) = self.snapshot.reading(self.table)?
        else {
            return Ok(found);
        };
        let (declaration, numbers) = (self.declaration, self.snapshot.numbers());
        let (treatment, requests) = (self.treatment, self.requests);
        let look = Look { declaration, numbers, parser, treatment, requests };
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let table = self.table.clone();
        let bytes = self.snapshot.tables().get(&table).map_or(0, |table| table.bytes);
        self.observer.observe(&Event::SnapshotStarted { table, bytes });
        let mut bytes = 0;
        let mut take = |looked: Looked| -> Result<(), RehearseError> {
            let seen = looked
                .map_err(|(line, reason)| self.snapshot.wrong_line(self.table, line, reason))?;
            for (id, line) in seen.ids {
                watch.see(self.snapshot, self.table, id, line)?;
            }
            for weight in seen.weights {
                found.packing.add(weight);
            }
            found.tally.merge(seen.tally);
            found.unknown.extend(seen.unknown);
            bytes += seen.bytes;
            self.observer.observe(&Event::SnapshotRead {
                table: self.table.clone(),
                documents: found.tally.documents,
                bytes,
                failing: found.tally.failing.count(),
            });
            if seen.kept.is_empty() { Ok(()) } else { keep(seen.kept) }
        };
        thread::scope(|scope| {
            let look = &look;
            let workers: Vec<Worker> = (0..cores.min(THREADS_MAX))
                .map(|_| {
                    let (blocks, given) = sync_channel::<Block>(BLOCKS_AHEAD);
                    let (tells, looked) = sync_channel(BLOCKS_AHEAD);
                    // It ends when no more blocks come, or nobody wants what it finds.
                    scope.spawn(move || {
                        given.iter().all(|block| tells.send(look.at(block.lines())).is_ok())
                    });
                    Worker { blocks, looked }
                })
                .collect();
            self.feed(&mut lines, &workers, &mut take)
        })?;
        self.observer.observe(&Event::SnapshotFinished {
            table: self.table.clone(),
            documents: found.tally.documents,
            failing: found.tally.failing.count(),
        });
        Ok(found)
    }

    /// Gives blocks to the workers in turns, and takes what they find in the same order.
    fn feed(
        &self,
        lines: &mut Lines,
        workers: &[Worker],
        take: &mut dyn FnMut(Looked) -> Result<(), RehearseError>,
    ) -> Result<(), RehearseError> {
        let mut turns = workers.iter().cycle();
        let mut waiting: VecDeque<&Worker> = VecDeque::new();
        let mut next = |waiting: &mut VecDeque<&Worker>| match waiting.pop_front() {
            // A worker that is gone has panicked, which its scope passes on.
            Some(worker) => worker.looked.recv().map_or(Ok(()), &mut *take),
            None => Ok(()),
        };
        let mut end = Ok(());
        loop {
            if self.stop.is_requested() {
                return Err(RehearseError::Stopped);
            }
            let block = match Block::read(lines) {
                Ok(block) => block,
                Err(error) => {
                    end = Err(error);
                    break;
                }
            };
            let (Some(worker), false) = (turns.next(), block.ends.is_empty()) else { break };
            if waiting.len() >= workers.len() * BLOCKS_AHEAD {
                next(&mut waiting)?;
            }
            if worker.blocks.send(block).is_ok() {
                waiting.push_back(worker);
            }
        }
        // What is wrong with an earlier line is said first.
        while !waiting.is_empty() {
            next(&mut waiting)?;
        }
        end.map_err(RehearseError::from)
    }
}
