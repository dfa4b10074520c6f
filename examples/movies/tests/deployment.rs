//! The same films on a deployment of Convex: imported and pushed by the Convex CLI, carried by the
//! built binary, while the application goes on writing.

#![expect(clippy::unwrap_used, reason = "what a test can't do without has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};

use migrate_runtime::files;
use movies::seed::FILMS_FILE;
use serde_json::{Value as Json, json};
use workspace_tests::deployment::TestDeployment;
use workspace_tests::node::Node;

/// What the application does to its films.
const APPLICATION: &str = r#"
import { mutationGeneric as mutation } from "convex/server";
import { v } from "convex/values";

export const insert = mutation({
  args: { fields: v.any() },
  handler: async ({ db }, { fields }) => await db.insert("movies", fields),
});

export const patch = mutation({
  args: { id: v.id("movies"), fields: v.any() },
  handler: async ({ db }, { id, fields }) => await db.patch(id, fields),
});
"#;

const CLI: &str = "npx convex deploy";

/// From which batch on the application knows that only new films are wanted.
const BATCHES: usize = 20;

/// What the application does at the moment.
const WAITS: u8 = 0;
const WRITES_BOTH: u8 = 1;
const WRITES_NEW: u8 = 2;
const IS_OVER: u8 = 3;

/// Ends the writer with the test, also where that fails: it would go on for ever.
struct Ends<'a>(&'a AtomicU8);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(IS_OVER, Ordering::SeqCst);
    }
}

/// A Convex project of the example on a deployment for tests.
struct Project {
    folder: PathBuf,
    server: TestDeployment,
}

impl Project {
    fn new() -> Self {
        let folder = Node::of_deployment().unwrap().directory("movies").unwrap();
        Self { folder, server: TestDeployment::start(None, &[]).unwrap() }
    }

    fn prepared(&self, mut command: Command) -> Command {
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CONVEX_") {
                command.env_remove(name);
            }
        }
        command.env("CONVEX_SELF_HOSTED_ADMIN_KEY", self.server.admin_key());
        // Outside of CI the Convex CLI tells its makers of failures.
        command.env("CI", "1").env("MOVIES_DIR", &self.folder).env_remove("CARGO_PKG_NAME");
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }

    fn movies(&self, words: &[&str]) -> Command {
        let mut command = self.prepared(Command::new(env!("CARGO_BIN_EXE_movies")));
        command.args(words);
        if words != ["project"] {
            command.args(["--url", self.server.url()]);
        }
        command
    }

    fn ships(&self, more: &[&str]) -> Command {
        let ship = ["ship", "--destroy", "movies.usDvdSales", "--push", CLI];
        self.movies(&[&ship[..], more].concat())
    }

    /// Runs a line as a person types it.
    fn shell(&self, line: &str) -> Output {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        let url = self.server.url();
        self.prepared(command).env("CONVEX_SELF_HOSTED_URL", url).output().unwrap()
    }

    fn documents(&self, table: &str) -> Vec<Json> {
        let dump = self.server.control("dump", &json!({})).unwrap();
        dump["tables"][table].as_array().unwrap().clone()
    }

    /// Calls a function as anybody may.
    fn call(&self, function: &str, args: &Json) -> Json {
        let path = format!("application:{function}");
        let call = json!({ "path": path, "args": args, "format": "json" });
        let answer = self.server.post("/api/mutation", None, &call).unwrap().body;
        assert_eq!(answer["status"], "success", "{answer}");
        answer["value"].clone()
    }

    /// Writes films until it is over, and gives what must be of each: its title and its votes.
    fn writes(&self, phase: &AtomicU8) -> BTreeMap<String, (String, f64)> {
        let mut wanted = BTreeMap::new();
        let mut number = 0;
        loop {
            let now = phase.load(Ordering::SeqCst);
            if now == IS_OVER {
                return wanted;
            }
            if now == WAITS {
                std::thread::yield_now();
                continue;
            }
            number += 1;
            let (title, votes) = (format!("Live {number}"), f64::from(number));
            let fields = if now == WRITES_BOTH && number % 2 == 0 {
                old_film(&title)
            } else {
                new_film(&title)
            };
            let id = self.call("insert", &json!({ "fields": fields }));
            let id = id.as_str().unwrap().to_owned();
            wanted.insert(id, (title, 0.0));
            // One field of a film from before, which may have been carried or not.
            let nth = usize::try_from(number).unwrap() * 7 % wanted.len();
            let (id, film) = wanted.iter_mut().nth(nth).unwrap();
            self.call("patch", &json!({ "id": id, "fields": { "imdbVotes": votes } }));
            film.1 = votes;
        }
    }
}

