//! The roles of a transition <-> JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::name::TableName;
use crate::transition::{DeclaredEffects, Supply};
use crate::version::{VersionName, VersionNumber};

use super::error::FrozenError;
use super::read::Node;
use super::roles::{
    FieldRole, ObjectRoles, Roles, RolesOf, TypeRoles, UnionRoles, VariantFate, VariantRole,
};
use super::rust_json::value_json;

pub(super) fn roles_json(roles: &Roles) -> Json {
    let types: Map<String, Json> = roles
        .types
        .iter()
        .map(|(name, roles)| (name.as_str().to_owned(), type_json(roles)))
        .collect();
    let joined: Map<String, Json> = roles
        .joined
        .iter()
        .map(|(version, name)| (version.to_string(), name.as_str().into()))
        .collect();
    let names = |names: &BTreeSet<VersionName>| {
        names.iter().map(|name| Json::from(name.to_string())).collect::<Json>()
    };
    let effects = &roles.effects;
    let ensures: Vec<Json> = effects
        .ensures
        .iter()
        .map(|(version, index)| json!({ "version": version.to_string(), "index": index.as_str() }))
        .collect();
    let mut json = Map::new();
    json.insert("types".into(), Json::Object(types));
    // What most transitions don't have is left out.
    let mut put = |key: &str, some: bool, value: Json| {
        if some {
            json.insert(key.to_owned(), value);
        }
    };
    put("inserts", !effects.inserts.is_empty(), names(&effects.inserts));
    put("ensures", !effects.ensures.is_empty(), Json::Array(ensures));
    put("deletesSelf", effects.deletes_self, true.into());
    put("effectsForOldOnly", effects.for_old_only, true.into());
    put("reads", !roles.reads.is_empty(), names(&roles.reads));
    put("joined", !roles.joined.is_empty(), Json::Object(joined));
    Json::Object(json)
}

pub(super) fn read_roles(node: &Node<'_>) -> Result<Roles, FrozenError> {
    node.only(&[
        "types",
        "inserts",
        "ensures",
        "deletesSelf",
        "effectsForOldOnly",
        "reads",
        "joined",
    ])?;
    let mut types = BTreeMap::new();
    for (name, node) in node.field("types")?.entries()? {
        types.insert(node.type_named(&name)?, read_type(&node)?);
    }
    let names = |key: &str| match node.get(key)? {
        Some(list) => list.items()?.iter().map(version_name).collect(),
        None => Ok(BTreeSet::new()),
    };
    let flag = |key: &str| node.get(key)?.map_or(Ok(false), |flag| flag.flag());
    let mut ensures = BTreeSet::new();
    for one in node.get("ensures")?.map_or(Ok(Vec::new()), |list| list.items())? {
        one.only(&["version", "index"])?;
        let index = one.field("index")?;
        let index = index.index_named(&index.text()?)?;
        ensures.insert((version_name(&one.field("version")?)?, index));
    }
    let mut joined = BTreeMap::new();
    for (version, name) in node.get("joined")?.map_or(Ok(Vec::new()), |map| map.entries())? {
        let version =
            parse_version(&version).ok_or_else(|| name.expected("a version such as `users@2`"))?;
        joined.insert(version, name.type_name()?);
    }
    let effects = DeclaredEffects {
        inserts: names("inserts")?,
        ensures,
        deletes_self: flag("deletesSelf")?,
        for_old_only: flag("effectsForOldOnly")?,
    };
    Ok(Roles { types, effects, reads: names("reads")?, joined })
}

fn version_name(node: &Node<'_>) -> Result<VersionName, FrozenError> {
    parse_version(&node.text()?).ok_or_else(|| node.expected("a version such as `users@2`"))
}

/// Reads `users@2`.
pub(super) fn parse_version(text: &str) -> Option<VersionName> {
    let (table, version) = text.rsplit_once('@')?;
    schema_names::table_name(table).ok()?;
    let number: u32 = version.parse().ok().filter(|number| *number > 0)?;
    // `+2` and `02` parse too, but name no file that is ever written.
    (number.to_string() == version).then(|| VersionName {
        table: TableName::from_checked(table),
        version: VersionNumber(number),
    })
}

