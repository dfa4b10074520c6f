//! Making a schema the active one.

use std::collections::{BTreeMap, BTreeSet};

use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::path::Path;
use schema_core::schema::Schema;
use schema_core::version::VersionNumber;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;

use super::{Receipt, RunNumber};

/// A schema to make active, with what it is made from.
#[derive(Clone, Debug)]
pub struct Push {
    /// The schema.
    pub schema: Schema,
    /// Which version of each table it stands for.
    pub manifest: Manifest,
    /// The run that pushes: taken only while it may write, so that one whose place another has
    /// taken doesn't bring an older schema back. `None` where no run has a part in it.
    pub run: Option<RunNumber>,
    /// Receipts of tables that have nothing to carry; noted with the schema or not at all, because
    /// that the push is taken is what proves them.
    pub receipts: Vec<Receipt>,
    /// Tables that leave the schema and must hold no document by then: their documents were carried
    /// into other tables. Looked at together with the push; a document that is still there refuses
    /// it.
    pub must_be_empty: BTreeSet<TableName>,
    /// How many violating documents to look for before giving up; Convex stops at one.
    pub violations_max: usize,
}

impl Push {
    /// A push of a schema alone and by no run: it brings no receipts, and stops at the first violating document.
    pub fn of(schema: Schema, manifest: Manifest) -> Self {
        let (receipts, must_be_empty) = (Vec::new(), BTreeSet::new());
        let run = None;
        Self { schema, manifest, run, receipts, must_be_empty, violations_max: 1 }
    }
}

/// What became of a push.
#[derive(Clone, Debug)]
pub enum PushOutcome {
    /// The schema is the active one.
    Active,
    /// Stored documents violate it, so nothing has changed; the first ones found.
    Refused(Vec<Violation>),
    /// Nothing has changed: this store takes no schema to the deployment by itself, and a person has
    /// to. What is deployed tells when that is done.
    Waiting,
}

/// A stored document that a schema doesn't accept.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The document's table.
    pub table: TableName,
    /// The document.
    pub id: DocumentId,
    /// The value that is to blame.
    pub path: Path,
    /// What is wrong with it, as Convex says it.
    pub reason: String,
}

/// What is active in a deployment.
#[derive(Clone, Debug)]
pub struct Deployed {
    /// The schema.
    pub schema: Schema,
    /// What it was made from.
    pub manifest: Manifest,
}

/// Which version of each table is deployed. It goes live in one transaction with the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, WireTable>", into = "BTreeMap<String, WireTable>")]
pub struct Manifest {
    /// The tables, by name.
    pub tables: BTreeMap<TableName, DeployedTable>,
}

/// What is deployed of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployedTable {
    /// The version that documents are written as.
    pub version: VersionNumber,
    /// The digest of that version's frozen text without its amendments.
    pub hash: Digest,
    /// How many amendments the version has.
    pub amendments: u32,
    /// How much of the past is still accepted.
    pub phase: TablePhase,
}

/// How much of the past a deployed table still accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TablePhase {
    /// Documents of every version from `old` on.
    Widened {
        /// The oldest accepted version.
        old: VersionNumber,
    },
    /// Documents of the deployed version only.
    Narrowed,
}

/// [`DeployedTable`] as JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WireTable {
    version: u32,
    hash: Digest,
    amendments: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    widened_from: Option<u32>,
}

impl From<BTreeMap<String, WireTable>> for Manifest {
    fn from(wire: BTreeMap<String, WireTable>) -> Self {
        let table = |(name, wire): (String, WireTable)| {
            let phase = wire.widened_from.map_or(TablePhase::Narrowed, |old| TablePhase::Widened {
                old: VersionNumber(old),
            });
            let version = VersionNumber(wire.version);
            let WireTable { hash, amendments, .. } = wire;
            (TableName::from_checked(name), DeployedTable { version, hash, amendments, phase })
        };
        Self { tables: wire.into_iter().map(table).collect() }
    }
}

impl From<Manifest> for BTreeMap<String, WireTable> {
    fn from(manifest: Manifest) -> Self {
        let wire = |(name, table): (TableName, DeployedTable)| {
            let widened_from = match table.phase {
                TablePhase::Widened { old } => Some(old.0),
                TablePhase::Narrowed => None,
            };
            let DeployedTable { version, hash, amendments, .. } = table;
            (
                name.as_str().to_owned(),
                WireTable { version: version.0, hash, amendments, widened_from },
            )
        };
        manifest.tables.into_iter().map(wire).collect()
    }
}
