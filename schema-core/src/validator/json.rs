//! The JSON of validators, as `schema.export()` writes it, to validators and back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value as Json};

use super::well_formed::{can_be_record_keys, record_keys};
use super::{FieldValidator, Literal, ObjectValidator, Validator, ValidatorError, ValidatorReason};
use crate::name::{FieldName, TableName};
use crate::path::{Path, Segment};
use crate::value::Value;

impl Validator {
    /// Reads the JSON of a validator.
    ///
    /// # Errors
    ///
    /// Returns the first place that Convex refuses.
    pub fn from_json(text: &str) -> Result<Self, ValidatorError> {
        let json: ValidatorJson = serde_json::from_str(text).map_err(|error| {
            let reason = ValidatorReason::Malformed { message: error.to_string() };
            ValidatorError { path: Path::default(), reason }
        })?;
        json.into_validator()
    }

    /// Writes the JSON of the validator.
    ///
    /// Reading it back gives the same validator. The server can't write literals that are `NaN`
    /// or infinite; here they keep the form in which `schema.export()` gives them.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => typed("null", []),
            Self::Float64 => typed("number", []),
            Self::Int64 => typed("bigint", []),
            Self::CommitTs => typed("commitTs", []),
            Self::Boolean => typed("boolean", []),
            Self::String => typed("string", []),
            Self::Bytes => typed("bytes", []),
            Self::Any => typed("any", []),
            Self::Id(table) => typed("id", [("tableName", Json::from(table.as_str()))]),
            Self::Literal(literal) => typed("literal", [("value", literal_json(literal))]),
            Self::Array(element) => typed("array", [("value", element.to_json())]),
            Self::Record(record) => typed(
                "record",
                [("keys", record.keys.to_json()), ("values", field_json(&record.values, false))],
            ),
            Self::Object(object) => {
                let fields = object.fields.iter().map(|(name, field)| {
                    (name.as_str().to_owned(), field_json(&field.validator, field.optional))
                });
                typed("object", [("value", fields.collect())])
            }
            Self::Union(members) => {
                typed("union", [("value", members.iter().map(Self::to_json).collect())])
            }
        }
    }
}

fn typed<const N: usize>(name: &str, rest: [(&str, Json); N]) -> Json {
    let head = ("type".to_owned(), Json::from(name));
    let rest = rest.into_iter().map(|(key, json)| (key.to_owned(), json));
    std::iter::once(head).chain(rest).collect()
}

/// A field as an object has it.
pub(crate) fn field_json(validator: &Validator, optional: bool) -> Json {
    [("fieldType".to_owned(), validator.to_json()), ("optional".to_owned(), Json::Bool(optional))]
        .into_iter()
        .collect()
}

/// The server writes `-0.0` plainly, which it also reads as such.
fn literal_json(literal: &Literal) -> Json {
    match literal.value() {
        Value::Float64(float) => {
            Number::from_f64(*float).map_or_else(|| literal.value().to_encoded(), Json::Number)
        }
        other => other.to_encoded(),
    }
}

/// A validator as its JSON has it, before any rule on names and contents.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum ValidatorJson {
    Null,
    Number,
    Bigint,
    CommitTs,
    Boolean,
    String,
    Bytes,
    /// Maps and sets are from before Convex dropped them.
    #[serde(alias = "map", alias = "set")]
    Any,
    Literal {
        value: Json,
    },
    #[serde(rename_all = "camelCase")]
    Id {
        table_name: String,
    },
    Array {
        value: Box<ValidatorJson>,
    },
    Record {
        keys: Box<ValidatorJson>,
        values: FieldJson,
    },
    Object {
        // Of equal names the last one counts, as on the server.
        value: BTreeMap<String, FieldJson>,
    },
    Union {
        value: Vec<ValidatorJson>,
    },
}

/// A field as its JSON has it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldJson {
    field_type: Box<ValidatorJson>,
    optional: bool,
}

impl ValidatorJson {
    /// Applies the rules that the server applies while it reads.
    pub(crate) fn into_validator(self) -> Result<Validator, ValidatorError> {
        Ok(match self {
            Self::Null => Validator::Null,
            Self::Number => Validator::Float64,
            Self::Bigint => Validator::Int64,
            Self::CommitTs => Validator::CommitTs,
            Self::Boolean => Validator::Boolean,
            Self::String => Validator::String,
            Self::Bytes => Validator::Bytes,
            Self::Any => Validator::Any,
            Self::Id { table_name } => Validator::Id(id_table(table_name)?),
            Self::Literal { value } => Validator::Literal(literal(value)?),
            Self::Array { value } => {
                let element = value.into_validator().map_err(within(&Segment::Index(0)))?;
                Validator::array(element)
            }
            Self::Record { keys, values } => {
                let keys = keys.into_validator().map_err(within(&Segment::RecordKeys))?;
                if !keys.is_subset(&Validator::String) {
                    return Err(here(record_keys(&keys)));
                }
                let optional = values.optional;
                let values = (*values.field_type)
                    .into_validator()
                    .map_err(within(&Segment::RecordValues))?;
                if !can_be_record_keys(&keys) {
                    return Err(here(record_keys(&keys)));
                }
                if optional {
                    return Err(here(ValidatorReason::RecordValuesOptional));
                }
                Validator::record(keys, values)
            }
            Self::Object { value } => Validator::Object(object(value)?),
            Self::Union { value } => {
                let members = value.into_iter().map(Self::into_validator);
                Validator::Union(members.collect::<Result<_, _>>()?)
            }
        })
    }
}

fn object(fields: BTreeMap<String, FieldJson>) -> Result<ObjectValidator, ValidatorError> {
    let mut object = ObjectValidator::default();
    for (name, field) in fields {
        let checked = FieldName::new(name.as_str())
            .map_err(|reason| here(ValidatorReason::FieldName { name: name.clone(), reason }))?;
        let FieldJson { field_type, optional } = field;
        let validator = field_type.into_validator().map_err(within(&Segment::Field(name)))?;
        object.fields.insert(checked, FieldValidator { validator, optional });
    }
    Ok(object)
}

fn id_table(name: String) -> Result<TableName, ValidatorError> {
    match schema_names::identifier(&name) {
        Ok(()) => Ok(TableName::from_checked(name)),
        Err(reason) => Err(here(ValidatorReason::IdTable { name, reason })),
    }
}

fn literal(json: Json) -> Result<Literal, ValidatorError> {
    let value =
        Value::from_encoded(json).map_err(|error| here(ValidatorReason::LiteralValue(error)))?;
    let found = value.type_name();
    Literal::new(value).ok_or_else(|| here(ValidatorReason::LiteralType { found }))
}

fn here(reason: ValidatorReason) -> ValidatorError {
    ValidatorError { path: Path::default(), reason }
}

fn within(outer: &Segment) -> impl FnOnce(ValidatorError) -> ValidatorError {
    |ValidatorError { path, reason }| ValidatorError { path: path.within(outer.clone()), reason }
}
