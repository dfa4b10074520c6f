//! Exports that are whole: read, written, and copied.

mod bad;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::path::EntryPath;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::transition::StoredDocument;
use schema_core::value::Value;
use tempfile::TempDir;

use super::*;

const USERS: TableNumber = TableNumber(10_001);

fn table(name: &str) -> TableName {
    TableName::new(name).unwrap()
}

fn id(number: TableNumber, at: u8) -> DocumentId {
    DocumentId { table: number, internal: [at; 16] }
}

/// A line of `users`.
fn user(at: u8, rest: &str) -> String {
    format!("{{\"_creationTime\":1700000000000.5,\"_id\":\"{}\"{rest}}}\n", id(USERS, at))
}

/// A folder with one file, that a test writes as it likes.
struct Place {
    _folder: TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("export.zip");
        Self { _folder: folder, path }
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    fn zip(entries: &[(&str, &str)]) -> Self {
        let place = Self::new();
        let bytes = zipped(entries.iter().map(|(name, text)| (*name, text.as_bytes())));
        write(&place.path, &bytes);
        place
    }

    fn open(&self) -> Result<Snapshot, SnapshotError> {
        Snapshot::open(&self.path, &Limits::default())
    }
}

fn write(path: &Path, bytes: &[u8]) {
    File::create(path).unwrap().write_all(bytes).unwrap();
}

fn zipped<'e>(entries: impl IntoIterator<Item = (&'e str, &'e [u8])>) -> Vec<u8> {
    let mut zip = ZipArchiveWriter::new(Vec::new());
    for (name, content) in entries {
        let file = zip.new_file(EntryPath::verbatim(name.as_bytes()));
        let file = file.compression_method(CompressionMethod::DEFLATE);
        let (mut out, config) = file.start().unwrap();
        let deflated = DeflateEncoder::new(&mut out, Compression::default());
        let mut written = config.wrap(deflated);
        written.write_all(content).unwrap();
        let (deflated, descriptor) = written.finish().unwrap();
        deflated.finish().unwrap();
        out.finish(descriptor).unwrap();
    }
    zip.finish().unwrap()
}

/// Every entry's content, by name.
fn contents(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let zip = Zip::open(path, &Limits::default()).unwrap();
    let content = |entry: &Entry| {
        let mut content = Vec::new();
        zip.read(entry).unwrap().read_to_end(&mut content).unwrap();
        (entry.name.clone(), content)
    };
    zip.listed().map(content).collect()
}

fn documents(snapshot: &Snapshot, name: &str) -> Vec<StoredDocument> {
    let documents = snapshot.documents(&table(name)).unwrap();
    documents.map(|read| read.unwrap().document).collect()
}

/// What `npx convex export --include-file-storage` writes for a deployment with one component.
fn whole() -> Vec<(&'static str, String)> {
    let listed = "{\"name\":\"users\",\"id\":10001}\n{\"name\":\"empty\",\"id\":10002}\n";
    let values = ",\"a\":1,\"b\":1.0,\"c\":-0.0,\"d\":{\"$float\":\"AAAAAAAA+H8=\"},\
                  \"e\":{\"$bytes\":\"ABCD\"},\"f\":[null,true,\"é\",{\"g\":9223372036854775807}]";
    vec![
        ("README.md", "# Welcome to your Convex snapshot export ZIP file!\n".to_owned()),
        ("_tables/documents.jsonl", listed.to_owned()),
        ("users/documents.jsonl", user(1, values) + &user(2, "")),
        ("users/generated_schema.jsonl", "\"uniform\"\n".to_owned()),
        ("empty/documents.jsonl", String::new()),
        ("empty/generated_schema.jsonl", "\"uniform\"\n".to_owned()),
        ("_storage/documents.jsonl", "{\"_id\":\"kg2abc\",\"size\":3}\n".to_owned()),
        ("_storage/kg2abc.txt", "abc".to_owned()),
        ("_components/mail/_tables/documents.jsonl", listed.to_owned()),
        ("_components/mail/users/documents.jsonl", user(9, ",\"other\":1")),
    ]
}

