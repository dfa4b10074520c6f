use std::fs;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};

use schema_core::declaration::Declaration;
use schema_core::generate::Staged;
use tempfile::TempDir;

use super::*;
use crate::cli::args::{Common, Format};
use crate::cli::console::Console;
use crate::cli::destination::Destination;
use crate::cli::environment::Environment;
use crate::cli::places::Places;
use crate::cli::program::Program;
use crate::deployment::{DeployKey, DeploymentName};
use crate::exit::Exit;
use crate::fixture::declaration;
use crate::foreign::Typed;

/// A checkout with the committed files.
struct Checkout {
    folder: TempDir,
    declaration: Declaration,
}

impl Checkout {
    fn new() -> Self {
        let checkout = Self { folder: tempfile::tempdir().unwrap(), declaration: declaration() };
        let session = checkout.session("a");
        write(&session, || Tree::read(&session)?.wanted_typescript(&session)).unwrap();
        checkout
    }

    /// A command about one of several deployments.
    fn session(&self, deployment: &str) -> Session<'_> {
        let url = Some(Typed::from(&*format!("http://{deployment}.example:3210")));
        let admin_key = Some(DeployKey::new(format!("{deployment}|c0ffee")));
        let common = Common { url, admin_key, ..Common::default() };
        let destination = Destination::of(&common, &Environment::default()).unwrap();
        self.session_of(destination, deployment.parse().unwrap())
    }

    /// A command about no deployment, or about an embedded one.
    fn local(&self) -> Session<'_> {
        self.session_of(Destination::Embedded, DeploymentName::local())
    }

    fn session_of(&self, destination: Destination, deployment: DeploymentName) -> Session<'_> {
        let silent = || Box::new(std::io::sink());
        Session {
            declaration: &self.declaration,
            places: Places { deployment, ..Places::of_package(self.folder.path()) },
            destination,
            push: None,
            is_staged: false,
            program: Program::of_process(),
            console: Console::of_streams(silent(), silent()),
            format: Format::Human,
        }
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.folder.path().join(path)).ok()
    }

    fn schema(&self) -> String {
        self.text("convex/schema.ts").unwrap()
    }

    fn edit(&self, path: &str, text: &str) {
        crate::files::write(&self.folder.path().join(path), text).unwrap();
    }

    /// Whether there is a lock for later commands, and whether a process has the writer file.
    fn lock(&self) -> (bool, bool) {
        let files = LockFiles::of(&self.local().places);
        (files.record().exists(), files.hold().unwrap().is_none())
    }
}

/// A schema that accepts everything, so that it differs from what is committed.
fn other_schema(session: &Session<'_>) -> (Schema, Manifest) {
    let (mut schema, mut manifest) = Tree::read(session).unwrap().committed(session).unwrap();
    schema.tables.pop_last();
    manifest.tables.pop_last();
    (schema, manifest)
}

/// Puts the files of a push by hand in place.
fn place(writer: &mut TreeWriter<'_>, is_by_hand: bool) -> Result<(), Failure> {
    let (schema, manifest) = other_schema(writer.session);
    let staged = &Staged::new();
    writer.place(&Placing { schema: &schema, manifest: &manifest, staged, is_by_hand })
}

fn placed(session: &Session<'_>) {
    let mut writer = TreeWriter::take(session).unwrap();
    place(&mut writer, true).unwrap();
}

fn generate(session: &Session<'_>) -> Result<usize, Failure> {
    let written = write(session, || Tree::read(session)?.wanted_typescript(session))?;
    Ok(written.len())
}

#[track_caller]
fn locked(done: Result<impl Sized, Failure>) -> Failure {
    let failure = done.err().expect("it isn't locked");
    assert_eq!((failure.exit, failure.code), (Exit::Locked, "tree-locked"));
    assert!(!format!("{failure:?}").contains("c0ffee"), "{failure:?}");
    failure
}

