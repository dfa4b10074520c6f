//! Inputs too large to be written down, made from their description.

use serde::Deserialize;

/// The description of a large input.
#[derive(Deserialize)]
pub(super) struct Description {
    kind: String,
    count: usize,
    #[serde(rename = "char")]
    character: Option<String>,
    element_json: Option<String>,
}

/// Makes the encoded JSON that is described.
///
/// # Panics
///
/// Panics on a description of a kind that the README doesn't name.
pub(super) fn generate(description: &Description) -> String {
    let count = description.count;
    let character = description.character.as_deref().unwrap_or_default();
    let element = description.element_json.as_deref().unwrap_or("null");
    let string = || format!("\"{}\"", character.repeat(count));
    let elements = || format!("[{}]", vec![element; count].join(","));
    let object = || {
        let fields: Vec<String> = (0..count).map(|n| format!("\"f{n}\":{element}")).collect();
        format!("{{{}}}", fields.join(","))
    };
    match description.kind.as_str() {
        "string" => string(),
        "bytes" => format!("{{\"$bytes\":\"{}\"}}", base64_zeros(count)),
        "array_of" => elements(),
        "fields" | "nested_fields" | "object_fields" => object(),
        "array_of_one_string" => format!("[{}]", string()),
        "object_of_one_string" => format!("{{\"a\":{}}}", string()),
        other => panic!("no input is of kind {other}"),
    }
}

/// Makes the document that is described, which holds most inputs in its field `v`.
pub(super) fn generate_document(description: &Description) -> String {
    let value = generate(description);
    if description.kind == "fields" { value } else { format!("{{\"v\":{value}}}") }
}

fn base64_zeros(bytes: usize) -> String {
    let padding = ["", "AA==", "AAA="][bytes % 3];
    "AAAA".repeat(bytes / 3) + padding
}
