//! `plan`: what would be done to the deployment, and why.

use schema_core::diff::Finding;
use schema_core::plan::{PlanError, plan_json, plan_text};

use super::deployment::{self, with_store};
use super::session::Session;
use super::tree::Tree;
use super::{diff, show};
use crate::event::Unobserved;
use crate::exit::{Exit, Failure};
use crate::run::{Runner, Stop};
use crate::ship::{Outlook, OutlookError, outlook};

pub(crate) fn plan(session: &Session<'_>) -> Result<Exit, Failure> {
    session.checked()?;
    let tree = Tree::read(session)?;
    deployment::name(session);
    let (stop, versions) = (Stop::new(), tree.versions(session));
    let outlook = with_store!(deployment::look(session)?, store => {
        let runner = Runner::reading(store, &Unobserved, &stop);
        deployment::block_on(async { Ok(outlook(&runner, &versions).await?) })
    })?;
    print(session, &outlook);
    Ok(Exit::Done)
}

/// Shows what differs and what is to be done about it.
pub(crate) fn print(session: &Session<'_>, outlook: &Outlook) {
    let Outlook { diff: difference, facts, plan, .. } = outlook;
    if session.is_json() {
        session.console.out(&plan_json(plan).to_string());
        return;
    }
    if !difference.is_empty() {
        diff::print(session, difference);
        session.console.gap();
    }
    show::listing(session, &plan_text(plan, facts));
}

impl From<OutlookError> for Failure {
    fn from(error: OutlookError) -> Self {
        match error {
            OutlookError::Run(error) => error.into(),
            OutlookError::Plan(error) => {
                let code = match &error {
                    // No rule of Convex's makes these by now, and a declaration is checked before it
                    // is compared: they are about what is declared either way.
                    PlanError::Findings(findings)
                        if matches!(
                            findings.first(),
                            Some(Finding::History(_) | Finding::Widen(_))
                        ) =>
                    {
                        "declaration"
                    }
                    error => error.code(),
                };
                let exit = Exit::Findings;
                let mut texts = match &error {
                    PlanError::Findings(findings) => {
                        findings.iter().map(ToString::to_string).collect()
                    }
                    other => vec![other.to_string()],
                }
                .into_iter();
                let first = Self::new(exit, code, texts.next().unwrap_or_default());
                texts.fold(first, |failure, text| failure.say(format!("also: {text}")))
            }
        }
    }
}
