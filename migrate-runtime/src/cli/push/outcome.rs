//! What a push has come to, by how its command has ended and what it has said.
//!
//! The Convex CLI has no other way to tell: the server's reason reaches it as text. What isn't
//! recognised is a failure, never a success.

use crate::foreign::Foreign;

/// What a push has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The command says that all is done.
    Done,
    /// A document isn't valid under the schema: the server's words, without the document itself.
    Refused {
        /// `Document with ID "..." in table "..." does not match the schema: ...`
        said: Foreign,
    },
    /// Another push has taken the place of this one.
    Overtaken,
    /// It would delete an index of many documents, and nobody could be asked.
    LargeIndex,
    /// It would discard what the deployment has checked of staged validators, and nobody could be
    /// asked.
    Unstaged,
    /// It has failed for another reason, which it has said itself.
    Failed {
        /// How the command has ended: `exit code 1`.
        status: Foreign,
    },
}

impl Outcome {
    /// `status` is nothing where the command has ended well.
    pub(crate) fn of(status: Option<String>, lines: &[String]) -> Self {
        let Some(status) = status else { return Self::Done };
        let plain: Vec<_> = lines.iter().map(|line| console::strip_ansi_codes(line)).collect();
        if let Some(said) = refusal(&plain) {
            return Self::Refused { said: Foreign::of(&said) };
        }
        let says = |text: &str| plain.iter().any(|line| line.contains(text));
        if OVERTAKEN.iter().any(|word| says(word)) {
            return Self::Overtaken;
        }
        // A flag's name alone says nothing: it is also in the echo of the script that has it.
        let asks_for = |flag: &str| says(&format!("with the {flag} flag"));
        // The second is what Convex called it before 1.47.
        if asks_for("--skip-large-indexes-check") || asks_for("--allow-deleting-large-indexes") {
            return Self::LargeIndex;
        }
        if asks_for("--allow-unstaging-schema") {
            return Self::Unstaged;
        }
        Self::Failed { status: Foreign::of(&status) }
    }
}

/// How the CLI and the server say that something else has changed what is pushed to.
const OVERTAKEN: [&str; 4] = [
    "Schema was overwritten by another push",
    "ConcurrentPush",
    "SchemaAlreadyOverwritten",
    "RaceDetected",
];

/// The line that refuses a document. Below it stands what the document holds.
fn refusal<L: AsRef<str>>(lines: &[L]) -> Option<String> {
    let mut lines = lines.iter().map(|line| line.as_ref().trim_end());
    lines.find(|line| line.contains(" does not match the schema: ")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> Outcome {
        let lines: Vec<_> = text.lines().map(ToOwned::to_owned).collect();
        Outcome::of(Some("exit code 1".to_owned()), &lines)
    }

    #[test]
    fn a_refused_document_is_told_without_what_it_holds() {
        let text = "- Checking that documents match your schema...\n\
             \u{1b}[31m✖\u{1b}[39m Schema validation failed.\n\
             \u{1b}[31mDocument with ID \"j57\" in table \"films\" does not match the schema: Object is \
             missing the required field `votes`.\n\nObject: {title: \"M\"}\nValidator: v.object({})\u{1b}[39m\n";
        let said = "Document with ID \"j57\" in table \"films\" does not match the schema: Object is \
                    missing the required field `votes`.";
        assert_eq!(outcome(text), Outcome::Refused { said: said.into() });
    }

    #[test]
    fn what_somebody_else_does_is_told_apart() {
        for overtaken in [
            "✖ Schema was overwritten by another push.",
            "400 Bad Request: SchemaAlreadyOverwritten: The schema has already been overwritten.",
            "RaceDetected: Environment variables have changed during push",
        ] {
            assert_eq!(outcome(overtaken), Outcome::Overtaken);
        }
        let large = "To confirm the push:\n• run the deploy command in an interactive terminal\n\
                     • or run the deploy command with the --skip-large-indexes-check flag";
        assert_eq!(outcome(large), Outcome::LargeIndex);
        let unstaged = large.replace("--skip-large-indexes-check", "--allow-unstaging-schema");
        assert_eq!(outcome(&unstaged), Outcome::Unstaged);
    }

    #[test]
    fn what_a_nested_value_holds_is_not_told() {
        let said = "Document with ID \"j57\" in table \"films\" does not match the schema: Value does \
                    not match validator.";
        let text = format!("{said}\nPath: .stars\nValue: \"secret\"\nValidator: v.float64()");
        assert_eq!(outcome(&text), Outcome::Refused { said: said.into() });
    }

    #[test]
    fn a_flag_that_the_script_has_already_is_not_what_it_asks_for() {
        let failed = Outcome::Failed { status: "exit code 1".into() };
        for flag in ["--skip-large-indexes-check", "--allow-unstaging-schema"] {
            let echo = format!(
                "> convex deploy {flag}\nProceeding with push since {flag} is set\n✖ no such module"
            );
            assert_eq!(outcome(&echo), failed);
        }
    }

    #[test]
    fn anything_else_is_a_failure() {
        let failed = Outcome::Failed { status: "exit code 1".into() };
        assert_eq!(outcome("one\n\ntwo\n"), failed);
        assert_eq!(outcome(""), failed);
    }

    #[test]
    fn a_command_that_ends_well_is_done_whatever_it_says() {
        let said = ["✔ Deployed Convex functions".to_owned()];
        assert_eq!(Outcome::of(None, &said), Outcome::Done);
    }
}
