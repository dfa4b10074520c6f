//! What expansions call to describe a transition.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use crate::name::{FieldName, IndexName, TableName};
use crate::shape::{RustDef, RustType};
use crate::table::Table;
use crate::transition::{
    Carry, DeclaredEffects, DocumentCarry, FieldCarry, FillFn, NestedFill, ObjectCarry, Origin,
    ReadsFn, Supply, TransitionDef, TransitionSpec, UnionCarry, UnionFill, VariantCarry,
    VariantMatch, VariantOrigin,
};
use crate::validator::Validator;
use crate::version::VersionName;

use super::given::{NestedFillFn, UnionFillFn};

/// How a kept value is carried: `carry` is the function of the type of the field that `_field`
/// gives, which can't be named where the new version stands.
///
/// The bound is the caller's own, so that its message stands alone.
pub fn keep<Item, Old>(_field: fn(&Item) -> &Old, carry: fn(PhantomData<Old>) -> Carry) -> Carry {
    carry(PhantomData)
}

/// The constant of `default = ...`, as the field of type `T` stores it.
pub fn default<T: crate::ConvexField>(value: &T) -> Supply {
    let mut encoder = crate::convert::Encoder::default();
    value.encode_field(&mut encoder).map_or(Supply::Absent, Supply::Default)
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
    let mut scope = crate::shape::Scope::default();
    let shape = T::describe(&mut scope);
    let (types, _) = scope.finish();
    // The only variant of an enum is the enum, also where its content is a union.
    let is_alone = match &shape.rust {
        RustType::Named(name) => matches!(
            types.get(name),
            Some(RustDef::Union { variants, .. }) if variants.len() == 1
        ),
        _ => false,
    };
    VariantMatch::Accepts(match shape.validator {
        Validator::Union(mut members) if !is_alone && position < members.len() => {
            members.swap_remove(position)
        }
        only => only,
    })
}

/// The carry of a union, with the user's function for the variants that aren't kept.
pub fn union_carry_of(variants: Vec<VariantCarry>, fill: Option<UnionFillFn>) -> Carry {
    Carry::Union(Box::new(UnionCarry { variants, fill: fill.map(UnionFill) }))
}

/// How an object of the new version comes from one of the old, field by field.
#[derive(Debug)]
pub struct ObjectBuilder(ObjectCarry);

impl Default for ObjectBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl ObjectBuilder {
    /// Without fields.
    pub fn new() -> Self {
        let (fields, moved, dropped) = (Vec::new(), Vec::new(), Vec::new());
        Self(ObjectCarry { fields, moved, dropped, fill: None })
    }

    fn with(mut self, new: &str, origin: Origin) -> Self {
        self.0.fields.push(FieldCarry { new: FieldName::from_checked(new), origin });
        self
    }

    /// Neighbouring fields that are copied as stored, their names in one text.
    #[must_use]
    pub fn as_stored(self, stored: &str) -> Self {
        stored.split(' ').fold(self, |builder, name| builder.kept(name, Carry::AsStored))
    }

    /// A field kept under the same stored name.
    #[must_use]
    pub fn kept(self, stored: &str, carry: Carry) -> Self {
        self.with(stored, Origin::Kept { carry, under_another_type: false })
    }

    /// A field kept under another Rust type, copied as stored.
    #[must_use]
    pub fn kept_as_stored(self, stored: &str) -> Self {
        self.with(stored, Origin::Kept { carry: Carry::AsStored, under_another_type: true })
    }

    /// A field renamed from the stored name `old`.
    #[must_use]
    pub fn renamed(self, old: &str, new: &str, carry: Carry) -> Self {
        self.with(new, Origin::Renamed { old: FieldName::from_checked(old), carry })
    }

    /// A field that no old document has.
    #[must_use]
    pub fn added(self, new: &str, supply: Supply) -> Self {
        self.with(new, Origin::Added(supply))
    }

    /// A field of the same stored name and another type.
    #[must_use]
    pub fn changed(self, stored: &str, supply: Supply) -> Self {
        self.with(stored, Origin::Changed { supply, keep_valid: false })
    }

    /// As [`Self::changed`], where values that are valid already stay.
    #[must_use]
    pub fn changed_unless_valid(self, stored: &str, supply: Supply) -> Self {
        self.with(stored, Origin::Changed { supply, keep_valid: true })
    }

    /// Old fields that `fill` reads.
    #[must_use]
    pub fn moved(mut self, stored: &[&str]) -> Self {
        self.0.moved = names(stored);
        self
    }

    /// Old fields whose information is lost.
    #[must_use]
    pub fn dropped(mut self, stored: &[&str]) -> Self {
        self.0.dropped = names(stored);
        self
    }

    /// The function that gives what a nested object can't.
    #[must_use]
    pub fn filled(mut self, fill: NestedFillFn) -> Self {
        self.0.fill = Some(NestedFill(fill));
        self
    }

    /// The carry of an object.
    pub fn finish(self) -> ObjectCarry {
        self.0
    }

    /// The carry of a nested object.
    pub fn nested(self) -> Carry {
        Carry::Object(Box::new(self.0))
    }

    /// The carry of a whole document.
    pub fn document(self) -> DocumentCarry {
        DocumentCarry::Fields(self.0)
    }
}

fn names(stored: &[&str]) -> Vec<FieldName> {
    stored.iter().copied().map(FieldName::from_checked).collect()
}

/// The transition to `T`, before anything but its carry is said.
pub fn transition<T: TransitionSpec>(carry: DocumentCarry) -> TransitionBuilder {
    TransitionBuilder(TransitionDef {
        old: T::Old::VERSION,
        new: T::VERSION,
        carry,
        effects: DeclaredEffects::default(),
        reads: BTreeSet::new(),
        reads_fn: None,
        fill: None,
    })
}

/// What a transition declares.
#[derive(Debug)]
pub struct TransitionBuilder(TransitionDef);

impl TransitionBuilder {
    /// `insert(D)`
    #[must_use]
    pub fn insert<D: Table>(mut self) -> Self {
        self.0.effects.inserts.insert(version_name::<D>());
        self
    }

    /// `ensure(D = by_index)`
    #[must_use]
    pub fn ensure<D: Table>(mut self, index: &str) -> Self {
        let key = (version_name::<D>(), IndexName::from_checked(index));
        self.0.effects.ensures.insert(key);
        self
    }

    /// `delete_self`
    #[must_use]
    pub fn delete_self(mut self) -> Self {
        self.0.effects.deletes_self = true;
        self
    }

    /// `effects_for_old_only`
    #[must_use]
    pub fn for_old_only(mut self) -> Self {
        self.0.effects.for_old_only = true;
        self
    }

    /// `reads(D)`
    #[must_use]
    pub fn reads<D: Table>(mut self) -> Self {
        self.0.reads.insert(version_name::<D>());
        self
    }

    /// The user's function that names what to read.
    #[must_use]
    pub fn reading(mut self, reads: ReadsFn) -> Self {
        self.0.reads_fn = Some(reads);
        self
    }

    /// The user's function that gives what is missing.
    #[must_use]
    pub fn filled(mut self, fill: FillFn) -> Self {
        self.0.fill = Some(fill);
        self
    }

    /// The definition.
    pub fn finish(self) -> TransitionDef {
        self.0
    }
}

fn version_name<D: Table>() -> VersionName {
    VersionName { table: TableName::from_checked(D::TABLE), version: D::VERSION }
}
