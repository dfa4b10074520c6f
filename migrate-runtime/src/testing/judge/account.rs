//! The log of a deployment, as the deployment tells it: what was called, with what, and what that
//! has changed. Nothing here asks the code that was called.

mod calls;

use std::collections::{BTreeMap, BTreeSet};

use schema_core::declaration::Declaration;
use schema_core::id::DocumentId;
use schema_core::name::TableName;
use schema_core::value::{Object, Value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::cursor::Cursor;
use crate::digest::Digest;
use crate::step::{RangeKey, RangeNumber};
use crate::store::{Control, Manifest, RunNumber, Store};

use self::calls::{
    Answered, Begins, Claimed, Commits, Controls, Notes, Passed, Refused, Repairs, Run, Stands,
    Starts, Step, Withdraws,
};
use super::log::{Actor, Committed, Entry, PushedBy, Sent, Written};
use super::oracle::{Documents, Oracle};
use super::verdict::Stored;

/// What whoever watches a process notes in the deployment's log: no write says it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "camelCase", deny_unknown_fields)]
pub enum Note {
    /// A page is about to be asked for.
    Paged {
        /// The process.
        actor: u32,
        /// The table.
        table: String,
        /// Where the page begins.
        after: Cursor,
    },
    /// The run loop says that a step is done.
    Finished {
        /// The process.
        actor: u32,
        /// The step's table.
        table: String,
        /// The version it begins with.
        old: u32,
        /// The version it ends with.
        new: u32,
    },
    /// A verification is about to begin.
    Verifying {
        /// The process.
        actor: u32,
        /// The table.
        table: String,
    },
    /// A verification has come to its end.
    Verified {
        /// The process.
        actor: u32,
        /// The table.
        table: String,
        /// How many documents it has found that aren't valid.
        failing: u64,
    },
}

/// What whoever pushes has the deployment's log tell of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PushNote {
    /// What the schema is made from.
    pub manifest: Manifest,
    /// Tables with nothing to carry: that the push is accepted proves them.
    pub proved: Vec<String>,
    /// Whether a person pushes, from the files that a run has put in place.
    pub by_hand: bool,
}

/// All that was committed on a deployment, in order.
pub struct Account(Vec<Entry>);

/// A line of the deployment's log.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Line {
    Commit { path: Option<String>, args: Json, result: Json, changes: Vec<Changed> },
    Push { note: Option<PushNote> },
    Note { note: Note },
}

/// A document that a transaction has changed.
#[derive(Deserialize)]
struct Changed {
    table: String,
    id: String,
    before: Option<Json>,
    after: Option<Json>,
}

/// What begins the names of the ledger's tables.
const LEDGER: &str = "migrate_runtime_";

/// Begins the paths of the functions that write for runs.
const FUNCTIONS: &str = "migrate_runtime/";

/// A runner's name begins with it, and ends with its number.
const PROCESS: &str = "process ";

impl Account {
    /// Reads a deployment's log.
    ///
    /// # Errors
    ///
    /// What of it can't be read, or can't be.
    pub fn of(lines: &[Json]) -> Result<Self, String> {
        let mut reader = Reader::default();
        for (number, line) in lines.iter().enumerate() {
            let read = parsed(line).and_then(|line| reader.line(line));
            read.map_err(|why| format!("line {number} of the deployment's log: {why}: {line}"))?;
        }
        Ok(Self(reader.entries))
    }

    /// The documents that there must be.
    pub fn documents(&self) -> Documents {
        Documents::of(&self.0)
    }

    /// Judges what was committed, and compares what is stored with what must be.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub async fn judge<S: Store>(
        &self,
        store: &S,
        declaration: &Declaration,
        stored: &Stored,
    ) -> Result<(), String> {
        let oracle = Oracle::of(&self.0)?;
        oracle.judge_stored(stored)?;
        oracle.judge_ledger(store, super::tables(declaration)).await
    }

    /// What has happened, line by line.
    pub fn lines(&self) -> Vec<String> {
        let numbered = self.0.iter().enumerate();
        numbered.map(|(number, entry)| format!("{number:5} {entry}")).collect()
    }
}

