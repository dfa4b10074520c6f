//! A file that isn't what an export is.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::path::EntryPath;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use schema_core::id::{DocumentId, TableNumber};

use super::{Ended, Stage, triggers};

const NOTES: u32 = 10_001;

pub(crate) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
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

/// Writes an export with these entries.
pub(super) fn write(stage: &Stage, entries: &[(&str, &str)]) {
    let entries: Vec<_> = entries.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    stage.write("export.zip", zipped(&entries));
}

fn rehearse(stage: &Stage) -> Ended {
    stage.run("one", &["rehearse", "export.zip"])
}

/// What is said of an export with these entries.
fn of(stage: &Stage, entries: &[(&str, &str)]) -> Ended {
    write(stage, entries);
    rehearse(stage)
}

/// What is said of an export of notes with these lines.
fn of_lines(stage: &Stage, lines: &str) -> Ended {
    let shape = ("notes/generated_schema.jsonl", "\"uniform\"\n");
    of(stage, &[("notes/documents.jsonl", lines), shape])
}

/// What is said of the bytes of a good export once they are changed.
fn of_changed(stage: &Stage, change: impl FnOnce(&mut Vec<u8>)) -> Ended {
    let mut bytes = zipped(&[("notes/documents.jsonl", note(1, ",\"title\":\"a\"").as_bytes())]);
    change(&mut bytes);
    stage.write("export.zip", bytes);
    rehearse(stage)
}

fn id(table: u32, at: u8) -> DocumentId {
    DocumentId { table: TableNumber(table), internal: [at; 16] }
}

fn note(at: u8, rest: &str) -> String {
    format!("{{\"_creationTime\":1700000000000.5,\"_id\":\"{}\"{rest}}}\n", id(NOTES, at))
}

/// Where the list of entries begins.
fn list(bytes: &[u8]) -> usize {
    bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap()
}

