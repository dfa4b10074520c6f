//! A plan as JSON, for programs.

use serde_json::{Value as Json, json};

use super::step::{Action, ReceiptBasis, Step};
use super::{CensusNote, Plan};

/// A whole plan.
pub fn plan_json(plan: &Plan) -> Json {
    let destroys: Vec<Json> = plan
        .destroys
        .iter()
        .map(|destroy| json!({ "argument": destroy.argument(), "what": destroy.what }))
        .collect();
    json!({
        "steps": plan.steps.iter().map(step_json).collect::<Vec<_>>(),
        "destroys": destroys,
        "census": plan.census.iter().map(census_json).collect::<Vec<_>>(),
        "notes": plan.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "factsAgeMs": plan.facts_age_ms,
    })
}

fn step_json(step: &Step) -> Json {
    let (action, beside) = match &step.action {
        Action::Push => ("push", None),
        Action::Remove => ("remove", None),
        Action::Carry { beside } => ("carry", Some(beside)),
        Action::DeleteDocuments => ("delete_documents", None),
        Action::Verify => ("verify", None),
        Action::VerifyEmpty => ("verify_empty", None),
    };
    let receipt = step.receipt.map(|receipt| match receipt {
        ReceiptBasis::Verified => "verified",
        ReceiptBasis::NothingToCarry => "nothing_to_carry",
    });
    json!({
        "id": step.id.as_str(),
        "table": step.table.as_str(),
        "old": step.span.old.0,
        "new": step.span.new.0,
        "phase": step.phase.word(),
        "action": action,
        "beside": beside,
        "after": step.after.iter().map(super::StepId::as_str).collect::<Vec<_>>(),
        "receipt": receipt,
        "done": step.is_done,
    })
}

fn census_json(note: &CensusNote) -> Json {
    let values = note.without_literal.as_ref().map(|values| {
        let value = |(value, count): &(crate::value::Value, u64)| {
            json!({ "value": value.to_encoded(), "count": count })
        };
        values.iter().map(value).collect::<Vec<_>>()
    });
    json!({
        "table": note.table.as_str(),
        "place": note.request.place.to_string(),
        "literals": note.request.literals,
        "mayBeAbsent": note.request.may_be_absent,
        "withoutLiteral": values,
        "others": note.others,
    })
}
