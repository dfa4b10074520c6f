//! Short names for texts, to notice that they have changed.

use std::fmt;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a canonical text, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of a text.
    pub fn of(text: &str) -> Self {
        let mut hasher = Self::hasher();
        hasher.update(text.as_bytes());
        hasher.finish()
    }

    /// Computes the digest of something that is read in parts.
    pub(crate) fn hasher() -> Hasher {
        Hasher(Sha256::new())
    }

    pub(crate) fn from_stored(hex: String) -> Self {
        Self(hex)
    }

    /// The digest as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Takes the parts of something, one after the other.
pub(crate) struct Hasher(Sha256);

impl Hasher {
    pub(crate) fn update(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    pub(crate) fn finish(self) -> Digest {
        let mut hex = String::with_capacity(64);
        for byte in self.0.finalize() {
            // Writing to a `String` can't fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Digest(hex)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
