//! A backfill carries every document once, whatever happens around it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use schema_core::id::DocumentId;
use schema_core::value::Value;

use crate::checkpoint::{Checkpoint, Counts};
use crate::cursor::Cursor;
use crate::event::{Event, Unobserved};
use crate::fixture::{
    Meddled, Told, declaration, directors, documents, films, in_memory, object, old_film, run,
    runner, step, text, with_films,
};
use crate::store::sqlite::SqliteStore;
use crate::store::{Batch, Commit, QuarantineCode, StepState, Store};

use super::{End, RunError, Stop, Task};

fn backfill(store: &SqliteStore, batch: u32) -> StepState {
    let stop = Stop::new();
    let done = run(runner(store, &Unobserved, &stop, batch).backfill(
        &declaration(),
        &step(),
        Task::Carry,
    ));
    let done = done.unwrap();
    assert_eq!(done.end, End::Done);
    done.state
}

/// What must hold after a backfill of `with_films`: each film once, each director once.
fn assert_carried(store: &SqliteStore, titles: usize) {
    let people = documents(store, &directors());
    let mut names: Vec<_> = people.iter().map(|(_, fields)| fields["name"].clone()).collect();
    names.sort();
    assert_eq!(names, [text("Agnès"), text("Ida"), text("Orson")]);
    let films = documents(store, &films());
    assert_eq!(films.len(), titles);
    for (_, film) in films {
        assert_eq!(film.keys().collect::<Vec<_>>(), ["directedBy", "title"]);
        let Value::String(title) = &film["title"] else { panic!("{film:?}") };
        let number: usize = title.trim_start_matches("Film ").parse().unwrap();
        let name = text(["Ida", "Orson", "Agnès"][number % 3]);
        let director = people.iter().find(|(_, person)| person["name"] == name).unwrap();
        assert_eq!(film["directedBy"], text(&director.0.to_string()));
    }
}

#[test]
fn a_backfill_carries_every_document_and_makes_each_director_once() {
    let store = in_memory();
    with_films(&store, 25);
    let state = backfill(&store, 4);
    assert_carried(&store, 25);
    assert_eq!((state.counts.carried, state.counts.inserted), (25, 3));
    assert_eq!(state.pass, 2, "one walk that carries, one that finds nothing old");
    assert!(state.is_done());
}

#[test]
fn an_empty_table_is_done_after_one_walk() {
    let store = in_memory();
    with_films(&store, 0);
    let state = backfill(&store, 4);
    assert!(state.is_done());
    assert_eq!((state.pass, state.counts.carried), (1, 0));
}

#[test]
fn a_second_backfill_finds_itself_done_and_writes_nothing() {
    let store = in_memory();
    with_films(&store, 5);
    let first = backfill(&store, 2);
    assert_eq!(backfill(&store, 2), first);
}

#[test]
fn a_run_stopped_at_every_batch_border_ends_as_one_that_was_not() {
    let undisturbed = in_memory();
    with_films(&undisturbed, 11);
    let wanted = backfill(&undisturbed, 3);
    let store = in_memory();
    with_films(&store, 11);
    let mut runs = 0;
    let last = loop {
        let stop = Stop::new();
        let stop_at_once = Told(|event: &Event| {
            if matches!(event, Event::BatchCommitted { .. }) {
                stop.request();
            }
        });
        let runner = runner(&store, &stop_at_once, &stop, 3);
        let ended = run(runner.backfill(&declaration(), &step(), Task::Carry)).unwrap();
        runs += 1;
        if ended.end == End::Done {
            break ended.state;
        }
    };
    assert_eq!(runs, 8, "one batch a run: four for each of two passes");
    assert_eq!(last, wanted);
    assert_carried(&store, 11);
    assert_eq!(documents(&store, &films()), documents(&undisturbed, &films()));
}

#[test]
fn one_bad_document_is_listed_and_the_others_are_carried() {
    let store = in_memory();
    with_films(&store, 6);
    let bad = store.insert(&films(), &[old_film(None, "Ida")]).unwrap()[0];
    let state = backfill(&store, 3);
    assert_eq!((state.counts.carried, state.counts.quarantined), (6, 1));
    let entries = run(store.quarantine(&films())).unwrap();
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!((entry.id, entry.code.as_str(), entry.path.as_str()), (bad, "refused", ".title"));
    assert_eq!(entry.reason, "without a title");
    let stays = documents(&store, &films()).into_iter().find(|(id, _)| *id == bad).unwrap();
    assert_eq!(stays.1, old_film(None, "Ida"));
}

