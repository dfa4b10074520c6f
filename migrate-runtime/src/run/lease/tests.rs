use std::sync::{Mutex, mpsc};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, pending, ready};

use super::*;
use crate::store::{InHand, Leased};

type Answers = Vec<Result<Option<Fenced>, StoreError>>;

/// A deployment whose keeper answers as it is told, and tells of each heartbeat.
struct Scripted(Mutex<Option<Script>>);

struct Script {
    answers: Answers,
    sent: mpsc::Sender<RunNumber>,
}

impl Leased for Scripted {
    fn lease_keeper(&self) -> Result<Box<dyn LeaseKeeper>, StoreError> {
        let script = self.0.lock().unwrap().take();
        script.map_or_else(
            || Err(StoreError::damaged("no script")),
            |script| Ok(Box::new(script) as _),
        )
    }
}

impl LeaseKeeper for Script {
    fn renew<'k>(
        &'k mut self,
        run: RunNumber,
        _: Option<&'k InHand>,
    ) -> BoxFuture<'k, Result<Option<Fenced>, StoreError>> {
        self.sent.send(run).unwrap();
        match self.answers.pop() {
            Some(answer) => ready(answer).boxed(),
            // The deployment doesn't answer.
            None => pending().boxed(),
        }
    }
}

fn scripted(mut answers: Answers) -> (Scripted, mpsc::Receiver<RunNumber>) {
    answers.reverse();
    let (sent, heard) = mpsc::channel();
    (Scripted(Mutex::new(Some(Script { answers, sent }))), heard)
}

#[test]
fn a_heartbeat_is_sent_again_after_a_failure_and_what_it_tells_reaches_the_run() {
    let failed = StoreError::Unknown { doing: "a heartbeat" };
    let (deployment, heard) = scripted(vec![Err(failed), Ok(Some(Fenced::Cancelled))]);
    let workers = Workers::of(&deployment);
    let mut keeping = Keeping::start(&workers).unwrap();
    let told = keeping.begin(RunNumber(3)).unwrap();
    // Nobody else waits here for anything: the thread does it by itself.
    assert_eq!(told.blocking_recv(), Ok(Fenced::Cancelled));
    assert_eq!(heard.iter().take(2).collect::<Vec<_>>(), [RunNumber(3), RunNumber(3)]);
    // The third heartbeat has no answer, and the thread ends all the same.
    assert_eq!(heard.recv(), Ok(RunNumber(3)));
    drop(keeping);
    assert_eq!(heard.recv(), Err(mpsc::RecvError), "the keeper has gone with its thread");
}

#[test]
fn a_thread_whose_run_never_began_ends_without_a_heartbeat() {
    let (deployment, heard) = scripted(Vec::new());
    let workers = Workers::of(&deployment);
    drop(Keeping::start(&workers).unwrap());
    assert_eq!(heard.recv(), Err(mpsc::RecvError));
    assert!(Keeping::start(&workers).is_err(), "a lease that can't be kept isn't taken");
}
