//! The connections to a deployment. It runs the mutations of one connection one after the other, so
//! ranges that are to be committed at the same time need several.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::error::{RemoteError, StoreError};

use super::access::Access;
use super::socket::{Answer, Call, Socket};

/// A connection, which is opened with its first call.
pub(super) fn socket(access: &Access) -> Result<Socket, RemoteError> {
    Socket::new(access).map_err(|error| RemoteError::Unreachable {
        url: access.origin(),
        reason: access.foreign(&format!("this machine has no thread for a connection: {error}")),
    })
}

/// Connections, each with at most one call at a time.
pub(super) struct Pool {
    /// For whoever shows that a runner lives or asks about it: never behind a batch.
    pulse: Socket,
    free: Mutex<Vec<Socket>>,
    permits: Semaphore,
}

impl Pool {
    /// So many connections for documents, and one more; none is opened before it is needed.
    pub(super) fn new(access: &Access, connections: usize) -> Result<Self, StoreError> {
        let socket = || socket(access);
        let connections = connections.max(1);
        let free = (0..connections).map(|_| socket()).collect::<Result<_, _>>()?;
        let permits = Semaphore::new(connections);
        Ok(Self { pulse: socket()?, free: Mutex::new(free), permits })
    }

    /// Calls a function on a connection that is free, once one is.
    pub(super) async fn call(&self, call: Call) -> Answer {
        // It is never closed.
        let _permit = self.permits.acquire().await;
        let borrowed = self.borrow();
        match &borrowed.socket {
            Some(socket) => socket.call(call).await,
            None => self.pulse.call(call).await,
        }
    }

    /// Calls a function that nothing else must delay.
    pub(super) async fn pulse(&self, call: Call) -> Answer {
        self.pulse.call(call).await
    }

    fn borrow(&self) -> Borrowed<'_> {
        let socket = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Borrowed { pool: self, socket }
    }
}

/// A connection that comes back to its pool, also where nobody waits for the answer any more.
struct Borrowed<'p> {
    pool: &'p Pool,
    socket: Option<Socket>,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let mut free = self.pool.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.extend(self.socket.take());
    }
}
