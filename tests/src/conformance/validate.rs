//! `validate.jsonl`: may a document be stored?

use std::collections::BTreeMap;

use schema_core::document::{DocumentError, Target};
use schema_core::id::{DocumentId, TableNumber};
use schema_core::name::TableName;
use schema_core::schema::Schema;
use schema_core::validator::{Failure, Reason};
use schema_core::value::{PendingWrite, Value};

use super::Mismatch;
use super::generated::generate_document;
use super::vector::Vector;
use super::verdict::{Refusal, compare};

/// The tables of the world in which the verdicts hold.
const TABLES: [(u32, &str); 8] = [
    (10_001, "users"),
    (10_002, "messages"),
    (10_003, "teams"),
    (10_004, "t"),
    (513, "_tables"),
    (514, "_index"),
    (539, "_scheduled_functions"),
    (540, "_storage"),
];
const INTERNAL_ID: [u8; 16] = [0x42; 16];
const CREATION_TIME: f64 = 1_700_000_000_000.0;

pub(super) fn check(vector: &Vector) -> Result<(), Mismatch> {
    let text = match vector.get("doc_gen") {
        Some(description) => generate_document(&description),
        None => vector.input("doc"),
    };
    let schema = Schema::from_export_json(&vector.input("schema"))
        .map_err(|error| Mismatch::verdict("a schema", error))?;
    let stored = store(&text, &schema, &vector.need::<String>("table"));
    compare(vector.get("error").as_ref(), &stored.as_ref().map_err(refusal))?;
    if let (Ok(document), Some(size)) = (&stored, vector.get::<usize>("size")) {
        let expected = (size, vector.need::<usize>("nesting"));
        let got = (document.size(), document.nesting());
        if got != expected {
            return Err(Mismatch::detail(format!("{expected:?}"), format!("{got:?}")));
        }
    }
    Ok(())
}

fn store(text: &str, schema: &Schema, table: &str) -> Result<Value, DocumentError> {
    let tables: BTreeMap<TableNumber, TableName> = TABLES
        .into_iter()
        .map(|(number, name)| (TableNumber(number), TableName::from_checked(name)))
        .collect();
    let number = TABLES.iter().find(|(_, name)| *name == table).map_or(0, |(number, _)| *number);
    let target = Target {
        table: &TableName::from_checked(table),
        id: DocumentId { table: TableNumber(number), internal: INTERNAL_ID },
        creation_time: CREATION_TIME,
    };
    let write = PendingWrite::from_encoded_text(text)?;
    target.check_write(&write, schema, &tables).map(Value::Object)
}

fn refusal(error: &DocumentError) -> Refusal {
    let failure = match error {
        DocumentError::Schema(failure) => Some(failure),
        _ => None,
    };
    let path = failure.filter(|failure| !failure.path.is_root());
    Refusal {
        stage: error.stage().to_owned(),
        code: error.code().map(str::to_owned),
        kind: Some(error.word().to_owned()),
        path: path.map(|failure| failure.path.to_string()),
        field: failure.and_then(Failure::field).map(str::to_owned),
        found: failure.and_then(|failure| match &failure.reason {
            Reason::IdWrongTable { found, .. } => Some(found.to_string()),
            _ => None,
        }),
    }
}
