//! Who may write: one runner at a time.

use std::time::Duration;

use schema_core::id::DocumentId;
use schema_core::schema::Schema;

use crate::clock::{Clock as _, Timestamp};
use crate::digest::Digest;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::store::{
    Batch, Commit, Control, Fenced, Holder, InHand, LEASE, Manifest, Push, RUNS_KEPT, Repair,
    RunEnd, RunNumber, RunStatus, TakeOver,
};
use crate::testing::LiveStore;

use super::Deployment;
use super::deployment::empty;
use super::ledger::receipt;
use super::shapes::{films, old_film, step};
use super::starts::start;

const MOMENT: Duration = Duration::from_millis(1);

/// A moment longer, and the lease has run out.
const NEARLY_THE_LEASE: Duration = LEASE.saturating_sub(MOMENT);

/// Whatever the run wants to write is refused for this reason, and nothing comes of it.
async fn may_not_write<S: LiveStore>(on: &Deployment<S>, run: RunNumber, expected: Fenced) {
    let film = on.documents(&films()).await.pop_first().unwrap().0;
    let write = on.write(film, old_film(Some("fenced"), "Ida")).await;
    let read = on.read(film).await.read;
    let before = on.everything().await;
    let store = &on.store;
    let batch = Batch { writes: vec![write], ..empty(run) };
    let repair =
        Repair { run, table: films(), id: film, read, fields: None, note: "fenced".to_owned() };
    let receipt = receipt(store.deployment(), 9, Digest::of("fenced"));
    let push = Push { run: Some(run), ..Push::of(Schema::default(), Manifest::default()) };
    for answer in [
        store.commit(&batch).await.map(drop),
        store.begin_pass(run, &step(), 1, &[IdRange::WHOLE]).await.map(drop),
        store.note_start(run, &step(), &start("1", "fenced")).await,
        store.repair(&repair).await.map(drop),
        store.note_receipt(run, &receipt).await,
        store.void_receipt(run, &receipt.name).await,
        store.push(&push).await.map(drop),
    ] {
        match answer {
            Err(StoreError::Fenced { run: fenced, why }) => {
                assert_eq!((fenced, why), (run, expected));
            }
            other => panic!("not fenced: {other:?}"),
        }
    }
    assert_eq!(on.everything().await, before);
}

/// The run may commit.
async fn may_write<S: LiveStore>(on: &Deployment<S>, run: RunNumber) {
    let follows = on.step().await.ranges[0].checkpoint.clone();
    let then = follows.clone();
    on.committed(&Batch { follows, then, ..empty(run) }).await;
}

async fn held<S: LiveStore>(on: &Deployment<S>) -> Holder {
    match on.claim("another").await {
        TakeOver::Held(holder) => holder,
        other => panic!("isn't held: {other:?}"),
    }
}

async fn beats<S: LiveStore>(on: &Deployment<S>, run: RunNumber) -> Option<Fenced> {
    on.store.heartbeat(run, None).await.unwrap()
}

pub async fn the_place_is_held_while_the_lease_lasts_and_free_after_it<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.films(1).await;
    let first = on.begin().await;
    let beat_at = on.clock.now();
    on.clock.pass(NEARLY_THE_LEASE);
    let before = on.everything().await;
    let holder = held(on).await;
    assert_eq!((holder.run, holder.runner.as_str(), holder.beat_at), (first, "a test", beat_at));
    assert!(holder.silent_for.is_none_or(|left| left == MOMENT), "{holder:?}");
    assert_eq!(on.everything().await, before, "asking changes nothing");
    on.clock.pass(MOMENT);
    let second = on.take_over().await;
    assert!(second > first);
    assert_eq!(held(on).await.run, second);
    may_not_write(on, first, Fenced::Overtaken).await;
    assert_eq!(beats(on, first).await, Some(Fenced::Overtaken));
    may_write(on, second).await;
}

fn set_back<S>(on: &Deployment<S>, time: Duration) {
    let millis = u64::try_from(time.as_millis()).unwrap();
    on.clock.set(Timestamp(on.clock.now().0 - millis));
}

