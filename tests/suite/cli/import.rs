//! What `rehearse --write` writes can be imported: read by the rules of the server's import, in
//! JavaScript, without a line of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use migrate_runtime::event::Unobserved;
use migrate_runtime::rehearse::{Rehearsal, RehearseError, Rehearsed, Written};
use migrate_runtime::run::Stop;
use migrate_runtime::ship::Versions;
use migrate_runtime::snapshot::{Limits, Snapshot, SnapshotWriter, WhenThere};
use schema_core::frozen::FrozenFiles;
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;
use schema_core::value::{Object, Value};
use schema_core::{Bytes, Doc, Effects, Id, Refusal, Schema, Table, TransitionWithEffects};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use workspace_tests::node::Node;

use super::Stage;
use super::export::zipped;

mod v1 {
    use super::{Bytes, Table};

    #[derive(Table)]
    #[schema(table = "reels", version = 1)]
    pub(super) struct Reel {
        pub length_m: f64,
        pub frames: i64,
        pub hash: Bytes,
    }

    #[derive(Table)]
    #[schema(table = "films", version = 1)]
    pub(super) struct Film {
        pub director: String,
        pub views: i64,
    }
}

#[derive(Schema)]
struct App {
    reels: Reel,
    films: Film,
    directors: Director,
}

#[derive(Table)]
#[schema(table = "reels", version = 2, from = v1::Reel)]
struct Reel {
    #[schema(renamed_from = length_m)]
    metres: f64,
    frames: i64,
    hash: Bytes,
    #[schema(added, default = 7)]
    copies: i64,
}

#[derive(Table)]
#[schema(table = "films", version = 2, from = v1::Film, moved(director))]
#[schema(effects(ensure(Director = by_name)))]
struct Film {
    #[schema(added)]
    directed_by: Id<Director>,
    views: i64,
}

#[derive(Table)]
#[schema(table = "directors", version = 1, index(by_name = [name]))]
struct Director {
    name: String,
}

impl TransitionWithEffects for Film {
    fn fill(old: &Doc<v1::Film>, effects: &mut Effects<Self>) -> Result<FilmFill, Refusal> {
        if old.director.is_empty() {
            return Err(Refusal::new("nobody directed it").at("director"));
        }
        let directed_by = effects.ensure(&Director { name: old.director.clone() }).into();
        Ok(FilmFill { directed_by })
    }
}

const REELS: u32 = 10_007;
const FILMS: u32 = 10_003;
const OTHER: u32 = 10_001;

fn id(table: u32, at: usize) -> String {
    let mut internal = [0; 16];
    internal[..8].copy_from_slice(&(at as u64).to_be_bytes());
    DocumentId { table: TableNumber(table), internal }.to_string()
}

fn document(table: u32, at: usize, fields: Object) -> StoredDocument {
    let creation_time = 1_700_000_000_000.0 + f64::from(u32::try_from(at).unwrap()) / 4.0;
    StoredDocument { id: id(table, at), creation_time, fields }
}

