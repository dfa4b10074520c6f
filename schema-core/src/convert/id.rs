//! Ids of documents, stored or yet to be inserted.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::name::TableName;
use crate::shape::{RustType, Scope, Shape};
use crate::table::TableRef;
use crate::validator::Validator;
use crate::value::Value;

use super::{ConvexValue, DecodeError, EffectNumber, Encoder};

/// The id of a document of table `T`: by table, whichever version `T` is of.
pub struct Id<T> {
    inner: Inner,
    table: PhantomData<fn() -> T>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Inner {
    Stored(String),
    /// The document that an effect of the running transition finds or creates.
    New(EffectNumber),
}

impl<T> Id<T> {
    /// The id with this text. Whether a document has it, only the deployment knows.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { inner: Inner::Stored(text.into()), table: PhantomData }
    }

    /// The id's text; `None` for the id of a document that a transition is about to insert.
    pub fn as_text(&self) -> Option<&str> {
        match &self.inner {
            Inner::Stored(text) => Some(text),
            Inner::New(_) => None,
        }
    }

    /// The text that stands for the id as a record key. A new document's id isn't known before the
    /// commit, so it can't be a key: the empty text is refused by every `v.id()` validator.
    pub(super) fn key_text(&self) -> String {
        self.as_text().unwrap_or_default().to_owned()
    }
}

/// The id of a document that an effect finds or creates, usable where [`Id`] stands.
pub struct NewId<T> {
    effect: EffectNumber,
    table: PhantomData<fn() -> T>,
}

impl<T> NewId<T> {
    pub(crate) fn of(effect: EffectNumber) -> Self {
        Self { effect, table: PhantomData }
    }
}

impl<T> From<NewId<T>> for Id<T> {
    fn from(new: NewId<T>) -> Self {
        Self { inner: Inner::New(new.effect), table: PhantomData }
    }
}

/// An id together with its table, where ids of several tables stand side by side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnyId {
    /// The table that the field's type names.
    pub table: TableName,
    /// The id's text.
    pub id: String,
}

impl<T: TableRef> From<&Id<T>> for AnyId {
    fn from(id: &Id<T>) -> Self {
        Self { table: TableName::from_checked(T::TABLE), id: id.key_text() }
    }
}

impl<T: TableRef> ConvexValue for Id<T> {
    fn describe(_: &mut Scope) -> Shape {
        let table = TableName::from_checked(T::TABLE);
        Shape { validator: Validator::Id(table.clone()), rust: RustType::Id(table) }
    }

    fn encode(&self, encoder: &mut Encoder) -> Value {
        match &self.inner {
            Inner::Stored(text) => Value::String(text.clone()),
            Inner::New(effect) => encoder.placeholder(*effect),
        }
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        match stored {
            Value::String(text) => Ok(Self::from_text(text.clone())),
            other => Err(DecodeError::expected(format!("an id of `{}`", T::TABLE), other)),
        }
    }
}

// By hand, because derives would ask the same of `T`, which is never stored.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), table: PhantomData }
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner {
            Inner::Stored(text) => write!(f, "Id({text})"),
            Inner::New(effect) => write!(f, "Id(of effect {})", effect.0),
        }
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.inner.cmp(&other.inner)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl<T> Clone for NewId<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for NewId<T> {}

impl<T> fmt::Debug for NewId<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewId(of effect {})", self.effect.0)
    }
}
