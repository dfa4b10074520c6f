//! What the client says to nobody but its log.
//!
//! It returns no reason for a connection that broke, and a deployment that refuses to do more for
//! the moment says so by breaking it: the reason is in the client's log alone. There, too, are its
//! messages, the deploy key among them. So each connection has a thread with a log of its own: its
//! errors are kept here, and nothing of it comes to whatever log the application keeps.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::metadata::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// The error that a client has told its log since somebody last asked: the first one, unless a later
/// one is about the key. A deployment that refuses a key says so and hangs up, and the client hears
/// of either first.
#[derive(Clone, Debug, Default)]
pub(super) struct Hearsay(Arc<Mutex<Option<String>>>);

/// Begins what the client says about a connection that broke.
const BROKEN: &str = "Convex WebSocketWorker failed: ";

/// Begins what the client says about a key that was refused.
pub(super) const KEY: &str = "AuthError: ";

/// Begins what the client says about an answer that is longer than a message may be. It stands below
/// the first line, which says no more than that the connection is at fault.
pub(super) const TOO_LONG: &str = "Message too long";

/// How many characters of a reason are kept: a host that isn't Convex may answer with anything.
const REASON_MAX: usize = 1_000;

/// What comes after the reason: the next attempt, or a backtrace.
const AFTER: [&str; 3] = ["\n", ". Backing off for", ". Restarting protocol"];

impl Hearsay {
    /// What was said, which is forgotten with that.
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn hear(&self, said: &str) {
        let reason = match said.find(TOO_LONG) {
            Some(at) => &said[at..],
            None => said.strip_prefix(BROKEN).unwrap_or(said),
        };
        let end = AFTER.iter().filter_map(|after| reason.find(after)).min();
        let reason = reason[..end.unwrap_or(reason.len())].trim();
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.is_none() || reason.starts_with(KEY) {
            *heard = Some(reason.chars().take(REASON_MAX).collect());
        }
    }
}

/// The log of one thread.
pub(super) struct Log(pub(super) Hearsay);

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::ERROR
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::ERROR)
    }

    fn event(&self, event: &Event<'_>) {
        let mut message = Message::default();
        event.record(&mut message);
        self.0.hear(&message.0);
    }

    // Nothing asks for spans.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            // Writing to a `String` can't fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_too_long_is_told_and_a_reason_that_is_too_long_is_cut() {
        let hearsay = Hearsay::default();
        hearsay.hear(
            "Convex WebSocketWorker failed: WebsocketConnectionError\n\nCaused by:\n    Space limit \
             exceeded: Message too long: 18000000 > 16777216. Backing off for 84ms and retrying.",
        );
        assert_eq!(hearsay.take().as_deref(), Some("Message too long: 18000000 > 16777216"));
        hearsay.hear(&"ü".repeat(5_000));
        assert_eq!(hearsay.take().map(|reason| reason.chars().count()), Some(REASON_MAX));
    }

    #[test]
    fn the_reason_is_kept_and_nothing_else_of_what_is_logged() {
        let hearsay = Hearsay::default();
        tracing::subscriber::with_default(Log(hearsay.clone()), || {
            tracing::debug!("Sending the key");
            tracing::error!(
                "Convex WebSocketWorker failed: TooManyWrites\n\nStack backtrace:\n  0: main. Backing \
                 off for 84ms and retrying."
            );
            tracing::error!("Convex Client Worker failed: \"ProtocolFailure\"");
        });
        assert_eq!(hearsay.take().as_deref(), Some("TooManyWrites"));
        assert_eq!(hearsay.take(), None);
        hearsay
            .hear("AuthError: it isn't a key for identity version Some(0). Restarting protocol.");
        let said = "AuthError: it isn't a key for identity version Some(0)";
        hearsay.hear("ProtocolFailure");
        assert_eq!(hearsay.take().as_deref(), Some(said));
    }
}