/// Documents as a deployment dumps them: those of each table, with their system fields.
///
/// # Errors
///
/// They aren't documents.
pub fn stored(tables: &BTreeMap<String, Vec<Json>>) -> Result<Stored, String> {
    let document = |json: &Json| {
        let mut fields = fields_of(json)?;
        fields.remove("_creationTime");
        match fields.remove("_id") {
            Some(Value::String(id)) => Ok((id_of(&id)?, fields)),
            other => Err(format!("{other:?} is no id")),
        }
    };
    let of_application = tables.iter().filter(|(name, _)| !name.starts_with(LEDGER));
    of_application
        .map(|(name, documents)| {
            let documents = documents.iter().map(document).collect::<Result<_, String>>()?;
            Ok((TableName::from_checked(name), documents))
        })
        .collect()
}

fn fields_of(json: &Json) -> Result<Object, String> {
    match Value::from_encoded(json.clone()) {
        Ok(Value::Object(fields)) => Ok(fields),
        other => Err(format!("{other:?} is no document")),
    }
}

fn parsed<T: DeserializeOwned>(json: &Json) -> Result<T, String> {
    serde_json::from_value(json.clone()).map_err(|error| error.to_string())
}

fn id_of(text: &str) -> Result<DocumentId, String> {
    text.parse().map_err(|_| format!("{text} is no id"))
}

#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    runs: BTreeMap<RunNumber, Actor>,
    /// Tables that a push has proved, and whose receipts are to come.
    proved: BTreeSet<TableName>,
}

impl Reader {
    fn line(&mut self, line: Line) -> Result<(), String> {
        match line {
            Line::Push { note: None } => {}
            Line::Push { note: Some(PushNote { manifest, proved, by_hand }) } => {
                let by = if by_hand { PushedBy::Hand } else { PushedBy::Run };
                let proved: Vec<_> = proved.iter().map(TableName::from_checked).collect();
                self.proved.extend(proved.iter().cloned());
                // Who pushes runs outside of every transaction: no fence is there.
                self.entries.push(Entry::Pushed { run: None, manifest, proved, by });
            }
            Line::Note { note } => self.entries.push(noted(note)),
            Line::Commit { path, args, result, changes } => {
                let changes = changes.into_iter().filter(|one| !one.table.starts_with(LEDGER));
                let changes: Vec<_> = changes.map(Change::of).collect::<Result<_, _>>()?;
                match path.as_deref().and_then(|path| path.strip_prefix(FUNCTIONS)) {
                    None => self.entries.extend(changes.into_iter().map(Change::written)),
                    Some(function) => self.call(function, &args, &result, changes)?,
                }
            }
        }
        Ok(())
    }

    /// A function that writes for runs has committed.
    fn call(
        &mut self,
        function: &str,
        args: &Json,
        result: &Json,
        changes: Vec<Change>,
    ) -> Result<(), String> {
        let has_changed = changes.iter().map(|change| change.id.to_string()).collect::<Vec<_>>();
        let only_ledger = || match has_changed.as_slice() {
            [] => Ok(()),
            ids => Err(format!("{function} changes the application's {ids:?}")),
        };
        match function {
            "commit:commit" => return self.commit(args, result, changes),
            "quarantine:repair" => return self.repair(args, changes),
            _ => only_ledger()?,
        }
        match function {
            "runs:takeOver" => {
                let Answered { kind, run } = parsed(result)?;
                if let ("taken", Some(run)) = (kind.as_str(), run) {
                    let Claimed { runner } = parsed(args)?;
                    let actor = runner.strip_prefix(PROCESS).and_then(|number| number.parse().ok());
                    let (run, actor) = (RunNumber(run), Actor(actor.unwrap_or(u32::MAX)));
                    self.runs.insert(run, actor);
                    self.entries.push(Entry::Taken { actor, run });
                }
            }
            "runs:heartbeat" => {}
            "runs:release" => {
                let Run { run } = parsed(args)?;
                self.entries.push(Entry::Released { run: RunNumber(run) });
            }
            "runs:control" => {
                let Controls { control, run } = parsed(args)?;
                // Without a number it is for the run that has the place.
                let newest = self.runs.keys().next_back().copied().unwrap_or_default();
                self.entries.push(Entry::Controlled(match control.as_str() {
                    "pause" => Control::Pause,
                    "resume" => Control::Resume,
                    "cancel" => Control::Cancel(run.map_or(newest, RunNumber)),
                    other => return Err(format!("there is no control {other}")),
                }));
            }
            "steps:beginPass" => {
                let Begins { run, step, ranges } = parsed(args)?;
                let Passed { pass } = parsed(result)?;
                let (run, step) = (RunNumber(run), step.key());
                self.entries.push(Entry::Begun { run, step, pass, ranges });
            }
            "starts:note" => {
                let Starts { run, step, start } = parsed(args)?;
                let program = Digest::from_stored(start.program);
                self.entries.push(Entry::Started {
                    run: RunNumber(run),
                    step: step.key(),
                    program,
                });
            }
            "receipts:note" => {
                let Notes { run, receipt } = parsed(args)?;
                let run = RunNumber(run);
                let actor = self.runs.get(&run).copied().unwrap_or(Actor(u32::MAX));
                let receipt = receipt.receipt()?;
                // That of a table without anything to carry comes after the push that has proved it.
                self.entries.push(if self.proved.remove(&receipt.name.table) {
                    Entry::Proved { run: Some(run), receipt }
                } else {
                    Entry::Receipt { actor, run, receipt }
                });
            }
            "receipts:withdraw" => {
                let Withdraws { run, table } = parsed(args)?;
                let table = TableName::from_checked(&table);
                self.entries.push(Entry::Voided { run: RunNumber(run), table });
            }
            other => return Err(format!("nobody knows what {other} writes")),
        }
        Ok(())
    }

