//! Which member of a union a value seems meant for, when no member accepts it.

use super::accepts::Item;
use super::{ObjectValidator, Validator};
use crate::value::{Object, Value};

/// Returns the one member that the value seems meant for, if there is exactly one.
///
/// That is the only member of the value's own kind of container (the usual case is a nullable
/// object), or else the only object whose literals the value has, as tagged unions are told
/// apart.
pub(super) fn likeliest_member<'a>(
    members: &'a [Validator],
    item: Item<'_>,
) -> Option<&'a Validator> {
    let alike = |member: &&Validator| {
        matches!(
            (member, item),
            (Validator::Object(_) | Validator::Record(_), Item::Object(_))
                | (Validator::Array(_), Item::Other(Value::Array(_)))
        )
    };
    only(members.iter().filter(alike)).or_else(|| {
        let Item::Object(object) = item else { return None };
        only(members.iter().filter(|member| match member {
            Validator::Object(validator) => has_its_literals(validator, object),
            _ => false,
        }))
    })
}

fn has_its_literals(validator: &ObjectValidator, object: &Object) -> bool {
    let mut literals = validator.fields.iter().filter_map(|(name, field)| match &field.validator {
        Validator::Literal(literal) => Some((name, literal)),
        _ => None,
    });
    let mut any = false;
    literals.all(|(name, literal)| {
        any = true;
        object.get(name.as_str()) == Some(literal.value())
    }) && any
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}