fn type_json(roles: &TypeRoles) -> Json {
    let mut json = Map::new();
    json.insert("from".into(), roles.from.as_str().into());
    let mut list = |key: &str, names: &[String]| {
        if !names.is_empty() {
            json.insert(key.to_owned(), names.into());
        }
    };
    match &roles.of {
        RolesOf::Whole => {
            json.insert("whole".into(), true.into());
        }
        RolesOf::Object(object) => {
            list("moved", &object.moved);
            list("dropped", &object.dropped);
            json.insert("fields".into(), fields_json(&object.fields));
        }
        RolesOf::Union(union) => {
            list("dropped", &union.dropped);
            let variants = union.variants.iter().map(|(name, role)| {
                let mut json = Map::new();
                match &role.fate {
                    VariantFate::Kept => {}
                    VariantFate::RenamedFrom(old) => {
                        json.insert("renamedFrom".into(), old.as_str().into());
                    }
                    VariantFate::Changed => {
                        json.insert("changed".into(), true.into());
                    }
                }
                if !role.fields.is_empty() {
                    json.insert("fields".into(), fields_json(&role.fields));
                }
                (name.clone(), Json::Object(json))
            });
            json.insert("variants".into(), Json::Object(variants.collect()));
        }
    }
    Json::Object(json)
}

fn read_type(node: &Node<'_>) -> Result<TypeRoles, FrozenError> {
    node.only(&["from", "whole", "moved", "dropped", "fields", "variants"])?;
    let from = node.field("from")?.type_name()?;
    let list = |key: &str| match node.get(key)? {
        Some(list) => list.items()?.iter().map(Node::ident).collect(),
        None => Ok(Vec::new()),
    };
    let of = if let Some(fields) = node.get("fields")? {
        RolesOf::Object(ObjectRoles {
            fields: read_fields(&fields)?,
            moved: list("moved")?,
            dropped: list("dropped")?,
        })
    } else if let Some(variants) = node.get("variants")? {
        let mut read = BTreeMap::new();
        for (name, node) in variants.entries()? {
            read.insert(name, read_variant(&node)?);
        }
        RolesOf::Union(UnionRoles { variants: read, dropped: list("dropped")? })
    } else {
        node.field("whole")?;
        RolesOf::Whole
    };
    Ok(TypeRoles { from, of })
}

fn read_variant(node: &Node<'_>) -> Result<VariantRole, FrozenError> {
    node.only(&["renamedFrom", "changed", "fields"])?;
    let fate = match (node.get("renamedFrom")?, node.get("changed")?) {
        (Some(old), None) => VariantFate::RenamedFrom(old.ident()?),
        (None, Some(_)) => VariantFate::Changed,
        (None, None) => VariantFate::Kept,
        (Some(_), Some(_)) => return Err(node.expected("`renamedFrom` or `changed`, not both")),
    };
    let fields = node.get("fields")?.map_or(Ok(BTreeMap::new()), |fields| read_fields(&fields))?;
    Ok(VariantRole { fate, fields })
}

fn fields_json(fields: &BTreeMap<String, FieldRole>) -> Json {
    let field = |role: &FieldRole| match role {
        FieldRole::Kept => json!({ "kept": true }),
        FieldRole::RenamedFrom(old) => json!({ "renamedFrom": old }),
        FieldRole::Added(supply) => json!({ "added": supply_json(supply) }),
        FieldRole::Changed { supply, keep_valid: false } => {
            json!({ "changed": supply_json(supply) })
        }
        FieldRole::Changed { supply, keep_valid: true } => {
            json!({ "changed": supply_json(supply), "keepValid": true })
        }
    };
    Json::Object(fields.iter().map(|(name, role)| (name.clone(), field(role))).collect())
}

fn read_fields(node: &Node<'_>) -> Result<BTreeMap<String, FieldRole>, FrozenError> {
    let mut fields = BTreeMap::new();
    for (name, node) in node.entries()? {
        fields.insert(name, read_field(&node)?);
    }
    Ok(fields)
}

fn read_field(node: &Node<'_>) -> Result<FieldRole, FrozenError> {
    node.only(&["kept", "renamedFrom", "added", "changed", "keepValid"])?;
    if let Some(old) = node.get("renamedFrom")? {
        return Ok(FieldRole::RenamedFrom(old.ident()?));
    }
    if let Some(supply) = node.get("added")? {
        return Ok(FieldRole::Added(read_supply(&supply)?));
    }
    if let Some(supply) = node.get("changed")? {
        let keep_valid = node.get("keepValid")?.map_or(Ok(false), |flag| flag.flag())?;
        return Ok(FieldRole::Changed { supply: read_supply(&supply)?, keep_valid });
    }
    node.field("kept")?;
    Ok(FieldRole::Kept)
}

fn supply_json(supply: &Supply) -> Json {
    match supply {
        Supply::Fill => "fill".into(),
        Supply::Absent => "absent".into(),
        Supply::Default(value) => json!({ "default": value_json(value) }),
    }
}

fn read_supply(node: &Node<'_>) -> Result<Supply, FrozenError> {
    if !node.is_text() {
        node.only(&["default"])?;
        return Ok(Supply::Default(node.field("default")?.value()?));
    }
    match node.text()?.as_str() {
        "fill" => Ok(Supply::Fill),
        "absent" => Ok(Supply::Absent),
        _ => Err(node.expected("`fill`, `absent` or a `default`")),
    }
}