pub async fn a_clock_that_was_set_back_holds_the_place_for_one_lease_more<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.films(1).await;
    on.clock.pass(LEASE * 9);
    let first = on.begin().await;
    set_back(on, LEASE * 5);
    // Nobody knows how long ago it was, and the holder may live, so it has a lease to show itself.
    let holder = held(on).await;
    assert!(holder.silent_for.is_none_or(|left| left == LEASE), "{holder:?}");
    on.clock.pass(NEARLY_THE_LEASE);
    assert_eq!(held(on).await.run, first);
    assert_eq!(beats(on, first).await, None);
    on.clock.pass(NEARLY_THE_LEASE);
    assert_eq!(held(on).await.run, first, "it has shown itself");
    on.clock.pass(MOMENT);
    let second = on.take_over().await;
    may_not_write(on, first, Fenced::Overtaken).await;
    set_back(on, LEASE * 2);
    held(on).await;
    on.clock.pass(LEASE);
    assert!(on.take_over().await > second, "a silent one loses it after one lease");
}

pub async fn a_heartbeat_extends_the_lease<S: LiveStore>(on: &Deployment<S>) {
    on.films(1).await;
    let run = on.begin().await;
    for _ in 0..3 {
        on.clock.pass(NEARLY_THE_LEASE);
        assert_eq!(beats(on, run).await, None);
        assert_eq!(held(on).await.beat_at, on.clock.now());
    }
    may_write(on, run).await;
}

/// A film that takes long.
fn in_hand(film: DocumentId, seconds: u64) -> InHand {
    InHand { table: films(), id: film, elapsed: Duration::from_millis(seconds * 1_000 + 7) }
}

pub async fn a_heartbeat_tells_which_document_takes_long_until_the_next_one<S: LiveStore>(
    on: &Deployment<S>,
) {
    let films = on.films(2).await;
    let first = on.begin().await;
    let shown = async || on.store.runs(1).await.unwrap().in_hand;
    assert_eq!(shown().await, None);
    let (one, other) = (in_hand(films[0], 3), in_hand(films[1], 5));
    for in_hand in [&one, &other] {
        assert_eq!(on.store.heartbeat(first, Some(in_hand)).await.unwrap(), None);
        assert_eq!(shown().await.as_ref(), Some(in_hand));
    }
    assert_eq!(beats(on, first).await, None);
    assert_eq!(shown().await, None, "it has none in hand any more");
    on.store.control(Control::Cancel(first)).await.unwrap();
    let cancelled = on.store.heartbeat(first, Some(&one)).await.unwrap();
    assert_eq!(cancelled, Some(Fenced::Cancelled));
    assert_eq!(shown().await.as_ref(), Some(&one), "a cancelled run may hang");
    on.clock.pass(LEASE);
    let second = on.take_over().await;
    assert_eq!(shown().await, None, "it was the run before that had it");
    let late = on.store.heartbeat(first, Some(&one)).await.unwrap();
    assert_eq!(late, Some(Fenced::Overtaken));
    assert_eq!(shown().await, None, "an overtaken run shows nothing");
    on.store.heartbeat(second, Some(&other)).await.unwrap();
    on.release(second, RunStatus::Failed).await;
    assert_eq!(shown().await, None, "nobody has the place");
}

pub async fn the_heartbeat_of_an_overtaken_run_extends_nothing<S: LiveStore>(on: &Deployment<S>) {
    on.films(1).await;
    let first = on.begin().await;
    on.clock.pass(LEASE);
    let second = on.take_over().await;
    on.clock.pass(NEARLY_THE_LEASE);
    assert_eq!(beats(on, first).await, Some(Fenced::Overtaken));
    on.clock.pass(MOMENT);
    assert!(on.take_over().await > second);
}

pub async fn a_run_that_was_silent_goes_on_while_nobody_has_overtaken_it<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.films(1).await;
    let run = on.begin().await;
    on.clock.pass(LEASE * 2);
    may_write(on, run).await;
    assert_eq!(beats(on, run).await, None);
    assert_eq!(held(on).await.run, run);
}

pub async fn what_an_overtaken_run_has_committed_stays_and_is_gone_on_from<S: LiveStore>(
    on: &Deployment<S>,
) {
    let film = on.films(1).await[0];
    let first = on.begin().await;
    let write = on.write(film, old_film(Some("new"), "Ida")).await;
    let batch = Batch { writes: vec![write], ..empty(first) };
    let checkpoint = on.committed(&batch).await;
    on.clock.pass(LEASE);
    let second = on.take_over().await;
    // A lost answer is asked for by whoever comes next.
    let again = Batch { run: second, ..batch };
    let answer = on.not_committed(&again).await;
    assert!(matches!(answer, Commit::Superseded(stands) if stands == checkpoint));
    may_write(on, second).await;
}

