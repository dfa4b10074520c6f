//! Which program a run is: bodies of user functions can't be compared, but their binary can.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::OnceLock;

use tokio::runtime::Handle;

use crate::digest::Digest;

/// A program that migrates documents, told from others by its digest.
#[derive(Debug)]
pub struct Program(Kind);

#[derive(Debug)]
enum Kind {
    /// The one whose process this is.
    Running,
    /// One that says itself which it is.
    Named(Digest),
    /// Nobody can tell.
    Unknown,
}

/// The digest of this process's binary: it can't change while the process lives.
static RUNNING: OnceLock<Digest> = OnceLock::new();

impl Program {
    /// The program whose process this is, by the SHA-256 of its binary.
    pub const RUNNING: &'static Self = &Self(Kind::Running);

    /// A program that can't be told from any other unknown one.
    pub const UNKNOWN: &'static Self = &Self(Kind::Unknown);

    /// A program of this name: for simulations, in which the same seed has to do the same.
    pub fn named(name: &str) -> Self {
        Self(Kind::Named(Digest::of(name)))
    }

    /// Returns the program's digest. The binary is read once for a process, on another thread.
    ///
    /// Where the binary can't be read the program is unknown: that is no reason not to migrate.
    pub async fn digest(&self) -> Digest {
        match &self.0 {
            Kind::Named(digest) => digest.clone(),
            Kind::Unknown => unknown(),
            Kind::Running => match (RUNNING.get(), Handle::try_current()) {
                (Some(digest), _) => digest.clone(),
                // A debug build may have a hundred megabytes, and the heartbeat must go on meanwhile.
                (None, Ok(runtime)) => {
                    runtime.spawn_blocking(running).await.unwrap_or_else(|_| unknown())
                }
                (None, Err(_)) => running(),
            },
        }
    }
}

fn unknown() -> Digest {
    Digest::from_stored("unknown".to_owned())
}

fn running() -> Digest {
    RUNNING.get_or_init(|| read().unwrap_or_else(|_| unknown())).clone()
}

fn read() -> io::Result<Digest> {
    let mut binary = File::open(binary()?)?;
    let mut chunk = vec![0; 1 << 20];
    let mut hasher = Digest::hasher();
    loop {
        match binary.read(&mut chunk) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(bytes) => hasher.update(&chunk[..bytes]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// On Linux this leads to the binary that runs, even where a later build has replaced its file.
#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
fn binary() -> io::Result<PathBuf> {
    Ok(PathBuf::from("/proc/self/exe"))
}

#[cfg(not(target_os = "linux"))]
fn binary() -> io::Result<PathBuf> {
    std::env::current_exe()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_running_program_has_the_digest_of_its_binary() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let aside = runtime.block_on(Program::RUNNING.digest());
        assert_eq!(aside, running());
        let binary = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let mut hasher = Digest::hasher();
        hasher.update(&binary);
        assert_eq!(aside, hasher.finish());
        assert_ne!(aside, unknown());
    }

    #[test]
    fn programs_are_told_apart_by_their_names() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let digest = |name: &str| runtime.block_on(Program::named(name).digest());
        assert_eq!(digest("a"), digest("a"));
        assert_ne!(digest("a"), digest("b"));
        assert_ne!(digest("a"), runtime.block_on(Program::UNKNOWN.digest()));
    }
}
