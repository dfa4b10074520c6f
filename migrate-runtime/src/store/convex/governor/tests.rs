use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use schema_core::version::VersionNumber;

use super::*;
use crate::step::{RangeNumber, StepKey};

const SECOND: Duration = Duration::from_secs(1);

fn batch(read_bytes: u64) -> Ahead {
    Ahead { read_bytes, index_bytes: 0 }
}

fn range() -> RangeKey {
    numbered(1)
}

fn numbered(range: u32) -> RangeKey {
    let table = TableName::from_checked("films");
    let step = StepKey { table, old: VersionNumber(1), new: VersionNumber(2) };
    RangeKey { step, pass: 1, range: RangeNumber(range) }
}

fn admit(governor: &mut Governor, now: Duration, batch: Ahead) -> Duration {
    governor.admit(now, &range(), batch)
}

fn used(bytes_written: u64, share: f64) -> Used {
    Used { bytes_written, share }
}

#[test]
fn batches_wait_for_what_was_written_before_them() {
    let mut governor = Governor::new(WriteRate::of(1_000_000));
    assert_eq!(admit(&mut governor, Duration::ZERO, batch(1_000_000)), Duration::ZERO);
    assert_eq!(admit(&mut governor, Duration::ZERO, batch(1_000_000)), SECOND);
    assert_eq!(admit(&mut governor, SECOND / 4, batch(2)), SECOND * 7 / 4);
    let idle = admit(&mut governor, 60 * SECOND, batch(1_000_000));
    assert_eq!(idle, Duration::ZERO, "nothing is owed");
    let owed = admit(&mut governor, 60 * SECOND, batch(2));
    assert_eq!(owed + BURST, SECOND, "and only little was saved up");
}

#[test]
fn nothing_waits_where_no_rate_is_set() {
    let mut governor = Governor::new(WriteRate::UNLIMITED);
    for _ in 0..100 {
        assert_eq!(admit(&mut governor, Duration::ZERO, batch(1 << 24)), Duration::ZERO);
    }
}

#[test]
fn what_was_written_counts_and_not_what_was_foretold() {
    let mut governor = Governor::new(WriteRate::of(1_000_000));
    admit(&mut governor, Duration::ZERO, batch(1_000_000));
    governor.committed(Duration::ZERO, &range(), batch(1_000_000), 100, used(2_000_000, 0.1));
    assert_eq!(admit(&mut governor, Duration::ZERO, batch(2)), 2 * SECOND);
}

#[test]
fn what_wrote_nothing_gives_its_turn_back() {
    let mut governor = Governor::new(WriteRate::of(1_000_000));
    admit(&mut governor, Duration::ZERO, batch(1_000_000));
    governor.returned(&range());
    assert_eq!(admit(&mut governor, Duration::ZERO, batch(2)), Duration::ZERO);
}

#[test]
fn entries_of_indexes_count() {
    let mut governor = Governor::new(WriteRate::of(1_000));
    let own = Ahead { read_bytes: 0, index_bytes: 1_000 };
    admit(&mut governor, Duration::ZERO, own);
    assert_eq!(admit(&mut governor, Duration::ZERO, own), SECOND);
}

#[test]
fn a_refusal_slows_down_and_time_without_one_recovers() {
    let mut governor = Governor::new(WriteRate::of(1 << 20));
    admit(&mut governor, Duration::ZERO, batch(2 << 20));
    let pace = |governor: &Governor, at: Duration| governor.allowance(at).bytes;
    let before = pace(&governor, Duration::ZERO);
    governor.refused(SECOND);
    let after = pace(&governor, SECOND);
    assert!(after < before);
    governor.refused(SECOND + SECOND / 2);
    assert_eq!(pace(&governor, SECOND), after, "refused together is refused once");
    let later = pace(&governor, 5 * SECOND);
    assert!(after < later && later < before);
    assert_eq!(pace(&governor, 60 * SECOND), before, "never above what was asked for");
}

#[test]
fn a_refusal_slows_down_what_has_no_limit_too() {
    let mut governor = Governor::new(WriteRate::UNLIMITED);
    admit(&mut governor, Duration::ZERO, batch(8 << 20));
    governor.refused(Duration::ZERO);
    admit(&mut governor, Duration::ZERO, batch(8 << 20));
    assert!(admit(&mut governor, Duration::ZERO, batch(2)) > Duration::ZERO);
}

