//! A union, by the variant that the stored value is of.

use crate::name::FieldName;
use crate::transition::{
    Carry, ObjectCarry, Refusal, UnionCarry, VariantCarry, VariantMatch, VariantOrigin,
};
use crate::value::{Object, Value};

use super::object::carry_nested;
use super::value::{carry_value, unexpected};
use super::{Step, Target, without};

pub(super) fn carry_union(
    union: &UnionCarry,
    stored: &Value,
    target: &Target<'_>,
    step: Step<'_>,
) -> Result<Value, Refusal> {
    let variant = union.variants.iter().find(|variant| variant.old.is_of(stored, step));
    let variant = variant
        .ok_or_else(|| Refusal::new("no variant of the old version stands for this value"))?;
    match &variant.origin {
        VariantOrigin::Kept(carry) => kept(variant, carry, stored, target, step),
        VariantOrigin::Literal(literal) => Ok(literal.value().clone()),
        VariantOrigin::Retagged { field, value, carry } => {
            let Value::Object(stored) = stored else {
                return Err(unexpected("an object with a tag", stored));
            };
            let content = match &variant.old {
                VariantMatch::Tag { field: old_tag, .. } => without(stored, old_tag.as_str()),
                VariantMatch::Literal(_) | VariantMatch::Accepts(_) => stored.clone(),
            };
            let carried = match carry {
                Some(carry) => carry_nested(carry, &content, &target.tagged(field, value), step)?,
                None => content,
            };
            Ok(tagged(carried, field, value))
        }
        VariantOrigin::Fill { .. } => {
            let fill = union.fill.ok_or_else(|| {
                Refusal::new(format!("nothing gives a new value for variant `{}`", variant.ident))
            })?;
            (fill.0)(stored)
        }
    }
}

/// A kept variant. Its tag belongs to the union, so where its content has a transition of its own
/// the tag is put aside for that.
fn kept(
    variant: &VariantCarry,
    carry: &Carry,
    stored: &Value,
    target: &Target<'_>,
    step: Step<'_>,
) -> Result<Value, Refusal> {
    match (&variant.old, carry, stored) {
        (VariantMatch::Tag { field, value }, Carry::Object(content), Value::Object(object))
            if !names(content, field) =>
        {
            let target = target.tagged(field, value);
            let carried = carry_nested(content, &without(object, field.as_str()), &target, step)?;
            Ok(tagged(carried, field, value))
        }
        (VariantMatch::Tag { field, value }, ..) => {
            carry_value(carry, stored, &target.tagged(field, value), step)
        }
        _ => carry_value(carry, stored, target, step),
    }
}

fn names(carry: &ObjectCarry, field: &FieldName) -> bool {
    carry.fields.iter().any(|carried| carried.new == *field)
}

fn tagged(mut object: Object, field: &FieldName, value: &str) -> Value {
    object.insert(field.as_str().to_owned(), Value::String(value.to_owned()));
    Value::Object(object)
}

impl VariantMatch {
    fn is_of(&self, stored: &Value, step: Step<'_>) -> bool {
        match (self, stored) {
            (Self::Literal(literal), stored) => literal.value() == stored,
            (Self::Tag { field, value }, Value::Object(object)) => {
                matches!(object.get(field.as_str()), Some(Value::String(text)) if text == value)
            }
            (Self::Tag { .. }, _) => false,
            (Self::Accepts(validator), stored) => validator.accepts_in(stored, &step.ids),
        }
    }
}
