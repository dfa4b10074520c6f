//! Two deployments from one checkout: the files of one's push never reach the other, whoever pushes and
//! whatever ends in between.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use migrate_runtime::clock::{Clock as _, SystemClock};
use serde_json::json;
use workspace_tests::deployment::TestDeployment;

use super::{CLI, Ended, Project, documents, load, push};

/// Longer than a runner that is dead keeps its place, in milliseconds.
const LEASE_MS: u64 = 16_000;

/// A command that pushes once `go` is there, and says by `begun` that it waits for that.
const WAITS: &str = "touch begun; while [ ! -e go ]; do sleep 0.02; done";

/// Two deployments of `notes@1` with an old note each, and one checkout.
struct Pair {
    servers: [TestDeployment; 2],
    projects: [Project; 2],
}

/// What is committed: it decides which of a deployment's two pushes takes other files.
#[derive(Clone, Copy, PartialEq)]
enum Committed {
    /// Production isn't at `notes@2` yet, so only the narrow push differs.
    Widened,
    /// Production has its receipt, so only the push that widens differs.
    Narrowed,
}

impl Pair {
    fn new(name: &str, committed: Committed) -> Self {
        let servers = [(); 2].map(|()| TestDeployment::start(None, &[]).unwrap());
        let first = Project::of(&servers[0], name);
        let second = Project {
            folder: first.folder.clone(),
            url: servers[1].url().to_owned(),
            key: servers[1].admin_key().to_owned(),
        };
        let pair = Self { servers, projects: [first, second] };
        for (server, project) in pair.servers.iter().zip(&pair.projects) {
            project.ship("one", &[]).assert(0);
            load(server, "notes", &[json!({ "title": "old" })]);
        }
        let prod = ["ship", "--embedded", "prod.sqlite", "--deployment", "prod", "--yes", "prod"];
        pair.projects[0].run("one", &prod).assert(0);
        // From now on `notes@2` is committed.
        let words = if committed == Committed::Narrowed { &prod[..] } else { &["generate"] };
        pair.projects[0].run("two", words).assert(0);
        pair
    }

    fn file(&self, name: &str) -> PathBuf {
        self.projects[0].folder.join(name)
    }

    fn has(&self, name: &str) -> bool {
        self.file(name).exists()
    }

    fn is_locked(&self) -> bool {
        self.has(".migrate/convex.lock")
    }

    fn schema(&self) -> String {
        self.projects[0].read("convex/schema.ts")
    }

    /// Everything that is generated, as it is now.
    fn generated(&self) -> [String; 2] {
        [self.schema(), self.projects[0].read("convex/migrate_runtime/deployed.ts")]
    }

    /// A ship to the first deployment whose push waits.
    fn pushing(&self, then: &str) -> Child {
        let line = format!("{WAITS}; {then}");
        let mut command = self.projects[0].command("two", &["ship", "--push", &line]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while !self.has("begun") {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it pushed");
            sleep(Duration::from_millis(5));
        }
        child
    }

    /// Waits until the push command has ended that outlived its runner: it has the lock until then.
    fn awaits_the_push(&self) {
        let file = File::open(self.file(".migrate/convex.writer")).unwrap();
        file.lock().unwrap();
        // To close it isn't enough: another test may be starting a process, which has it for a moment.
        file.unlock().unwrap();
    }

    /// Lets the place of a runner that was killed become free.
    fn later(&self) {
        let now = SystemClock.now().0 + LEASE_MS;
        self.servers[0].control("clock", &json!({ "now": now })).unwrap();
    }

    /// Every command that writes generated files or judges them is refused, and says this.
    #[track_caller]
    fn refuses(&self, project: usize, warnings: &[&str]) {
        let generated = self.generated();
        for words in [
            &["ship", "--push", push()][..],
            &["apply"],
            &["verify"],
            &["narrow"],
            &["generate"],
            &["generate", "--for", "migrations-component"],
            &["generate", "--check"],
            &["check"],
        ] {
            let ended = self.projects[project].run("two", words).assert(7);
            ended.warns(&["error[tree-locked]: ", "test-deployment (http://"]).warns(warnings);
        }
        assert_eq!(self.generated(), generated);
    }

    /// Commands that neither read nor write generated files go on as ever.
    #[track_caller]
    fn lets_look(&self) {
        for project in &self.projects {
            project.run("two", &["status"]).assert(0);
            project.run("two", &["plan"]).assert(0);
            project.run("two", &["diff"]).assert(4);
            project.run("two", &["gate"]).assert(0);
        }
        self.projects[1].run("two", &["pause"]).assert(0);
        self.projects[1].run("two", &["resume"]).assert(0);
    }

    /// The second deployment is as it was, and then gets what was made for it.
    #[track_caller]
    fn second_ships(&self) {
        let note = &documents(&self.servers[1], "notes")[0];
        assert!(note["length"].is_null(), "{note}");
        let ended = self.projects[1].ship("two", &[]).assert(0);
        ended.warns(&["1 document carried", "only notes@2 is accepted"]);
        self.is_shipped(1);
    }

    /// A deployment is at `notes@2`, and the files are the committed ones, without a lock.
    #[track_caller]
    fn is_shipped(&self, project: usize) {
        let note = &documents(&self.servers[project], "notes")[0];
        assert_eq!(note["length"].as_f64(), Some(3.0), "{note}");
        assert!(!self.is_locked());
        let project = &self.projects[project];
        project.run("two", &["status"]).assert(0).says(&["notes@2"]);
        project.run("two", &["generate", "--check"]).assert(0);
    }

    /// What is typed by somebody who has read what to type.
    fn types(&self, project: usize, line: &str) -> Ended {
        let mut command = Command::new("sh");
        command.env("NOTES", "two").args(["-c", line]);
        let mut command = self.projects[project].prepared(command);
        command.env("NOTES", "two");
        Ended::of(&command.output().unwrap())
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        // Where a test has failed, the command that waits for it ends all the same.
        let _ = File::create(self.file("go"));
    }
}

/// The lines that a text gives to type.
fn lines(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.strip_prefix("    ")).map(ToOwned::to_owned).collect()
}

