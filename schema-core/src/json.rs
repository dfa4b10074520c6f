//! JSON in which nothing is said twice.
//!
//! Of equal keys in one object `serde_json` takes the last one. Where somebody else has written the
//! text, nobody can tell which of them was meant.

use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Number, Value as Json};

/// Reads JSON, and refuses an object that has a key twice.
///
/// # Errors
///
/// The text isn't JSON or has a key twice, with the line.
pub fn parse(text: &str) -> serde_json::Result<Json> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Once.deserialize(&mut json)?;
    json.end()?;
    Ok(value)
}

/// Reads what JSON stands for, and refuses an object that has a key twice.
///
/// # Errors
///
/// As [`parse`], or the JSON stands for something else.
pub fn read<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    parse(text)?;
    // From the text once more, because errors of a tree have no lines.
    serde_json::from_str(text)
}

struct Once;

impl<'de> DeserializeSeed<'de> for Once {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Json, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Json, E> {
        Ok(Json::Bool(boolean))
    }

    fn visit_i64<E>(self, int: i64) -> Result<Json, E> {
        Ok(Json::from(int))
    }

    fn visit_u64<E>(self, int: u64) -> Result<Json, E> {
        Ok(Json::from(int))
    }

    fn visit_f64<E>(self, float: f64) -> Result<Json, E> {
        Ok(Number::from_f64(float).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element_seed(Self)? {
            elements.push(element);
        }
        Ok(Json::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(de::Error::custom(format!(
                    "the key {key:?} stands twice in one object"
                )));
            }
            let value = map.next_value_seed(Self)?;
            object.insert(key, value);
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_json_reads_is_read_alike() {
        for text in [
            r#"{"a":[1,-2,2.5,-0.0,1e300,18446744073709551615,"\u00fc",null,true],"b":{"a":{}}}"#,
            "[]",
            " 1 ",
        ] {
            assert_eq!(parse(text).unwrap(), serde_json::from_str::<Json>(text).unwrap(), "{text}");
        }
        for text in ["", "{", "1 2", "{\"a\":1,}", "1e999", &"[".repeat(200)] {
            let theirs = serde_json::from_str::<Json>(text).unwrap_err().to_string();
            assert_eq!(parse(text).unwrap_err().to_string(), theirs, "{text}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_named_with_its_line() {
        let text = "{\n  \"a\": [{ \"b\": 1,\n    \"\\u0062\": 1 }]\n}";
        let error = parse(text).unwrap_err().to_string();
        assert!(error.starts_with("the key \"b\" stands twice in one object at line 3"), "{error}");
        assert!(read::<std::collections::BTreeMap<String, u32>>(r#"{"a":1,"a":1}"#).is_err());
        assert!(parse(r#"{"a":{"b":1},"b":{"b":1}}"#).is_ok());
    }
}
