//! Every code that an error can have, and what it means: what `explain` knows without a network.
//!
//! A code never changes its meaning. Whoever makes a [`Failure`](super::Failure) with a new code
//! lists it here, and beside it goes a test that has it come out of a built binary.

mod asked;
mod declared;
mod documents;
mod export;
mod files;
mod remote;
mod runs;
mod tool;

use super::Exit;

/// A code, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code, as errors show it in brackets.
    pub word: &'static str,
    /// How a command ends with it.
    pub exit: Exit,
    /// What has happened, why, and what to do.
    pub text: &'static str,
}

const fn code(word: &'static str, exit: Exit, text: &'static str) -> Code {
    Code { word, exit, text }
}

/// Errors of the application's own binary.
pub fn errors() -> impl Iterator<Item = &'static Code> {
    [asked::CODES, declared::CODES, files::CODES, runs::CODES, export::CODES, remote::CODES]
        .into_iter()
        .flatten()
}

/// Errors of `convex-migrate`.
pub fn tool_errors() -> impl Iterator<Item = &'static Code> {
    tool::CODES.iter()
}

/// Reasons for which a document is in quarantine.
pub fn quarantine() -> impl Iterator<Item = &'static Code> {
    documents::CODES.iter()
}

/// Everything that has a code.
pub fn all() -> impl Iterator<Item = &'static Code> {
    errors().chain(tool_errors()).chain(quarantine())
}

/// A code by its word; `-` and `_` are the same here, because nobody remembers which it was.
pub fn find(word: &str) -> Option<&'static Code> {
    let plain = |word: &str| word.to_ascii_lowercase().replace('_', "-");
    let word = plain(word);
    all().find(|code| plain(code.word) == word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_there_once_and_says_something() {
        let mut seen = BTreeSet::new();
        for code in all() {
            assert!(seen.insert(code.word.replace('_', "-")), "`{}` is there twice", code.word);
            assert!(code.text.ends_with('.'), "`{}` isn't explained in sentences", code.word);
            assert!(code.text.len() > 60, "`{}` says too little", code.word);
            assert_ne!(code.exit, Exit::Done);
        }
    }

    #[test]
    fn a_code_is_found_however_its_words_are_joined() {
        assert_eq!(find("NOT_FRESH").map(|code| code.word), Some("not-fresh"));
        assert_eq!(find("table-cycle").map(|code| code.word), Some("table_cycle"));
        assert_eq!(find("nonsense"), None);
    }
}
