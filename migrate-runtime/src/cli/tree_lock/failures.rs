//! Why generated files may not be written, and how to go on.

use std::collections::BTreeSet;

use super::PUT_BACK;
use super::record::{FORMAT, LockFiles, Record, Unreadable};
use crate::cli::places::shown;
use crate::cli::session::Session;
use crate::cli::text::moment;
use crate::exit::{Exit, Failure};
use crate::store::TablePhase;

/// The code of a failure because somebody else's files are in place.
const LOCKED: &str = "tree-locked";

/// They stand in for another deployment's push, which a person may finish.
pub(super) fn stands_in(session: &Session<'_>, record: &Record) -> Failure {
    let what = format!(
        "the generated files are in place for a push to {}, so they weren't touched",
        target(record)
    );
    ways_out(session, record, Failure::new(Exit::Locked, LOCKED, what).say(placed(record)))
}

/// What `check` and `generate --check` say in place of many differences.
pub(crate) fn found(session: &Session<'_>, record: &Record) -> Failure {
    let what = format!(
        "the generated files aren't what is committed: they are in place for a push to {}",
        target(record)
    );
    ways_out(session, record, Failure::new(Exit::Locked, LOCKED, what).say(placed(record)))
}

fn ways_out(session: &Session<'_>, record: &Record, failure: Failure) -> Failure {
    failure
        .say(format!("finish that push: with {} and its key in the environment, run", record.url))
        .type_next(record.finish.clone())
        .say("or put the committed files back, with")
        .type_next(session.program.line(PUT_BACK))
        .say("then run the same command again")
}

/// Another process is pushing them, or a command that it has started.
pub(super) fn pushing(session: &Session<'_>, record: &Record, files: &LockFiles) -> Failure {
    let what = format!("the generated files are being pushed to {}", target(record));
    Failure::new(Exit::Locked, LOCKED, what)
        .say(placed(record))
        .say("wait until that push has ended, then run the same command again")
        .say(format!(
            "if that process has ended already, the push command that it started goes on without it \
             (`fuser {}` names its process); if it never ends, end it, and put the committed files \
             back with",
            shown(files.writer())
        ))
        .type_next(session.program.line(PUT_BACK))
}

/// Another process has written them for longer than that takes.
pub(super) fn busy(files: &LockFiles) -> Failure {
    Failure::new(Exit::Locked, LOCKED, "another process is writing the generated files").say(
        format!(
            "wait until it has ended, then run the same command again; `fuser {}` names it",
            shown(files.writer())
        ),
    )
}

/// A record that this program can't read: what the files stand in for isn't known.
pub(super) fn unreadable(session: &Session<'_>, files: &LockFiles, why: &Unreadable) -> Failure {
    let path = shown(files.record());
    let (what, help) = match why {
        Unreadable::Newer { format } => (
            format!("{path} has format {format}, and this program knows formats up to {FORMAT}"),
            "go on with the release that has written it; or put the committed files back, with",
        ),
        Unreadable::Damaged { why } => (
            format!("{path} isn't a lock that this program has written: {why}"),
            "which push the generated files are in place for isn't known; put the committed files \
             back, with",
        ),
    };
    Failure::new(Exit::BadInput, "tree-lock-unreadable", what)
        .in_file(files.record())
        .say(help)
        .type_next(session.program.line(PUT_BACK))
}

/// `prod (https://happy-otter-123.convex.cloud)`
fn target(record: &Record) -> String {
    format!("{} ({})", record.deployment, record.url)
}

/// Who has placed them, when, and which phases they are of.
fn placed(record: &Record) -> String {
    let tables = record.manifest.tables.iter().map(|(table, deployed)| match deployed.phase {
        TablePhase::Widened { old } => format!("{table}@{old} to {table}@{}", deployed.version),
        TablePhase::Narrowed => format!("{table}@{}", deployed.version),
    });
    let tables: BTreeSet<_> = tables.collect();
    let tables: Vec<_> = tables.iter().map(String::as_str).collect();
    let (runner, at) = (&record.runner, moment(record.placed_at));
    format!("{runner} has put them there at {at}; they accept {}", tables.join(", "))
}
