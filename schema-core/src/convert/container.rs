//! Arrays, records, nullable and boxed values.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use crate::path::Segment;
use crate::shape::{RustType, Scope, Shape};
use crate::table::TableRef;
use crate::validator::{RecordValidator, Validator};
use crate::value::{Object, Value};

use super::{ConvexValue, DecodeError, Encoder, Id};

impl<T: ConvexValue> ConvexValue for Vec<T> {
    fn describe(scope: &mut Scope) -> Shape {
        let element = T::describe(scope);
        Shape {
            validator: Validator::Array(Box::new(element.validator)),
            rust: RustType::Vec(Box::new(element.rust)),
        }
    }

    fn encode(&self, encoder: &mut Encoder) -> Value {
        let items = self.iter().enumerate();
        let stored =
            items.map(|(index, item)| encoder.within(Segment::Index(index), |e| item.encode(e)));
        Value::Array(stored.collect())
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        let Value::Array(items) = stored else {
            return Err(DecodeError::expected("an array", stored));
        };
        let decode = |(index, item)| T::decode(item).map_err(|e| e.within(Segment::Index(index)));
        items.iter().enumerate().map(decode).collect()
    }
}

/// A value that may be `null`: `v.union(T, v.null())`. Absent is something else, see `Option`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// `null`.
    #[default]
    Null,
    /// A value.
    Some(T),
}

impl<T> Nullable<T> {
    /// `None` for `null`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Some(value) => Some(value),
        }
    }

    /// `None` for `null`, by reference.
    pub const fn as_option(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Some(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Some)
    }
}

impl<T: ConvexValue> ConvexValue for Nullable<T> {
    fn describe(scope: &mut Scope) -> Shape {
        let inner = T::describe(scope);
        Shape {
            validator: Validator::Union(vec![inner.validator, Validator::Null]),
            rust: RustType::Nullable(Box::new(inner.rust)),
        }
    }

    fn encode(&self, encoder: &mut Encoder) -> Value {
        self.as_option().map_or(Value::Null, |value| value.encode(encoder))
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::Null => Ok(Self::Null),
            other => T::decode(other).map(Self::Some),
        }
    }
}

impl<T: ConvexValue> ConvexValue for Box<T> {
    fn describe(scope: &mut Scope) -> Shape {
        let inner = T::describe(scope);
        Shape { validator: inner.validator, rust: RustType::Boxed(Box::new(inner.rust)) }
    }

    fn encode(&self, encoder: &mut Encoder) -> Value {
        T::encode(self, encoder)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        T::decode(stored).map(Self::new)
    }
}

/// A type that may be the key of a record: text, or an id.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the key of a Convex record",
    label = "a record has string or id keys",
    note = "use `String` or `Id<T>` as the key, or store a `Vec` of an object with the key as a field"
)]
pub trait RecordKey: Sized {
    /// Describes the key.
    fn describe_key(scope: &mut Scope) -> Shape;

    /// Writes the key.
    fn encode_key(&self) -> String;

    /// Reads a stored key.
    ///
    /// # Errors
    ///
    /// The text can't be a key of this type.
    fn decode_key(stored: &str) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl RecordKey for String {
    fn describe_key(scope: &mut Scope) -> Shape {
        Self::describe(scope)
    }

    fn encode_key(&self) -> String {
        self.clone()
    }

    fn decode_key(stored: &str) -> Result<Self, DecodeError> {
        Ok(stored.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<T: TableRef> RecordKey for Id<T> {
    fn describe_key(scope: &mut Scope) -> Shape {
        Self::describe(scope)
    }

    fn encode_key(&self) -> String {
        self.key_text()
    }

    fn decode_key(stored: &str) -> Result<Self, DecodeError> {
        Ok(Self::from_text(stored))
    }
}

fn describe_record<K: RecordKey, V: ConvexValue>(scope: &mut Scope, map: &str) -> Shape {
    let (key, value) = (K::describe_key(scope), V::describe(scope));
    Shape {
        validator: Validator::Record(Box::new(RecordValidator {
            keys: key.validator,
            values: value.validator,
        })),
        rust: RustType::Map {
            map: map.to_owned(),
            key: Box::new(key.rust),
            value: Box::new(value.rust),
        },
    }
}

fn encode_record<'a, K: RecordKey + 'a, V: ConvexValue + 'a>(
    entries: impl Iterator<Item = (&'a K, &'a V)>,
    encoder: &mut Encoder,
) -> Value {
    let mut object = Object::new();
    for (key, value) in entries {
        let key = key.encode_key();
        let value = encoder.within(Segment::Field(key.clone()), |e| value.encode(e));
        object.insert(key, value);
    }
    Value::Object(object)
}

fn decode_record<K: RecordKey, V: ConvexValue, M: FromIterator<(K, V)>>(
    stored: &Value,
) -> Result<M, DecodeError> {
    let Value::Object(object) = stored else {
        return Err(DecodeError::expected("a record", stored));
    };
    let decode = |(key, value): (&String, &Value)| {
        let at = |e: DecodeError| e.within(Segment::Field(key.clone()));
        Ok((K::decode_key(key).map_err(at)?, V::decode(value).map_err(at)?))
    };
    object.iter().map(decode).collect()
}

impl<K: RecordKey + Ord, V: ConvexValue> ConvexValue for BTreeMap<K, V> {
    fn describe(scope: &mut Scope) -> Shape {
        describe_record::<K, V>(scope, "std::collections::BTreeMap")
    }

    fn encode(&self, encoder: &mut Encoder) -> Value {
        encode_record(self.iter(), encoder)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        decode_record(stored)
    }
}

impl<K, V, S> ConvexValue for HashMap<K, V, S>
where
    K: RecordKey + Eq + Hash,
    V: ConvexValue,
    S: BuildHasher + Default,
{
    fn describe(scope: &mut Scope) -> Shape {
        describe_record::<K, V>(scope, "std::collections::HashMap")
    }

    fn encode(&self, encoder: &mut Encoder) -> Value {
        encode_record(self.iter(), encoder)
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        decode_record(stored)
    }
}
