//! What a derive knows about a type: the user's words, checked one by one, with their places.

use proc_macro2::{Span, TokenStream};
use syn::{Ident, Path, Type, Visibility};

use schema_names::case::Case;

/// A word of the user's with its place.
#[derive(Clone)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> Spanned<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A struct or an enum that stands in a schema.
pub(crate) struct Item {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// Path of `schema_core` in the user's crate.
    pub(crate) krate: Path,
    /// It has parameters, which has been refused: nothing can be implemented for it.
    pub(crate) is_generic: bool,
    /// `#[derive(Table)]`; `None` for a nested type.
    pub(crate) table: Option<Table>,
    /// The type of the version before.
    pub(crate) from: Option<Path>,
    /// Old fields that `fill` reads.
    pub(crate) moved: Vec<Ident>,
    /// Old fields or variants whose information is lost.
    pub(crate) dropped: Vec<Ident>,
    /// The hand-off macro can be named from other crates.
    pub(crate) export: bool,
    /// How fields get their stored names, with the place that says it.
    pub(crate) case: Spanned<Case>,
    pub(crate) body: Body,
}

/// What `#[derive(Table)]` adds.
pub(crate) struct Table {
    pub(crate) name: Spanned<String>,
    pub(crate) version: Spanned<u32>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) version_field: Option<Spanned<String>>,
    pub(crate) effects: Effects,
    pub(crate) reads: Vec<Path>,
}

/// `effects(...)`
pub(crate) struct Effects {
    /// The word that declares them.
    pub(crate) span: Span,
    pub(crate) inserts: Vec<Path>,
    pub(crate) ensures: Vec<(Path, Ident)>,
    pub(crate) delete_self: bool,
    pub(crate) for_old_only: bool,
}

impl Effects {
    pub(crate) fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.ensures.is_empty() && !self.delete_self
    }
}

/// An index of whichever kind.
pub(crate) struct Index {
    pub(crate) name: Ident,
    pub(crate) kind: IndexKind,
    pub(crate) staged: bool,
}

/// What an index covers.
pub(crate) enum IndexKind {
    Database { fields: Vec<IndexField> },
    Search { field: IndexField, filter: Vec<IndexField> },
    Vector { field: IndexField, dimensions: u32, filter: Vec<IndexField> },
}

/// An indexed field, by stored path.
pub(crate) struct IndexField {
    pub(crate) stored: String,
    pub(crate) span: Span,
}

/// What the type is made of.
pub(crate) enum Body {
    /// Named fields: an object.
    Fields(Vec<Field>),
    /// One unnamed field: stored as that field is.
    Transparent { ty: Box<Type>, check: Option<Path> },
    /// Unit variants: a union of literals.
    Literals(Vec<LiteralVariant>),
    /// Variants with data: a union.
    Union(Union),
    /// Not to be understood; the mistake has been reported.
    Broken,
}

/// An enum with data.
pub(crate) struct Union {
    /// The tag's stored name; `None` for untagged.
    pub(crate) tag: Option<String>,
    pub(crate) variants: Vec<Variant>,
}

/// A named field.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    /// Whether the tokens of the type show nothing that Convex can't hold.
    pub(crate) is_sound: bool,
    pub(crate) stored: String,
    pub(crate) role: Role,
}

/// The one origin of a field.
pub(crate) enum Role {
    Kept { explicit: bool },
    Renamed { old: Ident, as_stored: bool },
    Added { supply: Supply },
    Changed { supply: Supply, keep_valid: bool, span: Span },
}

/// Where an added or changed value comes from.
pub(crate) enum Supply {
    Fill,
    Default(TokenStream),
    Absent,
}

impl Role {
    /// The word that says it; `None` for a field that is simply kept.
    pub(crate) fn word(&self) -> Option<&'static str> {
        match self {
            Self::Kept { explicit: false } => None,
            Self::Kept { explicit: true } => Some("kept"),
            Self::Renamed { .. } => Some("renamed_from"),
            Self::Added { .. } => Some("added"),
            Self::Changed { .. } => Some("changed"),
        }
    }

    /// Whether `fill` gives the value.
    pub(crate) fn is_filled(&self) -> bool {
        matches!(
            self,
            Self::Added { supply: Supply::Fill } | Self::Changed { supply: Supply::Fill, .. }
        )
    }
}

/// A unit variant and the literal that stands for it.
pub(crate) struct LiteralVariant {
    pub(crate) ident: Ident,
    pub(crate) literal: LiteralValue,
    pub(crate) role: VariantRole,
}

/// A literal of a union.
#[derive(Clone, PartialEq)]
pub(crate) enum LiteralValue {
    String(String),
    Number(f64),
    Int64(i64),
    Boolean(bool),
}

impl LiteralValue {
    /// The literal as TypeScript would write it.
    pub(crate) fn show(&self) -> String {
        match self {
            Self::String(text) => format!("{text:?}"),
            Self::Number(number) => number.to_string(),
            Self::Int64(number) => format!("{number}n"),
            Self::Boolean(value) => value.to_string(),
        }
    }
}

/// A variant of an enum with data.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// The tag's text; unused where untagged.
    pub(crate) tag: String,
    pub(crate) content: Content,
    pub(crate) role: VariantRole,
    /// Old fields of the variant whose information is lost.
    pub(crate) dropped: Vec<Ident>,
}

/// What a variant holds.
pub(crate) enum Content {
    Unit,
    Fields(Vec<Field>),
    Newtype(Box<Type>),
}

/// Which old variant a variant continues.
#[derive(Clone)]
pub(crate) enum VariantRole {
    /// The one of the same name, if there is one.
    Kept,
    Renamed {
        old: Ident,
    },
    /// The one of the same name, its value given by the user's `carry`.
    Changed,
}

impl VariantRole {
    /// The word that says it; `None` for a variant that is simply kept.
    pub(crate) fn word(&self) -> Option<&'static str> {
        match self {
            Self::Kept => None,
            Self::Renamed { .. } => Some("renamed_from"),
            Self::Changed => Some("changed"),
        }
    }
}

impl Item {
    /// The new fields that `fill` gives.
    pub(crate) fn filled(&self) -> Vec<&Field> {
        match &self.body {
            Body::Fields(fields) => fields.iter().filter(|field| field.role.is_filled()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the user writes a function that gives a `Fill`.
    pub(crate) fn has_fill(&self) -> bool {
        let acts = self
            .table
            .as_ref()
            .is_some_and(|table| !table.effects.is_empty() || !table.reads.is_empty());
        matches!(self.body, Body::Fields(_)) && (acts || !self.filled().is_empty())
    }

    /// How messages call the type: `users@2` for a table, the Rust name for a nested type.
    pub(crate) fn called(&self) -> String {
        match &self.table {
            Some(table) => format!("{}@{}", table.name.value, table.version.value),
            None => self.ident.to_string(),
        }
    }

    pub(crate) fn version_field(&self) -> Option<&Spanned<String>> {
        self.table.as_ref()?.version_field.as_ref()
    }
}
