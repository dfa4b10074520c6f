//! Documents that are neither old nor new: what a live `patch` makes while both are accepted.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::name::FieldName;
use crate::path::{Path, Segment};
use crate::transition::{DocumentCarry, Target};
use crate::validator::{FieldValidator, Validator};
use crate::value::{Object, Value};
use crate::version::{TableVersion, VersionNumber};

use super::classify::{Seen, document_failure, document_failures};
use super::outcome::{Classification, QuarantineCode, Quarantined, locate};

impl<'a> Seen<'a> {
    /// The document as a hybrid of the version at `at`: that, without the fields that only later
    /// versions have. `None` where it isn't one.
    pub(super) fn hybrid_of(self, at: usize) -> Option<Classification> {
        let version = &self.history.versions[at];
        let later_only = self.later_only(at);
        if later_only.is_empty() {
            return None;
        }
        let rest = self.rest(&later_only);
        if document_failure(&version.document, &rest, self.ids).is_some() {
            return None;
        }
        let mut aside = BTreeMap::new();
        for (name, value) in later_only {
            match self.put_back_at(at, &name, value) {
                Ok(new) => aside.insert(name, new),
                // The value is garbage to every version; the search ends in `unknown`.
                Err(None) => return None,
                Err(Some(quarantined)) => return Some(Classification::Quarantined(quarantined)),
            };
        }
        if let Some(quarantined) = self.doubtful(at, &rest) {
            return Some(Classification::Quarantined(quarantined));
        }
        Some(Classification::Hybrid { version: version.name.version, aside })
    }

    /// The stored fields that a version after `at` has and the one at `at` hasn't.
    fn later_only(self, at: usize) -> Vec<(FieldName, &'a Value)> {
        let versions = &self.history.versions;
        if object_of(&versions[at]).is_none() {
            return Vec::new();
        }
        let is_later_only = |name: &FieldName| {
            !declares(&versions[at], name) && versions[at + 1..].iter().any(|v| declares(v, name))
        };
        let stored = self.fields.iter();
        let named = stored.map(|(name, value)| (FieldName::from_checked(name.as_str()), value));
        named.filter(|(name, _)| is_later_only(name)).collect()
    }

    fn rest(self, aside: &[(FieldName, &Value)]) -> Object {
        let stays = |name: &str| aside.iter().all(|(aside, _)| aside.as_str() != name);
        let rest = self.fields.iter().filter(|(name, _)| stays(name));
        rest.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The version after whose step a field is put back: the first that declares it and accepts its
    /// value.
    fn put_back_at(
        self,
        at: usize,
        name: &FieldName,
        value: &Value,
    ) -> Result<VersionNumber, Option<Quarantined>> {
        let versions = &self.history.versions;
        let accepts = |i: &usize| self.field_accepts(*i, name, value);
        let Some(first) = (at + 1..versions.len()).find(accepts) else {
            return Err(None);
        };
        // Told by a marker, values of one type mean different things from version to version, and a
        // field that was written without the marker doesn't say which it is.
        let other = (first + 1..versions.len())
            .find(|i| self.is_changed_by_meaning(*i, name) && accepts(i));
        match other {
            None => Ok(versions[first].name.version),
            Some(other) => Err(Some(Quarantined {
                code: QuarantineCode::Hybrid,
                version: Some(versions[at].name.version),
                path: at_field(name),
                reason: format!(
                    "a field of {} or of {}, which the document isn't marked as, and its value \
                     could be either's",
                    versions[first].name, versions[other].name
                ),
            })),
        }
    }

    /// Quarantines a hybrid of a marked table where a value that would be transformed may be one
    /// that was already written in the new meaning, together with the fields that are new.
    fn doubtful(self, at: usize, rest: &Object) -> Option<Quarantined> {
        let versions = &self.history.versions;
        for (name, value) in rest {
            let name = FieldName::from_checked(name.as_str());
            let doubtful = (at + 1..versions.len()).find(|i| {
                self.is_changed_by_meaning(*i, &name) && self.field_accepts(*i, &name, value)
            });
            if let Some(i) = doubtful {
                return Some(Quarantined {
                    code: QuarantineCode::Hybrid,
                    version: Some(versions[at].name.version),
                    path: at_field(&name),
                    reason: format!(
                        "the document has fields that only later versions have, so this value, \
                         which could be of {} as well as of {}, may be new already",
                        versions[at].name, versions[i].name
                    ),
                });
            }
        }
        None
    }

    /// Whether the step to the version at `i` changes what a field means, its type aside.
    fn is_changed_by_meaning(self, i: usize, name: &FieldName) -> bool {
        let is_marked = self.history.versions[i].version_field.is_some();
        is_marked
            && match &self.history.transitions[i - 1].carry {
                DocumentCarry::Whole => true,
                DocumentCarry::Fields(carry) => {
                    let mut fields = carry.fields.iter().filter(|field| field.new == *name);
                    fields.any(|field| field.origin.computes_from_old())
                }
            }
    }

    /// Why no version among these takes the document, for one that is old or neither.
    pub(super) fn unknown(self, among: Range<usize>, unmarked: Option<&FieldName>) -> Quarantined {
        let nearest = among.clone().rev().min_by_key(|at| {
            let rest = self.rest(&self.later_only(*at));
            document_failures(&self.history.versions[*at].document, &rest, self.ids).len()
        });
        let is_mixed = among.clone().any(|at| self.has_new(at)) && self.is_all_known();
        match nearest {
            Some(at) if is_mixed => self.mixed(at),
            _ => self.no_shape(among, unmarked),
        }
    }

    /// Whether something in the document is of a version after `at` and can't be of that at `at`.
    fn has_new(self, at: usize) -> bool {
        let newest = self.history.versions.len();
        let only_new = |(name, value): (&String, &Value)| {
            let name = FieldName::from_checked(name.as_str());
            !self.field_accepts(at, &name, value)
                && (at + 1..newest).any(|i| self.field_accepts(i, &name, value))
        };
        object_of(&self.history.versions[at]).is_some() && self.fields.iter().any(only_new)
    }

    /// Whether each field by itself is one that some version accepts.
    fn is_all_known(self) -> bool {
        self.fields.iter().all(|(name, value)| {
            let name = FieldName::from_checked(name.as_str());
            (0..self.history.versions.len()).any(|at| self.field_accepts(at, &name, value))
        })
    }

    /// A document of parts of versions that make no whole one.
    fn mixed(self, at: usize) -> Quarantined {
        let name = &self.history.versions[at].name;
        let rest = self.rest(&self.later_only(at));
        let failure = document_failure(&self.history.versions[at].document, &rest, self.ids);
        let (path, what) = failure.map_or_else(
            || (Path::default(), "the document is one of its own kind".to_owned()),
            locate,
        );
        let newer = match path.0.first() {
            Some(Segment::Field(field)) if !self.is_missing(field) => {
                self.newer_declaring(at, field)
            }
            _ => None,
        };
        let reason = match newer {
            Some(new) => format!(
                "holds a value that {} accepts and {name} doesn't, while the rest isn't one of {}: \
                 {what}",
                new.name,
                self.history.newest().name
            ),
            None => format!(
                "has parts of several versions, and isn't one of {name} even without the fields \
                 that only later ones have: {what}"
            ),
        };
        Quarantined { code: QuarantineCode::Hybrid, version: Some(name.version), path, reason }
    }

    fn is_missing(self, field: &str) -> bool {
        !self.fields.contains_key(field)
    }

    fn newer_declaring(self, at: usize, field: &str) -> Option<&'a TableVersion> {
        let (name, value) = (FieldName::from_checked(field), self.fields.get(field)?);
        let newer = at + 1..self.history.versions.len();
        let accepting = newer.rev().find(|i| self.field_accepts(*i, &name, value));
        accepting.map(|i| &self.history.versions[i])
    }

