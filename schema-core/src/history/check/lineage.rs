//! Where the fields at the end of a span come from, to tell what a document that skips the span goes
//! without.

use std::collections::BTreeMap;

use crate::history::relate::may_overlap;
use crate::name::FieldName;
use crate::transition::{DocumentCarry, Origin, Supply, Target, TransitionDef};
use crate::validator::Validator;
use crate::version::{TableVersion, VersionName};

use super::span::Lost;

/// The fields of the last version of a span, each with its way there.
#[derive(Debug, Default)]
pub(super) struct Lineage(BTreeMap<FieldName, Way>);

/// How a field came to its name and value.
#[derive(Clone, Debug, Default)]
struct Way {
    /// The field of the first version; `None` for one that was added on the way.
    start: Option<FieldName>,
    /// The last version whose step gave it another name.
    renamed_by: Option<VersionName>,
    /// The first version whose step may give it another value.
    valued_by: Option<VersionName>,
    /// The first version whose step may give it a value where it had none.
    filled_by: Option<VersionName>,
}

impl Way {
    fn valued(self, by: Option<VersionName>) -> Self {
        Self { valued_by: self.valued_by.or(by), ..self }
    }

    fn filled(self, by: Option<VersionName>) -> Self {
        Self { filled_by: self.filled_by.or(by), ..self }
    }
}

impl Lineage {
    /// Follows the fields of `old` through steps that go field by field.
    pub(super) fn over<'s>(
        old: &TableVersion,
        steps: impl Iterator<Item = (&'s TransitionDef, &'s TableVersion)>,
    ) -> Self {
        let begin = |name: FieldName| {
            let start = Some(name.clone());
            (name, Way { start, ..Way::default() })
        };
        let first = Self(names(old).into_iter().map(begin).collect());
        steps.fold(first, |lineage, (step, to)| match &step.carry {
            DocumentCarry::Whole => Self::default(),
            DocumentCarry::Fields(carry) => {
                let next = carry.fields.iter().filter_map(|field| {
                    let way = lineage.next(&field.new, &field.origin, to)?;
                    Some((field.new.clone(), way))
                });
                Self(next.collect())
            }
        })
    }

    fn next(&self, new: &FieldName, origin: &Origin, to: &TableVersion) -> Option<Way> {
        let by = || Some(to.name.clone());
        Some(match origin {
            Origin::Kept { carry, .. } => {
                let way = self.0.get(new)?.clone();
                if carry.computes() { way.valued(by()) } else { way }
            }
            Origin::Renamed { old, carry } => {
                let way = Way { renamed_by: by(), ..self.0.get(old)?.clone() };
                if carry.computes() { way.valued(by()) } else { way }
            }
            Origin::Changed { supply, keep_valid } => {
                let way = self.0.get(new)?.clone();
                // `keep_valid` is said of what is valid in the newest version, so of this too.
                let way = if *keep_valid { way } else { way.valued(by()) };
                if *supply == Supply::Absent { way } else { way.filled(by()) }
            }
            Origin::Added(supply) => {
                let gives = *supply != Supply::Absent;
                let filled_by = if gives { by() } else { None };
                Way { renamed_by: by(), filled_by, ..Way::default() }
            }
        })
    }

    /// What a document of `old` that is valid in `new` as it is goes without.
    pub(super) fn lost(&self, old: &TableVersion, new: &TableVersion) -> Vec<Lost> {
        let ends = Ends { old: Target::of(&old.document), new: Target::of(&new.document) };
        let values = self.0.iter().filter_map(|(name, way)| ends.value_lost(name, way));
        let places = names(old).into_iter().filter_map(|name| self.place_lost(&name, &ends));
        values.chain(places).collect()
    }

    /// A stored field that would stand under another name by now, or nowhere, while something else
    /// has its name.
    fn place_lost(&self, name: &FieldName, ends: &Ends<'_>) -> Option<Lost> {
        let there = self.0.get(name)?;
        let is_itself = there.start.as_ref() == Some(name);
        let skipped = there.renamed_by.clone();
        let skipped = skipped.filter(|_| !is_itself && ends.may_share(name))?;
        let what = format!("`{name}` is another field from there on");
        Some(Lost { skipped, what })
    }
}

/// The documents at both ends of a span.
struct Ends<'v> {
    old: Target<'v>,
    new: Target<'v>,
}

impl Ends<'_> {
    /// A value that a field would have been given on the way.
    fn value_lost(&self, name: &FieldName, way: &Way) -> Option<Lost> {
        let filled = way.filled_by.as_ref().filter(|_| match &way.start {
            None => true,
            // Only what was absent is filled, and what is required at an end was there.
            Some(start) => is_optional(&self.old, start) && is_optional(&self.new, name),
        });
        let is_in_place = way.start.as_ref() == Some(name);
        let valued = way.valued_by.as_ref().filter(|_| is_in_place && self.may_share(name));
        let skipped = filled.or(valued)?.clone();
        Some(Lost { skipped, what: format!("the new value of `{name}`") })
    }

    /// Whether a value under this name may be valid at both ends.
    fn may_share(&self, name: &FieldName) -> bool {
        may_overlap(&self.old.inside_field(name), &self.new.inside_field(name))
    }
}

fn is_optional(target: &Target<'_>, name: &FieldName) -> bool {
    target.field(name).iter().any(|field| field.optional)
}

fn names(version: &TableVersion) -> Vec<FieldName> {
    match &version.document {
        Validator::Object(object) => object.fields.keys().cloned().collect(),
        _ => Vec::new(),
    }
}
