//! The two other JSON formats of Convex: the lossless one of exports, and the lossy "clean" one.

use serde_json::{Number, Value as Json};

use super::encoded::{Dialect, Reader, token_object};
use super::{Scanner, Value, ValueError, token};

mod text;

use self::text::Numbers;

impl Value {
    /// Reads the format of exports, where a number without fraction or exponent that fits is an
    /// `Int64` and every other number a `Float64`.
    ///
    /// The difference between `1` and `1.0` carries the type here. Text that went through
    /// JavaScript or `jq` has lost it.
    ///
    /// # Errors
    ///
    /// Returns the first place that is no Convex value or breaks a limit on values.
    pub fn from_export(json: Json) -> Result<Self, ValueError> {
        Reader::new(Dialect::Export).read(json)
    }

    /// Reads the text of the format of exports.
    ///
    /// # Errors
    ///
    /// Returns [`MalformedJson`](super::ValueReason::MalformedJson), or what
    /// [`from_export`](Self::from_export) does.
    pub fn from_export_text(text: &str) -> Result<Self, ValueError> {
        let value = text::read(text, Numbers::Typed)?;
        value.check()?;
        Ok(value)
    }

    /// Reads what [`to_canonical`](Self::to_canonical) wrote. The limits on values aren't checked
    /// again: whoever wrote it has done so.
    ///
    /// # Errors
    ///
    /// It is no encoded JSON of a value.
    pub fn from_canonical_text(text: &str) -> Result<Self, ValueError> {
        // What isn't quite as it was written is read by the rules, which also say what is wrong.
        Scanner::whole(text, Scanner::value).map_or_else(|| text::read(text, Numbers::Encoded), Ok)
    }

    /// Reads the text of encoded JSON, of which every limit is checked.
    pub(super) fn from_encoded_once(text: &str) -> Result<Self, ValueError> {
        let value = text::read(text, Numbers::Encoded)?;
        value.check()?;
        Ok(value)
    }

    /// Reads JSON of which nothing says what its numbers were: each is a `Float64`, text is text,
    /// and a key that begins with `$` is refused.
    ///
    /// # Errors
    ///
    /// As [`from_export_text`](Self::from_export_text).
    pub fn from_plain_text(text: &str) -> Result<Self, ValueError> {
        let value = text::read(text, Numbers::Plain)?;
        value.check()?;
        Ok(value)
    }

    /// Writes the format of exports.
    pub fn to_export(&self) -> Json {
        match self {
            Self::Int64(int) => Json::from(*int),
            Self::Float64(float) => match Number::from_f64(*float) {
                Some(number) => Json::Number(number),
                None => token_object(token::FLOAT, token::base64_text(&float.to_le_bytes())),
            },
            Self::Array(elements) => elements.iter().map(Self::to_export).collect(),
            Self::Object(object) => {
                object.iter().map(|(key, value)| (key.clone(), value.to_export())).collect()
            }
            Self::Null | Self::Boolean(_) | Self::String(_) | Self::Bytes(_) => self.to_encoded(),
        }
    }

    /// Writes the plain format that the HTTP API calls `json`, for people and foreign tools.
    ///
    /// It can't be read back without the schema: int64 becomes decimal text, bytes become base64
    /// text, and numbers beyond JSON become `"NaN"`, `"Infinity"` and `"-Infinity"`.
    pub fn to_clean(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Int64(int) => Json::String(int.to_string()),
            Self::Float64(float) => match Number::from_f64(*float) {
                Some(number) => Json::Number(number),
                None if float.is_nan() => Json::from("NaN"),
                None if *float > 0.0 => Json::from("Infinity"),
                None => Json::from("-Infinity"),
            },
            Self::Boolean(boolean) => Json::Bool(*boolean),
            Self::String(text) => Json::String(text.clone()),
            Self::Bytes(bytes) => Json::String(token::base64_text(bytes)),
            Self::Array(elements) => elements.iter().map(Self::to_clean).collect(),
            Self::Object(object) => {
                object.iter().map(|(key, value)| (key.clone(), value.to_clean())).collect()
            }
        }
    }
}
