//! Keys in everything that a command reads, and every command in every format.

use std::path::Path;
use std::process::Command;

use schema_core::id::{DocumentId, TableNumber};

use super::host::{ANSWERS, Answers, Host};
use super::planted::{Planted, search, search_files};
use crate::cli::zipped;
use crate::real::{Ended, Project};

/// The formats in which a command can write.
pub(super) const FORMATS: [&str; 3] = ["human", "json", "github"];

/// Exit codes that a command can have: a panic has another one.
const EXITS: [i32; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/// Where keys are planted. The last ones may be in the data, too.
pub(super) const PLACES: [&str; 15] = [
    "the environment",
    "an unused variable",
    ".env.local",
    ".env",
    "keys.env",
    "--admin-key",
    "the user of a URL",
    "the password of a URL",
    "the query of a URL",
    "the fragment of a URL",
    "the path of a URL",
    "a variable in --push",
    "an option in --push",
    "a document",
    "the name of a file",
];

/// Files that keys are planted in, or that hold the documents.
pub(super) const INPUTS: [&str; 4] = [".env.local", ".env", "keys.env", "exports"];

/// A project with keys in its files, and everything that is searched for.
pub(super) struct Scene {
    pub(super) project: Project,
    pub(super) planted: Vec<Planted>,
    /// How often something was run, to tell the files apart that are written.
    runs: u32,
}

impl Scene {
    pub(super) fn new(project: Project) -> Self {
        let scene = Self { project, planted: PLACES.map(Planted::new).into(), runs: 0 };
        for (file, place) in [(".env.local", ".env.local"), (".env", ".env")] {
            let line = format!("CONVEX_SELF_HOSTED_ADMIN_KEY='{}'\n", scene.key(place).own_key());
            scene.project.write(file, &line);
        }
        let document = scene.document();
        let id = DocumentId { table: TableNumber(10_001), internal: [7; 16] };
        let line = format!(
            "{{\"_creationTime\":1700000000000.5,\"_id\":\"{id}\",\"title\":\"{document}\"}}\n"
        );
        let export = scene.project.folder.join("exports").join(scene.export_name());
        std::fs::create_dir_all(export.parent().unwrap()).unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "no crash comes between a test and its files"
        )]
        std::fs::write(export, zipped(&[("notes/documents.jsonl", line.as_bytes())])).unwrap();
        scene
    }

    pub(super) fn key(&self, place: &str) -> &Planted {
        &self.planted[PLACES.iter().position(|known| *known == place).unwrap()]
    }

    /// A title that a transition repeats in the reason why it refuses the document.
    pub(super) fn document(&self) -> String {
        format!("quoted {}", self.key("a document").hosted_key())
    }

    fn export_name(&self) -> String {
        format!("{}.zip", self.key("the name of a file").hosted_key())
    }

    /// A command that shows all that it knows, and fails.
    pub(super) fn push(&self) -> String {
        let variable = self.key("a variable in --push").hosted_key();
        let option = self.key("an option in --push").secret();
        format!(
            "CONVEX_DEPLOY_KEY='{variable}' sh -c 'env; set -x; cat .env.local .env; \
             : --admin-key {option}; exit 1'"
        )
    }

    /// Everything that can be run, with what it takes.
    pub(super) fn commands(&self) -> Vec<Vec<String>> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let (push, export) = (self.push(), format!("exports/{}", self.export_name()));
        let id = DocumentId { table: TableNumber(10_001), internal: [7; 16] }.to_string();
        let value = format!("title=\"{}\"", self.key("a document").hosted_key());
        [
            &["generate"][..],
            &["generate", "--check"],
            &["diff"],
            &["check"],
            &["plan"],
            &["rehearse", &export],
            &["ship", "--push", &push],
            &["apply", "--push", &push],
            &["verify"],
            &["narrow", "--push", &push],
            &["status"],
            &["pause"],
            &["resume"],
            &["cancel"],
            &["gate"],
            &["retry"],
            &["retry", "--set", &id, &value],
        ]
        .map(words)
        .into()
    }

    /// Runs as an application does that logs all, and searches what it writes.
    #[track_caller]
    pub(super) fn run(
        &mut self,
        app: &str,
        words: &[String],
        format: &str,
        prepare: impl FnOnce(&mut Command),
    ) -> Ended {
        self.runs += 1;
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        let out = format!("exports/out-{}.zip", self.runs);
        if words[0] == "rehearse" {
            words.extend(["--write", &out]);
        }
        words.extend(["--format", format]);
        let mut command = self.project.command(app, &words);
        for name in ["CONVEX_SELF_HOSTED_URL", "CONVEX_SELF_HOSTED_ADMIN_KEY"] {
            command.env_remove(name);
        }
        command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full").env("NOTES_LOG", "all");
        prepare(&mut command);
        let output = command.output().unwrap();
        for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            search(&self.planted, &format!("the {stream} of {}", words[0]), bytes);
            let text = String::from_utf8_lossy(bytes);
            let is_command = |c: char| c.is_control() && c != '\n' && c != '\t' || c == '\u{202e}';
            let own = text.lines().filter(|line| !line.starts_with("log: "));
            let bad: Vec<_> = own.filter(|line| line.contains(is_command)).collect();
            assert!(bad.is_empty(), "{} writes commands to a terminal: {bad:?}", words[0]);
        }
        let ended = Ended::of(&output);
        assert!(ended.exit.is_some_and(|exit| EXITS.contains(&exit)), "{words:?}: {ended:#?}");
        ended
    }

    /// Runs every command, in each format or in one after the other.
    #[track_caller]
    pub(super) fn run_all(
        &mut self,
        app: &str,
        more: &[&str],
        formats: Formats,
        prepare: impl Fn(&mut Command),
    ) {
        for (number, words) in self.commands().into_iter().enumerate() {
            let words: Vec<_> =
                words.into_iter().chain(more.iter().map(|word| (*word).to_owned())).collect();
            for (at, format) in FORMATS.iter().enumerate() {
                if formats == Formats::Each || (number + at + self.runs as usize).is_multiple_of(3)
                {
                    self.run(app, &words, format, &prepare);
                }
            }
        }
    }

    /// Searches the files.
    #[track_caller]
    pub(super) fn search(&self) {
        let searched = search_files(&self.planted, &self.project.folder, &INPUTS);
        assert!(searched > 20, "only {searched} files were found");
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Formats {
    Each,
    InTurn,
}

fn scene(name: &str) -> (Scene, Host) {
    let host = Host::start();
    let scene = Scene::new(Project::at(&host.url, "unused", name));
    (scene, host)
}

#[test]
fn a_host_that_repeats_the_key_is_cited_without_it() {
    let (mut scene, host) = scene("secrets-host");
    let (own, unused) =
        (scene.key("the environment").own_key(), scene.key("an unused variable").hosted_key());
    let url = host.url.clone();
    for answers in ANSWERS {
        host.answer(answers);
        scene.run_all("two", &[], Formats::InTurn, |command| {
            command.env("CONVEX_SELF_HOSTED_URL", &url).env("CONVEX_SELF_HOSTED_ADMIN_KEY", &own);
            command.env("MY_DEPLOY_KEY", &unused);
        });
    }
    scene.search();
}

/// Says that nothing is deployed, so that what pushes is run, too.
const EMPTY: Answers =
    [(200, "{}"), (200, r#"{"status":"error","errorMessage":"Could not find function KEY"}"#)];

#[test]
fn a_key_from_a_flag_or_a_file_is_shown_nowhere() {
    let (mut scene, host) = scene("secrets-flags");
    let unused = scene.key("an unused variable").hosted_key();
    let flag = scene.key("--admin-key").hosted_key();
    let file = format!(
        "CONVEX_URL={}\nCONVEX_DEPLOY_KEY={}\n",
        host.url,
        scene.key("keys.env").hosted_key()
    );
    scene.project.write("keys.env", &file);
    for answers in [EMPTY, ANSWERS[0], ANSWERS[3]] {
        host.answer(answers);
        let formats = if answers == EMPTY { Formats::Each } else { Formats::InTurn };
        let flags = ["--url", &host.url, "--admin-key", &flag];
        scene.run_all("two", &flags, formats, |command| {
            command.env("CONVEX_DEPLOYMENT_TOKEN", &unused);
        });
        scene.run_all("two", &["--env-file", "keys.env"], formats, |command| {
            command.env("CONVEX_DEPLOY_KEY", &unused);
        });
    }
    // What pushes was run, and said what it knows.
    let words = scene.commands().into_iter().find(|words| words[0] == "ship").unwrap();
    let words: Vec<_> =
        words.into_iter().chain(["--env-file", "keys.env"].map(str::to_owned)).collect();
    host.answer(EMPTY);
    let ended = scene.run("two", &words, "human", |_| ()).assert(8);
    ended.warns(&[
        "--push holds a key, and `…` stands for it",
        "pushing with `CONVEX_DEPLOY_KEY='…' sh -c 'env; set -x; cat .env.local .env; : --admin-key …; exit 1'`",
        "CONVEX_DEPLOY_KEY=…",
        "error[push-failed]",
    ]);
    scene.search();
}

#[test]
fn a_url_with_a_key_in_it_is_refused_and_not_repeated() {
    let (mut scene, host) = scene("secrets-urls");
    let address = host.url.trim_start_matches("http://").to_owned();
    let flag = scene.key("--admin-key").hosted_key();
    let unused = scene.key("an unused variable").hosted_key();
    let secret = |place| scene.key(place).secret().to_owned();
    let urls = [
        format!("http://{}@{address}", secret("the user of a URL")),
        format!("http://me:{}@{address}", secret("the password of a URL")),
        format!("http://{address}/?{}", secret("the query of a URL")),
        format!("http://{address}?key={}", secret("the query of a URL")),
        format!("http://{address}/#{}", secret("the fragment of a URL")),
        format!("http://{address}#{}", secret("the fragment of a URL")),
        format!("http://{address}/{}", scene.key("the path of a URL").hosted_key()),
        format!("happy otter://{}@", secret("the user of a URL")),
    ];
    host.answer(EMPTY);
    for url in &urls {
        scene.run_all("two", &["--url", url, "--admin-key", &flag], Formats::InTurn, |_| ());
        scene.run_all("two", &["--url", url], Formats::InTurn, |_| ());
        scene.run_all("two", &[], Formats::InTurn, |command| {
            command.env("CONVEX_URL", url).env("CONVEX_DEPLOY_KEY", &unused);
        });
        let words = ["status".to_owned(), "--url".to_owned(), url.clone()];
        scene
            .run("two", &words, "human", |_| ())
            .assert(2)
            .warns(&["error[not-a-url]: --url isn't"]);
    }
    scene.search();
}

#[test]
fn a_line_that_is_not_understood_is_cited_without_its_keys() {
    let (mut scene, _host) = scene("secrets-usage");
    let key = scene.key("--admin-key").hosted_key();
    let url = format!("http://me:{}@127.0.0.1:1/?a", scene.key("the password of a URL").secret());
    let secret = scene.key("an option in --push").secret().to_owned();
    let words = |line: &[&str]| line.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    for line in [
        words(&["status", &key]),
        words(&["status", "--admin-ky", &key]),
        words(&["status", &format!("--admin-ky={key}")]),
        words(&["status", "--admin-key", &secret, &secret]),
        words(&["status", &format!("--admin-key={secret}"), "--url", &url, &url]),
        words(&["status", &url]),
        words(&["shp", "--push", &scene.push(), &key]),
        words(&["ship", "--destroy", &key, "--batch", &key]),
        words(&["ship", "--embedded", "a.sqlite", "--push", &scene.push()]),
        words(&["ship", "--embedded", "a.sqlite", "--push", &scene.push(), "--url", &url]),
        words(&["ship", "--yes", &key]),
        words(&["status", "--deployment", &key]),
        words(&["rehearse", &key, "--from", &key]),
        words(&["rehearse", "a.zip", "--from", &url]),
        words(&["retry", "--delete", &key]),
        words(&["diff", "--admin-key", &key]),
    ] {
        for format in FORMATS {
            let ended = scene.run("two", &line, format, |_| ());
            assert_ne!(ended.exit, Some(0), "{line:?}: {ended:#?}");
        }
    }
}

#[test]
fn an_embedded_deployment_has_its_documents_and_no_key() {
    let (mut scene, _host) = scene("secrets-embedded");
    let folder = scene.project.folder.clone();
    let unused = scene.key("an unused variable").hosted_key();
    let embedded = ["--embedded", "local.sqlite"];
    let with_keys = |command: &mut Command| {
        command.env("CONVEX_URL", "http://127.0.0.1:1").env("CONVEX_DEPLOY_KEY", &unused);
    };
    let ship = ["ship", "--embedded", "local.sqlite"].map(str::to_owned);
    scene.run("one", &ship, "human", with_keys).assert(0);
    crate::cli::insert(&folder.join("local.sqlite"), "notes", "title", &[&scene.document()]);
    let ended = scene.run("two", &ship, "human", with_keys).assert(5);
    ended.says(&["refused at .title: nobody can read dev:calm-cat-7|…"]);
    scene.run_all("two", &embedded, Formats::Each, with_keys);
    // Its documents are its own; no other key is in the file.
    let planted: Vec<_> = scene.planted.drain(..).collect();
    let (document, others): (Vec<_>, Vec<_>) =
        planted.into_iter().zip(PLACES).partition(|(_, place)| *place == "a document");
    scene.planted = others.into_iter().map(|(key, _)| key).collect();
    scene.search();
    let bytes = std::fs::read(folder.join("local.sqlite")).unwrap();
    let secret = document[0].0.secret().as_bytes();
    assert!(bytes.windows(secret.len()).any(|part| part == secret), "the document is lost");
    has_modes(&folder);
}

/// Only their owner may read the files that hold documents.
fn has_modes(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.join("local.sqlite")), 0o600);
        let exports = std::fs::read_dir(folder.join("exports")).unwrap();
        let written: Vec<_> = exports
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("out-"))
            .map(|entry| mode(&entry.path()))
            .collect();
        assert!(!written.is_empty() && written.iter().all(|mode| *mode == 0o600), "{written:?}");
        // What is generated is read by whoever reads the project.
        assert_ne!(mode(&folder.join("convex/schema.ts")), 0o600);
    }
    #[cfg(not(unix))]
    let _ = folder;
}
