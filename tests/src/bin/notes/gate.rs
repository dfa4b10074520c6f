//! Gates at which the application's own code stops until a test opens them.

#![expect(clippy::unwrap_used, reason = "a gate that fails fails the test that needs it")]

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How often a closed gate is looked at.
const LOOKED_AT_EVERY: Duration = Duration::from_millis(5);

/// Notes the call in the file `NAME.calls` of the folder `NOTES_GATES`. The first call then makes the
/// file `NAME.in`, and goes on once there is a file `NAME.go`. Without that folder nothing happens.
pub(super) fn gate(name: &'static str) {
    static PASSED: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let Some(folder) = std::env::var_os("NOTES_GATES").map(PathBuf::from) else { return };
    let calls = folder.join(format!("{name}.calls"));
    let calls = OpenOptions::new().create(true).append(true).open(calls);
    calls.unwrap().write_all(b".").unwrap();
    if PASSED.lock().unwrap_or_else(PoisonError::into_inner).insert(name) {
        File::create(folder.join(format!("{name}.in"))).unwrap();
        let parent = parent();
        while !folder.join(format!("{name}.go")).exists() {
            // The test has failed, and nobody opens the gate any more.
            if self::parent() != parent {
                std::process::exit(1);
            }
            thread::sleep(LOOKED_AT_EVERY);
        }
    }
}

/// The process that has started this one. It is another one once that has ended.
fn parent() -> u32 {
    #[cfg(unix)]
    return std::os::unix::process::parent_id();
    #[cfg(not(unix))]
    return 0;
}
