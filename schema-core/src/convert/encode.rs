//! Turning Rust values into stored ones, with placeholders for documents yet to be inserted.

use crate::path::{Path, Segment};
use crate::value::{Object, Value};

use super::ConvexField;

/// The place of an effect in its transition's list of effects, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EffectNumber(pub usize);

/// A place in a document that gets the id of a document that an effect finds or creates.
///
/// It travels beside the document, never inside it, so no stored text can be mistaken for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Where the id goes; the document holds `null` there until then.
    pub path: Path,
    /// The effect whose document it names.
    pub effect: EffectNumber,
}

/// Fields to store, and where ids of new documents are still to be put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    /// The fields, by stored name.
    pub fields: Object,
    /// Places that wait for an id.
    pub placeholders: Vec<Placeholder>,
}

/// Follows where in a document encoding stands, to note placeholders by path.
#[derive(Debug, Default)]
pub struct Encoder {
    path: Vec<Segment>,
    placeholders: Vec<Placeholder>,
}

impl Encoder {
    /// Encodes what `fields` writes, and returns it with its placeholders.
    pub fn run(fields: impl FnOnce(&mut Self) -> Object) -> Encoded {
        let mut encoder = Self::default();
        let fields = fields(&mut encoder);
        Encoded { fields, placeholders: encoder.placeholders }
    }

    /// The placeholders noted so far.
    pub(crate) fn into_placeholders(self) -> Vec<Placeholder> {
        self.placeholders
    }

    /// Encodes one field into `object`, leaving it out where it is absent.
    pub fn field<T: ConvexField>(&mut self, object: &mut Object, stored: &str, value: &T) {
        let encoded = self.within(Segment::Field(stored.to_owned()), |e| value.encode_field(e));
        if let Some(encoded) = encoded {
            object.insert(stored.to_owned(), encoded);
        }
    }

    /// Encodes something one step further in.
    pub fn within<R>(&mut self, segment: Segment, inner: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(segment);
        let result = inner(self);
        self.path.pop();
        result
    }

    /// Notes that the id of `effect`'s document goes here.
    pub(crate) fn placeholder(&mut self, effect: EffectNumber) -> Value {
        self.placeholders.push(Placeholder { path: Path(self.path.clone()), effect });
        Value::Null
    }
}