#[test]
fn a_refused_document_has_no_effects() {
    let store = in_memory();
    with_films(&store, 0);
    store.insert(&films(), &[old_film(None, "Nobody")]).unwrap();
    backfill(&store, 3);
    assert_eq!(documents(&store, &directors()), []);
}

#[test]
fn a_document_whose_transition_panics_is_listed_and_stops_no_other() {
    let store = in_memory();
    with_films(&store, 5);
    let ids = store.insert(&films(), &[old_film(Some("Lost"), "nobody")]).unwrap();
    let state = backfill(&store, 3);
    assert_eq!((state.counts.carried, state.counts.quarantined), (5, 1));
    let entries = run(store.quarantine(&films())).unwrap();
    assert_eq!(entries[0].id, ids[0]);
    assert_eq!(entries[0].reason, "the transition panicked: a film has a director");
}

#[test]
fn a_document_in_quarantine_is_tried_again_once_it_has_changed() {
    let store = in_memory();
    let ids = with_films(&store, 1);
    let bad = store.insert(&films(), &[old_film(None, "Ida")]).unwrap()[0];
    backfill(&store, 3);
    store.replace(bad, &old_film(Some("Film 0"), "Ida")).unwrap();
    let stop = Stop::new();
    run(runner(&store, &Unobserved, &stop, 3).walk_again(&step())).unwrap();
    let state = backfill(&store, 3);
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
    assert_eq!(state.counts.carried, 2);
    assert_eq!(documents(&store, &films()).len(), ids.len() + 1);
}

#[test]
fn an_entry_closes_when_its_document_is_gone_or_current() {
    let store = in_memory();
    with_films(&store, 3);
    let bad = vec![old_film(None, "Ida"); 2];
    let ids = store.insert(&films(), &bad).unwrap();
    backfill(&store, 2);
    assert_eq!(run(store.quarantine(&films())).unwrap().len(), 2);
    store.delete(ids[0]).unwrap();
    let director = documents(&store, &directors())[0].0.to_string();
    let current = object(&[("title", text("Film 0")), ("directedBy", text(&director))]);
    store.replace(ids[1], &current).unwrap();
    let stop = Stop::new();
    run(runner(&store, &Unobserved, &stop, 2).retry(&declaration(), &step(), &[])).unwrap();
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
}

#[test]
fn a_retry_carries_what_was_repaired_and_leaves_the_walk_where_it_is() {
    let store = in_memory();
    with_films(&store, 3);
    let bad = store.insert(&films(), &[old_film(None, "Ida")]).unwrap()[0];
    let before = backfill(&store, 2);
    store.replace(bad, &old_film(Some("Film 3"), "Ida")).unwrap();
    let stop = Stop::new();
    let runner = runner(&store, &Unobserved, &stop, 2);
    // Named twice, it is carried once.
    let after = run(runner.retry(&declaration(), &step(), &[bad, bad])).unwrap();
    assert_eq!(after.counts.carried, before.counts.carried + 1);
    assert_eq!((&after.ranges, after.pass), (&before.ranges, before.pass));
    assert!(after.is_done());
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
    assert_carried(&store, 4);
}

#[test]
fn a_document_that_is_named_twice_in_a_retry_is_carried_once() {
    let store = in_memory();
    with_films(&store, 3);
    let bad = store.insert(&films(), &[old_film(None, "Ida")]).unwrap()[0];
    let before = backfill(&store, 2);
    store.replace(bad, &old_film(Some("Film 3"), "Ida")).unwrap();
    let stop = Stop::new();
    let runner = runner(&store, &Unobserved, &stop, 2);
    let after = run(runner.retry(&declaration(), &step(), &[bad, bad])).unwrap();
    assert_eq!(after.counts.carried, before.counts.carried + 1);
    assert_eq!(after.counts.inserted, before.counts.inserted);
}

/// A deployment with this many films in quarantine.
fn with_bad_films(store: &SqliteStore, count: usize) -> Vec<DocumentId> {
    with_films(store, 0);
    let ids = store.insert(&films(), &vec![old_film(None, "Ida"); count]).unwrap();
    backfill(store, 50);
    assert_eq!(run(store.quarantine(&films())).unwrap().len(), count);
    ids
}

#[test]
fn a_retry_reads_and_writes_a_batch_at_a_time() {
    for count in [40, 80] {
        let store = in_memory();
        for id in with_bad_films(&store, count) {
            store.replace(id, &old_film(Some("Film 0"), "Ida")).unwrap();
        }
        let commits = AtomicU64::new(0);
        let meddled = Meddled {
            before_commit: Box::new(|_| {
                commits.fetch_add(1, Ordering::Relaxed);
            }),
            ..Meddled::of(&store)
        };
        let stop = Stop::new();
        let runner = runner(&meddled, &Unobserved, &stop, 10);
        run(runner.retry(&declaration(), &step(), &[])).unwrap();
        assert_eq!(run(store.quarantine(&films())).unwrap(), []);
        let batches = count as u64 / 10;
        let gets = meddled.gets.load(Ordering::Relaxed);
        assert_eq!((gets, commits.load(Ordering::Relaxed)), (batches, batches));
    }
}

