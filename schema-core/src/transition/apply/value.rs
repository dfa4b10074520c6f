//! A value below a field: as stored, or by the transition of what it is made of.

use crate::path::Segment;
use crate::transition::{Carry, Refusal};
use crate::value::Value;

use super::object::carry_nested;
use super::union::carry_union;
use super::{Step, Target};

pub(super) fn carry_value(
    carry: &Carry,
    stored: &Value,
    target: &Target<'_>,
    step: Step<'_>,
) -> Result<Value, Refusal> {
    match (carry, stored) {
        (Carry::AsStored, stored) => Ok(stored.clone()),
        (Carry::Nullable(_), Value::Null) => Ok(Value::Null),
        (Carry::Nullable(inner), stored) => carry_value(inner, stored, target, step),
        (Carry::Union(union), stored) => carry_union(union, stored, target, step),
        (Carry::Object(object), Value::Object(stored)) => {
            carry_nested(object, stored, &target.objects_of(object), step).map(Value::Object)
        }
        (Carry::Elements(inner), Value::Array(items)) => {
            let target = target.inside_array();
            let carried = items.iter().enumerate().map(|(index, item)| {
                let carried = carry_value(inner, item, &target, step);
                carried.map_err(|refusal| refusal.within(Segment::Index(index)))
            });
            carried.collect::<Result<_, _>>().map(Value::Array)
        }
        (Carry::Values(inner), Value::Object(entries)) => {
            let target = target.inside_record();
            let carried = entries.iter().map(|(key, value)| {
                let carried = carry_value(inner, value, &target, step);
                carried.map(|value| (key.clone(), value)).map_err(|refusal| refusal.at(key))
            });
            carried.collect::<Result<_, _>>().map(Value::Object)
        }
        (Carry::Object(_), _) => Err(unexpected("an object", stored)),
        (Carry::Elements(_), _) => Err(unexpected("an array", stored)),
        (Carry::Values(_), _) => Err(unexpected("a record", stored)),
    }
}

pub(super) fn unexpected(expected: &str, stored: &Value) -> Refusal {
    Refusal::new(format!("expected {expected}, found a value of type {}", stored.type_name()))
}
