//! `ids.jsonl`: is a string a document id, and of what?

use std::fmt::Write as _;

use schema_core::id::DocumentId;

use super::Mismatch;
use super::vector::Vector;

pub(super) fn check(vector: &Vector) -> Result<(), Mismatch> {
    let text: String = vector.need("id");
    let reason: Option<String> = vector.get("reason");
    match (text.parse::<DocumentId>(), vector.need("valid")) {
        (Ok(id), true) => {
            let hex = id.internal.iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            let got = (id.table.0, hex);
            let expected: (u32, String) =
                (vector.need("table_number"), vector.need("internal_id_hex"));
            if got != expected {
                return Err(Mismatch::detail(format!("{expected:?}"), format!("{got:?}")));
            }
            if id.to_string() != text {
                return Err(Mismatch::detail(text, id));
            }
            Ok(())
        }
        (Err(error), false) if reason.as_deref() == Some(error.word()) => Ok(()),
        (Err(error), false) => Err(Mismatch::detail(reason.unwrap_or_default(), error.word())),
        (Ok(_), false) => Err(Mismatch::verdict("no id", "an id")),
        (Err(error), true) => Err(Mismatch::verdict("an id", error)),
    }
}