#[test]
fn a_retry_that_is_asked_to_stop_does_so_at_a_batch_border() {
    let store = in_memory();
    let bad = with_bad_films(&store, 9);
    for id in bad {
        store.replace(id, &old_film(Some("Film 0"), "Ida")).unwrap();
    }
    let stop = Stop::new();
    let meddled = Meddled { before_commit: Box::new(|_| stop.request()), ..Meddled::of(&store) };
    run(runner(&meddled, &Unobserved, &stop, 2).retry(&declaration(), &step(), &[])).unwrap();
    assert_eq!(run(store.quarantine(&films())).unwrap().len(), 7);
    // What was left is tried by the next one.
    let stop = Stop::new();
    run(runner(&store, &Unobserved, &stop, 2).retry(&declaration(), &step(), &[])).unwrap();
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
}

// A deployment takes a bounded number of them in one call, and no smaller page would help.
#[test]
fn entries_of_documents_that_are_gone_are_closed_a_batch_at_a_time() {
    let store = in_memory();
    for id in with_bad_films(&store, 25) {
        store.delete(id).unwrap();
    }
    let meddled = Meddled {
        before_commit: Box::new(|batch| assert!(batch.settled.len() <= 4, "{batch:?}")),
        ..Meddled::of(&store)
    };
    let stop = Stop::new();
    run(runner(&store, &Unobserved, &stop, 4).walk_again(&step())).unwrap();
    let (ended, _) = backfill_counting(&meddled, |_| false);
    assert_eq!(ended.unwrap().end, End::Done);
    assert_eq!(run(store.quarantine(&films())).unwrap(), []);
}

/// A deployment in which the application writes a film right before it is carried, `times` times.
fn raced(store: &SqliteStore, id: DocumentId, times: u64) -> Meddled<'_, SqliteStore> {
    let left = AtomicU64::new(times);
    let before_commit = move |batch: &Batch| {
        let is_carried = batch.writes.iter().any(|write| write.id == id);
        let now = left.load(Ordering::SeqCst);
        if is_carried && now > 0 {
            left.store(now - 1, Ordering::SeqCst);
            let title = format!("Film {}", (now - 1) * 3);
            store.replace(id, &old_film(Some(&title), "Ida")).unwrap();
        }
    };
    Meddled { before_commit: Box::new(before_commit), ..Meddled::of(store) }
}

/// The range's checkpoint has moved to where another batch led: the documents of this one may have
/// been left out, so it is no success.
#[test]
fn a_batch_that_another_one_has_superseded_is_no_success() {
    let store = in_memory();
    with_films(&store, 6);
    let has_come = AtomicBool::new(false);
    let before_commit = |batch: &Batch| {
        if has_come.swap(true, Ordering::SeqCst) {
            return;
        }
        let mut other = batch.clone();
        other.writes.truncate(1);
        other.then = Checkpoint {
            cursor: Cursor::after(other.writes[0].id),
            scanned: 1,
            old: 1,
            counts: Counts { carried: 1, ..Counts::default() },
            ..batch.follows.clone()
        };
        // On a thread of its own, since this one waits inside a runtime.
        let committed = std::thread::scope(|scope| {
            scope.spawn(|| run(store.commit(&other)).unwrap()).join().unwrap()
        });
        assert!(matches!(committed, Commit::Committed(_)), "{committed:?}");
    };
    let meddled = Meddled { before_commit: Box::new(before_commit), ..Meddled::of(&store) };
    let (ended, _) = backfill_counting(&meddled, |_| false);
    assert!(matches!(ended, Err(RunError::Moved { .. })), "{ended:?}");
}

