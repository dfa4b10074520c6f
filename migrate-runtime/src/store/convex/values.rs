//! Between the values that cross the wire and the records that they stand for.
//!
//! Read by hand, so that whatever is missing or of another kind is named by its place: what answers
//! is a deployment whose functions anybody may have changed.

use std::collections::BTreeMap;
use std::fmt;

use convex::Value;

/// The largest whole number that a `number` holds exactly.
const SAFE_MAX: f64 = 9_007_199_254_740_991.0;

/// A value isn't what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mismatch {
    /// Where, from the answer on: `.ranges[0].checkpoint`.
    place: String,
    /// What should be there.
    expected: String,
    /// What kind of value is there instead.
    found: &'static str,
}

impl Mismatch {
    pub(super) fn new(expected: impl Into<String>, value: &Value) -> Self {
        Self { place: String::new(), expected: expected.into(), found: kind(value) }
    }

    fn below(mut self, segment: &str) -> Self {
        self.place.insert_str(0, segment);
        self
    }
}

impl fmt::Display for Mismatch {
    // Values are never shown: they may be somebody's documents.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { "the answer" } else { &self.place };
        write!(f, "{place} should be {}, and is {}", self.expected, self.found)
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Int64(_) => "an int64",
        Value::Float64(_) => "another number",
        Value::Boolean(_) => "a boolean",
        Value::String(_) => "another text",
        Value::Bytes(_) => "bytes",
        Value::Array(_) => "an array",
        Value::Object(_) => "another object",
    }
}

/// What a value was read as.
pub(super) type Read<T> = Result<T, Mismatch>;

/// An object whose fields are taken out one by one; those that nobody asks for are passed over.
#[derive(Debug)]
pub(super) struct Record(BTreeMap<String, Value>);

impl Record {
    /// Takes a field; one that isn't there is null.
    pub(super) fn take<T>(&mut self, name: &str, read: impl FnOnce(Value) -> Read<T>) -> Read<T> {
        let value = self.0.remove(name).unwrap_or(Value::Null);
        read(value).map_err(|mismatch| mismatch.below(&format!(".{name}")))
    }
}

pub(super) fn record(value: Value) -> Read<Record> {
    match value {
        Value::Object(fields) => Ok(Record(fields)),
        other => Err(Mismatch::new("an object", &other)),
    }
}

/// An object, read whole.
pub(super) fn record_of<T>(read: impl Fn(&mut Record) -> Read<T>) -> impl Fn(Value) -> Read<T> {
    move |value| read(&mut record(value)?)
}

pub(super) fn list<T>(read: impl Fn(Value) -> Read<T>) -> impl Fn(Value) -> Read<Vec<T>> {
    move |value| match value {
        Value::Array(items) => {
            let item = |(index, item)| {
                read(item).map_err(|mismatch: Mismatch| mismatch.below(&format!("[{index}]")))
            };
            items.into_iter().enumerate().map(item).collect()
        }
        other => Err(Mismatch::new("an array", &other)),
    }
}

/// Null, or a value.
pub(super) fn or_null<T>(read: impl Fn(Value) -> Read<T>) -> impl Fn(Value) -> Read<Option<T>> {
    move |value| match value {
        Value::Null => Ok(None),
        value => read(value).map(Some),
    }
}

pub(super) fn text(value: Value) -> Read<String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(Mismatch::new("a text", &other)),
    }
}

/// A text that stands for something else.
pub(super) fn parsed<T>(
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> impl Fn(Value) -> Read<T> {
    move |value| match &value {
        Value::String(text) => parse(text).ok_or_else(|| Mismatch::new(expected, &value)),
        _ => Err(Mismatch::new(expected, &value)),
    }
}

pub(super) fn boolean(value: Value) -> Read<bool> {
    match value {
        Value::Boolean(is_so) => Ok(is_so),
        other => Err(Mismatch::new("a boolean", &other)),
    }
}

pub(super) fn float(value: Value) -> Read<f64> {
    match value {
        Value::Float64(number) => Ok(number),
        other => Err(Mismatch::new("a number", &other)),
    }
}

/// A count or a time: a whole number from 0 on that a `number` holds exactly.
pub(super) fn whole(value: Value) -> Read<u64> {
    match value {
        Value::Float64(number) if (0.0..=SAFE_MAX).contains(&number) && number.fract() == 0.0 => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it was seen to be whole and in range"
            )]
            let whole = number as u64;
            Ok(whole)
        }
        other => Err(Mismatch::new("a whole number", &other)),
    }
}

