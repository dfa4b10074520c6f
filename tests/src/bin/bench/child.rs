//! Measures in a process of its own, whose peak memory is that of the one thing it does.

use std::io::{self, BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

/// What the program is called with to be a child.
pub const FLAG: &str = "--child";

/// What a child has measured of itself.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Measured {
    /// How many documents it dealt with.
    pub documents: u64,
    /// How long that took, without what was set up for it.
    pub seconds: f64,
    /// The most memory that the process ever had, in megabytes of 10^6 bytes.
    pub peak_mb: f64,
}

impl Measured {
    /// What this process has done until now.
    ///
    /// # Errors
    ///
    /// The system doesn't tell the process's memory in `/proc`.
    pub fn now(documents: u64, seconds: f64) -> io::Result<Self> {
        let peak_mb = peak_bytes()? / 1e6;
        Ok(Self { documents, seconds, peak_mb })
    }

    /// How many documents it dealt with in a second.
    pub fn docs_per_s(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a figure")]
        let documents = self.documents as f64;
        documents / self.seconds
    }
}

/// Runs this program again, as `bench --child WORDS`, and returns what it has measured.
///
/// # Errors
///
/// It fails, or prints something else.
pub fn run(words: &[&str]) -> io::Result<Measured> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(FLAG)
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut line)?;
    }
    let ended = child.wait()?;
    if !ended.success() {
        return Err(io::Error::other(format!("`bench {FLAG} {}`: {ended}", words.join(" "))));
    }
    Ok(serde_json::from_str(&line)?)
}

fn peak_bytes() -> io::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse().ok());
    let kibibytes: f64 = kibibytes.ok_or_else(|| io::Error::other("no VmHWM in /proc"))?;
    Ok(kibibytes * 1024.0)
}
