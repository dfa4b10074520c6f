//! `ship --put-back`: the committed files, in place of those of a push that isn't finished.

use serde_json::json;

use super::TreeWriter;
use crate::cli::generate::{self, Mood};
use crate::cli::session::Session;
use crate::exit::{Exit, Failure};

/// Puts the committed files back, whatever stands in for them. Asks no deployment.
pub(crate) fn put_back(session: &Session<'_>) -> Result<Exit, Failure> {
    session.checked()?;
    // A push that is at work keeps its files: the command reads them.
    let mut writer = TreeWriter::take_from_anybody(session)?;
    // One that can't be read is no reason to keep files that nobody knows.
    let record = writer.files.read(session).ok().flatten();
    let written = writer.put_back()?;
    generate::say(session, &written, Mood::Done);
    let console = &session.console;
    if session.is_json() {
        let result = if written.is_empty() { "nothing-to-do" } else { "put-back" };
        console.out(&json!({ "result": result }).to_string());
        return Ok(Exit::Done);
    }
    if written.is_empty() {
        console.tell("the generated files are the committed ones");
    } else {
        console.tell("put back: the generated files are the committed ones again");
    }
    if let Some(record) = record {
        console.tell(&format!(
            "the push to {} ({}) isn't finished; go on with it by",
            record.deployment, record.url
        ));
        console.err(&format!("    {}", record.finish));
    }
    Ok(Exit::Done)
}
