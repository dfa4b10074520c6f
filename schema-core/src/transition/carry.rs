//! How stored values get from one version to the next, as data.
//!
//! The derive says it once; carrying, diff, frozen files and generated TypeScript all read it here.

use crate::name::FieldName;
use crate::validator::{Literal, Validator};
use crate::value::{Object, Value};

use super::Refusal;

/// How a stored value becomes one of the new version.
#[derive(Clone, Debug, PartialEq)]
pub enum Carry {
    /// Copied as it is stored, not through Rust types.
    AsStored,
    /// An object with a transition of its own.
    Object(Box<ObjectCarry>),
    /// A union with a transition of its own.
    Union(Box<UnionCarry>),
    /// An array, element by element.
    Elements(Box<Carry>),
    /// A record, value by value.
    Values(Box<Carry>),
    /// `null` as it is, anything else like this.
    Nullable(Box<Carry>),
}

impl Carry {
    /// The same for each element of an array.
    #[must_use]
    pub fn in_array(self) -> Self {
        self.wrapped(Self::Elements)
    }

    /// The same for each value of a record.
    #[must_use]
    pub fn in_record(self) -> Self {
        self.wrapped(Self::Values)
    }

    /// The same for whatever isn't `null`.
    #[must_use]
    pub fn in_nullable(self) -> Self {
        self.wrapped(Self::Nullable)
    }

    /// Whether a stored value that is valid on both sides may become another one on the way.
    pub fn computes(&self) -> bool {
        match self {
            Self::AsStored => false,
            Self::Object(object) => object.computes(),
            Self::Union(union) => union.variants.iter().any(|variant| match &variant.origin {
                VariantOrigin::Kept(carry) => carry.computes(),
                VariantOrigin::Retagged { carry, .. } if variant.keeps_its_tag() => {
                    carry.as_ref().is_some_and(ObjectCarry::computes)
                }
                VariantOrigin::Literal(_)
                | VariantOrigin::Retagged { .. }
                | VariantOrigin::Fill { .. } => true,
            }),
            Self::Elements(inner) | Self::Values(inner) | Self::Nullable(inner) => inner.computes(),
        }
    }

    fn wrapped(self, wrap: fn(Box<Self>) -> Self) -> Self {
        if self == Self::AsStored { self } else { wrap(Box::new(self)) }
    }
}

/// How an object of the new version comes from one of the old: an origin for each new field, a fate
/// for each old one.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectCarry {
    /// The new fields in the order of their declaration, each with its origin.
    pub fields: Vec<FieldCarry>,
    /// Old fields that `fill` reads and that are nowhere kept: nothing is lost, by declaration.
    pub moved: Vec<FieldName>,
    /// Old fields whose information is lost.
    pub dropped: Vec<FieldName>,
    /// Gives the values of nested fields that the old object can't; at the top level of a document
    /// the transition's own `fill` does.
    pub fill: Option<NestedFill>,
}

impl ObjectCarry {
    /// As [`Carry::computes`], of the whole object.
    pub fn computes(&self) -> bool {
        self.fields.iter().any(|field| match &field.origin {
            Origin::Kept { carry, .. } => carry.computes(),
            Origin::Changed { keep_valid, .. } => !keep_valid,
            Origin::Renamed { .. } | Origin::Added(Supply::Fill | Supply::Default(_)) => true,
            Origin::Added(Supply::Absent) => false,
        })
    }
}

/// Where a new field comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldCarry {
    /// The new field's stored name.
    pub new: FieldName,
    /// Its origin.
    pub origin: Origin,
}

/// The one origin of a new field.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The field of the same stored name.
    Kept {
        /// How its value is carried.
        carry: Carry,
        /// `#[schema(kept)]`: stored as is under another Rust type; diff proves it.
        under_another_type: bool,
    },
    /// A field of another stored name.
    Renamed {
        /// The old field's stored name.
        old: FieldName,
        /// How its value is carried.
        carry: Carry,
    },
    /// No old field.
    Added(Supply),
    /// A field of the same stored name and another type, or one that may have been absent.
    Changed {
        /// Where the new value comes from.
        supply: Supply,
        /// A value that is valid under the new validator stays as stored.
        keep_valid: bool,
    },
}

impl Origin {
    /// Whether a stored value of the same field may become another one though it needn't: one that
    /// the new version accepts as it is.
    pub fn computes_from_old(&self) -> bool {
        match self {
            Self::Kept { carry, .. } => carry.computes(),
            Self::Changed { keep_valid, .. } => !keep_valid,
            Self::Renamed { .. } | Self::Added(_) => false,
        }
    }
}

/// Where the value of an added or changed field comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Supply {
    /// `fill` computes it.
    Fill,
    /// A constant. For a changed field: only where the old field is absent.
    Default(Value),
    /// Nowhere: the field stays absent.
    Absent,
}

/// Computes the nested fields that an old object can't give, from the stored old object.
#[derive(Clone, Copy, Debug)]
pub struct NestedFill(pub fn(&Value) -> Result<Object, Refusal>);

impl PartialEq for NestedFill {
    /// Functions have no meaning that could be compared; that there is one has.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// How a union of the new version comes from one of the old, by variant.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionCarry {
    /// The old variants in the order of their declaration.
    pub variants: Vec<VariantCarry>,
    /// Gives the new value for variants that aren't kept.
    pub fill: Option<UnionFill>,
}

/// Computes the new value of a union from the stored old one.
#[derive(Clone, Copy, Debug)]
pub struct UnionFill(pub fn(&Value) -> Result<Value, Refusal>);

impl PartialEq for UnionFill {
    /// As for [`NestedFill`].
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What becomes of one old variant.
#[derive(Clone, Debug, PartialEq)]
pub struct VariantCarry {
    /// The old variant's name in Rust.
    pub ident: String,
    /// How a stored value is recognised as this variant.
    pub old: VariantMatch,
    /// What becomes of it.
    pub origin: VariantOrigin,
}

impl VariantCarry {
    /// Whether the variant stands for the same literal or tag as before; what it holds may have a
    /// transition of its own.
    pub fn keeps_its_tag(&self) -> bool {
        match (&self.old, &self.origin) {
            (_, VariantOrigin::Kept(_)) => true,
            (
                VariantMatch::Tag { field: old_field, value: old_value },
                VariantOrigin::Retagged { field, value, .. },
            ) => old_field == field && old_value == value,
            _ => false,
        }
    }
}

/// How a stored value is recognised as one of a variant.
#[derive(Clone, Debug, PartialEq)]
pub enum VariantMatch {
    /// It equals this literal.
    Literal(Literal),
    /// It is an object whose tag field holds this text.
    Tag {
        /// The tag field.
        field: FieldName,
        /// Its text.
        value: String,
    },
    /// It is the first whose validator accepts it.
    Accepts(Validator),
}

/// What becomes of an old variant.
#[derive(Clone, Debug, PartialEq)]
pub enum VariantOrigin {
    /// Kept: the value is carried like this.
    Kept(Carry),
    /// Another literal stands for it now.
    Literal(Literal),
    /// Its fields are carried like this, under another tag.
    Retagged {
        /// The tag field of the new version.
        field: FieldName,
        /// The tag's new text.
        value: String,
        /// How the fields are carried; `None` as stored.
        carry: Option<ObjectCarry>,
    },
    /// The user's `carry` gives the new value; the variant is dropped or changed.
    Fill {
        /// `dropped(...)`: its information is lost.
        dropped: bool,
    },
}
