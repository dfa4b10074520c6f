//! `rehearse`: a whole plan tried on an export, without a deployment.

mod json;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use schema_core::name::TableName;
use schema_core::version::VersionNumber;
use serde_json::json;

use super::args::RehearseArgs;
use super::console::Tone;
use super::places::shown;
use super::progress::Progress;
use super::session::Session;
use super::signals::Signals;
use super::tree::Tree;
use crate::exit::{Exit, Failure};
use crate::rehearse::{Rehearsal, RehearseError, Rehearsed, Written};
use crate::snapshot::{Limits, Snapshot};

pub(crate) fn rehearse(session: &Session<'_>, args: &RehearseArgs) -> Result<Exit, Failure> {
    session.checked()?;
    let tree = Tree::read(session)?;
    let given = given(session, args)?;
    let snapshot = Snapshot::open(&args.file, &Limits::default())?;
    // Beside the work, which has no runtime of its own to listen in.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::internal(format!("the machine refuses what it takes to wait: {error}"))
        })?;
    let signals = {
        let _inside = runtime.enter();
        Signals::listen(&session.console)
    };
    let progress = Progress::new(&session.console, session.format);
    let rehearsal = Rehearsal {
        snapshot: &snapshot,
        versions: tree.versions(session),
        given: &given,
        observer: &progress,
        stop: signals.stop(),
    };
    let rehearsed = match &args.write {
        Some(out) => rehearsal.write(out),
        None => rehearsal.run().map(|rehearsed| (rehearsed, None)),
    };
    let (rehearsed, written) = match rehearsed {
        Err(RehearseError::Stopped) => return Ok(signals.exit()),
        rehearsed => rehearsed?,
    };
    if session.is_json() {
        json::print(session, &rehearsed);
    } else {
        text::print(session, &args.file, &rehearsed);
    }
    if let (Some(out), Some(written)) = (&args.write, &written) {
        tell_written(session, out, &rehearsed, written);
    }
    Ok(if rehearsed.is_clean() { Exit::Done } else { Exit::Findings })
}

/// Says what was written, and how it gets into a deployment.
fn tell_written(session: &Session<'_>, out: &Path, rehearsed: &Rehearsed, written: &Written) {
    let Written { tables, documents } = written;
    let console = &session.console;
    if session.is_json() {
        let json = json!({ "written": shown(out), "tables": tables, "documents": documents });
        console.out(&json.to_string());
        return;
    }
    console.tell(&format!(
        "written   {}: {} carried anew, everything else as it was",
        shown(out),
        text::tables(*tables)
    ));
    if rehearsed.failing() > 0 {
        console.tell(
            "  documents that can't be carried are in it as they were: a deployment takes them only \
             while its schema is the widened one",
        );
    }
    console.tell("  into a deployment without documents, whose tables this has, it goes with");
    let line = format!("npx convex import {}", shown(out));
    console.err(&format!("    {}", console.tone_err(Tone::Strong, &line)));
}

/// What `--from` says.
fn given(
    session: &Session<'_>,
    args: &RehearseArgs,
) -> Result<BTreeMap<TableName, VersionNumber>, Failure> {
    let one = |word: &String| {
        let (table, version) = word.split_once('@')?;
        let version = version.parse().ok().filter(|number| *number > 0)?;
        Some((TableName::new(table).ok()?, VersionNumber(version)))
    };
    let mut given = BTreeMap::new();
    for word in &args.from {
        let Some((table, version)) = one(word) else {
            let what = format!("`{word}` isn't a version of a table");
            let file = args.file.display().to_string();
            let line = session.program.line(["rehearse", &file, "--from", "users@1"]);
            return Err(Failure::new(Exit::Usage, "malformed-version", what)
                .say("name the table and the version, such as:")
                .type_next(line));
        };
        if given.insert(table.clone(), version).is_some_and(|other| other != version) {
            let what = format!("`{table}` is said to be at two versions");
            let file = args.file.display().to_string();
            let line = session.program.line(["rehearse", &file, "--from", word]);
            return Err(Failure::new(Exit::Usage, "two-versions", what)
                .say("all of its documents are taken to be of one, so name one:")
                .type_next(line));
        }
    }
    Ok(given)
}

impl From<RehearseError> for Failure {
    fn from(error: RehearseError) -> Self {
        let what = error.to_string();
        match error {
            RehearseError::Snapshot(error) => error.into(),
            RehearseError::Run(error) => error.into(),
            RehearseError::Widen(_) => Self::new(Exit::Findings, "declaration", what),
            RehearseError::NoSuchVersion { .. } => {
                Self::new(Exit::Usage, "no-such-version", what).say("name one that is declared")
            }
            RehearseError::NoSuchTable(_) => {
                Self::new(Exit::Usage, "no-such-table", what).say("name a table of the export")
            }
            RehearseError::Stopped => Self::internal(what),
        }
    }
}