fn old_film(title: &str) -> Json {
    json!({
        "title": title, "usGross": null, "worldwideGross": 5, "usDvdSales": null,
        "productionBudget": 3, "releaseDate": "Jun 12 1998", "mpaaRating": "PG",
        "runningTimeMin": null, "distributor": null, "source": null, "majorGenre": "Drama",
        "creativeType": null, "director": "Agnes Live", "rottenTomatoesRating": null,
        "imdbRating": 6.1, "imdbVotes": 0,
    })
}

fn new_film(title: &str) -> Json {
    json!({
        "title": title, "released": 897_609_600_000_u64, "mpaaRating": "PG", "budget": 3, "profit": 2,
        "worldwideGross": 5, "genre": "Drama", "minutes": null, "source": null, "creativeType": null,
        "rottenTomatoesRating": null, "imdbRating": 6.1, "imdbVotes": 0,
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn ended(output: &Output, exit: i32) -> (String, String) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(exit), "{out}\n{err}");
    (out, err)
}

#[test]
fn the_films_are_imported_carried_beside_a_writer_and_narrowed() {
    let project = Project::new();
    let (told, _) = ended(&project.movies(&["project"]).output().unwrap(), 0);
    let import = format!("npx convex import --table movies {FILMS_FILE}");
    assert!(told.contains(&import) && told.contains("npm install"), "{told}");
    let (_, err) = ended(&project.shell(&import), 0);
    assert!(err.contains("Added 3201 documents"), "{err}");
    files::write(&project.folder.join("convex/application.ts"), APPLICATION).unwrap();

    let phase = AtomicU8::new(WAITS);
    let wanted = std::thread::scope(|scope| {
        let writer = scope.spawn(|| project.writes(&phase));
        let over = Ends(&phase);
        let mut command = project.ships(&["--format", "json", "--batch", "50"]);
        let mut ship = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut committed = 0;
        for line in BufReader::new(ship.stdout.take().unwrap()).lines().map(Result::unwrap) {
            if line.contains("stepStarted") {
                phase.store(WRITES_BOTH, Ordering::SeqCst);
            }
            committed += usize::from(line.contains("batchCommitted"));
            if committed == BATCHES {
                phase.store(WRITES_NEW, Ordering::SeqCst);
            }
        }
        // The two films that nobody can carry are left.
        ended(&ship.wait_with_output().unwrap(), 5);
        decide(&project);
        let (out, err) = ended(&project.ships(&[]).output().unwrap(), 0);
        assert!(out.contains("done: test-deployment is narrowed"), "{out}");
        assert!(err.contains("only movies@2 is accepted"), "{err}");
        drop(over);
        writer.join().unwrap()
    });

    let directors = project.documents("directors");
    let names: BTreeSet<_> = directors.iter().map(|one| one["name"].as_str().unwrap()).collect();
    // Those of the films, and the one that the application has come up with.
    assert_eq!((directors.len(), names.len()), (551, 551));
    let films = project.documents("movies");
    assert_eq!(films.len(), 3_200 + wanted.len());
    assert!(films.iter().all(|film| film["released"].is_number() && film["releaseDate"].is_null()));
    for film in films {
        let Some((title, votes)) = wanted.get(film["_id"].as_str().unwrap()) else { continue };
        assert_eq!(film["title"], title.as_str());
        assert_eq!(film["imdbVotes"].as_f64(), Some(*votes), "{film}");
        assert_eq!((film["profit"].as_f64(), &film["genre"]), (Some(2.0), &json!("Drama")));
    }
    let (out, _) = ended(&project.ships(&[]).output().unwrap(), 0);
    assert!(out.contains("nothing to do"), "{out}");
}

/// Repairs the film without a budget and deletes the one without a title, as a person decides.
fn decide(project: &Project) {
    let (status, _) = ended(&project.movies(&["status", "--format", "json"]).output().unwrap(), 0);
    let films = project.documents("movies");
    let without = |field: &str| {
        let film = films.iter().find(|film| film.get(field) == Some(&Json::Null)).unwrap();
        film["_id"].as_str().unwrap().to_owned()
    };
    let (budget, title) = (without("productionBudget"), without("title"));
    assert!(status.contains(&budget) && status.contains(&title), "{status}");
    let set = ["retry", "--set", &budget, "productionBudget=30000000"];
    ended(&project.movies(&set).output().unwrap(), 0);
    let destroyed = format!("movies/{title}");
    let delete = ["retry", "--delete", &title, "--destroy", &destroyed];
    ended(&project.movies(&delete).output().unwrap(), 0);
}
