//! Keeps the lease of a run of a deployment of Convex, on a connection that carries nothing else.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::error::StoreError;
use crate::store::{Fenced, InHand, LeaseKeeper, Leased, RunNumber};

use super::access::Access;
use super::contract::HEARTBEAT;
use super::refusal::value_of;
use super::socket::{Call, Kind, Socket};
use super::values::or_null;
use super::{ConvexStore, PULSE_PATIENCE, bad_answer, pool, wire};

struct Keeper {
    access: Access,
    socket: Socket,
}

impl<P: Sync> Leased for ConvexStore<P> {
    fn lease_keeper(&self) -> Result<Box<dyn LeaseKeeper>, StoreError> {
        let access = self.access.clone();
        Ok(Box::new(Keeper { socket: pool::socket(&access)?, access }))
    }
}

impl LeaseKeeper for Keeper {
    fn renew<'k>(
        &'k mut self,
        run: RunNumber,
        in_hand: Option<&'k InHand>,
    ) -> BoxFuture<'k, Result<Option<Fenced>, StoreError>> {
        async move {
            let (function, kind) = (HEARTBEAT, Kind::Mutation);
            let arguments = wire::heartbeat_arguments(run, in_hand);
            let call = Call { function, kind, arguments, patience: PULSE_PATIENCE };
            let answer = self.socket.call(call).await;
            let value = value_of(&self.access, function, kind, answer);
            let value = value.map_err(|refusal| refusal.into_error(function))?;
            or_null(wire::fenced)(value)
                .map_err(|mismatch| bad_answer(&self.access, function, &mismatch).into())
        }
        .boxed()
    }
}
