//! Notes, as several commits of one application declare them, and what other applications get wrong.
//!
//! `NOTES` says which of them is run, and `NOTES_MEDDLE` what happens in the deployment at the moment
//! when the first document is carried; `NOTES_GATES` is a folder of gates. With `NOTES_LOG` it logs
//! everything.

#![expect(unreachable_pub, reason = "written as the library of an application is")]

mod apps;
mod gate;
mod logs;
mod meddle;

use std::process::ExitCode;

use migrate_runtime::cli;

fn main() -> ExitCode {
    logs::keep();
    match std::env::var("NOTES").unwrap_or_default().as_str() {
        "one" => cli::main::<apps::One>(),
        "two" => cli::main::<apps::Two>(),
        "edited" => cli::main::<apps::Edited>(),
        "older-edited" => cli::main::<apps::OlderEdited>(),
        "dropped" => cli::main::<apps::Dropped>(),
        "pruned" => cli::main::<apps::Pruned>(),
        "misnamed" => cli::main::<apps::Misnamed>(),
        "close-names" => cli::main::<apps::CloseNames>(),
        "authors" => cli::main::<apps::Authors>(),
        "notes-and-authors" => cli::main::<apps::NotesAndAuthors>(),
        "authors-before" => cli::main::<apps::AuthorsBefore>(),
        "cycle" => cli::main::<apps::Cycle>(),
        "cycle-before" => cli::main::<apps::CycleBefore>(),
        "needs-more" => cli::main::<apps::NeedsMore>(),
        "films" => cli::main::<apps::Films>(),
        "films-before" => cli::main::<apps::FilmsBefore>(),
        "slow" => cli::main::<apps::Slow>(),
        "slow-before" => cli::main::<apps::SlowBefore>(),
        "away" => cli::main::<apps::Away>(),
        "away-before" => cli::main::<apps::AwayBefore>(),
        "stars" => cli::main::<apps::stars::begun::Stars>(),
        "stars-edited" => cli::main::<apps::stars::edited::Stars>(),
        "stars-next" => cli::main::<apps::stars::begun::next::Next>(),
        "stars-next-of-edited" => cli::main::<apps::stars::edited::next::Next>(),
        _ => ExitCode::FAILURE,
    }
}
