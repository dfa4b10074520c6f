//! One tree, one writer: the files of a push stand beside the application only under a lock.
//!
//! There are two files, both in the folder `.migrate` beside the folder of generated TypeScript, so
//! that Convex never sees them; that folder keeps itself out of git.
//!
//! - The *record* says for which deployment, schema and manifest the generated files stand in. It is
//!   written before the first of these files and removed after the last committed one is back, so it
//!   is there as long as they are, whatever process has ended meanwhile.
//! - The *writer* file is locked by the process that writes generated files, or pushes them. The
//!   system lets go of it when that process ends. A command that pushes gets the open file as its
//!   standard input, so the lock lasts as long as the push, even where the process that began it was
//!   killed.
//!
//! A process holds the writer file while it reads or writes the record, so of two processes one sees
//! what the other has written.

mod failures;
mod put_back;
mod record;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use schema_core::generate::{GeneratedFile, Staged, staged_files};
use schema_core::schema::Schema;

pub(crate) use self::failures::found;
pub(crate) use self::put_back::put_back;
use self::record::LockFiles;
pub(crate) use self::record::Record;
use super::session::Session;
use super::tree::{self, Difference, Tree, Wanted};
use super::{generate, show};
use crate::exit::Failure;
use crate::store::sqlite::hold::Hold;
use crate::store::{Deployed, Manifest, Store};

/// How long a process that writes generated files is waited for, unless it pushes them: it is done in
/// a moment.
const WAIT: Duration = Duration::from_millis(20);
const WAITS_MAX: u32 = 250;

/// A schema whose files are to be put in place.
pub(crate) struct Placing<'p> {
    pub(crate) schema: &'p Schema,
    pub(crate) manifest: &'p Manifest,
    pub(crate) staged: &'p Staged,
    /// Whether a person pushes them, after this process has ended.
    pub(crate) is_by_hand: bool,
}

/// The one process that writes generated files.
pub(crate) struct TreeWriter<'a> {
    session: &'a Session<'a>,
    files: LockFiles,
    /// Taken out when it is dropped.
    hold: Option<Hold>,
    /// What the files stand in for: nothing, or a push to the session's own deployment.
    record: Option<Record>,
    /// What a push takes.
    placed: Vec<Wanted>,
    /// Whether a command has the lock, too.
    is_lent: bool,
}

impl<'a> TreeWriter<'a> {
    /// Begins to write generated files.
    ///
    /// # Errors
    ///
    /// They stand in for another deployment's push, another process pushes them, or the record can't
    /// be read.
    pub(crate) fn take(session: &'a Session<'a>) -> Result<Self, Failure> {
        let mut writer = Self::take_from_anybody(session)?;
        let Some(record) = writer.files.read(session)? else { return Ok(writer) };
        if writer.is_committed(&record)? {
            // Its process ended before it placed anything, or after it had put everything back.
            writer.files.remove()?;
            return Ok(writer);
        }
        if !record.is_of(session) {
            return Err(failures::stands_in(session, &record));
        }
        writer.record = Some(record);
        Ok(writer)
    }

    /// The same, whatever the files stand in for.
    fn take_from_anybody(session: &'a Session<'a>) -> Result<Self, Failure> {
        let files = LockFiles::of(&session.places);
        let hold = Some(hold(session, &files)?);
        let (record, placed, is_lent) = (None, Vec::new(), false);
        Ok(Self { session, files, hold, record, placed, is_lent })
    }

