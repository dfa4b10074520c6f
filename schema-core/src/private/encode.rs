//! What expansions call to turn structs into stored objects.

use crate::convert::{ConvexField, Encoded, Encoder};
use crate::path::Segment;
use crate::value::{Object, Value};

/// Collects the stored fields of a document or an object.
#[derive(Debug)]
pub struct FieldsOut {
    encoder: Encoder,
    object: Object,
}

impl FieldsOut {
    /// The fields of a document.
    pub fn of_document() -> Self {
        Self { encoder: Encoder::default(), object: Object::new() }
    }

    /// The fields of an object inside a document; [`Self::object`] ends it.
    pub fn of_object(encoder: &mut Encoder) -> Self {
        Self { encoder: std::mem::take(encoder), object: Object::new() }
    }

    /// Adds a field, unless it is absent.
    pub fn add<T: ConvexField>(&mut self, stored: &str, value: &T) {
        self.add_with(stored, T::encode_field, value);
    }

    /// As [`Self::add`], with the function of `value`'s type.
    pub fn add_with<T>(
        &mut self,
        stored: &str,
        encode: fn(&T, &mut Encoder) -> Option<Value>,
        value: &T,
    ) {
        let field = Segment::Field(stored.to_owned());
        if let Some(encoded) = self.encoder.within(field, |encoder| encode(value, encoder)) {
            self.object.insert(stored.to_owned(), encoded);
        }
    }

    /// The object; `encoder` is the one it began with.
    pub fn object(self, encoder: &mut Encoder) -> Object {
        *encoder = self.encoder;
        self.object
    }

    /// The document.
    pub fn document(self) -> Encoded {
        Encoded { fields: self.object, placeholders: self.encoder.into_placeholders() }
    }
}

/// A document whose type isn't a struct with named fields, given by its whole value.
///
/// A document of any shape is an object by the user's own promise; Convex would refuse another
/// value, and so does every store.
pub fn document_of(encode: impl FnOnce(&mut Encoder) -> Value) -> Encoded {
    Encoder::run(|encoder| match encode(encoder) {
        Value::Object(object) => object,
        other => Object::from([("value".to_owned(), other)]),
    })
}

/// The same document, marked with its version's number.
pub fn marked(mut document: Encoded, field: &str, version: u32) -> Encoded {
    document.fields.insert(field.to_owned(), Value::Float64(f64::from(version)));
    document
}

/// The object of a newtype variant with the tag beside its fields.
pub fn with_tag(content: Value, tag: &str, text: &str) -> Value {
    match content {
        Value::Object(mut object) => {
            object.insert(tag.to_owned(), Value::String(text.to_owned()));
            Value::Object(object)
        }
        // Such a union is refused when it is described, so nothing of it is ever stored.
        other => other,
    }
}

/// The object of a variant without data.
pub fn only_tag(tag: &str, text: &str) -> Value {
    with_tag(Value::Object(Object::new()), tag, text)
}

/// A stored text.
pub fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}