triggers! {
    "file-exists", 9: what_a_rehearsal_would_write_over_stays = |stage| {
        write(&stage, &[("notes/documents.jsonl", &note(1, ",\"title\":\"a\""))]);
        stage.write("mine.zip", "mine");
        let ended = stage.run("one", &["rehearse", "export.zip", "--write", "mine.zip"]);
        assert_eq!(std::fs::read(stage.file("mine.zip")).unwrap(), b"mine");
        ended
    }

    "not-a-zip", 9: a_file_that_is_no_zip_is_said = |stage| {
        stage.write("export.zip", "{\"_id\":\"x\"}\n");
        rehearse(&stage)
    }

    "zip-truncated", 9: a_zip_that_was_cut_off_is_said = |stage| {
        of_changed(&stage, |bytes| bytes.truncate(bytes.len() - 10))
    }

    "zip-damaged", 9: a_zip_whose_bytes_changed_is_said = |stage| {
        of_changed(&stage, |bytes| {
            let list = list(bytes);
            bytes[list + 16] ^= 1;
        })
    }

    "zip-unsupported", 9: a_zip_with_a_password_is_said = |stage| {
        of_changed(&stage, |bytes| {
            let list = list(bytes);
            bytes[list + 8] |= 1;
        })
    }

    "zip-too-many-entries", 9: a_zip_of_more_entries_than_are_read_is_said = |stage| {
        let mut zip = ZipArchiveWriter::new(Vec::new());
        for number in 0..=500_000 {
            let name = format!("_storage/{number}");
            let file = zip.new_file(EntryPath::verbatim(name.as_bytes()));
            let (mut out, config) = file.start().unwrap();
            let (_, descriptor) = config.wrap(&mut out).finish().unwrap();
            out.finish(descriptor).unwrap();
        }
        stage.write("export.zip", zip.finish().unwrap());
        rehearse(&stage)
    }

    "zip-too-large", 9: a_zip_that_claims_to_be_huge_is_said = |stage| {
        // Each claims as much as an entry may without a look at how well it is zipped.
        let names: Vec<String> = (0..4_200).map(|number| format!("_storage/{number}")).collect();
        let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &b"a"[..])).collect();
        let mut bytes = zipped(&entries);
        let mut at = list(&bytes);
        while bytes[at..].starts_with(b"PK\x01\x02") {
            bytes[at + 24..at + 28].copy_from_slice(&(16_u32 << 20).to_le_bytes());
            let length = |from: usize| usize::from(u16::from_le_bytes([bytes[from], bytes[from + 1]]));
            at += 46 + length(at + 28) + length(at + 30) + length(at + 32);
        }
        stage.write("export.zip", bytes);
        rehearse(&stage)
    }

    "zip-bomb", 9: a_zip_that_grows_beyond_measure_is_said = |stage| {
        of(&stage, &[("_storage/zeros", &"a".repeat(17 << 20))])
    }

    "zip-unsafe-name", 9: a_name_that_leads_elsewhere_is_said = |stage| {
        of(&stage, &[("../notes/documents.jsonl", "")])
    }

    "zip-entry-twice", 9: two_entries_of_one_name_are_said = |stage| {
        of(&stage, &[("notes/documents.jsonl", ""), ("notes/documents.jsonl", "")])
    }

    "not-an-export", 9: a_zip_without_tables_is_said = |stage| {
        of(&stage, &[("photos/cat.txt", "meow")])
    }

    "export-table-name", 9: a_folder_that_can_be_no_table_is_said = |stage| {
        of(&stage, &[("a-b/documents.jsonl", "")])
    }

    "export-tables", 9: a_list_of_tables_without_numbers_is_said = |stage| {
        of(&stage, &[("_tables/documents.jsonl", "{\"name\":\"notes\"}\n")])
    }

    "export-too-many-tables", 9: more_tables_than_there_can_be_are_said = |stage| {
        let line = |n: u32| format!("{{\"name\":\"t{n}\",\"id\":{n}}}\n");
        let lines: String = (10_001..20_002).map(line).collect();
        of(&stage, &[("_tables/documents.jsonl", &lines)])
    }

    "export-table-twice", 9: a_table_that_is_listed_twice_is_said = |stage| {
        let lines = "{\"name\":\"a\",\"id\":10001}\n{\"name\":\"a\",\"id\":10002}\n";
        of(&stage, &[("_tables/documents.jsonl", lines)])
    }

    "export-number-twice", 9: a_number_of_two_tables_is_said = |stage| {
        let lines = "{\"name\":\"a\",\"id\":10001}\n{\"name\":\"b\",\"id\":10001}\n";
        of(&stage, &[("_tables/documents.jsonl", lines)])
    }

    "export-shape", 9: a_shape_that_cannot_be_read_is_said = |stage| {
        let shape = ("notes/generated_schema.jsonl", "{}\n");
        of(&stage, &[("notes/documents.jsonl", &note(1, "")), shape])
    }

    "export-again", 9: an_export_that_tells_int64_from_nothing_is_asked_for_again = |stage| {
        let shape = ("notes/generated_schema.jsonl", "\"{\\\"n\\\": int64}\"\n");
        of(&stage, &[("notes/documents.jsonl", &note(1, ",\"n\":\"5\"")), shape])
            .warns(&["npx convex export"])
    }

    "export-not-utf8", 9: a_line_that_is_no_text_is_said = |stage| {
        let mut line = note(1, ",\"title\":\"?\"").into_bytes();
        let at = line.iter().position(|byte| *byte == b'?').unwrap();
        line[at] = 0xff;
        stage.write("export.zip", zipped(&[("notes/documents.jsonl", &line)]));
        rehearse(&stage)
    }

    "export-line-too-long", 9: a_line_longer_than_any_document_is_said = |stage| {
        let long = note(2, &format!(",\"title\":\"{}\"", "x".repeat(8 << 20)));
        of_lines(&stage, &(note(1, "") + &long))
    }

    "export-document", 9: a_line_that_is_no_document_is_said_with_its_place = |stage| {
        of_lines(&stage, &(note(1, ",\"title\":\"a\"") + "[]\n"))
            .warns(&["notes/documents.jsonl:2"])
    }

    "export-missing-id", 9: a_document_without_an_id_is_said = |stage| {
        of_lines(&stage, &(note(1, ",\"title\":\"a\"") + "{\"_creationTime\":1.5}\n"))
    }

    "export-malformed-id", 9: an_id_that_is_none_is_said = |stage| {
        of_lines(&stage, &(note(1, "") + "{\"_id\":\"x\",\"_creationTime\":1.5}\n"))
    }

    "export-creation-time", 9: a_document_without_its_time_is_said = |stage| {
        of_lines(&stage, &(note(1, "") + &format!("{{\"_id\":\"{}\"}}\n", id(NOTES, 2))))
    }

    "export-other-table", 9: a_document_of_another_table_is_said = |stage| {
        let listed = "{\"name\":\"notes\",\"id\":10001}\n{\"name\":\"films\",\"id\":10002}\n";
        let line = note(1, "").replace(&id(NOTES, 1).to_string(), &id(10_002, 1).to_string());
        of(&stage, &[("_tables/documents.jsonl", listed), ("notes/documents.jsonl", &line)])
    }

    "export-id-twice", 9: a_document_that_is_there_twice_is_said = |stage| {
        let line = note(1, ",\"title\":\"a\"");
        of_lines(&stage, &(line.clone() + &line))
    }
}
