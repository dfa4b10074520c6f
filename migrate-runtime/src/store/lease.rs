//! Keeps a run's lease from a thread of its own.

use futures_util::future::BoxFuture;

use crate::error::StoreError;

use super::{Fenced, InHand, RunNumber};

/// A deployment whose runs can be kept alive beside the store that they work with.
///
/// A store serves one call after the other, or has only so many connections, and a call may take
/// long. A heartbeat must not wait for any of that, so it is sent by a [`LeaseKeeper`], which shares
/// nothing with the store: no lock, no connection, no thread.
pub trait Leased: Sync {
    /// Makes a keeper for the lease of a run of this deployment.
    ///
    /// # Errors
    ///
    /// The deployment can't be opened once more, or this machine can't wait for one more connection.
    fn lease_keeper(&self) -> Result<Box<dyn LeaseKeeper>, StoreError>;
}

/// Sends heartbeats on a connection of its own.
pub trait LeaseKeeper: Send {
    /// Renews the lease of a run, as [`heartbeat`](super::Store::heartbeat) does. It is called inside
    /// a runtime that serves nothing else, so it may block its thread for a few seconds, and its
    /// answer may be dropped at any time.
    ///
    /// # Errors
    ///
    /// As [`heartbeat`](super::Store::heartbeat).
    fn renew<'k>(
        &'k mut self,
        run: RunNumber,
        in_hand: Option<&'k InHand>,
    ) -> BoxFuture<'k, Result<Option<Fenced>, StoreError>>;
}
