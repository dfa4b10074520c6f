//! Some fields of a document, to be changed while the others stay.

use std::collections::BTreeMap;

use schema_core::value::{Object, Value};

/// What `ctx.db.patch` takes: top-level fields with their new values, `undefined` for those that
/// go.
///
/// A nested value is taken as a whole; to change a part of it, write the field that it is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch(BTreeMap<String, Option<Value>>);

impl Patch {
    /// A patch that changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The patch that also gives a field this value.
    #[must_use]
    pub fn set(mut self, field: impl Into<String>, value: Value) -> Self {
        self.0.insert(field.into(), Some(value));
        self
    }

    /// The patch that also takes a field away, where the document has it.
    #[must_use]
    pub fn remove(mut self, field: impl Into<String>) -> Self {
        self.0.insert(field.into(), None);
        self
    }

    /// What becomes of each field that the patch names: its new value, or nothing where it goes.
    pub fn changes(&self) -> impl Iterator<Item = (&str, Option<&Value>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_ref()))
    }

    /// What a document with these fields becomes.
    pub fn applied_to(&self, mut fields: Object) -> Object {
        for (name, value) in &self.0 {
            match value {
                Some(value) => fields.insert(name.clone(), value.clone()),
                None => fields.remove(name),
            };
        }
        fields
    }
}