#[test]
fn a_crowded_deployment_gets_half_of_the_batches_and_then_one_more_now_and_then() {
    let mut governor = Governor::new(WriteRate::UNLIMITED);
    let at = |governor: &Governor, seconds: u64| {
        governor.allowance(Duration::from_secs(seconds)).batches
    };
    governor.crowded(SECOND);
    governor.crowded(SECOND);
    assert_eq!([at(&governor, 1), at(&governor, 6), at(&governor, 11)], [8, 9, 10]);
    for second in [14, 17, 20, 23, 26] {
        governor.crowded(Duration::from_secs(second));
    }
    assert_eq!(at(&governor, 26), 1);
}

#[test]
fn a_batch_is_cut_to_what_a_transaction_takes() {
    let mut governor = Governor::new(WriteRate::UNLIMITED);
    assert_eq!(governor.allowance(Duration::ZERO), Allowance::UNLIMITED);
    governor.committed(Duration::ZERO, &range(), batch(100), 100, used(100, 0.25));
    assert_eq!(governor.allowance(Duration::ZERO).documents.get(), 200);
    governor.committed(Duration::ZERO, &range(), batch(100), 0, used(100, 0.001));
    assert_eq!(governor.allowance(Duration::ZERO).documents.get(), 200, "it wrote nothing");
    governor.committed(Duration::ZERO, &range(), batch(100), 100, used(100, 0.001));
    assert_eq!(governor.allowance(Duration::ZERO).documents, BatchSize::MAX);
    governor.committed(Duration::ZERO, &range(), batch(100), 1, used(100, 0.9));
    assert_eq!(governor.allowance(Duration::ZERO).documents.get(), 1);
}

#[test]
fn what_only_moves_a_checkpoint_tells_nothing_about_documents() {
    let mut governor = Governor::new(WriteRate::of(1_000_000));
    for second in 1..=20 {
        let now = SECOND * second;
        governor.admit(now, &range(), batch(0));
        governor.committed(now, &range(), batch(0), 0, used(600, 0.001));
    }
    let now = SECOND * 60;
    admit(&mut governor, now, batch(1_000_000));
    assert_eq!(governor.admit(now, &numbered(2), batch(2)) + BURST, SECOND);
}

/// Whatever has happened, once each batch has its answer and what was written has had its time, the
/// next one waits for nothing.
#[test]
fn the_governor_never_stops_for_ever() {
    const RATES: [u64; 4] = [1_000, 50_000, 1 << 20, (4 << 20) / 5 * 4];
    for seed in 0..500 {
        let mut rng = StdRng::seed_from_u64(seed);
        let limit = RATES[rng.random_range(0..RATES.len())];
        let is_limited = rng.random_ratio(3, 4);
        let rate = if is_limited { WriteRate::of(limit) } else { WriteRate::UNLIMITED };
        // A refusal may have made it so slow.
        let slowest = if is_limited { limit.min(65_536) } else { 65_536 };
        let mut governor = Governor::new(rate);
        let (mut now, mut written) = (Duration::ZERO, 0_u64);
        let mut under_way: Vec<(RangeKey, Ahead)> = Vec::new();
        for _ in 0..rng.random_range(1..200) {
            now += Duration::from_millis(rng.random_range(0..400));
            let next = numbered(rng.random_range(0..6));
            if let Some(at) = under_way.iter().position(|(range, _)| *range == next) {
                let (range, ahead) = under_way.swap_remove(at);
                match rng.random_range(0..6) {
                    0 => governor.returned(&range),
                    1 => {
                        // Nobody knows what it has written: it keeps what was foretold of it.
                        written += 30 * ahead.read_bytes + ahead.index_bytes;
                        governor.superseded(&range);
                    }
                    2 => {
                        governor.refused(now);
                        under_way.push((range, ahead));
                    }
                    _ => {
                        let bytes = 500 + ahead.read_bytes * rng.random_range(1..4);
                        written += bytes + ahead.index_bytes;
                        governor.committed(now, &range, ahead, 1, used(bytes, 0.01));
                    }
                }
            } else {
                let read_bytes = if rng.random() { 0 } else { rng.random_range(20..100_000) };
                let ahead = Ahead { read_bytes, index_bytes: rng.random_range(0..2_000) };
                governor.admit(now, &next, ahead);
                under_way.push((next, ahead));
            }
        }
        for (range, _) in &under_way {
            governor.returned(range);
        }
        now += Duration::from_secs(written / slowest + 2);
        let wait = governor.admit(now, &range(), batch(100));
        assert_eq!(wait, Duration::ZERO, "seed {seed}: {written} bytes, and {governor:?}");
    }
}
