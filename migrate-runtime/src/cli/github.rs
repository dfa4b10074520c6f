//! Errors and findings as annotations of a GitHub workflow: one line each, on the stream of results,
//! where the workflow looks for them.

use std::fmt::Write as _;
use std::path::Path;

use super::places::shown;
use crate::exit::{Failure, Help};

/// How many documents an annotation names.
const NAMED_MAX: usize = 5;

/// An annotation.
pub(crate) fn error(file: Option<&Path>, title: &str, text: &str) -> String {
    let mut line = String::from("::error ");
    if let Some(file) = file {
        // Writing to a string can't fail.
        let _ = write!(line, "file={},", property(&shown(file)));
    }
    let _ = write!(line, "title={}::{}", property(title), data(text));
    line
}

/// Documents that something is wrong with, for the same reason: how many, and some of them.
pub(crate) fn documents(
    table: &str,
    (code, path, reason): (&str, &str, &str),
    count: u64,
    ids: impl Iterator<Item = String>,
) -> String {
    let at = if path.is_empty() { String::new() } else { format!(" at {path}") };
    let mut text = format!("{} of {table}{at}: {reason}", super::text::documents(count));
    for id in ids.take(NAMED_MAX) {
        // Writing to a string can't fail.
        let _ = write!(text, "\n    {id}");
    }
    let more = count.saturating_sub(NAMED_MAX as u64);
    if more > 0 {
        let _ = write!(text, "\nand {} more", super::text::grouped(more));
    }
    error(None, code, &text)
}

/// A failure with everything that is said about it.
pub(crate) fn failure(failure: &Failure) -> String {
    let mut text = failure.what.clone();
    for cause in &failure.causes {
        let _ = write!(text, "\nbecause {cause}");
    }
    for help in &failure.help {
        let _ = match help {
            Help::Say(say) => write!(text, "\n{say}"),
            Help::Type(line) => write!(text, "\n    {line}"),
        };
    }
    error(failure.file.as_deref(), failure.code, &text)
}

/// Text that a workflow command takes for itself up to the end of the line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As [`data`], where colons and commas end what is said too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn what_ends_a_command_is_written_otherwise() {
        let line = error(Some(Path::new("a,b:c.json")), "not-fresh", "100%: one,\ntwo");
        assert_eq!(line, "::error file=a%2Cb%3Ac.json,title=not-fresh::100%25: one,%0Atwo");
    }

    #[test]
    fn documents_are_one_line_with_the_first_of_them() {
        let line = |count: u64| {
            let ids = (0..count).map(|number| format!("id{number}"));
            documents("films", ("refused", ".title", "no title"), count, ids)
        };
        let one = "::error title=refused::1 document of films at .title: no title%0A    id0";
        assert_eq!(line(1), one);
        assert!(line(7).ends_with("%0A    id4%0Aand 2 more"), "{}", line(7));
    }

    #[test]
    fn a_failure_is_one_line_with_its_help() {
        let failed = Failure::new(Exit::Findings, "code", "what").say("say").type_next("line");
        assert_eq!(failure(&failed), "::error title=code::what%0Asay%0A    line");
        let failed = failed.in_file("frozen/users@1.json");
        assert!(failure(&failed).starts_with("::error file=frozen/users@1.json,title=code::"));
    }
}
