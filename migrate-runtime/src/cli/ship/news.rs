//! What a walk reaches, told to a person, and followed by the files beside the application.

use schema_core::name::TableName;
use schema_core::plan::{Action, Phase, Step};

use crate::checkpoint::Counts;
use crate::cli::places::shown;
use crate::cli::session::Session;
use crate::cli::text::{documents, grouped};
use crate::cli::tree::Tree;
use crate::cli::{json, show, tree_lock};
use crate::exit::Failure;
use crate::receipts;
use crate::run::{Verification, history};
use crate::ship::{Contradicted, News};
use crate::store::{Receipt, Store};

/// How many documents that contradict a receipt are listed.
const LISTED_MAX: usize = 20;

/// Says what has been reached, and makes the files follow where the deployment is a gate.
pub(super) fn tell(session: &Session<'_>, news: &News<'_>) -> Result<(), Failure> {
    match news {
        News::Pushed(steps) => {
            for step in *steps {
                reached(session, step, &pushed(step));
            }
        }
        News::Carried(step, counts) => {
            reached(session, step, &carried(step, counts));
        }
        News::Verified(step, verification) => {
            reached(session, step, &verified(step, verification));
        }
        News::Receipt(receipt) => note(session, receipt)?,
        News::Withdrawn(contradicted) => withdrawn(session, contradicted)?,
        News::CameLate(failing) => {
            if !session.is_json() {
                let tables: Vec<_> = failing.iter().map(|(table, _)| table.as_str()).collect();
                let tables = tables.join(", ");
                let console = &session.console;
                console.err(&format!(
                    "old documents came late, so it goes back to backfill: {tables}"
                ));
            }
        }
        News::WentBack(violations) => {
            if !session.is_json() {
                session.console.tell("narrow was refused, so its tables go back to backfill:");
            }
            show::violations(session, violations);
            // The committed `schema.ts` must not narrow by a receipt that is taken back.
            for violation in *violations {
                withdraw(session, &violation.table)?;
            }
        }
    }
    Ok(())
}

fn reached(session: &Session<'_>, step: &Step, what: &str) {
    let table = show::table(session, &step.table);
    show::done(session, step.phase.word(), &format!("{table}  {what}"));
}

fn pushed(step: &Step) -> String {
    let (table, span) = (&step.table, step.span);
    if step.action == Action::Remove {
        return "no longer part of the schema".to_owned();
    }
    match step.phase {
        Phase::Widen if span.old != span.new => {
            format!("documents of {table}@{} to {table}@{} are accepted", span.old, span.new)
        }
        Phase::Widen => format!("{table}@{} is active", span.new),
        _ => format!("only {table}@{} is accepted", span.new),
    }
}

fn carried(step: &Step, counts: &Counts) -> String {
    if step.action == Action::DeleteDocuments {
        return format!("{} deleted", documents(counts.deleted));
    }
    let mut text = format!("{} carried", documents(counts.carried));
    for (count, what) in [
        (counts.inserted, "inserted beside"),
        (counts.deleted, "deleted"),
        (counts.hybrids, "of them hybrids"),
    ] {
        if count > 0 {
            text = format!("{text}, {} {what}", grouped(count));
        }
    }
    text
}

fn verified(step: &Step, verification: &Verification) -> String {
    let (table, failing) = (&step.table, verification.failing_count);
    let checked = documents(verification.verified);
    if step.action == Action::VerifyEmpty && failing == 0 {
        "no document is left".to_owned()
    } else if failing == 0 {
        format!("{checked} checked, all of {table}@{}", step.span.new)
    } else {
        format!("{checked} checked, {} not of {table}@{}", grouped(failing), step.span.new)
    }
}

/// A receipt of a gate is a file; that of any other deployment stays in its ledger.
fn note(session: &Session<'_>, receipt: &Receipt) -> Result<(), Failure> {
    if session.is_json() {
        session.console.out(&json::receipt(receipt).to_string());
    }
    if session.is_gate() {
        let (path, _) = receipts::write(&session.places.receipts, receipt)?;
        show::done(session, "receipt", &shown(&path));
    } else {
        let name = &receipt.name;
        show::done(session, "receipt", &format!("{name}, in the deployment's ledger"));
    }
    Ok(())
}

/// Says which receipt doesn't hold, and removes its file.
fn withdrawn(session: &Session<'_>, contradicted: &Contradicted) -> Result<(), Failure> {
    let Contradicted { claimed, verification } = contradicted;
    let name = &claimed.receipt.name;
    if session.is_json() {
        session.console.out(&json::withdrawn(&claimed.receipt).to_string());
    } else {
        let (count, is) = match verification.failing_count {
            1 => (documents(1), "is"),
            more => (documents(more), "are"),
        };
        session.console.tell(&format!(
            "the receipt of {name} is withdrawn: {count} {is} older than it says, written after it or \
             restored since"
        ));
    }
    show::failing(session, &name.table, verification, LISTED_MAX);
    withdraw(session, &name.table)
}

/// Removes the file of a receipt that the ledger has no more.
fn withdraw(session: &Session<'_>, table: &TableName) -> Result<(), Failure> {
    let Some(history) = history(session.declaration, table) else { return Ok(()) };
    if session.is_gate() {
        let (places, name) = (&session.places, &history.newest().name);
        receipts::remove(&places.receipts, &places.deployment, name)?;
    }
    Ok(())
}

/// Where the deployment is a gate: its receipts are files, its versions are released, and
/// `schema.ts` is what they make it.
pub(super) async fn follow_gate<S: Store>(session: &Session<'_>, store: &S) -> Result<(), Failure> {
    if !session.is_gate() {
        return Ok(());
    }
    let receipts = store.receipts().await?;
    // An imported ledger may hold receipts of the deployment that it was exported from.
    for receipt in receipts.iter().filter(|one| one.deployment == session.places.deployment) {
        receipts::write(&session.places.receipts, receipt)?;
    }
    if let Some(deployed) = store.deployed().await? {
        Tree::note_seen(session, &deployed.manifest)?;
    }
    let wanted = || Tree::read(session)?.wanted_typescript(session);
    for (wanted, _) in tree_lock::write(session, wanted)? {
        show::done(session, "generated", &shown(&wanted.path));
    }
    Ok(())
}
