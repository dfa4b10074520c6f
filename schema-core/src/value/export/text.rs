//! Text of exports to values in one go, without a JSON tree in between: an export may have millions
//! of documents.

use std::collections::btree_map::Entry;
use std::fmt;

use schema_names::NameError;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use crate::path::{Path, Segment};
use crate::value::{Object, Value, ValueError, ValueReason, token};

/// What bare numbers mean, and whether `$integer` and the like do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// Without fraction or exponent an `Int64`; `$` objects carry what JSON can't.
    Typed,
    /// All `Float64`; there are no `$` objects.
    Plain,
    /// All `Float64`; `$` objects carry what JSON can't.
    Encoded,
}

/// Reads one value, whose limits are for [`Value::check`] to judge.
pub(super) fn read(text: &str, numbers: Numbers) -> Result<Value, ValueError> {
    let mut trouble = Trouble::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let seed = Reader { numbers, trouble: &mut trouble };
    let value = seed.deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    value.map_err(|error| {
        let Trouble { reason, mut outwards } = trouble;
        match reason {
            Some(reason) => {
                outwards.reverse();
                ValueError { path: Path(outwards), reason }
            }
            None => ValueError {
                path: Path::default(),
                reason: ValueReason::MalformedJson { message: error.to_string() },
            },
        }
    })
}

/// What is wrong beyond JSON, and the way back from there: noted on the way out, so that it costs
/// nothing where nothing is wrong.
#[derive(Default)]
struct Trouble {
    reason: Option<ValueReason>,
    outwards: Vec<Segment>,
}

impl Trouble {
    fn stop<E: de::Error>(&mut self, reason: ValueReason) -> E {
        self.reason = Some(reason);
        E::custom("no value")
    }

    fn inside<T, E>(
        &mut self,
        result: Result<T, E>,
        segment: impl FnOnce() -> Segment,
    ) -> Result<T, E> {
        if result.is_err() {
            self.outwards.push(segment());
        }
        result
    }
}

struct Reader<'t> {
    numbers: Numbers,
    trouble: &'t mut Trouble,
}

impl Reader<'_> {
    fn inner(&mut self) -> Reader<'_> {
        Reader { numbers: self.numbers, trouble: self.trouble }
    }

    /// An object whose first key begins with `$`: an encoding, if that is its only key.
    fn token<'de, A: MapAccess<'de>>(self, key: String, mut map: A) -> Result<Value, A::Error> {
        let json: Json = map.next_value()?;
        let is_only = map.next_key::<IgnoredAny>()?.is_none();
        let value = match key.as_str() {
            token::INTEGER if self.is_typed(is_only) => {
                token::read_integer(&json).map(Value::Int64)
            }
            token::FLOAT if self.is_typed(is_only) => token::read_float(&json).map(Value::Float64),
            token::BYTES if self.is_typed(is_only) => token::read_bytes(&json).map(Value::Bytes),
            _ => Err(ValueReason::Key { key, reason: NameError::KeyDollar }),
        };
        value.map_err(|reason| self.trouble.stop(reason))
    }

    fn is_typed(&self, is_only: bool) -> bool {
        is_only && self.numbers != Numbers::Plain
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Value, E> {
        Ok(Value::Boolean(boolean))
    }

    fn visit_i64<E>(self, int: i64) -> Result<Value, E> {
        Ok(match self.numbers {
            Numbers::Typed => Value::Int64(int),
            #[expect(clippy::cast_precision_loss, reason = "a number of JSON is a double")]
            Numbers::Plain | Numbers::Encoded => Value::Float64(int as f64),
        })
    }

    fn visit_u64<E: de::Error>(self, int: u64) -> Result<Value, E> {
        match i64::try_from(int) {
            Ok(int) => self.visit_i64(int),
            #[expect(clippy::cast_precision_loss, reason = "what no int64 holds is a double")]
            Err(_) => Ok(Value::Float64(int as f64)),
        }
    }

    fn visit_f64<E>(self, float: f64) -> Result<Value, E> {
        Ok(Value::Float64(float))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        loop {
            let element = seq.next_element_seed(self.inner());
            let element = self.trouble.inside(element, || Segment::Index(elements.len()))?;
            let Some(element) = element else { return Ok(Value::Array(elements)) };
            elements.push(element);
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Object::new();
        while let Some(key) = map.next_key::<String>()? {
            if key.starts_with('$') && object.is_empty() {
                return self.token(key, map);
            }
            if let Err(reason) = schema_names::value_key(&key) {
                return Err(self.trouble.stop(ValueReason::Key { key, reason }));
            }
            let value = map.next_value_seed(self.inner());
            let value = self.trouble.inside(value, || Segment::Field(key.clone()))?;
            match object.entry(key) {
                Entry::Vacant(field) => drop(field.insert(value)),
                Entry::Occupied(field) => {
                    let key = field.key().clone();
                    return Err(self.trouble.stop(ValueReason::KeyTwice { key }));
                }
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Result<Value, ValueError> {
        Value::from_plain_text(text)
    }

    #[test]
    fn one_and_one_point_zero_are_an_int64_and_a_number() {
        let read = |text| Value::from_export_text(text).unwrap();
        assert_eq!(read("1"), Value::Int64(1));
        assert_eq!(read("1.0"), Value::Float64(1.0));
        assert_eq!(read("-0.0"), Value::Float64(-0.0));
        assert_eq!(read("-9223372036854775808"), Value::Int64(i64::MIN));
        assert_eq!(read("9223372036854775808"), Value::Float64(9_223_372_036_854_775_808.0));
        assert_eq!(plain("1").unwrap(), Value::Float64(1.0));
    }

    #[test]
    fn plain_text_has_no_encodings() {
        let error = plain(r#"{"a":{"$integer":"AQAAAAAAAAA="}}"#).unwrap_err();
        assert_eq!(error.path.to_string(), ".a");
        assert_eq!(error.reason.word(), NameError::KeyDollar.word());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, place) in [
            (r#"{"a":[1,{"b":{"$integer":"AQ=="}}]}"#, "at `.a[1].b`: "),
            (r#"{"a":{"ü":1}}"#, "at `.a`: "),
            (r#"{"a":{"$bytes":"","b":1}}"#, "at `.a`: the key \"$bytes\""),
            (r#"{"a":{"b":1,"$bytes":""}}"#, "at `.a`: the key \"$bytes\""),
            (r#"{"a":{"b":1,"c":2,"\u0062":1}}"#, "at `.a`: the key \"b\" stands twice"),
            (r#"{"a":[1,}"#, "not JSON: "),
            ("1 2", "not JSON: "),
        ] {
            let error = Value::from_export_text(text).unwrap_err().to_string();
            assert!(error.starts_with(place), "{text}: {error}");
        }
    }
}
