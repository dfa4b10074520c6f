//! Waiting for what another process does.

use std::thread;
use std::time::{Duration, Instant};

/// Within this time a machine that has a lot to do comes to everything that is waited for.
const PATIENCE: Duration = Duration::from_mins(3);

/// Waits until there is something.
#[track_caller]
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
