//! `ship`: the whole road, as far as it goes today.

use schema_core::diff::Diff;
use schema_core::name::TableName;
use schema_core::plan::{Action, Phase, Step};
use serde_json::json;

use super::args::ShipArgs;
use super::places::shown;
use super::session::Session;
use super::signals::Signals;
use super::text::{documents, grouped};
use super::tree::{self, Tree};
use super::{deployment, destroy, generate, json, plan, runner, show};
use crate::checkpoint::Counts;
use crate::exit::{Exit, Failure};
use crate::receipts;
use crate::run::{Pacing, Runner, Verification};
use crate::ship::{News, Outlook, OutlookError, Road, RoadError, Stand, outlook};
use crate::store::sqlite::SqliteStore;
use crate::store::{BatchSize, Receipt, Store};

pub(crate) fn ship(session: &Session<'_>, args: &ShipArgs) -> Result<Exit, Failure> {
    session.checked()?;
    // Everything that can be wrong with the files is found before the deployment is touched.
    Tree::read(session)?.wanted(session, &args.release)?;
    deployment::name(session);
    let store = deployment::open(session)?;
    let work =
        async |runner: Runner<'_, _>, signals: &Signals| run(session, args, runner, signals).await;
    let pacing = args.batch.map_or(Pacing::DEFAULT, |batch| {
        let ranges = Pacing::DEFAULT.ranges;
        Pacing { ranges, ..Pacing::fixed(BatchSize::of(batch)) }
    });
    deployment::block_on(runner::hold(session, &store, "ship", pacing, work))
}

async fn run(
    session: &Session<'_>,
    args: &ShipArgs,
    runner: Runner<'_, SqliteStore>,
    signals: &Signals,
) -> Result<Exit, Failure> {
    let store = runner.store;
    let before = Tree::read(session)?;
    let outlook = outlook(&runner, &before.versions(session)).await?;
    destroy::check(session.declaration, &outlook.plan, &args.destroy)?;
    if outlook.plan.is_empty() {
        write(session, args)?;
        follow_gate(session, store).await?;
        nothing_to_do(session, &outlook);
        return Ok(Exit::Done);
    }
    print(session, &outlook, &args.destroy);
    destroy::agree(session, &outlook.plan, args)?;
    if !session.is_json() {
        session.console.out("");
    }
    // Frozen versions come before the first push: the manifest names them.
    write(session, args)?;
    let tree = Tree::read(session)?;
    let versions = tree.versions(session);
    let road = Road { runner, versions, clock: &deployment::CLOCK };
    let mut follow = |news: News<'_>| tell(session, &news);
    let stand = road.walk(&outlook, &mut follow).await;
    // Whatever has been reached, the files say so.
    follow_gate(session, store).await?;
    end(session, args, signals, stand?)
}

/// Makes every generated file what it should be.
fn write(session: &Session<'_>, args: &ShipArgs) -> Result<(), Failure> {
    for (written, _) in generate::write(session, &args.release)? {
        show::done(session, "generated", &shown(&written.path));
    }
    Ok(())
}

/// Shows what is to be done: all of it at first, and only the steps where it goes on.
fn print(session: &Session<'_>, outlook: &Outlook, granted: &[String]) {
    let mut shown = outlook.clone();
    if shown.plan.steps.iter().any(|step| step.is_done) {
        shown.diff = Diff::default();
    }
    let ungranted: Vec<_> = shown.plan.ungranted(granted).cloned().collect();
    shown.plan.destroys = ungranted;
    plan::print(session, &shown);
}

