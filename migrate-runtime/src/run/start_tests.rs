//! A rule that is edited in the middle of a step stops it before it writes.

use std::sync::Mutex;

use schema_core::declaration::Declaration;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::value::{Object, Value};
use schema_core::version::VersionNumber;
use schema_core::{Refusal, Schema as _};

use crate::event::Event;
use crate::fixture::{Told, documents, in_memory, object, push, run, runner, sources, text};
use crate::program::Program;
use crate::start::{Changed, Origin};
use crate::step::StepKey;
use crate::store::sqlite::SqliteStore;
use crate::store::{ProgramShare, PushOutcome, StepState, Store as _};

use super::{End, RulesChanged, RunError, Runner, Stop, Task};

mod v1 {
    use schema_core::Table;

    #[derive(Table)]
    #[schema(table = "users", version = 1)]
    pub(crate) struct User {
        pub(crate) name: String,
    }
}

/// Users with this default and this length of `fill`, as several commits declare them.
macro_rules! commit {
    ($commit:ident, $default:literal) => {
        mod $commit {
            use schema_core::{Doc, Refusal, Schema, Table, Transition};

            use super::{filled, v1};

            #[derive(Table)]
            #[schema(table = "users", version = 2, from = v1::User)]
            pub(crate) struct User {
                pub(crate) name: String,
                #[schema(added, default = $default)]
                pub(crate) priority: u32,
                #[schema(added)]
                pub(crate) length: u32,
            }

            impl Transition for User {
                fn fill(old: &Doc<v1::User>) -> Result<UserFill, Refusal> {
                    Ok(UserFill { length: filled(&old.name)? })
                }
            }

            #[derive(Schema)]
            pub(crate) struct App {
                users: User,
            }
        }
    };
}

commit!(begun, 1);
commit!(edited, 2);

fn filled(name: &str) -> Result<u32, Refusal> {
    if name == "bad" {
        return Err(Refusal::new("nobody can read it").at("name"));
    }
    Ok(u32::try_from(name.len()).unwrap())
}

/// A next version, of either.
macro_rules! next {
    ($next:ident, $of:ident) => {
        mod $next {
            use schema_core::{Schema, Table};

            use super::$of;

            #[derive(Table)]
            #[schema(table = "users", version = 3, from = $of::User)]
            pub(crate) struct User {
                pub(crate) name: String,
                #[schema(renamed_from = priority)]
                pub(crate) rank: u32,
                pub(crate) length: u32,
                #[schema(added, default = 7)]
                pub(crate) votes: u32,
            }

            #[derive(Schema)]
            pub(crate) struct App {
                users: User,
            }
        }
    };
}

next!(next_of_begun, begun);
next!(next_of_edited, edited);

fn table() -> TableName {
    TableName::from_checked("users")
}

fn step_to(new: u32) -> StepKey {
    StepKey { table: table(), old: VersionNumber(1), new: VersionNumber(new) }
}

/// A widened deployment of users of version 1.
fn with(declaration: &Declaration, names: &[&str]) -> (SqliteStore, Vec<DocumentId>) {
    let store = in_memory();
    let ids = fill(&store, declaration, names);
    (store, ids)
}

fn fill(store: &SqliteStore, declaration: &Declaration, names: &[&str]) -> Vec<DocumentId> {
    widen(store, declaration);
    let users: Vec<_> = names.iter().map(|name| object(&[("name", text(name))])).collect();
    store.insert(&table(), &users).unwrap()
}

fn widen(store: &SqliteStore, declaration: &Declaration) {
    let mut schema: Schema = declaration.newest_schema();
    let widened = declaration.tables[&table()].widened_from(VersionNumber(1)).unwrap();
    schema.tables.insert(table(), widened.schema);
    assert!(matches!(push(store, schema), PushOutcome::Active));
}

/// Migrates one document, and stops.
fn one_document(store: &SqliteStore, declaration: &Declaration) {
    let stop = Stop::new();
    let stops = Told(|event: &Event| {
        if matches!(event, Event::BatchCommitted { .. }) {
            stop.request();
        }
    });
    let done = runner(store, &stops, &stop, 1);
    let done = run(done.backfill(declaration, &step_to(2), Task::Carry)).unwrap();
    assert_eq!((done.end, done.state.counts.carried), (End::Stopped, 1));
}