/// What a command that isn't allowed yet gives to type: to finish the push, and to give it up.
#[track_caller]
fn ways_out(ended: &Ended) -> [String; 2] {
    let (_, error) = ended.err.split_once("error[tree-locked]: ").unwrap();
    let lines = lines(error);
    let [finish, put_back] = lines.as_slice() else { panic!("{ended:#?}") };
    assert!(finish.ends_with(" ship") && put_back.ends_with(" ship --put-back"), "{ended:#?}");
    [finish.clone(), put_back.clone()]
}

#[test]
fn while_a_command_pushes_for_one_deployment_nothing_is_written_for_another() {
    let pair = Pair::new("tree-pushing", Committed::Narrowed);
    let committed = pair.schema();
    let child = pair.pushing(push());
    assert_ne!(pair.schema(), committed);
    for project in [0, 1] {
        pair.refuses(project, &[]);
        let ended = pair.projects[project].run("two", &["ship", "--put-back"]).assert(7);
        ended.warns(&["are being pushed to test-deployment", "wait until that push has ended"]);
    }
    pair.lets_look();
    pair.projects[0].write("go", "");
    let ended = Ended::of(&child.wait_with_output().unwrap()).assert(0);
    ended.says(&["done: test-deployment is narrowed"]);
    assert_eq!(pair.schema(), committed);
    pair.is_shipped(0);
    pair.second_ships();
}

/// Kills a ship in the middle of its push, and lets the command that it started go on.
fn killed(pair: &Pair) {
    let mut child = pair.pushing(push());
    child.kill().unwrap();
    child.wait().unwrap();
    // The command still reads the files.
    for project in [0, 1] {
        pair.projects[project].ship("two", &[]).assert(7).warns(&["are being pushed"]);
        pair.projects[project].run("two", &["ship", "--put-back"]).assert(7);
    }
    pair.projects[0].write("go", "");
    pair.awaits_the_push();
    pair.later();
}

#[test]
fn after_a_kill_in_mid_push_the_printed_line_finishes_it_and_then_the_other_ships() {
    let pair = Pair::new("tree-killed", Committed::Narrowed);
    killed(&pair);
    pair.refuses(1, &["finish that push", "put the committed files back"]);
    let [finish, _] = ways_out(&pair.projects[1].ship("two", &[]));
    // The first line is typed for the first deployment, and so is what that leads on to.
    let ended = pair.types(0, &finish).assert(5);
    ended.says(&["notes@1->2/narrow"]).warns(&["1 document carried"]);
    pair.types(0, CLI).assert(0);
    pair.types(0, &finish).assert(0).says(&["nothing to do"]);
    pair.is_shipped(0);
    pair.second_ships();
}

