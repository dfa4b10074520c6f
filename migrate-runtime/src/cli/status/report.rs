//! A status for machines: one JSON object a line, each with its kind.

use serde_json::{Value as Json, json};

use super::{Liveness, Status, liveness};
use crate::cli::json;
use crate::store::{InHand, TablePhase};

pub(super) fn lines(status: &Status) -> Vec<String> {
    let tables = tables(status);
    let steps = status.steps.iter().map(|state| {
        let (met, documents) = status.met(state);
        json!({
            "step": state.step.to_string(), "pass": state.pass, "done": state.is_done(),
            "met": met, "documents": documents, "old": state.old_in_pass(),
            "counts": state.counts, "startedAt": state.started_at,
            "completedAt": state.completed_at,
        })
    });
    let quarantine = status.quarantine.iter().map(|(cause, ids)| {
        json!({
            "quarantine": cause.table.as_str(), "code": cause.code.as_str(),
            "path": cause.path, "reason": cause.reason, "documents": ids.len(),
            "ids": ids.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    });
    let receipts = status.receipts.iter().map(json::receipt);
    let liveness = liveness(&status.runs, status.now);
    let runs = status.runs.runs.iter().enumerate().map(|(index, run)| {
        let beat_at = status.runs.beat_at.filter(|_| index == 0);
        let in_hand = status.runs.in_hand.as_ref().filter(|_| index == 0).map(|in_hand| {
            let InHand { table, id, .. } = in_hand;
            let (table, id) = (table.as_str(), id.to_string());
            json!({ "table": table, "id": id, "elapsedMs": in_hand.elapsed_ms() })
        });
        json!({
            "run": run.run, "runner": run.runner, "command": run.command,
            "status": run.status.as_str(), "startedAt": run.started_at,
            "completedAt": run.completed_at, "error": run.error, "beatAt": beat_at,
            "alive": index == 0 && liveness == Liveness::Alive, "inHand": in_hand,
        })
    });
    let paused = json!({ "pausedSince": status.runs.paused_since });
    let all = tables.into_iter().chain(steps).chain(quarantine).chain(receipts).chain(runs);
    all.chain([paused]).map(|line| line.to_string()).collect()
}

fn tables(status: &Status) -> Vec<Json> {
    let Some(deployed) = &status.deployed else { return Vec::new() };
    let table = |(name, table): (&schema_core::name::TableName, &crate::store::DeployedTable)| {
        let (phase, old) = match table.phase {
            TablePhase::Widened { old } => ("widened", Some(old.0)),
            TablePhase::Narrowed => ("narrowed", None),
        };
        json!({
            "table": name.as_str(), "version": table.version.0, "phase": phase,
            "oldVersion": old, "amendments": table.amendments,
            "documents": status.documents.get(name),
        })
    };
    deployed.manifest.tables.iter().map(table).collect()
}
