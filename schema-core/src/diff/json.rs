//! Differences as JSON, for programs.

use serde_json::{Map, Value as Json, json};

use super::change::{Change, FieldChange, How, IndexChange, Side};
use super::{Diff, TableDiff, TableFate, covers, show};

/// A whole difference: tables by name, then findings.
pub fn diff_json(diff: &Diff) -> Json {
    let tables: Map<String, Json> = diff
        .tables
        .iter()
        .map(|(name, table)| (name.as_str().to_owned(), table_json(table)))
        .collect();
    let findings: Vec<Json> = diff
        .findings
        .iter()
        .map(|finding| json!({ "code": finding.code(), "text": finding.to_string() }))
        .collect();
    json!({ "tables": tables, "findings": findings })
}

fn table_json(table: &TableDiff) -> Json {
    let (fate, old, new) = match table.fate {
        TableFate::Added { new } => ("added", None, Some(new)),
        TableFate::InPlace { version } => ("in_place", Some(version), Some(version)),
        TableFate::Carried { old, new } => ("carried", Some(old), Some(new)),
        TableFate::Forgotten { old } => ("forgotten", Some(old), None),
        TableFate::DocumentsDeleted { old } => ("documents_deleted", Some(old), None),
        TableFate::CarriedAway { old, last } => ("carried_away", Some(old), Some(last)),
    };
    let renames: Vec<Json> = table
        .renames
        .iter()
        .map(|rename| json!({ "old": rename.old.to_string(), "new": rename.new.to_string() }))
        .collect();
    json!({
        "fate": fate,
        "old": old.map(|version| version.0),
        "new": new.map(|version| version.0),
        "changes": table.changes.iter().map(change_json).collect::<Vec<_>>(),
        "likelyRenames": renames,
    })
}

/// One change.
pub fn change_json(change: &Change) -> Json {
    match change {
        Change::Field(change) => field_json(change),
        Change::Index(change) => index_json(change),
    }
}

fn field_json(change: &FieldChange) -> Json {
    let side = |side: &Option<Side>| {
        side.as_ref().map(|side| {
            json!({
                "place": side.place.to_string(),
                "optional": side.field.optional,
                "validator": side.field.validator.to_json(),
            })
        })
    };
    json!({
        "kind": "field",
        "how": how_word(&change.how),
        "class": change.how.class().word(),
        "old": side(&change.old),
        "new": side(&change.new),
        "text": show::phrase(change),
    })
}

fn index_json(change: &IndexChange) -> Json {
    json!({
        "kind": "index",
        "class": "neutral",
        "name": change.name.as_str(),
        "old": change.old.as_ref().map(covers),
        "new": change.new.as_ref().map(covers),
    })
}

const fn how_word(how: &How) -> &'static str {
    match how {
        How::Reordered => "reordered",
        How::AddedOptional => "added_optional",
        How::NowOptional => "now_optional",
        How::TakesMore { .. } => "takes_more",
        How::MemberAdded => "member_added",
        How::Computed { .. } => "computed",
        How::Constant(_) => "constant",
        How::ConstantWhereAbsent(_) => "constant_where_absent",
        How::Renamed => "renamed",
        How::Marked(_) => "marked",
        How::CarriedWhole => "carried_whole",
        How::AddedRequired => "added_required",
        How::NowRequired => "now_required",
        How::TakesLess { .. } => "takes_less",
        How::Retyped => "retyped",
        How::Remarked { .. } => "remarked",
        How::Moved => "moved",
        How::Dropped => "dropped",
        How::MovedThenDropped { .. } => "moved_then_dropped",
        How::Removed => "removed",
        How::DocumentsDeleted => "documents_deleted",
    }
}
