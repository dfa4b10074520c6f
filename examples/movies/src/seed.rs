//! A deployment of its own for the example: the films as they came, under `movies@1`.

use std::error::Error;
use std::path::{Path, PathBuf};

use migrate_runtime::cli::Places;
use migrate_runtime::files;
use migrate_runtime::store::sqlite::{Sources, SqliteStore};
use migrate_runtime::testing::Seed;
use schema_core::declaration::Declaration;
use schema_core::name::TableName;
use schema_core::value::{Object, Value, canonical_object};
use serde_json::Value as Json;

/// The films, as the data's authors publish them.
const FILMS: &str = include_str!("../data/movies.json");

/// The versions, as they are frozen in git.
const FROZEN: [(&str, &str); 3] = [
    ("directors@1.json", include_str!("../frozen/directors@1.json")),
    ("movies@1.json", include_str!("../frozen/movies@1.json")),
    ("movies@2.json", include_str!("../frozen/movies@2.json")),
];

/// The keys of the data and the fields of `movies@1`: Convex's validators take no spaces.
const FIELDS: [(&str, &str); 16] = [
    ("Title", "title"),
    ("US Gross", "usGross"),
    ("Worldwide Gross", "worldwideGross"),
    ("US DVD Sales", "usDvdSales"),
    ("Production Budget", "productionBudget"),
    ("Release Date", "releaseDate"),
    ("MPAA Rating", "mpaaRating"),
    ("Running Time min", "runningTimeMin"),
    ("Distributor", "distributor"),
    ("Source", "source"),
    ("Major Genre", "majorGenre"),
    ("Creative Type", "creativeType"),
    ("Director", "director"),
    ("Rotten Tomatoes Rating", "rottenTomatoesRating"),
    ("IMDB Rating", "imdbRating"),
    ("IMDB Votes", "imdbVotes"),
];

/// What can go wrong with a seed.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Where the example keeps its files: in `movies` beside the folder of the binary, or where
/// `MOVIES_DIR` says.
pub fn places() -> Places {
    let beside = || {
        let binary = std::env::current_exe().ok()?;
        Some(binary.parent()?.parent()?.join("movies"))
    };
    let named = std::env::var_os("MOVIES_DIR").map(PathBuf::from);
    let folder = named.or_else(beside).unwrap_or_else(|| PathBuf::from("target/movies"));
    let places = Places::of_package(&folder);
    Places { embedded: folder.join("local.sqlite"), ..places }
}

/// Opens the example's deployment, and fills it where it is new. Returns how many films that took.
///
/// # Errors
///
/// A file can't be written, or isn't what it was.
pub fn seed(places: &Places, declaration: &Declaration) -> Result<(SqliteStore, usize), Failure> {
    let mut seeded = 0;
    if !places.embedded.exists() {
        for (name, text) in FROZEN {
            files::write(&places.frozen.join(name), text)?;
        }
        seeded = fill(places, declaration)?;
    }
    Ok((open(&places.embedded, places)?, seeded))
}

/// What a Convex project needs, for `npm install`.
const PACKAGE: &str = r#"{
  "name": "movies",
  "private": true,
  "dependencies": {
    "convex": "1.48.0"
  }
}
"#;

/// The films as they came, for `npx convex import`.
pub const FILMS_FILE: &str = "films.jsonl";

/// Makes a Convex project of the example's folder, with the films as `movies@1` beside it. Returns
/// the folder.
///
/// # Errors
///
/// A file can't be written.
pub fn project(places: &Places) -> Result<PathBuf, Failure> {
    let folder = places.convex.parent().unwrap_or(Path::new("."));
    for (name, text) in FROZEN {
        files::write(&places.frozen.join(name), text)?;
    }
    files::write(&folder.join("package.json"), PACKAGE)?;
    let films: Vec<_> = films()?.iter().map(|film| canonical_object(film) + "\n").collect();
    files::write(&folder.join(FILMS_FILE), &films.concat())?;
    Ok(folder.to_owned())
}

fn open(path: &Path, places: &Places) -> Result<SqliteStore, Failure> {
    Ok(SqliteStore::open(path, places.deployment.clone(), Sources::system()?)?)
}

/// Makes a deployment with the films as `movies@1`: aside, so that it is there whole or not at all.
fn fill(places: &Places, declaration: &Declaration) -> Result<usize, Failure> {
    let aside = places.embedded.with_extension("part");
    // An attempt that was killed has left a part of the films.
    for suffix in ["", "-wal", "-shm"] {
        let mut left = aside.clone().into_os_string();
        left.push(suffix);
        files::remove(Path::new(&left))?;
    }
    let films = films()?;
    let seeded = films.len();
    let first = &declaration.tables[&TableName::from_checked("movies")].versions()[0].name;
    let seed = Seed::new().stored(first.clone(), films);
    let store = open(&aside, places)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(seed.plant(&store, declaration))?;
    // Closing brings everything into the one file.
    drop(store);
    std::fs::rename(&aside, &places.embedded)?;
    Ok(seeded)
}

/// The films with their keys renamed, and nothing else changed.
fn films() -> Result<Vec<Object>, Failure> {
    let films: Vec<serde_json::Map<String, Json>> = serde_json::from_str(FILMS)?;
    films.into_iter().map(|film| film.into_iter().map(field).collect()).collect()
}

fn field((key, json): (String, Json)) -> Result<(String, Value), Failure> {
    let named = FIELDS.iter().find(|(old, _)| *old == key);
    let (_, name) = named.ok_or_else(|| format!("the data has an unknown key `{key}`"))?;
    Ok(((*name).to_owned(), Value::from_encoded(json)?))
}
