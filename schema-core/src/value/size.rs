//! How large a value is and how deep, by the counts that Convex's limits apply to.

use super::{Object, Value};

impl Value {
    /// Returns the size in bytes that limits apply to.
    pub fn size(&self) -> usize {
        self.extent().size
    }

    /// Returns how deeply containers are nested: 0 for a scalar, 1 for an empty array or object.
    pub fn nesting(&self) -> usize {
        self.extent().nesting
    }

    pub(super) fn extent(&self) -> Extent {
        match self {
            Self::Null | Self::Boolean(_) => Extent::scalar(1),
            Self::Int64(_) | Self::Float64(_) => Extent::scalar(9),
            Self::String(text) => Extent::scalar(2 + text.len()),
            Self::Bytes(bytes) => Extent::scalar(2 + bytes.len()),
            Self::Array(elements) => {
                let mut extent = Extent::EMPTY_CONTAINER;
                for element in elements {
                    extent.add(element.extent());
                }
                extent.elements = extent.elements.max(elements.len());
                extent
            }
            Self::Object(object) => Extent::of_object(object),
        }
    }
}

/// A value's size and nesting, added up from the inside out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Bytes.
    pub(crate) size: usize,
    /// Levels of containers.
    pub(crate) nesting: usize,
    /// Elements of the longest array.
    pub(crate) elements: usize,
}

impl Extent {
    pub(super) const EMPTY_CONTAINER: Self = Self { size: 2, nesting: 1, elements: 0 };

    fn scalar(size: usize) -> Self {
        Self { size, nesting: 0, elements: 0 }
    }

    pub(crate) fn of_object(object: &Object) -> Self {
        let mut extent = Self::EMPTY_CONTAINER;
        for (key, value) in object {
            extent.add_field(key, value.extent());
        }
        extent
    }

    pub(super) fn add(&mut self, inner: Self) {
        self.size += inner.size;
        self.nesting = self.nesting.max(inner.nesting + 1);
        self.elements = self.elements.max(inner.elements);
    }

    pub(super) fn add_field(&mut self, key: &str, value: Self) {
        self.size += key.len() + 1;
        self.add(value);
    }
}