/// Counts the events for which `which` holds, and runs a backfill meanwhile.
fn backfill_counting<S: Store>(
    store: &S,
    which: impl Fn(&Event) -> bool + Send + Sync,
) -> (Result<super::Backfilled, RunError>, u64) {
    let count = AtomicU64::new(0);
    let observer = Told(|event: &Event| {
        if which(event) {
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    let stop = Stop::new();
    let ended =
        run(runner(store, &observer, &stop, 4).backfill(&declaration(), &step(), Task::Carry));
    (ended, count.load(Ordering::SeqCst))
}

#[test]
fn a_live_write_between_reading_and_writing_is_carried_and_not_lost() {
    let store = in_memory();
    let ids = with_films(&store, 7);
    let raced = raced(&store, ids[3], 1);
    let (ended, conflicts) =
        backfill_counting(&raced, |event| matches!(event, Event::DocumentsConflicted { .. }));
    let state = ended.unwrap().state;
    assert_eq!((conflicts, state.counts.carried), (1, 7));
    assert_carried(&store, 7);
    let carried = documents(&store, &films()).into_iter().find(|(id, _)| *id == ids[3]).unwrap();
    assert_eq!(carried.1["title"], text("Film 0"), "what the application wrote last");
}

#[test]
fn a_document_that_keeps_changing_comes_last_and_is_never_quarantined() {
    let store = in_memory();
    let ids = with_films(&store, 7);
    let raced = raced(&store, ids[3], 8);
    let (ended, deferred) =
        backfill_counting(&raced, |event| matches!(event, Event::DocumentDeferred { .. }));
    let state = ended.unwrap().state;
    assert!(deferred > 0);
    assert_eq!((state.counts.carried, state.counts.quarantined), (7, 0));
    assert_carried(&store, 7);
}

#[test]
fn a_document_that_never_stands_still_ends_the_run_with_its_reason() {
    let store = in_memory();
    let ids = with_films(&store, 5);
    let raced = raced(&store, ids[0], u64::MAX / 4);
    let (ended, _) = backfill_counting(&raced, |_| false);
    assert!(matches!(ended, Err(RunError::NeverSettles { .. })));
    let left = documents(&store, &films());
    let carried = left.iter().filter(|(_, film)| film.contains_key("directedBy")).count();
    assert_eq!(carried, 4, "the others are carried");
}

#[test]
fn a_lost_answer_is_not_a_second_effect() {
    let undisturbed = in_memory();
    with_films(&undisturbed, 9);
    let wanted = backfill(&undisturbed, 4);
    let store = in_memory();
    with_films(&store, 9);
    let was_lost = AtomicBool::new(false);
    let meddled = Meddled {
        // Every second answer, so that each batch's comes through in the end.
        loses_answer: Box::new(|_| !was_lost.fetch_xor(true, Ordering::SeqCst)),
        ..Meddled::of(&store)
    };
    let (ended, _) = backfill_counting(&meddled, |_| false);
    assert_eq!(ended.unwrap().state, wanted);
    assert_carried(&store, 9);
}

#[test]
fn a_run_whose_step_another_has_moved_stops() {
    let store = in_memory();
    with_films(&store, 9);
    let other = AtomicBool::new(true);
    let meddled = Meddled {
        before_commit: Box::new(|_| {
            if other.swap(false, Ordering::SeqCst) {
                // On a thread of its own, as it would be a process of its own.
                std::thread::scope(|scope| drop(scope.spawn(|| backfill(&store, 2)).join()));
            }
        }),
        ..Meddled::of(&store)
    };
    let (ended, _) = backfill_counting(&meddled, |_| false);
    assert!(matches!(ended, Err(RunError::Overtaken { .. })));
    assert_carried(&store, 9);
}

#[test]
fn what_the_deployment_refuses_is_quarantined_and_the_rest_of_its_batch_carried() {
    let store = in_memory();
    with_films(&store, 3);
    let ambiguous = store.insert(&films(), &[old_film(Some("Film 9"), "Maya")]).unwrap()[0];
    let maya = object(&[("name", text("Maya"))]);
    store.insert(&directors(), &[maya.clone(), maya]).unwrap();
    let state = backfill(&store, 10);
    assert_eq!((state.counts.carried, state.counts.quarantined), (3, 1));
    let entries = run(store.quarantine(&films())).unwrap();
    assert_eq!((entries[0].id, entries[0].code), (ambiguous, QuarantineCode::Ambiguous));
}

#[test]
fn a_verification_counts_what_is_not_of_the_newest_version() {
    let store = in_memory();
    with_films(&store, 5);
    let bad = store.insert(&films(), &[old_film(None, "Ida")]).unwrap()[0];
    let verify = || {
        let stop = Stop::new();
        let declaration = declaration();
        let history = &declaration.tables[&films()];
        run(runner(&store, &Unobserved, &stop, 2).verify(&films(), history)).unwrap()
    };
    assert_eq!(verify().failing_count, 6);
    backfill(&store, 4);
    let found = verify();
    assert_eq!((found.verified, found.failing_count), (6, 1));
    assert_eq!(found.failing[0].id, bad);
    assert!(!found.is_proof());
    store.delete(bad).unwrap();
    assert!(verify().is_proof());
}
