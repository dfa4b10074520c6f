//! One entry of a ZIP as a stream: unzipped, its length and checksum proved at its end.

use std::io::{self, BufReader, Read};

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, RangeReader, ZipVerifier};

use super::directory::{Bytes, Entry, Zip};
use super::error::{SnapshotError, SnapshotReason};

/// How much of a ZIP is read at once.
const READ_BYTES: usize = 256 << 10;

/// An entry's content.
pub(super) struct EntryReader(ZipVerifier<Content>);

enum Content {
    Stored(RangeReader<Bytes>),
    Deflated(Box<DeflateDecoder<BufReader<RangeReader<Bytes>>>>),
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(stored) => stored.read(buffer),
            Self::Deflated(deflated) => deflated.read(buffer),
        }
    }
}

impl Read for EntryReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Zip {
    /// The entry's content.
    pub(super) fn read(&self, entry: &Entry) -> Result<EntryReader, SnapshotError> {
        let found = self
            .archive()
            .get_entry(entry.place)
            .map_err(|error| self.unreadable(entry, &io::Error::other(error)))?;
        let (start, end) = found.compressed_data_range();
        let zipped = RangeReader::new(self.bytes(), start..end);
        let content = if entry.method == CompressionMethod::STORE {
            Content::Stored(zipped)
        } else {
            let zipped = BufReader::with_capacity(READ_BYTES, zipped);
            Content::Deflated(Box::new(DeflateDecoder::new(zipped)))
        };
        Ok(EntryReader(found.verifying_reader(content)))
    }

    /// The entry as it is in the ZIP, for another ZIP.
    pub(super) fn read_zipped(&self, entry: &Entry) -> Result<impl Read + use<>, SnapshotError> {
        let found = self
            .archive()
            .get_entry(entry.place)
            .map_err(|error| self.unreadable(entry, &io::Error::other(error)))?;
        let (start, end) = found.compressed_data_range();
        Ok(RangeReader::new(self.bytes(), start..end))
    }

    /// What an error of reading an entry means: the system's, or the ZIP's.
    pub(super) fn unreadable(&self, entry: &Entry, error: &io::Error) -> SnapshotError {
        let reason = match error.raw_os_error() {
            Some(code) => {
                let source = io::Error::from_raw_os_error(code);
                SnapshotReason::File { doing: "read", source }
            }
            None => SnapshotReason::Damaged { what: error.to_string().to_lowercase() },
        };
        self.wrong(entry, reason)
    }
}
