//! Tells the story without arguments; with arguments it is the command line of the application.

use std::process::ExitCode;

use migrate_runtime::cli::Cli;
use movies::model::App;
use movies::{seed, story};

fn main() -> ExitCode {
    let cli = Cli::of::<App>().with_places(seed::places());
    if std::env::args_os().len() > 1 { cli.main() } else { story::tell(&cli) }
}
