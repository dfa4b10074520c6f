//! Clients that write at the same time: a seed says whose call comes first, and so what is committed.

use std::collections::BTreeSet;
use std::thread;

use migrate_runtime::store::Manifest;
use schema_core::schema::Schema;
use serde_json::json;
use std::sync::Arc;
use workspace_tests::deployment::TestDeployment;

use super::live::Deployer;

const WRITERS: [&str; 4] = ["Ada", "Grace", "Ida", "Orson"];

/// Has each of them insert a note at the same time. Gives whose was committed first, and so on.
fn committed(server: &TestDeployment, seed: u32, writers: &[&str]) -> Vec<String> {
    // Longer than any test: nothing but the number of calls opens the gate.
    let never_ms = 600_000;
    let quorum = writers.len();
    let gate =
        json!({ "seed": seed, "quorum": quorum, "quietMs": never_ms, "patienceMs": never_ms });
    server.control("gate", &gate).unwrap();
    server.control("log", &json!({ "start": true })).unwrap();
    thread::scope(|threads| {
        for writer in writers {
            threads.spawn(move || {
                let fields = json!({ "by": writer }).to_string();
                let args = json!({ "table": "notes", "fields": fields });
                let call = json!({ "path": "application:insert", "args": args });
                let answer = server.post("/api/mutation", None, &call).unwrap().body;
                assert_eq!(answer["status"], "success", "{answer}");
            });
        }
    });
    let log = server.control("log", &json!({})).unwrap();
    let lines = log["lines"].as_array().unwrap();
    let by =
        |line: &serde_json::Value| line["changes"][0]["after"]["by"].as_str().map(str::to_owned);
    lines.iter().map(|line| by(line).unwrap_or_else(|| panic!("{line}"))).collect()
}

#[test]
fn a_seed_says_in_which_order_clients_commit() {
    let server = Arc::new(TestDeployment::start(None, &[]).unwrap());
    let deployer = Deployer::of(&server, "gate");
    deployer.deploy(&Schema::default(), &Manifest::default()).unwrap();
    let mut firsts = BTreeSet::new();
    for seed in 0..10 {
        let order = committed(&server, seed, &WRITERS);
        let mut all = order.clone();
        all.sort();
        assert_eq!(all, WRITERS, "each has written once");
        let others_first: Vec<_> = WRITERS.into_iter().rev().collect();
        assert_eq!(committed(&server, seed, &others_first), order, "seed {seed}");
        let place = |who: &str| order.iter().position(|by| by == who);
        firsts.insert(place("Ada") < place("Orson"));
    }
    assert_eq!(firsts.len(), 2, "of any two each comes first by some seed");
}
