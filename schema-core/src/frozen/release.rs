//! What makes a version released.

use std::collections::{BTreeMap, BTreeSet};

use crate::version::VersionName;

use super::FrozenVersion;

/// What the caller knows of where versions already are. Gathered before freezing, which is pure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReleaseFacts {
    /// What the base branch has.
    pub base: BaseBranch,
    /// Gating deployments that have a committed receipt for a version.
    pub receipts: BTreeMap<VersionName, BTreeSet<String>>,
}

/// What the base branch has of frozen versions.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum BaseBranch {
    /// Its frozen files, by version.
    Known {
        /// How messages and git call it: `origin/main`.
        name: String,
        /// The files.
        files: BTreeMap<VersionName, FrozenVersion>,
    },
    /// There is no git, or not that branch: whatever is frozen counts as released.
    #[default]
    Unknown,
    /// `--unreleased`: only receipts and what `ship` saw count.
    Nothing,
}

/// Why a version is released, and how many of its amendments are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Released {
    pub(super) amendments: u32,
    pub(super) why: String,
}

impl ReleaseFacts {
    /// The version as the base branch has it.
    pub(super) fn on_base(&self, version: &VersionName) -> Option<(&str, &FrozenVersion)> {
        match &self.base {
            BaseBranch::Known { name, files } => Some((name, files.get(version)?)),
            BaseBranch::Unknown | BaseBranch::Nothing => None,
        }
    }

    /// Whether and why `version` is released, given its file; `None` where it isn't.
    pub(super) fn released(
        &self,
        version: &VersionName,
        file: Option<&FrozenVersion>,
    ) -> Option<Released> {
        let mut amendments = None;
        let mut why = Vec::new();
        let mut note = |count: u32, reason: String| {
            amendments = Some(amendments.map_or(count, |known: u32| known.max(count)));
            why.push(reason);
        };
        match (&self.base, file) {
            (BaseBranch::Known { name, files }, _) => {
                if let Some(base) = files.get(version) {
                    note(base.amendment_count(), format!("on {name}"));
                }
            }
            (BaseBranch::Unknown, Some(file)) => note(
                file.amendment_count(),
                "without git, or without that branch, every frozen file counts as released; \
                 `--unreleased` says otherwise"
                    .to_owned(),
            ),
            (BaseBranch::Unknown, None) | (BaseBranch::Nothing, _) => {}
        }
        for deployment in self.receipts.get(version).into_iter().flatten() {
            note(0, format!("{deployment} has a receipt for it"));
        }
        for (deployment, count) in file.into_iter().flat_map(|file| &file.seen) {
            note(*count, format!("`ship` saw it on {deployment}"));
        }
        amendments.map(|amendments| Released { amendments, why: why.join("; ") })
    }
}
