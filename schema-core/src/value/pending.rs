//! A value of a write, where the commit time may still be missing.

use serde_json::{Map, Value as Json};

use super::encoded::{Dialect, Reader, object_to_encoded, parse};
use super::{Value, ValueError, token};
use crate::path::{Path, Segment};

/// A value that a mutation writes: an ordinary one, but for the places where
/// `{"$commitTs": null}` stands for the time of the commit to come.
///
/// Ordinary [`Value`]s can't hold that placeholder, so nothing but writes has to think of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingWrite {
    /// The value, with some `Int64` at each missing commit time.
    value: Value,
    /// Where the commit times are missing, in the order of reading.
    commit_times: Vec<Path>,
}

impl PendingWrite {
    /// Reads encoded JSON that may hold placeholders.
    ///
    /// # Errors
    ///
    /// Returns the first place that is no Convex value or breaks a limit on values.
    pub fn from_encoded(json: Json) -> Result<Self, ValueError> {
        let mut reader = Reader::new(Dialect::Write);
        let value = reader.read(json)?;
        Ok(Self { value, commit_times: reader.commit_times })
    }

    /// Reads the text of encoded JSON that may hold placeholders. Of equal keys in one object the last
    /// one counts, as for the server.
    ///
    /// # Errors
    ///
    /// Returns [`MalformedJson`](super::ValueReason::MalformedJson), or what
    /// [`from_encoded`](Self::from_encoded) does.
    pub fn from_encoded_text(text: &str) -> Result<Self, ValueError> {
        Self::from_encoded(parse(text)?)
    }

    /// Returns where commit times are missing.
    pub fn commit_times(&self) -> &[Path] {
        &self.commit_times
    }

    /// Returns the size in bytes that limits apply to; a missing commit time counts as an int64.
    pub fn size(&self) -> usize {
        self.value.size()
    }

    /// Returns the value that a commit at `commit_time` stores.
    pub fn at(&self, commit_time: i64) -> Value {
        let mut value = self.value.clone();
        for path in &self.commit_times {
            if let Some(place) = value_at(&mut value, path) {
                *place = Value::Int64(commit_time);
            }
        }
        value
    }

    /// Writes encoded JSON, placeholders included.
    pub fn to_encoded(&self) -> Json {
        let mut json = match &self.value {
            Value::Object(object) => object_to_encoded(object),
            other => other.to_encoded(),
        };
        for path in &self.commit_times {
            if let Some(place) = json_at(&mut json, path) {
                *place = Json::Object(Map::from_iter([(token::COMMIT_TS.into(), Json::Null)]));
            }
        }
        json
    }
}

/// The paths were made while reading the very value, so the value has them all.
fn value_at<'a>(value: &'a mut Value, path: &Path) -> Option<&'a mut Value> {
    path.0.iter().try_fold(value, |value, segment| match (value, segment) {
        (Value::Object(object), Segment::Field(name)) => object.get_mut(name),
        (Value::Array(elements), Segment::Index(index)) => elements.get_mut(*index),
        _ => None,
    })
}

fn json_at<'a>(json: &'a mut Json, path: &Path) -> Option<&'a mut Json> {
    path.0.iter().try_fold(json, |json, segment| match segment {
        Segment::Field(name) => json.get_mut(name),
        Segment::Index(index) => json.get_mut(index),
        Segment::RecordKeys | Segment::RecordValues => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commit_times_are_filled_in_where_they_were_missing() {
        let text = r#"{"a":[{"$commitTs":null},1],"b":{"c":{"$commitTs":null}}}"#;
        let write = PendingWrite::from_encoded_text(text).unwrap();
        let shown: Vec<String> = write.commit_times().iter().map(ToString::to_string).collect();
        assert_eq!(shown, [".a[0]", ".b.c"]);
        let stored =
            r#"{"a":[{"$integer":"BwAAAAAAAAA="},1],"b":{"c":{"$integer":"BwAAAAAAAAA="}}}"#;
        assert_eq!(write.at(7).to_canonical(), stored);
        assert!(Value::from_encoded_text(text).is_err());
    }
}
