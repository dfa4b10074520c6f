//! What several commands print in the same way.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schema_core::name::TableName;

use super::console::{Console, Tone};
use super::session::Session;
use super::text::{documents, grouped};
use super::{github, json};
use crate::exit::{Failure, Help, codes};
use crate::run::{Failing, Verification};
use crate::store::{QuarantineEntry, Violation};

/// How many documents a listing shows one by one; more are shown by their reason.
const LISTED_MAX: usize = 10;

/// How many documents of one reason are named.
const NAMED_MAX: usize = 3;

/// Says why a command failed, and what to type next.
pub(crate) fn failure(session: &Session<'_>, failure: &Failure) {
    debug_assert!(codes::find(failure.code).is_some(), "`{}` isn't explained", failure.code);
    let console = &session.console;
    if session.is_json() {
        console.err(&json::failure(failure).to_string());
        return;
    }
    if session.is_github() {
        console.out(&github::failure(failure));
        return;
    }
    let head = console.tone_err(Tone::Bad, &format!("error[{}]", failure.code));
    let mut lines = failure.what.lines();
    console.tell_indented(&format!("{head}: {}", lines.next().unwrap_or_default()), 2);
    lines.for_each(|line| below(console, line));
    for cause in &failure.causes {
        console.tell_indented(&format!("  because {cause}"), 4);
    }
    for help in &failure.help {
        match help {
            Help::Say(text) => text.lines().for_each(|line| below(console, line)),
            Help::Type(line) => {
                console.err(&format!("    {}", console.tone_err(Tone::Strong, line)));
            }
        }
    }
}

/// A line below the head of an error: those that are a list are indented already.
fn below(console: &Console, line: &str) {
    let indent = if line.starts_with("  ") { "" } else { "  " };
    console.tell(&format!("{indent}{line}"));
}

/// A table's name, padded so that what is said of each table stands in one column.
pub(crate) fn table(session: &Session<'_>, table: &TableName) -> String {
    let declaration = session.declaration;
    let tables = declaration.tables.keys().chain(declaration.dropped.keys());
    let width = tables.map(|table| table.as_str().len()).max().unwrap_or_default();
    format!("{:<width$}", table.as_str())
}

/// Writes a line that says what has just been done, beside the result.
pub(crate) fn done(session: &Session<'_>, phase: &str, what: &str) {
    if !session.is_json() {
        let console = &session.console;
        let phase = console.tone_err(Tone::Good, &format!("{phase:<9}"));
        console.tell(&format!("{phase} {what}"));
    }
}

/// Lists documents in quarantine, with the lines that repair or delete each.
pub(crate) fn quarantine(session: &Session<'_>, entries: &[QuarantineEntry]) {
    let console = &session.console;
    if session.is_json() {
        for entry in entries {
            console.out(&json::quarantined(entry).to_string());
        }
        return;
    }
    if entries.is_empty() {
        return;
    }
    list_quarantine(session, entries);
    if session.is_github() {
        for alike in by_reason(entries) {
            let Some(first) = alike.first() else { continue };
            let QuarantineEntry { table, code, path, reason, .. } = first;
            let why = (code.as_str(), path.as_str(), reason.as_str());
            let ids = alike.iter().map(|entry| entry.id.to_string());
            console.out(&github::documents(table.as_str(), why, alike.len() as u64, ids));
        }
    }
}

fn list_quarantine(session: &Session<'_>, entries: &[QuarantineEntry]) {
    let console = &session.console;
    let count = documents(entries.len() as u64);
    let stay = if entries.len() == 1 { "stays" } else { "stay" };
    console.gap();
    console.say(&format!(
        "{} {stay} as before, in quarantine:",
        console.tone_out(Tone::Careful, &count)
    ));
    if entries.len() <= LISTED_MAX {
        for entry in entries {
            let name = format!("{}/{}", entry.table, entry.id);
            one_quarantined(session, &name, entry, &entry.id.to_string());
        }
        return;
    }
    for alike in by_reason(entries) {
        let Some(first) = alike.first() else { continue };
        let name = format!("{} of {}", documents(alike.len() as u64), first.table);
        one_quarantined(session, &name, first, "ID");
        let ids = alike.iter().take(NAMED_MAX).map(|entry| entry.id.to_string());
        console.say(&format!("    ID      {}", ids.collect::<Vec<_>>().join(", ")));
        if alike.len() > NAMED_MAX {
            let rest = grouped((alike.len() - NAMED_MAX) as u64);
            console.say(&format!("            and {rest} more, which --format json lists"));
        }
    }
}

/// A document, or several alike, with the lines that repair it, or try it again, or delete it.
fn one_quarantined(session: &Session<'_>, name: &str, entry: &QuarantineEntry, id: &str) {
    let console = &session.console;
    let QuarantineEntry { table, code, path, reason, .. } = entry;
    let at = if path.is_empty() { String::new() } else { format!(" at {path}") };
    console.gap();
    let name = console.tone_out(Tone::Strong, name);
    console.say_indented(&format!("  {name}  {code}{at}: {reason}"), 4);
    let program = &session.program;
    // Where no field of the document's own is to blame, such as for what another document holds,
    // it is tried again once that is repaired.
    let field = path.trim_start_matches('.').split(['.', '[']).next().unwrap_or_default();
    if field.is_empty() {
        console.out(&format!("    again   {}", program.line(["retry", "--ids", id])));
    } else {
        let set = program.line(["retry", "--set", id, &format!("{field}=JSON")]);
        console.out(&format!("    repair  {set}"));
    }
    let named = format!("{table}/{id}");
    let mut delete = vec!["retry", "--delete", id];
    if !session.asks() {
        delete.extend(["--destroy", &named]);
    }
    console.out(&format!("    delete  {}", program.line(delete)));
}

