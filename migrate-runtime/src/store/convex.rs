//! A deployment of Convex, driven from outside through the functions that `generate` writes.
//!
//! The functions run in the deployment's own transactions, so what [`Store`](super::Store) promises
//! is promised by the server. Here each promise is put into a call, and what a call doesn't answer is
//! told apart: what certainly hasn't happened, and what may have.

mod access;
mod batch;
mod contract;
mod governor;
mod hearsay;
mod keeper;
mod pool;
mod preflight;
mod push;
mod refusal;
mod socket;
mod tables;
mod totals;
mod values;
mod wire;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::TryRngCore as _;
use schema_core::name::TableName;
use tokio::time::Instant;

use crate::deployment::DeploymentName;
use crate::error::{RemoteError, StoreError};
use crate::rate::WriteRate;
use crate::store::Batch;

pub use self::access::Access;
pub use self::preflight::{Preflight, preflight};
pub use self::push::{NoPusher, Pushed, Pusher};

use self::governor::{Ahead, Governor};
use self::pool::Pool;
use self::refusal::{Refusal, value_of};
use self::socket::{Call, Kind};
use self::tables::Numbers;
use self::values::{Arguments, Mismatch, Read};

/// How long a function may take that reads or writes documents. The server gives it a second of
/// its own time; the rest is for queues and the network.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a function may take that shows that a runner lives: well within its lease.
const PULSE_PATIENCE: Duration = Duration::from_secs(5);

/// A deployment of Convex.
pub struct ConvexStore<P> {
    deployment: DeploymentName,
    access: Access,
    pool: Pool,
    numbers: Numbers,
    governor: Mutex<Governor>,
    /// What the governor's times are measured from.
    began: Instant,
    /// Whether the deployment doesn't tell how large its tables are.
    hides_sizes: AtomicBool,
    /// How many documents one call looks at, as far as it is known to have the time.
    looks_at: AtomicU64,
    /// What takes a schema to the deployment.
    pusher: P,
    /// Names the claim that hasn't been answered: sent again it is the same one.
    claim: Mutex<Option<String>>,
}

impl<P> ConvexStore<P> {
    /// A deployment that nothing is sent to yet. [`preflight`] says in seconds whether it answers;
    /// without that, calls to one that doesn't take long to fail.
    ///
    /// `connections` is how many calls may be under way at the same time. `tables` are those that
    /// the application names and the deployed schema may not have; the deployment's numbers of other
    /// tables aren't known.
    ///
    /// From here on the process logs nothing finer than [`log::Level::Debug`] through the crate `log`:
    /// at [`log::Level::Trace`] a library would log the key.
    ///
    /// # Errors
    ///
    /// [`RemoteError::Unreachable`]: this machine can't wait for as many connections.
    pub fn new(
        deployment: DeploymentName,
        access: Access,
        connections: usize,
        tables: BTreeSet<TableName>,
        pusher: P,
    ) -> Result<Self, StoreError> {
        let pool = Pool::new(&access, connections)?;
        let (numbers, claim) = (Numbers::of(tables), Mutex::new(None));
        let governor = Mutex::new(Governor::new(WriteRate::DEFAULT));
        Ok(Self {
            deployment,
            access,
            pool,
            numbers,
            governor,
            began: Instant::now(),
            hides_sizes: AtomicBool::new(false),
            looks_at: AtomicU64::new(contract::LOOKED_AT_ONCE),
            pusher,
            claim,
        })
    }

    /// The same deployment, of which batches write at most so much in a second; unless said
    /// otherwise [`WriteRate::DEFAULT`].
    #[must_use]
    pub fn at_most(self, rate: WriteRate) -> Self {
        Self { governor: Mutex::new(Governor::new(rate)), ..self }
    }

    /// Calls a function that may wait behind others, and reads its answer.
    async fn call<T>(
        &self,
        kind: Kind,
        function: &'static str,
        arguments: Arguments,
        read: impl FnOnce(convex::Value) -> Read<T>,
    ) -> Result<T, Refusal> {
        let call = Call { function, kind, arguments, patience: PATIENCE };
        let answer = self.pool.call(call).await;
        let value = value_of(&self.access, function, kind, answer).inspect_err(|refusal| {
            self.governed(|governor, now| match refusal {
                Refusal::TooFast(_) => governor.refused(now),
                Refusal::Crowded(_) => governor.crowded(now),
                _ => {}
            });
        })?;
        Ok(read(value).map_err(|mismatch| bad_answer(&self.access, function, &mismatch))?)
    }

    /// Asks the governor, or tells it.
    fn governed<T>(&self, ask: impl FnOnce(&mut Governor, Duration) -> T) -> T {
        let mut governor = self.governor.lock().unwrap_or_else(PoisonError::into_inner);
        ask(&mut governor, self.began.elapsed())
    }

    /// What a batch is about to write, as far as it can be told.
    fn ahead(&self, batch: &Batch) -> Ahead {
        let index_bytes = self.governed(|governor, _| {
            batch.writes.iter().map(|write| governor.index_bytes(&write.table)).sum()
        });
        Ahead { read_bytes: batch::read_bytes(batch), index_bytes }
    }

    async fn query<T>(
        &self,
        function: &'static str,
        arguments: Arguments,
        read: impl FnOnce(convex::Value) -> Read<T>,
    ) -> Result<T, StoreError> {
        let answer = self.call(Kind::Query, function, arguments, read).await;
        answer.map_err(|refusal| refusal.into_error(function))
    }

    async fn mutation<T>(
        &self,
        function: &'static str,
        arguments: Arguments,
        read: impl FnOnce(convex::Value) -> Read<T>,
    ) -> Result<T, StoreError> {
        let answer = self.call(Kind::Mutation, function, arguments, read).await;
        answer.map_err(|refusal| refusal.into_error(function))
    }

    /// Calls a function that nothing else must delay.
    async fn pulse<T>(
        &self,
        kind: Kind,
        function: &'static str,
        arguments: Arguments,
        read: impl FnOnce(convex::Value) -> Read<T>,
    ) -> Result<T, StoreError> {
        let call = Call { function, kind, arguments, patience: PULSE_PATIENCE };
        let answer = self.pool.pulse(call).await;
        let value = value_of(&self.access, function, kind, answer);
        let value = value.map_err(|refusal| refusal.into_error(function))?;
        read(value).map_err(|mismatch| bad_answer(&self.access, function, &mismatch).into())
    }

    /// What names the present claim: that of the last one, where its answer was lost.
    fn claim_token(&self) -> Result<String, StoreError> {
        let mut claim = self.claim.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = &*claim {
            return Ok(token.clone());
        }
        let mut bytes = [0; 16];
        rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(|error| StoreError::File {
            path: "the system's random source".into(),
            doing: "read",
            source: std::io::Error::other(error.to_string()),
        })?;
        let token = format!("{:032x}", u128::from_ne_bytes(bytes));
        *claim = Some(token.clone());
        Ok(token)
    }

    fn claim_is_answered(&self) {
        *self.claim.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What a function has answered that no release answers, cited without keys.
fn bad_answer(access: &Access, function: &'static str, mismatch: &Mismatch) -> RemoteError {
    RemoteError::BadAnswer { function, what: access.foreign(&mismatch.to_string()) }
}
