//! A command line that isn't understood, as an error like any other.

use std::ffi::{OsStr, OsString};

use clap::error::ErrorKind;
use clap::{CommandFactory as _, ValueEnum as _};

use super::args::{CommandLine, Format};
use crate::exit::{Exit, Failure};

/// Whether nothing was typed, so that it is told what could be.
pub(crate) fn asks_for_help(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// What is wrong with a line, with the line that shows what would be right.
pub(crate) fn failure(error: &clap::Error, help: &str) -> Failure {
    let text = error.render().to_string();
    let mut parts = text.split("\n\n").map(str::trim_end);
    let what = parts.next().unwrap_or_default();
    let what = what.strip_prefix("error: ").unwrap_or(what);
    let failure = Failure::new(Exit::Usage, "not-understood", what.trim_end_matches(':'));
    // The last part says how to get help, which is said with the line to type.
    parts
        .filter(|part| !part.is_empty() && !part.starts_with("For more information"))
        .fold(failure, |failure, part| failure.say(part.trim_start()))
        .say("see what is understood with")
        .type_next(help)
}

/// The words that show what the command takes that was meant, as far as that can be told.
pub(crate) fn help(arguments: &[OsString]) -> Vec<&str> {
    let command = CommandLine::command();
    let is_command = |word: &&str| command.find_subcommand(word).is_some();
    let named = arguments.iter().filter_map(|word| word.to_str()).find(is_command);
    named.into_iter().chain(["--help"]).collect()
}

/// The format that a line asks for, though the rest of it isn't understood.
pub(crate) fn format(arguments: &[OsString]) -> Format {
    let own = arguments.iter().take_while(|word| *word != "--");
    let mut words = own.filter_map(|word: &OsString| OsStr::to_str(word));
    let mut format = Format::default();
    while let Some(word) = words.next() {
        let value = match word.split_once('=') {
            Some(("--format", value)) => Some(value),
            _ if word == "--format" => words.next(),
            _ => None,
        };
        let read = value.and_then(|value| Format::from_str(value, false).ok());
        format = read.unwrap_or(format);
    }
    format
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_format_is_known_though_the_rest_is_not() {
        for (line, expected) in [
            ("shp", Format::Human),
            ("shp --format json", Format::Json),
            ("--format=github ship --what", Format::Github),
            ("ship --format jsn", Format::Human),
            ("ship --format", Format::Human),
            ("ship -- --format json", Format::Human),
        ] {
            assert_eq!(format(&words(line)), expected, "{line}");
        }
    }

    #[test]
    fn help_is_about_the_command_that_was_meant() {
        assert_eq!(help(&words("--embedded a retry --st")), ["retry", "--help"]);
        assert_eq!(help(&words("shp")), ["--help"]);
    }
}