pub async fn a_released_place_is_free_at_once<S: LiveStore>(on: &Deployment<S>) {
    on.films(1).await;
    let first = on.begin().await;
    on.release(first, RunStatus::Completed).await;
    may_not_write(on, first, Fenced::Overtaken).await;
    assert_eq!(beats(on, first).await, Some(Fenced::Overtaken));
    assert!(on.take_over().await > first);
}

pub async fn releasing_twice_is_harmless<S: LiveStore>(on: &Deployment<S>) {
    on.films(1).await;
    let first = on.begin().await;
    on.release(first, RunStatus::Completed).await;
    on.clock.pass(MOMENT);
    let before = on.everything().await;
    on.release(first, RunStatus::Failed).await;
    assert_eq!(on.everything().await, before, "how it has ended was said");
    let second = on.take_over().await;
    let before = on.everything().await;
    on.release(first, RunStatus::Failed).await;
    assert_eq!(on.everything().await, before, "nobody leaves another's place");
    may_write(on, second).await;
}

pub async fn an_overtaken_run_can_not_leave_the_place_of_the_next<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.films(1).await;
    let first = on.begin().await;
    on.clock.pass(LEASE);
    let second = on.take_over().await;
    let before = on.everything().await;
    on.release(first, RunStatus::Completed).await;
    assert_eq!(on.everything().await, before);
    may_write(on, second).await;
}

pub async fn a_paused_run_keeps_its_place_and_goes_on_when_it_is_resumed<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.films(1).await;
    let run = on.begin().await;
    on.clock.pass(MOMENT);
    let since = on.clock.now();
    on.store.control(Control::Pause).await.unwrap();
    may_not_write(on, run, Fenced::Paused { since }).await;
    // Its heartbeat tells it so, and shows that it lives.
    on.clock.pass(LEASE.saturating_sub(MOMENT * 2));
    assert_eq!(beats(on, run).await, Some(Fenced::Paused { since }));
    on.clock.pass(NEARLY_THE_LEASE);
    assert_eq!(held(on).await.run, run);
    on.store.control(Control::Pause).await.unwrap();
    assert_eq!(on.store.runs(1).await.unwrap().paused_since, Some(since), "since the first time");
    on.store.control(Control::Resume).await.unwrap();
    assert_eq!(beats(on, run).await, None);
    may_write(on, run).await;
}

pub async fn no_run_begins_while_runs_are_paused<S: LiveStore>(on: &Deployment<S>) {
    let since = on.clock.now();
    on.store.control(Control::Pause).await.unwrap();
    on.clock.pass(MOMENT);
    let before = on.everything().await;
    assert_eq!(on.claim("test").await, TakeOver::Paused { since });
    assert_eq!(on.everything().await, before, "there is no run of it");
    on.store.control(Control::Resume).await.unwrap();
    on.store.control(Control::Resume).await.unwrap();
    on.take_over().await;
}

pub async fn a_paused_run_that_falls_silent_loses_its_place<S: LiveStore>(on: &Deployment<S>) {
    on.films(1).await;
    let first = on.begin().await;
    on.store.control(Control::Pause).await.unwrap();
    on.clock.pass(LEASE);
    assert!(matches!(on.claim("test").await, TakeOver::Paused { .. }));
    assert_eq!(beats(on, first).await, Some(Fenced::Overtaken));
    let runs = on.store.runs(9).await.unwrap();
    assert_eq!(runs.runs[0].status, RunStatus::Abandoned);
    assert_eq!(runs.beat_at, None);
    on.store.control(Control::Resume).await.unwrap();
    may_not_write(on, first, Fenced::Overtaken).await;
    on.take_over().await;
}

pub async fn a_cancelled_run_writes_nothing_and_the_next_one_does<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.films(1).await;
    let first = on.begin().await;
    on.store.control(Control::Cancel(first)).await.unwrap();
    may_not_write(on, first, Fenced::Cancelled).await;
    assert_eq!(beats(on, first).await, Some(Fenced::Cancelled));
    // It still has the place, until it leaves it.
    assert_eq!(held(on).await.run, first);
    on.release(first, RunStatus::Cancelled).await;
    let second = on.take_over().await;
    may_write(on, second).await;
    // What arrives late, or twice, meets no other run, nor takes back that one is cancelled.
    on.store.control(Control::Cancel(first)).await.unwrap();
    may_write(on, second).await;
    assert_eq!(on.store.runs(9).await.unwrap().runs[1].status, RunStatus::Cancelled);
    on.store.control(Control::Cancel(second)).await.unwrap();
    on.store.control(Control::Cancel(first)).await.unwrap();
    may_not_write(on, second, Fenced::Cancelled).await;
}