#[test]
fn files_of_a_push_keep_all_others_away_until_they_are_put_back() {
    let checkout = Checkout::new();
    let committed = checkout.schema();
    placed(&checkout.session("a"));
    let text = checkout.schema();
    assert_ne!(text, committed);
    for other in [checkout.session("b"), checkout.local()] {
        let failure = locked(TreeWriter::take(&other).map(drop));
        assert!(failure.what.contains("a (http://a.example:3210)"), "{failure:?}");
        locked(check(&other));
        locked(generate(&other));
    }
    assert_eq!(checkout.schema(), text);
    // The deployment's own commands write everything else.
    checkout.edit("convex/schema_versions.ts", "mine");
    assert_eq!(generate(&checkout.session("a")).unwrap(), 1);
    assert_eq!(checkout.schema(), text);
    release(&checkout.session("a")).unwrap();
    assert_eq!((checkout.schema(), checkout.lock()), (committed, (false, false)));
    check(&checkout.session("b")).unwrap();
}

#[test]
fn the_name_of_a_deployment_is_not_enough_where_another_has_it_too() {
    let checkout = Checkout::new();
    placed(&checkout.session("a"));
    let namesake = checkout.session("b");
    let places = Places { deployment: "a".parse().unwrap(), ..namesake.places };
    locked(check(&Session { places, ..namesake }));
}

#[test]
fn a_push_that_is_seen_needs_its_files_no_more() {
    let checkout = Checkout::new();
    let (committed, session) = (checkout.schema(), checkout.session("a"));
    placed(&session);
    let (schema, manifest) = other_schema(&session);
    let record = standing(&session).unwrap().unwrap();
    let narrower = Deployed { schema: Schema::default(), manifest: manifest.clone() };
    assert!(!record.is_live(&narrower));
    assert!(!record.is_live(&Deployed { schema: schema.clone(), manifest: Manifest::default() }));
    let live = Deployed { schema, manifest };
    assert!(record.is_live(&live));
    release_if(&session, |record| record.is_live(&narrower)).unwrap();
    assert_eq!(checkout.lock(), (true, false));
    release_if(&session, |record| record.is_live(&live)).unwrap();
    assert_eq!((checkout.schema(), checkout.lock()), (committed, (false, false)));
}

#[test]
fn what_is_committed_needs_no_lock_to_be_pushed_by_hand() {
    let checkout = Checkout::new();
    let (committed, session) = (checkout.schema(), checkout.session("a"));
    let (schema, manifest) = Tree::read(&session).unwrap().committed(&session).unwrap();
    let mut writer = TreeWriter::take(&session).unwrap();
    // Also where the files of an earlier push stand there.
    place(&mut writer, true).unwrap();
    let staged = &Staged::new();
    writer
        .place(&Placing { schema: &schema, manifest: &manifest, staged, is_by_hand: true })
        .unwrap();
    drop(writer);
    assert_eq!((checkout.schema(), checkout.lock()), (committed, (false, false)));
}

/// What a process leaves that ends at one of the borders of a push.
#[test]
fn a_process_that_ends_at_any_border_leaves_what_the_printed_commands_lead_on_from() {
    let whole = Checkout::new();
    placed(&whole.session("a"));
    let lock = whole.text(".migrate/convex.lock").unwrap();
    let [schema, deployed] = ["convex/schema.ts", "convex/migrate_runtime/deployed.ts"]
        .map(|path| (path, whole.text(path).unwrap()));
    // After the lock; after some files; after all; while they are put back. Files are put back in the
    // order in which they are placed.
    let borders: [&[&(&str, String)]; 4] = [&[], &[&schema], &[&schema, &deployed], &[&deployed]];
    for (border, placed) in borders.iter().enumerate() {
        for leave in ["check", "put-back", "the same again"] {
            let checkout = Checkout::new();
            let committed = checkout.schema();
            checkout.edit(".migrate/convex.lock", &lock);
            for (path, text) in *placed {
                checkout.edit(path, text);
            }
            let (a, b) = (checkout.session("a"), checkout.session("b"));
            match leave {
                "check" => {
                    let done = check(&b);
                    // Where everything is committed, nothing is left that a lock could be for.
                    assert_eq!(done.is_ok(), placed.is_empty(), "border {border}");
                    assert_eq!(checkout.lock().0, !placed.is_empty(), "border {border}");
                    continue;
                }
                "put-back" => assert_eq!(put_back(&b).unwrap(), Exit::Done),
                _ => {
                    let mut writer = TreeWriter::take(&a).unwrap();
                    place(&mut writer, false).unwrap();
                    assert_eq!(checkout.schema(), schema.1);
                    writer.put_back().unwrap();
                }
            }
            assert_eq!((checkout.schema(), checkout.lock()), (committed, (false, false)));
            check(&b).unwrap();
            assert_eq!(generate(&b).unwrap(), 0, "border {border}");
        }
    }
}

