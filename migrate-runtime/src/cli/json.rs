//! Results for machines: one JSON object a line, each with its kind.

use serde_json::{Value as Json, json};

use crate::event::Event;
use crate::exit::{Failure, Help};
use crate::store::{QuarantineEntry, Receipt};

/// An event.
pub(crate) fn event(event: &Event) -> Json {
    match event {
        Event::RunStarted { run } => json!({ "event": "runStarted", "run": run }),
        Event::StepStarted { step, documents, progressed } => json!({
            "event": "stepStarted", "step": step.to_string(),
            "documents": documents.documents, "isEstimate": !documents.is_exact,
            "progressed": progressed,
        }),
        Event::ProgramChanged { step, earlier } => json!({
            "event": "programChanged", "step": step.to_string(), "earlier": earlier,
        }),
        Event::BatchCommitted { step, progressed, documents, bytes } => json!({
            "event": "batchCommitted", "step": step.to_string(), "documents": documents,
            "bytes": bytes, "progressed": progressed,
        }),
        Event::BatchTooLarge { step, documents, reason } => json!({
            "event": "batchTooLarge", "step": step.to_string(), "documents": documents,
            "reason": reason,
        }),
        Event::DocumentsConflicted { step, ids } => json!({
            "event": "documentsConflicted", "step": step.to_string(),
            "ids": ids.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }),
        Event::DocumentDeferred { step, id } => json!({
            "event": "documentDeferred", "step": step.to_string(), "id": id.to_string(),
        }),
        Event::DocumentQuarantined { step, id, code } => json!({
            "event": "documentQuarantined", "step": step.to_string(), "id": id.to_string(),
            "code": code.as_str(),
        }),
        Event::DocumentTakesLong { step, id, elapsed } => json!({
            "event": "documentTakesLong", "step": step.to_string(), "id": id.to_string(),
            "elapsedMs": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        }),
        Event::PassFinished { step, pass, old } => json!({
            "event": "passFinished", "step": step.to_string(), "pass": pass, "old": old,
        }),
        Event::StepFinished { step, progressed } => json!({
            "event": "stepFinished", "step": step.to_string(), "progressed": progressed,
        }),
        Event::StepStopped { step, progressed } => json!({
            "event": "stepStopped", "step": step.to_string(), "progressed": progressed,
        }),
        Event::VerificationStarted { table, documents } => json!({
            "event": "verificationStarted", "table": table.as_str(),
            "documents": documents.documents, "isEstimate": !documents.is_exact,
        }),
        Event::DocumentsVerified { table, verified, failing } => json!({
            "event": "documentsVerified", "table": table.as_str(), "verified": verified,
            "failing": failing,
        }),
        Event::VerificationFinished { table, verified, failing } => json!({
            "event": "verificationFinished", "table": table.as_str(), "verified": verified,
            "failing": failing,
        }),
        Event::SnapshotStarted { table, bytes } => json!({
            "event": "snapshotStarted", "table": table.as_str(), "bytes": bytes,
        }),
        Event::SnapshotRead { table, documents, bytes, failing } => json!({
            "event": "snapshotRead", "table": table.as_str(), "documents": documents,
            "bytes": bytes, "failing": failing,
        }),
        Event::SnapshotFinished { table, documents, failing } => json!({
            "event": "snapshotFinished", "table": table.as_str(), "documents": documents,
            "failing": failing,
        }),
        Event::Waited { reason } => json!({ "event": "waited", "reason": reason }),
    }
}

/// A failure.
pub(crate) fn failure(failure: &Failure) -> Json {
    let help = failure.help.iter().map(|help| match help {
        Help::Say(text) => json!({ "say": text }),
        Help::Type(line) => json!({ "type": line }),
    });
    json!({
        "error": failure.code, "exit": failure.exit.code(), "what": failure.what,
        "causes": failure.causes, "help": help.collect::<Vec<_>>(),
    })
}

/// A document in quarantine.
pub(crate) fn quarantined(entry: &QuarantineEntry) -> Json {
    json!({
        "quarantined": entry.id.to_string(), "table": entry.table.as_str(),
        "step": entry.step.to_string(), "code": entry.code.as_str(), "path": entry.path,
        "reason": entry.reason, "openedAt": entry.opened_at,
    })
}

/// A receipt that is taken back.
pub(crate) fn withdrawn(receipt: &Receipt) -> Json {
    json!({ "withdrawn": receipt.name.to_string(), "deployment": receipt.deployment })
}

/// A receipt.
pub(crate) fn receipt(receipt: &Receipt) -> Json {
    json!({
        "receipt": receipt.name.to_string(), "deployment": receipt.deployment,
        "oldVersion": receipt.old.0, "counts": receipt.counts, "programs": receipt.programs, "verifiedAt": receipt.verified_at,
    })
}
