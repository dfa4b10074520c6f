//! Stored documents, as data and as one of the user's types.

use std::ops::Deref;

use crate::convert::{Id, Millis};
use crate::table::Table;
use crate::value::Object;

use super::Refusal;

/// A document as it is stored: system fields beside the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDocument {
    /// `_id`
    pub id: String,
    /// `_creationTime`: milliseconds since 1970-01-01 UTC.
    pub creation_time: f64,
    /// Every other field.
    pub fields: Object,
}

/// A document of version `T`, with `_id` and `_creationTime` at hand; it derefs to `T`.
#[derive(Clone, Debug)]
pub struct Doc<T> {
    id: Id<T>,
    creation_time: Millis,
    fields: T,
}

impl<T> Doc<T> {
    /// A document with these parts.
    pub fn new(id: Id<T>, creation_time: Millis, fields: T) -> Self {
        Self { id, creation_time, fields }
    }

    /// `_id`
    pub const fn id(&self) -> &Id<T> {
        &self.id
    }

    /// `_creationTime`
    pub const fn creation_time(&self) -> Millis {
        self.creation_time
    }

    /// The document without its system fields.
    pub fn into_fields(self) -> T {
        self.fields
    }
}

impl<T: Table> Doc<T> {
    /// A stored document as one of version `T`.
    ///
    /// # Errors
    ///
    /// The document isn't one of this version.
    pub fn decode(stored: &StoredDocument) -> Result<Self, Refusal> {
        let fields = T::decode_document(&stored.fields)?;
        let creation_time = Millis::from_f64(stored.creation_time)
            .ok_or_else(|| Refusal::new("the creation time isn't a finite number"))?;
        Ok(Self::new(Id::from_text(&stored.id), creation_time, fields))
    }
}

impl<T> Deref for Doc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.fields
    }
}