pub async fn to_cancel_or_resume_nothing_does_nothing<S: LiveStore>(on: &Deployment<S>) {
    let before = on.everything().await;
    on.store.control(Control::Cancel(RunNumber(1))).await.unwrap();
    on.store.control(Control::Resume).await.unwrap();
    assert_eq!(on.everything().await, before);
    on.films(1).await;
    let run = on.begin().await;
    may_write(on, run).await;
    on.release(run, RunStatus::Completed).await;
    on.store.control(Control::Cancel(run)).await.unwrap();
    let run = on.take_over().await;
    may_write(on, run).await;
}

pub async fn a_cancelled_run_stays_cancelled_through_pause_and_resume<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.films(1).await;
    let run = on.begin().await;
    on.store.control(Control::Pause).await.unwrap();
    on.store.control(Control::Cancel(run)).await.unwrap();
    may_not_write(on, run, Fenced::Cancelled).await;
    on.store.control(Control::Resume).await.unwrap();
    may_not_write(on, run, Fenced::Cancelled).await;
}

pub async fn runs_are_listed_newest_first_with_how_they_stand<S: LiveStore>(on: &Deployment<S>) {
    assert_eq!(on.store.runs(9).await.unwrap(), crate::store::RunsState::default());
    let begun = on.clock.now();
    let failed = on.take_over().await;
    on.clock.pass(MOMENT);
    let end = RunEnd { status: RunStatus::Failed, error: Some("no network".to_owned()) };
    on.store.release(failed, &end).await.unwrap();
    let ended = on.clock.now();
    let abandoned = on.take_over().await;
    on.clock.pass(LEASE);
    let TakeOver::Taken(running) = on.claim("verify").await else { panic!("isn't free") };
    let state = on.store.runs(9).await.unwrap();
    let order: Vec<_> = state.runs.iter().map(|record| (record.run, record.status)).collect();
    let expected = [
        (running, RunStatus::Running),
        (abandoned, RunStatus::Abandoned),
        (failed, RunStatus::Failed),
    ];
    assert_eq!(order, expected);
    let [newest, silent, oldest] = state.runs.as_slice() else { panic!("not three") };
    assert_eq!((newest.command.as_str(), newest.completed_at), ("verify", None));
    assert_eq!((silent.started_at, silent.completed_at), (ended, None), "it couldn't say");
    assert_eq!((oldest.started_at, oldest.completed_at), (begun, Some(ended)));
    assert_eq!(oldest.error.as_deref(), Some("no network"));
    assert_eq!((state.beat_at, state.paused_since), (Some(on.clock.now()), None));
    assert_eq!(on.store.runs(2).await.unwrap().runs, state.runs[..2]);
    on.release(running, RunStatus::Stopped).await;
    assert_eq!(on.store.runs(1).await.unwrap().beat_at, None, "nobody has the place");
}

pub async fn old_runs_are_forgotten_and_the_one_at_work_never<S: LiveStore>(on: &Deployment<S>) {
    let numbers = async || -> Vec<RunNumber> {
        let state = on.store.runs(2 * RUNS_KEPT).await.unwrap();
        state.runs.iter().map(|record| record.run).collect()
    };
    let mut taken = Vec::new();
    for _ in 0..RUNS_KEPT {
        let run = on.take_over().await;
        on.release(run, RunStatus::Completed).await;
        taken.insert(0, run);
    }
    assert_eq!(numbers().await, taken, "there is room for all of them");
    for _ in 0..3 {
        let run = on.take_over().await;
        taken.insert(0, run);
        taken.truncate(RUNS_KEPT as usize);
        assert_eq!(numbers().await, taken);
        assert_eq!(on.store.heartbeat(run, None).await.unwrap(), None, "it has its place still");
        on.release(run, RunStatus::Completed).await;
    }
    let newest = on.store.runs(1).await.unwrap().runs.remove(0);
    assert_eq!((newest.run, newest.status), (taken[0], RunStatus::Completed));
}

pub async fn whoever_pauses_or_cancels_hears_how_the_runs_stood_before<S: LiveStore>(
    on: &Deployment<S>,
) {
    let run = on.take_over().await;
    for control in [Control::Pause, Control::Resume, Control::Cancel(run)] {
        let before = on.store.runs(1).await.unwrap();
        assert_eq!(on.store.control(control).await.unwrap(), before, "{control:?}");
    }
}
