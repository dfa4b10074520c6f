//! `retry`: documents in quarantine, tried again, repaired or deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use schema_core::diff::diff;
use schema_core::id::DocumentId;
use schema_core::plan::{Facts, Plan, plan};
use schema_core::value::{Object, Value};
use serde_json::json;

use super::args::RetryArgs;
use super::deployment::{self, with_store};
use super::runner::Task;
use super::session::Session;
use super::signals::Signals;
use super::tree::Tree;
use super::{production, runner, show};
use crate::digest::Digest;
use crate::exit::{Exit, Failure};
use crate::run::{RunError, Runner};
use crate::ship;
use crate::start::Origin;
use crate::store::{Canonical, Leased, QuarantineEntry, ReadDocument, Repair, Repaired, Store};

pub(crate) fn retry(session: &Session<'_>, args: &RetryArgs) -> Result<Exit, Failure> {
    session.checked()?;
    let wanted = Wanted::read(session, args)?;
    production::check(session, args.yes.as_ref())?;
    deployment::name(session);
    with_store!(deployment::open_existing(session)?, store => on(session, args, wanted, store))
}

fn on<S: Store + Leased>(
    session: &Session<'_>,
    args: &RetryArgs,
    wanted: Wanted,
    store: &S,
) -> Result<Exit, Failure> {
    // Whoever is asked may take their time: the place of the one runner is taken after that.
    let entries = deployment::block_on(entries(session, store))?;
    known(session, &entries, &wanted.ids())?;
    let again = session.program.line(args.words());
    production::agree(session, args.yes.as_ref(), &again)?;
    if let Wanted::Delete(id) = wanted {
        agree(session, args, entry(&entries, id))?;
    }
    // A document that was repaired isn't repaired once more.
    let onward = match wanted.ids()[..] {
        [id] => session.program.line(["retry", "--ids", &id.to_string()]),
        _ => again.clone(),
    };
    let work = async |runner: Runner<'_, _>, signals: &Signals| {
        let ended = run(session, runner, wanted).await?;
        if ended != Exit::Incomplete || !signals.stop().is_requested() {
            return Ok(ended);
        }
        if !session.is_json() {
            session.console.tell("stopped at a batch border; go on with");
            session.console.err(&format!("    {onward}"));
        }
        Ok(signals.exit())
    };
    let task = Task { command: "retry", again: &again, pacing: deployment::pacing(session) };
    deployment::block_on(runner::hold(session, store, task, work))
}

/// What is to be done to which documents.
enum Wanted {
    /// Try these again; all, where there are none.
    Retry(Vec<DocumentId>),
    Delete(DocumentId),
    Set(DocumentId, Vec<(String, Value)>),
}

impl Wanted {
    fn read(session: &Session<'_>, args: &RetryArgs) -> Result<Self, Failure> {
        if let Some(id) = &args.delete {
            return id_of(session, id).map(Self::Delete);
        }
        if let Some((id, fields)) = args.set.split_first() {
            return Ok(Self::Set(id_of(session, id)?, assignments(fields)?));
        }
        args.ids.iter().map(|id| id_of(session, id)).collect::<Result<_, _>>().map(Self::Retry)
    }

    /// The documents that it names; none where it is about all.
    fn ids(&self) -> Vec<DocumentId> {
        match self {
            Self::Retry(ids) => ids.clone(),
            Self::Delete(id) | Self::Set(id, _) => vec![*id],
        }
    }
}

fn id_of(session: &Session<'_>, text: &str) -> Result<DocumentId, Failure> {
    DocumentId::from_str(text).map_err(|error| {
        Failure::new(Exit::Usage, "not-an-id", format!("`{text}` isn't a document's id: {error}"))
            .say("see the ids of documents in quarantine:")
            .type_next(session.program.line(["status"]))
    })
}

/// Each field is set once: of two values nobody can tell which was meant.
fn assignments(texts: &[String]) -> Result<Vec<(String, Value)>, Failure> {
    let mut fields: Vec<(String, Value)> = Vec::new();
    for text in texts {
        let (field, value) = assignment(text)?;
        if fields.iter().any(|(earlier, _)| *earlier == field) {
            let what = format!("`{field}` is set twice, so nothing was changed");
            return Err(Failure::new(Exit::Usage, "set-twice", what)
                .say("say each field once: --set ID FIELD=JSON [FIELD=JSON]..."));
        }
        fields.push((field, value));
    }
    Ok(fields)
}

