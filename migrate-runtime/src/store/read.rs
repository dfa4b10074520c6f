//! A document that was read, and the proof of it.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use schema_core::id::DocumentId;
use schema_core::transition::StoredDocument;
use schema_core::value::{Object, Value, canonical_object, is_canonical_object};

/// A document together with the proof that it was read.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// `_id`
    pub id: DocumentId,
    /// The document.
    pub document: LazyDocument,
    /// What is compared when something computed from it is written.
    pub read: Canonical,
}

impl ReadDocument {
    /// How many bytes the document has in canonical encoding.
    pub fn bytes(&self) -> u64 {
        self.read.as_str().len() as u64
    }
}

/// A whole document without its system fields, in canonical encoding: equal exactly if nothing has
/// changed. (`_id` and `_creationTime` never change.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical(Arc<str>);

impl Canonical {
    /// The canonical encoding of these fields.
    pub fn of(fields: &Object) -> Self {
        Self(canonical_object(fields).into())
    }

    pub(crate) fn from_stored(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The encoding as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A [`StoredDocument`], which is made of its text when somebody looks at it: most documents that
/// are met are current, and their text alone tells so.
#[derive(Clone)]
pub struct LazyDocument {
    id: DocumentId,
    creation_time: f64,
    text: Canonical,
    made: OnceLock<StoredDocument>,
}

impl LazyDocument {
    /// The document with this text. Unless the text is known to be that of an object, its fields are
    /// read now.
    pub(crate) fn of<E>(
        id: DocumentId,
        creation_time: f64,
        text: &Canonical,
        read: impl FnOnce(&str) -> Result<Object, E>,
    ) -> Result<Self, E> {
        let made = OnceLock::new();
        if !is_canonical_object(text.as_str()) {
            let fields = read(text.as_str())?;
            made.get_or_init(|| StoredDocument { id: id.to_string(), creation_time, fields });
        }
        Ok(Self { id, creation_time, text: text.clone(), made })
    }

    /// A document that is there already.
    pub fn made(id: DocumentId, document: StoredDocument, text: &Canonical) -> Self {
        let (creation_time, text) = (document.creation_time, text.clone());
        Self { id, creation_time, text, made: document.into() }
    }

    /// Makes room: the document is made again if somebody looks at it once more.
    pub(crate) fn forget(&mut self) {
        self.made.take();
    }

    /// The document itself.
    pub fn into_stored(mut self) -> StoredDocument {
        self.made.take().unwrap_or_else(|| self.make())
    }

    fn make(&self) -> StoredDocument {
        let Ok(Value::Object(fields)) = Value::from_canonical_text(self.text.as_str()) else {
            // The text was scanned or read when the document was, or written from its fields.
            unreachable!("{} is no longer what it was when it was read", self.id)
        };
        let (id, creation_time) = (self.id.to_string(), self.creation_time);
        StoredDocument { id, creation_time, fields }
    }
}

impl Deref for LazyDocument {
    type Target = StoredDocument;

    fn deref(&self) -> &StoredDocument {
        self.made.get_or_init(|| self.make())
    }
}

impl fmt::Debug for LazyDocument {
    /// Shows the document, whether it was made before or not.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use super::*;

    const ID: &str = "j57000820c20a1g7104gm2rc1m70ynr8";

    fn lazily(text: &str) -> Result<LazyDocument, String> {
        let canonical = Canonical::from_stored(text);
        LazyDocument::of(DocumentId::from_str(ID).unwrap(), 1.5, &canonical, |text| {
            match Value::from_canonical_text(text) {
                Ok(Value::Object(fields)) => Ok(fields),
                other => Err(format!("{other:?}")),
            }
        })
    }

    #[test]
    fn a_document_is_what_its_text_says_however_often_it_is_made() {
        let object = Object::from([("a".to_owned(), Value::Float64(1.0))]);
        // Canonical; and what is not, and read at once.
        for text in [r#"{"a":1}"#, r#"{ "a": 1.0 }"#, r#"{"\u0061":1}"#] {
            let mut lazy = lazily(text).unwrap();
            for _ in 0..2 {
                assert_eq!(
                    (lazy.id.to_string(), lazy.creation_time.to_bits()),
                    (ID.to_owned(), 1.5_f64.to_bits())
                );
                assert_eq!(lazy.fields, object, "{text}");
                lazy.forget();
            }
            let stored = lazy.clone().into_stored();
            assert_eq!(format!("{lazy:?}"), format!("{stored:?}"));
            assert_eq!((stored.id.as_str(), stored.fields), (ID, object.clone()));
        }
    }

    #[test]
    fn what_is_no_object_is_noticed_when_it_is_read() {
        // Of equal keys nobody can tell which was meant.
        for text in [
            r#"{"a":2,"a":1}"#,
            "[1]",
            "1",
            "{",
            "",
            r#"{"$integer":"AQAAAAAAAAA="}"#,
            r#"{"a":1}{}"#,
        ] {
            assert!(lazily(text).is_err(), "{text}");
        }
    }
}