    fn commit(&mut self, args: &Json, result: &Json, changes: Vec<Change>) -> Result<(), String> {
        let Commits { run, step, pass, range, follows, writes, quarantine, settled } =
            parsed(args)?;
        let Stands { checkpoint } = parsed(result)?;
        let writes: Vec<_> =
            writes.iter().map(|write| id_of(&write.id)).collect::<Result<_, _>>()?;
        let settled = settled.iter().map(|id| id_of(id)).collect::<Result<_, _>>()?;
        let quarantine: Vec<_> =
            quarantine.into_iter().map(Refused::entered).collect::<Result<_, _>>()?;
        let range = RangeKey { step: step.key(), pass, range: RangeNumber(range) };
        let (mut after, mut made) = (Vec::new(), Vec::new());
        for Change { table, id, before, after: fields } in changes {
            match (before, fields) {
                (None, Some(fields)) => made.push((table, id, fields)),
                (Some(_), fields) if writes.contains(&id) => {
                    after.extend(fields.map(|fields| (id, fields)));
                }
                (_, _) => return Err(format!("a batch changes {id}, which it doesn't carry")),
            }
        }
        let run = RunNumber(run);
        let actor = self.runs.get(&run).copied().unwrap_or(Actor(u32::MAX));
        let batch = Sent { run, range, follows, writes, quarantine, settled };
        let committed = Committed { actor, batch, checkpoint, after, made };
        self.entries.push(Entry::Committed(Box::new(committed)));
        Ok(())
    }

    fn repair(&mut self, args: &Json, changes: Vec<Change>) -> Result<(), String> {
        let Repairs { run, id } = parsed(args)?;
        let wanted = id_of(&id)?;
        for Change { table, id, after: fields, .. } in changes {
            if id != wanted {
                return Err(format!("a repair of {wanted} changes {id}"));
            }
            self.entries.push(Entry::Repaired { run: RunNumber(run), table, id, fields });
        }
        Ok(())
    }
}

fn noted(note: Note) -> Entry {
    match note {
        Note::Paged { actor, table, after } => {
            Entry::Paged { actor: Actor(actor), table: TableName::from_checked(&table), after }
        }
        Note::Finished { actor, table, old, new } => {
            Entry::Finished { actor: Actor(actor), step: Step { table, old, new }.key() }
        }
        Note::Verifying { actor, table } => {
            Entry::Verifying { actor: Actor(actor), table: TableName::from_checked(&table) }
        }
        Note::Verified { actor, table, failing } => {
            let table = TableName::from_checked(&table);
            Entry::Verified { actor: Actor(actor), table, failing }
        }
    }
}

/// A document of the application that has changed.
struct Change {
    table: TableName,
    id: DocumentId,
    before: Option<Object>,
    after: Option<Object>,
}

impl Change {
    fn of(changed: Changed) -> Result<Self, String> {
        let Changed { table, id, before, after } = changed;
        Ok(Self {
            table: TableName::from_checked(&table),
            id: id_of(&id)?,
            before: before.as_ref().map(fields_of).transpose()?,
            after: after.as_ref().map(fields_of).transpose()?,
        })
    }

    /// The same as a write of the application.
    fn written(self) -> Entry {
        let Self { table, id, before, after } = self;
        let what = match (before, after) {
            (None, Some(fields)) => Written::Inserted(fields),
            (Some(_), Some(fields)) => Written::Replaced(fields),
            (_, None) => Written::Deleted,
        };
        Entry::Written { table, id, what }
    }
}
