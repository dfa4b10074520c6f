//! Encoded JSON, Convex's lossless wire format, to values and back.

use schema_names::NameError;
use serde_json::{Map, Number, Value as Json};

use super::token;
use super::{Object, Value, ValueError, ValueReason};
use crate::path::{Path, Segment};

impl Value {
    /// Reads encoded JSON; every bare number is a `Float64`.
    ///
    /// # Errors
    ///
    /// Returns the first place that is no Convex value or breaks a limit on values.
    pub fn from_encoded(json: Json) -> Result<Self, ValueError> {
        Reader::new(Dialect::Encoded).read(json)
    }

    /// Reads the text of encoded JSON. An object that has a key twice is refused.
    ///
    /// # Errors
    ///
    /// Returns [`ValueReason::MalformedJson`], or what [`from_encoded`](Self::from_encoded) does.
    pub fn from_encoded_text(text: &str) -> Result<Self, ValueError> {
        Self::from_encoded_once(text)
    }

    /// Writes encoded JSON.
    pub fn to_encoded(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Int64(int) => {
                token_object(token::INTEGER, token::base64_text(&int.to_le_bytes()))
            }
            Self::Float64(float) => match plain_number(*float) {
                Some(number) => Json::Number(number),
                None => token_object(token::FLOAT, token::base64_text(&float.to_le_bytes())),
            },
            Self::Boolean(boolean) => Json::Bool(*boolean),
            Self::String(text) => Json::String(text.clone()),
            Self::Bytes(bytes) => token_object(token::BYTES, token::base64_text(bytes)),
            Self::Array(elements) => elements.iter().map(Self::to_encoded).collect(),
            Self::Object(object) => object_to_encoded(object),
        }
    }
}

/// Writes an object as encoded JSON.
pub(super) fn object_to_encoded(object: &Object) -> Json {
    Json::Object(object.iter().map(|(key, value)| (key.clone(), value.to_encoded())).collect())
}

pub(super) fn token_object(token: &str, text: String) -> Json {
    Json::Object(Map::from_iter([(token.to_owned(), Json::String(text))]))
}

/// Reads JSON as the server reads what it is sent: of equal keys in one object the last one counts.
pub(super) fn parse(text: &str) -> Result<Json, ValueError> {
    serde_json::from_str(text).map_err(|error| ValueError {
        path: Path::default(),
        reason: ValueReason::MalformedJson { message: error.to_string() },
    })
}

/// The number as JSON writes it, unless JavaScript's JSON would lose it.
fn plain_number(float: f64) -> Option<Number> {
    if token::is_special(float) { None } else { Number::from_f64(float) }
}

/// What bare numbers mean, and whether the commit time may be missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Every number is a `Float64`.
    Encoded,
    /// As `Encoded`, and `{"$commitTs": null}` stands for the commit time to come.
    Write,
    /// A number without fraction or exponent that fits is an `Int64`.
    Export,
}

/// Reads a value, whose limits are for [`Value::check`] to judge.
pub(super) struct Reader {
    dialect: Dialect,
    /// The way to the value being read, outermost first.
    path: Vec<Segment>,
    /// Where commit times are missing; filled only in [`Dialect::Write`].
    pub(super) commit_times: Vec<Path>,
}

impl Reader {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, path: Vec::new(), commit_times: Vec::new() }
    }

    pub(super) fn read(&mut self, json: Json) -> Result<Value, ValueError> {
        let value = self.value(json)?;
        value.check()?;
        Ok(value)
    }

    fn value(&mut self, json: Json) -> Result<Value, ValueError> {
        Ok(match json {
            Json::Null => Value::Null,
            Json::Bool(boolean) => Value::Boolean(boolean),
            Json::Number(number) => self.number(&number),
            Json::String(text) => Value::String(text),
            Json::Array(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                for (index, element) in elements.into_iter().enumerate() {
                    values.push(self.inside(Segment::Index(index), element)?);
                }
                Value::Array(values)
            }
            Json::Object(fields) => {
                if let Some((key, inner)) = single_dollar_key(&fields) {
                    return self.token(key, inner);
                }
                let mut object = Object::new();
                for (key, json) in fields {
                    if let Err(reason) = schema_names::value_key(&key) {
                        return Err(self.error(ValueReason::Key { key, reason }));
                    }
                    let value = self.inside(Segment::Field(key.clone()), json)?;
                    object.insert(key, value);
                }
                Value::Object(object)
            }
        })
    }

    fn inside(&mut self, segment: Segment, json: Json) -> Result<Value, ValueError> {
        self.path.push(segment);
        let value = self.value(json)?;
        self.path.pop();
        Ok(value)
    }

    fn number(&self, number: &Number) -> Value {
        match number.as_i64() {
            Some(int) if self.dialect == Dialect::Export => Value::Int64(int),
            // Out of range can't be: the JSON reader refuses what no double holds.
            _ => Value::Float64(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    fn token(&mut self, key: &str, inner: &Json) -> Result<Value, ValueError> {
        let value = match key {
            token::INTEGER => token::read_integer(inner).map(Value::Int64),
            token::FLOAT => token::read_float(inner).map(Value::Float64),
            token::BYTES => token::read_bytes(inner).map(Value::Bytes),
            token::COMMIT_TS if self.dialect == Dialect::Write && inner.is_null() => {
                self.commit_times.push(Path(self.path.clone()));
                Ok(Value::Int64(0))
            }
            token::COMMIT_TS if self.dialect == Dialect::Write => Err(ValueReason::CommitTsNotNull),
            _ => Err(ValueReason::Key { key: key.to_owned(), reason: NameError::KeyDollar }),
        };
        value.map_err(|reason| self.error(reason))
    }

    fn error(&self, reason: ValueReason) -> ValueError {
        ValueError { path: Path(self.path.clone()), reason }
    }
}

/// Only an object of exactly one key can be an encoding; `$` in any other is a bad key.
fn single_dollar_key(fields: &Map<String, Json>) -> Option<(&str, &Json)> {
    let mut entries = fields.iter();
    match (entries.next(), entries.next()) {
        (Some((key, inner)), None) if key.starts_with('$') => Some((key, inner)),
        _ => None,
    }
}
