//! From a fresh deployment to a narrowed one, as a person would go, each command printed and run.

use std::process::ExitCode;

use migrate_runtime::cli::{Cli, Console};
use migrate_runtime::exit::Exit;
use migrate_runtime::store::sqlite::SqliteStore;
use migrate_runtime::store::{QuarantineEntry, Store as _};
use schema_core::name::TableName;

use crate::seed::{self, Failure};

/// Tells the story, going on where it was left.
pub fn tell(cli: &Cli) -> ExitCode {
    let console = Console::of_process().unasked();
    match go(cli, &console) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            console.err(&format!("error: {failure}"));
            Exit::Internal.into()
        }
    }
}

/// Makes a Convex project of the example's folder, and says how its films get to a deployment.
pub fn begin(cli: &Cli) -> ExitCode {
    let console = Console::of_process().unasked();
    match seed::project(&seed::places()) {
        Ok(folder) => {
            let here = std::env::current_dir().unwrap_or_default();
            let folder = folder.strip_prefix(&here).unwrap_or(&folder).display();
            let ship = cli.line([&SHIP[..], &["--push", "npx convex deploy"]].concat());
            console.out(&format!(
                "{folder} is a Convex project. Name a deployment in the environment, then"
            ));
            console.out(&format!("    (cd {folder} && npm install)"));
            let import = format!("npx convex import --table movies {}", seed::FILMS_FILE);
            console.out(&format!("    (cd {folder} && {import})"));
            console.out(&format!("    {ship}"));
            Exit::Done.into()
        }
        Err(failure) => {
            console.err(&format!("error: {failure}"));
            Exit::Internal.into()
        }
    }
}

/// The column with the sales of DVDs has nothing in it for four films of five, and is dropped.
const SHIP: [&str; 3] = ["ship", "--destroy", "movies.usDvdSales"];

fn go(cli: &Cli, console: &Console) -> Result<Exit, Failure> {
    let places = seed::places();
    console.out("3,201 real films go from movies@1, as they were imported, to movies@2.");
    let (store, seeded) = seed::seed(&places, cli.declaration())?;
    if seeded > 0 {
        let here = std::env::current_dir()?;
        let file = places.embedded.strip_prefix(here).unwrap_or(&places.embedded);
        console.out(&format!("Seeded {} with {seeded} films as movies@1.", file.display()));
    }
    let exit = run(cli, console, &SHIP);
    if exit != Exit::Incomplete {
        return Ok(exit);
    }
    for entry in quarantine(&store)? {
        let (why, words) = way_out(&entry)?;
        console.out("");
        console.out(why);
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let exit = run(cli, console, &words);
        if exit != Exit::Done {
            return Ok(exit);
        }
    }
    console.out("");
    console.out("Nothing stands against movies@2 any more, so the same command goes on.");
    let exit = run(cli, console, &SHIP);
    if exit == Exit::Done {
        console.out("");
        console.out("Every film is one of movies@2. Run the same again: there is nothing to do.");
    }
    Ok(exit)
}

/// Prints a command as it would be typed, and runs it.
fn run(cli: &Cli, console: &Console, words: &[&str]) -> Exit {
    console.out("");
    console.out(&format!("$ {}", cli.line(words)));
    cli.run(words, console)
}

fn quarantine(store: &SqliteStore) -> Result<Vec<QuarantineEntry>, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut entries = runtime.block_on(store.quarantine(&TableName::from_checked("movies")))?;
    // The film that is repaired comes before the one that is deleted.
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// What a person would decide about a refused film, and the words that do it.
fn way_out(entry: &QuarantineEntry) -> Result<(&'static str, Vec<String>), Failure> {
    let id = entry.id.to_string();
    match entry.path.as_str() {
        // "Baby Mama", of which the budget is known from elsewhere.
        ".productionBudget" => Ok((
            "One film has no budget. It is \"Baby Mama\", which cost 30 million dollars.",
            ["retry", "--set", &id, "productionBudget=30000000"].map(str::to_owned).to_vec(),
        )),
        ".title" => Ok((
            "One film has no title, so nobody can tell which it is.",
            ["retry", "--delete", &id, "--destroy", &format!("movies/{id}")]
                .map(str::to_owned)
                .to_vec(),
        )),
        other => Err(format!("film {id} is refused at `{other}`: {}", entry.reason).into()),
    }
}
