//! What a carried value is meant to become: the members of the new version's validator that are
//! still possible on the way down.

use std::collections::BTreeSet;

use crate::name::FieldName;
use crate::transition::ObjectCarry;
use crate::validator::{FieldValidator, TableNumbers, Validator};
use crate::value::Value;

static ANY: Validator = Validator::Any;
static ANY_FIELD: FieldValidator = FieldValidator { validator: Validator::Any, optional: true };

/// The validators of which a value must fulfil one. Unions are flattened, so that a nested carry
/// finds its object whether or not `null` or other members stand beside it.
#[derive(Clone, Debug)]
pub(crate) struct Target<'v> {
    members: Vec<&'v Validator>,
}

impl<'v> Target<'v> {
    pub(crate) fn of(validator: &'v Validator) -> Self {
        let mut members = Vec::new();
        flatten(validator, &mut members);
        Self { members }
    }

    /// The members, none of which is a union.
    pub(crate) fn members(&self) -> &[&'v Validator] {
        &self.members
    }

    /// How the members that are objects declare a field.
    pub(crate) fn field(&self, name: &FieldName) -> Vec<&'v FieldValidator> {
        let declared = self.members.iter().filter_map(|member| match member {
            Validator::Object(object) => object.fields.get(name),
            Validator::Any => Some(&ANY_FIELD),
            _ => None,
        });
        declared.collect()
    }

    /// What a field may become.
    pub(crate) fn inside_field(&self, name: &FieldName) -> Self {
        Self::of_all(self.field(name).into_iter().map(|field| &field.validator))
    }

    /// What an element may become.
    pub(crate) fn inside_array(&self) -> Self {
        Self::of_all(self.members.iter().filter_map(|member| match member {
            Validator::Array(element) => Some(&**element),
            Validator::Any => Some(&ANY),
            _ => None,
        }))
    }

    /// What a value of a record may become.
    pub(crate) fn inside_record(&self) -> Self {
        Self::of_all(self.members.iter().filter_map(|member| match member {
            Validator::Record(record) => Some(&record.values),
            Validator::Any => Some(&ANY),
            _ => None,
        }))
    }

    /// The members that are objects whose tag is `text`.
    pub(crate) fn tagged(&self, tag: &FieldName, text: &str) -> Self {
        let is_tagged = |member: &&'v Validator| match member {
            Validator::Object(object) => object.fields.get(tag).is_some_and(|field| {
                let literal = match &field.validator {
                    Validator::Literal(literal) => Some(literal.value()),
                    _ => None,
                };
                matches!(literal, Some(Value::String(value)) if value == text)
            }),
            Validator::Any => true,
            _ => false,
        };
        Self { members: self.members.iter().copied().filter(is_tagged).collect() }
    }

    /// The members that are objects.
    pub(crate) fn objects(&self) -> Self {
        let is_object = |member: &&'v Validator| matches!(member, Validator::Object(_));
        Self { members: self.members.iter().copied().filter(is_object).collect() }
    }

    /// The members that are objects of just these fields; all objects, where none is.
    pub(crate) fn objects_of(&self, carry: &ObjectCarry) -> Self {
        let fields: BTreeSet<_> = carry.fields.iter().map(|field| &field.new).collect();
        let is_meant = |member: &&'v Validator| match member {
            Validator::Object(object) => object.fields.keys().eq(fields.iter().copied()),
            _ => false,
        };
        let members: Vec<_> = self.members.iter().copied().filter(is_meant).collect();
        if members.is_empty() { self.objects() } else { Self { members } }
    }

    /// The members but for this one.
    pub(crate) fn without(&self, other: &Validator) -> Self {
        let is_another = |member: &&'v Validator| *member != other;
        Self { members: self.members.iter().copied().filter(is_another).collect() }
    }

    pub(crate) fn accepts(&self, value: &Value, ids: &dyn TableNumbers) -> bool {
        self.members.iter().any(|member| member.accepts_in(value, &ids))
    }

    /// The members of several validators together.
    pub(crate) fn of_all(validators: impl Iterator<Item = &'v Validator>) -> Self {
        let mut members = Vec::new();
        for validator in validators {
            flatten(validator, &mut members);
        }
        Self { members }
    }
}

fn flatten<'v>(validator: &'v Validator, members: &mut Vec<&'v Validator>) {
    match validator {
        Validator::Union(inner) => inner.iter().for_each(|member| flatten(member, members)),
        other => members.push(other),
    }
}
