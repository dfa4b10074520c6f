//! Keeps the lease of a run of an embedded deployment, on a second connection to its file.
//!
//! Other processes are kept out by the locked file of [`Hold`](super::hold::Hold), whatever the lease
//! says. The heartbeat shows them that the run is alive and what it is doing, and it tells the run
//! that somebody has cancelled it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use rusqlite::{Connection, TransactionBehavior};

use crate::clock::Clock;
use crate::error::StoreError;
use crate::store::{Fenced, InHand, LeaseKeeper, Leased, RunNumber};

use super::{SqliteStore, layout, ledger, open};

/// How long a heartbeat waits for another transaction. It is sent again soon after.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

struct Keeper {
    connection: Connection,
    path: PathBuf,
    clock: Arc<dyn Clock>,
}

impl Leased for SqliteStore {
    fn lease_keeper(&self) -> Result<Box<dyn LeaseKeeper>, StoreError> {
        let path = self.path.clone().ok_or_else(|| {
            StoreError::damaged("a deployment in memory has no file to open once more")
        })?;
        let connection = open::file(&path, &self.deployment)?;
        connection
            .busy_timeout(BUSY_TIMEOUT)
            .map_err(StoreError::database("setting up the connection"))?;
        Ok(Box::new(Keeper { connection, path, clock: Arc::clone(&self.clock) }))
    }
}

impl Keeper {
    fn show_alive(
        &mut self,
        run: RunNumber,
        in_hand: Option<&InHand>,
    ) -> Result<Option<Fenced>, StoreError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::database("beginning a heartbeat"))?;
        // A newer release may have upgraded the file while it was open here.
        layout::check(&transaction, &self.path)?;
        let fenced = ledger::show_alive(&transaction, self.clock.now(), run, in_hand)?;
        transaction.commit().map_err(StoreError::database("committing a heartbeat"))?;
        Ok(fenced)
    }
}

impl LeaseKeeper for Keeper {
    fn renew<'k>(
        &'k mut self,
        run: RunNumber,
        in_hand: Option<&'k InHand>,
    ) -> BoxFuture<'k, Result<Option<Fenced>, StoreError>> {
        ready(self.show_alive(run, in_hand)).boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::sql;
    use super::*;
    use crate::fixture::{films, run, sources, take_over, with_films};
    use crate::store::{Control, Sources, Store as _};
    use crate::testing::suite::SetClock;

    fn open(path: &Path, clock: &Arc<SetClock>) -> SqliteStore {
        let clock = Arc::clone(clock) as Arc<dyn Clock>;
        SqliteStore::open(path, "local".parse().unwrap(), Sources { clock, seed: 1 }).unwrap()
    }

    #[test]
    fn a_heartbeat_waits_for_no_call_of_the_store_and_others_see_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, clock) = (folder.path().join("local.sqlite"), Arc::new(SetClock::default()));
        let store = open(&path, &clock);
        let film = with_films(&store, 1)[0];
        let run_number = take_over(&store);
        let mut keeper = store.lease_keeper().unwrap();
        let other = open(&path, &clock);
        let taken_at = run(other.runs(1)).unwrap().beat_at.unwrap();
        let in_hand = InHand { table: films(), id: film, elapsed: Duration::from_millis(1_234) };
        clock.pass(Duration::from_secs(5));
        {
            // What a call holds while it is under way.
            let _call = store.lock();
            assert_eq!(run(keeper.renew(run_number, Some(&in_hand))).unwrap(), None);
        }
        let seen = run(other.runs(1)).unwrap();
        assert_eq!(seen.beat_at, Some(clock.now()));
        assert!(seen.beat_at.unwrap() > taken_at);
        assert_eq!(seen.in_hand, Some(in_hand));
        run(other.control(Control::Cancel(run_number))).unwrap();
        let told = run(keeper.renew(run_number, None)).unwrap();
        assert_eq!(told, Some(Fenced::Cancelled));
    }

    #[test]
    fn another_transaction_delays_a_heartbeat_and_does_not_break_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let (path, clock) = (folder.path().join("local.sqlite"), Arc::new(SetClock::default()));
        let store = open(&path, &clock);
        let run_number = take_over(&store);
        let mut keeper = store.lease_keeper().unwrap();
        {
            let mut call = store.lock();
            let transaction =
                call.connection.transaction_with_behavior(TransactionBehavior::Immediate);
            let _transaction = transaction.unwrap();
            let error = run(keeper.renew(run_number, None)).unwrap_err();
            assert!(matches!(error.retry(), crate::error::Retry::After(_)), "{error}");
        }
        assert_eq!(run(keeper.renew(run_number, None)).unwrap(), None);
    }

    #[test]
    fn what_an_older_release_left_of_a_document_in_hand_is_not_shown_for_the_next_run() {
        let folder = tempfile::tempdir().unwrap();
        let (path, clock) = (folder.path().join("local.sqlite"), Arc::new(SetClock::default()));
        let store = open(&path, &clock);
        let film = with_films(&store, 1)[0];
        let first = take_over(&store);
        let in_hand = InHand { table: films(), id: film, elapsed: Duration::from_secs(3) };
        run(store.heartbeat(first, Some(&in_hand))).unwrap();
        let left = sql::meta(&store.lock().connection, sql::Meta::InHand);
        let left = left.unwrap().unwrap();
        take_over(&store);
        sql::set_meta(&store.lock().connection, sql::Meta::InHand, &left).unwrap();
        assert_eq!(run(store.runs(1)).unwrap().in_hand, None);
    }

    #[test]
    fn a_deployment_in_memory_has_no_second_connection() {
        let store = SqliteStore::in_memory("local".parse().unwrap(), sources(1)).unwrap();
        assert!(store.lease_keeper().is_err());
    }
}
