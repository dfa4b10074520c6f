//! What a Rust type says of itself: its validator, and how it is written in Rust.
//!
//! The second half is no part of a version's meaning. It is kept in frozen files so that `bump` can
//! write an old version's Rust while the application's code doesn't compile.

mod parts;

use std::collections::BTreeMap;

use crate::name::{FieldName, TableName};
use crate::validator::{Literal, Validator};

mod scope;

pub use self::scope::{FieldScope, Scope, UnionScope};

/// A type's validator beside the Rust type it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What values of the type look like when stored.
    pub validator: Validator,
    /// How the type is written in Rust.
    pub rust: RustType,
}

/// A field's type, and whether the field may be absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldShape {
    /// The type of the field when it is there.
    pub shape: Shape,
    /// Whether it may be absent (`Option`).
    pub optional: bool,
}

/// The full path of a user's type, such as `app::users::Address`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeName(String);

impl TypeName {
    /// The type `name` declared in `module`.
    pub fn new(module: &str, name: &str) -> Self {
        Self(format!("{module}::{name}"))
    }

    /// A full path as text, as [`TypeName::as_str`] gave it.
    pub fn from_path(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The full path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment: the type's own name.
    pub fn last(&self) -> &str {
        self.0.rsplit("::").next().unwrap_or(&self.0)
    }
}

/// A Rust type as it is written in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustType {
    /// A type from outside the user's schema, by a path that any module can name: `String`, `i32`,
    /// `schema_core::Millis`.
    Leaf(String),
    /// `schema_core::Nullable<T>`
    Nullable(Box<RustType>),
    /// `Vec<T>`
    Vec(Box<RustType>),
    /// `Box<T>`
    Boxed(Box<RustType>),
    /// `BTreeMap<K, V>` or `HashMap<K, V>`
    Map {
        /// Full path of the map type, without its arguments.
        map: String,
        /// The key.
        key: Box<RustType>,
        /// The value.
        value: Box<RustType>,
    },
    /// `Id<T>`, by table: the Rust type that stands for a table changes with its versions.
    Id(TableName),
    /// A struct or an enum of the user's, described in [`Types`].
    Named(TypeName),
}

/// The user's structs and enums that a table's document is made of, by full path.
pub type Types = BTreeMap<TypeName, RustDef>;

/// A struct or an enum of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustDef {
    /// A struct with named fields: `v.object`.
    Object {
        /// The fields in the order of their declaration.
        fields: Vec<RustField>,
    },
    /// An enum of unit variants: a union of literals.
    Literals {
        /// The variants in the order of their declaration.
        variants: Vec<RustLiteral>,
    },
    /// An enum with data: a union.
    Union {
        /// How a stored value says which variant it is.
        tagging: Tagging,
        /// The variants in the order of their declaration.
        variants: Vec<RustVariant>,
    },
    /// A struct of one unnamed field, stored as that field is.
    Transparent {
        /// The field's type.
        inner: RustType,
        /// Path of the function that checks a value, as the user wrote it.
        check: Option<String>,
    },
}

/// A named field of a struct or of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustField {
    /// Its name in Rust, without `r#`.
    pub ident: String,
    /// Its stored name.
    pub stored: FieldName,
    /// Its type, without the `Option` of an optional field.
    pub rust: RustType,
    /// Whether its type is an `Option`.
    pub optional: bool,
}

/// A unit variant that stands for a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustLiteral {
    /// The variant's name in Rust.
    pub ident: String,
    /// What is stored for it.
    pub literal: Literal,
}

/// A variant of an enum with data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustVariant {
    /// The variant's name in Rust.
    pub ident: String,
    /// The tag's value; `None` in an untagged union.
    pub tag: Option<String>,
    /// What it holds.
    pub content: RustContent,
}

/// What a variant of an enum with data holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RustContent {
    /// Nothing: stored as an object with just the tag, or as null where untagged.
    Unit,
    /// Named fields.
    Fields(Vec<RustField>),
    /// One unnamed field: its own fields beside the tag, or the value itself where untagged.
    Newtype(RustType),
}

/// How a stored value says which variant of an enum with data it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// By a field that each member has.
    Tag(FieldName),
    /// Not at all: the first variant that accepts the value is it.
    Untagged,
}

/// What is wrong with a declaration and shows only when all its types are put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeclareError {
    /// Types that contain each other have no finite validator.
    #[error(
        "`{}` contains itself ({}): a Convex validator is finite; store `Id<T>` of a document in \
         one of these fields, or `Value` (`v.any()`)",
        .cycle.first().map_or("", |name| name.last()),
        .cycle.iter().map(TypeName::last).collect::<Vec<_>>().join(" -> ")
    )]
    Recursive {
        /// From the type to itself.
        cycle: Vec<TypeName>,
    },
    /// A newtype variant of a tagged enum whose content isn't an object.
    #[error(
        "variant `{variant}` of `{}` holds a value that isn't an object, so there is no place for \
         the tag; give the variant named fields",
        .union.last()
    )]
    TagWithoutObject {
        /// The enum.
        union: TypeName,
        /// The variant.
        variant: String,
    },
    /// A newtype variant of a tagged enum whose content has a field of the tag's name.
    #[error(
        "variant `{variant}` of `{}` has a field `{tag}`, which is the tag's name; store the field \
         under another one with `#[schema(rename = \"{tag}2\")]`, or choose another tag",
        .union.last()
    )]
    TagIsField {
        /// The enum.
        union: TypeName,
        /// The variant.
        variant: String,
        /// The tag.
        tag: FieldName,
    },
}
