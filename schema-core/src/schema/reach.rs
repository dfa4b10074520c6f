//! Whether documents that a validator accepts can have a value at a path.
//!
//! An index on a field that no document can have is a slip of the pen, so a push refuses it.

use crate::name::FieldPath;
use crate::validator::Validator;

/// Returns whether some document can have a value at `path`.
///
/// System fields aren't declared, so the server takes any top-level name that looks like one.
pub(super) fn can_have(document: &Validator, path: &FieldPath) -> bool {
    let segments: Vec<&str> = path.segments().collect();
    match segments[..] {
        [field] if field.starts_with('_') => true,
        _ => Search { fits: |_| true, undeclared: false }.below(document, &segments),
    }
}

/// Returns whether the server takes the value at `path` for a vector, provided that there can be
/// one at all: it goes by any member of a union, also by one that doesn't know the field.
pub(super) fn can_have_vector(document: &Validator, path: &FieldPath) -> bool {
    fn fits(validator: &Validator) -> bool {
        match validator {
            Validator::Any => true,
            Validator::Array(element) => matches!(**element, Validator::Float64 | Validator::Any),
            Validator::Union(members) => members.iter().any(fits),
            _ => false,
        }
    }
    let segments: Vec<&str> = path.segments().collect();
    Search { fits, undeclared: true }.below(document, &segments)
}

/// What is looked for at the end of a path.
struct Search {
    /// Whether the validator there will do.
    fits: fn(&Validator) -> bool,
    /// Whether an object that doesn't declare the field will do.
    undeclared: bool,
}

impl Search {
    /// Paths lead through objects alone, never through arrays or records.
    fn below(&self, validator: &Validator, path: &[&str]) -> bool {
        match (validator, path) {
            (validator, []) => (self.fits)(validator),
            (Validator::Any, _) => true,
            (Validator::Union(members), path) => {
                members.iter().any(|member| self.below(member, path))
            }
            (Validator::Object(object), [field, rest @ ..]) => match object.fields.get(*field) {
                Some(field) => self.below(&field.validator, rest),
                None => self.undeclared,
            },
            _ => false,
        }
    }
}
