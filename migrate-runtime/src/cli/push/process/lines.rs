//! What a command says, line by line, however long its lines are.

use std::fmt::Write as _;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::sync::mpsc;

/// How many bytes of a line are shown.
const SHOWN_BYTES_MAX: usize = 64 << 10;

/// How many bytes of a line are read beyond those, so that a key at the border is whole.
const BEYOND_BYTES: usize = 8 << 10;

/// A line as far as it is kept, without its end.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: Vec<u8>,
    /// How many bytes it has in all.
    bytes: u64,
}

impl Line {
    fn add(&mut self, bytes: &[u8]) {
        let room = (SHOWN_BYTES_MAX + BEYOND_BYTES).saturating_sub(self.text.len());
        self.text.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.bytes += bytes.len() as u64;
    }

    /// The line as it is shown, after `redact` has seen what was kept of it.
    pub(super) fn shown(self, redact: impl FnOnce(&str) -> String) -> String {
        let text = String::from_utf8_lossy(&self.text);
        let mut text = redact(text.trim_end_matches('\r'));
        if self.bytes > SHOWN_BYTES_MAX as u64 {
            text.truncate(text.floor_char_boundary(SHOWN_BYTES_MAX));
            let bytes = self.bytes;
            // Writing to a string can't fail.
            let _ = write!(text, "… ({bytes} bytes, of which {SHOWN_BYTES_MAX} are shown)");
        }
        text
    }
}

/// Sends every line, the last one also where it has no end.
pub(super) async fn listen(from: impl AsyncRead + Unpin, said: mpsc::Sender<Line>) {
    let mut from = BufReader::new(from);
    let mut line = Line::default();
    let mut is_begun = false;
    while let Ok(bytes @ [_, ..]) = from.fill_buf().await {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        line.add(&bytes[..end.unwrap_or(bytes.len())]);
        let read = end.map_or(bytes.len(), |end| end + 1);
        from.consume(read);
        is_begun = end.is_none();
        if !is_begun && said.send(std::mem::take(&mut line)).await.is_err() {
            return;
        }
    }
    if is_begun {
        // Nobody listens any more where this fails.
        let _ = said.send(line).await;
    }
}
