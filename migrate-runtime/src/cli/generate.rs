//! `generate`: the files beside the application, written or compared.

use serde_json::json;

use super::args::{GenerateArgs, ReleaseArgs, Tool};
use super::component;
use super::console::Tone;
use super::github;
use super::places::shown;
use super::session::Session;
use super::tree::{self, Difference, Tree, Wanted};
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
    let mut written = write(session, &args.release)?;
    if let Some(component) = component {
        let difference = tree::write(&component)?;
        if difference != Difference::None {
            written.push((component, difference));
        }
    }
    for (wanted, difference) in &written {
        say(session, wanted, *difference, Mood::Done);
    }
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
    let tree = Tree::read(session)?;
    let mut written = Vec::new();
    for wanted in tree.wanted(session, release)? {
        let difference = tree::write(&wanted)?;
        if difference != Difference::None {
            written.push((wanted, difference));
        }
    }
    Ok(written)
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
    let mut different = 0;
    let mut all = tree.wanted(session, release)?;
    all.extend(more.filter(|more| !all.contains(more)));
    for wanted in all {
        let difference = tree::difference(&wanted)?;
        different += usize::from(difference != Difference::None);
        say(session, &wanted, difference, Mood::Found);
    }
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
enum Mood {
    Done,
    Found,
}

fn say(session: &Session<'_>, wanted: &Wanted, difference: Difference, mood: Mood) {
    let word = match (difference, mood) {
        (Difference::None, _) => return,
        (Difference::Missing, Mood::Done) => "created",
        (Difference::Changed, Mood::Done) => "changed",
        (Difference::Superfluous, Mood::Done) => "removed",
        (Difference::Missing, Mood::Found) => "missing",
        (Difference::Changed, Mood::Found) => "different",
        (Difference::Superfluous, Mood::Found) => "superfluous",
    };
    let path = shown(&wanted.path);
    let console = &session.console;
    if session.is_json() {
        console.out(&json!({ "file": path, "difference": word }).to_string());
    } else if session.is_github() && mood == Mood::Found {
        let text = format!("{word}: it isn't what would be generated");
        console.out(&github::error(Some(&wanted.path), "not-fresh", &text));
    } else {
        let tone = if mood == Mood::Done { Tone::Good } else { Tone::Careful };
        console.say(&format!("{} {path}", console.tone_out(tone, &format!("{word:<9}"))));
    }
}
