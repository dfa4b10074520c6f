//! One line of a file of vectors, with its inputs as exact text.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::generated::generate;

/// One vector.
pub(super) struct Vector {
    fields: BTreeMap<String, Box<RawValue>>,
}

impl Vector {
    pub(super) fn read(line: &str) -> serde_json::Result<Self> {
        Ok(Self { fields: serde_json::from_str(line)? })
    }

    /// What the vector is about.
    pub(super) fn group(&self) -> &str {
        // The quotes are part of the raw text, and no group needs escapes.
        self.raw("group").map_or("", |raw| raw.trim_matches('"'))
    }

    /// A field's JSON, as it stands in the file.
    pub(super) fn raw(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(|raw| raw.get())
    }

    /// A field, if it is there and not null.
    ///
    /// # Panics
    ///
    /// Panics if the field is of another type, since the vectors are then not what they were.
    pub(super) fn get<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        let raw = self.raw(field)?;
        serde_json::from_str(raw).unwrap_or_else(|error| panic!("`{field}` of {raw}: {error}"))
    }

    /// A field that every vector of the file has.
    ///
    /// # Panics
    ///
    /// Panics if it isn't there, or is of another type.
    pub(super) fn need<T: DeserializeOwned>(&self, field: &str) -> T {
        self.get(field).unwrap_or_else(|| panic!("a vector lacks `{field}`"))
    }

    /// The text of an input, given in whichever of the three ways.
    ///
    /// # Panics
    ///
    /// Panics if it is given in none of them.
    pub(super) fn input(&self, name: &str) -> String {
        if let Some(raw) = self.raw(&format!("{name}_json")) {
            return raw.to_owned();
        }
        if let Some(text) = self.get(&format!("{name}_text")) {
            return text;
        }
        generate(&self.need(&format!("{name}_gen")))
    }
}
