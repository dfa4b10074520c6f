//! The application's own code takes longer than a lease, or never returns: on a deployment of Convex
//! nothing but the heartbeat shows that a run is alive.

use serde_json::{Value as Json, json};
use workspace_tests::deployment::TestDeployment;
use workspace_tests::patience::wait_for;

use super::{Project, UnderWay, documents, load, push};

/// A deployment of old tomes, and gates in the code that carries them.
struct Library {
    server: TestDeployment,
    project: Project,
}

impl Library {
    fn of(name: &str, tomes: usize) -> Self {
        let server = TestDeployment::start(None, &[]).unwrap();
        let project = Project::of(&server, name);
        project.ship("slow-before", &[]).assert(0);
        load(&server, "shelves", &[json!({ "room": "north" })]);
        let shelf = documents(&server, "shelves")[0]["_id"].clone();
        let tome = |number: usize| json!({ "title": format!("tome {number}"), "shelf": shelf });
        load(&server, "tomes", &(0..tomes).map(tome).collect::<Vec<_>>());
        let gates = project.folder.join("gates");
        // An earlier run of the test may have left some.
        let _ = std::fs::remove_dir_all(&gates);
        std::fs::create_dir_all(&gates).unwrap();
        Self { server, project }
    }

    /// A ship that stops at each gate.
    fn ships(&self, batch: &str) -> UnderWay {
        let words = ["ship", "--batch", batch, "--format", "json", "--push", push()];
        let mut command = self.project.command("slow", &words);
        command.env("NOTES_GATES", self.project.folder.join("gates"));
        UnderWay::spawn(command)
    }

    /// Waits until the ship stands at this gate.
    fn arrives(&self, name: &str) {
        let file = self.project.folder.join(format!("gates/{name}.in"));
        wait_for(name, || file.exists().then_some(()));
    }

    fn open(&self, name: &str) {
        self.project.write(&format!("gates/{name}.go"), "");
    }

    fn beat_at(&self) -> f64 {
        let state = self.server.run("migrate_runtime/runs:runs", &json!({ "limit": 1 })).unwrap();
        state["beatAt"].as_f64().unwrap()
    }

    /// Waits for the next heartbeat.
    fn beats(&self) {
        let before = self.beat_at();
        wait_for("a heartbeat", || (self.beat_at() > before).then_some(()));
    }

    fn carried(&self) -> usize {
        documents(&self.server, "tomes").iter().filter(|tome| tome["place"] == "north").count()
    }
}

/// Whatever of the user's code takes long: the run shows that it is alive, a second one is refused,
/// and nothing is computed twice.
fn a_living_run_keeps_its_lease(name: &str, batch: &str, tomes: usize) {
    let library = Library::of(name, tomes);
    let project = &library.project;
    let mut ship = library.ships(batch);
    for gate in ["decode", "reads", "fill"] {
        library.arrives(gate);
        library.beats();
        if gate == "fill" {
            ship.waits_for("documentTakesLong");
            let second = project.ship("slow", &[]).assert(7);
            second.warns(&["error[locked]: ", "run 1"]);
            let in_hand = wait_for("the document in hand", || {
                let status = project.run("slow", &["status", "--format", "json"]).assert(0);
                let runs = status.out.lines().map(|line| serde_json::from_str(line).unwrap());
                let newest: Option<Json> = runs.into_iter().find(|line: &Json| line["run"] == 1);
                newest.map(|run| run["inHand"].clone()).filter(|in_hand| !in_hand.is_null())
            });
            assert_eq!(in_hand["table"], "tomes", "{in_hand}");
            let id = in_hand["id"].as_str().unwrap();
            let shown = project.run("slow", &["status"]).assert(0);
            shown.says(&["running     ship", &format!("at tomes/{id}, for ")]);
        }
        library.open(gate);
    }
    library.open("encode");
    ship.ends().assert(0);
    assert_eq!(library.carried(), tomes);
    let calls = std::fs::read(project.folder.join("gates/fill.calls")).unwrap();
    assert_eq!(calls.len(), tomes, "each document is computed once");
    let state = library.server.run("migrate_runtime/runs:runs", &json!({ "limit": 1 })).unwrap();
    let newest = &state["runs"][0];
    assert_eq!((newest["run"].as_f64(), &newest["status"]), (Some(1.0), &json!("completed")));
}

#[test]
fn a_run_keeps_its_lease_with_batches_of_one_slow_document() {
    a_living_run_keeps_its_lease("slow-1", "1", 3);
}

#[test]
fn a_run_keeps_its_lease_with_small_batches_of_slow_documents() {
    a_living_run_keeps_its_lease("slow-63", "63", 130);
}

#[test]
fn a_run_keeps_its_lease_with_large_batches_of_slow_documents() {
    a_living_run_keeps_its_lease("slow-500", "500", 600);
}

#[test]
fn a_run_is_cancelled_though_the_code_that_it_calls_never_returns() {
    let library = Library::of("slow-for-ever", 3);
    let ship = library.ships("1");
    for gate in ["decode", "reads"] {
        library.open(gate);
    }
    library.arrives("fill");
    let cancelled = library.project.run("slow", &["cancel"]).assert(0);
    cancelled.says(&["cancelled: run 1, ship by "]);
    ship.ends().assert(5).warns(&[r#""error":"run-cancelled""#]);
    assert_eq!(library.carried(), 0, "nothing is written for it");
    library.project.run("slow", &["status"]).assert(0).says(&["cancelled   ship"]);
    library.project.ship("slow", &[]).assert(0);
    assert_eq!(library.carried(), 3);
}
