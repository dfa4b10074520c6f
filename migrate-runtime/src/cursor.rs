//! Where a walk over a table stands.

use schema_core::id::DocumentId;

/// A position in one table: after some id, in the order of ids. Only stores and ranges make one.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Cursor(Option<String>);

impl Cursor {
    /// The position before the first document.
    pub const START: Self = Self(None);

    pub(crate) fn after(id: DocumentId) -> Self {
        Self(Some(id.to_string()))
    }

    /// The id after which the walk goes on, or nothing at the start.
    pub(crate) fn last_id(&self) -> Option<&str> {
        self.0.as_deref()
    }
}
