//! The application's own code takes long, or never returns: the run keeps its lease, tells what it is
//! at, and ends when it is told to.

use std::path::PathBuf;

use migrate_runtime::store::{RunStatus, RunsState, Store as _};
use schema_core::name::TableName;
use schema_core::value::{Object, Value};
use serde_json::{Value as Json, json};
use workspace_tests::patience::wait_for;

use super::control::UnderWay;
use super::{Stage, now};

/// A deployment of old tomes, and gates in the code that carries them.
struct Library {
    stage: Stage,
    tomes: usize,
}

impl Library {
    fn of(tomes: usize) -> Self {
        let stage = Stage::new();
        stage.run("slow-before", &["ship"]).assert(0);
        let shelf = stage.insert("shelves", "room", &["north"])[0].to_string();
        let tome = |number: usize| -> Object {
            let fields = [("title", format!("tome {number}")), ("shelf", shelf.clone())];
            fields.map(|(name, text)| (name.to_owned(), Value::String(text))).into()
        };
        let documents: Vec<_> = (0..tomes).map(tome).collect();
        stage.store().insert(&TableName::from_checked("tomes"), &documents).unwrap();
        std::fs::create_dir(stage.file("gates")).unwrap();
        Self { stage, tomes }
    }

    fn gate(&self, name: &str) -> PathBuf {
        self.stage.file("gates").join(name)
    }

    /// A ship that stops at each gate.
    fn ships(&self, batch: &str) -> UnderWay {
        let words = ["ship", "--batch", batch, "--format", "json"];
        let mut command = self.stage.command("slow", &words);
        command.env("NOTES_GATES", self.stage.file("gates"));
        UnderWay::of(command)
    }

    /// Waits until the ship stands at this gate.
    fn arrives(&self, name: &str) {
        let file = self.gate(&format!("{name}.in"));
        wait_for(name, || file.exists().then_some(()));
    }

    fn open(&self, name: &str) {
        self.stage.write(&format!("gates/{name}.go"), "");
    }

    fn runs(&self) -> RunsState {
        now(self.stage.store().runs(1)).unwrap()
    }

    /// Waits for the next heartbeat.
    fn beats(&self) {
        let before = self.runs().beat_at;
        wait_for("a heartbeat", || (self.runs().beat_at > before).then_some(()));
    }

    /// How many tomes are of the second version.
    fn carried(&self) -> usize {
        let count = "SELECT count(*) FROM documents WHERE fields LIKE '%\"place\":\"north\"%'";
        self.stage.database().query_row(count, [], |row| row.get(0)).unwrap()
    }

    fn calls(&self, name: &str) -> usize {
        std::fs::read(self.gate(&format!("{name}.calls"))).unwrap().len()
    }
}

/// Whatever of the user's code takes long: the run shows that it is alive, a second one is refused,
/// and nothing is computed twice.
fn a_living_run_keeps_its_lease(batch: &str, tomes: usize) {
    let library = Library::of(tomes);
    let mut ship = library.ships(batch);
    for name in ["decode", "reads", "fill", "encode"] {
        library.arrives(name);
        library.beats();
        if name == "fill" {
            ship.waits_for("documentTakesLong");
            library.stage.run("slow", &["ship"]).failed_with("locked", 7);
            let in_hand = wait_for("the document in hand", || library.runs().in_hand);
            assert_eq!(in_hand.table.as_str(), "tomes");
            let id = in_hand.id.to_string();
            let status = library.stage.run("slow", &["status"]).assert(0);
            status.says(&["running     ship", &format!("at tomes/{id}, for ")]);
            let status = library.stage.run("slow", &["status", "--format", "json"]).assert(0);
            let lines = status.out.lines().map(|line| serde_json::from_str(line).unwrap());
            let run: Json = lines.into_iter().find(|line: &Json| line["run"] == 2).unwrap();
            assert_eq!((&run["alive"], &run["inHand"]["id"]), (&json!(true), &json!(id)), "{run}");
        }
        library.open(name);
    }
    assert_eq!(ship.ends(), Some(0));
    assert_eq!(library.carried(), tomes);
    assert_eq!(library.calls("fill"), tomes, "each document is computed once");
    let runs = library.runs();
    assert_eq!((runs.runs[0].run.0, runs.runs[0].status), (2, RunStatus::Completed));
    assert_eq!(runs.in_hand, None);
}

#[test]
fn a_run_keeps_its_lease_with_batches_of_one_slow_document() {
    a_living_run_keeps_its_lease("1", 3);
}

#[test]
fn a_run_keeps_its_lease_with_small_batches_of_slow_documents() {
    a_living_run_keeps_its_lease("63", 130);
}

#[test]
fn a_run_keeps_its_lease_with_large_batches_of_slow_documents() {
    a_living_run_keeps_its_lease("500", 600);
}

#[test]
fn a_run_is_cancelled_though_the_code_that_it_calls_never_returns() {
    for gate in ["reads", "fill"] {
        let library = Library::of(3);
        for other in ["decode", "reads"].into_iter().filter(|other| *other != gate) {
            library.open(other);
        }
        let ship = library.ships("1");
        library.arrives(gate);
        library.stage.run("slow", &["cancel"]).assert(0).says(&["cancelled: run 2, ship by "]);
        assert_eq!(ship.ends(), Some(5), "{gate}");
        assert_eq!(library.carried(), 0, "nothing is written for it");
        assert_eq!(library.runs().runs[0].status, RunStatus::Cancelled);
        library.stage.run("slow", &["ship"]).assert(0);
        assert_eq!(library.carried(), library.tomes);
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_at_once_the_second_time_though_the_code_that_it_calls_never_returns() {
    let library = Library::of(3);
    for gate in ["decode", "reads"] {
        library.open(gate);
    }
    let mut ship = library.ships("500");
    library.arrives("fill");
    ship.interrupt();
    assert!(ship.says("stopping at the next batch border"), "the first one is heard");
    ship.interrupt();
    assert_eq!(ship.ends(), Some(130));
    assert_eq!(library.carried(), 0);
    library.stage.run("slow", &["ship"]).assert(0);
    assert_eq!(library.carried(), library.tomes);
    library.stage.run("slow", &["status"]).assert(0).says(&["abandoned   ship"]);
}