#[test]
fn putting_back_may_be_repeated_and_needs_no_lock() {
    let checkout = Checkout::new();
    let (committed, local) = (checkout.schema(), checkout.local());
    placed(&checkout.session("a"));
    for _ in 0..2 {
        assert_eq!(put_back(&local).unwrap(), Exit::Done);
        assert_eq!((checkout.schema(), checkout.lock()), (committed.clone(), (false, false)));
    }
    // Somebody has removed the lock and left the files.
    placed(&checkout.session("a"));
    fs::remove_file(LockFiles::of(&local.places).record()).unwrap();
    put_back(&local).unwrap();
    assert_eq!(checkout.schema(), committed);
}

#[test]
fn a_lock_that_cannot_be_read_is_an_error_until_the_files_are_put_back() {
    let checkout = Checkout::new();
    let session = checkout.session("a");
    placed(&session);
    let good = checkout.text(".migrate/convex.lock").unwrap();
    let newer = good.replace("\"format\": 1", "\"format\": 2");
    let unknown = good.replace("\"format\": 1", "\"format\": 1, \"more\": true");
    let cut = &good[..good.len() / 2];
    for bad in ["", "{}", "[1]", cut, &newer, &unknown] {
        checkout.edit(".migrate/convex.lock", bad);
        for session in [checkout.session("a"), checkout.session("b"), checkout.local()] {
            for done in
                [check(&session), generate(&session).map(drop), standing(&session).map(drop)]
            {
                let failure = done.unwrap_err();
                assert_eq!((failure.exit, failure.code), (Exit::BadInput, "tree-lock-unreadable"));
                let newer = "has format 2, and this program knows formats up to 1";
                assert_eq!(failure.what.contains(newer), bad.contains("\"format\": 2"));
            }
        }
    }
    let record = LockFiles::of(&session.places).record().to_owned();
    std::io::Write::write_all(&mut File::create(record).unwrap(), b"\xff\xfe").unwrap();
    assert_eq!(check(&session).unwrap_err().code, "tree-lock-unreadable");
    put_back(&checkout.local()).unwrap();
    check(&session).unwrap();
}

#[test]
fn a_push_that_is_at_work_is_left_alone_by_all() {
    let checkout = Checkout::new();
    let session = checkout.session("a");
    let mut writer = TreeWriter::take(&session).unwrap();
    place(&mut writer, false).unwrap();
    let text = checkout.schema();
    for other in [checkout.session("a"), checkout.session("b"), checkout.local()] {
        let failure = locked(TreeWriter::take(&other).map(drop));
        assert!(failure.what.contains("are being pushed to a"), "{failure:?}");
        locked(put_back(&other));
    }
    assert_eq!(checkout.schema(), text);
}

#[test]
fn a_command_that_outlives_its_process_keeps_the_lock() {
    let checkout = Checkout::new();
    let session = checkout.session("a");
    let mut writer = TreeWriter::take(&session).unwrap();
    place(&mut writer, false).unwrap();
    let command = writer.lend().unwrap();
    // Nobody waits for it any more.
    drop(writer);
    locked(put_back(&checkout.local()));
    // To close it isn't enough: another test may be starting a process, which has it for a moment.
    command.unlock().unwrap();
    drop(command);
    put_back(&checkout.local()).unwrap();
    // One that has ended takes nothing with it, even if something that it started has the file open.
    let mut writer = TreeWriter::take(&session).unwrap();
    place(&mut writer, false).unwrap();
    let daemon = writer.lend().unwrap();
    writer.take_again();
    writer.put_back().unwrap();
    drop(writer);
    assert_eq!(checkout.lock(), (false, false));
    drop(daemon);
}

