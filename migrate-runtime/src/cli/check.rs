//! `check`: everything that can be said without a deployment.

use super::args::ReleaseArgs;
use super::generate;
use super::session::Session;
use crate::exit::{Exit, Failure};

pub(crate) fn check(session: &Session<'_>, release: &ReleaseArgs) -> Result<Exit, Failure> {
    session.checked()?;
    generate::compare(session, release)
}
