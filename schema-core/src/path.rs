//! Where in a document something is.

use std::fmt;

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// A field of an object, by its stored name.
    Field(String),
    /// An element of an array, from 0.
    Index(usize),
    /// The keys of a record; the server writes `.keys()`.
    RecordKeys,
    /// The values of a record, of whichever key; the server writes `.values()`.
    RecordValues,
}

/// A path from a document to a value inside it, shown as the server shows it (`.a[0].b`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// The same path below one more outer step.
    #[must_use]
    pub fn within(mut self, outer: Segment) -> Self {
        self.0.insert(0, outer);
        self
    }

    /// The same path with one more inner step.
    #[must_use]
    pub fn child(mut self, inner: Segment) -> Self {
        self.0.push(inner);
        self
    }

    /// Whether the path is that of the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.0 {
            match segment {
                Segment::Field(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::RecordKeys => f.write_str(".keys()")?,
                Segment::RecordValues => f.write_str(".values()")?,
            }
        }
        Ok(())
    }
}
