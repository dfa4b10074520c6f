//! From every state the line that is printed leads on, typed as it is into a shell.
//!
//! A seed decides how far a deployment has come, from which moments its documents and its ledger are,
//! whether the receipts are committed, what was written late, who pushes, and which command comes
//! first. Then each line that the built binary names is typed, until nothing is left to do. What only
//! a person can do is done by a rule: a document in quarantine is repaired, and a push is made.
//!
//! ```text
//! SEED=17 cargo test -p workspace-tests --test suite leads_on -- --nocapture
//! ```

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Map, Value as Json, json};
use workspace_tests::deployment::TestDeployment;

use super::{Ended, Project, documents, load, push};

/// Seeds that are played.
const SEEDS: u64 = 200;

/// Deployments that are played on side by side.
const PLACES: usize = 2;

/// Lines after which a state is taken to have no way out.
const LINES_MAX: usize = 20;

const LEDGER: &str = "migrate_runtime_";

/// The deployment is a gate, and somebody has agreed to write to it.
const PROD: [&str; 4] = ["--deployment", "prod", "--yes", "prod"];

struct Play<'a> {
    server: &'a TestDeployment,
    project: Project,
    dice: StdRng,
    history: Vec<String>,
}

impl Play<'_> {
    fn odds(&mut self, of: u32, in_all: u32) -> bool {
        self.dice.random_ratio(of, in_all)
    }

    fn below(&mut self, most: usize) -> usize {
        self.dice.random_range(0..most)
    }

    fn note(&mut self, line: &str, ended: &Ended) {
        self.history.push(format!("{line}\n  exit {:?}\n{}{}", ended.exit, ended.out, ended.err));
    }

    fn ship(&mut self, app: &str, word: &str) {
        let mut words = vec![word];
        words.extend(["--push", push()].into_iter().filter(|_| word != "verify"));
        words.extend(PROD);
        let ended = self.project.run(app, &words);
        self.note(&format!("{app}: {word}"), &ended);
    }

    /// The tables of the application or those of the ledger, as they are.
    fn moment(&self) -> Map<String, Json> {
        let dump = self.server.control("dump", &json!({})).unwrap();
        dump["tables"].as_object().cloned().unwrap_or_default()
    }

    /// Brings a deployment into some state.
    fn begin(&mut self) {
        self.server.control("reset", &json!({})).unwrap();
        for folder in ["convex", "frozen", "receipts", ".migrate"] {
            let folder = self.project.folder.join(folder);
            if folder.exists() {
                std::fs::remove_dir_all(folder).unwrap();
            }
        }
        self.project.write("convex/application.ts", super::APPLICATION);
        self.ship("one", "ship");
        let titles = ["a", "bc", "bad", "def"];
        let count = self.below(titles.len() + 1);
        let notes: Vec<_> = titles[..count].iter().map(|title| json!({ "title": title })).collect();
        load(self.server, "notes", &notes);
        let mut moments = vec![Map::new(), self.moment()];
        let stages = self.below(4);
        for word in ["apply", "verify", "narrow"].into_iter().take(stages) {
            self.ship("two", word);
            moments.push(self.moment());
        }
        if self.odds(1, 6) {
            self.mend();
            self.ship("two", "ship");
            moments.push(self.moment());
        }
        let now = self.moment();
        let pick = |play: &mut Self, is_ledger: bool| {
            // Mostly what is there stays as it is.
            let at = play.below(moments.len() + 2);
            let from = moments.get(at).unwrap_or(&now);
            let wanted = |name: &String| name.starts_with(LEDGER) == is_ledger;
            now.keys()
                .filter(|name| wanted(name))
                .map(|name| (name.clone(), from.get(name).cloned().unwrap_or(json!([]))))
                .collect::<Map<_, _>>()
        };
        for is_ledger in [false, true] {
            let tables = pick(self, is_ledger);
            // What the active schema doesn't accept isn't imported.
            let body = json!({ "tables": tables, "replace": true });
            let loaded = self.server.control("load", &body).map(drop);
            self.history.push(format!("restored, ledger {is_ledger}: {loaded:?}"));
        }
        if self.odds(1, 2) {
            let late = json!({ "tables": { "notes": [{ "title": "late" }] } });
            let written = self.server.control("load", &late).map(drop);
            self.history.push(format!("written late: {written:?}"));
        }
        if self.odds(1, 3) {
            let receipts = self.project.folder.join("receipts");
            if receipts.exists() {
                std::fs::remove_dir_all(receipts).unwrap();
            }
            self.history.push("no receipt is committed".to_owned());
        }
    }

    /// Repairs what nobody can migrate.
    fn mend(&mut self) {
        for note in documents(self.server, "notes") {
            if note["title"] == "bad" {
                let mut note = note.clone();
                note["title"] = json!("good");
                let id = note["_id"].as_str().unwrap().to_owned();
                let title = "title=\"good\"";
                let words = [&["retry", "--set", &id, title][..], &PROD].concat();
                let ended = self.project.run("two", &words);
                self.note("retry --set", &ended);
            }
        }
    }

    /// Types lines until none is named.
    fn play(&mut self) -> Result<(), String> {
        self.begin();
        let by_hand = self.odds(1, 2);
        let word = ["ship", "apply", "verify", "narrow"][self.below(4)];
        let program = env!("CARGO_BIN_EXE_notes");
        let pushes = if by_hand || word == "verify" {
            String::new()
        } else {
            format!(" --push \"{}\"", push())
        };
        let mut line = format!("{program} --deployment prod {word} --yes prod{pushes}");
        for _ in 0..LINES_MAX {
            let ended = self.project.shell(&format!("NOTES=two {line} --format json"));
            self.note(&line, &ended);
            match named(&ended)? {
                None => return self.ended_well(),
                Some((after, next)) => {
                    match after.as_deref() {
                        Some("push") => {
                            let by_hand = self.project.shell(push());
                            self.note("a push by hand", &by_hand);
                        }
                        Some("quarantine") => self.mend(),
                        _ => {}
                    }
                    line = next;
                }
            }
        }
        Err("there is no way out".to_owned())
    }

    /// Nothing is left to do, and the gate is open.
    fn ended_well(&mut self) -> Result<(), String> {
        for (words, exit) in [(&["gate"][..], 0), (&["diff"], 0), (&["ship", "--yes", "prod"], 0)] {
            let words = [&["--deployment", "prod"][..], words].concat();
            let ended = self.project.run("two", &words);
            let is_well = ended.exit == Some(exit);
            self.note(&words.join(" "), &ended);
            if !is_well {
                return Err(format!("`{}` finds something left", words.join(" ")));
            }
        }
        let left = documents(self.server, "notes");
        match left.iter().find(|note| !note["length"].is_number()) {
            Some(note) => Err(format!("{note} is old")),
            None => Ok(()),
        }
    }
}

