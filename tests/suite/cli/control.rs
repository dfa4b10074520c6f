//! Two processes at once: one carries, the other tells it to wait, to go on, or to end.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use migrate_runtime::store::{Claim, RunStatus, Store as _};
use serde_json::json;
use workspace_tests::deployment::TestDeployment;
use workspace_tests::node::Node;

use super::{Stage, now};

/// A ship in small batches that is under way, and what it says from then on.
pub(super) struct UnderWay {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl UnderWay {
    fn in_stage(stage: &Stage) -> Self {
        let words = ["ship", "--batch", "1", "--format", "json"];
        let mut under_way = Self::of(stage.command("two", &words));
        under_way.waits_for("batchCommitted");
        under_way
    }

    pub(super) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// What Ctrl-C does.
    #[cfg(unix)]
    pub(super) fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// Reads on until a line holds this.
    pub(super) fn waits_for(&mut self, text: &str) {
        let found = self.lines.by_ref().map(Result::unwrap).find(|line| line.contains(text));
        assert!(found.is_some(), "it ended without `{text}`");
    }

    /// Reads what it says beside its result, until a line holds this.
    #[cfg(unix)]
    pub(super) fn says(&mut self, text: &str) -> bool {
        let err = self.child.stderr.as_mut().unwrap();
        BufReader::new(err).lines().map(Result::unwrap).any(|line| line.contains(text))
    }

