//! `limits.json`: are the limits that we keep those of the server?

use std::collections::BTreeMap;
use std::io;

use schema_core::limits;
use serde::Deserialize;

use super::FileReport;

pub(super) const FILE: &str = "limits.json";

#[derive(Deserialize)]
struct Limits {
    limits: Vec<Limit>,
}

#[derive(Deserialize)]
struct Limit {
    name: String,
    value: serde_json::Number,
}

/// Compares every limit that we keep; the others are no concern of `schema-core`.
pub(super) fn check(text: &str) -> io::Result<FileReport> {
    let Limits { limits: recorded } = serde_json::from_str(text)?;
    let ours = ours();
    let mut report = FileReport { file: FILE.to_owned(), ..FileReport::default() };
    for Limit { name, value } in recorded {
        match ours.get(name.as_str()) {
            None => report.skipped += 1,
            Some(ours) if value.as_u64() == Some(*ours) => report.passed += 1,
            Some(ours) => report.fail(format!("  {name}: expected {value}, got {ours}")),
        }
    }
    Ok(report)
}

fn ours() -> BTreeMap<&'static str, u64> {
    BTreeMap::from([
        ("MAX_ARRAY_LEN", limits::MAX_ARRAY_ELEMENTS as u64),
        ("MAX_DOCUMENT_NESTING", limits::MAX_DOCUMENT_NESTING as u64),
        ("MAX_FIELD_NAME_LENGTH", limits::MAX_VALUE_KEY_BYTES as u64),
        ("MAX_IDENTIFIER_LEN", limits::MAX_IDENTIFIER_BYTES as u64),
        ("MAX_INDEXES_PER_TABLE", limits::MAX_INDEXES_PER_TABLE as u64),
        ("MAX_INDEX_FIELDS_SIZE", limits::MAX_INDEX_FIELDS as u64),
        ("MAX_NESTING", limits::MAX_VALUE_NESTING as u64),
        ("MAX_SIZE", limits::MAX_VALUE_BYTES as u64),
        ("MAX_TEXT_INDEX_FILTER_FIELDS_SIZE", limits::MAX_FILTER_FIELDS as u64),
        ("MAX_USER_SIZE", limits::MAX_DOCUMENT_BYTES as u64),
        ("MAX_USER_TABLES", limits::MAX_TABLES as u64),
        ("MAX_VECTOR_DIMENSIONS", u64::from(limits::MAX_VECTOR_DIMENSIONS)),
        ("MAX_VECTOR_INDEX_FILTER_FIELDS_SIZE", limits::MAX_FILTER_FIELDS as u64),
        ("MIN_VECTOR_DIMENSIONS", u64::from(limits::MIN_VECTOR_DIMENSIONS)),
        ("NUM_RESERVED_SYSTEM_TABLE_NUMBERS", u64::from(limits::FIRST_USER_TABLE_NUMBER) - 1),
        ("TRANSACTION_MAX_NUM_USER_WRITES", limits::MAX_TRANSACTION_DOCUMENTS_WRITTEN as u64),
        ("TRANSACTION_MAX_READ_SET_INTERVALS", limits::MAX_TRANSACTION_RANGES_READ as u64),
        ("TRANSACTION_MAX_READ_SIZE_BYTES", limits::MAX_TRANSACTION_BYTES_READ as u64),
        ("TRANSACTION_MAX_READ_SIZE_ROWS", limits::MAX_TRANSACTION_DOCUMENTS_READ as u64),
        ("TRANSACTION_MAX_USER_WRITE_SIZE_BYTES", limits::MAX_TRANSACTION_BYTES_WRITTEN as u64),
    ])
}
