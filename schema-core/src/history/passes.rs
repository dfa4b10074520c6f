//! Which transitions run together: a pass writes each document once.

use std::collections::BTreeSet;

use crate::name::IndexName;
use crate::transition::TransitionDef;
use crate::version::{TableVersion, VersionName, VersionNumber};

use super::TableHistory;

/// A span of versions that documents cross in one write.
///
/// Transitions without effects and reads compose; one with effects or reads is a pass of its own,
/// because it needs its neighbours' documents, and its own, stored as they are by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The version before the first of its transitions.
    pub old: VersionNumber,
    /// The version after the last of its transitions.
    pub new: VersionNumber,
    /// The versions that are read for it, of whichever tables.
    pub reads: BTreeSet<VersionName>,
    /// The versions that it inserts documents of.
    pub inserts: BTreeSet<VersionName>,
    /// The versions that it finds or inserts documents of, each with the index that is the key.
    pub ensures: BTreeSet<(VersionName, IndexName)>,
    /// Whether it may delete the documents that it carries.
    pub deletes_self: bool,
}

impl Pass {
    /// Whether documents of `version` are its business.
    pub fn carries(&self, version: VersionNumber) -> bool {
        self.old <= version && version < self.new
    }

    /// Whether it needs and touches nothing but the documents it carries.
    pub fn is_pure(&self) -> bool {
        self.reads.is_empty()
            && self.inserts.is_empty()
            && self.ensures.is_empty()
            && !self.deletes_self
    }

    fn of(old: VersionNumber, transition: &TransitionDef) -> Self {
        Self {
            old,
            new: transition.new,
            reads: transition.reads.clone(),
            inserts: transition.effects.inserts.clone(),
            ensures: transition.effects.ensures.clone(),
            deletes_self: transition.effects.deletes_self,
        }
    }
}

impl TableHistory {
    /// The passes from the first version to the newest, in order.
    pub fn passes(&self) -> Vec<Pass> {
        self.passes_from(self.versions[0].name.version)
    }

    /// The passes from the version `old` to the newest, in order; none where `old` is the newest.
    pub fn passes_from(&self, old: VersionNumber) -> Vec<Pass> {
        let mut passes: Vec<Pass> = Vec::new();
        let mut composes = false;
        for transition in self.transitions.iter().filter(|transition| transition.old >= old) {
            match passes.last_mut() {
                Some(last) if composes && transition.is_pure() => last.new = transition.new,
                _ => passes.push(Pass::of(transition.old, transition)),
            }
            composes = transition.is_pure();
        }
        passes
    }

    /// The pass that carries documents of `version`; `None` for the newest and for unknown ones.
    pub fn pass_of(&self, version: VersionNumber) -> Option<Pass> {
        self.passes().into_iter().find(|pass| pass.carries(version))
    }

    /// The version with this number.
    pub fn version(&self, number: VersionNumber) -> Option<&TableVersion> {
        self.versions.iter().find(|version| version.name.version == number)
    }

    /// The transition that leads to this version.
    pub fn transition_to(&self, new: VersionNumber) -> Option<&TransitionDef> {
        self.transitions.iter().find(|transition| transition.new == new)
    }

    /// Where in [`TableHistory::versions`] the version with this number stands.
    pub(super) fn position(&self, number: VersionNumber) -> Option<usize> {
        self.versions.iter().position(|version| version.name.version == number)
    }
}
