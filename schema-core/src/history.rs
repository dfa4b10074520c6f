//! The versions of a table, oldest first, with the transitions between them.

mod carry;
mod check;
mod classify;
mod effects;
mod error;
mod hybrid;
mod new_ids;
mod outcome;
mod passes;
mod relate;

pub use self::effects::settle_effects;
pub use self::error::HistoryError;
pub use self::outcome::{
    Carried, CarryOutcome, Classification, HybridNote, QuarantineCode, Quarantined,
    UnknownQuarantineCode,
};
pub use self::passes::Pass;

use crate::schema;
use crate::table::Table;
use crate::transition::{TransitionDef, TransitionSpec};
use crate::version::TableVersion;

/// The versions of one table and how each comes from the one before.
#[derive(Clone, Debug)]
pub struct TableHistory {
    versions: Vec<TableVersion>,
    /// One fewer than versions: the first is where the history begins.
    transitions: Vec<TransitionDef>,
}

impl TableHistory {
    /// A history that begins with `first`.
    pub fn begin(first: TableVersion) -> Self {
        Self { versions: vec![as_kept(first)], transitions: Vec::new() }
    }

    /// The same history, one version longer. The derive has checked that the numbers follow.
    #[must_use]
    pub fn then(mut self, next: TableVersion, transition: TransitionDef) -> Self {
        self.versions.push(as_kept(next));
        self.transitions.push(transition);
        self
    }

    /// The same history, with the version `T` and its transition.
    #[must_use]
    pub fn then_version<T: TransitionSpec>(self, next: TableVersion) -> Self {
        // A type without end has no end of carrying it either; what is wrong is said of the version.
        let is_endless = [self.newest(), &next].iter().any(|version| version.is_recursive());
        let transition = if is_endless {
            TransitionDef::hollow(self.newest().name.version, next.name.version)
        } else {
            T::definition()
        };
        self.then(next, transition)
    }

    /// The history up to `T`.
    pub fn of<T: Table>() -> Self {
        T::history()
    }

    /// The versions, oldest first; never empty.
    pub fn versions(&self) -> &[TableVersion] {
        &self.versions
    }

    /// The transitions, oldest first: the one at `i` leads from version `i` to version `i + 1`.
    pub fn transitions(&self) -> &[TransitionDef] {
        &self.transitions
    }

    /// The version that the application declares now.
    pub fn newest(&self) -> &TableVersion {
        &self.versions[self.versions.len() - 1]
    }
}

/// The version as the server keeps it, so that what is read back from a deployment equals it.
fn as_kept(version: TableVersion) -> TableVersion {
    TableVersion { document: schema::as_kept(version.document), ..version }
}
