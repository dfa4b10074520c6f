//! The command line of `convex-migrate`: what must work while the application's code doesn't
//! compile.

mod bump;
mod compare;
mod edit;
mod error;
mod explain;
mod imports;
mod place;
mod redirect;
mod source;
mod words;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub use self::error::ToolError;

/// Prepares a package for versions of its tables, without compiling it
#[derive(Clone, Debug, Parser)]
#[command(name = "convex-migrate", version, disable_help_subcommand = true, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Write the newest frozen version of a table as Rust, so that the current struct can move on
    ///
    /// Reads `frozen/TABLE@N.json`, writes the module `vN` beside the file that declares the table,
    /// and prints what to change in the current struct. Functions of the old version move along.
    Bump(BumpArgs),

    /// Say what the code of an error means, and what to do about it
    ///
    /// Codes are shown in brackets, as in error[not-fresh]; reasons of quarantine have one, too.
    /// Without a code, lists all of them. Needs no network.
    Explain {
        /// The code
        #[arg(value_name = "CODE")]
        code: Option<String>,
    },
}

#[derive(Clone, Debug, Args)]
struct BumpArgs {
    /// The table, as it is called in Convex
    table: String,

    /// The folder of the package
    #[arg(long, value_name = "DIR", default_value = ".")]
    package: PathBuf,

    /// The folder of frozen versions; `frozen` in the package unless given
    #[arg(long, value_name = "DIR")]
    frozen_dir: Option<PathBuf>,

    /// The file to write; beside the one that declares the table unless given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let code = run(std::env::args_os(), &mut std::io::stdout(), &mut std::io::stderr());
    ExitCode::from(code)
}

/// Runs a command line; results go to `out`, everything else to `err`. Gives the exit code.
pub fn run<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let line = match CommandLine::try_parse_from(args) {
        Ok(line) => line,
        Err(error) => {
            let asked = !error.use_stderr();
            let text = error.to_string();
            // There is nobody to tell that nobody can be told.
            let _ = match text.strip_prefix("error: ") {
                Some(what) => write!(err, "error[not-understood]: {what}"),
                None if asked => write!(out, "{text}"),
                None => write!(err, "{text}"),
            };
            return if asked { 0 } else { 2 };
        }
    };
    let done = match line.command {
        Command::Bump(args) => bump::run(&args, out, err),
        Command::Explain { code } => explain::run(code.as_deref(), out),
    };
    match done {
        Ok(()) => 0,
        Err(error) => {
            let _ = writeln!(err, "error[{}]: {error}", error.code());
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                let _ = writeln!(err, "  because: {cause}");
                source = cause.source();
            }
            error.exit_code()
        }
    }
}
