//! Random transitions of unions: literals, tagged objects, and shapes told apart by what they accept.

use schema_core::name::FieldName;
use schema_core::transition::{
    Carry, Refusal, UnionCarry, UnionFill, VariantCarry, VariantMatch, VariantOrigin,
};
use schema_core::validator::{Literal, Validator};
use schema_core::value::Value;

use super::Evolve;

impl Evolve<'_> {
    pub(super) fn literals(&mut self, members: &[Validator]) -> (Validator, Carry) {
        let mut new = vec![Validator::Literal(Literal::string("filled"))];
        let mut variants = Vec::new();
        for (i, member) in members.iter().enumerate() {
            let Validator::Literal(literal) = member else { continue };
            let fresh = Literal::string(format!("m{i}x{}", self.random.below(1000)));
            let origin = match self.random.below(4) {
                0 => VariantOrigin::Fill { dropped: self.random.is(1, 2) },
                1 => {
                    new.push(Validator::Literal(fresh.clone()));
                    VariantOrigin::Literal(fresh)
                }
                _ => {
                    // Two variants never stand for one literal.
                    if !new.contains(member) {
                        new.push(member.clone());
                    }
                    VariantOrigin::Kept(Carry::AsStored)
                }
            };
            let old = VariantMatch::Literal(literal.clone());
            variants.push(VariantCarry { ident: format!("V{i}"), old, origin });
        }
        (Validator::Union(new), union_of(variants))
    }

    pub(super) fn tagged(&mut self, members: &[Validator], depth: usize) -> (Validator, Carry) {
        let tag = FieldName::from_checked("kind");
        let (mut new, mut variants) = (Vec::new(), Vec::new());
        for (i, member) in members.iter().enumerate() {
            let Validator::Object(object) = member else { continue };
            let Some(text) = tag_of(member) else { continue };
            let mut content = object.clone();
            content.fields.remove(&tag);
            let (inner, carry) = self.inner().object(&content, depth - 1);
            let (value, origin) = match self.random.below(3) {
                0 => (text.clone(), VariantOrigin::Kept(Carry::Object(Box::new(carry)))),
                1 => {
                    let value = format!("{text}x{}", self.random.below(1000));
                    let (field, carry) = (tag.clone(), Some(carry));
                    (value.clone(), VariantOrigin::Retagged { field, value, carry })
                }
                _ => {
                    let (field, value, carry) = (tag.clone(), text.clone(), Some(carry));
                    (text.clone(), VariantOrigin::Retagged { field, value, carry })
                }
            };
            let literal = Validator::Literal(Literal::string(value));
            new.push(Validator::Object(inner.field("kind", literal)));
            let old = VariantMatch::Tag { field: tag.clone(), value: text };
            variants.push(VariantCarry { ident: format!("V{i}"), old, origin });
        }
        (Validator::Union(new), union_of(variants))
    }

    pub(super) fn untagged(&mut self, members: &[Validator], depth: usize) -> (Validator, Carry) {
        let (mut new, mut variants) = (Vec::new(), Vec::new());
        for (i, member) in members.iter().enumerate() {
            let (validator, carry) = self.nested(member, depth - 1);
            new.push(validator);
            let old = VariantMatch::Accepts(member.clone());
            let origin = VariantOrigin::Kept(carry);
            variants.push(VariantCarry { ident: format!("V{i}"), old, origin });
        }
        (Validator::Union(new), union_of(variants))
    }
}

fn union_fill(_: &Value) -> Result<Value, Refusal> {
    Ok(Value::String("filled".to_owned()))
}

/// The text of a tagged member's tag.
pub(super) fn tag_of(member: &Validator) -> Option<String> {
    let Validator::Object(object) = member else { return None };
    match &object.fields.get(&FieldName::from_checked("kind"))?.validator {
        Validator::Literal(literal) => match literal.value() {
            Value::String(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn union_of(variants: Vec<VariantCarry>) -> Carry {
    Carry::Union(Box::new(UnionCarry { variants, fill: Some(UnionFill(union_fill)) }))
}
