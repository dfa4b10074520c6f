//! From one version of a table to the next: what the user writes, and what the derive says of it.

mod apply;
mod carry;
mod document;
mod effect;
mod keep;
mod refusal;
mod rules;
mod spec;

pub use self::apply::Applied;
pub(crate) use self::apply::Target;
use crate::convert::ConvexValue;

pub use self::carry::{
    Carry, FieldCarry, NestedFill, ObjectCarry, Origin, Supply, UnionCarry, UnionFill,
    VariantCarry, VariantMatch, VariantOrigin,
};
pub use self::document::{Doc, StoredDocument};
pub use self::effect::{Effect, Effects, Found, FoundDocuments};
pub use self::keep::{KeepAs, KeepAsAnother, KeepAsNamesake, KeepAsOptional};
pub use self::refusal::Refusal;
pub use self::spec::{
    DeclaredEffects, DeletesSelf, DocumentCarry, EnsuredBy, Ensures, FillFn, FillOutcome,
    FillValues, InsertedBy, Inserts, Reads, ReadsFn, TransitionDef, TransitionSpec,
};

/// The user's half of a transition: the values that an old document can't give.
///
/// A pure function: no store, no clock, no randomness. Where nothing is missing there is nothing to
/// implement.
pub trait Transition: TransitionSpec {
    /// Computes the missing values from the old document, or says why it can't.
    ///
    /// # Errors
    ///
    /// The document stays untouched in its table and is quarantined with the refusal's reason.
    fn fill(old: &Doc<Self::Old>) -> Result<Self::Fill, Refusal>;
}

/// A transition that also inserts, finds or deletes documents (`#[schema(effects(...))]`).
pub trait TransitionWithEffects: TransitionSpec {
    /// Computes the missing values, and says what else happens when the document is carried.
    ///
    /// # Errors
    ///
    /// As [`Transition::fill`]; no effect of a refused document happens.
    fn fill(old: &Doc<Self::Old>, effects: &mut Effects<Self>) -> Result<Self::Fill, Refusal>;
}

/// A transition that reads other documents first (`#[schema(reads(...))]`).
pub trait TransitionWithReads: TransitionSpec {
    /// Names the documents to read.
    fn reads(old: &Doc<Self::Old>) -> Vec<crate::AnyId>;

    /// Computes the missing values from the old document and what was found.
    ///
    /// # Errors
    ///
    /// As [`Transition::fill`].
    fn fill(old: &Doc<Self::Old>, found: &Found<Self>) -> Result<Self::Fill, Refusal>;
}

/// A transition that reads other documents and has effects.
pub trait TransitionWithReadsAndEffects: TransitionSpec {
    /// Names the documents to read.
    fn reads(old: &Doc<Self::Old>) -> Vec<crate::AnyId>;

    /// Computes the missing values, and says what else happens when the document is carried.
    ///
    /// # Errors
    ///
    /// As [`TransitionWithEffects::fill`].
    fn fill(
        old: &Doc<Self::Old>,
        found: &Found<Self>,
        effects: &mut Effects<Self>,
    ) -> Result<Self::Fill, Refusal>;
}

/// The derive's half of the transition of a nested type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no nested type that comes from one before it",
    label = "no transition leads here",
    note = "the new type says where it comes from: `#[schema(from = v1::Name)]`",
    note = "a version of a table implements `schema_core::Transition`, or one of its kin"
)]
pub trait NestedSpec: ConvexValue {
    /// The type of the version before.
    type Old: ConvexValue;
    /// The missing values; `()` for an enum.
    type Fill: FillValues;
}

/// A transition of a nested struct that has fields which the old one can't give.
pub trait NestedTransition: NestedSpec {
    /// Computes the missing values from the old object.
    ///
    /// # Errors
    ///
    /// The document that holds the object is refused, with the path to it.
    fn fill(old: &Self::Old) -> Result<Self::Fill, Refusal>;
}

/// A transition of a nested enum with variants that are dropped or changed.
pub trait NestedUnionTransition: NestedSpec {
    /// Gives the new value for an old one whose variant isn't kept; called for no other.
    ///
    /// # Errors
    ///
    /// The document that holds the value is refused, with the path to it.
    fn carry(old: &Self::Old) -> Result<Self, Refusal>;
}

/// The transition of a table whose document is a union: a total function.
pub trait UnionTransition: TransitionSpec {
    /// Gives the new document for an old one.
    ///
    /// # Errors
    ///
    /// The document stays untouched in its table and is quarantined with the refusal's reason.
    fn carry(old: &Doc<Self::Old>) -> Result<Self, Refusal>;
}
