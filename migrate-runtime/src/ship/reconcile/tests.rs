//! Where a table stands, from what the deployment, the ledger and the files say of it.

use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use schema_core::schema::{Schema, TableSchema};

use super::*;
use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::fixture::{declaration, films};
use crate::store::{Manifest, ReceiptCounts};

/// What is deployed of films: the version, and whether older documents are accepted beside it.
#[derive(Clone, Copy)]
enum Live {
    Nothing,
    Old,
    Widened,
    Narrowed,
}

struct Case {
    declaration: Declaration,
    frozen: FrozenFiles,
}

impl Case {
    fn new() -> Self {
        Self { declaration: declaration(), frozen: FrozenFiles::new() }
    }

    fn versions(&self) -> Versions<'_> {
        Versions::of(&self.declaration, &self.frozen)
    }

    /// A receipt of films of version 2, as it is declared.
    fn receipt(&self) -> Receipt {
        let version = VersionNumber(2);
        Receipt {
            deployment: DeploymentName::local(),
            name: VersionName { table: films(), version },
            old: VersionNumber(1),
            old_hash: self.versions().hash(&films(), VersionNumber(1)),
            new_hash: self.versions().hash(&films(), version),
            carried_away: false,
            counts: ReceiptCounts::default(),
            programs: Vec::new(),
            verified_at: Timestamp(1),
        }
    }

    fn deployed(&self, live: Live) -> Option<Deployed> {
        let (versions, table) = (self.versions(), films());
        let history = &self.declaration.tables[&table];
        let (schema, version, phase) = match live {
            Live::Nothing => return None,
            Live::Old => {
                (TableSchema::from(&history.versions()[0]), VersionNumber(1), TablePhase::Narrowed)
            }
            Live::Widened => {
                let old = VersionNumber(1);
                let widened = history.widened_from(old).unwrap();
                (widened.schema, VersionNumber(2), TablePhase::Widened { old })
            }
            Live::Narrowed => {
                (TableSchema::from(history.newest()), VersionNumber(2), TablePhase::Narrowed)
            }
        };
        let schema = Schema { tables: [(table.clone(), schema)].into(), ..Schema::default() };
        let deployed = versions.deployed(&table, version, phase);
        Some(Deployed { schema, manifest: Manifest { tables: [(table, deployed)].into() } })
    }

    fn state(
        &self,
        live: Option<&Deployed>,
        ledger: &[Receipt],
        files: &[Receipt],
        documents: u64,
    ) -> TableState {
        let versions = Versions { receipts: files, ..self.versions() };
        let deployment = &DeploymentName::local();
        let sources = Sources { deployment, versions: &versions, deployed: live, ledger };
        let history = &self.declaration.tables[&films()];
        TableState::of(&sources, Receipted { history, is_drained: false }, documents)
    }
}

#[test]
fn a_receipt_counts_only_for_what_the_newest_version_is_declared_as() {
    let case = Case::new();
    let widened = case.deployed(Live::Widened);
    let of = |receipt: Receipt| case.state(widened.as_ref(), &[receipt], &[], 0);
    assert!(matches!(of(case.receipt()), TableState::Claimed(_)));
    let new_hash = Digest::of("another meaning of the same version");
    assert_eq!(of(Receipt { new_hash, ..case.receipt() }), TableState::Open);
    assert_eq!(of(Receipt { carried_away: true, ..case.receipt() }), TableState::Open);
    let deployment = "another".parse().unwrap();
    assert_eq!(of(Receipt { deployment, ..case.receipt() }), TableState::Open);
    let mut older = case.receipt();
    older.name.version = VersionNumber(1);
    older.new_hash = case.versions().hash(&films(), VersionNumber(1));
    assert_eq!(of(older), TableState::Open);
    let mut other = case.receipt();
    other.name.table = TableName::from_checked("reels");
    assert_eq!(of(other), TableState::Open);
}

#[test]
fn what_the_deployment_enforces_proves_a_receipt_that_the_ledger_lacks() {
    let case = Case::new();
    let narrowed = case.deployed(Live::Narrowed);
    let receipt = case.receipt();
    let ledger = std::slice::from_ref(&receipt);
    assert_eq!(case.state(narrowed.as_ref(), ledger, &[], 0), TableState::Proved);
    let unnoted = TableState::Unnoted { committed: None };
    assert_eq!(case.state(narrowed.as_ref(), &[], &[], 0), unnoted);
    let committed = Some(Box::new(receipt.clone()));
    assert_eq!(
        case.state(narrowed.as_ref(), &[], ledger, 0),
        TableState::Unnoted { committed },
        "the committed one knows what was counted"
    );
    // A schema that isn't enforced, or another text under the same version, proves nothing.
    let mut off = narrowed.clone().unwrap();
    off.schema.enforcement = Enforcement::Off;
    assert_eq!(case.state(Some(&off), &[], &[], 0), TableState::Open);
    let mut other = narrowed.unwrap();
    other.manifest.tables.get_mut(&films()).unwrap().hash = Digest::of("another meaning");
    assert_eq!(case.state(Some(&other), &[], &[], 0), TableState::Open);
}

#[test]
fn a_receipt_stands_only_as_long_as_the_documents_agree_where_older_ones_are_accepted() {
    let case = Case::new();
    let receipt = case.receipt();
    let list = std::slice::from_ref(&receipt);
    for live in [Live::Old, Live::Widened] {
        let live = case.deployed(live);
        for (ledger, files, is_in_ledger) in [(list, &[][..], true), (&[][..], list, false)] {
            let claimed = Claimed { receipt: receipt.clone(), is_in_ledger };
            let state = case.state(live.as_ref(), ledger, files, 0);
            assert_eq!(state, TableState::Claimed(Box::new(claimed)));
        }
        assert_eq!(case.state(live.as_ref(), &[], &[], 0), TableState::Open);
    }
}

#[test]
fn documents_of_a_table_that_is_not_deployed_may_be_of_any_version() {
    let case = Case::new();
    let nothing = case.deployed(Live::Nothing);
    assert_eq!(case.state(nothing.as_ref(), &[], &[], 0), TableState::Open);
    let undeployed = TableState::Undeployed { documents: 3, claimed: None };
    assert_eq!(case.state(nothing.as_ref(), &[], &[], 3), undeployed);
}