/// `FIELD=JSON`, in the JSON in which Convex encodes values.
fn assignment(text: &str) -> Result<(String, Value), Failure> {
    let wrong = |why: String| {
        Failure::new(Exit::Usage, "not-an-assignment", format!("`{text}` isn't FIELD=JSON: {why}"))
            .say("text needs its own quotes inside those of the shell: 'title=\"M\"'")
    };
    let (field, json) =
        text.split_once('=').ok_or_else(|| wrong("there is no `=` in it".to_owned()))?;
    schema_names_field(field).map_err(wrong)?;
    let value = Value::from_encoded_text(json).map_err(|error| wrong(error.to_string()))?;
    Ok((field.to_owned(), value))
}

/// Only fields of the document itself are set: a nested one is set with the object that holds it.
fn schema_names_field(field: &str) -> Result<(), String> {
    if field.is_empty() || field.starts_with(['_', '$']) {
        return Err(format!("`{field}` isn't a field of a document's own"));
    }
    Ok(())
}

async fn run<S: Store>(
    session: &Session<'_>,
    runner: Runner<'_, S>,
    wanted: Wanted,
) -> Result<Exit, Failure> {
    let ids = wanted.ids();
    let entries = entries(session, runner.store).await?;
    known(session, &entries, &ids)?;
    match wanted {
        Wanted::Retry(_) => {}
        Wanted::Delete(id) => delete(session, &runner, entry(&entries, id)).await?,
        Wanted::Set(id, fields) => set(session, &runner, entry(&entries, id), fields).await?,
    }
    try_again(session, &runner, &entries, &ids).await
}

/// Refuses documents that aren't in quarantine.
fn known(
    session: &Session<'_>,
    entries: &[QuarantineEntry],
    ids: &[DocumentId],
) -> Result<(), Failure> {
    let open: BTreeSet<_> = entries.iter().map(|entry| entry.id).collect();
    let Some(id) = ids.iter().find(|id| !open.contains(id)) else { return Ok(()) };
    let what = format!("{id} isn't in quarantine, so there is nothing to retry");
    Err(Failure::new(Exit::Usage, "not-in-quarantine", what)
        .say("see what is:")
        .type_next(session.program.line(["status"])))
}

fn entry(entries: &[QuarantineEntry], id: DocumentId) -> Option<&QuarantineEntry> {
    entries.iter().find(|entry| entry.id == id)
}

/// Every open entry of the declared tables.
async fn entries<S: Store>(
    session: &Session<'_>,
    store: &S,
) -> Result<Vec<QuarantineEntry>, Failure> {
    let declared = session.declaration.tables.keys().chain(session.declaration.dropped.keys());
    let mut entries = Vec::new();
    for table in declared {
        entries.extend(store.quarantine(table).await?);
    }
    Ok(entries)
}

/// Asks for a document's id before it is deleted.
fn agree(
    session: &Session<'_>,
    args: &RetryArgs,
    entry: Option<&QuarantineEntry>,
) -> Result<(), Failure> {
    let Some(entry) = entry else { return Ok(()) };
    let (id, name) = (entry.id.to_string(), name(entry));
    if args.destroy.contains(&name) {
        return Ok(());
    }
    if session.asks() {
        let question = format!("{name} is lost for good. Type its id to delete it:");
        if session.console.is_named(&question, &id) {
            return Ok(());
        }
        return Err(Failure::new(Exit::Declined, "declined", "nothing was changed"));
    }
    let words = args.words().into_iter().chain(["--destroy".to_owned(), name.clone()]);
    Err(Failure::new(Exit::Declined, "not-agreed", format!("{name} would be lost"))
        .say("nobody can be asked here, so name it on the command line:")
        .type_next(session.program.line(words)))
}

/// `movies/j57...`
fn name(entry: &QuarantineEntry) -> String {
    format!("{}/{}", entry.table, entry.id)
}

