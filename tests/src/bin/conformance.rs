//! Checks a folder of vectors and says how many agree: `conformance FOLDER`.

use std::env;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use workspace_tests::conformance;

fn main() -> io::Result<ExitCode> {
    let mut arguments = env::args_os().skip(1);
    let (Some(folder), None) = (arguments.next(), arguments.next()) else {
        writeln!(io::stderr(), "usage: conformance FOLDER")?;
        return Ok(ExitCode::from(2));
    };
    let report = conformance::run(&PathBuf::from(folder))?;
    write!(io::stdout(), "{report}")?;
    Ok(if report.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
