//! Node and what the tests run in it, installed once from the lock files.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The oldest Node that the packages run on.
const MAJOR_MIN: u32 = 20;

/// Node with the locked packages at hand.
#[derive(Clone, Debug)]
pub struct Node {
    packages: PathBuf,
}

/// Why Node can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NodeError {
    /// There is no Node, or an old one.
    #[error(
        "the tests of generated TypeScript need Node {MAJOR_MIN} or newer with npm on the PATH, and \
         found {found}: install it from https://nodejs.org"
    )]
    Missing {
        /// What was found instead.
        found: String,
    },
    /// The packages can't be installed.
    #[error("`npm ci` in tests/{folder} failed: {message}")]
    Install {
        /// The folder of `tests` that has the lock file.
        folder: &'static str,
        /// What npm said.
        message: String,
    },
    /// A program ended with an error.
    #[error("`node {program}` failed:\n{message}")]
    Failed {
        /// The program and its arguments.
        program: String,
        /// What it wrote.
        message: String,
    },
    /// A file can't be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Node {
    /// Node with its packages, installed if they aren't yet.
    ///
    /// # Errors
    ///
    /// [`NodeError::Missing`] without a Node that is new enough, [`NodeError::Install`] where the
    /// registry can't be reached.
    pub fn ready() -> Result<Self, String> {
        static READY: OnceLock<Result<Node, String>> = OnceLock::new();
        READY.get_or_init(|| Self::prepare("node").map_err(|error| error.to_string())).clone()
    }

    /// Node with the packages of the deployment for tests, installed if they aren't yet.
    ///
    /// # Errors
    ///
    /// Those of [`Self::ready`].
    pub fn of_deployment() -> Result<Self, String> {
        static READY: OnceLock<Result<Node, String>> = OnceLock::new();
        READY.get_or_init(|| Self::prepare("deployment").map_err(|error| error.to_string())).clone()
    }

    fn prepare(folder: &'static str) -> Result<Self, NodeError> {
        check_version("node")?;
        let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        install(folder, &packages)?;
        Ok(Self { packages })
    }

    /// A command that runs a program of the folder.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.packages.join(program)).current_dir(&self.packages);
        command
    }

    /// Where a file of the folder is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.packages.join(name)
    }

    /// An empty directory below which the packages are found, left in place for a look at it.
    ///
    /// # Errors
    ///
    /// It can't be emptied or made.
    pub fn directory(&self, name: &str) -> Result<PathBuf, NodeError> {
        let path = self.packages.join("work").join(name);
        let at = |source| NodeError::File { path: path.clone(), source };
        if path.exists() {
            fs::remove_dir_all(&path).map_err(at)?;
        }
        fs::create_dir_all(&path).map_err(at)?;
        Ok(path)
    }

    /// Runs a program of the folder and gives what it writes to standard output.
    ///
    /// # Errors
    ///
    /// [`NodeError::Failed`] with everything it wrote, where it doesn't end with success.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Result<String, NodeError> {
        let output = self.command(program).args(arguments).stdin(Stdio::null()).output();
        let output = output.map_err(|source| NodeError::Missing { found: source.to_string() })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let program = [&[program], arguments].concat().join(" ");
        Err(NodeError::Failed { program, message: written(&output) })
    }

    /// A project of the TypeScript below `directory`, with the options of a file of `tests/node`.
    ///
    /// # Errors
    ///
    /// Its file can't be written.
    pub fn project(&self, directory: &Path, options: &str) -> Result<PathBuf, NodeError> {
        let project = directory.join(options);
        let options = self.packages.join(options).display().to_string();
        let text = serde_json::json!({"extends": options, "include": ["**/*.ts"]}).to_string();
        write_file(&project, &text)?;
        Ok(project)
    }

    /// Runs one of the TypeScript compilers (`typescript` or `typescript59`) on a project.
    ///
    /// # Errors
    ///
    /// [`NodeError::Failed`] with what it finds wrong.
    pub fn tsc(&self, compiler: &str, project: &Path) -> Result<(), NodeError> {
        let program = format!("node_modules/{compiler}/bin/tsc");
        let project = project.display().to_string();
        self.run(&program, &["--noEmit", "--pretty", "false", "-p", &project]).map(drop)
    }
}

/// Writes a file whole: aside first, then in its place.
///
/// # Errors
///
/// It can't be written.
pub fn write_file(path: &Path, text: &str) -> Result<(), NodeError> {
    let at = |source| NodeError::File { path: path.to_owned(), source };
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(at)?;
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(".new");
    File::create(&aside).and_then(|mut file| file.write_all(text.as_bytes())).map_err(at)?;
    fs::rename(&aside, path).map_err(at)
}

fn written(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).trim().to_owned();
    format!("{}\n{}", text(&output.stdout), text(&output.stderr)).trim().to_owned()
}

/// Asks a program for its version, which must be that of a Node new enough.
fn check_version(node: &str) -> Result<(), NodeError> {
    let missing = |found: &str| NodeError::Missing { found: found.to_owned() };
    let output = Command::new(node).arg("--version").output();
    let output = output.map_err(|_| missing("none"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if major(&version).is_some_and(|major| major >= MAJOR_MIN) {
        return Ok(());
    }
    Err(missing(&format!("`{version}`")))
}

/// 20 of `v20.1.0`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Installs what the lock file says, unless exactly that is installed.
fn install(folder: &'static str, packages: &Path) -> Result<(), NodeError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| NodeError::File { path, source }
    };
    // Test binaries may run at the same time; the lock ends with the process.
    let lock_path = packages.join(".install.lock");
    let lock = File::create(&lock_path).map_err(at(&lock_path))?;
    lock.lock().map_err(at(&lock_path))?;
    let wanted_path = packages.join("package-lock.json");
    let wanted = fs::read_to_string(&wanted_path).map_err(at(&wanted_path))?;
    let installed_path = packages.join("node_modules/.installed");
    if fs::read_to_string(&installed_path).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let output = Command::new("npm").arg("ci").current_dir(packages).stdin(Stdio::null()).output();
    let output = output.map_err(|_| NodeError::Missing { found: "no npm".to_owned() })?;
    if !output.status.success() {
        let message = written(&output).lines().collect::<Vec<_>>().join("; ");
        return Err(NodeError::Install { folder, message });
    }
    write_file(&installed_path, &wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_node_is_one_line_that_says_what_to_do() {
        let text = check_version("no-such-program").unwrap_err().to_string();
        assert_eq!(text.lines().count(), 1);
        assert!(text.contains("Node 20 or newer") && text.contains("nodejs.org"), "{text}");
    }

    #[test]
    fn a_version_is_new_enough_by_its_first_number() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.1"), Some(9));
        assert_eq!(major("cargo 1.95.0"), None);
        assert!(check_version("cargo").is_err());
    }
}
