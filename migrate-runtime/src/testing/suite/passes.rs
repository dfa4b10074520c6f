//! Walks over a table, and what the ledger keeps of them.

use std::time::Duration;

use schema_core::version::VersionNumber;

use crate::checkpoint::{Checkpoint, Counts, Revision};
use crate::clock::Clock as _;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::step::{RangeKey, RangeNumber, StepKey};
use crate::store::{Batch, Commit, RangeState, StepState};
use crate::testing::LiveStore;

use super::Deployment;
use super::deployment::empty;
use super::shapes::{directors, films, step};

/// Two ranges of the films.
async fn halves<S: LiveStore>(on: &Deployment<S>) -> Vec<IdRange> {
    let number = on.films(1).await[0].table;
    IdRange::split_evenly(number, 2)
}

/// A batch of a range that ends it, and says that it has carried one document.
fn last_of(batch: Batch, pass: u32, range: RangeNumber) -> Batch {
    let counts = Counts { carried: 1, ..Counts::default() };
    let then = Checkpoint { old: 1, done: true, counts, ..Checkpoint::default() };
    Batch { range: RangeKey { step: step(), pass, range }, then, ..batch }
}

async fn has_no_range<S: LiveStore>(on: &Deployment<S>, batch: &Batch) {
    let before = on.everything().await;
    let answer = on.store.commit(batch).await;
    let no_range = matches!(&answer, Err(StoreError::NoRange { range }) if *range == batch.range);
    assert!(no_range, "{answer:?}");
    assert_eq!(on.everything().await, before);
}

pub async fn a_pass_begins_where_its_ranges_begin<S: LiveStore>(on: &Deployment<S>) {
    let ranges = halves(on).await;
    let run = on.take_over().await;
    assert_eq!(on.store.step(&step()).await.unwrap(), None);
    on.clock.pass(Duration::from_secs(1));
    let begun = on.store.begin_pass(run, &step(), 0, &ranges).await.unwrap();
    let range = |(number, range): (u32, &IdRange)| RangeState {
        number: RangeNumber(number),
        range: range.clone(),
        checkpoint: Checkpoint { cursor: range.after.clone(), ..Checkpoint::default() },
    };
    let expected = StepState {
        step: step(),
        pass: 1,
        ranges: (RangeNumber::FIRST.0..).zip(&ranges).map(range).collect(),
        listed: Checkpoint { done: true, ..Checkpoint::default() },
        counts: Counts::default(),
        started_at: on.clock.now(),
        completed_at: None,
    };
    assert_eq!(begun, expected);
    assert_eq!(on.step().await, expected);
    assert_eq!(on.store.steps().await.unwrap(), [expected]);
}

pub async fn a_pass_begins_once_for_the_one_that_it_follows<S: LiveStore>(on: &Deployment<S>) {
    let ranges = halves(on).await;
    let run = on.take_over().await;
    on.store.begin_pass(run, &step(), 0, &ranges).await.unwrap();
    on.committed(&last_of(empty(run), 1, RangeNumber::FIRST)).await;
    let before = on.everything().await;
    // Sent again, whatever ranges it brings: the answer is where the step stands.
    for (follows, ranges) in [(0, ranges.as_slice()), (0, &[IdRange::WHOLE]), (2, &ranges)] {
        let answer = on.store.begin_pass(run, &step(), follows, ranges).await.unwrap();
        assert_eq!(answer, on.step().await);
        assert_eq!(on.everything().await, before);
    }
}

pub async fn counts_of_earlier_passes_stay<S: LiveStore>(on: &Deployment<S>) {
    let ranges = halves(on).await;
    let run = on.take_over().await;
    let begun = on.store.begin_pass(run, &step(), 0, &ranges).await.unwrap();
    for range in [RangeNumber::LISTED, RangeNumber::FIRST, RangeNumber(2)] {
        on.committed(&last_of(empty(run), 1, range)).await;
    }
    let first = on.step().await;
    assert_eq!((first.counts.carried, first.old_in_pass()), (3, 2));
    on.clock.pass(Duration::from_secs(1));
    let second = on.store.begin_pass(run, &step(), 1, &[IdRange::WHOLE]).await.unwrap();
    assert_eq!((second.pass, second.ranges.len()), (2, 1));
    assert_eq!(second.ranges[0].checkpoint, Checkpoint::default());
    assert_eq!(second.listed, begun.listed, "every pass has its own");
    assert_eq!((second.counts.carried, second.old_in_pass()), (3, 0));
    assert_eq!((second.started_at, second.completed_at), (begun.started_at, None));
    on.committed(&last_of(empty(run), 2, RangeNumber::FIRST)).await;
    assert_eq!(on.step().await.counts.carried, 4);
}

