//! Production: the deployment that somebody has to name before anything is written to it.
//!
//! An embedded deployment is production where its name is one of the schema's gates, and isn't
//! `local`: what the committed schema waits for is what users see.

use super::console::Tone;
use super::session::Session;
use crate::deployment::DeploymentName;
use crate::exit::{Exit, Failure};

/// Refuses a name that was given for another deployment than the one at hand.
pub(crate) fn check(session: &Session<'_>, yes: Option<&DeploymentName>) -> Result<(), Failure> {
    let deployment = &session.places.deployment;
    let Some(yes) = yes.filter(|yes| *yes != deployment) else { return Ok(()) };
    let what = format!("--yes {yes} agrees to another deployment than `{deployment}`");
    Err(Failure::new(Exit::Usage, "other-deployment-named", what)
        .say("nothing was changed; name both with --deployment and --yes"))
}

/// Has the name of a production deployment typed; any other needs no agreement.
pub(crate) fn agree(
    session: &Session<'_>,
    yes: Option<&DeploymentName>,
    again: &str,
) -> Result<(), Failure> {
    let deployment = &session.places.deployment;
    if !session.is_production() || yes == Some(deployment) {
        return Ok(());
    }
    if session.asks() {
        let console = &session.console;
        let name = console.tone_err(Tone::Strong, deployment.as_str());
        let question = format!("{name} is production. Type its name to go on:");
        if console.is_named(&question, deployment.as_str()) {
            return Ok(());
        }
        return Err(Failure::new(Exit::Declined, "declined", "nothing was changed"));
    }
    let what = format!("`{deployment}` is production, and nobody has agreed to write to it");
    Err(Failure::new(Exit::Declined, "not-agreed", what)
        .say("nobody can be asked here, so name it on the command line:")
        .type_next(format!("{again} --yes {deployment}")))
}
