//! What an application logs that logs everything, whatever library says it.

use std::fmt::{Debug, Write as _};
use std::io::Write as _;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes every log to stderr, if the environment says so.
pub(super) fn keep() {
    if std::env::var_os("NOTES_LOG").is_some() && log::set_logger(&Everything).is_ok() {
        log::set_max_level(log::LevelFilter::Trace);
        // Nobody else sets one.
        let _ = tracing::subscriber::set_global_default(Everything);
        log::trace!("everything is logged");
    }
}

struct Everything;

fn write(line: &str) {
    // Nobody reads it if it can't be written.
    let _ = writeln!(std::io::stderr(), "log: {line}");
}

impl log::Log for Everything {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        write(&format!("{}: {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a `String` can't fail.
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(event.metadata().target().to_owned());
        event.record(&mut fields);
        write(&fields.0);
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields(attributes.metadata().target().to_owned());
        attributes.record(&mut fields);
        write(&fields.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields(String::new());
        values.record(&mut fields);
        write(&fields.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