#[test]
fn after_a_kill_in_mid_push_the_files_can_be_put_back_for_the_other() {
    let pair = Pair::new("tree-given-up", Committed::Narrowed);
    let committed = pair.schema();
    killed(&pair);
    let [_, put_back] = ways_out(&pair.projects[1].ship("two", &[]));
    pair.types(1, &put_back).assert(0).warns(&["put back", "isn't finished", " ship\n"]);
    assert_eq!(pair.schema(), committed);
    pair.types(1, &put_back).assert(0);
    pair.second_ships();
    pair.projects[0].ship("two", &[]).assert(0);
    pair.is_shipped(0);
}

#[test]
fn a_push_by_hand_keeps_its_files_until_it_is_seen() {
    let pair = Pair::new("tree-by-hand", Committed::Narrowed);
    let (first, committed) = (&pair.projects[0], pair.schema());
    let waits = first.run("two", &["ship"]).assert(5).says(&["notes@1->2/widen"]);
    assert!(waits.out.contains("the committed ones back with `"), "{waits:#?}");
    let placed = pair.schema();
    assert_ne!(placed, committed);
    pair.refuses(1, &["finish that push", "put the committed files back"]);
    pair.lets_look();
    // The deployment's own commands leave the files where the push finds them.
    for words in [&["verify"][..], &["narrow"], &["ship"], &["apply"]] {
        first.run("two", words);
        assert_eq!((pair.schema(), pair.is_locked()), (placed.clone(), true), "{words:?}");
    }
    first.shell(push()).assert(0);
    // That it is live is known once a command about this deployment has seen it.
    pair.refuses(1, &[]);
    let waits = first.run("two", &["ship"]).assert(5).says(&["notes@1->2/narrow"]);
    // What is to be pushed is what is committed, so there is nothing to keep.
    assert!(!waits.out.contains("the committed ones back"), "{waits:#?}");
    assert_eq!((pair.schema(), pair.is_locked()), (committed, false));
    pair.second_ships();
    first.shell(push()).assert(0);
    first.run("two", &["ship"]).assert(0).says(&["nothing to do"]);
    pair.is_shipped(0);
}

#[test]
fn a_narrow_push_by_hand_keeps_its_files_from_the_committed_ones_that_are_wider() {
    let pair = Pair::new("tree-narrow", Committed::Widened);
    let (first, committed) = (&pair.projects[0], pair.schema());
    first.run("two", &["ship"]).assert(5).says(&["notes@1->2/widen"]);
    assert_eq!((pair.schema(), pair.is_locked()), (committed.clone(), false));
    first.shell(push()).assert(0);
    first.run("two", &["ship"]).assert(5).says(&["notes@1->2/narrow"]);
    let narrow = pair.schema();
    assert_ne!(narrow, committed);
    // Without the lock this one would be narrowed without a receipt of its own.
    pair.refuses(1, &["finish that push"]);
    first.shell(push()).assert(0);
    first.run("two", &["ship"]).assert(0).says(&["nothing to do"]);
    assert_eq!(pair.schema(), committed);
    pair.is_shipped(0);
    pair.second_ships();
}

#[test]
fn a_push_that_is_seen_by_apply_or_verify_releases_the_files() {
    let pair = Pair::new("tree-parts", Committed::Widened);
    let (first, committed) = (&pair.projects[0], pair.schema());
    first.run("two", &["apply"]).assert(5).says(&["notes@1->2/widen"]);
    first.shell(push()).assert(0);
    first.run("two", &["apply"]).assert(0);
    assert_eq!((pair.schema(), pair.is_locked()), (committed.clone(), false));
    first.run("two", &["verify"]).assert(0);
    first.run("two", &["narrow"]).assert(5);
    assert!(pair.is_locked());
    first.shell(push()).assert(0);
    first.run("two", &["verify"]).assert(0);
    pair.is_shipped(0);
}

