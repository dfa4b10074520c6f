//! Where a store of our own takes from what Convex's server has by itself.

use std::path::PathBuf;
use std::sync::Arc;

use rand::TryRngCore as _;

use crate::clock::{Clock, SystemClock};
use crate::error::StoreError;

/// Where time and randomness come from.
pub struct Sources {
    /// Tells the time of new documents and of the ledger.
    pub clock: Arc<dyn Clock>,
    /// Makes ids; the same seed makes the same ones.
    pub seed: u64,
}

impl Sources {
    /// The system's clock and randomness.
    ///
    /// # Errors
    ///
    /// The system has no randomness to give.
    pub fn system() -> Result<Self, StoreError> {
        let mut seed = [0; 8];
        rand::rngs::OsRng.try_fill_bytes(&mut seed).map_err(|error| StoreError::File {
            path: PathBuf::from("the system's random source"),
            doing: "read",
            source: std::io::Error::other(error.to_string()),
        })?;
        Ok(Self { clock: Arc::new(SystemClock), seed: u64::from_ne_bytes(seed) })
    }
}
