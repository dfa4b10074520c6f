use futures_util::FutureExt as _;

use super::*;

const FREE: Allowance = Allowance::UNLIMITED;

fn pace(batch: u32, batch_max: u32) -> Pace {
    let (batch, batch_max) = (BatchSize::of(batch), BatchSize::of(batch_max));
    Pace::new(Pacing { batch, batch_max, ranges: 1, ..Pacing::DEFAULT })
}

fn next(pace: &Pace, documents: usize, time_ms: u64) -> u32 {
    pace.took(pace.limit(FREE), documents, Duration::from_millis(time_ms));
    pace.limit(FREE).documents.get()
}

#[test]
fn a_quick_full_batch_is_followed_by_a_larger_one() {
    let pace = pace(100, 8_000);
    assert_eq!(next(&pace, 100, 10), 126);
    assert_eq!(next(&pace, 125, 10), 126, "it wasn't full, so it says nothing");
    assert_eq!(next(&pace, 126, 400), 126, "it took about what it should");
}

#[test]
fn a_slow_batch_is_followed_by_half_of_it() {
    let pace = pace(100, 8_000);
    assert_eq!(next(&pace, 100, 1_001), 50);
}

#[test]
fn a_batch_that_is_too_large_is_halved_down_to_one_document() {
    let pace = pace(5, 8_000);
    let halved = |documents| {
        pace.too_large(documents);
        pace.limit(FREE).documents.get()
    };
    assert_eq!([halved(5), halved(2), halved(1)], [2, 1, 1]);
}

#[test]
fn batches_stay_within_their_bounds() {
    let growing = pace(100, 110);
    assert_eq!(next(&growing, 100, 0), 110);
    let fixed = pace(100, 100);
    assert_eq!(next(&fixed, 100, 0), 100);
    assert_eq!(next(&fixed, 100, 10_000), 100);
}

#[test]
fn batches_stay_within_what_the_deployment_takes() {
    let pace = pace(100, 8_000);
    let little = Allowance { documents: BatchSize::of(7), bytes: 1_000, batches: 1 };
    assert_eq!(pace.limit(little), PageLimit { documents: BatchSize::of(7), bytes: 1_000 });
    let much = Allowance { bytes: u64::MAX, ..FREE };
    assert_eq!(pace.limit(much), PageLimit::of(BatchSize::of(100)));
}

#[test]
fn a_small_table_is_walked_in_one_range_and_a_large_one_in_as_many_as_allowed() {
    let pace = Pace::new(Pacing::DEFAULT);
    let ranges = [0, 3_999, 4_000, 1_000_000].map(|documents| pace.ranges(documents));
    assert_eq!(ranges, [1, 1, 2, 4]);
}

/// Takes as many turns as there are, gives them back, and says how many there were.
fn round(pace: &Pace) -> usize {
    let mut turns = Vec::new();
    while let Some(turn) = pace.turn(FREE).now_or_never() {
        turns.push(turn);
    }
    turns.len()
}

#[test]
fn quick_batches_bring_more_of_them_and_slow_ones_fewer() {
    let pace = Pace::new(Pacing { ranges: 14, ..Pacing::DEFAULT });
    let took = |time_ms| {
        let at_once = round(&pace);
        // Small ones, which say nothing about their size.
        pace.took(pace.limit(FREE), 1, Duration::from_millis(time_ms));
        at_once
    };
    assert_eq!([took(10), took(10), took(10), took(10)], [12, 13, 14, 14]);
    assert_eq!([took(2_000), took(2_000), took(700), took(700)], [14, 13, 12, 12]);
    assert_eq!(pace.limit(FREE).documents, BatchSize::DEFAULT);
}

#[test]
fn a_batch_that_is_slow_by_itself_is_halved_and_one_among_others_is_not() {
    let pace = Pace::new(Pacing { ranges: 2, ..Pacing::DEFAULT });
    round(&pace);
    assert_eq!(next(&pace, 500, 1_001), 500);
    assert_eq!(pace.turns.at_once(), 1);
    assert_eq!(next(&pace, 500, 1_001), 250);
}

#[test]
fn one_slow_round_makes_it_one_fewer() {
    let pace = Pace::new(Pacing::DEFAULT);
    round(&pace);
    for _ in 0..4 {
        pace.took(pace.limit(FREE), 1, Duration::from_secs(2));
    }
    assert_eq!(pace.turns.at_once(), 3);
}

#[test]
fn no_more_are_under_way_than_the_deployment_takes() {
    let pace = Pace::new(Pacing::DEFAULT);
    let two = Allowance { batches: 2, ..FREE };
    let first = pace.turn(two).now_or_never();
    let second = pace.turn(two).now_or_never();
    assert!(first.is_some() && second.is_some());
    assert_eq!(pace.turns.at_once(), 2);
    // Those that were there before come to their end.
    drop((first, second));
    assert_eq!(round(&pace), 2);
}

#[test]
fn fixed_batches_are_as_many_at_once_as_there_are_ranges() {
    let fixed = Pacing { ranges: 6, ..Pacing::fixed(BatchSize::of(10)) };
    let pace = Pace::new(fixed);
    assert_eq!(round(&pace), 6);
    pace.took(pace.limit(FREE), 10, Duration::from_secs(2));
    assert_eq!(round(&pace), 6);
}
