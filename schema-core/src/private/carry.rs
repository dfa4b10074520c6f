//! What expansions call to describe a transition.

use crate::name::{FieldName, IndexName, TableName};
use crate::table::Table;
use crate::transition::{
    Carry, DeclaredEffects, FieldCarry, KeepAs, KeepAsOptional, Origin, Supply, VariantCarry,
    VariantMatch, VariantOrigin,
};
use crate::version::VersionName;

/// How a value kept under the type `New` is carried; `Old` is the type of the field that `_field`
/// gives, which can't be named where the new version stands.
pub fn keep<Item, Old: KeepAs<New>, New>(_field: fn(&Item) -> &Old) -> Carry {
    Old::carry()
}

/// As [`keep`], for a field that may be absent from now on.
pub fn keep_optional<Item, Old: KeepAsOptional<New>, New>(_field: fn(&Item) -> &Old) -> Carry {
    Old::carry()
}

/// A field with its origin.
pub fn field(new: &str, origin: Origin) -> FieldCarry {
    FieldCarry { new: FieldName::from_checked(new), origin }
}

/// Kept under the same stored name.
pub fn kept(carry: Carry) -> Origin {
    Origin::Kept { carry, under_another_type: false }
}

/// Kept under another Rust type, copied as stored.
pub fn kept_as_stored() -> Origin {
    Origin::Kept { carry: Carry::AsStored, under_another_type: true }
}

/// Renamed from the stored name `old`.
pub fn renamed(old: &str, carry: Carry) -> Origin {
    Origin::Renamed { old: FieldName::from_checked(old), carry }
}

/// The constant of `default = ...`, as the field of type `T` stores it.
pub fn default<T: crate::ConvexField>(value: &T) -> Supply {
    let mut encoder = crate::convert::Encoder::default();
    value.encode_field(&mut encoder).map_or(Supply::Absent, Supply::Default)
}

/// Stored names as a list.
pub fn names(stored: &[&str]) -> Vec<FieldName> {
    stored.iter().copied().map(FieldName::from_checked).collect()
}

/// An old variant with what becomes of it.
pub fn variant(ident: &str, old: VariantMatch, origin: VariantOrigin) -> VariantCarry {
    VariantCarry { ident: ident.to_owned(), old, origin }
}

/// An old variant that is told by its tag.
pub fn by_tag(field: &str, value: &str) -> VariantMatch {
    VariantMatch::Tag { field: FieldName::from_checked(field), value: value.to_owned() }
}

/// What becomes of a tagged variant whose content is carried like this, under the new tag.
pub fn tagged_content(carry: Carry, field: &str, value: &str, same_tag: SameTag) -> VariantOrigin {
    let retagged = |carry| VariantOrigin::Retagged {
        field: FieldName::from_checked(field),
        value: value.to_owned(),
        carry,
    };
    match (carry, same_tag) {
        (Carry::AsStored, SameTag::Yes) => VariantOrigin::Kept(Carry::AsStored),
        (Carry::Object(object), _) => retagged(Some(*object)),
        (_, _) => retagged(None),
    }
}

/// Whether a variant keeps its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameTag {
    /// The tag's text stays.
    Yes,
    /// The tag has another text.
    No,
}

/// The validator of the member `position` of an old untagged union.
pub fn by_member<T: crate::ConvexValue>(position: usize) -> VariantMatch {
    let shape = T::describe(&mut crate::shape::Scope::default());
    VariantMatch::Accepts(match shape.validator {
        crate::validator::Validator::Union(mut members) if position < members.len() => {
            members.swap_remove(position)
        }
        only => only,
    })
}

/// The effects that a transition declares.
#[derive(Debug, Default)]
pub struct EffectsBuilder(DeclaredEffects);

impl EffectsBuilder {
    /// `insert(D)`
    #[must_use]
    pub fn insert<D: Table>(mut self) -> Self {
        self.0.inserts.insert(version_name::<D>());
        self
    }

    /// `ensure(D = by_index)`
    #[must_use]
    pub fn ensure<D: Table>(mut self, index: &str) -> Self {
        let key = (version_name::<D>(), IndexName::from_checked(index));
        self.0.ensures.insert(key);
        self
    }

    /// `delete_self`
    #[must_use]
    pub fn delete_self(mut self) -> Self {
        self.0.deletes_self = true;
        self
    }

    /// `effects_for_old_only`
    #[must_use]
    pub fn for_old_only(mut self) -> Self {
        self.0.for_old_only = true;
        self
    }

    /// The effects.
    pub fn finish(self) -> DeclaredEffects {
        self.0
    }
}

/// The version that a transition's effect or read names.
pub fn version_name<D: Table>() -> VersionName {
    VersionName { table: TableName::from_checked(D::TABLE), version: D::VERSION }
}
