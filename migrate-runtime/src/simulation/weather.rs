//! What a schedule is like, and what happens next in it: all of it comes from one seed.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::testing::judge::log::PushedBy;

use crate::store::{Allowance, BatchSize, Estimate};

/// Decides, from one seed.
pub(super) struct Weather {
    rng: StdRng,
    /// Decides what a deployment lets a run do, and takes no number from what decides the rest: so
    /// a seed that has once failed without it still does the same.
    governor: StdRng,
    pub(super) climate: Climate,
}

/// How often what happens, in a thousand calls of the store; drawn once for each schedule, so that
/// some are about one thing and others about everything.
#[derive(Clone, Debug)]
pub(super) struct Climate {
    /// Documents of a batch.
    pub(super) batch: u32,
    /// Ranges of a table.
    pub(super) ranges: u32,
    /// Whether the application writes meanwhile.
    pub(super) has_writers: bool,
    /// Who makes the pushes.
    pub(super) pushes: PushedBy,
    /// Calls after which everything is quiet.
    pub(super) calls: u64,
    /// Whether calls may fail so that another try is of no use.
    pub(super) fails_for_good: bool,
    /// Whether the deployment says how much it takes, only guesses how much it holds, and looks at
    /// documents itself.
    pub(super) governs: bool,
    pub(super) rates: Rates,
}

/// In a thousand calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Rates {
    pub(super) write: u32,
    pub(super) yields: u32,
    pub(super) sleep: u32,
    pub(super) freeze: u32,
    pub(super) kill: u32,
    pub(super) stop: u32,
    pub(super) fail: u32,
    pub(super) lose: u32,
    pub(super) resend: u32,
    pub(super) conflict: u32,
    pub(super) too_large: u32,
    pub(super) race: u32,
    pub(super) control: u32,
}

/// How a deployment looks at documents itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sifting {
    /// How many more documents than it was asked for it looks at.
    pub(super) more: u32,
    /// Which documents it sends though they are valid, a bit for each.
    pub(super) sends: u64,
}

/// What befalls a call before it reaches the store, or its answer after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Others come first.
    Yields(u32),
    /// It takes a while.
    Sleeps(Duration),
    /// The whole process stands still, its heartbeat too.
    Freezes(Duration),
    /// The process is gone.
    Kills,
    /// Somebody asks it to stop at the next border.
    Stops,
    /// A batch that was sent before arrives once more.
    Resends,
    /// Somebody pauses, resumes or cancels.
    Controls,
    /// The bad day is over.
    ClearsUp,
    /// The application writes so many times.
    Writes(u32),
    /// The deployment can't be reached, or its answer is lost.
    Fails(Failure),
    /// The deployment gives up on some of the batch's documents.
    Conflicts,
    /// The deployment doesn't take so much at once.
    IsTooLarge,
    /// The application writes one of the batch's documents at the last moment.
    Races,
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It is worth another try, after a while.
    Busy,
    /// It is worth another try at once.
    Contended,
    /// Nobody knows whether it has happened.
    Unknown,
    /// It isn't worth another try.
    Final,
}

