//! Checks a history: what the macros can't see because it takes validators.

mod fields;
mod lineage;
mod span;
mod touched;
mod union;

use std::collections::BTreeMap;

use crate::name::{FieldName, TableName};
use crate::transition::{DocumentCarry, Target, TransitionDef};
use crate::validator::{Literal, Validator};
use crate::value::Value;
use crate::version::{TableVersion, VersionNumber};

use self::fields::Walk;
use super::TableHistory;
use super::error::HistoryError;
use super::relate::{is_covered, validators_may_overlap};

impl TableHistory {
    /// Finds everything that is wrong with the history; nothing, if documents of every version can
    /// be carried.
    pub fn check(&self) -> Vec<HistoryError> {
        self.check_from(self.versions[0].name.version)
    }

    /// As [`TableHistory::check`], for a deployment that holds nothing older than the version `old`.
    pub fn check_from(&self, old: VersionNumber) -> Vec<HistoryError> {
        let mut errors = self.numbering();
        let start = self.position(old).unwrap_or_default();
        if errors.is_empty() {
            errors.extend(self.markers());
            for (at, transition) in self.transitions.iter().enumerate().skip(start) {
                errors.extend(step(&self.versions[at], &self.versions[at + 1], transition));
            }
            errors.extend(self.spans(start));
        }
        errors
    }

    /// Finds what is wrong with the tables that the history's transitions read and write.
    pub fn check_touched(&self, tables: &BTreeMap<TableName, Self>) -> Vec<HistoryError> {
        self.transitions
            .iter()
            .flat_map(|t| touched::check(&self.newest().name, t, tables))
            .collect()
    }

    fn numbering(&self) -> Vec<HistoryError> {
        let mut errors = Vec::new();
        let table = &self.versions[0].name.table;
        for version in &self.versions {
            if version.name.table != *table {
                let found = version.name.clone();
                errors.push(HistoryError::OtherTable { table: table.clone(), found });
            }
        }
        for (pair, transition) in self.versions.windows(2).zip(&self.transitions) {
            let [old, new] = [&pair[0].name, &pair[1].name];
            if new.version.0 != old.version.0 + 1 {
                errors.push(HistoryError::VersionGap { old: old.clone(), new: new.clone() });
            }
            if (transition.old, transition.new) != (old.version, new.version) {
                errors.push(HistoryError::OtherTransition {
                    new: new.clone(),
                    found_old: transition.old.0,
                    found_new: transition.new.0,
                });
            }
        }
        errors
    }

    fn markers(&self) -> Vec<HistoryError> {
        let mut errors = Vec::new();
        for pair in self.versions.windows(2) {
            let [old, new] = [&pair[0], &pair[1]];
            match (&old.version_field, &new.version_field) {
                (Some(marker), other) if other.as_ref() != Some(marker) => {
                    errors.push(HistoryError::MarkerDropped {
                        old: old.name.clone(),
                        new: new.name.clone(),
                        marker: marker.clone(),
                    });
                }
                _ => {}
            }
        }
        let first = self.versions.iter().find(|version| version.version_field.is_some());
        let Some((first, marker)) = first.and_then(|v| Some((v, v.version_field.as_ref()?))) else {
            return errors;
        };
        for version in &self.versions {
            let declared = Target::of(&version.document).field(marker);
            if version.version_field.is_none() && !declared.is_empty() {
                errors.push(HistoryError::MarkerTaken {
                    old: version.name.clone(),
                    marked: first.name.clone(),
                    marker: marker.clone(),
                });
            }
            if version.version_field.is_some() && !is_marked(version, marker) {
                let (new, marker) = (version.name.clone(), marker.clone());
                errors.push(HistoryError::MarkerMissing { new, marker });
            }
        }
        errors
    }
}

/// Whether each document of a version holds its number as a literal.
fn is_marked(version: &TableVersion, marker: &FieldName) -> bool {
    let number = Literal::new(Value::Float64(f64::from(version.name.version.0)));
    let wanted = number.map(Validator::Literal);
    Target::of(&version.document).members().iter().all(|member| match member {
        Validator::Object(object) => object
            .fields
            .get(marker)
            .is_some_and(|field| !field.optional && Some(&field.validator) == wanted.as_ref()),
        _ => false,
    })
}

fn step(old: &TableVersion, new: &TableVersion, transition: &TransitionDef) -> Vec<HistoryError> {
    let is_marked = new.version_field.is_some();
    let mut errors = match &transition.carry {
        DocumentCarry::Fields(carry) => {
            let mut walk = Walk::new(old, new, transition.fill.is_some());
            walk.document(carry);
            walk.errors
        }
        DocumentCarry::Whole => whole(old, new, transition),
    };
    let effects = &transition.effects;
    if !effects.is_empty()
        && !effects.for_old_only
        && !is_marked
        && validators_may_overlap(&old.document, &new.document)
    {
        let (old, new) = (old.name.clone(), new.name.clone());
        errors.push(HistoryError::EffectsMayNotRun { old, new });
    }
    errors
}

fn whole(old: &TableVersion, new: &TableVersion, transition: &TransitionDef) -> Vec<HistoryError> {
    let mut errors = Vec::new();
    if transition.fill.is_none() {
        let (new, path) = (new.name.clone(), "the document".to_owned());
        errors.push(HistoryError::FillMissing { new, path });
    }
    if new.version_field.is_none()
        && is_covered(&Target::of(&old.document), &Target::of(&new.document))
    {
        let (old, new) = (old.name.clone(), new.name.clone());
        errors.push(HistoryError::CarryNeverRuns { old, new });
    }
    errors
}
