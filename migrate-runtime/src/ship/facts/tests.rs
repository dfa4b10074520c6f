//! What counts as known: only what says it of these very versions.

use schema_core::declaration::Declaration;
use schema_core::frozen::FrozenFiles;
use schema_core::schema::Schema;
use schema_core::version::{VersionName, VersionNumber};

use super::*;
use crate::clock::Timestamp;
use crate::deployment::DeploymentName;
use crate::digest::Digest;
use crate::fixture::{declaration, films};
use crate::store::{DeployedTable, Manifest, ReceiptCounts};

/// A receipt of films of version 2, which means this.
fn receipt(new_hash: Digest) -> Receipt {
    Receipt {
        deployment: DeploymentName::local(),
        name: VersionName { table: films(), version: VersionNumber(2) },
        old: VersionNumber(1),
        old_hash: Digest::of("the old version"),
        new_hash,
        carried_away: false,
        counts: ReceiptCounts::default(),
        verified_at: Timestamp(1),
    }
}

fn with_versions<T>(ask: impl FnOnce(&Versions<'_>, &Declaration) -> T) -> T {
    let (declaration, frozen) = (declaration(), FrozenFiles::new());
    ask(&Versions { declaration: &declaration, frozen: &frozen }, &declaration)
}

#[test]
fn a_receipt_of_the_same_version_with_another_hash_proves_nothing() {
    with_versions(|versions, _| {
        let declared = versions.hash(&films(), VersionNumber(2));
        assert!(proves(versions, &receipt(declared), &films()));
        assert!(!proves(versions, &receipt(Digest::of("another meaning")), &films()));
    });
}

#[test]
fn a_receipt_of_an_older_version_or_of_another_table_proves_nothing() {
    with_versions(|versions, _| {
        let mut other = receipt(versions.hash(&films(), VersionNumber(1)));
        other.name.version = VersionNumber(1);
        assert!(!proves(versions, &other, &films()));
        let of_films = receipt(versions.hash(&films(), VersionNumber(2)));
        assert!(!proves(versions, &of_films, &TableName::from_checked("reels")));
    });
}

#[test]
fn a_table_is_widened_for_a_span_only_from_the_oldest_version_to_the_newest() {
    let deployed = |phase, version| {
        let (version, hash) = (VersionNumber(version), Digest::of("of no interest"));
        let mut manifest = Manifest::default();
        manifest.tables.insert(films(), DeployedTable { version, hash, amendments: 0, phase });
        Deployed { schema: Schema::default(), manifest }
    };
    let span = VersionSpan { old: VersionNumber(1), new: VersionNumber(3) };
    let since = |old| TablePhase::Widened { old: VersionNumber(old) };
    let is = |phase, version| is_widened(Some(&deployed(phase, version)), &films(), span);
    assert!(is(since(1), 3));
    // It takes no document of version 1, of which there may be some.
    assert!(!is(since(2), 3));
    assert!(!is(since(1), 2));
    assert!(!is(TablePhase::Narrowed, 3));
    assert!(!is_widened(None, &films(), span));
}
