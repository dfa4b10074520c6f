//! What counts as known: only what says it of these very versions.

use schema_core::schema::Schema;
use schema_core::version::VersionNumber;

use super::*;
use crate::digest::Digest;
use crate::fixture::films;
use crate::store::{DeployedTable, Manifest};

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
