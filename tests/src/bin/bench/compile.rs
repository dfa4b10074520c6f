//! What the derives cost the compiler: `cargo check` of 50 tables in 3 versions, beside the same
//! structs with serde's two derives.
//!
//! Four crates of the same structs are checked in turns, so that a noisy moment meets all of them,
//! and the median counts. *plain* has no derives, *serde* `Serialize` and `Deserialize`, *derives*
//! all of ours. *schema and transition* is *derives* without the functions between Rust values and
//! stored ones: what is left is what a schema and its transitions cost. It is an upper bound, since
//! the functions are still there, empty, and so is the `fill` that a user writes for each table.
//!
//! # Where that time goes
//!
//! Aimed at is a tenth of serde's; by rustc's own processor time (2.4 s for serde) it is about 13 %
//! of a full check. Of serde's time
//!
//! - 1 % is the plain structs, which every kind has;
//! - 1.5 % is the 300 empty functions and the 50 `fill`s, which aren't the derives' doing: without
//!   those and the structs it is 11 %;
//! - 2.5 % is the derives' own code with syn's and quote's, for 150 derives and 100 transitions; a
//!   `dev` build doesn't optimise macros, and `[profile.dev.build-override] opt-level = 1` in an
//!   application takes most of it away;
//! - 3.5 % is rustc handing tokens to the macros and back, reading what they gave and resolving it;
//! - 2 % is checking types and impls, 2 % checking borrows in small functions, the rest everything
//!   else that an item costs.
//!
//! No single place is hot any more. Left are fewer items: each function or constant that a version
//! implements is type checked, borrow checked and remembered by itself, some 0.1 ms of it.
//!
//! A one-file check runs every derive of the crate again, so there the time of expanding is most of
//! both sides.

mod crates;
mod hollow;
mod structs;

use std::io::{self, Write as _};
use std::process::Command;
use std::time::Instant;

use self::crates::Workspace;
use self::structs::Kind;
use super::report::{Options, Report, Row};

/// How often each crate is checked; odd, so that one run is the median.
const ROUNDS: usize = 7;

/// How much of a crate is checked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// All of it, without anything remembered.
    Full,
    /// What one edited file touches, the rest remembered.
    OneFile,
}

impl Extent {
    const ALL: [Self; 2] = [Self::Full, Self::OneFile];

    fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::OneFile => "one-file",
        }
    }

    /// The profile of the temporary workspace.
    fn profile(self) -> &'static str {
        match self {
            Self::Full => "dev",
            Self::OneFile => "remembering",
        }
    }
}

/// Measures.
///
/// # Errors
///
/// The temporary workspace under `target/` can't be written, or doesn't compile.
pub fn run(_: &Options) -> io::Result<Report> {
    let workspace = Workspace::write()?;
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for extent in Extent::ALL {
        let seconds = medians(&workspace, extent)?;
        let of = |kind: Kind| seconds[Kind::ALL.iter().position(|one| *one == kind).unwrap_or(0)];
        let serde = of(Kind::Serde);
        rows.extend(Kind::ALL.into_iter().map(|kind| {
            let name = format!("compile/{}/{}", kind.name(), extent.name());
            Row::time(name, of(kind), of(kind) / serde)
        }));
        let plain = of(Kind::Plain);
        let net = |kind| 100.0 * (of(kind) - plain) / (serde - plain);
        notes.push(format!(
            "{}: beyond the plain structs, all derives take {:.1}% of what serde's two take, schema \
             and transition alone {:.1}%.",
            extent.name(),
            net(Kind::Derives),
            net(Kind::Declared),
        ));
    }
    notes.push(format!(
        "`cargo check` of {} tables in {} versions; median of {ROUNDS} interleaved runs; the last \
         column is the time as a part of serde's.",
        structs::TABLES,
        structs::VERSIONS.len(),
    ));
    Ok(Report { rows, notes })
}

/// The median time of each kind, in the order of [`Kind::ALL`].
fn medians(workspace: &Workspace, extent: Extent) -> io::Result<Vec<f64>> {
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); Kind::ALL.len()];
    // The first round compiles dependencies and fills what is remembered; it isn't counted.
    for round in 0..=ROUNDS {
        progress(extent, round)?;
        for (kind, times) in Kind::ALL.into_iter().zip(&mut times) {
            workspace.edit(kind, extent, round)?;
            let seconds = check(workspace, kind, extent)?;
            if round > 0 {
                times.push(seconds);
            }
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    Ok(times.into_iter().map(median).collect())
}

fn progress(extent: Extent, round: usize) -> io::Result<()> {
    let what = if round == 0 { "preparing".to_owned() } else { format!("{round}/{ROUNDS}") };
    writeln!(io::stderr(), "{}: {what}", extent.name())
}

fn check(workspace: &Workspace, kind: Kind, extent: Extent) -> io::Result<f64> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(&workspace.root)
        .args(["check", "--offline", "--quiet", "--package", kind.package()])
        .args(["--profile", extent.profile(), "--target-dir", "target"])
        // Set for the command that runs this bench, they would change what is measured.
        .env_remove("CARGO_INCREMENTAL")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    let start = Instant::now();
    let output = cargo.output()?;
    let seconds = start.elapsed().as_secs_f64();
    if output.status.success() {
        return Ok(seconds);
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("`{}` doesn't compile:\n{text}", kind.package())))
}
