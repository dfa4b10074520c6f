//! The command as a process: in the project's folder, on the very deployment that the run is about.

mod kept;
mod lines;

use std::fs::File;
use std::io;
use std::path::Path;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::cli::destination::Address;
use crate::foreign::{Foreign, Secrets, Typed};

use self::kept::Kept;
use self::lines::listen;
use super::Outcome;

/// How long nothing may be said after the command has ended: what it has started in the background
/// may keep its output open for ever.
const SILENCE_MAX: Duration = Duration::from_secs(2);

/// How many lines are read after that: more than two pipes hold, in case that what goes on never
/// falls silent.
const LINES_LEFT_MAX: u32 = 200_000;

/// The command that pushes, as the user has named it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PushCommand<'a> {
    /// The line, as a shell takes it: `npx convex deploy`.
    pub(crate) line: &'a Typed,
    /// Where it runs: the folder that holds `convex/`.
    pub(crate) folder: &'a Path,
    /// The deployment that it pushes to.
    pub(crate) address: &'a Address,
    /// What it may know and say, and nobody is shown.
    pub(crate) secrets: &'a Secrets,
}

impl PushCommand<'_> {
    /// Runs it to its end, and shows every line that it says.
    ///
    /// What it is in the middle of when this is dropped goes on by itself: a push is one transaction
    /// of the deployment, and the manifest tells afterwards whether it was.
    ///
    /// Its standard input is an empty file, which it has open until it ends: a lock on that file
    /// outlives this process.
    pub(crate) async fn run(
        &self,
        input: File,
        mut show: impl FnMut(&Foreign),
    ) -> io::Result<Outcome> {
        let mut child = self.command(input).spawn()?;
        let (said, mut lines) = mpsc::channel(64);
        if let Some(out) = child.stdout.take() {
            tokio::spawn(listen(out, said.clone()));
        }
        if let Some(err) = child.stderr.take() {
            tokio::spawn(listen(err, said.clone()));
        }
        drop(said);
        let mut kept = Kept::default();
        let mut status = None;
        let mut left = LINES_LEFT_MAX;
        loop {
            let line = if status.is_some() {
                left -= 1;
                if left == 0 {
                    break;
                }
                timeout(SILENCE_MAX, lines.recv()).await.unwrap_or_default()
            } else {
                match select(pin!(lines.recv()), pin!(child.wait())).await {
                    Either::Left((line, _)) => line,
                    Either::Right((ended, _)) => {
                        status = Some(ended?);
                        continue;
                    }
                }
            };
            let Some(line) = line else { break };
            // Before it is cut: half a key wouldn't be known for one.
            let line = line.shown(|text| Foreign::new(text, self.secrets).to_string());
            show(&Foreign::new(&line, self.secrets));
            kept.push(line);
        }
        let status = match status {
            Some(status) => status,
            None => child.wait().await?,
        };
        Ok(Outcome::of(ended(status), kept.lines()))
    }

    fn command(&self, input: File) -> Command {
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut command = Command::new(shell);
        command.arg(flag).arg(self.line.reveal()).current_dir(self.folder);
        for (name, value) in self.address.environment() {
            command.env(name, value);
        }
        command.stdin(Stdio::from(input)).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
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
        let url = Some(Typed::from("http://127.0.0.1:3210"));
        let admin_key = Some(DeployKey::new("own|c0ffee"));
        let common = Common { url, admin_key, ..Common::default() };
        let Destination::Convex(address) =
            Destination::of(&common, &Environment::default()).unwrap()
        else {
            panic!("embedded");
        };
        let folder = tempfile::tempdir().unwrap();
        let secrets = Secrets::of_key(&address.access.key);
        let line = &Typed::from(line);
        let command =
            PushCommand { line, folder: folder.path(), address: &address, secrets: &secrets };
        let mut shown = Vec::new();
        let outcome = crate::cli::deployment::block_on(async {
            let input = tempfile::tempfile().unwrap();
            Ok(command.run(input, |line| shown.push(line.to_string())).await.unwrap())
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
    fn a_line_without_an_end_is_cut_and_what_comes_after_it_is_shown() {
        let endless = "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo after; exit 1";
        let (_, shown) = run(endless);
        let [long, after] = &shown[..] else { panic!("{} lines", shown.len()) };
        assert!(long.len() < 70_000, "{}", long.len());
        assert!(
            long.ends_with("x… (3000000 bytes, of which 65536 are shown)"),
            "{}",
            &long[65_000..]
        );
        assert_eq!(after, "after");
    }

    #[test]
    fn a_key_at_the_place_where_a_line_is_cut_is_not_shown() {
        for before in 65_530..65_540 {
            let line = format!(
                "head -c {before} /dev/zero | tr '\\0' x; printf $CONVEX_SELF_HOSTED_ADMIN_KEY; \
                 head -c 9000 /dev/zero | tr '\\0' y"
            );
            let (_, shown) = run(&line);
            assert!(!shown[0].contains("xo"), "{before}: {}", &shown[0][65_500..]);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_shown_as_well_as_they_can_be() {
        let (_, shown) = run(r"printf 'a\377b\n\000\n'");
        assert_eq!(shown, ["a\u{fffd}b", "\\u0000"]);
    }

    // `deploy --cmd` shows a whole build before it pushes.
    #[test]
    fn what_is_said_last_is_what_tells() {
        let (outcome, shown) =
            run("seq 5000; echo 'Schema was overwritten by another push'; seq 1000; exit 1");
        assert_eq!((outcome, shown.len()), (Outcome::Overtaken, 6_001));
        let (outcome, _) = run("echo 'Schema was overwritten by another push'; seq 5000; exit 1");
        assert!(matches!(outcome, Outcome::Failed { .. }), "{outcome:?}");
    }

    #[test]
    fn what_goes_on_in_the_background_is_not_waited_for() {
        for endless in ["sleep 600", "yes"] {
            let (outcome, shown) = run(&format!("{endless} & echo $!"));
            assert_eq!(outcome, Outcome::Done);
            let number = shown.iter().find(|line| line.parse::<u32>().is_ok()).unwrap();
            // Where nobody listens, the second one has ended by itself.
            let killed = std::process::Command::new("kill").arg(number).output().unwrap();
            assert!(killed.status.success() || endless == "yes", "it was still there");
        }
    }

    #[test]
    fn how_it_fails_is_told() {
        let (outcome, _) = run("echo no; exit 3");
        assert_eq!(outcome, Outcome::Failed { status: "exit code 3".into() });
        let (outcome, _) = run("kill -9 $$");
        let Outcome::Failed { status, .. } = outcome else { panic!("{outcome:?}") };
        assert!(status.to_string().contains('9'), "{status}");
        assert!(matches!(run("no-such-command").0, Outcome::Failed { .. }));
    }
}