fn place_of(entries: &[(&'static str, String)]) -> Place {
    let entries: Vec<_> = entries.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Place::zip(&entries)
}

#[test]
fn an_export_is_read_with_int64_numbers_and_bytes_apart() {
    let place = place_of(&whole());
    let snapshot = place.open().unwrap();
    let names: Vec<_> = snapshot.tables().keys().map(TableName::as_str).collect();
    assert_eq!(names, ["empty", "users"]);
    assert_eq!(snapshot.tables()[&table("users")].number, Some(USERS));

    let users = documents(&snapshot, "users");
    assert_eq!(users.len(), 2);
    assert_eq!((&users[0].id, users[0].creation_time), (&id(USERS, 1).to_string(), 1.7e12 + 0.5));
    let fields = &users[0].fields;
    assert_eq!(fields["a"], Value::Int64(1));
    assert_eq!(fields["b"], Value::Float64(1.0));
    assert_eq!(fields["c"], Value::Float64(-0.0));
    assert_eq!(fields["d"], Value::Float64(f64::NAN));
    assert_eq!(fields["e"], Value::Bytes(vec![0, 16, 131]));
    assert!(users[1].fields.is_empty());
    assert!(documents(&snapshot, "empty").is_empty());
    assert!(documents(&snapshot, "nowhere").is_empty());
}

#[test]
fn an_export_that_is_written_again_has_the_same_bytes_in_every_entry() {
    let place = place_of(&whole());
    let before = fs::read(&place.path).unwrap();
    let snapshot = place.open().unwrap();
    let users = table("users");
    let again = place.beside("again.zip");
    let without = BTreeSet::from([users.clone()]);
    let mut writer =
        SnapshotWriter::create_from(&again, WhenThere::Refuse, &snapshot, &without).unwrap();
    let read = snapshot.documents(&users).unwrap().map(|read| read.map(|read| read.document));
    assert_eq!(writer.documents(&users, read).unwrap(), 2);
    assert!(!again.exists(), "there before it is whole");
    writer.finish().unwrap();

    assert_eq!(contents(&again), contents(&place.path));
    assert_eq!(fs::read(&place.path).unwrap(), before);
    let left = fs::read_dir(place.path.parent().unwrap()).unwrap().count();
    assert_eq!(left, 2, "something is left aside");
}

#[test]
fn the_same_documents_give_the_same_file() {
    let place = place_of(&whole());
    let snapshot = place.open().unwrap();
    let written = |name: &str| {
        let path = place.beside(name);
        let mut writer = SnapshotWriter::create(&path, WhenThere::Refuse).unwrap();
        writer.tables(&[(table("users"), USERS), (table("a"), TableNumber(10_009))]).unwrap();
        let read = snapshot.documents(&table("users")).unwrap();
        writer.documents(&table("users"), read.map(|read| read.map(|read| read.document))).unwrap();
        writer.finish().unwrap();
        path
    };
    let (one, two) = (written("one.zip"), written("two.zip"));
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    let contents = contents(&one);
    assert_eq!(
        String::from_utf8_lossy(&contents["_tables/documents.jsonl"]),
        "{\"name\":\"a\",\"id\":10009}\n{\"name\":\"users\",\"id\":10001}\n"
    );
    assert_eq!(contents["users/generated_schema.jsonl"], b"\"uniform\"\n");
    let read = Snapshot::open(&one, &Limits::default()).unwrap();
    assert_eq!(documents(&read, "users"), documents(&snapshot, "users"));
}

#[test]
fn a_file_that_is_there_stays_unless_it_may_be_replaced() {
    let place = place_of(&whole());
    let before = fs::read(&place.path).unwrap();
    let Err(error) = SnapshotWriter::create(&place.path, WhenThere::Refuse) else {
        panic!("a file that is there was to be written");
    };
    assert_eq!(error.code(), "file-exists");

    let later = place.beside("later.zip");
    let writer = SnapshotWriter::create(&later, WhenThere::Refuse).unwrap();
    write(&later, b"somebody else's");
    assert_eq!(writer.finish().unwrap_err().code(), "file-exists");
    assert_eq!(fs::read(&later).unwrap(), b"somebody else's");

    let unfinished = SnapshotWriter::create(&place.path, WhenThere::Replace).unwrap();
    drop(unfinished);
    assert_eq!(fs::read(&place.path).unwrap(), before);
    SnapshotWriter::create(&place.path, WhenThere::Replace).unwrap().finish().unwrap();
    assert!(contents(&place.path).is_empty());
}

#[test]
fn an_export_with_a_table_that_was_never_ended_is_never_there() {
    let place = place_of(&whole());
    let path = place.beside("cut.zip");
    let mut writer = SnapshotWriter::create(&path, WhenThere::Refuse).unwrap();
    let stopped = std::iter::once(Err(SnapshotError::of(&path, SnapshotReason::MissingId)));
    assert_eq!(writer.documents(&table("users"), stopped).unwrap_err().code(), "export-missing-id");
    assert_eq!(writer.finish().unwrap_err().code(), "file-failed");
    assert!(!path.exists());
}

#[test]
fn folders_around_an_export_are_passed_over_and_kept() {
    let mut entries: Vec<(String, String)> = Vec::new();
    for (name, text) in whole() {
        entries.push((format!("mine/export/{name}"), text));
    }
    entries.push(("__MACOSX/mine/._export".to_owned(), "finder".to_owned()));
    let entries: Vec<_> = entries.iter().map(|(name, text)| (&**name, &**text)).collect();
    let place = Place::zip(&entries);
    let snapshot = place.open().unwrap();
    assert_eq!(documents(&snapshot, "users").len(), 2);
    assert_eq!(snapshot.tables().len(), 2);
    let users = table("users");
    let again = place.beside("again.zip");
    let without = BTreeSet::from([users.clone()]);
    let mut writer =
        SnapshotWriter::create_from(&again, WhenThere::Refuse, &snapshot, &without).unwrap();
    let read = snapshot.documents(&users).unwrap().map(|read| read.map(|read| read.document));
    writer.documents(&users, read).unwrap();
    writer.finish().unwrap();
    assert_eq!(contents(&again), contents(&place.path));
}

#[test]
fn entries_keep_their_names_also_where_those_have_colons() {
    let line = user(1, "");
    let entries = [
        ("backup 12:30/users/documents.jsonl", &line[..]),
        ("backup 12:30/_storage/a:b.txt", "abc"),
    ];
    let place = Place::zip(&entries);
    let snapshot = place.open().unwrap();
    let users = table("users");
    let again = place.beside("again.zip");
    let without = BTreeSet::from([users.clone()]);
    let mut writer =
        SnapshotWriter::create_from(&again, WhenThere::Refuse, &snapshot, &without).unwrap();
    let read = snapshot.documents(&users).unwrap().map(|read| read.map(|read| read.document));
    writer.documents(&users, read).unwrap();
    writer.finish().unwrap();
    let names: Vec<String> = contents(&again).into_keys().collect();
    assert_eq!(
        names,
        [
            "backup 12:30/_storage/a:b.txt",
            "backup 12:30/users/documents.jsonl",
            "backup 12:30/users/generated_schema.jsonl"
        ]
    );
}

#[test]
fn a_table_without_a_shape_or_of_an_older_release_has_numbers_only() {
    let shape = "\"{\\\"_id\\\": id<10001>, \\\"n\\\": normalfloat64}\"\n";
    for shape in [None, Some(("users/generated_schema.jsonl", shape))] {
        let line = user(1, ",\"n\":1,\"t\":\"1\"");
        let mut entries = vec![("users/documents.jsonl", line.as_str())];
        entries.extend(shape);
        let place = Place::zip(&entries);
        let snapshot = place.open().unwrap();
        let one = &snapshot.tables()[&table("users")];
        assert_eq!((one.number, one.notation), (Some(USERS), Notation::Plain));
        let users = documents(&snapshot, "users");
        assert_eq!(users[0].fields["n"], Value::Float64(1.0));
        assert_eq!(users[0].fields["t"], Value::String("1".to_owned()));
    }
}

#[test]
fn a_table_in_another_order_is_read_all_the_same() {
    let lines = user(2, "") + &user(1, "") + "\n" + &user(3, "");
    let place = Place::zip(&[("users/documents.jsonl", &lines)]);
    assert_eq!(documents(&place.open().unwrap(), "users").len(), 3);
}
