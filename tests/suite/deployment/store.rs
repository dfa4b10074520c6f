//! The contract of a store, kept by a deployment of Convex that is driven from outside.

use std::sync::atomic::{AtomicU32, Ordering};

use migrate_runtime::store::Sources;
use migrate_runtime::store_suite;

use super::live::Live;

/// A deployment of a test's own.
fn open(sources: Sources) -> Live {
    static OPENED: AtomicU32 = AtomicU32::new(0);
    let number = OPENED.fetch_add(1, Ordering::Relaxed);
    Live::open(&format!("store-suite-{number}"), sources)
}

store_suite!(convex, open);
