//! An entry's lines, one at a time, however long the entry is.

use std::io::{BufRead as _, BufReader, Read as _};

use super::directory::{Entry, Zip};
use super::entry::EntryReader;
use super::error::{SnapshotError, SnapshotReason};
use super::limits::Limits;

/// How much is unzipped at once.
const BUFFER_BYTES: usize = 256 << 10;

/// The lines of an entry.
pub(crate) struct Lines {
    zip: Zip,
    entry: Entry,
    content: BufReader<EntryReader>,
    line: u64,
    line_bytes_max: usize,
}

impl Lines {
    pub(super) fn of(zip: &Zip, entry: &Entry, limits: &Limits) -> Result<Self, SnapshotError> {
        let content = BufReader::with_capacity(BUFFER_BYTES, zip.read(entry)?);
        let (zip, entry) = (zip.clone(), entry.clone());
        Ok(Self { zip, entry, content, line: 0, line_bytes_max: limits.line_bytes_max })
    }

    /// Appends the next line to `buffer`, without its end, and returns its number; `None` after the
    /// last one. Empty lines are passed over, as an import does.
    pub(crate) fn append(&mut self, buffer: &mut Vec<u8>) -> Result<Option<u64>, SnapshotError> {
        loop {
            let start = buffer.len();
            self.line += 1;
            // One more for the line's end.
            let most = self.line_bytes_max as u64 + 1;
            let read = (&mut self.content).take(most).read_until(b'\n', buffer);
            let read =
                read.map_err(|error| self.zip.unreadable(&self.entry, &error).at_line(self.line))?;
            if read == 0 {
                return Ok(None);
            }
            if buffer.last() == Some(&b'\n') {
                buffer.pop();
            } else if read > self.line_bytes_max {
                let max = self.line_bytes_max;
                return Err(self.wrong(SnapshotReason::LineTooLong { max }));
            }
            if buffer[start..].iter().any(|byte| !byte.is_ascii_whitespace()) {
                return Ok(Some(self.line));
            }
            buffer.truncate(start);
        }
    }

    /// The next line as text, in a buffer that is used again.
    pub(super) fn next_in<'b>(
        &mut self,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Option<(u64, &'b str)>, SnapshotError> {
        buffer.clear();
        let Some(line) = self.append(buffer)? else { return Ok(None) };
        let text = text(buffer).map_err(|reason| self.wrong(reason))?;
        Ok(Some((line, text)))
    }

    /// The error for the line that was read last.
    pub(super) fn wrong(&self, reason: SnapshotReason) -> SnapshotError {
        self.zip.wrong(&self.entry, reason).at_line(self.line)
    }
}

/// A line as text.
pub(super) fn text(line: &[u8]) -> Result<&str, SnapshotReason> {
    std::str::from_utf8(line)
        .map_err(|error| SnapshotReason::Utf8 { byte: error.valid_up_to() + 1 })
}