async fn delete<S: Store>(
    session: &Session<'_>,
    runner: &Runner<'_, S>,
    entry: Option<&QuarantineEntry>,
) -> Result<(), Failure> {
    let Some(entry) = entry else { return Ok(()) };
    let Some(read) = read(session, runner.store, entry).await? else { return Ok(()) };
    repair(session, runner, entry, &read, None, format!("retry --delete {}", entry.id)).await?;
    show::done(session, "deleted", &name(entry));
    Ok(())
}

async fn set<S: Store>(
    session: &Session<'_>,
    runner: &Runner<'_, S>,
    entry: Option<&QuarantineEntry>,
    fields: Vec<(String, Value)>,
) -> Result<(), Failure> {
    let Some(entry) = entry else { return Ok(()) };
    let Some(read) = read(session, runner.store, entry).await? else { return Ok(()) };
    let names: Vec<_> = fields.iter().map(|(name, _)| name.clone()).collect();
    let mut document = read.document.fields.clone();
    document.extend(fields);
    let note = format!("retry --set {} {}", entry.id, names.join(" "));
    repair(session, runner, entry, &read, Some(document), note).await?;
    show::done(session, "set", &format!("{} of {}", names.join(", "), name(entry)));
    Ok(())
}

/// The document of an entry as it was refused; nothing where it is gone, which closes the entry.
async fn read<S: Store>(
    session: &Session<'_>,
    store: &S,
    entry: &QuarantineEntry,
) -> Result<Option<ReadDocument>, Failure> {
    let Some(read) = store.get(&[entry.id]).await?.pop() else { return Ok(None) };
    if Digest::of(read.read.as_str()) != entry.digest {
        return Err(changed(session, entry));
    }
    Ok(Some(read))
}

fn changed(session: &Session<'_>, entry: &QuarantineEntry) -> Failure {
    let name = name(entry);
    let what =
        format!("{name} has changed since it was put into quarantine, so nothing was done to it");
    Failure::new(Exit::Deployment, "document-changed", what)
        .say("try it as it is now with")
        .type_next(session.program.line(["retry", "--ids", &entry.id.to_string()]))
}

async fn repair<S: Store>(
    session: &Session<'_>,
    runner: &Runner<'_, S>,
    entry: &QuarantineEntry,
    read: &ReadDocument,
    fields: Option<Object>,
    note: String,
) -> Result<(), Failure> {
    let (run, table, id) = (runner.run, entry.table.clone(), entry.id);
    let repair = Repair { run, table, id, read: read.read.clone(), fields, note };
    let repaired = runner.insist(|| runner.store.repair(&repair)).await.map_err(RunError::from)?;
    if repaired == Repaired::Done {
        return Ok(());
    }
    // It may have been done and its answer lost: then the document is what it was to become.
    let id = [id];
    let now = runner.insist(|| runner.store.get(&id)).await.map_err(RunError::from)?.pop();
    let wanted = repair.fields.as_ref().map(Canonical::of);
    if now.map(|now| now.read) == wanted { Ok(()) } else { Err(changed(session, entry)) }
}

/// Tries documents again, and says what is left.
async fn try_again<S: Store>(
    session: &Session<'_>,
    runner: &Runner<'_, S>,
    before: &[QuarantineEntry],
    ids: &[DocumentId],
) -> Result<Exit, Failure> {
    let store = runner.store;
    let tree = Tree::read(session)?;
    let origin = Origin { frozen: tree.versions(session).frozen, ..runner.origin };
    let runner = &Runner { origin, ..*runner };
    // There may be as many of them as a table has documents, so nothing here asks or searches for
    // each one by itself.
    let named: BTreeSet<_> = ids.iter().copied().collect();
    let tried = |entry: &&QuarantineEntry| named.is_empty() || named.contains(&entry.id);
    let mut by_step: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for entry in before.iter().filter(tried) {
        by_step.entry(&entry.step).or_default().push(entry.id);
    }
    for (step, ids) in by_step {
        if !runner.stop.is_requested() {
            runner.retry(session.declaration, step, &ids).await?;
        }
    }
    let after = entries(session, store).await?;
    let open: BTreeSet<_> = after.iter().map(|entry| entry.id).collect();
    let settled: Vec<_> =
        before.iter().filter(tried).filter(|entry| !open.contains(&entry.id)).collect();
    for settled in settled.chunks(runner.pacing.batch.get() as usize) {
        tell_settled(session, store, settled).await?;
    }
    show::quarantine(session, &after);
    if after.is_empty() && !session.is_json() {
        go_on(session, runner).await?;
    }
    let is_settled = ids.iter().all(|id| !open.contains(id));
    let is_done = if ids.is_empty() { after.is_empty() } else { is_settled };
    Ok(if is_done { Exit::Done } else { Exit::Incomplete })
}

