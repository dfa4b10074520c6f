//! `diff`: what differs between what is deployed and what is declared.

use schema_core::diff::{self, Diff, diff_json, diff_text};
use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::version::Meaning;

use super::deployment::{self, with_store};
use super::session::Session;
use super::show;
use super::tree::Tree;
use crate::event::Unobserved;
use crate::exit::{Exit, Failure};
use crate::run::{Runner, Stop};
use crate::ship;

pub(crate) fn diff(session: &Session<'_>) -> Result<Exit, Failure> {
    session.checked()?;
    let tree = Tree::read(session)?;
    let deployed = if deployment::exists(session) {
        deployment::name(session);
        let (stop, versions) = (Stop::new(), tree.versions(session));
        with_store!(deployment::look(session)?, store => {
            let runner = Runner::reading(store, &Unobserved, &stop);
            deployment::block_on(async { Ok(ship::held(&runner, &versions).await?) })
        })?
    } else {
        if !session.is_json() {
            session
                .console
                .tell("no deployment yet: each table from the version before its newest");
        }
        before(session)
    };
    let difference = diff::diff(&deployed, session.declaration);
    if difference.is_empty() {
        if !session.is_json() {
            session.console.tell("nothing differs");
        }
        return Ok(Exit::Done);
    }
    print(session, &difference);
    Ok(Exit::Findings)
}

/// What a deployment would hold that is one version behind everywhere.
fn before(session: &Session<'_>) -> diff::Deployed {
    let table = |(name, history): (&TableName, &TableHistory)| {
        let before = history.versions().iter().rev().nth(1)?;
        let (version, meaning) = (before.name.version, Meaning::of(before));
        Some((name.clone(), diff::DeployedTable { version, meaning }))
    };
    diff::Deployed { tables: session.declaration.tables.iter().filter_map(table).collect() }
}

pub(crate) fn print(session: &Session<'_>, difference: &Diff) {
    if session.is_json() {
        session.console.out(&diff_json(difference).to_string());
    } else {
        show::listing(session, &diff_text(difference));
    }
}