#[test]
fn the_committed_files_are_put_back_offline_without_a_key_as_often_as_it_is_said() {
    let pair = Pair::new("tree-put-back", Committed::Narrowed);
    let (first, committed) = (&pair.projects[0], pair.schema());
    for format in ["human", "json"] {
        first.run("two", &["ship"]).assert(5);
        assert_ne!(pair.schema(), committed);
        for time in 0..2 {
            let mut command = first.command("two", &["ship", "--put-back", "--format", format]);
            for name in ["URL", "DEPLOY_KEY", "SELF_HOSTED_URL", "SELF_HOSTED_ADMIN_KEY"] {
                command.env_remove(format!("CONVEX_{name}"));
            }
            let ended = Ended::of(&command.output().unwrap()).assert(0);
            let said = ended.out.contains("changed") && ended.out.contains("convex/schema.ts");
            assert_eq!(said, time == 0, "{ended:#?}");
            let result = if time == 0 { "put-back" } else { "nothing-to-do" };
            assert_eq!(ended.out.contains(result), format == "json", "{ended:#?}");
            assert_eq!((pair.schema(), pair.is_locked()), (committed.clone(), false));
        }
    }
    first.run("two", &["ship", "--put-back", "--push", CLI]).assert(2);
    // Nothing has happened on the deployment.
    let note = &documents(&pair.servers[0], "notes")[0];
    assert!(note["length"].is_null(), "{note}");
    first.ship("two", &[]).assert(0);
    pair.is_shipped(0);
}

/// Ships to the first deployment, and kills the runner at the push for which `is_it` succeeds: once
/// before anything is pushed, once after it.
fn killed_at(name: &str, committed: Committed, is_it: &str) {
    let before = format!("{is_it} && {{ kill -9 $PPID; exit; }}; {}", push());
    let after = format!("{is_it} && {{ {0}; kill -9 $PPID; exit; }}; {0}", push());
    for (when, line) in [("before", before), ("after", after)] {
        let pair = Pair::new(&format!("{name}-{when}"), committed);
        let committed = pair.schema();
        let ended = pair.projects[0].run("two", &["ship", "--push", &line]);
        assert_eq!(ended.exit, None, "{ended:#?}");
        pair.awaits_the_push();
        assert!(pair.is_locked());
        pair.refuses(1, &["finish that push"]);
        pair.later();
        // Its own next command goes on, whether the push was taken or not.
        pair.projects[0].ship("two", &[]).assert(0);
        assert_eq!(pair.schema(), committed);
        pair.is_shipped(0);
        pair.second_ships();
    }
}

#[test]
fn a_runner_that_ends_beside_the_push_that_widens_leaves_a_lock_that_is_worked_off() {
    killed_at("tree-widen", Committed::Narrowed, "grep -q optional convex/schema.ts");
}

#[test]
fn a_runner_that_ends_beside_the_narrow_push_leaves_a_lock_that_is_worked_off() {
    killed_at("tree-narrows", Committed::Widened, "! grep -q optional convex/schema.ts");
}

#[test]
fn of_a_push_of_other_files_than_were_placed_the_reason_is_told() {
    let pair = Pair::new("tree-altered", Committed::Narrowed);
    let committed = pair.schema();
    pair.projects[0].write("theirs.ts", &committed.replace("title: v.string()", "title: v.any()"));
    let line = format!("cp theirs.ts convex/schema.ts; {}", push());
    let ended = pair.projects[0].run("two", &["ship", "--push", &line]).assert(8);
    ended.warns(&["error[files-changed]: ", "convex/schema.ts", "\n    ", " ship --push "]);
    assert_eq!((pair.schema(), pair.is_locked()), (committed.clone(), false));
    // What was only touched, and means what it should, is what is deployed.
    let line = format!("echo '// theirs' >> convex/schema.ts; {}", push());
    pair.projects[0].run("two", &["ship", "--push", &line]).assert(0);
    assert_eq!(pair.schema(), committed);
    pair.is_shipped(0);
}

#[test]
fn a_run_that_comes_to_its_push_while_another_waits_says_so_and_goes_on_afterwards() {
    let pair = Pair::new("tree-mid-run", Committed::Narrowed);
    // Once it is widened, the run is paused as long as it takes to place the other's files.
    let program = env!("CARGO_BIN_EXE_notes");
    let pause = format!("'{program}' pause && touch paused");
    let line = format!("{} && {{ ! grep -q optional convex/schema.ts || {pause}; }}", push());
    let mut command = pair.projects[0].command("two", &["ship", "--push", &line]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !pair.has("paused") || pair.is_locked() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was paused");
        sleep(Duration::from_millis(5));
    }
    pair.projects[1].run("two", &["ship"]).assert(5);
    assert!(pair.is_locked());
    pair.projects[0].run("two", &["resume"]).assert(0);
    let ended = Ended::of(&child.wait_with_output().unwrap()).assert(7);
    let [finish, put_back] = ways_out(&ended);
    pair.types(1, &finish).assert(5);
    pair.types(0, &put_back).assert(0);
    pair.projects[0].ship("two", &[]).assert(0);
    pair.is_shipped(0);
    pair.second_ships();
}
