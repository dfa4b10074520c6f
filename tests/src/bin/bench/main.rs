//! Measures and prints: `bench NAME [--json] [--size 1GB]`.

#![expect(unreachable_pub, reason = "each bench is a module of its own, with an outside")]

mod backfill;
mod child;
mod compile;
mod deployment;
mod limits;
mod rehearse;
mod report;

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use self::report::{Options, Report};

/// A bench by name.
const BENCHES: [(&str, Bench); 5] = [
    ("backfill", backfill::run),
    ("compile", compile::run),
    ("deployment", deployment::run),
    ("limits", limits::run),
    ("rehearse", rehearse::run),
];

type Bench = fn(&Options) -> io::Result<Report>;

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [first, rest @ ..] = arguments.as_slice()
        && first == child::FLAG
    {
        return be_child(rest);
    }
    let Some((bench, options)) = asked(&arguments) else {
        let known = BENCHES.map(|(name, _)| name).join("|");
        writeln!(io::stderr(), "usage: bench {known} [--json] [--size 1GB]")?;
        return Ok(ExitCode::from(2));
    };
    let report = bench(&options)?;
    let mut out = io::stdout();
    if options.is_json {
        out.write_all(report.to_json_lines()?.as_bytes())?;
    } else {
        write!(out, "{report}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Which bench, and how; nothing where the line isn't understood.
fn asked(arguments: &[String]) -> Option<(Bench, Options)> {
    let (mut bench, mut options) = (None, Options::default());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => options.is_json = true,
            "--size" => options.size_bytes = Some(size(arguments.next()?)?),
            name if bench.is_none() => {
                bench = BENCHES.iter().find(|(known, _)| *known == name).map(|(_, bench)| *bench);
                bench?;
            }
            _ => return None,
        }
    }
    Some((bench?, options))
}

/// `1GB`, `64MB`
fn size(text: &str) -> Option<u64> {
    let units = [("GB", 30), ("MB", 20)];
    let (number, shift) =
        units.iter().find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, shift)))?;
    number.parse::<u64>().ok()?.checked_shl(*shift).filter(|bytes| *bytes > 0)
}

/// One contender of a bench, in a process of its own.
fn be_child(words: &[String]) -> io::Result<ExitCode> {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let measured = match words[..] {
        ["backfill", ref rest @ ..] => backfill::child(rest)?,
        ["rehearse", ref rest @ ..] => rehearse::child(rest)?,
        _ => return Ok(ExitCode::from(2)),
    };
    writeln!(io::stdout(), "{}", serde_json::to_string(&measured)?)?;
    Ok(ExitCode::SUCCESS)
}
