//! A rehearsal for programs: the plan, each table, each reason with every document, and the end.

use schema_core::id::DocumentId;
use schema_core::plan::plan_json;
use schema_core::value::Value;
use serde_json::{Value as Json, json};

use crate::cli::session::Session;
use crate::rehearse::{
    After, Difference, FieldDifference, Headroom, Rehearsed, RehearsedTable, Told, ToldVersion,
};

pub(super) fn print(session: &Session<'_>, rehearsed: &Rehearsed) {
    let out = |json: Json| session.console.out(&json.to_string());
    match &rehearsed.plan.plan {
        Ok(plan) => out(json!({ "plan": plan_json(plan) })),
        Err(error) => out(json!({ "noPlan": error.to_string(), "code": error.code() })),
    }
    for (name, table) in &rehearsed.tables {
        out(of_table(name.as_str(), table));
        for (reason, documents) in table.failing.by_count() {
            out(json!({
                "failing": documents.count, "table": name.as_str(), "code": reason.code,
                "path": reason.path, "reason": reason.text,
                "ids": documents.ids.iter().map(ToString::to_string).collect::<Vec<_>>(),
            }));
        }
        for difference in &table.differences {
            out(of_difference(name.as_str(), difference));
        }
    }
    let result = if rehearsed.is_clean() { "clean" } else { "findings" };
    out(json!({ "result": result, "failing": rehearsed.failing() }));
}

fn of_table(name: &str, table: &RehearsedTable) -> Json {
    let batches = table.batches;
    json!({
        "table": name,
        "at": table.at.as_ref().map(told),
        "documents": table.documents,
        "current": table.current,
        "carried": table.carried,
        "hybrids": table.hybrids,
        "deleted": table.deleted,
        "inserted": table.inserted,
        "failing": table.failing.count(),
        "batches": { "most": batches.most, "fewest": batches.fewest },
        "writes": batches.writes,
        "bytesRead": batches.bytes_read,
        "bytesWritten": batches.bytes_written,
        "headroom": table.headroom.iter().map(headroom).collect::<Vec<_>>(),
    })
}

fn told(at: &ToldVersion) -> Json {
    let (how, also) = match &at.how {
        Told::Given => ("given", None),
        Told::Accepting { also } => {
            ("accepting", Some(also.iter().map(|version| version.0).collect::<Vec<_>>()))
        }
        Told::Mixed => ("mixed", None),
        Told::Empty => ("empty", None),
        Told::Unknown => ("unknown", None),
    };
    json!({ "version": at.version.0, "told": how, "also": also })
}

fn headroom(Headroom { limit, used, id }: &Headroom) -> Json {
    json!({
        "limit": limit.what(), "most": limit.most(), "used": used,
        "id": id.as_ref().map(DocumentId::to_string),
    })
}

fn of_difference(table: &str, Difference { id, after }: &Difference) -> Json {
    let value = |value: &Option<Value>| value.as_ref().map(Value::to_export);
    let field = |FieldDifference { path, old, new }: &FieldDifference| {
        json!({
            "path": path, "old": value(old), "new": value(new),
            "added": old.is_none(), "removed": new.is_none(),
        })
    };
    let fields = match after {
        After::Deleted => None,
        After::Fields(fields) => Some(fields.iter().map(field).collect::<Vec<_>>()),
    };
    json!({
        "difference": id.to_string(), "table": table, "deleted": fields.is_none(),
        "fields": fields,
    })
}
