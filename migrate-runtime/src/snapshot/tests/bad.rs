//! Files that aren't what an export is: each refused with its place, and a way out.

use schema_core::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_NESTING, MAX_OBJECT_FIELDS};

use super::super::ids::refuse_twice;
use super::*;
use crate::exit::{Exit, Failure, Help};

/// The first error of opening a file and reading all of its documents.
fn error_of(path: &Path, limits: &Limits) -> SnapshotError {
    let snapshot = match Snapshot::open(path, limits) {
        Ok(snapshot) => snapshot,
        Err(error) => return error,
    };
    for table in snapshot.tables().keys() {
        let read = snapshot.documents(table).and_then(Iterator::collect);
        if let Err(error) = read.map(|read: Vec<_>| drop(read)) {
            return error;
        }
    }
    panic!("nothing is wrong with {}", path.display());
}

/// What is said of a file: its code, and the place after the file's name.
fn said(error: SnapshotError) -> (&'static str, String) {
    let shown = error.to_string();
    let file = error.path.display().to_string();
    let place = shown.strip_prefix(&format!("{file}: ")).unwrap().to_owned();
    let failure = Failure::from(error);
    assert_eq!(failure.exit, Exit::BadInput);
    assert!(!failure.help.is_empty(), "no way out of: {shown}");
    let types = failure.help.iter().any(|help| matches!(help, Help::Type(_)));
    assert!(types || failure.code.starts_with("file-"), "nothing to type after: {shown}");
    (failure.code, place)
}

fn refused(entries: &[(&str, &str)]) -> (&'static str, String) {
    said(error_of(&Place::zip(entries).path, &Limits::default()))
}

fn refused_within(entries: &[(&str, &str)], limits: &Limits) -> (&'static str, String) {
    said(error_of(&Place::zip(entries).path, limits))
}

/// What is said of an export of `users` with these lines.
fn refused_lines(lines: &str) -> (&'static str, String) {
    let schema = ("users/generated_schema.jsonl", "\"uniform\"\n");
    refused(&[("users/documents.jsonl", lines), schema])
}

/// What is said of the bytes of a whole export once they are changed.
fn refused_bytes(change: impl FnOnce(&mut Vec<u8>)) -> (&'static str, String) {
    let place = place_of(&whole());
    let mut bytes = fs::read(&place.path).unwrap();
    change(&mut bytes);
    write(&place.path, &bytes);
    said(error_of(&place.path, &Limits::default()))
}

fn position(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}

/// Where the list of entries tells of this one.
fn listed_at(bytes: &[u8], name: &[u8]) -> usize {
    const HEADER_BYTES: usize = 46;
    let names = bytes.windows(name.len()).enumerate().filter(|(_, window)| *window == name);
    let mut starts = names.filter_map(|(at, _)| at.checked_sub(HEADER_BYTES));
    starts.find(|start| bytes[*start..].starts_with(b"PK\x01\x02")).unwrap()
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let place = Place::new();
    let (code, _) = said(error_of(&place.path, &Limits::default()));
    assert_eq!(code, "file-failed");
}

#[test]
fn a_zip_that_ends_anywhere_is_refused() {
    let whole = fs::read(place_of(&whole()).path).unwrap();
    let place = Place::new();
    for length in (0..whole.len()).step_by(7) {
        write(&place.path, &whole[..length]);
        let (code, _) = said(error_of(&place.path, &Limits::default()));
        let expected = if length < 4 { "not-a-zip" } else { "zip-truncated" };
        assert_eq!(code, expected, "after {length} bytes");
    }
}

#[test]
fn what_is_no_zip_and_what_is_no_export_are_told_apart() {
    let place = Place::new();
    write(&place.path, b"{\"_id\":\"x\"}\n");
    assert_eq!(said(error_of(&place.path, &Limits::default())).0, "not-a-zip");
    assert_eq!(refused(&[("photos/cat.txt", "meow")]).0, "not-an-export");
    let deep = user(1, "");
    assert_eq!(refused(&[("_components/a/b/documents.jsonl", &deep)]).0, "not-an-export");
}