#[test]
fn what_others_write_to_the_files_of_a_push_is_seen() {
    let checkout = Checkout::new();
    let session = checkout.session("a");
    let mut writer = TreeWriter::take(&session).unwrap();
    place(&mut writer, false).unwrap();
    assert_eq!(writer.altered().unwrap(), Vec::<PathBuf>::new());
    checkout.edit("convex/schema.ts", "theirs");
    fs::remove_file(checkout.folder.path().join("convex/schema_versions.ts")).unwrap();
    let altered = writer.altered().unwrap();
    let names: Vec<_> = altered.iter().map(|path| path.file_name().unwrap()).collect();
    assert_eq!(names, ["schema_versions.ts", "schema.ts"]);
}

#[cfg(unix)]
#[test]
fn nothing_is_pushed_that_others_have_written_since_it_was_placed() {
    let checkout = Checkout::new();
    let (committed, session) = (checkout.schema(), checkout.session("a"));
    let ran = checkout.folder.path().join("ran");
    let line = Typed::from(&*format!("touch '{}'", ran.display()));
    for (is_changed, is_run) in [(true, false), (false, true)] {
        let mut writer = TreeWriter::take(&session).unwrap();
        place(&mut writer, false).unwrap();
        if is_changed {
            checkout.edit("convex/schema.ts", "theirs");
        }
        let pushed = crate::cli::deployment::block_on(async {
            Ok(crate::cli::push::placed(&session, writer, &line).await?)
        });
        let code = pushed.err().map(|failure| failure.code);
        assert_eq!(code, is_changed.then_some("files-changed"));
        assert_eq!(ran.exists(), is_run);
        assert_eq!((checkout.schema(), checkout.lock()), (committed.clone(), (false, false)));
    }
}

#[cfg(unix)]
#[test]
fn a_tree_has_one_lock_by_whichever_path() {
    let checkout = Checkout::new();
    placed(&checkout.session("a"));
    let link = checkout.folder.path().join("link");
    std::os::unix::fs::symlink(checkout.folder.path().join("convex"), &link).unwrap();
    let other = checkout.session("b");
    let places = Places { convex: link, ..other.places.clone() };
    locked(check(&Session { places, ..other }));
    let here = Path::new("convex").to_owned();
    let relative = Places { convex: here.clone(), ..checkout.local().places };
    let named = Places { convex: std::env::current_dir().unwrap().join(here), ..relative.clone() };
    assert_eq!(LockFiles::of(&relative).record(), LockFiles::of(&named).record());
}

#[test]
fn of_processes_that_place_at_the_same_moment_one_wins() {
    let checkout = Checkout::new();
    let deployments = ["a", "b", "c", "d"];
    for _ in 0..10 {
        let (start, won) = (Barrier::new(deployments.len()), AtomicU32::new(0));
        thread::scope(|scope| {
            for deployment in deployments {
                let (checkout, start, won) = (&checkout, &start, &won);
                scope.spawn(move || {
                    let session = checkout.session(deployment);
                    start.wait();
                    let placed =
                        TreeWriter::take(&session).and_then(|mut writer| place(&mut writer, true));
                    match placed {
                        Ok(()) => won.fetch_add(1, Ordering::SeqCst),
                        failed => u32::from(locked(failed).help.is_empty()),
                    };
                });
            }
        });
        assert_eq!(won.load(Ordering::SeqCst), 1);
        let record = standing(&checkout.local()).unwrap().unwrap();
        let text = checkout.schema();
        // What stands there is what the winner has placed.
        let winner = checkout.session(record.deployment.as_str());
        placed(&winner);
        assert_eq!(checkout.schema(), text);
        put_back(&checkout.local()).unwrap();
    }
}

#[test]
fn the_lock_keeps_itself_out_of_git_and_no_key_stands_in_it() {
    let checkout = Checkout::new();
    placed(&checkout.session("a"));
    assert_eq!(checkout.text(".migrate/.gitignore").as_deref(), Some("*\n"));
    let lock = checkout.text(".migrate/convex.lock").unwrap();
    assert!(lock.contains("\"deployment\": \"a\"") && !lock.contains("c0ffee"), "{lock}");
    // A team that has its own is left alone.
    let other = Checkout::new();
    other.edit(".migrate/.gitignore", "local.sqlite\n");
    placed(&other.session("a"));
    assert_eq!(other.text(".migrate/.gitignore").as_deref(), Some("local.sqlite\n"));
}