    /// Reads to the end. Returns the exit code.
    pub(super) fn ends(mut self) -> Option<i32> {
        self.lines.by_ref().for_each(|line| drop(line.unwrap()));
        self.child.wait().unwrap().code()
    }
}

fn stage() -> Stage {
    let titles: Vec<String> = (0..1_000).map(|number| format!("note {number}")).collect();
    Stage::with_notes(&titles.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn another_process_is_paused_resumed_and_watched() {
    let stage = stage();
    let mut ship = UnderWay::in_stage(&stage);
    stage
        .run("two", &["pause"])
        .assert(0)
        .says(&["paused: run 2, ship by ", "waits at its next batch"]);
    ship.waits_for("runs are paused since");
    let paused = stage.run("two", &["status"]).assert(0);
    paused.says(&["running     ship", "heard of ", "paused since"]);
    // Who comes second is told who was first, not that runs are paused.
    stage.run("two", &["ship"]).failed_with("locked", 7);
    let mut watch = stage.command("two", &["status", "--watch"]);
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut seen = BufReader::new(watch.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(seen.any(|line| line.starts_with("paused since")));
    stage.run("two", &["resume"]).assert(0).says(&["run 2, ship by ", "goes on"]);
    ship.waits_for("batchCommitted");
    assert_eq!(ship.ends(), Some(0));
    assert!(seen.any(|line| line.contains("completed   ship")), "the watch sees the end");
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}

#[test]
fn another_process_is_cancelled_and_the_next_one_goes_on() {
    let stage = stage();
    let ship = UnderWay::in_stage(&stage);
    stage.run("two", &["cancel"]).assert(0).says(&["cancelled: run 2, ship by ", "notes ship"]);
    assert_eq!(ship.ends(), Some(5));
    stage.run("two", &["status"]).assert(0).says(&["cancelled   ship"]);
    stage.run("two", &["ship"]).assert(0).warns(&["goes on where it stopped", "1,000 documents"]);
}

#[test]
fn a_run_that_was_killed_leaves_its_place_and_nothing_to_cancel() {
    let stage = stage();
    let mut ship = UnderWay::in_stage(&stage);
    ship.child.kill().unwrap();
    ship.ends();
    stage.run("two", &["ship"]).assert(0).says(&["done: local is narrowed"]);
    stage.run("two", &["status"]).assert(0).says(&["abandoned   ship", "fell silent"]);
    stage.run("two", &["cancel"]).assert(0).says(&["nothing to cancel"]);
}

#[cfg(unix)]
#[test]
fn a_watch_ends_with_ctrl_c_and_the_run_does_not() {
    let stage = stage();
    let mut ship = UnderWay::in_stage(&stage);
    stage.run("two", &["pause"]).assert(0);
    let mut watch = stage.command("two", &["status", "--watch"]);
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut seen = BufReader::new(watch.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(seen.any(|line| line.starts_with("paused since")));
    let id = watch.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(watch.wait().unwrap().code(), Some(130));
    stage.run("two", &["resume"]).assert(0);
    ship.waits_for("batchCommitted");
    assert_eq!(ship.ends(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_paused_run_ends_with_ctrl_c_as_a_stopped_one() {
    let stage = stage();
    let mut ship = UnderWay::in_stage(&stage);
    stage.run("two", &["pause"]).assert(0);
    ship.waits_for("runs are paused since");
    ship.interrupt();
    ship.waits_for(r#"{"result":"stopped"}"#);
    assert_eq!(ship.ends(), Some(130));
    stage.run("two", &["status"]).assert(0).says(&["stopped     ship"]);
    stage.run("two", &["resume"]).assert(0);
    stage.run("two", &["ship"]).assert(0).warns(&["1,000 documents"]);
}

#[cfg(unix)]
#[test]
fn a_run_in_the_middle_of_its_work_ends_with_ctrl_c_at_a_batch_border() {
    let stage = stage();
    let mut ship = UnderWay::in_stage(&stage);
    ship.interrupt();
    ship.waits_for(r#"{"result":"stopped"}"#);
    assert_eq!(ship.ends(), Some(130));
    stage.run("two", &["status"]).assert(0).says(&["stopped     ship"]);
    stage.run("two", &["ship"]).assert(0).warns(&["goes on where it stopped", "1,000 documents"]);
}

/// A file tells at once that whoever had the place is dead; a deployment of Convex can't.
#[cfg(unix)]
#[test]
fn a_run_that_waits_for_a_silent_one_ends_with_ctrl_c() {
    let stage = Stage::new();
    stage.run("one", &["generate"]).assert(0);
    let work = Node::of_deployment().unwrap().directory("ctrl-c").unwrap();
    let packages = work.ancestors().nth(2).unwrap().join("node_modules");
    std::os::unix::fs::symlink(packages, stage.file("node_modules")).unwrap();
    let deployment = TestDeployment::start(None, &[]).unwrap();
    deployment.deploy(&stage.file("convex")).unwrap();
    let dead = json!({ "runner": "a dead process", "command": "ship", "claim": "1" });
    deployment.run("migrate_runtime/runs:takeOver", &dead).unwrap();
    let mut ship = stage.command("one", &["ship", "--format", "json"]);
    ship.env("CONVEX_SELF_HOSTED_URL", deployment.url());
    ship.env("CONVEX_SELF_HOSTED_ADMIN_KEY", deployment.admin_key());
    let mut ship = UnderWay::of(ship);
    ship.waits_for("run 1 by a dead process was last heard of");
    ship.interrupt();
    ship.waits_for(r#"{"result":"stopped"}"#);
    assert_eq!(ship.ends(), Some(130));
}

#[test]
fn a_run_that_died_when_all_was_done_leaves_its_place_to_one_with_nothing_to_do() {
    let stage = Stage::with_notes(&["a"]);
    stage.run("two", &["ship"]).assert(0);
    let claim = Claim { runner: "a dead process".to_owned(), command: "ship".to_owned() };
    now(stage.store().take_over(&claim)).unwrap();
    stage.run("two", &["ship"]).assert(0).says(&["nothing to do"]);
    let runs = now(stage.store().runs(2)).unwrap();
    let statuses: Vec<_> = runs.runs.iter().map(|run| run.status).collect();
    assert_eq!(statuses, [RunStatus::Completed, RunStatus::Abandoned]);
    assert_eq!(runs.beat_at, None);
}
