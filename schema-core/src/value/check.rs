//! The rules on keys and the limits that every value must keep.

use super::size::Extent;
use super::{Object, Value, ValueError, ValueReason};
use crate::limits::{MAX_ARRAY_ELEMENTS, MAX_OBJECT_FIELDS, MAX_VALUE_BYTES, MAX_VALUE_NESTING};
use crate::path::{Path, Segment};

impl Value {
    /// Checks that Convex could hold the value. Values that were read have passed already.
    ///
    /// # Errors
    ///
    /// Returns the first place, from the inside out, with a key that is refused or with too many
    /// elements, fields, levels or bytes.
    pub fn check(&self) -> Result<(), ValueError> {
        Checker::default().value(self).map(drop)
    }
}

/// Checks an object that isn't a value yet as [`Value::check`] does, and returns what it has
/// measured.
pub(crate) fn checked_extent(object: &Object) -> Result<Extent, ValueError> {
    let mut checker = Checker::default();
    let extent = checker.object(object)?;
    checker.limits(extent)
}

#[derive(Default)]
struct Checker<'a> {
    /// The way to the value being checked, outermost first.
    path: Vec<Step<'a>>,
}

enum Step<'a> {
    Field(&'a str),
    Index(usize),
}

impl<'a> Checker<'a> {
    fn value(&mut self, value: &'a Value) -> Result<Extent, ValueError> {
        let extent = match value {
            Value::Array(elements) => self.array(elements)?,
            Value::Object(object) => self.object(object)?,
            scalar => scalar.extent(),
        };
        self.limits(extent)
    }

    fn limits(&self, extent: Extent) -> Result<Extent, ValueError> {
        if extent.size > MAX_VALUE_BYTES {
            return Err(self.error(ValueReason::TooLarge { bytes: extent.size }));
        }
        if extent.nesting > MAX_VALUE_NESTING {
            return Err(self.error(ValueReason::TooNested));
        }
        Ok(extent)
    }

    fn array(&mut self, elements: &'a [Value]) -> Result<Extent, ValueError> {
        let mut extent = Extent::EMPTY_CONTAINER;
        for (index, element) in elements.iter().enumerate() {
            self.path.push(Step::Index(index));
            extent.add(self.value(element)?);
            self.path.pop();
        }
        if elements.len() > MAX_ARRAY_ELEMENTS {
            return Err(self.error(ValueReason::ArrayTooLong { elements: elements.len() }));
        }
        Ok(extent)
    }

    fn object(&mut self, object: &'a Object) -> Result<Extent, ValueError> {
        let mut extent = Extent::EMPTY_CONTAINER;
        for (key, value) in object {
            if let Err(reason) = schema_names::value_key(key) {
                return Err(self.error(ValueReason::Key { key: key.clone(), reason }));
            }
            self.path.push(Step::Field(key));
            extent.add_field(key, self.value(value)?);
            self.path.pop();
        }
        if object.len() > MAX_OBJECT_FIELDS {
            return Err(self.error(ValueReason::TooManyFields { fields: object.len() }));
        }
        Ok(extent)
    }

    fn error(&self, reason: ValueReason) -> ValueError {
        let path = self.path.iter().map(|step| match step {
            Step::Field(name) => Segment::Field((*name).to_owned()),
            Step::Index(index) => Segment::Index(*index),
        });
        ValueError { path: Path(path.collect()), reason }
    }
}
