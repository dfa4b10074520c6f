//! The application, which goes on writing.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::json;
use workspace_tests::deployment::Caller;

use crate::deployment::site::Site;

/// How long it rests after each write.
const REST: Duration = Duration::from_millis(20);

/// An application that writes until it is told to end.
pub(super) struct Application {
    ended: Arc<AtomicBool>,
    thread: JoinHandle<Result<Written, String>>,
}

/// What it has written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Written {
    pub(super) done: u64,
    pub(super) refused: u64,
}

impl Application {
    /// Has one user after the other grow older.
    pub(super) fn start(site: &Site, users: Vec<String>) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let (over, caller) = (Arc::clone(&ended), site.server.caller());
        let thread = thread::spawn(move || {
            let mut written = Written::default();
            for user in users.iter().cycle() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                if birthday(&caller, user)? {
                    written.done += 1;
                } else {
                    written.refused += 1;
                }
                thread::sleep(REST);
            }
            Ok(written)
        });
        Self { ended, thread }
    }

    /// What it has written by now.
    pub(super) fn end(self) -> io::Result<Written> {
        self.ended.store(true, Ordering::Relaxed);
        let ended = self.thread.join();
        ended
            .map_err(|_| io::Error::other("the application has panicked"))?
            .map_err(io::Error::other)
    }
}

/// Whether the deployment takes the write; an error where it fails.
fn birthday(caller: &Caller, user: &str) -> Result<bool, String> {
    let call = json!({ "path": "users:birthday", "args": { "user": user } });
    let answer = caller.post("/api/mutation", &call)?;
    match (answer.status, answer.body["status"].as_str()) {
        (200, Some("success")) => Ok(true),
        (429 | 503, _) => Ok(false),
        _ => Err(format!("the application's write failed: {}", answer.body)),
    }
}

impl Written {
    pub(super) fn refused_share(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a figure")]
        let (refused, all) = (self.refused as f64, (self.done + self.refused).max(1) as f64);
        refused / all
    }

    /// Fails where users aren't as much older as they were told to be.
    pub(super) fn check(self, older_by: f64) -> io::Result<()> {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let expected = self.done as f64;
        if (older_by - expected).abs() < 0.5 {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "of {expected} writes of the application {older_by} are stored"
        )))
    }
}
