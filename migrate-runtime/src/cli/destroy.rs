//! What is lost, and who agrees to it.

use std::collections::BTreeSet;

use schema_core::declaration::{Declaration, DroppedTable};
use schema_core::diff::{Deployed, DeployedTable, diff};
use schema_core::plan::{Destroy, Facts, Plan};
use schema_core::version::Meaning;

use super::session::Session;
use super::ship::Walk;
use crate::exit::{Exit, Failure};
use crate::run::history;

/// Refuses to be granted what isn't lost: whoever typed it meant something else.
///
/// What was lost on the way to here may be named again, so that the same line goes on.
pub(crate) fn check(
    declaration: &Declaration,
    plan: &Plan,
    granted: &[String],
) -> Result<(), Failure> {
    let names =
        |destroys: &[Destroy], word: &str| destroys.iter().any(|destroy| destroy.is_granted(word));
    let mut unknown = granted.iter().filter(|word| !names(&plan.destroys, word)).peekable();
    if unknown.peek().is_none() {
        return Ok(());
    }
    let earlier = earlier(declaration);
    let Some(word) = unknown.find(|word| !names(&earlier, word)) else { return Ok(()) };
    let what = format!("--destroy {word} names nothing that would be lost");
    let lost: BTreeSet<_> = plan.destroys.iter().map(Destroy::argument).collect();
    let there_is = if lost.is_empty() {
        "nothing would be lost: leave it out".to_owned()
    } else {
        format!("what would be lost: {}", lost.into_iter().collect::<Vec<_>>().join(", "))
    };
    Err(Failure::new(Exit::Usage, "nothing-to-destroy", what).say(there_is))
}

/// What is lost on the way from any version that is still declared.
fn earlier(declaration: &Declaration) -> Vec<Destroy> {
    let tables = declaration.tables.keys().chain(declaration.dropped.keys());
    let mut found = Vec::new();
    for table in tables {
        let Some(history) = history(declaration, table) else {
            // Its versions are declared no more: only the documents themselves can be named.
            if let Some(DroppedTable::DeleteDocuments) = declaration.dropped.get(table) {
                let what = "every document is deleted".to_owned();
                found.push(Destroy { table: table.clone(), place: None, what });
            }
            continue;
        };
        for version in history.versions() {
            let old =
                DeployedTable { version: version.name.version, meaning: Meaning::of(version) };
            let deployed = Deployed { tables: [(table.clone(), old)].into() };
            let difference = diff(&deployed, declaration);
            // From where there is no way, nothing was lost.
            if let Ok(plan) = schema_core::plan::plan(&difference, &Facts::default()) {
                found.extend(plan.destroys);
            }
        }
    }
    found
}

/// Asks for what is lost, by name. Returns everything that is agreed to.
pub(crate) fn agree(
    session: &Session<'_>,
    plan: &Plan,
    walk: &Walk<'_>,
) -> Result<Vec<String>, Failure> {
    let mut agreed = walk.destroy.to_vec();
    let mut missing = Vec::new();
    for destroy in plan.ungranted(walk.destroy) {
        let argument = destroy.argument();
        let question = format!("{argument} is lost for good. Type its name to go on:");
        if !session.asks() {
            missing.push(argument);
        } else if session.console.is_named(&question, &argument) {
            agreed.push(argument);
        } else {
            return Err(Failure::new(Exit::Declined, "declined", "nothing was changed"));
        }
    }
    if missing.is_empty() {
        return Ok(agreed);
    }
    let what = format!("information would be lost: {}", missing.join(", "));
    let named = missing.iter().flat_map(|argument| ["--destroy", argument.as_str()]);
    Err(Failure::new(Exit::Declined, "not-agreed", what)
        .say("nobody can be asked here, so name it on the command line:")
        .type_next(session.program.line(walk.words().into_iter().chain(named))))
}

/// Refuses to lose more than was agreed to, because what is deployed has changed meanwhile.
pub(crate) fn still_agreed(
    session: &Session<'_>,
    plan: &Plan,
    agreed: &[String],
) -> Result<(), Failure> {
    let more: Vec<_> = plan.ungranted(agreed).map(Destroy::argument).collect();
    if more.is_empty() {
        return Ok(());
    }
    let what =
        format!("the deployment has changed, and now more would be lost: {}", more.join(", "));
    Err(Failure::new(Exit::Declined, "not-agreed", what)
        .say("look at what would be done now:")
        .type_next(session.program.line(["plan"])))
}