#[test]
fn changed_bytes_are_noticed_before_the_last_document_is_believed() {
    let (code, place) = refused_bytes(|bytes| {
        // The checksum of the documents, in the list of entries.
        let start = listed_at(bytes, b"users/documents.jsonl");
        bytes[start + 16] ^= 1;
    });
    assert_eq!(code, "zip-damaged");
    assert!(place.starts_with("users/documents.jsonl:"), "{place}");

    let (code, place) = refused_bytes(|bytes| {
        let content = position(bytes, b"users/documents.jsonl") + 24;
        for byte in &mut bytes[content..content + 20] {
            *byte = 0xff;
        }
    });
    assert_eq!((code, place.contains("corrupt")), ("zip-damaged", true), "{place}");

    let (code, _) = refused_bytes(|bytes| {
        let end = bytes.len() - 22;
        bytes[end + 10] -= 1;
    });
    assert_eq!(code, "zip-damaged");
}

#[test]
fn bombs_are_refused_before_anything_is_unzipped() {
    let limits = Limits::default();
    let long = "a".repeat(17 << 20);
    let (code, place) = refused(&[("_storage/zeros", &long)]);
    assert_eq!(code, "zip-bomb");
    assert!(place.starts_with("_storage/zeros: "), "{place}");

    let few = Limits { entries_max: 9, ..limits };
    let place = place_of(&whole());
    let (code, what) = said(error_of(&place.path, &few));
    assert_eq!(code, "zip-too-many-entries");
    assert_eq!(what, "it has 10 entries, where 9 are the most");

    let small = Limits { total_bytes_max: 100, ..limits };
    assert_eq!(said(error_of(&place.path, &small)).0, "zip-too-large");
}

#[test]
fn entries_that_share_their_bytes_are_refused() {
    let (code, place) = refused_bytes(|bytes| {
        let (readme, users) =
            (listed_at(bytes, b"README.md"), listed_at(bytes, b"_storage/kg2abc.txt"));
        let at: [u8; 4] = bytes[readme + 42..readme + 46].try_into().unwrap();
        bytes[users + 42..users + 46].copy_from_slice(&at);
    });
    assert_eq!(code, "zip-damaged");
    assert!(place.contains("shares bytes with"), "{place}");
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in [
        "../users/documents.jsonl",
        "/users/documents.jsonl",
        "users/../../documents.jsonl",
        "users//documents.jsonl",
        "C:/users/documents.jsonl",
        "users\\documents.jsonl",
        "us\u{1b}[31mers/documents.jsonl",
    ] {
        let (code, place) = refused(&[(name, "")]);
        assert_eq!(code, "zip-unsafe-name", "{name}");
        assert!(!place.contains('\u{1b}'), "a terminal would obey it");
    }
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let entry = ("users/documents.jsonl", "");
    assert_eq!(refused(&[entry, entry]).0, "zip-entry-twice");
}

#[test]
fn an_encrypted_entry_is_refused() {
    let (code, _) = refused_bytes(|bytes| {
        let list = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bytes[list + 8] |= 1;
    });
    assert_eq!(code, "zip-unsupported");
}

#[test]
fn the_list_of_tables_must_be_one() {
    let tables = |lines: &str| refused(&[("_tables/documents.jsonl", lines)]);
    let one = "{\"name\":\"a\",\"id\":10001}\n";
    let (code, place) = tables(&format!("{one}{{\"name\":\"b\",\"id\":10001}}\n"));
    assert_eq!(code, "export-number-twice");
    assert!(place.contains("table `b` has number 10001, and so has `a`"), "{place}");
    let twice = format!("{one}{{\"name\":\"a\",\"id\":10002}}\n");
    assert_eq!(tables(&twice).0, "export-table-twice");
    let (code, place) = tables(&format!("{one}{{\"name\":\"b\"}}\n"));
    assert_eq!(code, "export-tables");
    assert!(place.starts_with("_tables/documents.jsonl:2: "), "{place}");
    assert_eq!(tables("{\"name\":\"b\",\"id\":0}\n").0, "export-tables");
    assert_eq!(tables("{\"name\":\"a-b\",\"id\":10001}\n").0, "export-table-name");
    assert_eq!(refused(&[("a-b/documents.jsonl", "")]).0, "export-table-name");
    let many: Vec<String> =
        (10_001..20_002).map(|n| format!("{{\"name\":\"t{n}\",\"id\":{n}}}")).collect();
    let many = many.join("\n");
    assert_eq!(tables(&many).0, "export-too-many-tables");
}