pub async fn a_batch_of_no_range_of_the_present_pass_is_refused<S: LiveStore>(on: &Deployment<S>) {
    let ranges = halves(on).await;
    let run = on.take_over().await;
    has_no_range(on, &last_of(empty(run), 1, RangeNumber::FIRST)).await;
    on.store.begin_pass(run, &step(), 0, &ranges).await.unwrap();
    has_no_range(on, &last_of(empty(run), 1, RangeNumber(3))).await;
    has_no_range(on, &last_of(empty(run), 2, RangeNumber::FIRST)).await;
    // Also while the pass isn't over: its batches are refused once another has begun.
    on.store.begin_pass(run, &step(), 1, &ranges).await.unwrap();
    has_no_range(on, &last_of(empty(run), 1, RangeNumber::FIRST)).await;
    has_no_range(on, &last_of(empty(run), 1, RangeNumber::LISTED)).await;
    on.committed(&last_of(empty(run), 2, RangeNumber::FIRST)).await;
}

pub async fn documents_are_tried_beside_the_walk<S: LiveStore>(on: &Deployment<S>) {
    on.films(1).await;
    let run = on.begin().await;
    let mut batch = last_of(empty(run), 1, RangeNumber::LISTED);
    let first = on.committed(&batch).await;
    assert_eq!(first.revision, Revision(1));
    assert!(
        matches!(on.not_committed(&batch).await, Commit::Superseded(stands) if stands == first)
    );
    batch.follows = first;
    let second = on.committed(&batch).await;
    let state = on.step().await;
    assert_eq!(state.listed, second);
    assert_eq!(state.ranges[0].checkpoint, Checkpoint::default(), "the walk stays where it is");
    assert!(!state.is_pass_over());
}

pub async fn a_pass_is_complete_when_its_last_range_is<S: LiveStore>(on: &Deployment<S>) {
    let ranges = halves(on).await;
    let run = on.take_over().await;
    on.store.begin_pass(run, &step(), 0, &ranges).await.unwrap();
    for range in [RangeNumber(2), RangeNumber::FIRST] {
        assert_eq!(on.step().await.completed_at, None);
        on.clock.pass(Duration::from_secs(1));
        on.committed(&last_of(empty(run), 1, range)).await;
    }
    let done = on.step().await;
    assert_eq!(done.completed_at, Some(on.clock.now()));
    assert!(done.is_pass_over() && !done.is_done(), "it has met something old");
    on.clock.pass(Duration::from_secs(1));
    assert_eq!(on.step().await, done);
}

pub async fn steps_are_told_apart_and_come_by_table_and_versions<S: LiveStore>(on: &Deployment<S>) {
    on.films(1).await;
    let run = on.begin().await;
    let other = |table, old, new| {
        let (old, new) = (VersionNumber(old), VersionNumber(new));
        StepKey { table, old, new }
    };
    let others = [other(films(), 1, 10), other(films(), 2, 3), other(directors(), 7, 8)];
    for key in &others {
        on.store.begin_pass(run, key, 0, &[IdRange::WHOLE]).await.unwrap();
    }
    on.committed(&last_of(empty(run), 1, RangeNumber::FIRST)).await;
    let [to_10, from_2, of_directors] = others;
    let steps = on.store.steps().await.unwrap();
    let keys: Vec<_> = steps.iter().map(|state| state.step.clone()).collect();
    assert_eq!(keys, [of_directors, step(), to_10, from_2]);
    let carried: Vec<_> = steps.iter().map(|state| state.counts.carried).collect();
    assert_eq!(carried, [0, 1, 0, 0]);
}
