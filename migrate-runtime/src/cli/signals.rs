//! Ctrl-C and the request to end: once to stop at the next batch border, twice to stop at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use super::console::Console;
use crate::exit::Exit;
use crate::run::Stop;

/// What a run is told from outside.
#[derive(Clone, Default)]
pub(crate) struct Signals {
    stop: Arc<Stop>,
    exit: Arc<AtomicU8>,
}

impl Signals {
    /// Listens from now on. Must be called inside a runtime.
    pub(crate) fn listen(console: &Console) -> Self {
        let signals = Self::default();
        let (interrupted, console) = (signals.clone(), console.clone());
        let told = console.clone();
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                interrupted.received(Exit::Interrupted, &told);
            }
        });
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let terminated = signals.clone();
            if let Ok(mut requests) = signal(SignalKind::terminate()) {
                tokio::spawn(async move {
                    while requests.recv().await.is_some() {
                        terminated.received(Exit::Terminated, &console);
                    }
                });
            }
        }
        signals
    }

    fn received(&self, exit: Exit, console: &Console) {
        if self.stop.is_requested() {
            // What isn't committed is rolled back when the file is opened again.
            std::process::exit(i32::from(exit.code()));
        }
        self.exit.store(exit.code(), Ordering::SeqCst);
        self.stop.request();
        console.tell("stopping at the next batch border; once more to stop at once");
    }

    pub(crate) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// How the process ends if it was told to.
    pub(crate) fn exit(&self) -> Exit {
        if self.exit.load(Ordering::SeqCst) == Exit::Terminated.code() {
            Exit::Terminated
        } else {
            Exit::Interrupted
        }
    }
}