#[test]
fn what_an_older_release_left_open_is_asked_for_again() {
    let line = user(1, ",\"n\":\"5\"");
    for shape in [
        "\"{\\\"n\\\": int64}\"\n",
        "\"{\\\"n\\\": array<bytes>}\"\n",
        "\"{\\\"n\\\": unknown}\"\n{\"j570000\":{\"n\":\"Int64\"}}\n",
    ] {
        let entries = [("users/documents.jsonl", &*line), ("users/generated_schema.jsonl", shape)];
        let place = Place::zip(&entries);
        let error = error_of(&place.path, &Limits::default());
        let help = Failure::from(error).help;
        let command = "npx convex export --path export.zip".to_owned();
        assert!(help.contains(&Help::Type(command)), "{help:?}");
        assert_eq!(refused(&entries).0, "export-again");
    }
    let schema = ("users/generated_schema.jsonl", "{}\n");
    assert_eq!(refused(&[("users/documents.jsonl", &line), schema]).0, "export-shape");
}

#[test]
fn lines_that_are_no_documents_are_refused_with_their_place() {
    let good = user(1, "");
    let nested =
        format!("{0}{1}", "[".repeat(MAX_DOCUMENT_NESTING), "]".repeat(MAX_DOCUMENT_NESTING));
    let fields: Vec<String> =
        (0..MAX_OBJECT_FIELDS - 1).map(|n| format!(",\"f{n}\":1.0")).collect();
    let fields = fields.concat();
    for (bad, code, word) in [
        (user(2, ",\"x\":"), "export-document", "not JSON"),
        (user(2, ",\"x\":{\"$integer\":\"AQ==\"}"), "export-document", "`.x`"),
        (user(2, &format!(",\"x\":{nested}")), "export-document", "levels"),
        (user(2, &fields), "export-document", "fields"),
        (user(2, ",\"_x\":1.0"), "export-document", "`_x`"),
        ("[]\n".to_owned(), "export-document", "array"),
        ("{\"_creationTime\":1.5}\n".to_owned(), "export-missing-id", "`_id`"),
        ("{\"_id\":\"x\",\"_creationTime\":1.5}\n".to_owned(), "export-malformed-id", "`_id`"),
        ("{\"_id\":5,\"_creationTime\":1.5}\n".to_owned(), "export-malformed-id", "int64"),
        (format!("{{\"_id\":\"{}\"}}\n", id(USERS, 2)), "export-creation-time", "_creationTime"),
    ] {
        let (found, place) = refused_lines(&format!("{good}{bad}"));
        assert_eq!(found, code, "{bad}");
        assert!(place.starts_with("users/documents.jsonl:2: "), "{place}");
        assert!(place.contains(word), "{place}");
    }
    let large = "x".repeat(MAX_DOCUMENT_BYTES);
    let limits = Limits { ratio_max: u64::MAX, ..Limits::default() };
    let lines = user(1, &format!(",\"x\":\"{large}\""));
    let (code, place) = refused_within(&[("users/documents.jsonl", &lines)], &limits);
    assert_eq!(code, "export-document");
    assert!(place.contains("bytes"), "{place}");
}

