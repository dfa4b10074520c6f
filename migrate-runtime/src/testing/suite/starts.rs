//! By which rules steps migrate documents, and which programs do.

use schema_core::version::VersionNumber;

use crate::checkpoint::{Checkpoint, Counts};
use crate::digest::Digest;
use crate::error::StoreError;
use crate::range::IdRange;
use crate::start::{Start, StepRules};
use crate::step::{RangeKey, RangeNumber, StepKey};
use crate::store::{Batch, Fenced, ProgramShare, RunNumber, RunStatus, StepStart};
use crate::testing::LiveStore;

use super::Deployment;
use super::deployment::empty;
use super::shapes::{directors, films, step};

/// Rules of one transition that add a field with this default.
pub(crate) fn rules(default: &str) -> StepRules {
    let text = format!(
        r#"{{"2":{{"oldVersion":1,"oldHash":"1","newHash":"2","rules":{{"stars":"added, default = {default}"}}}}}}"#
    );
    StepRules::from_text(&text).unwrap()
}

pub(super) fn start(default: &str, program: &str) -> Start {
    Start { rules: rules(default), program: Digest::of(program) }
}

fn share(program: &str, carried: u64) -> ProgramShare {
    ProgramShare { program: Digest::of(program), carried }
}

/// A batch of a range that says that it has migrated as many documents more.
fn migrating(
    run: RunNumber,
    (pass, range): (u32, RangeNumber),
    follows: &Checkpoint,
    carried: u64,
) -> Batch {
    let carried = follows.counts.carried + carried;
    let counts = Counts { carried, ..follows.counts };
    let then = Checkpoint { old: carried, counts, ..follows.clone() };
    let range = RangeKey { step: step(), pass, range };
    Batch { range, follows: follows.clone(), then, ..empty(run) }
}

async fn only<S: LiveStore>(on: &Deployment<S>) -> StepStart {
    let mut starts = on.store.starts().await.unwrap();
    assert_eq!(starts.len(), 1, "{starts:?}");
    starts.remove(0)
}

pub async fn the_rules_of_a_step_stay_once_it_has_migrated_a_document<S: LiveStore>(
    on: &Deployment<S>,
) {
    on.films(1).await;
    let run = on.take_over().await;
    assert_eq!(on.store.starts().await.unwrap(), []);
    on.store.note_start(run, &step(), &start("1", "a")).await.unwrap();
    assert_eq!(only(on).await.rules, rules("1"));
    on.store.begin_pass(run, &step(), 0, &[IdRange::WHOLE]).await.unwrap();
    // Nothing follows the rules so far, also where documents were met.
    let first = (1, RangeNumber::FIRST);
    let met = on.committed(&migrating(run, first, &Checkpoint::default(), 0)).await;
    on.store.note_start(run, &step(), &start("2", "a")).await.unwrap();
    assert_eq!(only(on).await.rules, rules("2"));
    on.committed(&migrating(run, first, &met, 1)).await;
    let before = only(on).await;
    on.store.note_start(run, &step(), &start("3", "a")).await.unwrap();
    assert_eq!(only(on).await, before);
    // Another pass is the same step.
    on.store.begin_pass(run, &step(), 1, &[IdRange::WHOLE]).await.unwrap();
    on.store.note_start(run, &step(), &start("3", "a")).await.unwrap();
    assert_eq!(only(on).await, before);
}

pub async fn each_program_has_the_documents_that_it_has_migrated<S: LiveStore>(on: &Deployment<S>) {
    on.films(1).await;
    let run = on.begin().await;
    let note = async |program: &str| {
        on.store.note_start(run, &step(), &start("1", program)).await.unwrap();
        // Sent again it is the same.
        let before = on.everything().await;
        on.store.note_start(run, &step(), &start("1", program)).await.unwrap();
        assert_eq!(on.everything().await, before);
    };
    let (first, listed) = ((1, RangeNumber::FIRST), (1, RangeNumber::LISTED));
    note("a").await;
    let stands = on.committed(&migrating(run, first, &Checkpoint::default(), 3)).await;
    note("b").await;
    note("c").await;
    on.committed(&migrating(run, listed, &on.step().await.listed, 2)).await;
    assert_eq!(only(on).await.shares(), [share("a", 3), share("c", 2)]);
    note("a").await;
    on.committed(&migrating(run, first, &stands, 4)).await;
    on.store.begin_pass(run, &step(), 1, &[IdRange::WHOLE]).await.unwrap();
    let second = (2, RangeNumber::FIRST);
    on.committed(&migrating(run, second, &Checkpoint::default(), 1)).await;
    let known = only(on).await;
    assert_eq!(known.shares(), [share("a", 8), share("c", 2)]);
    assert_eq!(known.last_program(), Some(&Digest::of("a")));
    assert_eq!((known.carried, known.sections.len()), (10, 3), "b has migrated nothing");
    // A run that has lost the place has no part in it.
    on.release(run, RunStatus::Completed).await;
    let before = on.everything().await;
    let late = on.store.note_start(run, &step(), &start("1", "d")).await;
    assert!(matches!(late, Err(StoreError::Fenced { why: Fenced::Overtaken, .. })), "{late:?}");
    assert_eq!(on.everything().await, before);
}

pub async fn starts_need_no_pass_and_come_by_table_and_versions<S: LiveStore>(on: &Deployment<S>) {
    let run = on.take_over().await;
    let key = |table, old, new| {
        let (old, new) = (VersionNumber(old), VersionNumber(new));
        StepKey { table, old, new }
    };
    let keys = [key(films(), 1, 10), key(films(), 2, 3), step(), key(directors(), 7, 8)];
    for key in &keys {
        on.store.note_start(run, key, &start("1", &key.to_string())).await.unwrap();
    }
    let starts = on.store.starts().await.unwrap();
    let [to_10, from_2, first, of_directors] = keys;
    let found: Vec<_> = starts.iter().map(|start| start.step.clone()).collect();
    assert_eq!(found, [of_directors, first, to_10, from_2]);
    for StepStart { step, rules: noted, sections, carried } in starts {
        assert_eq!((noted, carried), (rules("1"), 0));
        assert_eq!((&sections[0].program, sections.len()), (&Digest::of(&step.to_string()), 1));
    }
    assert_eq!(on.store.steps().await.unwrap(), []);
}
