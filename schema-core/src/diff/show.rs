//! Changes as a person reads them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::name::{FieldName, FieldPath};
use crate::schema::{Index, IndexKind};
use crate::validator::{Literal, Validator};
use crate::value::Value;

use super::change::{Change, FieldChange, How, IndexChange, Place};
use super::{Diff, LikelyRename, TableDiff, TableFate};

/// A validator as a TypeScript type, short enough for a line.
pub fn type_text(validator: &Validator) -> String {
    match validator {
        Validator::Null => "null".into(),
        Validator::Float64 => "number".into(),
        Validator::Int64 => "int64".into(),
        Validator::CommitTs => "commitTs".into(),
        Validator::Boolean => "boolean".into(),
        Validator::String => "string".into(),
        Validator::Bytes => "bytes".into(),
        Validator::Any => "any".into(),
        Validator::Id(table) => format!("Id<\"{table}\">"),
        Validator::Literal(value) => literal(value),
        Validator::Array(element) => match **element {
            Validator::Union(_) => format!("({})[]", type_text(element)),
            _ => format!("{}[]", type_text(element)),
        },
        Validator::Record(record) => {
            format!("Record<{}, {}>", type_text(&record.keys), type_text(&record.values))
        }
        Validator::Object(object) => {
            let fields: Vec<String> = object
                .fields
                .iter()
                .map(|(name, field)| {
                    let mark = if field.optional { "?" } else { "" };
                    format!("{name}{mark}: {}", type_text(&field.validator))
                })
                .collect();
            if fields.is_empty() { "{}".into() } else { format!("{{ {} }}", fields.join(", ")) }
        }
        Validator::Union(members) if members.is_empty() => "never".into(),
        Validator::Union(members) => members.iter().map(type_text).collect::<Vec<_>>().join(" | "),
    }
}

/// A literal as TypeScript writes it.
pub(super) fn literal(literal: &Literal) -> String {
    literal.to_string()
}

/// A value as JSON writes it.
fn value_text(value: &Value) -> String {
    value.to_canonical()
}

/// What tells a member of a union apart: `kind=card`.
pub(super) fn tag_label(field: &FieldName, tag: &Literal) -> String {
    match tag.value() {
        Value::String(text) => format!("{field}={text}"),
        _ => format!("{field}={}", literal(tag)),
    }
}

/// The first columns of a change: `+ joinedAt`, `~ userName -> displayName`.
pub(super) fn subject(change: &FieldChange) -> String {
    let place = |place: &Place| place.to_string();
    match (&change.old, &change.new) {
        (None, Some(new)) => format!("+ {}", place(&new.place)),
        (Some(old), None) => format!("- {}", place(&old.place)),
        (Some(old), Some(new)) if old.place != new.place => {
            format!("~ {} -> {}", place(&old.place), place(&new.place))
        }
        (Some(old), Some(_)) => format!("~ {}", place(&old.place)),
        (None, None) => "~ (document)".into(),
    }
}

/// What happens, as one phrase.
pub(super) fn phrase(change: &FieldChange) -> String {
    let new = change.new.as_ref().map(|side| &side.field.validator);
    match &change.how {
        How::Reordered => "the same members in another order".into(),
        How::AddedOptional => "optional".into(),
        How::NowOptional => "may be absent".into(),
        How::TakesMore { more } => format!("takes {} too", list(more)),
        How::MemberAdded => "a new member".into(),
        How::Computed { keep_valid: false } => "computed for every document".into(),
        How::Computed { keep_valid: true } => "computed where it isn't valid as it is".into(),
        How::Constant(value) => format!("constant {}", value_text(value)),
        How::ConstantWhereAbsent(value) => {
            format!("constant {} where it is absent", value_text(value))
        }
        How::Renamed => "renamed".into(),
        How::Marked(version) => format!("marks documents of version {version}"),
        How::CarriedWhole => "every document is carried as a whole".into(),
        How::AddedRequired => match new {
            Some(new) => format!("{}, must be there", type_text(new)),
            None => "must be there".into(),
        },
        How::NowRequired => "must be there".into(),
        How::TakesLess { less } => format!("no longer takes {}", list(less)),
        How::Retyped => match (&change.old, &change.new) {
            (Some(old), Some(new)) => format!(
                "{} -> {}",
                type_text(&old.field.validator),
                type_text(&new.field.validator)
            ),
            _ => "another type".into(),
        },
        How::Remarked { old, new } => match (old, new) {
            (Some(old), Some(new)) => format!("versions are told by `{new}` instead of `{old}`"),
            (Some(old), None) => format!("versions are no longer told by `{old}`"),
            (None, Some(new)) => format!("versions are told by `{new}`"),
            (None, None) => "versions are told by the documents".into(),
        },
        How::Moved => "moved, read by fill".into(),
        How::Dropped | How::Removed => "information is lost".into(),
        How::MovedThenDropped { moved, dropped } => {
            format!("version {moved} moves it into what version {dropped} drops")
        }
        How::DocumentsDeleted => "the transition deletes documents".into(),
    }
}

