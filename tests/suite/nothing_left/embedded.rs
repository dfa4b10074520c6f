//! The property on the embedded engine.

use std::path::Path;

use futures_util::FutureExt as _;
use migrate_runtime::deployment::DeploymentName;
use migrate_runtime::exit::Exit;
use migrate_runtime::store::Store as _;
use migrate_runtime::store::sqlite::{Sources, SqliteStore};
use rusqlite::Connection;
use rusqlite::types::Value as Cell;

use super::case::Case;
use super::ids::with_numbers;
use super::stage::{Stage, Wrong};

/// What the embedded deployment is called.
const NAME: &str = "local";

/// Plays the case of a seed to its end.
pub(super) fn play(seed: u64) -> Result<(), Wrong> {
    let case = Case::of(seed, NAME);
    let mut stage = Stage::new();
    let file = stage.path().join(".migrate/local.sqlite");
    let name = file.display().to_string();
    stage = stage.about(&["--embedded", &name]);
    stage.declare(&case.old);
    stage.ship(&[]).ends_with(Exit::Done)?;
    // What is new is settled as well as what was changed; that is seen often enough in a few.
    if seed.is_multiple_of(8) {
        settled(&stage, &file, seed)?;
    }
    plant(&case, &file)?;
    stage.declare(&case.new);
    let destroys = stage.destroys()?;
    stage.ship(&destroys).ends_with(Exit::Done)?;
    settled(&stage, &file, seed)
}

fn settled(stage: &Stage, file: &Path, seed: u64) -> Result<(), Wrong> {
    stage.is_settled(seed)?;
    let before = rows(file);
    stage.ships_nothing()?;
    if rows(file) == before { Ok(()) } else { Err("`ship` has written something again".to_owned()) }
}

/// Stores the documents of a case, as an application does.
fn plant(case: &Case, file: &Path) -> Result<(), Wrong> {
    let name: DeploymentName = NAME.parse().unwrap();
    let store = SqliteStore::open(file, name, Sources::system().unwrap()).unwrap();
    // An embedded deployment never waits.
    let numbers = store.tables().now_or_never().unwrap().unwrap().names;
    for (table, documents) in &case.documents {
        let documents: Vec<_> =
            documents.iter().map(|fields| with_numbers(fields, &numbers)).collect();
        store.insert(table, &documents).map_err(|error| format!("{table}: {error}"))?;
    }
    Ok(())
}

/// Every row of every table of a file.
fn rows(file: &Path) -> Vec<(String, Vec<Vec<Cell>>)> {
    let database = Connection::open(file).unwrap();
    let of = |sql: &str| {
        let mut statement = database.prepare(sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect());
        rows.unwrap().collect::<Result<Vec<Vec<Cell>>, _>>().unwrap()
    };
    let tables = of("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    let names = tables.into_iter().filter_map(|mut row| match row.remove(0) {
        Cell::Text(name) => Some(name),
        _ => None,
    });
    names.map(|name| (name.clone(), of(&format!("SELECT * FROM \"{name}\"")))).collect()
}