    fn no_shape(self, among: Range<usize>, unmarked: Option<&FieldName>) -> Quarantined {
        let newest = self.history.versions.len() - 1;
        let failures = |at: usize| {
            document_failures(&self.history.versions[at].document, self.fields, self.ids)
        };
        // Nearest first, the newer first of equally near ones; a document without the marker is
        // never near a marked version.
        let last = if unmarked.is_some() { among.end } else { newest + 1 };
        let mut near: Vec<_> = (among.start..last).rev().map(|at| (at, failures(at))).collect();
        near.sort_by_key(|(_, failures)| failures.len());
        let mut path = Path::default();
        let mut texts = Vec::new();
        for (i, (at, failures)) in near.into_iter().take(NEAREST_SHOWN_MAX).enumerate() {
            let count = failures.len();
            let Some(first) = failures.into_iter().next() else { continue };
            let (at_path, what) = locate(first);
            let others =
                if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
            texts.push(format!("{}: `{at_path}`: {what}{others}", self.history.versions[at].name));
            if i == 0 {
                path = at_path;
            }
        }
        let unmarked = unmarked.map(|marker| format!("has no `{marker}`, and "));
        let reason = format!(
            "{}is of no declared version; nearest {}",
            unmarked.unwrap_or_default(),
            texts.join("; then ")
        );
        Quarantined { code: QuarantineCode::UnknownShape, version: None, path, reason }
    }

    /// Whether the version at `at` declares a field and accepts this value in it.
    fn field_accepts(self, at: usize, name: &FieldName, value: &Value) -> bool {
        let declared = Target::of(&self.history.versions[at].document).field(name);
        declared.iter().any(|field: &&FieldValidator| field.validator.accepts_in(value, &self.ids))
    }
}

/// How many versions a message about an unknown document goes into.
const NEAREST_SHOWN_MAX: usize = 2;

fn object_of(version: &TableVersion) -> Option<&crate::validator::ObjectValidator> {
    match &version.document {
        Validator::Object(object) => Some(object),
        _ => None,
    }
}

fn declares(version: &TableVersion, name: &FieldName) -> bool {
    !Target::of(&version.document).field(name).is_empty()
}

fn at_field(name: &FieldName) -> Path {
    Path(vec![Segment::Field(name.as_str().to_owned())])
}