fn fields(pairs: &[(&str, Value)]) -> Object {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

const INTEGERS: [i64; 6] = [0, 1, -1, 9_007_199_254_740_993, i64::MAX, i64::MIN];
const FLOATS: [f64; 7] =
    [0.0, -0.0, 1.0, 0.1, 9_007_199_254_740_992.0, f64::INFINITY, f64::NEG_INFINITY];

/// The numbers and bytes that the wrong reader would take for others.
fn reel(at: usize) -> (Value, Value, Value) {
    let hash = (0..at % 5).map(|byte| u8::try_from(byte * 63).unwrap()).collect();
    let number = if at == 20 { f64::NAN } else { FLOATS[at % 7] };
    (Value::Float64(number), Value::Int64(INTEGERS[at % 6]), Value::Bytes(hash))
}

fn old_reel(at: usize) -> Object {
    let (length, frames, hash) = reel(at);
    fields(&[("lengthM", length), ("frames", frames), ("hash", hash)])
}

fn new_reel(at: usize) -> Object {
    let (metres, frames, hash) = reel(at);
    let copies = Value::Int64(7);
    fields(&[("metres", metres), ("frames", frames), ("hash", hash), ("copies", copies)])
}

fn old_film(at: usize, director: &str) -> Object {
    let views = Value::Int64(i64::MAX - i64::try_from(at).unwrap());
    fields(&[("director", Value::String(director.to_owned())), ("views", views)])
}

const DIRECTORS: [&str; 4] = ["Ida", "Orson", "", "Agnès 🎬"];

/// An export of old reels and films, and of what nothing declares.
fn export(folder: &Path) -> PathBuf {
    let plain = folder.join("plain.zip");
    let mut writer = SnapshotWriter::create(&plain, WhenThere::Refuse).unwrap();
    let tables = [("reels", REELS), ("films", FILMS), ("other", OTHER)]
        .map(|(table, number)| (TableName::from_checked(table), TableNumber(number)));
    writer.tables(&tables).unwrap();
    for (table, number) in &tables {
        let mut out = writer.begin(table).unwrap();
        for at in 0..60 {
            let fields = match number.0 {
                REELS => old_reel(at),
                FILMS => old_film(at, DIRECTORS[at % 4]),
                _ => fields(&[("reel", Value::String(id(REELS, at))), ("a", Value::Int64(1))]),
            };
            out.document(document(number.0, at, fields)).unwrap();
        }
        out.finish().unwrap();
    }
    writer.finish().unwrap();
    plain
}

fn rehearse(export: &Path, out: &Path) -> Result<(Rehearsed, Option<Written>), RehearseError> {
    let snapshot = Snapshot::open(export, &Limits::default()).unwrap();
    let (declaration, frozen, given) = (App::declaration(), FrozenFiles::new(), BTreeMap::new());
    let rehearsal = Rehearsal {
        snapshot: &snapshot,
        versions: Versions::of(&declaration, &frozen),
        given: &given,
        observer: &Unobserved,
        stop: &Stop::new(),
    };
    rehearsal.write(out)
}

/// What the server's import would make of a file.
fn imported(file: &Path) -> Json {
    let node = Node::ready().unwrap();
    let file = file.display().to_string();
    let output = node.run("import.mjs", &[&file]).unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_str(&output).unwrap()
}

/// The documents of a table by id, with everything that they were stored with.
fn documents(component: &Json, table: &str) -> BTreeMap<String, StoredDocument> {
    let listed = component["tables"][table].as_array().unwrap();
    let one = |json: &Json| {
        let Value::Object(mut fields) = Value::from_encoded(json.clone()).unwrap() else {
            panic!("{json} is no document")
        };
        let Some(Value::String(id)) = fields.remove("_id") else { panic!("{json} has no id") };
        let Some(Value::Float64(creation_time)) = fields.remove("_creationTime") else {
            panic!("{json} has no creation time")
        };
        (id.clone(), StoredDocument { id, creation_time, fields })
    };
    listed.iter().map(one).collect()
}

#[test]
fn ids_times_integers_and_bytes_survive_the_way_through_a_rehearsal() {
    let folder = TempDir::new().unwrap();
    let (export, out) = (export(folder.path()), folder.path().join("carried.zip"));
    let (rehearsed, written) = rehearse(&export, &out).unwrap();
    assert_eq!(rehearsed.failing(), 15, "films without a director");
    assert_eq!(written, Some(Written { tables: 3, documents: 60 + 60 + 3 }));

    let root = &imported(&out)[""];
    assert_eq!(root["numbers"]["reels"], REELS);
    assert_eq!(root["numbers"]["films"], FILMS);
    assert_eq!(root["numbers"]["other"], OTHER);
    let reels = documents(root, "reels");
    assert_eq!(reels.len(), 60);
    for at in 0..60 {
        assert_eq!(reels[&id(REELS, at)], document(REELS, at, new_reel(at)));
    }
    assert_eq!(documents(root, "other"), documents(&imported(&export)[""], "other"));

    let (films, directors) = (documents(root, "films"), documents(root, "directors"));
    assert_eq!((films.len(), directors.len()), (60, 3));
    let newest = document(FILMS, 59, Object::new()).creation_time;
    assert!(directors.values().all(|director| director.creation_time > newest));
    for at in 0..60 {
        let film = &films[&id(FILMS, at)];
        let before = document(FILMS, at, old_film(at, DIRECTORS[at % 4]));
        assert_eq!(film.creation_time.to_bits(), before.creation_time.to_bits());
        assert_eq!(film.fields["views"], before.fields["views"]);
        match film.fields.get("directedBy") {
            None => assert_eq!((film, DIRECTORS[at % 4]), (&before, "")),
            Some(Value::String(id)) => {
                let name = Value::String(DIRECTORS[at % 4].to_owned());
                assert_eq!(directors[id].fields["name"], name);
            }
            Some(other) => panic!("{other:?} is no id"),
        }
    }
}

#[test]
fn the_same_export_gives_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    let export = export(folder.path());
    let written = ["one.zip", "two.zip"].map(|name| {
        let out = folder.path().join(name);
        rehearse(&export, &out).unwrap();
        std::fs::read(&out).unwrap()
    });
    assert_eq!(written[0], written[1]);
}

#[test]
fn what_was_carried_needs_no_carrying_and_is_written_as_it_is() {
    let folder = TempDir::new().unwrap();
    let (export, once) = (export(folder.path()), folder.path().join("once.zip"));
    rehearse(&export, &once).unwrap();
    let again = folder.path().join("again.zip");
    let (rehearsed, _) = rehearse(&once, &again).unwrap();
    let carried: u64 = rehearsed.tables.values().map(|table| table.carried).sum();
    assert_eq!((carried, rehearsed.failing()), (0, 15));
    assert_eq!(imported(&once), imported(&again));
}

