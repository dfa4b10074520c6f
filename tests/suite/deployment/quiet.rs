//! Whatever an application logs, it logs no deploy key.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use migrate_runtime::store::Store as _;
use migrate_runtime::store::convex::NoPusher;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use workspace_tests::deployment::TestDeployment;

use super::live::store_of;

/// A log that keeps everything, of all threads that have none of their own.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        text.push_str(event.metadata().target());
        event.record(&mut Text(&mut text));
        text.push('\n');
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Text<'t>(&'t mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

#[test]
fn the_clients_log_does_not_reach_the_applications() {
    let log = Everything::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let server = TestDeployment::start(None, &[]).unwrap();
    let store = store_of(&server, NoPusher);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    // There are no functions, so it fails; but it has connected, and shown its key.
    runtime.block_on(store.runs(1)).unwrap_err();
    tracing::error!("what the application says itself");
    let kept = log.0.lock().unwrap();
    assert!(kept.contains("what the application says itself"));
    assert!(!kept.contains(server.admin_key()), "{kept}");
    assert!(!kept.contains("convex"), "{kept}");
}
