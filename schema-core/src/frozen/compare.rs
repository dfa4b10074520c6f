//! What is frozen and what is declared under one version -> whether that is the same.

use crate::diff::{Change, Class, compare_meanings, normal};
use crate::version::Meaning;

/// How what is declared stands to what is frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same meaning, however it is written.
    Same,
    /// Every document of the frozen meaning is one of the declared: an amendment.
    Additive(Vec<Change>),
    /// Some documents may not be; only these changes are listed, and a version is needed.
    Refused(Vec<Change>),
}

/// Compares two meanings of one version, never their texts.
pub fn compare(frozen: &Meaning, declared: &Meaning) -> Comparison {
    if is_same(frozen, declared) {
        return Comparison::Same;
    }
    let changes = compare_meanings(frozen, declared);
    let refused: Vec<Change> =
        changes.iter().filter(|change| change.class() >= Class::Data).cloned().collect();
    if refused.is_empty() { Comparison::Additive(changes) } else { Comparison::Refused(refused) }
}

/// Whether two meanings differ in nothing but what has no meaning.
pub(super) fn is_same(a: &Meaning, b: &Meaning) -> bool {
    a.indexes == b.indexes
        && a.version_field == b.version_field
        && normal(&a.document) == normal(&b.document)
}