impl Weather {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut rate =
            |most: u32| if rng.random_ratio(2, 5) { 0 } else { rng.random_range(1..=most) };
        let rates = Rates {
            write: rate(400).max(40),
            yields: rate(500),
            sleep: rate(80),
            freeze: rate(25),
            kill: rate(40),
            stop: rate(20),
            fail: rate(60),
            lose: rate(120),
            resend: rate(120),
            conflict: rate(150),
            too_large: rate(200),
            race: rate(950),
            control: rate(25),
        };
        let climate = Climate {
            batch: rng.random_range(1..=5),
            ranges: rng.random_range(1..=4),
            has_writers: rng.random_ratio(3, 4),
            pushes: if rng.random_ratio(1, 3) { PushedBy::Hand } else { PushedBy::Run },
            calls: rng.random_range(20..=170),
            fails_for_good: true,
            governs: false,
            rates,
        };
        Self { rng, governor: StdRng::seed_from_u64(!seed), climate }
    }

    /// The same, on a deployment that may say how much it takes.
    pub(super) fn maybe_governed(mut self) -> Self {
        self.climate.governs = self.governor.random_ratio(1, 2);
        if self.climate.governs {
            // Longer, so that it is a bad day still when tables are verified and narrowed.
            self.climate.calls = self.governor.random_range(20..=600);
        }
        self
    }

    /// How often more a call is sent than once.
    pub(super) fn is_sent_again(&mut self) -> u32 {
        u32::from(self.governor.random_ratio(1, 3))
    }

    /// How much a deployment takes at once for now.
    pub(super) fn allowance(&mut self) -> Allowance {
        let (batch, ranges) = (self.climate.batch, self.climate.ranges);
        let rng = &mut self.governor;
        let documents =
            if rng.random() { BatchSize::of(rng.random_range(1..=batch)) } else { BatchSize::MAX };
        let bytes =
            if rng.random() { rng.random_range(1..=400) } else { Allowance::UNLIMITED.bytes };
        let batches = if rng.random() { rng.random_range(1..=ranges) } else { u32::MAX };
        Allowance { documents, bytes, batches }
    }

    /// About how many documents there are, where it is so many.
    pub(super) fn guess(&mut self, Estimate { documents, .. }: Estimate) -> Estimate {
        let is_exact = self.governor.random_ratio(1, 3);
        let guess = self.governor.random_range(documents / 2..=documents * 2);
        Estimate { documents: if is_exact { documents } else { guess }, is_exact }
    }

    /// What of a part of a table is looked at, and sent.
    pub(super) fn sifting(&mut self) -> Sifting {
        let rng = &mut self.governor;
        let more = if rng.random() { rng.random_range(0..=8) } else { 0 };
        let sends = if rng.random() { rng.random() } else { 0 };
        Sifting { more, sends }
    }

    /// How long a batch has to wait until it may be written.
    pub(super) fn waits(&mut self) -> Duration {
        let most = if self.governor.random_ratio(1, 20) { 30_000 } else { 200 };
        Duration::from_millis(self.governor.random_range(0..=most))
    }

    /// What befalls a call before it reaches the store.
    pub(super) fn before(&mut self, is_commit: bool) -> Vec<Trouble> {
        let rates = self.climate.rates.clone();
        let mut troubles = self.around();
        if self.happens(rates.fail) {
            let failures = [Failure::Busy, Failure::Contended, Failure::Unknown, Failure::Final];
            let most = if self.climate.fails_for_good { 4 } else { 3 };
            let failure = failures[self.rng.random_range(0..most)];
            troubles.push(Trouble::Fails(failure));
        }
        if is_commit && self.happens(rates.conflict) {
            troubles.push(Trouble::Conflicts);
        }
        if is_commit && self.climate.has_writers && self.happens(rates.race) {
            troubles.push(Trouble::Races);
        }
        if is_commit && self.happens(rates.too_large) {
            troubles.push(Trouble::IsTooLarge);
        }
        troubles
    }

    /// What befalls its answer.
    pub(super) fn after(&mut self) -> Vec<Trouble> {
        let mut troubles = self.around();
        if self.happens(self.climate.rates.lose) {
            troubles.push(Trouble::Fails(Failure::Unknown));
        }
        troubles
    }

    fn around(&mut self) -> Vec<Trouble> {
        let Climate { has_writers, rates, .. } = self.climate.clone();
        let mut troubles = Vec::new();
        if has_writers && self.happens(rates.write) {
            troubles.push(Trouble::Writes(self.rng.random_range(1..=3)));
        }
        if self.happens(rates.control) {
            troubles.push(Trouble::Controls);
        }
        if self.happens(rates.resend) {
            troubles.push(Trouble::Resends);
        }
        if self.happens(rates.stop) {
            troubles.push(Trouble::Stops);
        }
        if self.happens(rates.yields) {
            troubles.push(Trouble::Yields(self.rng.random_range(1..=6)));
        }
        if self.happens(rates.sleep) {
            let time = Duration::from_millis(self.rng.random_range(1..=3_000));
            troubles.push(Trouble::Sleeps(time));
        }
        if self.happens(rates.freeze) {
            let time = Duration::from_millis(self.rng.random_range(10_000..=40_000));
            troubles.push(Trouble::Freezes(time));
        }
        if self.happens(rates.kill) {
            troubles.push(Trouble::Kills);
        }
        troubles
    }

    fn happens(&mut self, in_a_thousand: u32) -> bool {
        self.rng.random_ratio(in_a_thousand, 1_000)
    }

    /// Whether something with these odds happens.
    pub(super) fn odds(&mut self, of: u32, in_all: u32) -> bool {
        self.rng.random_ratio(of, in_all)
    }

    /// A number below this one.
    pub(super) fn below(&mut self, most: usize) -> usize {
        self.rng.random_range(0..most)
    }

    /// One of these, if there is one.
    pub(super) fn one_of<T: Copy>(&mut self, among: &[T]) -> Option<T> {
        if among.is_empty() { None } else { Some(among[self.below(among.len())]) }
    }
}