/// Entries that differ only in their document, most first.
fn by_reason(entries: &[QuarantineEntry]) -> Vec<Vec<&QuarantineEntry>> {
    let mut alike: BTreeMap<_, Vec<&QuarantineEntry>> = BTreeMap::new();
    for entry in entries {
        let reason = (&entry.table, entry.code, &entry.path, &entry.reason);
        alike.entry(reason).or_default().push(entry);
    }
    let mut groups: Vec<_> = alike.into_values().collect();
    groups.sort_by_key(|group| Reverse(group.len()));
    groups
}

/// Lists documents that stand against a schema.
pub(crate) fn violations(session: &Session<'_>, violations: &[Violation]) {
    let console = &session.console;
    for Violation { table, id, path, reason } in violations.iter().take(LISTED_MAX) {
        if session.is_json() {
            let line = serde_json::json!({
                "violation": id.to_string(), "table": table.as_str(), "path": path.to_string(),
                "reason": reason,
            });
            console.out(&line.to_string());
        } else {
            console.say(&format!("  {table}/{id}  {reason}"));
        }
    }
}

/// Lists documents that aren't of their table's newest version: the first of them, and how many.
pub(crate) fn failing(
    session: &Session<'_>,
    table: &TableName,
    verification: &Verification,
    listed_max: usize,
) {
    let console = &session.console;
    for Failing { id, path, reason } in &verification.failing {
        if session.is_json() {
            let line = serde_json::json!({
                "failing": id.to_string(), "table": table.as_str(), "path": path.to_string(),
                "reason": reason,
            });
            console.out(&line.to_string());
        }
    }
    if session.is_json() {
        return;
    }
    let count = documents(verification.failing_count);
    console.gap();
    let is_not = if verification.failing_count == 1 { "isn't" } else { "aren't" };
    console.say(&format!(
        "{} of {table} {is_not} of its newest version:",
        console.tone_out(Tone::Careful, &count)
    ));
    for Failing { id, reason, .. } in verification.failing.iter().take(listed_max) {
        console.say(&format!("  {table}/{id}  {reason}"));
    }
    let rest = verification.failing_count.saturating_sub(listed_max as u64);
    if rest > 0 {
        console.say(&format!("  and {} more; --format json lists more of them", grouped(rest)));
    }
}

/// Changes and steps as they are listed, what is lost in another colour than the rest.
pub(crate) fn listing(session: &Session<'_>, text: &str) {
    let console = &session.console;
    for line in text.trim_end().lines() {
        let mark = line.trim_start().chars().next();
        let is_note = ["census: ", "note: "].iter().any(|note| line.starts_with(note));
        let tone = match mark {
            _ if line.contains("   destructive: ") => Some(Tone::Bad),
            _ if !line.starts_with(' ') && !is_note && line.contains(" -> ") => Some(Tone::Strong),
            Some('+') => Some(Tone::Good),
            Some('~') => Some(Tone::Careful),
            _ => None,
        };
        let line = tone.map_or_else(|| line.to_owned(), |tone| console.tone_out(tone, line));
        // What else there is to know is a sentence, which no column keeps together.
        if is_note {
            console.say_indented(&line, 2);
        } else {
            console.say(&line);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::path::Path;
    use std::sync::{Arc, Mutex};

    use schema_core::history;

    use super::*;
    use crate::cli::Places;
    use crate::cli::args::Format;
    use crate::cli::console::Console;
    use crate::cli::destination::Destination;
    use crate::cli::program::Program;
    use crate::clock::Timestamp;
    use crate::digest::Digest;
    use crate::fixture::{NOW, declaration, films, in_memory, step, with_films};
    use crate::store::QuarantineCode;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is listed for a document that is refused for the value at a path.
    fn listed(path: &str) -> String {
        let (out, declaration) = (Written::default(), declaration());
        let session = Session {
            declaration: &declaration,
            places: Places::of_package(Path::new("")),
            destination: Destination::Embedded,
            push: None,
            is_staged: false,
            program: Program::of_process(),
            console: Console::of_streams(Box::new(out.clone()), Box::new(io::sink())),
            format: Format::Human,
        };
        let entry = QuarantineEntry {
            table: films(),
            id: with_films(&in_memory(), 1)[0],
            step: step(),
            code: QuarantineCode::Carry(history::QuarantineCode::Refused),
            path: path.to_owned(),
            reason: "why".to_owned(),
            digest: Digest::of(""),
            also_read: None,
            opened_at: Timestamp(NOW),
        };
        quarantine(&session, &[entry]);
        String::from_utf8(out.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn the_field_that_is_to_blame_is_the_one_to_set() {
        let text = listed(".title.text[0]");
        assert!(text.contains("retry --set") && text.contains(" title=JSON\n"), "{text}");
        assert!(!text.contains("--ids"), "{text}");
    }

    #[test]
    fn a_document_without_a_field_to_blame_is_tried_again() {
        let text = listed("");
        assert!(text.contains("    again   ") && text.contains("retry --ids"), "{text}");
        assert!(!text.contains("--set"), "{text}");
    }
}
