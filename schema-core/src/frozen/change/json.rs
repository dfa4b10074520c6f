//! A change of a validator <-> JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::frozen::error::FrozenError;
use crate::frozen::read::Node;
use crate::validator::json::field_json;

use super::{Change, FieldChange, MemberEdit};

impl Change {
    pub(in crate::frozen) fn to_json(&self) -> Json {
        match self {
            Self::Whole(validator) => json!({ "to": validator.to_json() }),
            Self::Fields(fields) => {
                let fields = fields.iter();
                let fields: Map<_, _> = fields
                    .map(|(name, change)| (name.as_str().to_owned(), change.to_json()))
                    .collect();
                json!({ "fields": fields })
            }
            Self::Element(change) => json!({ "element": change.to_json() }),
            Self::Record { keys, values } => {
                let parts = [("keys", keys), ("values", values)];
                let part = |(name, change): (&str, &Option<Box<Self>>)| {
                    Some((name.to_owned(), change.as_ref()?.to_json()))
                };
                Json::Object(parts.into_iter().filter_map(part).collect())
            }
            Self::Members(edits) => {
                json!({ "members": edits.iter().map(MemberEdit::to_json).collect::<Json>() })
            }
        }
    }
}

impl FieldChange {
    fn to_json(&self) -> Json {
        match self {
            Self::Set(field) => field_json(&field.validator, field.optional),
            Self::Edit { change, optional } => {
                let change = change.as_ref().map(|change| ("change".to_owned(), change.to_json()));
                let optional = optional.map(|optional| ("optional".to_owned(), optional.into()));
                Json::Object(change.into_iter().chain(optional).collect())
            }
        }
    }
}

impl MemberEdit {
    fn to_json(&self) -> Json {
        match self {
            Self::Keep(count) => json!({ "keep": count }),
            Self::Drop(count) => json!({ "drop": count }),
            Self::Change(change) => json!({ "change": change.to_json() }),
            Self::Add(member) => json!({ "add": member.to_json() }),
        }
    }
}

/// Reads a change of a validator.
pub(in crate::frozen) fn read(node: &Node<'_>) -> Result<Change, FrozenError> {
    if node.get("keys")?.is_some() || node.get("values")?.is_some() {
        node.only(&["keys", "values"])?;
        let part = |name: &str| {
            Ok::<_, FrozenError>(node.get(name)?.map(|part| read(&part)).transpose()?.map(Box::new))
        };
        return Ok(Change::Record { keys: part("keys")?, values: part("values")? });
    }
    let (kind, inner) = only_entry(node)?;
    Ok(match kind.as_str() {
        "to" => Change::Whole(inner.validator()?),
        "fields" => {
            let mut fields = BTreeMap::new();
            for (name, field) in inner.entries()? {
                fields.insert(field.field_named(&name)?, read_field(&name, &field)?);
            }
            Change::Fields(fields)
        }
        "element" => Change::Element(Box::new(read(&inner)?)),
        "members" => {
            Change::Members(inner.items()?.iter().map(read_member).collect::<Result<_, _>>()?)
        }
        _ => return Err(expected(node)),
    })
}

fn expected(node: &Node<'_>) -> FrozenError {
    node.expected("`to`, `fields`, `element`, `keys` and `values`, or `members`")
}

fn only_entry<'a>(node: &Node<'a>) -> Result<(String, Node<'a>), FrozenError> {
    let mut entries = node.entries()?;
    match (entries.pop(), entries.pop()) {
        (Some(entry), None) => Ok(entry),
        _ => Err(expected(node)),
    }
}

fn read_field(name: &str, node: &Node<'_>) -> Result<FieldChange, FrozenError> {
    if node.get("fieldType")?.is_some() {
        return Ok(FieldChange::Set(node.field_validator(name)?));
    }
    node.only(&["change", "optional"])?;
    let change = node.get("change")?.map(|change| read(&change)).transpose()?;
    let optional = node.get("optional")?.map(|optional| optional.flag()).transpose()?;
    if change.is_none() && optional.is_none() {
        return Err(node.expected("`fieldType`, or `change` and `optional`"));
    }
    Ok(FieldChange::Edit { change, optional })
}

fn read_member(node: &Node<'_>) -> Result<MemberEdit, FrozenError> {
    let count = |node: &Node<'_>| {
        let number = node.number()?;
        usize::try_from(number).map_err(|_| node.expected("a number of members"))
    };
    let (kind, inner) = only_entry(node)?;
    Ok(match kind.as_str() {
        "keep" => MemberEdit::Keep(count(&inner)?),
        "drop" => MemberEdit::Drop(count(&inner)?),
        "change" => MemberEdit::Change(read(&inner)?),
        "add" => MemberEdit::Add(inner.validator()?),
        _ => return Err(node.expected("`keep`, `drop`, `change` or `add`")),
    })
}
