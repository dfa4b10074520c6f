//! From every state the printed command leads on.
//!
//! A deployment's documents, its ledger, what is deployed and the committed files can each be of
//! another moment: after a crash, a push by hand, an import, a backup that was restored, or a helper
//! that clears every table. From each combination, with pushes by the run and by hand, beginning with
//! each part of the plan, with and without processes that die between two calls, the commands that
//! are named as the next ones are followed until nothing is left to do.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::clock::Clock;
use crate::ship::{Person, Stretch};
use crate::store::memory::MemoryStore;
use crate::store::memory::mixed::Moment;
use crate::store::{Receipt, Store as _};
use crate::testing::judge::log::{Actor, PushedBy};
use crate::testing::judge::rules::CARRIED;
use crate::testing::judge::{Ended, Follower, Task, verdict};

use super::weather::{Rates, Weather};
use super::world::{SimulatedClock, World};
use super::{Fresh as _, simulated};

/// Commands after which a state is taken to have no way out.
const COMMANDS_MAX: u32 = 24;

/// Processes of a state that may die.
const DEATHS_MAX: u32 = 5;

/// A moment on the way, by name.
type Named = (&'static str, Moment);

/// Where a state begins.
#[derive(Clone, Copy, Debug)]
struct Start {
    pushes: PushedBy,
    begins_with: Stretch,
    /// What decides which processes die, and at which of their calls.
    deaths: Option<u64>,
}

fn quiet(seed: u64) -> Weather {
    let mut weather = Weather::new(seed);
    weather.climate.rates = Rates::default();
    weather.climate.has_writers = false;
    weather.climate.pushes = PushedBy::Run;
    weather.climate.batch = 2;
    weather.climate.ranges = 2;
    weather.climate.calls = u64::MAX;
    weather
}

fn world(weather: Weather) -> World<MemoryStore> {
    let clock = Arc::new(SimulatedClock::new());
    let store = MemoryStore::fresh(Arc::clone(&clock) as Arc<dyn Clock>, 3);
    World::of(store, clock, weather)
}

/// A deployment at each stage of its way, and its receipts at the end.
async fn moments(world: &World<MemoryStore>) -> (Vec<Named>, Vec<Receipt>) {
    let store = &world.logged.store;
    let mut moments = vec![("nothing", Moment::nothing())];
    world.plant().await;
    moments.push(("planted", store.moment()));
    for (name, task) in [
        (Some("applied, with documents in quarantine"), Task::Walk(Stretch::Apply)),
        (None, Task::Mend),
        (None, Task::Walk(Stretch::Apply)),
        (Some("verified in part"), Task::Walk(Stretch::Verify)),
        (None, Task::Walk(Stretch::Apply)),
        (Some("verified"), Task::Walk(Stretch::Verify)),
    ] {
        let ended = world.lives(Actor(1), task).await;
        assert!(!matches!(ended, Ended::Failed(_)), "{task:?}: {ended:?}");
        moments.extend(name.map(|name| (name, store.moment())));
    }
    let ended = world.lives(Actor(1), Task::SHIP).await;
    assert_eq!(ended, Ended::Done);
    moments.push(("done", store.moment()));
    (moments, store.receipts().await.unwrap())
}

/// Follows the commands to the end, and says how many that were.
async fn follow(world: &World<MemoryStore>, start: Start) -> Result<u32, String> {
    let mut follower = Follower::beginning_with(start.begins_with);
    let mut dice = StdRng::seed_from_u64(start.deaths.unwrap_or_default());
    let mut history = Vec::new();
    for command in 1..=COMMANDS_MAX {
        let may_die = start.deaths.is_some() && command <= DEATHS_MAX;
        let rates = Rates { kill: if may_die { 60 } else { 0 }, ..Rates::default() };
        world.weather().climate.rates = rates;
        if dice.random_ratio(1, 2) {
            // A process that died long ago has lost its lease.
            tokio::time::sleep(std::time::Duration::from_secs(20)).await;
        }
        let task = follower.task;
        let ended = world.lives(Actor(100 + command), task).await;
        history.push(format!("{task:?}: {ended:?}"));
        match &ended {
            Ended::Failed(why) => return Err(format!("{why}\n{}", history.join("\n"))),
            Ended::Done => {
                ended_well(world).await.map_err(|why| format!("{why}\n{}", history.join("\n")))?;
                return Ok(command);
            }
            Ended::Incomplete(_) | Ended::Stopped | Ended::Killed => {}
        }
        match follower.follow(&ended) {
            Some(Person::Pushes) => world.push_by_hand().await,
            Some(Person::Resumes) => world.resume().await,
            _ => {}
        }
    }
    Err(format!("there is no way out:\n{}", history.join("\n")))
}

/// Everything is narrow, the ledger has the receipts, the files have them, and the gate is open.
async fn ended_well(world: &World<MemoryStore>) -> Result<(), String> {
    let store = &world.logged.store;
    verdict::judge_done(store, &world.declaration).await?;
    let ledger = store.receipts().await.unwrap();
    let files = world.files();
    for table in CARRIED {
        let newest = ledger.iter().filter(|one| one.name.table.as_str() == table);
        let newest = newest.max_by_key(|one| one.name.version).ok_or(table)?;
        if files.get(&newest.name) != Some(newest) {
            return Err(format!("the file of {} isn't the ledger's receipt", newest.name));
        }
    }
    Ok(())
}

/// Follows the commands from every combination of moments, or from one of so many.
fn combinations(starts: &[Start], one_of: usize) {
    simulated(async {
        let world = world(quiet(7));
        let (moments, receipts) = moments(&world).await;
        let store = &world.logged.store;
        let (mut met, mut tried, mut most) = (0, 0, 0);
        for (documents, of_documents) in &moments {
            for (ledger, of_ledger) in &moments {
                for (deployed, of_deployed) in &moments {
                    for start in starts {
                        met += 1;
                        if met % one_of != 0 || !store.mix(of_documents, of_ledger, of_deployed) {
                            continue;
                        }
                        tried += 1;
                        world.begin_anew();
                        // Committed receipts may be there whatever the rest says.
                        let has_files = (tried / starts.len() + tried).is_multiple_of(2);
                        let committed = receipts.iter().filter(|_| has_files);
                        *world.files() =
                            committed.map(|one| (one.name.clone(), one.clone())).collect();
                        world.weather().climate.pushes = start.pushes;
                        let begin = *start;
                        let commands = follow(&world, begin).await.unwrap_or_else(|why| {
                            panic!(
                                "documents {documents}, ledger {ledger}, deployed {deployed}, \
                                 files {has_files}, {begin:?}: {why}"
                            )
                        });
                        most = most.max(commands);
                    }
                }
            }
        }
        println!("{tried} states, at most {most} commands");
        assert!(tried > 100 * starts.len() / one_of, "{tried}");
    });
}

fn starts(pushes: PushedBy, deaths: Option<u64>) -> Vec<Start> {
    [Stretch::Whole, Stretch::Apply, Stretch::Verify, Stretch::Narrow]
        .map(|begins_with| Start { pushes, begins_with, deaths })
        .to_vec()
}

#[test]
fn the_named_commands_lead_on_from_every_state() {
    combinations(&starts(PushedBy::Run, None), 1);
}

#[test]
fn the_named_commands_lead_on_from_every_state_where_a_person_pushes() {
    combinations(&starts(PushedBy::Hand, None), 1);
}

#[test]
fn the_named_commands_lead_on_from_every_state_though_processes_die() {
    let starts = [starts(PushedBy::Run, Some(1)), starts(PushedBy::Hand, Some(2))].concat();
    combinations(&starts, 3);
}