/// Says which documents are in quarantine no more. Those that were deleted are told already.
async fn tell_settled<S: Store>(
    session: &Session<'_>,
    store: &S,
    settled: &[&QuarantineEntry],
) -> Result<(), Failure> {
    if session.is_json() {
        for entry in settled {
            let line = json!({ "settled": entry.id.to_string(), "table": entry.table.as_str() });
            session.console.out(&line.to_string());
        }
        return Ok(());
    }
    let ids: Vec<_> = settled.iter().map(|entry| entry.id).collect();
    let there: BTreeSet<_> = store.get(&ids).await?.into_iter().map(|read| read.id).collect();
    for entry in settled.iter().filter(|entry| there.contains(&entry.id)) {
        show::done(session, "carried", &name(entry));
    }
    Ok(())
}

/// Says that nothing is in quarantine any more, and how to go on where something is left to do.
async fn go_on<S: Store>(session: &Session<'_>, runner: &Runner<'_, S>) -> Result<(), Failure> {
    let tree = Tree::read(session)?;
    let deployed = ship::held(runner, &tree.versions(session)).await?;
    // What is left doesn't depend on how many documents there are. Where nothing can be planned,
    // `ship` says why.
    let plan = plan(&diff(&deployed, session.declaration), &Facts::default()).ok();
    let console = &session.console;
    if plan.as_ref().is_some_and(Plan::is_empty) {
        console.say("nothing is in quarantine, and nothing is left to do");
        return Ok(());
    }
    let mut words = vec!["ship".to_owned()];
    if !session.asks() {
        for destroy in plan.iter().flat_map(|plan| &plan.destroys) {
            words.extend(["--destroy".to_owned(), destroy.argument()]);
        }
    }
    console.say("nothing is in quarantine; go on with");
    console.out(&format!("    {}", session.program.line(words)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::cli::args::Format;
    use crate::cli::console::Console;
    use crate::cli::destination::Destination;
    use crate::cli::places::Places;
    use crate::cli::program::Program;
    use crate::event::Unobserved;
    use crate::fixture::{self, Meddled, declaration, films, in_memory, old_film, step};
    use crate::run::{Stop, Task as Doing};
    use crate::store::sqlite::SqliteStore;

    /// How often documents are asked for while all of so many are tried again, ten at a time.
    fn gets_of(count: usize, is_repaired: bool) -> u64 {
        let (store, declaration, stop): (SqliteStore, _, _) =
            (in_memory(), declaration(), Stop::new());
        fixture::with_films(&store, 0);
        let ids = store.insert(&films(), &vec![old_film(None, "Ida"); count]).unwrap();
        let filling = fixture::runner(&store, &Unobserved, &stop, 50);
        fixture::run(filling.backfill(&declaration, &step(), Doing::Carry)).unwrap();
        for id in ids.iter().filter(|_| is_repaired) {
            store.replace(*id, &old_film(Some("M"), "Ida")).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let session = Session {
            declaration: &declaration,
            places: Places::of_package(folder.path()),
            destination: Destination::Embedded,
            push: None,
            is_staged: false,
            program: Program::of_process(),
            console: Console::of_streams(Box::new(io::sink()), Box::new(io::sink())),
            format: Format::Human,
        };
        let meddled = Meddled::of(&store);
        let runner = fixture::runner(&meddled, &Unobserved, &stop, 10);
        let exit = fixture::run(run(&session, runner, Wanted::Retry(Vec::new()))).unwrap();
        assert_eq!(exit, if is_repaired { Exit::Done } else { Exit::Incomplete });
        meddled.gets.load(Ordering::Relaxed)
    }

    #[test]
    fn documents_are_asked_for_a_batch_at_a_time_however_many_are_tried() {
        assert_eq!(gets_of(40, false), 4);
        // Once to try them, once to tell those that are there from those that are gone.
        assert_eq!(gets_of(40, true), 2 * 4);
        assert_eq!(gets_of(80, true), 2 * 8);
    }
}
