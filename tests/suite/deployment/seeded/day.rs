//! What a seed decides: how the day is, and what befalls each process.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use migrate_runtime::rate::WriteRate;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value as Json, json};

/// Everything that can go wrong with a call.
pub(super) const KINDS: [&str; 12] = [
    "loseAnswer",
    "drop",
    "delay",
    "delayAnswer",
    "conflict",
    "overloaded",
    "tooManyWritesPerSecond",
    "tooManyWritesInTransaction",
    "internalError",
    "restart",
    "redeploy",
    "reset",
];

/// Decides, from one seed and what it is about.
pub(super) struct Dice {
    rng: Mutex<StdRng>,
    words: AtomicU32,
}

impl Dice {
    /// Those of a seed for one purpose, which no other purpose takes numbers from: threads throw in
    /// an order of their own.
    pub(super) fn of(seed: u64, purpose: u64) -> Self {
        let rng = StdRng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(purpose));
        // Words of two purposes are never the same.
        let words = u32::try_from(purpose).unwrap() * 10_000;
        Self { rng: Mutex::new(rng), words: AtomicU32::new(words) }
    }

    fn rng(&self) -> MutexGuard<'_, StdRng> {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn odds(&self, of: u32, in_all: u32) -> bool {
        self.rng().random_ratio(of, in_all)
    }

    pub(super) fn below(&self, most: usize) -> usize {
        self.rng().random_range(0..most)
    }

    pub(super) fn between(&self, least: u32, most: u32) -> u32 {
        self.rng().random_range(least..=most)
    }

    pub(super) fn word(&self) -> u32 {
        self.words.fetch_add(1, Ordering::SeqCst)
    }

    /// Some number of these, or nothing.
    fn maybe(&self, of: u32, in_all: u32, most: u32) -> Option<u32> {
        let (is_some, number) = (self.odds(of, in_all), self.between(0, most));
        is_some.then_some(number)
    }
}

/// How a day is.
pub(super) struct Day {
    /// Documents of a batch.
    pub(super) batch: u32,
    /// Ranges of a table.
    pub(super) ranges: u32,
    /// Connections of a process, beside the one that shows that it lives.
    pub(super) connections: usize,
    /// How often the application writes, in a hundred calls of a process.
    pub(super) writes: u32,
    /// How often it writes in all, at most.
    pub(super) writes_max: u32,
    /// How often it writes a document that is about to be committed, in a hundred batches.
    pub(super) races: u32,
    /// How many processes run before everything is quiet, not counting those beside them.
    pub(super) rounds: u32,
    /// Whether a person makes the pushes, from the files that a run has put in place.
    pub(super) pushes_by_hand: bool,
    /// What goes wrong with calls.
    pub(super) faults: Json,
    /// How fast a process writes, as it was told.
    pub(super) rate: WriteRate,
    /// What decides in which order calls come that are made at the same time: a seed on some days,
    /// and the machine on the others, which is faster.
    pub(super) gate: Option<Json>,
}

impl Day {
    pub(super) fn of(seed: u64) -> Self {
        let dice = Dice::of(seed, 1);
        let mut kinds: Vec<_> = KINDS.to_vec();
        // Some days are about one thing and others about everything.
        if dice.odds(3, 5) {
            let count = 1 + dice.below(4);
            kinds = (0..count).map(|_| KINDS[dice.below(KINDS.len())]).collect();
        }
        let faults = json!({
            "seed": dice.between(0, u32::MAX >> 1),
            "oneIn": dice.between(3, 14),
            "most": dice.between(1, 9),
            "kinds": kinds,
            "on": "any",
            "path": "migrate_runtime/",
            "ms": dice.between(1, 12),
            "after": dice.odds(1, 2),
        });
        Self {
            batch: dice.between(1, 4),
            ranges: dice.between(1, 4),
            connections: 1 + dice.below(3),
            writes: if dice.odds(1, 6) { 0 } else { dice.between(5, 60) },
            writes_max: dice.between(4, 30),
            races: if dice.odds(1, 3) { 0 } else { dice.between(5, 60) },
            rounds: dice.between(1, 3),
            pushes_by_hand: dice.odds(1, 3),
            faults,
            rate: rate(&Dice::of(seed, 6)),
            gate: gate(&Dice::of(seed, 7)),
        }
    }
}

fn gate(dice: &Dice) -> Option<Json> {
    dice.odds(1, 4).then(|| {
        json!({
            "seed": dice.between(0, u32::MAX >> 1),
            "quorum": dice.between(2, 4),
            "quietMs": dice.between(1, 3),
        })
    })
}

/// How fast a process writes: on some days so slowly that batches wait for each other.
fn rate(dice: &Dice) -> WriteRate {
    match dice.below(4) {
        0 => WriteRate::of(u64::from(dice.between(5_000, 40_000))),
        1 => WriteRate::UNLIMITED,
        _ => WriteRate::DEFAULT,
    }
}

/// What befalls a process, each at one of its calls.
#[derive(Default)]
pub(super) struct Fortune {
    /// It is gone.
    pub(super) dies_at: Option<u32>,
    /// Where it dies in the middle of a commit, the batch is on its way already.
    pub(super) dies_after_sending: bool,
    /// It is asked to stop.
    pub(super) stops_at: Option<u32>,
    /// It stands still, its heartbeat too, for so many seconds of its own.
    pub(super) freezes_at: Option<(u32, u32)>,
    /// Its lease runs out though it lives.
    pub(super) lapses_at: Option<u32>,
    /// Somebody pauses, cancels or resumes, and resumes at a later call and every few after it.
    pub(super) controlled_at: Option<(u32, &'static str)>,
    pub(super) resumed_at: u32,
}

impl Fortune {
    /// That of a process on a bad day.
    pub(super) fn of(dice: &Dice) -> Self {
        const CALLS: u32 = 90;
        // A run that is cancelled often ends before it writes once more, and that is to be seen, too.
        let controls = ["pause", "resume", "cancel", "cancel"];
        let controlled_at = dice.maybe(1, 4, CALLS).map(|call| (call, controls[dice.below(4)]));
        Self {
            dies_at: dice.maybe(2, 5, CALLS),
            dies_after_sending: dice.odds(1, 2),
            stops_at: dice.maybe(1, 8, CALLS),
            freezes_at: dice.maybe(1, 6, CALLS).map(|call| (call, dice.between(4, 25))),
            lapses_at: dice.maybe(1, 4, CALLS),
            // A run that waits asks again and again whether it may go on.
            resumed_at: controlled_at.map_or(0, |(call, _)| call) + dice.between(1, 8),
            controlled_at,
        }
    }
}