#[test]
fn files_components_and_other_tables_are_written_as_they_were() {
    let line = |number, rest: &str| {
        format!("{{\"_creationTime\":1700000000000.5,\"_id\":\"{}\"{rest}}}\n", id(number, 1))
    };
    let note = line(10_001, ",\"title\":\"a\"");
    let other = line(10_002, ",\"big\":9007199254740993,\"raw\":{\"$bytes\":\"AP8=\"}");
    let inner = line(10_001, ",\"count\":3");
    let uniform = "\"uniform\"\n";
    let entries: [(&str, &[u8]); 11] = [
        ("README.md", b"# Welcome"),
        (
            "_tables/documents.jsonl",
            b"{\"name\":\"notes\",\"id\":10001}\n{\"name\":\"other\",\"id\":10002}\n",
        ),
        ("notes/documents.jsonl", note.as_bytes()),
        ("notes/generated_schema.jsonl", uniform.as_bytes()),
        ("other/documents.jsonl", other.as_bytes()),
        ("other/generated_schema.jsonl", uniform.as_bytes()),
        ("_storage/documents.jsonl", b"{\"_id\":\"kg2\",\"sha256\":\"x\"}\n"),
        ("_storage/kg2.bin", &[0, 159, 146, 150]),
        ("_components/cache/_tables/documents.jsonl", b"{\"name\":\"kept\",\"id\":10001}\n"),
        ("_components/cache/kept/documents.jsonl", inner.as_bytes()),
        ("_components/cache/kept/generated_schema.jsonl", uniform.as_bytes()),
    ];
    let stage = Stage::new();
    stage.write("export.zip", zipped(&entries));
    let words = ["rehearse", "export.zip", "--write", "carried.zip"];
    stage
        .run("two", &words)
        .assert(0)
        .warns(&["1 table carried anew", "npx convex import carried.zip"]);

    let before = imported(&stage.file("export.zip"));
    let mut after = imported(&stage.file("carried.zip"));
    let carried = documents(&after[""], "notes");
    let expected =
        fields(&[("title", Value::String("a".to_owned())), ("length", Value::Float64(1.0))]);
    assert_eq!(carried[&id(10_001, 1)].fields, expected);
    after[""]["tables"]["notes"] = before[""]["tables"]["notes"].clone();
    assert_eq!(after, before);

    stage.run("two", &words).failed_with("file-exists", 9);
    let json = [&words[..3], &["other.zip", "--format", "json"]].concat();
    let ended = stage.run("two", &json).assert(0);
    let last: Json = serde_json::from_str(ended.out.lines().last().unwrap()).unwrap();
    assert_eq!(last, json!({"written": "other.zip", "tables": 1, "documents": 1}));
    let same = ["carried.zip", "other.zip"].map(|name| std::fs::read(stage.file(name)).unwrap());
    assert_eq!(same[0], same[1]);
}

#[test]
fn documents_that_cannot_be_carried_are_written_as_they_were_and_said() {
    let stage = Stage::new();
    let note = |(at, title)| {
        let id = id(10_001, at);
        format!("{{\"_creationTime\":1.5,\"_id\":\"{id}\",\"title\":\"{title}\"}}\n")
    };
    let lines = [(0, "good"), (1, "bad")].map(note).concat();
    stage.write(
        "export.zip",
        zipped(&[
            ("notes/documents.jsonl", lines.as_bytes()),
            ("notes/generated_schema.jsonl", b"\"uniform\"\n"),
        ]),
    );
    let words = ["rehearse", "export.zip", "--write", "carried.zip"];
    stage.run("two", &words).assert(4).warns(&["can't be carried are in it as they were"]);
    let notes = documents(&imported(&stage.file("carried.zip"))[""], "notes");
    let found: BTreeSet<_> = notes.values().map(|note| note.fields.len()).collect();
    assert_eq!((notes.len(), found), (2, BTreeSet::from([1, 2])));
}

#[test]
fn nothing_is_written_where_there_is_no_plan() {
    let stage = Stage::new();
    let line = |number| {
        format!("{{\"_creationTime\":1.5,\"_id\":\"{}\",\"name\":\"a\"}}\n", id(number, 1))
    };
    let uniform: &[u8] = b"\"uniform\"\n";
    let (left, right) = (line(10_001), line(10_002));
    stage.write(
        "export.zip",
        zipped(&[
            ("left/documents.jsonl", left.as_bytes()),
            ("left/generated_schema.jsonl", uniform),
            ("right/documents.jsonl", right.as_bytes()),
            ("right/generated_schema.jsonl", uniform),
        ]),
    );
    stage.run("cycle", &["rehearse", "export.zip", "--write", "carried.zip"]).assert(4);
    assert!(!stage.file("carried.zip").exists());
}