#[test]
fn a_line_that_is_too_long_or_no_utf8_is_refused_without_reading_on() {
    let long = user(1, "") + &user(2, &format!(",\"x\":\"{}\"", "x".repeat(LINE_BYTES_MAX)));
    let (code, place) = refused_lines(&long);
    assert_eq!(code, "export-line-too-long");
    assert!(place.starts_with("users/documents.jsonl:2: "), "{place}");

    let place = Place::new();
    let mut line = user(1, ",\"x\":\"?\"").into_bytes();
    let at = position(&line, b"?");
    line[at] = 0xff;
    write(&place.path, &zipped([("users/documents.jsonl", &*line)]));
    // The line is read to tell the table's number, and then it isn't read again.
    let (code, what) = said(error_of(&place.path, &Limits::default()));
    assert_eq!(code, "export-not-utf8");
    assert!(what.contains(&format!("byte {}", at + 1)), "{what}");
}

#[test]
fn ids_of_other_tables_are_refused() {
    let listed = "{\"name\":\"users\",\"id\":10001}\n{\"name\":\"films\",\"id\":10002}\n";
    let entries = |number| {
        let line =
            user(1, "").replace(&id(USERS, 1).to_string(), &id(TableNumber(number), 1).to_string());
        refused(&[("_tables/documents.jsonl", listed), ("users/documents.jsonl", &line)])
    };
    let (code, place) = entries(10_002);
    assert_eq!(code, "export-other-table");
    assert!(place.ends_with("table number 10002, which is `films`"), "{place}");
    let (code, place) = entries(10_003);
    assert_eq!(code, "export-other-table");
    assert!(place.ends_with("which is no table of this export"), "{place}");
}

#[test]
fn a_key_that_stands_twice_is_refused_with_its_line() {
    for (twice, key) in [
        (",\"x\":1,\"x\":1", "\"x\""),
        (",\"x\":{\"a\":[{\"b\":1,\"b\":2}]}", "\"b\""),
        (",\"_creationTime\":2.5", "\"_creationTime\""),
    ] {
        let (code, place) = refused_lines(&(user(1, "") + &user(2, twice)));
        assert_eq!(code, "export-document");
        assert!(place.starts_with("users/documents.jsonl:2: "), "{place}");
        assert!(place.contains(&format!("the key {key} stands twice")), "{place}");
    }
}

#[test]
fn a_document_that_is_there_twice_is_found_in_any_order() {
    let (code, place) = refused_lines(&(user(1, "") + &user(1, "")));
    assert_eq!(code, "export-id-twice");
    assert!(place.starts_with("users/documents.jsonl:2: "), "{place}");
    let (code, place) = refused_lines(&(user(3, "") + &user(1, "") + &user(2, "") + &user(3, "")));
    assert_eq!(code, "export-id-twice");
    assert!(place.starts_with("users/documents.jsonl:4: "), "{place}");
    assert!(place.ends_with("the other one is line 1"), "{place}");
}

#[test]
fn ids_beyond_what_is_sorted_in_memory_are_compared_too() {
    let ids = [5, 9, 3, 7, 1, 8, 2, 6, 4];
    let lines =
        |last: u8| -> String { ids.iter().chain([&last]).map(|at| user(*at, "")).collect() };
    let twice = |last: u8| {
        let place = Place::zip(&[("users/documents.jsonl", &lines(last))]);
        let snapshot = place.open().unwrap();
        let reading = snapshot.reading(&table("users")).unwrap().unwrap();
        refuse_twice(reading.lines, 3)
    };
    assert!(twice(10).is_ok());
    for (line, again) in (1..).zip(ids) {
        let error = twice(again).unwrap_err();
        assert_eq!(error.line, Some(10));
        assert!(matches!(error.reason, SnapshotReason::IdTwice { other, .. } if other == line));
    }
    let mut order = IdOrder::default();
    let seen: Vec<_> = (1..).zip(ids).map(|(line, at)| order.see(id(USERS, at), line)).collect();
    assert_eq!(seen.iter().filter(|one| **one == Standing::OutOfOrder).count(), 1);
}
