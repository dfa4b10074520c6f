//! What the environment says: the process first, then `.env.local` and `.env`, as the Convex CLI
//! reads them.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::args::Common;
use super::destination::KEYS;
use super::places::shown;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::foreign::Secrets;

/// The most bytes that a file of named values may have.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Named values, the first source that has a name winning.
#[derive(Debug, Default)]
pub(crate) struct Environment(Vec<Source>);

#[derive(Default)]
struct Source {
    /// Where the values are from, for people; nothing for the process itself.
    file: Option<PathBuf>,
    values: BTreeMap<String, String>,
}

/// Values may be keys, so only their names are shown.
impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("file", &self.file)
            .field("names", &self.values.keys())
            .finish()
    }
}

/// A value together with where it is from.
pub(crate) struct Found<'a> {
    pub(crate) value: &'a str,
    file: Option<&'a Path>,
}

impl Found<'_> {
    /// ` in .env.local`, or nothing where the process itself has it.
    pub(crate) fn place(&self) -> String {
        self.file.map(|file| format!(" in {}", shown(file))).unwrap_or_default()
    }
}

impl Environment {
    /// The file that the command line names, else the process; `folder` is the one that `npx convex`
    /// is run in.
    pub(crate) fn of(common: &Common, folder: &Path) -> Result<Self, Failure> {
        match &common.env_file {
            Some(file) => Self::of_file(file),
            None => Self::of_process(folder),
        }
    }

    /// The process, then the files of the folder that `npx convex` is run in.
    fn of_process(folder: &Path) -> Result<Self, Failure> {
        let process = Source { file: None, values: std::env::vars_os().filter_map(text).collect() };
        let mut sources = vec![process];
        for name in [".env.local", ".env"] {
            let file = folder.join(name);
            // As for the Convex CLI, a folder of that name says nothing, nor does a link to a file
            // that this machine lacks. A named pipe does, to whoever has made it.
            if file
                .metadata()
                .map_or_else(|error| error.kind() != ErrorKind::NotFound, |there| !there.is_dir())
            {
                sources.push(Source::of_file(file)?);
            }
        }
        Ok(Self(sources))
    }

    /// One file alone: who names it means what it says and nothing else.
    pub(crate) fn of_file(file: &Path) -> Result<Self, Failure> {
        Ok(Self(vec![Source::of_file(file.to_owned())?]))
    }

    /// Every key that it holds, also those that aren't used: a command that is started has them.
    pub(crate) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        for (name, value) in self.0.iter().flat_map(|source| &source.values) {
            if KEYS.contains(&name.as_str()) {
                secrets.add(value);
            } else if name.starts_with("CONVEX_") {
                secrets.learn(value);
            }
        }
        secrets
    }

    /// A value that isn't empty.
    pub(crate) fn get(&self, name: &str) -> Option<Found<'_>> {
        self.0.iter().find_map(|source| {
            let value = source.values.get(name).filter(|value| !value.is_empty())?;
            Some(Found { value, file: source.file.as_deref() })
        })
    }
}

impl Source {
    fn of_file(file: PathBuf) -> Result<Self, Failure> {
        let unreadable = |what: String| {
            Failure::new(Exit::BadInput, "env-file", what)
                .in_file(&file)
                .say("make each line NAME=value, or a comment that begins with #")
        };
        let text = files::read_up_to(&file, FILE_BYTES_MAX)
            .map_err(|error| unreadable(format!("{} can't be read: {error}", shown(&file))))?;
        let mut values = BTreeMap::new();
        for line in dotenvy::from_read_iter(text.as_bytes()) {
            // The library's own words would show the line, which may hold a key.
            let (name, value) = line
                .map_err(|_| unreadable(format!("{} has a line that isn't one", shown(&file))))?;
            // As for the Convex CLI, the last line with a name is the one that counts.
            values.insert(name, value);
        }
        Ok(Self { file: Some(file), values })
    }
}

fn text((name, value): (std::ffi::OsString, std::ffi::OsString)) -> Option<(String, String)> {
    Some((name.into_string().ok()?, value.into_string().ok()?))
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(values: [(&str, &str); N]) -> Self {
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self(vec![Source { file: None, values: values.into() }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_the_convex_cli_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env.local");
        let text = "# Deployment used by `npx convex dev`\n\
                    CONVEX_DEPLOYMENT=dev:calm-cat-7 # team: t, project: p\n\n\
                    CONVEX_URL=\"https://calm-cat-7.convex.cloud\"\nEMPTY=\nEMPTY=no\nEMPTY=\nLAST=1\nLAST=2\n";
        files::write(&file, text).unwrap();
        let environment = Environment::of_file(&file).unwrap();
        let value = |name| environment.get(name).map(|found| found.value);
        assert_eq!(value("CONVEX_DEPLOYMENT"), Some("dev:calm-cat-7"));
        assert_eq!(value("CONVEX_URL"), Some("https://calm-cat-7.convex.cloud"));
        assert_eq!(value("EMPTY"), None);
        assert_eq!(value("LAST"), Some("2"));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_said_or_passed_over_but_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".env")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join(".env.local")).unwrap();
        assert_eq!(Environment::of_process(folder.path()).unwrap().0.len(), 1);
        let with_pipe = tempfile::tempdir().unwrap();
        let pipe = with_pipe.path().join(".env.local");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for environment in [Environment::of_process(with_pipe.path()), Environment::of_file(&pipe)]
        {
            let failure = environment.unwrap_err();
            assert_eq!((failure.code, failure.exit), ("env-file", Exit::BadInput));
            assert!(failure.what.contains("it is a named pipe"), "{failure:?}");
        }
        let large = folder.path().join("large");
        files::write(&large, &"# nothing\n".repeat(200_000)).unwrap();
        let failure = Environment::of_file(&large).unwrap_err();
        assert!(failure.what.contains("at most 1048576 are read"), "{failure:?}");
    }

    #[test]
    fn a_line_that_cannot_be_read_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".env");
        files::write(&file, "CONVEX_DEPLOY_KEY='prod:x|c0ffee\n").unwrap();
        let failure = Environment::of_file(&file).unwrap_err();
        assert_eq!(failure.code, "env-file");
        assert!(!format!("{failure:?}").contains("c0ffee"), "{failure:?}");
    }
}
