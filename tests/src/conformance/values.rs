//! `values.jsonl`: is JSON an encoded value, and how is it written in each format?

use schema_core::value::{PendingWrite, Value, ValueError, ValueReason};
use serde_json::Value as Json;

use super::Mismatch;
use super::vector::Vector;
use super::verdict::{Refusal, compare};

pub(super) fn check(vector: &Vector) -> Result<(), Mismatch> {
    let text = match vector.get::<String>("encoded_json") {
        Some(text) => text,
        None => vector.input("encoded"),
    };
    let read = Value::from_encoded_text(&text).map_err(|error| refusal(&error));
    compare(vector.get("error").as_ref(), &read)?;
    if let Ok(value) = &read {
        check_value(vector, value)?;
    }
    check_write(vector, &text)
}

pub(super) fn refusal(error: &ValueError) -> Refusal {
    let json = matches!(error.reason, ValueReason::MalformedJson { .. });
    Refusal {
        stage: if json { "json" } else { "value" }.to_owned(),
        code: error.reason.code().map(str::to_owned),
        kind: Some(error.reason.word().to_owned()),
        ..Refusal::default()
    }
}

fn check_value(vector: &Vector, value: &Value) -> Result<(), Mismatch> {
    let expected: (String, usize, usize) =
        (vector.need("type"), vector.need("size"), vector.need("nesting"));
    let got = (value.type_name().to_owned(), value.size(), value.nesting());
    same(&format!("{expected:?}"), &format!("{got:?}"))?;

    same_json(vector, "reencoded", &value.to_encoded())?;
    same_json(vector, "clean_json", &value.to_clean())?;
    same_json(vector, "export_json", &value.to_export())?;
    if let Some(export) = vector.get::<String>("export_json") {
        same_value(value, Value::from_export_text(&export))?;
    }
    same_value(value, Value::from_encoded(value.to_encoded()))?;
    same_value(value, Value::from_encoded_text(&value.to_canonical()))
}

fn check_write(vector: &Vector, text: &str) -> Result<(), Mismatch> {
    let write = match (PendingWrite::from_encoded_text(text), vector.need::<bool>("write_ok")) {
        (Ok(write), true) => write,
        (Err(_), false) => return Ok(()),
        (Ok(_), false) => return Err(Mismatch::verdict("no write", "a write")),
        (Err(error), true) => return Err(Mismatch::verdict("a write", error)),
    };
    if let Some(size) = vector.get::<usize>("write_size") {
        same(&size.to_string(), &write.size().to_string())?;
        same_value(&write.at(7), Value::from_encoded(write.at(7).to_encoded()))?;
        if write.commit_times().is_empty() {
            return Err(Mismatch::detail("missing commit times", "none"));
        }
    }
    same_json(vector, "write_reencoded", &write.to_encoded())
}

fn same(expected: &str, got: &str) -> Result<(), Mismatch> {
    if expected == got { Ok(()) } else { Err(Mismatch::detail(expected, got)) }
}

fn same_value(expected: &Value, got: Result<Value, ValueError>) -> Result<(), Mismatch> {
    match got {
        Ok(got) if got == *expected => Ok(()),
        got => Err(Mismatch::detail(format!("{expected:?}"), format!("{got:?}"))),
    }
}

/// Numbers with and without a decimal point are different here.
fn same_json(vector: &Vector, field: &str, got: &Json) -> Result<(), Mismatch> {
    let Some(expected) = vector.get::<String>(field) else { return Ok(()) };
    // The server's shortest digits may be laid out otherwise than ours, so both are read.
    let read = |text: &str| serde_json::from_str::<Json>(text).ok();
    if read(&expected) == read(&got.to_string()) {
        Ok(())
    } else {
        Err(Mismatch::detail(format!("{field} {expected}"), got))
    }
}
