//! Walks a union by its old variants.

use std::collections::BTreeSet;

use crate::history::error::HistoryError;
use crate::history::relate::{is_covered, may_overlap};
use crate::name::FieldName;
use crate::transition::{
    Carry, ObjectCarry, Target, UnionCarry, VariantCarry, VariantMatch, VariantOrigin,
};
use crate::validator::{ObjectValidator, Validator};

use super::fields::Walk;

impl Walk<'_> {
    pub(super) fn union(&mut self, union: &UnionCarry, old: &Target<'_>, new: &Target<'_>) {
        for variant in &union.variants {
            // Owned here because a literal or a validator of the variant's own is what is matched.
            let own = match &variant.old {
                VariantMatch::Literal(literal) => Validator::Literal(literal.clone()),
                VariantMatch::Accepts(validator) => validator.clone(),
                VariantMatch::Tag { .. } => Validator::Any,
            };
            let stored = match &variant.old {
                VariantMatch::Tag { field, value } => old.tagged(field, value),
                VariantMatch::Literal(_) | VariantMatch::Accepts(_) => Target::of(&own),
            };
            self.variant(union, variant, &stored, new);
        }
    }

    fn variant(
        &mut self,
        union: &UnionCarry,
        variant: &VariantCarry,
        stored: &Target<'_>,
        new: &Target<'_>,
    ) {
        if !variant.keeps_its_tag() && !self.is_marked() && may_overlap(stored, new) {
            let (old, new, path) = self.place();
            let variant = variant.ident.clone();
            self.errors.push(HistoryError::VariantMayNotRun { old, new, path, variant });
        }
        match &variant.origin {
            VariantOrigin::Kept(carry) => self.kept(&variant.old, carry, stored, new),
            VariantOrigin::Literal(literal) => {
                let literal = Validator::Literal(literal.clone());
                if !is_covered(&Target::of(&literal), new) {
                    self.not_valid();
                }
            }
            VariantOrigin::Retagged { field, value, carry } => {
                let old_tag = match &variant.old {
                    VariantMatch::Tag { field, .. } => Some(field),
                    VariantMatch::Literal(_) | VariantMatch::Accepts(_) => None,
                };
                let target = new.tagged(field, value);
                self.contents(carry.as_ref(), stored, old_tag, &target, Some(field));
            }
            VariantOrigin::Fill { .. } if union.fill.is_none() => {
                let (_, new, path) = self.place();
                self.errors.push(HistoryError::FillMissing { new, path });
            }
            VariantOrigin::Fill { .. } => {}
        }
    }

    fn kept(&mut self, old: &VariantMatch, carry: &Carry, stored: &Target<'_>, new: &Target<'_>) {
        match (old, carry) {
            (VariantMatch::Tag { field, value }, Carry::Object(content)) => {
                let (tag, target) = (Some(field), new.tagged(field, value));
                let names_tag = content.fields.iter().any(|carried| carried.new == *field);
                let apart = if names_tag { None } else { tag };
                self.contents(Some(content), stored, apart, &target, apart);
            }
            _ => self.carried(carry, stored, new),
        }
    }

    /// Checks what a variant holds beside its tag.
    fn contents(
        &mut self,
        carry: Option<&ObjectCarry>,
        old: &Target<'_>,
        old_tag: Option<&FieldName>,
        new: &Target<'_>,
        new_tag: Option<&FieldName>,
    ) {
        let (old, new) = (untagged(old, old_tag), untagged(new, new_tag));
        let (old, new) = (Target::of_all(old.iter()), Target::of_all(new.iter()));
        match carry {
            Some(carry) => {
                // The tag may stand among the fields; it is judged by its text alone.
                let mut carry = carry.clone();
                carry.fields.retain(|field| Some(&field.new) != new_tag);
                self.carried(&Carry::Object(Box::new(carry)), &old, &new);
            }
            None => self.carried(&Carry::AsStored, &old, &new),
        }
    }
}

/// The members of a union without their tag.
fn untagged(target: &Target<'_>, tag: Option<&FieldName>) -> Vec<Validator> {
    let apart: BTreeSet<_> = tag.into_iter().collect();
    let members = target.members().iter().map(|member| match member {
        Validator::Object(object) => {
            let fields = object.fields.iter().filter(|(name, _)| !apart.contains(name));
            let fields = fields.map(|(name, field)| (name.clone(), field.clone())).collect();
            Validator::Object(ObjectValidator { fields })
        }
        other => (*other).clone(),
    });
    members.collect()
}
