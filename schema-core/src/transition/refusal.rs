//! Why a document isn't carried.

use crate::convert::DecodeError;
use crate::path::{Path, Segment};

/// Why a transition won't carry a document: a reason a person can act on.
///
/// The document stays as it is, is listed with this reason, and never stops the others.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", if .path.is_root() { String::new() } else { format!("{}: ", .path) })]
pub struct Refusal {
    /// The value that is to blame; the whole document where that can't be said.
    pub path: Path,
    /// What is wrong with it.
    pub reason: String,
}

impl Refusal {
    /// Refuses the document for `reason`.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { path: Path::default(), reason: reason.into() }
    }

    /// The same refusal, about the field with this stored name.
    #[must_use]
    pub fn at(self, stored: &str) -> Self {
        self.within(Segment::Field(stored.to_owned()))
    }

    /// The same refusal, seen from one step further out.
    #[must_use]
    pub fn within(self, outer: Segment) -> Self {
        Self { path: self.path.within(outer), reason: self.reason }
    }
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        let reason = format!("expected {}, found {}", error.expected, error.found);
        Self { path: error.path, reason }
    }
}
