//! How the program was called, so that every line it proposes can be typed as it is.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::args::Common;

/// How the user's program is called from where the user is.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    words: Vec<String>,
}

impl Program {
    /// As this process was called.
    pub(crate) fn of_process() -> Self {
        let called = std::env::args_os().next().unwrap_or_default();
        let path = std::env::current_exe().unwrap_or_else(|_| PathBuf::from(&called));
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // Cargo sets it for what it runs.
        if std::env::var_os("CARGO_PKG_NAME").is_none() {
            return Self { words: vec![called.to_string_lossy().into_owned()] };
        }
        let profile = path.parent().and_then(Path::file_name);
        let mut words = vec!["cargo".to_owned(), "run".to_owned()];
        if profile == Some(OsStr::new("release")) {
            words.push("--release".to_owned());
        }
        words.extend(["--bin".to_owned(), name, "--".to_owned()]);
        Self { words }
    }

    /// The same program, with the places that were given on the command line given again.
    #[must_use]
    pub(crate) fn with(mut self, common: &Common) -> Self {
        let mut option = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                self.words.extend([name.to_owned(), value]);
            }
        };
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        option("--convex-dir", path(&common.convex_dir));
        option("--frozen-dir", path(&common.frozen_dir));
        option("--receipts-dir", path(&common.receipts_dir));
        option("--embedded", path(&common.embedded));
        // A key isn't repeated: whoever gave one on the command line has it at hand.
        // A URL that holds one is refused wherever it is used.
        let url = common.url.as_ref().filter(|url| !url.is_hidden_in_part());
        option("--url", url.map(|url| url.reveal().to_owned()));
        option("--env-file", path(&common.env_file));
        option("--deployment", common.deployment.as_ref().map(ToString::to_string));
        self
    }

    /// The line that calls it with these words.
    pub(crate) fn line<W: AsRef<str>>(&self, words: impl IntoIterator<Item = W>) -> String {
        let mut line: Vec<_> = self.words.iter().map(|word| quoted(word)).collect();
        line.extend(words.into_iter().map(|word| quoted(word.as_ref())));
        line.join(" ")
    }
}

/// A word as a POSIX shell takes it for itself.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_shell_would_change_are_quoted() {
        for (word, line) in [
            ("--set", "--set"),
            ("budget=30000000", "budget=30000000"),
            ("title=\"M\"", "'title=\"M\"'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
            ("$HOME/a b", "'$HOME/a b'"),
        ] {
            assert_eq!(quoted(word), line);
        }
    }
}
