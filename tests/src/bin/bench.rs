//! Measures and prints: `bench compile [--json]`.

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use workspace_tests::bench::{Report, compile};

/// A bench by name.
const BENCHES: [(&str, Bench); 1] = [("compile", compile::run)];

type Bench = fn() -> io::Result<Report>;

fn main() -> io::Result<ExitCode> {
    let (flags, names): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|argument| argument.starts_with('-'));
    let is_json = flags == ["--json"];
    let bench = match &names[..] {
        [name] => BENCHES.iter().find(|(known, _)| known == name),
        _ => None,
    };
    let (Some((_, bench)), true) = (bench, is_json || flags.is_empty()) else {
        let known = BENCHES.map(|(name, _)| name).join("|");
        writeln!(io::stderr(), "usage: bench {known} [--json]")?;
        return Ok(ExitCode::from(2));
    };
    let report = bench()?;
    let mut out = io::stdout();
    if is_json {
        out.write_all(report.to_json_lines()?.as_bytes())?;
    } else {
        write!(out, "{report}")?;
    }
    Ok(ExitCode::SUCCESS)
}
