//! `generate`: the files beside the application, written or compared.

use std::path::Path;

use serde_json::json;

use super::args::{GenerateArgs, ReleaseArgs, Tool};
use super::component;
use super::console::Tone;
use super::github;
use super::places::shown;
use super::session::Session;
use super::tree::{self, Difference, Tree, Wanted};
use super::tree_lock;
use crate::exit::{Exit, Failure};

pub(crate) fn generate(session: &Session<'_>, args: &GenerateArgs) -> Result<Exit, Failure> {
    session.checked()?;
    // Looked at first, so that nothing is written where it can't be.
    let component = match args.also_for {
        Some(Tool::MigrationsComponent) => component::wanted(session, component::Asked::Now)?,
        None => None,
    };
    if args.check {
        let line = session.program.line(args.words());
        return compare_with(session, &args.release, component, line);
    }
    let written = write_with(session, &args.release, component.as_ref())?;
    say(session, &written, Mood::Done);
    if written.is_empty() && !session.is_json() {
        session.console.tell("every generated file is as it should be");
    }
    if args.also_for.is_some() {
        component::refuse(session)?;
    }
    Ok(Exit::Done)
}

/// Writes every file that isn't as it should be, and returns those.
pub(crate) fn write(
    session: &Session<'_>,
    release: &ReleaseArgs,
) -> Result<Vec<(Wanted, Difference)>, Failure> {
    write_with(session, release, None)
}

/// The same with one file more.
fn write_with(
    session: &Session<'_>,
    release: &ReleaseArgs,
    more: Option<&Wanted>,
) -> Result<Vec<(Wanted, Difference)>, Failure> {
    tree_lock::write(session, || {
        let mut wanted = Tree::read(session)?.wanted(session, release)?;
        wanted.extend(more.filter(|more| !wanted.contains(more)).cloned());
        Ok(wanted)
    })
}

/// Compares every file with what it should be.
pub(crate) fn compare(session: &Session<'_>, release: &ReleaseArgs) -> Result<Exit, Failure> {
    let line = session.program.line(["generate"].into_iter().chain(release.words()));
    compare_with(session, release, None, line)
}

/// The same with one file more; `line` writes them all.
fn compare_with(
    session: &Session<'_>,
    release: &ReleaseArgs,
    more: Option<Wanted>,
    line: String,
) -> Result<Exit, Failure> {
    let tree = Tree::read(session)?;
    let standing = tree_lock::standing(session)?;
    let mut found = Vec::new();
    let mut all = tree.wanted(session, release)?;
    all.extend(more.filter(|more| !all.contains(more)));
    for wanted in all {
        let difference = tree::difference(&wanted)?;
        if difference != Difference::None {
            found.push((wanted, difference));
        }
    }
    if let Some(standing) = standing.filter(|_| !found.is_empty()) {
        // What stands in for a push is said at once, and the rest file by file.
        found.retain(|(wanted, _)| !standing.has(session, &wanted.path));
        say(session, &found, Mood::Found);
        return Err(tree_lock::found(session, &standing));
    }
    say(session, &found, Mood::Found);
    let different = found.len();
    if different == 0 {
        if !session.is_json() {
            session.console.tell("every generated file is as it should be");
        }
        return Ok(Exit::Done);
    }
    let files = if different == 1 {
        "1 file isn't".to_owned()
    } else {
        format!("{different} files aren't")
    };
    Err(Failure::new(Exit::Findings, "not-fresh", format!("{files} what would be generated"))
        .say("write them and commit them:")
        .type_next(line))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Done,
    Found,
}

/// Says of each file what was done, or is to be done; people are told of many in one folder at once.
pub(crate) fn say(session: &Session<'_>, files: &[(Wanted, Difference)], mood: Mood) {
    let console = &session.console;
    let words = files.iter().map(|(wanted, difference)| (word(*difference, mood), wanted));
    if session.is_json() {
        for (word, wanted) in words {
            let path = shown(&wanted.path);
            console.out(&json!({ "file": path, "difference": word }).to_string());
        }
    } else if session.is_github() && mood == Mood::Found {
        for (word, wanted) in words {
            let text = format!("{word}: it isn't what would be generated");
            console.out(&github::error(Some(&wanted.path), "not-fresh", &text));
        }
    } else {
        let tone = if mood == Mood::Done { Tone::Good } else { Tone::Careful };
        for (word, path) in by_folder(words.map(|(word, wanted)| (word, &*wanted.path))) {
            console.out(&format!("{} {path}", console.tone_out(tone, &format!("{word:<9}"))));
        }
    }
}

fn word(difference: Difference, mood: Mood) -> &'static str {
    match (difference, mood) {
        (Difference::None, _) => "unchanged",
        (Difference::Missing, Mood::Done) => "created",
        (Difference::Changed, Mood::Done) => "changed",
        (Difference::Superfluous, Mood::Done) => "removed",
        (Difference::Missing, Mood::Found) => "missing",
        (Difference::Changed, Mood::Found) => "different",
        (Difference::Superfluous, Mood::Found) => "superfluous",
    }
}

/// How many files of a folder are listed one by one.
const LISTED_MAX: usize = 4;

/// The files as they are listed, with a word each: those that follow each other in one folder are one
/// line if they are many.
pub(crate) fn by_folder<'p>(
    files: impl Iterator<Item = (&'static str, &'p Path)>,
) -> Vec<(&'static str, String)> {
    let files: Vec<_> = files.collect();
    let alike = |(word, path): &(&str, &Path), (next, other): &(&str, &Path)| {
        word == next && path.parent() == other.parent()
    };
    let listed = |group: &[(&'static str, &Path)]| match group {
        [(word, first), ..] if group.len() > LISTED_MAX => {
            let folder = shown(first.parent().unwrap_or(first));
            vec![(*word, format!("{folder}: {} files", group.len()))]
        }
        group => group.iter().map(|(word, path)| (*word, shown(path))).collect(),
    };
    files.chunk_by(alike).flat_map(listed).collect()
}
