//! How a version is written in Rust <-> JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::shape::{
    RustContent, RustDef, RustField, RustLiteral, RustType, RustVariant, Tagging, TypeName, Types,
};
use crate::validator::Literal;
use crate::value::Value;

use super::error::FrozenError;
use super::read::Node;

pub(super) fn types_json(types: &Types) -> Json {
    let types = types.iter().map(|(name, def)| (name.as_str().to_owned(), def_json(def)));
    Json::Object(types.collect())
}

pub(super) fn read_types(node: &Node<'_>) -> Result<Types, FrozenError> {
    let mut types = Types::new();
    for (name, node) in node.entries()? {
        types.insert(node.type_named(&name)?, read_def(&node)?);
    }
    match endless(&types) {
        None => Ok(types),
        Some(name) => Err(node.expected(&format!("finite types, where `{name}` holds itself"))),
    }
}

/// A type that holds itself, or is made of one that does. Whoever follows the types of a version
/// down to what they are made of relies on coming to an end.
fn endless(types: &Types) -> Option<&str> {
    let mut finite: BTreeSet<&TypeName> = BTreeSet::new();
    loop {
        let before = finite.len();
        for (name, def) in types {
            let mut held = def.parts().into_iter().flat_map(RustType::named);
            if held.all(|one| finite.contains(one) || !types.contains_key(one)) {
                finite.insert(name);
            }
        }
        if finite.len() == before {
            return types.keys().find(|name| !finite.contains(name)).map(TypeName::as_str);
        }
    }
}

pub(super) fn type_json(rust: &RustType) -> Json {
    match rust {
        RustType::Leaf(path) => json!({ "leaf": path }),
        RustType::Nullable(inner) => json!({ "nullable": type_json(inner) }),
        RustType::Vec(inner) => json!({ "vec": type_json(inner) }),
        RustType::Boxed(inner) => json!({ "boxed": type_json(inner) }),
        RustType::Map { map, key, value } => {
            json!({ "map": map, "key": type_json(key), "value": type_json(value) })
        }
        RustType::Id(table) => json!({ "id": table.as_str() }),
        RustType::Named(name) => json!({ "named": name.as_str() }),
    }
}

pub(super) fn read_type(node: &Node<'_>) -> Result<RustType, FrozenError> {
    let boxed = |node: Node<'_>| Ok(Box::new(read_type(&node)?));
    if let Some(map) = node.get("map")? {
        node.only(&["map", "key", "value"])?;
        return Ok(RustType::Map {
            map: map.text()?,
            key: boxed(node.field("key")?)?,
            value: boxed(node.field("value")?)?,
        });
    }
    node.only(&["leaf", "nullable", "vec", "boxed", "id", "named"])?;
    let mut entries = node.entries()?.into_iter();
    let (Some((word, inner)), None) = (entries.next(), entries.next()) else {
        return Err(
            node.expected("one of `leaf`, `nullable`, `vec`, `boxed`, `map`, `id`, `named`")
        );
    };
    Ok(match word.as_str() {
        "leaf" => RustType::Leaf(inner.text()?),
        "nullable" => RustType::Nullable(boxed(inner)?),
        "vec" => RustType::Vec(boxed(inner)?),
        "boxed" => RustType::Boxed(boxed(inner)?),
        "id" => RustType::Id(inner.id_table()?),
        _ => RustType::Named(inner.type_name()?),
    })
}

fn def_json(def: &RustDef) -> Json {
    match def {
        RustDef::Object { fields } => json!({ "object": fields_json(fields) }),
        RustDef::Literals { variants } => {
            let variants = variants.iter().map(|variant| {
                json!({ "name": variant.ident, "value": variant.literal.value().to_encoded() })
            });
            json!({ "literals": variants.collect::<Vec<_>>() })
        }
        RustDef::Union { tagging, variants } => {
            let tag = match tagging {
                Tagging::Tag(field) => Json::from(field.as_str()),
                Tagging::Untagged => Json::Null,
            };
            json!({ "union": variants.iter().map(variant_json).collect::<Vec<_>>(), "tag": tag })
        }
        RustDef::Transparent { inner, check } => {
            let mut json = Map::new();
            json.insert("transparent".into(), type_json(inner));
            json.extend(check.iter().map(|path| ("check".to_owned(), Json::from(path.as_str()))));
            Json::Object(json)
        }
    }
}

