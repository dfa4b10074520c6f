use std::sync::mpsc;
use std::thread;

use futures_util::FutureExt as _;
use schema_core::id::TableNumber;

use super::*;
use crate::event::Unobserved;
use crate::fixture::{Told, films, in_memory, runner, step};
use crate::run::Stop;
use crate::store::Fenced;
use crate::store::sqlite::SqliteStore;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "it says so of any item")]
fn id(number: &u8) -> DocumentId {
    DocumentId { table: TableNumber(10_001), internal: [*number; 16] }
}

fn waits<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let done = runtime.block_on(work);
    // A thread that hangs is left behind, as the command line does.
    runtime.shutdown_background();
    done
}

const SIZES: [u8; 4] = [1, 63, 64, 250];

#[test]
fn the_order_stays_and_inline_nothing_is_waited_for() {
    let (store, stop) = (in_memory(), Stop::new());
    let workers = Workers::of(&store);
    let inline = runner(&store, &Unobserved, &stop, 1);
    let aside = Runner { computing: Computing::Aside(&workers), ..inline };
    for size in SIZES {
        let items: Vec<_> = (0..size).collect();
        let here = thread::current().id();
        let map = move |number: u8| (number, thread::current().id() == here);
        let computed = inline.compute(&step(), items.clone(), id, map).now_or_never().unwrap();
        let expected: Vec<_> = items.iter().map(|number| (*number, true)).collect();
        assert_eq!(computed.unwrap(), expected);
        let computed = waits(aside.compute(&step(), items.clone(), id, map)).unwrap();
        let expected: Vec<_> = items.iter().map(|number| (*number, false)).collect();
        assert_eq!(computed, expected, "{size} items");
    }
}

#[test]
fn a_panic_comes_back() {
    let (store, stop) = (in_memory(), Stop::new());
    let workers = Workers::of(&store);
    let aside = Computing::Aside(&workers);
    let runner = Runner { computing: aside, ..runner(&store, &Unobserved, &stop, 1) };
    for size in SIZES {
        let panics = async || {
            let items = (0..size).collect();
            let panics = |number| -> () { std::panic::panic_any(number) };
            runner.compute(&step(), items, id, panics).await
        };
        let panics = std::panic::AssertUnwindSafe(|| waits(panics()));
        let caught = std::panic::catch_unwind(panics).unwrap_err();
        assert_eq!(caught.downcast_ref::<u8>(), Some(&0));
    }
}

/// Computes a few documents, of which the second one never returns. Calls `then` once it is in hand.
fn hangs<'a>(
    store: &'a SqliteStore,
    workers: &'a Workers<'a>,
    stop: &'a Stop,
    then: impl Fn() + Send + Sync + 'static,
) -> Result<Vec<u8>, RunError> {
    let aside = Computing::Aside(workers);
    let runner = Runner { computing: aside, ..runner(store, &Unobserved, stop, 1) };
    // Kept open, so that whoever waits for it waits for ever.
    let (_never, nothing) = mpsc::channel::<()>();
    let nothing = Mutex::new(nothing);
    waits(runner.compute(&step(), vec![1, 2, 3], id, move |number| {
        if number == 2 {
            then();
            let _ = nothing.lock().unwrap().recv();
        }
        number
    }))
}

#[test]
fn a_run_that_may_not_write_any_more_ends_though_a_transition_never_returns() {
    for why in [Fenced::Cancelled, Fenced::Overtaken] {
        let (store, stop) = (in_memory(), Arc::new(Stop::new()));
        let workers = Workers::of(&store);
        let told = Arc::clone(&stop);
        // The fixture's run is the first one.
        let then = move || told.fence(crate::store::RunNumber(1), why);
        let ended = hangs(&store, &workers, &stop, then);
        match (why, ended) {
            (Fenced::Cancelled, Err(RunError::Cancelled { .. }))
            | (Fenced::Overtaken, Err(RunError::Overtaken { .. })) => {}
            (why, other) => panic!("{why:?}: {other:?}"),
        }
    }
}

#[test]
fn a_thread_that_nobody_waits_for_computes_no_further_document() {
    let (store, stop) = (in_memory(), Stop::new());
    let workers = Workers::of(&store);
    let aside = Computing::Aside(&workers);
    let runner = Runner { computing: aside, ..runner(&store, &Unobserved, &stop, 1) };
    let (enter, entered) = mpsc::channel();
    let (leave, left) = mpsc::channel::<()>();
    let left = Mutex::new(left);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let of = step();
        let computed = runner.compute(&of, vec![1, 2, 3], id, move |number| {
            enter.send(number).unwrap();
            left.lock().unwrap().recv().unwrap();
        });
        let mut computed = Box::pin(computed);
        assert!(computed.as_mut().now_or_never().is_none());
        assert_eq!(entered.recv().unwrap(), 1);
        drop(computed);
        leave.send(()).unwrap();
    });
    // It ends, and lets go of its end of the channel, without a second document.
    assert_eq!(entered.recv(), Err(mpsc::RecvError));
}

#[test]
fn of_the_documents_in_hand_the_one_that_takes_longest_is_named() {
    let hands = Hands::default();
    let (one, other) = (hands.add(&films()), hands.add(&films()));
    assert_eq!(hands.longest(), None);
    let long_ago = |seconds| Instant::now().checked_sub(Duration::from_secs(seconds)).unwrap();
    let holds = |hand: &Hand, document| *hand.document.lock().unwrap() = document;
    one.take(Some(id(&1)));
    holds(&other, Some((id(&2), long_ago(7))));
    let longest = hands.longest().unwrap();
    assert_eq!((longest.table, longest.id), (films(), id(&2)));
    assert!(longest.elapsed >= Duration::from_secs(7));
    holds(&one, Some((id(&1), long_ago(9))));
    assert_eq!(hands.longest().unwrap().id, id(&1));
    drop(one);
    assert_eq!(hands.longest().unwrap().id, id(&2), "a thread that has ended has none");
    other.take(None);
    assert_eq!(hands.longest(), None);
}

#[test]
fn a_run_tells_of_a_document_once_it_takes_long() {
    let (store, stop) = (in_memory(), Stop::new());
    let workers = Workers::of(&store);
    let told = Arc::new(Mutex::new(Vec::new()));
    let observer = {
        let told = Arc::clone(&told);
        Told(move |event: &Event| {
            if let Event::DocumentTakesLong { id, elapsed, .. } = event {
                told.lock().unwrap().push((*id, *elapsed));
            }
        })
    };
    let runner = runner(&store, &observer, &stop, 1);
    let hand = workers.hands.add(&films());
    runner.tell_of(&step(), &hand);
    hand.take(Some(id(&1)));
    runner.tell_of(&step(), &hand);
    assert_eq!(*told.lock().unwrap(), [], "nothing takes long yet");
    let since = Instant::now().checked_sub(TOLD_EVERY).unwrap();
    *hand.document.lock().unwrap() = Some((id(&1), since));
    runner.tell_of(&step(), &hand);
    let told = told.lock().unwrap();
    assert_eq!(told.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [id(&1)]);
    assert!(told[0].1 >= TOLD_EVERY);
}
