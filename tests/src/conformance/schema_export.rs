//! `schema_export.jsonl`: is an exported schema accepted on push?

use schema_core::schema::{Schema, SchemaError};
use serde_json::Value as Json;

use super::Mismatch;
use super::vector::Vector;
use super::verdict::{Refusal, compare};

pub(super) fn check(vector: &Vector) -> Result<(), Mismatch> {
    let read = Schema::from_export_json(&vector.input("schema"))
        .and_then(|schema| schema.check().map(|()| schema));
    compare(vector.get("error").as_ref(), &read.as_ref().map_err(refusal))?;
    let (Ok(schema), Some(expected)) = (&read, vector.get::<String>("normalized_text")) else {
        return Ok(());
    };
    let stored = schema.to_stored_json();
    let json = |text: &str| serde_json::from_str::<Json>(text).ok().map(any_as_null);
    if json(&stored) != json(&expected) {
        return Err(Mismatch::detail(expected, stored));
    }
    match Schema::from_export_json(&schema.to_export_json()) {
        Ok(again) if again == *schema => Ok(()),
        again => Err(Mismatch::detail("the same schema again", format!("{again:?}"))),
    }
}

/// A document type that was left out is `any`, and we write it so.
fn any_as_null(mut schema: Json) -> Json {
    let tables = schema.get_mut("tables").and_then(Json::as_array_mut);
    for table in tables.into_iter().flatten() {
        if table["documentType"]["type"] == "any" {
            table["documentType"] = Json::Null;
        }
    }
    schema
}

fn refusal(error: &SchemaError) -> Refusal {
    Refusal {
        stage: error.stage().word().to_owned(),
        code: Some(error.code().to_owned()),
        kind: error.word().map(str::to_owned),
        ..Refusal::default()
    }
}
