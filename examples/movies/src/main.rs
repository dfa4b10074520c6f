//! Tells the story without arguments, and makes a Convex project of its folder with the word `project`;
//! with other arguments it is the command line of the application.

use std::process::ExitCode;

use migrate_runtime::cli::Cli;
use movies::model::App;
use movies::{seed, story};

fn main() -> ExitCode {
    let cli = Cli::of::<App>().with_places(seed::places());
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    match words.as_slice() {
        [] => story::tell(&cli),
        [word] if word == "project" => story::begin(&cli),
        _ => cli.main(),
    }
}