pub(super) fn whole_u32(value: Value) -> Read<u32> {
    let mismatch = Mismatch::new("a whole number below 2^32", &value);
    whole(value).ok().and_then(|whole| u32::try_from(whole).ok()).ok_or(mismatch)
}

/// Reads an object by the word in its field `kind`.
pub(super) fn kinds<T>(
    expected: &'static str,
    read: impl Fn(&str, &mut Record) -> Option<Read<T>>,
) -> impl Fn(Value) -> Read<T> {
    move |value| {
        let unknown = Mismatch::new(expected, &value);
        let mut fields = record(value)?;
        let kind = fields.take("kind", text)?;
        read(&kind, &mut fields).unwrap_or(Err(unknown))
    }
}

/// The arguments of a function.
pub(super) type Arguments = BTreeMap<String, Value>;

/// An object of these fields.
pub(super) fn fields<'n>(fields: impl IntoIterator<Item = (&'n str, Value)>) -> Arguments {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// An object of these fields, as a value.
pub(super) fn object<'n>(fields: impl IntoIterator<Item = (&'n str, Value)>) -> Value {
    Value::Object(self::fields(fields))
}

/// A number as the wire has it. What is counted here never comes near 2^53.
pub(super) fn number(whole: u64) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 there is nothing to count")]
    let number = whole as f64;
    Value::Float64(number)
}

pub(super) fn string(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// How many bytes a value counts as an argument, as Convex counts them.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Boolean(_) => 1,
        Value::Int64(_) | Value::Float64(_) => 9,
        Value::String(text) => 2 + text.len(),
        Value::Bytes(bytes) => 2 + bytes.len(),
        Value::Array(items) => 2 + items.iter().map(size).sum::<usize>(),
        Value::Object(fields) => size_of_fields(fields),
    }
}

pub(super) fn size_of_fields(fields: &Arguments) -> usize {
    2 + fields.iter().map(|(name, value)| name.len() + 1 + size(value)).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint(fields: &mut Record) -> Read<(u64, bool)> {
        Ok((fields.take("revision", whole)?, fields.take("done", boolean)?))
    }

    #[test]
    fn a_mismatch_says_where_it_is_and_never_what() {
        let good = object([("revision", number(3)), ("done", Value::Boolean(true))]);
        let read = list(record_of(checkpoint));
        assert_eq!(read(Value::Array(vec![good.clone()])), Ok(vec![(3, true)]));
        for (bad, said) in [
            (string("hush"), "the answer should be an array, and is another text"),
            (Value::Array(vec![good.clone(), Value::Null]), "[1] should be an object, and is null"),
            (
                Value::Array(vec![object([("revision", string("hush"))])]),
                "[0].revision should be a whole number, and is another text",
            ),
            (
                Value::Array(vec![object([("revision", number(1))])]),
                "[0].done should be a boolean, and is null",
            ),
        ] {
            assert_eq!(read(bad).unwrap_err().to_string(), said);
        }
    }

    #[test]
    fn numbers_are_whole_and_exact() {
        for exact in [0, 1, 1_782_864_000_000, (1 << 53) - 1] {
            assert_eq!(whole(number(exact)), Ok(exact));
        }
        for bad in [-1.0, 0.5, f64::NAN, f64::INFINITY, 9_007_199_254_740_992.0] {
            assert!(whole(Value::Float64(bad)).is_err(), "{bad}");
        }
        assert!(whole(Value::Int64(1)).is_err());
        assert!(whole_u32(number(1 << 32)).is_err());
    }

    #[test]
    fn sizes_are_convexs() {
        let value = object([("a", Value::Float64(1.0)), ("bc", string("x"))]);
        assert_eq!(size(&value), 19);
        assert_eq!(size(&Value::Array(vec![Value::Float64(1.0), Value::Int64(2)])), 20);
        assert_eq!(size(&string("é")), 4);
    }
}
