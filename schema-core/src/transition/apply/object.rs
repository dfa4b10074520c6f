//! An object, field by field: each new field from its one origin.

use crate::transition::{Carry, FieldCarry, ObjectCarry, Origin, Refusal, Supply};
use crate::value::{Object, Value};

use super::value::carry_value;
use super::{Step, Target};

/// Gives the computed value of a field by its stored name; asked only for those that are needed.
pub(super) struct Source<'a>(pub(super) &'a mut dyn FnMut(&str) -> Result<Option<Value>, Refusal>);

/// Carries an object; fields that no new field takes over are left behind.
pub(super) fn carry_object(
    carry: &ObjectCarry,
    old: &Object,
    mut source: Source<'_>,
    target: &Target<'_>,
    step: Step<'_>,
) -> Result<Object, Refusal> {
    let mut new = Object::new();
    for field in &carry.fields {
        if let Some(value) = carry_field(field, old, &mut source, target, step)? {
            new.insert(field.new.as_str().to_owned(), value);
        }
    }
    Ok(new)
}

/// Carries an object inside a document, whose missing values its own function gives.
pub(super) fn carry_nested(
    carry: &ObjectCarry,
    old: &Object,
    target: &Target<'_>,
    step: Step<'_>,
) -> Result<Object, Refusal> {
    let mut given: Option<Object> = None;
    let mut source = |name: &str| {
        if given.is_none() {
            let fill = carry.fill.ok_or_else(|| Refusal::new("nothing fills this object"))?;
            given = Some((fill.0)(&Value::Object(old.clone()))?);
        }
        Ok(given.as_ref().and_then(|object| object.get(name)).cloned())
    };
    carry_object(carry, old, Source(&mut source), target, step)
}

fn carry_field(
    field: &FieldCarry,
    old: &Object,
    source: &mut Source<'_>,
    target: &Target<'_>,
    step: Step<'_>,
) -> Result<Option<Value>, Refusal> {
    let name = field.new.as_str();
    match &field.origin {
        // Most fields are: there is nothing to find out about what they become.
        Origin::Kept { carry: Carry::AsStored, .. } => Ok(old.get(name).cloned()),
        Origin::Renamed { old: old_name, carry: Carry::AsStored } => {
            Ok(old.get(old_name.as_str()).cloned())
        }
        Origin::Kept { carry, .. } => {
            let inside = target.inside_field(&field.new);
            let carried = old.get(name).map(|value| carry_value(carry, value, &inside, step));
            carried.transpose().map_err(|refusal| refusal.at(name))
        }
        Origin::Renamed { old: old_name, carry } => {
            let inside = target.inside_field(&field.new);
            let stored = old.get(old_name.as_str());
            let carried = stored.map(|value| carry_value(carry, value, &inside, step));
            // Whoever looks at the document finds the value under its old name.
            carried.transpose().map_err(|refusal| refusal.at(old_name.as_str()))
        }
        Origin::Added(supply) => supplied(supply, name, None, source),
        Origin::Changed { supply, keep_valid } => {
            // Unmarked, what is valid in the new version is of the new version, absence too: a
            // document made of nothing else is current and never gets here.
            let stored = old.get(name);
            let may_be_absent = || target.field(&field.new).iter().any(|field| field.optional);
            if stored.is_none() && !step.marked && may_be_absent() {
                return Ok(None);
            }
            let stays = stored.filter(|value| {
                (*keep_valid || !step.marked)
                    && target.inside_field(&field.new).accepts(value, step.ids)
            });
            match stays {
                Some(value) => Ok(Some(value.clone())),
                None => supplied(supply, name, stored, source),
            }
        }
    }
}

fn supplied(
    supply: &Supply,
    name: &str,
    stored: Option<&Value>,
    source: &mut Source<'_>,
) -> Result<Option<Value>, Refusal> {
    match (supply, stored) {
        (Supply::Fill, _) => (source.0)(name),
        // A constant stands in for absence only; what is there is judged with the whole document.
        (Supply::Default(_), Some(value)) | (Supply::Default(value), None) => {
            Ok(Some(value.clone()))
        }
        (Supply::Absent, _) => Ok(None),
    }
}
