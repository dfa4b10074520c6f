//! What is deployed and what is declared -> what differs, each change with its class.

mod census;
mod change;
mod field;
mod finding;
mod index;
mod join;
mod json;
mod lineage;
mod normal;
mod rename;
mod roles;
mod show;
mod sink;
mod table;
mod variant;

use std::collections::{BTreeMap, BTreeSet};

use crate::declaration::{Declaration, DroppedTable};
use crate::name::{IndexName, TableName};
use crate::transition::{DeclaredEffects, TransitionDef};
use crate::version::{Meaning, VersionName, VersionNumber};
use crate::widen::IndexNote;

pub use self::census::{Census, CensusRequest};
pub use self::change::{Change, Class, FieldChange, How, IndexChange, Place, PlaceStep, Side};
pub use self::finding::Finding;
pub use self::json::{change_json, diff_json};
pub use self::normal::normal;
pub use self::rename::LikelyRename;
pub(crate) use self::rename::suggestions;
pub(crate) use self::show::covers;
pub use self::show::{change_text, changes_text, diff_text, type_text};
pub(crate) use self::table::compare_meanings;

/// What a deployment holds, by its manifest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deployed {
    /// The tables, by name.
    pub tables: BTreeMap<TableName, DeployedTable>,
}

/// What a deployment holds of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct DeployedTable {
    /// The oldest version that its documents may be of.
    pub version: VersionNumber,
    /// What that version means there, with the amendments that were deployed.
    pub meaning: Meaning,
}

/// What differs between what is deployed and what is declared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// The tables with a difference, by name.
    pub tables: BTreeMap<TableName, TableDiff>,
    /// What makes it impossible to carry out; empty where it isn't.
    pub findings: Vec<Finding>,
}

/// What differs in one table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableDiff {
    /// The table.
    pub table: TableName,
    /// What becomes of it as a whole.
    pub fate: TableFate,
    /// The changes, in the order in which they are shown.
    pub changes: Vec<Change>,
    /// Fields that look renamed; suggestions only.
    pub renames: Vec<LikelyRename>,
    /// The transitions that lead from what is deployed to what is wanted, oldest first.
    pub hops: Vec<Hop>,
    /// What must be known of stored values before text becomes literals.
    pub census: Vec<CensusRequest>,
    /// Indexes of the deployed version that don't outlast the first push, or not as they were.
    pub index_notes: Vec<IndexNote>,
}

/// What becomes of a table as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFate {
    /// It is new.
    Added {
        /// Its version.
        new: VersionNumber,
    },
    /// The same version, edited in place.
    InPlace {
        /// The version.
        version: VersionNumber,
    },
    /// Its documents are carried to a later version.
    Carried {
        /// The version deployed.
        old: VersionNumber,
        /// The version wanted.
        new: VersionNumber,
    },
    /// It leaves the schema; Convex keeps the documents.
    Forgotten {
        /// The version deployed.
        old: VersionNumber,
    },
    /// It leaves the schema and its documents are deleted.
    DocumentsDeleted {
        /// The version deployed.
        old: VersionNumber,
    },
    /// It leaves the schema after its documents were carried into other tables.
    CarriedAway {
        /// The version deployed.
        old: VersionNumber,
        /// The version whose transition carries them away.
        last: VersionNumber,
    },
}

/// One transition on the way from what is deployed to what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The version before.
    pub old: VersionNumber,
    /// The version after.
    pub new: VersionNumber,
    /// What it does beside its own document.
    pub effects: DeclaredEffects,
    /// Which documents it reads.
    pub reads: BTreeSet<VersionName>,
}

impl Hop {
    fn of(transition: &TransitionDef) -> Self {
        Self {
            old: transition.old,
            new: transition.new,
            effects: transition.effects.clone(),
            reads: transition.reads.clone(),
        }
    }

    /// Whether it has neither effects nor reads, so that it composes with others in memory.
    pub fn is_pure(&self) -> bool {
        self.effects.is_empty() && self.reads.is_empty()
    }

    /// The indexes by which it ensures documents.
    pub fn ensures(&self) -> impl Iterator<Item = (&VersionName, &IndexName)> {
        self.effects.ensures.iter().map(|(version, index)| (version, index))
    }
}

impl Diff {
    /// Whether nothing differs and nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.findings.is_empty()
    }
}

impl Deployed {
    /// A deployment that holds exactly what is declared.
    pub fn of(declaration: &Declaration) -> Self {
        let table = |(name, history): (&TableName, &crate::history::TableHistory)| {
            let newest = history.newest();
            let meaning = Meaning::of(newest);
            (name.clone(), DeployedTable { version: newest.name.version, meaning })
        };
        Self { tables: declaration.tables.iter().map(table).collect() }
    }
}

/// Compares what is deployed with what is declared.
pub fn diff(deployed: &Deployed, declared: &Declaration) -> Diff {
    let mut diff = Diff::default();
    let findings = &mut diff.findings;
    let names: BTreeSet<&TableName> =
        deployed.tables.keys().chain(declared.tables.keys()).collect();
    for name in names {
        let found = match (deployed.tables.get(name), declared.tables.get(name)) {
            (Some(old), Some(history)) => table::staying(old, history, findings),
            (None, Some(history)) => {
                let new = history.newest().name.version;
                Some(TableDiff::new(name, TableFate::Added { new }))
            }
            (Some(old), None) => leaving(name, old, declared.dropped.get(name), findings),
            (None, None) => None,
        };
        diff.tables.extend(found.map(|table| (name.clone(), table)));
    }
    join::check(&diff.tables, declared, &mut diff.findings);
    diff.findings.dedup();
    diff
}

fn leaving(
    name: &TableName,
    deployed: &DeployedTable,
    dropped: Option<&DroppedTable>,
    findings: &mut Vec<Finding>,
) -> Option<TableDiff> {
    let old = deployed.version;
    match dropped {
        None => {
            findings.push(Finding::TableUnsaid { table: name.clone() });
            None
        }
        Some(DroppedTable::Forget) => Some(TableDiff::new(name, TableFate::Forgotten { old })),
        Some(DroppedTable::DeleteDocuments) => {
            Some(TableDiff::new(name, TableFate::DocumentsDeleted { old }))
        }
        Some(DroppedTable::CarriedAway { history, last: _ }) => {
            table::carried_away(deployed, history, findings)
        }
    }
}
