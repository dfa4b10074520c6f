//! `generate --for migrations-component`: migrations for Convex's own component, written when they
//! are asked for and kept as they should be from then on.

use std::collections::BTreeSet;

use schema_core::generate::{
    self, COMPONENT_MARK, COMPONENT_PATH, ComponentMigrations, GenerateError,
};

use super::places::shown;
use super::session::Session;
use super::tree::Wanted;
use crate::exit::{Exit, Failure};
use crate::files;

/// When the file was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// On this command line.
    Now,
    /// On an earlier one, or never: the file is there, or not.
    Before,
}

/// The file as it should be; `None` where nobody has asked for it.
pub(crate) fn wanted(session: &Session<'_>, asked: Asked) -> Result<Option<Wanted>, Failure> {
    let path = session.places.convex.join(COMPONENT_PATH);
    let is_ours = files::read(&path)?.map(|text| text.starts_with(COMPONENT_MARK));
    match (is_ours, asked) {
        (Some(false) | None, Asked::Before) => return Ok(None),
        (Some(false), Asked::Now) => return Err(foreign(session, path)),
        (Some(true), _) | (None, Asked::Now) => {}
    }
    let text = migrations(session)?.file.map(|file| file.text);
    Ok(Some(Wanted { path, text }))
}

/// Fails, with their names, where transitions have no migration.
pub(crate) fn refuse(session: &Session<'_>) -> Result<(), Failure> {
    let ComponentMigrations { file, refused } = migrations(session)?;
    if refused.is_empty() {
        if file.is_none() && !session.is_json() {
            session
                .console
                .tell("no table has a second version, so there is no migration to write");
        }
        return Ok(());
    }
    let transitions: BTreeSet<_> = refused.iter().map(|one| (&one.old, &one.new)).collect();
    let what = match transitions.len() {
        1 => "1 transition can't be said in TypeScript".to_owned(),
        more => format!("{more} transitions can't be said in TypeScript"),
    };
    let mut failure = Failure::new(Exit::Findings, "not-in-typescript", what);
    for one in &refused {
        failure = failure.say(one.to_string());
    }
    let rest = if file.is_some() { "the others are written; " } else { "" };
    Err(failure
        .say(format!("{rest}carry these with a run, which needs no component:"))
        .type_next(session.program.line(["ship"])))
}

fn migrations(session: &Session<'_>) -> Result<ComponentMigrations, Failure> {
    generate::component_migrations(session.declaration).map_err(|error: GenerateError| {
        Failure::new(Exit::Findings, "not-generated", error.to_string())
    })
}

fn foreign(session: &Session<'_>, path: std::path::PathBuf) -> Failure {
    let what = format!("{} isn't one that `generate` has written", shown(&path));
    let line = session.program.line(["generate", "--for", "migrations-component"]);
    Failure::new(Exit::BadInput, "foreign-module", what)
        .in_file(path)
        .say("nothing was written; give that module another name, then run")
        .type_next(line)
}
