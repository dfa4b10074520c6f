//! One unit of a plan.

use std::collections::BTreeSet;
use std::fmt;

use crate::name::TableName;
use crate::version::VersionNumber;

/// What a step is called, in ledgers, logs and commands: `users@1->2/backfill`.
///
/// Made of the table, the versions and the phase, so it stays the same however often and from
/// whichever difference the plan is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(String);

impl StepId {
    /// The id of a phase of a table between these versions.
    pub fn of(table: &TableName, span: VersionSpan, phase: Phase) -> Self {
        Self(format!("{table}@{span}/{}", phase.word()))
    }

    /// An id as text, as [`StepId::as_str`] gave it.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Two versions of a table, or one twice: `1->2`, `2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionSpan {
    /// The version before.
    pub old: VersionNumber,
    /// The version after.
    pub new: VersionNumber,
}

impl VersionSpan {
    /// A version by itself.
    pub const fn at(version: VersionNumber) -> Self {
        Self { old: version, new: version }
    }
}

impl fmt::Display for VersionSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.old == self.new {
            return self.new.fmt(f);
        }
        write!(f, "{}->{}", self.old, self.new)
    }
}

/// The phases of a table, always in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The schema accepts both shapes.
    Widen,
    /// Stored documents are carried over.
    Backfill,
    /// Every document is checked, and the receipt written.
    Verify,
    /// The schema accepts the new shape only.
    Narrow,
}

impl Phase {
    /// The phase as every listing writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Widen => "widen",
            Self::Backfill => "backfill",
            Self::Verify => "verify",
            Self::Narrow => "narrow",
        }
    }
}

/// One unit of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is called.
    pub id: StepId,
    /// The table.
    pub table: TableName,
    /// From which version to which.
    pub span: VersionSpan,
    /// Where in the table's phases it stands.
    pub phase: Phase,
    /// What is done.
    pub action: Action,
    /// What must be done before.
    pub after: BTreeSet<StepId>,
    /// What proves, once the step is done, that nothing old is left; a receipt is written then.
    pub receipt: Option<ReceiptBasis>,
    /// The deployment's ledger says that it is done.
    pub is_done: bool,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Pushes the schema, together with the pushes next to it.
    Push,
    /// Pushes the schema without the table, together with the pushes next to it.
    Remove,
    /// Carries documents from the span's old version to its new one, in one pass.
    Carry {
        /// What the pass does beside, for a person: `ensures directors@1 by its index by_name`.
        beside: Vec<String>,
    },
    /// Deletes every document of the table.
    DeleteDocuments,
    /// Checks that every document is one of the span's new version.
    Verify,
    /// Checks that no document is left.
    VerifyEmpty,
}

impl Action {
    /// Whether the step is part of a push.
    pub fn is_push(&self) -> bool {
        match self {
            Self::Push | Self::Remove => true,
            Self::Carry { .. } | Self::DeleteDocuments | Self::Verify | Self::VerifyEmpty => false,
        }
    }
}

/// What a receipt rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptBasis {
    /// Every document was checked.
    Verified,
    /// There was nothing to rewrite; the push's own validation is the proof.
    NothingToCarry,
}
