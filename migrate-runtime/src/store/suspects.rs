//! What a verification has to look at itself.

use crate::cursor::Cursor;

use super::{Page, ReadDocument};

/// The documents of a part of a range that a validator may not accept.
#[derive(Clone, Debug)]
pub struct Suspects {
    /// How many documents the part has.
    pub looked_at: u64,
    /// Those of them that may be invalid; the others are valid.
    pub documents: Vec<ReadDocument>,
    /// The end of the part.
    pub cursor: Cursor,
    /// Whether nothing is left of the range.
    pub is_done: bool,
}

impl From<Page> for Suspects {
    /// Nobody has looked at them: each may be invalid.
    fn from(page: Page) -> Self {
        let Page { documents, cursor, is_done } = page;
        Self { looked_at: documents.len() as u64, documents, cursor, is_done }
    }
}