fn list(validators: &[Validator]) -> String {
    match validators {
        [] => "nothing".into(),
        [one] => type_text(one),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(type_text).collect();
            format!("{} and {}", first.join(", "), type_text(last))
        }
    }
}

/// An index as declared: `index by_level [priorityLevel]`.
fn index_text(change: &IndexChange) -> String {
    let kind = |index: &Index| match index.kind {
        IndexKind::Database { .. } => "index",
        IndexKind::Search { .. } => "search index",
        IndexKind::Vector { .. } => "vector index",
    };
    let name = &change.name;
    match (&change.old, &change.new) {
        (None, Some(new)) => format!("+ {} {name} {}", kind(new), covers(new)),
        (Some(old), None) => format!("- {} {name}", kind(old)),
        (Some(old), Some(new)) if old.kind == new.kind => {
            let now = if new.staged { "staged" } else { "no longer staged" };
            format!("~ {} {name} {now}", kind(new))
        }
        (Some(old), Some(new)) => {
            format!("~ {} {name} {} -> {}", kind(new), covers(old), covers(new))
        }
        (None, None) => format!("~ index {name}"),
    }
}

/// What an index covers: `[priorityLevel]`.
pub(crate) fn covers(index: &Index) -> String {
    let listed = |paths: Vec<&FieldPath>| {
        paths.into_iter().map(FieldPath::as_str).collect::<Vec<_>>().join(", ")
    };
    let filter = |filters: &BTreeSet<FieldPath>| {
        if filters.is_empty() {
            return String::new();
        }
        format!(" filter [{}]", listed(filters.iter().collect()))
    };
    let covered = match &index.kind {
        IndexKind::Database { fields } => format!("[{}]", listed(fields.iter().collect())),
        IndexKind::Search { search_field, filter_fields } => {
            format!("[{search_field}]{}", filter(filter_fields))
        }
        IndexKind::Vector { vector_field, dimensions, filter_fields } => {
            format!("[{vector_field}] of {dimensions}{}", filter(filter_fields))
        }
    };
    if index.staged { format!("{covered} staged") } else { covered }
}

/// Changes one a line, their classes in one column.
pub fn changes_text(changes: &[Change]) -> String {
    let subjects: Vec<Option<String>> = changes
        .iter()
        .map(|change| match change {
            Change::Field(change) => Some(subject(change)),
            Change::Index(_) => None,
        })
        .collect();
    let width = subjects.iter().flatten().map(|text| text.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (change, subject) in changes.iter().zip(subjects) {
        // Writing to a string can't fail.
        let _ = match (change, subject) {
            (Change::Field(change), Some(subject)) => {
                writeln!(text, "  {subject:width$}   {}: {}", change.how.class(), phrase(change))
            }
            (Change::Field(_), None) => Ok(()),
            (Change::Index(change), _) => writeln!(text, "  {}", index_text(change)),
        };
    }
    text
}

/// One change as one line, without padding.
pub fn change_text(change: &Change) -> String {
    match change {
        Change::Field(change) => {
            format!("{}   {}: {}", subject(change), change.how.class(), phrase(change))
        }
        Change::Index(change) => index_text(change),
    }
}

/// The first line of what is said of a table.
pub(crate) fn headline(diff: &TableDiff) -> String {
    let table = &diff.table;
    match &diff.fate {
        TableFate::Added { new } => format!("+ {table}@{new}   additive: a new table"),
        TableFate::InPlace { version } => format!("{table}@{version}, edited in place"),
        TableFate::Carried { old, new } => format!("{table}@{old} -> {table}@{new}"),
        TableFate::Forgotten { old } => {
            format!("- {table}@{old}   neutral: leaves the schema, the documents stay stored")
        }
        TableFate::DocumentsDeleted { old } => {
            format!("- {table}@{old}   destructive: every document is deleted")
        }
        TableFate::CarriedAway { old, last } => {
            format!(
                "- {table}@{old} -> {table}@{last}   data: every document is carried into other tables"
            )
        }
    }
}

/// The whole difference, table by table.
pub fn diff_text(diff: &Diff) -> String {
    let mut text = String::new();
    for table in diff.tables.values() {
        let _ = writeln!(text, "{}", headline(table));
        text.push_str(&changes_text(&table.changes));
        text.extend(table.renames.iter().map(LikelyRename::line));
    }
    for finding in &diff.findings {
        let _ = writeln!(text, "error[{}]: {finding}", finding.code());
    }
    text
}
