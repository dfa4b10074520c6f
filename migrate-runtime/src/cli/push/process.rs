//! The command as a process: in the project's folder, on the very deployment that the run is about.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc;

use crate::cli::destination::Address;

use super::Outcome;

/// How many lines are kept to be understood; more than any refusal has.
const LINES_MAX: usize = 2_000;

/// The command that pushes, as the user has named it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PushCommand<'a> {
    /// The line, as a shell takes it: `npx convex deploy`.
    pub(crate) line: &'a str,
    /// Where it runs: the folder that holds `convex/`.
    pub(crate) folder: &'a Path,
    /// The deployment that it pushes to.
    pub(crate) address: &'a Address,
}

impl PushCommand<'_> {
    /// Runs it to its end, and shows every line that it says.
    ///
    /// What it is in the middle of when this is dropped goes on by itself: a push is one transaction
    /// of the deployment, and the manifest tells afterwards whether it was.
    ///
    /// Its standard input is an empty file, which it has open until it ends: a lock on that file
    /// outlives this process.
    pub(crate) async fn run(&self, input: File, mut show: impl FnMut(&str)) -> io::Result<Outcome> {
        let mut child = self.command(input).spawn()?;
        let (said, mut lines) = mpsc::channel(64);
        if let Some(out) = child.stdout.take() {
            tokio::spawn(listen(out, said.clone()));
        }
        if let Some(err) = child.stderr.take() {
            tokio::spawn(listen(err, said.clone()));
        }
        drop(said);
        let mut kept = Vec::new();
        while let Some(line) = lines.recv().await {
            let line = self.address.access.redact(&line);
            show(&line);
            if kept.len() < LINES_MAX {
                kept.push(line);
            }
        }
        let status = child.wait().await?;
        Ok(Outcome::of(ended(status), &kept))
    }

    fn command(&self, input: File) -> Command {
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut command = Command::new(shell);
        command.arg(flag).arg(self.line).current_dir(self.folder);
        for (name, value) in self.address.environment() {
            command.env(name, value);
        }
        command.stdin(Stdio::from(input)).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

async fn listen(from: impl AsyncRead + Unpin, said: mpsc::Sender<String>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while let Ok(1..) = from.read_until(b'\n', &mut line).await {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']).to_owned();
        if said.send(text).await.is_err() {
            return;
        }
        line.clear();
    }
}

/// How it ended, where it didn't end well.
fn ended(status: ExitStatus) -> Option<String> {
    if status.success() {
        return None;
    }
    Some(status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}")))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Common;
    use crate::cli::destination::Destination;
    use crate::cli::environment::Environment;
    use crate::deployment::DeployKey;

    fn run(line: &str) -> (Outcome, Vec<String>) {
        let url = Some("http://127.0.0.1:3210".to_owned());
        let admin_key = Some(DeployKey::new("own|c0ffee"));
        let common = Common { url, admin_key, ..Common::default() };
        let Destination::Convex(address) =
            Destination::of(&common, &Environment::default()).unwrap()
        else {
            panic!("embedded");
        };
        let folder = tempfile::tempdir().unwrap();
        let command = PushCommand { line, folder: folder.path(), address: &address };
        let mut shown = Vec::new();
        let outcome = crate::cli::deployment::block_on(async {
            let input = tempfile::tempfile().unwrap();
            Ok(command.run(input, |line| shown.push(line.to_owned())).await.unwrap())
        });
        (outcome.unwrap(), shown)
    }

    #[test]
    fn what_it_says_is_shown_line_by_line_from_both_streams() {
        let (outcome, mut shown) = run("echo one; echo two >&2; printf three");
        shown.sort();
        assert_eq!(outcome, Outcome::Done);
        assert_eq!(shown, ["one", "three", "two"]);
    }

    #[test]
    fn it_pushes_to_the_deployment_of_the_run_and_its_key_is_never_shown() {
        let (_, shown) = run("echo $CONVEX_SELF_HOSTED_URL $CONVEX_SELF_HOSTED_ADMIN_KEY");
        assert_eq!(shown, ["http://127.0.0.1:3210/ …"]);
    }

    #[test]
    fn how_it_fails_is_told() {
        let (outcome, _) = run("echo no; exit 3");
        assert_eq!(outcome, Outcome::Failed { status: "exit code 3".to_owned() });
        let (outcome, _) = run("kill -9 $$");
        let Outcome::Failed { status, .. } = outcome else { panic!("{outcome:?}") };
        assert!(status.contains('9'), "{status}");
        assert!(matches!(run("no-such-command").0, Outcome::Failed { .. }));
    }
}
