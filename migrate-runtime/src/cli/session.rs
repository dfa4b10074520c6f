//! One command: what it is about, and where it writes.

use schema_core::declaration::Declaration;

use super::args::Format;
use super::console::Console;
use super::destination::Destination;
use super::places::Places;
use super::program::Program;
use crate::deployment::DeploymentName;
use crate::exit::{Exit, Failure};
use crate::foreign::Typed;

/// One command: what it is about, and where it writes.
pub(crate) struct Session<'a> {
    pub(crate) declaration: &'a Declaration,
    pub(crate) places: Places,
    /// Where its deployment is; embedded for a command that has none.
    pub(crate) destination: Destination,
    /// The command that pushes to it, where one is named.
    pub(crate) push: Option<Typed>,
    /// Whether what documents are to be next is pushed, too.
    pub(crate) is_staged: bool,
    pub(crate) program: Program,
    pub(crate) console: Console,
    pub(crate) format: Format,
}

impl Session<'_> {
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(crate) fn is_github(&self) -> bool {
        self.format == Format::Github
    }

    /// Whether receipts of the deployment decide what the committed `schema.ts` accepts.
    pub(crate) fn is_gate(&self) -> bool {
        self.declaration.gates.contains(self.places.deployment.as_str())
    }

    /// Whether the deployment's name has to be typed before anything is written to it.
    pub(crate) fn is_production(&self) -> bool {
        self.destination.is_production()
            || self.is_gate() && self.places.deployment != DeploymentName::local()
    }

    /// Whether somebody can be asked.
    pub(crate) fn asks(&self) -> bool {
        self.console.asks() && self.format == Format::Human
    }

    /// Refuses a declaration that doesn't fit together: nothing can be made from it.
    pub(crate) fn checked(&self) -> Result<(), Failure> {
        let errors = self.declaration.check();
        let Some(first) = errors.first() else { return Ok(()) };
        let mut failure = Failure::new(Exit::Findings, "declaration", first.to_string());
        for error in errors.iter().skip(1) {
            failure = failure.say(format!("also: {error}"));
        }
        Err(failure)
    }
}