/// The line that a command names as the next one, and what a person does before it; none where
/// nothing is left.
fn named(ended: &Ended) -> Result<Option<(Option<String>, String)>, String> {
    let lines = ended.out.lines().chain(ended.err.lines());
    let lines: Vec<Json> = lines.filter_map(|line| serde_json::from_str(line).ok()).collect();
    let word = |json: &Json| json.as_str().map(ToOwned::to_owned);
    if let Some(error) = lines.iter().find(|line| line["error"].is_string()) {
        let mut help = error["help"].as_array().into_iter().flatten();
        let typed = help.find_map(|help| word(&help["type"]));
        return match typed {
            Some(line) => Ok(Some((None, line))),
            None => Err(format!("{} names no line", error["error"])),
        };
    }
    match lines.iter().find(|line| line["next"].is_string()) {
        Some(next) => Ok(Some((word(&next["after"]), word(&next["next"]).unwrap_or_default()))),
        None if ended.exit == Some(0) => Ok(None),
        None => Err("it ends with no line to type".to_owned()),
    }
}

fn play(server: &TestDeployment, name: &str, seed: u64) -> Result<(), String> {
    let mut play = Play {
        server,
        project: Project::of(server, name),
        dice: StdRng::seed_from_u64(seed),
        history: Vec::new(),
    };
    play.play().map_err(|why| format!("{why}\n{}", play.history.join("\n")))
}

#[test]
fn every_line_that_is_printed_leads_on() {
    let wanted = std::env::var("SEED").ok().map(|seed| seed.parse().unwrap());
    let (first, end) = wanted.map_or((0, SEEDS), |seed: u64| (seed, seed + 1));
    let next = AtomicU64::new(first);
    thread::scope(|threads| {
        for place in 0..PLACES {
            let next = &next;
            threads.spawn(move || {
                let server = TestDeployment::start(None, &["--name", "calm-cat-7"]).unwrap();
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= end {
                        break;
                    }
                    if let Err(why) = play(&server, &format!("leads-on-{place}"), seed) {
                        next.store(end, Ordering::SeqCst);
                        panic!(
                            "seed {seed}: {why}\nrun it again:\n    SEED={seed} cargo test -p \
                             workspace-tests --test suite leads_on -- --nocapture"
                        );
                    }
                }
            });
        }
    });
}