/// Does something as a run of its own.
fn as_run<T>(store: &SqliteStore, work: impl AsyncFnOnce(Runner<'_, SqliteStore>) -> T) -> T {
    let stop = Stop::new();
    run(work(runner(store, &crate::event::Unobserved, &stop, 2)))
}

fn backfill(
    store: &SqliteStore,
    declaration: &Declaration,
    step: &StepKey,
) -> Result<StepState, RunError> {
    let work = async |runner: Runner<'_, SqliteStore>| {
        runner.backfill(declaration, step, Task::Carry).await
    };
    as_run(store, work).map(|done| done.state)
}

/// The run has stopped because of edited rules, and nothing was written.
fn is_refused<T: std::fmt::Debug>(
    store: &SqliteStore,
    work: impl AsyncFnOnce(Runner<'_, SqliteStore>) -> Result<T, RunError>,
) -> RulesChanged {
    let all = || {
        let (steps, starts) = (run(store.steps()).unwrap(), run(store.starts()).unwrap());
        let entries = run(store.quarantine(&table())).unwrap();
        (documents(store, &table()), steps, starts, entries)
    };
    let before = all();
    let refused = match as_run(store, work) {
        Err(RunError::RulesChanged(changed)) => *changed,
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(all(), before);
    refused
}

fn field(store: &SqliteStore, name: &str) -> Vec<Option<f64>> {
    let number = |fields: &Object| match fields.get(name) {
        Some(Value::Float64(number)) => Some(*number),
        _ => None,
    };
    let mut all: Vec<_> = documents(store, &table()).iter().map(|(_, one)| number(one)).collect();
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all
}

fn priority_edited() -> Changed {
    Changed::Rule {
        place: "priority".to_owned(),
        was: Some("added, default = 1".to_owned()),
        is: Some("added, default = 2".to_owned()),
    }
}

#[test]
fn an_edited_default_stops_the_backfill_before_it_writes() {
    let (begun, edited) = (begun::App::declaration(), edited::App::declaration());
    let (store, _) = with(&begun, &["Ada", "Bo", "Cy"]);
    one_document(&store, &begun);
    let refused =
        is_refused(&store, async |runner| runner.backfill(&edited, &step_to(2), Task::Carry).await);
    assert_eq!((refused.step, refused.carried), (step_to(2), 1));
    let [change] = refused.changes.as_slice() else { panic!("{:?}", refused.changes) };
    assert_eq!(change.what, priority_edited());
    assert_eq!(
        change.to_string(),
        "`priority` of users@2 was `added, default = 1`, and is `added, default = 2`"
    );
    // Undone, it goes on.
    let state = backfill(&store, &begun, &step_to(2)).unwrap();
    assert!(state.is_done());
    assert_eq!(field(&store, "priority"), [Some(1.0); 3]);
}

#[test]
fn an_edited_default_stops_whatever_tries_documents_without_a_walk() {
    let (begun, edited) = (begun::App::declaration(), edited::App::declaration());
    let (store, ids) = with(&begun, &["Ada", "bad"]);
    assert!(backfill(&store, &begun, &step_to(2)).unwrap().is_done());
    store.replace(ids[1], &object(&[("name", text("better"))])).unwrap();
    is_refused(&store, async |runner| runner.settle(&edited, &step_to(2)).await);
    is_refused(&store, async |runner| runner.retry(&edited, &step_to(2), &[]).await);
    is_refused(&store, async |runner| runner.retry(&edited, &step_to(2), &[ids[1]]).await);
    // That a walk is to begin anew migrates nothing; it is refused when it does.
    as_run(&store, async |runner| runner.walk_again(&step_to(2)).await).unwrap();
    is_refused(&store, async |runner| runner.backfill(&edited, &step_to(2), Task::Carry).await);
    as_run(&store, async |runner| runner.settle(&begun, &step_to(2)).await).unwrap();
    assert_eq!(field(&store, "priority"), [Some(1.0); 2]);
}

#[test]
fn while_a_step_has_migrated_nothing_its_rules_may_be_edited() {
    let (begun, edited) = (begun::App::declaration(), edited::App::declaration());
    let (store, ids) = with(&begun, &["bad"]);
    backfill(&store, &begun, &step_to(2)).unwrap();
    store.replace(ids[0], &object(&[("name", text("better"))])).unwrap();
    as_run(&store, async |runner| runner.settle(&edited, &step_to(2)).await).unwrap();
    assert_eq!(field(&store, "priority"), [Some(2.0)]);
    // From now on those are its rules.
    store.insert(&table(), &[object(&[("name", text("late"))])]).unwrap();
    as_run(&store, async |runner| runner.walk_again(&step_to(2)).await).unwrap();
    is_refused(&store, async |runner| runner.backfill(&begun, &step_to(2), Task::Carry).await);
    backfill(&store, &edited, &step_to(2)).unwrap();
    assert_eq!(field(&store, "priority"), [Some(2.0); 2]);
}

#[test]
fn a_step_of_an_earlier_release_takes_the_rules_with_which_it_goes_on() {
    let (begun, edited) = (begun::App::declaration(), edited::App::declaration());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.sqlite");
    let store = SqliteStore::open(&path, "test".parse().unwrap(), sources(1)).unwrap();
    fill(&store, &begun, &["Ada", "Bo", "Cy"]);
    one_document(&store, &begun);
    // As a file is that was upgraded from a layout without it.
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch("DELETE FROM starts").unwrap();
    one_document_more(&store, &edited);
    let starts = run(store.starts()).unwrap();
    let shares = starts[0].shares();
    assert_eq!((starts[0].carried, shares[0].carried), (2, 1), "nobody knows who was first");
    is_refused(&store, async |runner| runner.backfill(&begun, &step_to(2), Task::Carry).await);
}

fn one_document_more(store: &SqliteStore, declaration: &Declaration) {
    let stop = Stop::new();
    let stops = Told(|event: &Event| {
        if matches!(event, Event::BatchCommitted { .. }) {
            stop.request();
        }
    });
    let more = runner(store, &stops, &stop, 1);
    run(more.backfill(declaration, &step_to(2), Task::Carry)).unwrap();
}

#[test]
fn a_next_version_goes_on_in_the_middle_of_a_step() {
    let begun = begun::App::declaration();
    let (store, _) = with(&begun, &["Ada", "Bo", "Cy"]);
    one_document(&store, &begun);
    let next = next_of_begun::App::declaration();
    widen(&store, &next);
    assert!(backfill(&store, &next, &step_to(3)).unwrap().is_done());
    assert_eq!(field(&store, "rank"), [Some(1.0); 3]);
    assert_eq!(field(&store, "votes"), [Some(7.0); 3]);
}

#[test]
fn a_next_version_does_not_hide_the_edit_of_the_one_before() {
    let begun = begun::App::declaration();
    let (store, _) = with(&begun, &["Ada", "Bo", "Cy"]);
    one_document(&store, &begun);
    let next = next_of_edited::App::declaration();
    widen(&store, &next);
    let refused =
        is_refused(&store, async |runner| runner.backfill(&next, &step_to(3), Task::Carry).await);
    assert_eq!((refused.step, refused.carried), (step_to(2), 1));
    assert_eq!(refused.changes[0].what, priority_edited());
    assert_eq!(refused.changes[0].version.version, VersionNumber(2));
}

#[test]
fn another_program_is_told_of_once_with_what_the_one_before_has_migrated() {
    let declaration = begun::App::declaration();
    let (store, _) = with(&declaration, &["Ada", "Bo", "Cy", "Di"]);
    let told = Mutex::new(Vec::new());
    for (program, batches) in [("a", 1), ("a", 1), ("b", 1), ("b", 1)] {
        let (stop, program) = (Stop::new(), Program::named(program));
        let left = Mutex::new(batches);
        let observer = Told(|event: &Event| match event {
            Event::ProgramChanged { earlier, .. } => told.lock().unwrap().push(earlier.clone()),
            Event::BatchCommitted { .. } => {
                *left.lock().unwrap() -= 1;
                if *left.lock().unwrap() == 0 {
                    stop.request();
                }
            }
            _ => {}
        });
        let origin = Origin { program: &program, ..Origin::UNKNOWN };
        let runner = Runner { origin, ..runner(&store, &observer, &stop, 1) };
        run(runner.backfill(&declaration, &step_to(2), Task::Carry)).unwrap();
    }
    let share = |program: &str, carried| ProgramShare {
        program: run(Program::named(program).digest()),
        carried,
    };
    assert_eq!(*told.lock().unwrap(), [[share("a", 2)]]);
    assert_eq!(run(store.starts()).unwrap()[0].shares(), [share("a", 2), share("b", 2)]);
}