fn read_def(node: &Node<'_>) -> Result<RustDef, FrozenError> {
    if let Some(fields) = node.get("object")? {
        node.only(&["object"])?;
        return Ok(RustDef::Object { fields: read_fields(&fields)? });
    }
    if let Some(literals) = node.get("literals")? {
        node.only(&["literals"])?;
        let variants = literals.items()?.iter().map(read_literal).collect::<Result<_, _>>()?;
        return Ok(RustDef::Literals { variants });
    }
    if let Some(variants) = node.get("union")? {
        node.only(&["union", "tag"])?;
        let tag = node.field("tag")?;
        let tagging =
            if tag.is_null() { Tagging::Untagged } else { Tagging::Tag(tag.field_name()?) };
        let variants = variants.items()?.iter().map(read_variant).collect::<Result<_, _>>()?;
        return Ok(RustDef::Union { tagging, variants });
    }
    node.only(&["transparent", "check"])?;
    let check = node.get("check")?.map(|check| check.text()).transpose()?;
    Ok(RustDef::Transparent { inner: read_type(&node.field("transparent")?)?, check })
}

fn fields_json(fields: &[RustField]) -> Json {
    let field = |field: &RustField| {
        let mut json = Map::new();
        json.insert("name".into(), field.ident.as_str().into());
        json.insert("stored".into(), field.stored.as_str().into());
        json.insert("type".into(), type_json(&field.rust));
        if field.optional {
            json.insert("optional".into(), true.into());
        }
        Json::Object(json)
    };
    fields.iter().map(field).collect()
}

fn read_fields(node: &Node<'_>) -> Result<Vec<RustField>, FrozenError> {
    let field = |node: &Node<'_>| {
        node.only(&["name", "stored", "type", "optional"])?;
        Ok(RustField {
            ident: node.field("name")?.ident()?,
            stored: node.field("stored")?.field_name()?,
            rust: read_type(&node.field("type")?)?,
            optional: node.get("optional")?.map_or(Ok(false), |flag| flag.flag())?,
        })
    };
    node.items()?.iter().map(field).collect()
}

fn read_literal(node: &Node<'_>) -> Result<RustLiteral, FrozenError> {
    node.only(&["name", "value"])?;
    let value = node.field("value")?;
    let literal = Literal::new(value.value()?)
        .ok_or_else(|| value.expected("text, a number, an int64 or a boolean"))?;
    Ok(RustLiteral { ident: node.field("name")?.ident()?, literal })
}

fn variant_json(variant: &RustVariant) -> Json {
    let mut json = Map::new();
    json.insert("name".into(), variant.ident.as_str().into());
    json.extend(variant.tag.iter().map(|tag| ("tag".to_owned(), Json::from(tag.as_str()))));
    match &variant.content {
        RustContent::Unit => {}
        RustContent::Fields(fields) => {
            json.insert("fields".into(), fields_json(fields));
        }
        RustContent::Newtype(rust) => {
            json.insert("type".into(), type_json(rust));
        }
    }
    Json::Object(json)
}

fn read_variant(node: &Node<'_>) -> Result<RustVariant, FrozenError> {
    node.only(&["name", "tag", "fields", "type"])?;
    let content = match (node.get("fields")?, node.get("type")?) {
        (None, None) => RustContent::Unit,
        (Some(fields), None) => RustContent::Fields(read_fields(&fields)?),
        (None, Some(rust)) => RustContent::Newtype(read_type(&rust)?),
        (Some(_), Some(_)) => return Err(node.expected("`fields` or `type`, not both")),
    };
    Ok(RustVariant {
        ident: node.field("name")?.ident()?,
        tag: node.get("tag")?.map(|tag| tag.text()).transpose()?,
        content,
    })
}

/// A value as its encoded JSON.
pub(super) fn value_json(value: &Value) -> Json {
    value.to_encoded()
}