    /// Whether every file that a record is about is what is committed.
    fn is_committed(&self, record: &Record) -> Result<bool, Failure> {
        for wanted in Tree::read(self.session)?.wanted_typescript(self.session)? {
            let is_placed = record.has(self.session, &wanted.path);
            if is_placed && tree::difference(&wanted)? != Difference::None {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes these files, except those that stand in for a push of this deployment, and returns
    /// what has changed.
    pub(crate) fn write(&self, all: Vec<Wanted>) -> Result<Vec<(Wanted, Difference)>, Failure> {
        let is_free = |wanted: &Wanted| {
            let stands_in = |record: &Record| record.has(self.session, &wanted.path);
            !self.record.as_ref().is_some_and(stands_in)
        };
        let mut written = Vec::new();
        for wanted in all.into_iter().filter(is_free) {
            let difference = tree::write(&wanted)?;
            if difference != Difference::None {
                written.push((wanted, difference));
            }
        }
        Ok(written)
    }

    /// Puts the files of a push in place, after a record of it. Files that are pushed by hand and are
    /// what is committed need no record.
    pub(crate) fn place(&mut self, placing: &Placing<'_>) -> Result<(), Failure> {
        let Placing { schema, manifest, staged, is_by_hand } = *placing;
        let tree = Tree::read(self.session)?;
        let (committed, committed_manifest) = tree.committed(self.session)?;
        let is_committed =
            staged.is_empty() && committed == *schema && committed_manifest == *manifest;
        if is_committed && is_by_hand {
            self.put_back()?;
            return Ok(());
        }
        let mut all = tree.wanted_typescript(self.session)?;
        let json =
            serde_json::to_value(manifest).map_err(|error| Failure::internal(error.to_string()))?;
        let mut record = Record::new(self.session, schema, manifest)?;
        for GeneratedFile { path, text } in staged_files(schema, staged, &json) {
            record.files.push(PathBuf::from(path));
            let path = self.session.places.convex.join(path);
            // Where it means the same, the committed text stays: it has notes for people.
            if !is_committed {
                all.retain(|wanted| wanted.path != path);
                all.push(Wanted { path, text: Some(text) });
            }
        }
        self.note(record)?;
        // Everything that is generated, not only what differs: while documents were migrated, nothing
        // kept others from writing it.
        for wanted in &all {
            tree::write(wanted)?;
        }
        self.placed = all;
        Ok(())
    }

    /// The same with what is committed, for a command that pushes it.
    pub(crate) fn place_committed(&mut self) -> Result<(), Failure> {
        let (schema, manifest) = Tree::read(self.session)?.committed(self.session)?;
        let (staged, is_by_hand) = (&Staged::new(), false);
        self.place(&Placing { schema: &schema, manifest: &manifest, staged, is_by_hand })
    }

    /// Writes the record, over one of this deployment only.
    fn note(&mut self, record: Record) -> Result<(), Failure> {
        if self.record.is_some() {
            self.files.replace(&record)?;
        } else if !self.files.create(&record)? {
            // A process that doesn't hold the lock has written it.
            let there = self.files.read(self.session)?.unwrap_or(record);
            return Err(failures::stands_in(self.session, &there));
        }
        self.record = Some(record);
        Ok(())
    }

    /// The files in place that something else has changed.
    pub(crate) fn altered(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut altered = Vec::new();
        for wanted in &self.placed {
            if tree::difference(wanted)? != Difference::None {
                altered.push(wanted.path.clone());
            }
        }
        Ok(altered)
    }

    /// The lock for a command that pushes: it keeps it until it ends, even if this process ends first.
    pub(crate) fn lend(&mut self) -> Result<File, Failure> {
        let Some(hold) = &self.hold else { return Err(Failure::internal("the lock is gone")) };
        let file = hold.shared()?;
        self.is_lent = true;
        Ok(file)
    }

    /// The command has ended.
    pub(crate) const fn take_again(&mut self) {
        self.is_lent = false;
    }

    /// Makes the generated TypeScript what is committed, and then removes the record.
    pub(crate) fn put_back(&mut self) -> Result<Vec<(Wanted, Difference)>, Failure> {
        let committed = Tree::read(self.session)?.wanted_typescript(self.session)?;
        self.record = None;
        let written = self.write(committed)?;
        self.files.remove()?;
        Ok(written)
    }
}

impl Drop for TreeWriter<'_> {
    fn drop(&mut self) {
        let Some(hold) = self.hold.take() else { return };
        if self.is_lent {
            // The command still reads the files, though this process doesn't wait for its end.
            hold.leave();
        }
    }
}

/// Becomes the one writer. A process that pushes isn't waited for.
fn hold(session: &Session<'_>, files: &LockFiles) -> Result<Hold, Failure> {
    for _ in 0..WAITS_MAX {
        if let Some(hold) = files.hold()? {
            return Ok(hold);
        }
        if let Ok(Some(record)) = files.read(session) {
            return Err(failures::pushing(session, &record, files));
        }
        thread::sleep(WAIT);
    }
    Err(failures::busy(files))
}

/// What the generated files stand in for, as it is at this moment.
pub(crate) fn standing(session: &Session<'_>) -> Result<Option<Record>, Failure> {
    LockFiles::of(&session.places).read(session)
}

/// Fails where a command about this deployment may not write generated files.
pub(crate) fn check(session: &Session<'_>) -> Result<(), Failure> {
    if LockFiles::of(&session.places).is_recorded()? {
        TreeWriter::take(session)?;
    }
    Ok(())
}

/// Writes generated files as the one writer, and returns those that have changed. Where nothing is to
/// be written, nothing is: not even a lock, so it works in a folder that can only be read.
pub(crate) fn write(
    session: &Session<'_>,
    all: impl Fn() -> Result<Vec<Wanted>, Failure>,
) -> Result<Vec<(Wanted, Difference)>, Failure> {
    let mut is_fresh = !LockFiles::of(&session.places).is_recorded()?;
    for wanted in all()? {
        is_fresh = is_fresh && tree::difference(&wanted)? == Difference::None;
    }
    if is_fresh {
        return Ok(Vec::new());
    }
    let writer = TreeWriter::take(session)?;
    writer.write(all()?)
}

/// Puts the committed files back where those of a push to this deployment are in place.
pub(crate) fn release(session: &Session<'_>) -> Result<(), Failure> {
    release_if(session, |_| true)
}

fn release_if(session: &Session<'_>, is_over: impl FnOnce(&Record) -> bool) -> Result<(), Failure> {
    if !LockFiles::of(&session.places).is_recorded()? {
        return Ok(());
    }
    let mut writer = TreeWriter::take(session)?;
    if writer.record.as_ref().is_some_and(is_over) {
        let written = writer.put_back()?;
        let files = written.iter().map(|(file, _)| ("restored", &*file.path));
        for (word, path) in generate::by_folder(files) {
            show::done(session, word, &path);
        }
    }
    Ok(())
}

/// Puts the committed files back once the push that others stand in for is live, or once nothing is
/// left to push.
pub(crate) async fn settle<S: Store>(
    session: &Session<'_>,
    store: &S,
    is_all_done: bool,
) -> Result<(), Failure> {
    if !LockFiles::of(&session.places).is_recorded()? {
        return Ok(());
    }
    let live: Option<Deployed> = store.deployed().await?;
    release_if(session, |record| {
        is_all_done || live.as_ref().is_some_and(|live| record.is_live(live))
    })
}

/// Says, where files wait in place for a push by hand, how to put the committed ones back.
pub(crate) fn tell_standing(session: &Session<'_>) {
    let Ok(Some(record)) = standing(session) else { return };
    if record.is_of(session) {
        session.console.say(&format!(
            "Until then the generated files are those of this push. To give it up, put the committed \
             ones back with `{}`.",
            session.program.line(PUT_BACK)
        ));
    }
}

/// The words that put the committed files back.
const PUT_BACK: [&str; 2] = ["ship", "--put-back"];

/// A path as a record has it: below the folder of generated TypeScript.
fn below<'p>(session: &Session<'_>, path: &'p Path) -> Option<&'p Path> {
    path.strip_prefix(&session.places.convex).ok()
}
