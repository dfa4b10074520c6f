//! The live status, as a program of the user's own reads it with Convex's client.

use serde_json::{Value as Json, json};
use workspace_tests::deployment::TestDeployment;

use super::{Ended, Project, UnderWay, load};

/// Reads the status, as an admin or as anybody.
const READER: &str = include_str!("status.mjs");

fn read(project: &Project) -> Json {
    serde_json::from_str(&project.shell("node status.mjs").assert(0).out).unwrap()
}

#[test]
fn the_clients_of_convex_read_how_a_run_stands() {
    let server = TestDeployment::start(None, &[]).unwrap();
    let project = Project::of(&server, "status");
    project.write("status.mjs", READER);
    project.ship("one", &[]).assert(0);
    let before = read(&project);
    assert_eq!(before["steps"], json!([]), "{before}");
    let notes: Vec<_> =
        (0..50).map(|number| json!({ "title": format!("note {number}") })).collect();
    load(&server, "notes", &notes);

    let mut ship = UnderWay::of(&project, "two");
    ship.waits_for("batchCommitted");
    project.run("two", &["pause"]).assert(0);
    ship.waits_for("runs are paused since");
    let during = read(&project);
    let newest = &during["runs"]["runs"][0];
    assert_eq!((&newest["status"], &newest["command"]), (&json!("running"), &json!("ship")));
    assert!(during["runs"]["pausedSince"].is_number(), "{during}");
    let step = &during["steps"][0];
    assert_eq!(step["step"], json!({ "table": "notes", "old": 1, "new": 2 }));
    let carried = step["counts"]["carried"].as_f64().unwrap();
    assert!((2.0..50.0).contains(&carried), "{during}");

    project.run("two", &["resume"]).assert(0);
    ship.ends().assert(0);
    let after = read(&project);
    assert_eq!(after["runs"]["runs"][0]["status"], "completed", "{after}");
    assert_eq!(after["steps"][0]["counts"]["carried"].as_f64(), Some(50.0), "{after}");
    assert_eq!(after["quarantined"], json!({ "count": 0, "isAll": true }));

    let Ended { err, .. } = project.shell("node status.mjs anybody").assert(1);
    assert!(err.contains("Server Error"), "{err}");
}