/// Says what has been reached, and makes the files follow where the deployment is a gate.
fn tell(session: &Session<'_>, news: &News<'_>) -> Result<(), Failure> {
    match news {
        News::Pushed(steps) => {
            for step in *steps {
                show::done(session, step.phase.word(), &pushed(step));
            }
        }
        News::Carried(step, counts) => {
            show::done(session, step.phase.word(), &carried(step, counts));
        }
        News::Verified(step, verification) => {
            show::done(session, step.phase.word(), &verified(step, verification));
        }
        News::Receipt(receipt) => note(session, receipt)?,
        News::WentBack(violations) => {
            if !session.is_json() {
                session.console.err("narrow was refused, so its tables are carried again:");
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

fn pushed(step: &Step) -> String {
    let (table, span) = (&step.table, step.span);
    if step.action == Action::Remove {
        return format!("{table}  no longer part of the schema");
    }
    match step.phase {
        Phase::Widen if span.old != span.new => {
            format!(
                "{table}  documents of {table}@{} to {table}@{} are accepted",
                span.old, span.new
            )
        }
        Phase::Widen => format!("{table}  {table}@{} is active", span.new),
        _ => format!("{table}  only {table}@{} is accepted", span.new),
    }
}

fn carried(step: &Step, counts: &Counts) -> String {
    let table = &step.table;
    if step.action == Action::DeleteDocuments {
        return format!("{table}  {} deleted", documents(counts.deleted));
    }
    let mut text = format!("{table}  {} carried", documents(counts.carried));
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
        format!("{table}  no document is left")
    } else if failing == 0 {
        format!("{table}  {checked} checked, all of {table}@{}", step.span.new)
    } else {
        format!("{table}  {checked} checked, {} not of {table}@{}", grouped(failing), step.span.new)
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

/// Removes the file of a receipt that the ledger has no more.
fn withdraw(session: &Session<'_>, table: &TableName) -> Result<(), Failure> {
    let Some(history) = session.declaration.tables.get(table) else { return Ok(()) };
    if session.is_gate() {
        let (places, name) = (&session.places, &history.newest().name);
        receipts::remove(&places.receipts, &places.deployment, name)?;
    }
    Ok(())
}

/// Where the deployment is a gate: its receipts are files, its versions are released, and
/// `schema.ts` is what they make it.
async fn follow_gate(session: &Session<'_>, store: &SqliteStore) -> Result<(), Failure> {
    if !session.is_gate() {
        return Ok(());
    }
    for receipt in store.receipts().await? {
        receipts::write(&session.places.receipts, &receipt)?;
    }
    if let Some(deployed) = store.deployed().await? {
        Tree::note_seen(session, &deployed.manifest)?;
    }
    for wanted in Tree::read(session)?.wanted_typescript(session)? {
        if tree::write(&wanted)? != tree::Difference::None {
            show::done(session, "generated", &shown(&wanted.path));
        }
    }
    Ok(())
}

fn nothing_to_do(session: &Session<'_>, outlook: &Outlook) {
    let console = &session.console;
    if session.is_json() {
        console.out(&json!({ "result": "nothing-to-do" }).to_string());
        return;
    }
    let tables = outlook.deployed.as_ref().map(|deployed| &deployed.manifest.tables);
    let versions: Vec<_> = tables
        .into_iter()
        .flatten()
        .map(|(table, deployed)| format!("{table}@{}", deployed.version))
        .collect();
    let holds = if versions.is_empty() { "no tables".to_owned() } else { versions.join(", ") };
    console.out(&format!("nothing to do: {} holds {holds}", session.places.deployment));
}

/// Says where the road has come to.
fn end(
    session: &Session<'_>,
    args: &ShipArgs,
    signals: &Signals,
    stand: Stand,
) -> Result<Exit, Failure> {
    let console = &session.console;
    let words = args.destroy.iter().flat_map(|argument| ["--destroy", argument.as_str()]);
    let again = session.program.line(["ship"].into_iter().chain(words).chain(args.release.words()));
    let result = |result: &str| {
        if session.is_json() {
            console.out(&json!({ "result": result }).to_string());
        }
    };
    match stand {
        Stand::Done => {
            result("done");
            if !session.is_json() {
                console.out(&format!("done: {} is narrowed", session.places.deployment));
            }
            Ok(Exit::Done)
        }
        Stand::Stopped => {
            result("stopped");
            if !session.is_json() {
                console.err("stopped at a batch border; go on with");
                console.err(&format!("    {again}"));
            }
            Ok(signals.exit())
        }
        Stand::Incomplete { quarantine, failing } => {
            result("incomplete");
            show::quarantine(session, &quarantine);
            for (table, verification) in &failing {
                still_old(session, table.as_str(), verification);
            }
            if !session.is_json() {
                console.out("");
                let retry = session.program.line(["retry"]);
                console.out("The schema stays wide until they are dealt with. With a better transition, or once");
                console.out("what they need is repaired, try them all again with");
                console.out(&format!("    {retry}"));
                console.out("and go on with");
                console.out(&format!("    {again}"));
            }
            Ok(Exit::Incomplete)
        }
        Stand::Refused(violations) => {
            result("refused");
            show::violations(session, &violations);
            let count = documents(violations.len() as u64);
            let what = format!("the deployment refuses the schema: {count} or more violate it");
            Err(Failure::new(Exit::Refused, "push-refused", what)
                .say("something keeps writing them; once it doesn't, go on with")
                .type_next(again))
        }
    }
}

/// Documents that became old again after they were carried.
fn still_old(session: &Session<'_>, table: &str, verification: &Verification) {
    const LISTED_MAX: usize = 20;
    let console = &session.console;
    for failing in verification.failing.iter().take(LISTED_MAX) {
        let id = failing.id;
        if session.is_json() {
            let line =
                json!({ "failing": id.to_string(), "table": table, "reason": failing.reason });
            console.out(&line.to_string());
        } else {
            console.out(&format!("  {table}/{id}  {}", failing.reason));
        }
    }
}

impl From<RoadError<Failure>> for Failure {
    fn from(error: RoadError<Failure>) -> Self {
        match error {
            RoadError::Run(error) => error.into(),
            RoadError::Plan(error) => OutlookError::Plan(error).into(),
            RoadError::Widen(error) => {
                Self::new(Exit::Findings, "no-widened-schema", error.to_string())
            }
            RoadError::Follow(failure) => failure,
        }
    }
}
