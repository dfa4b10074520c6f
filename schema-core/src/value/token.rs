//! The one-key objects that carry what plain JSON can't: `$integer`, `$float` and `$bytes`.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value as Json;

use super::{Value, ValueReason};

pub(super) const INTEGER: &str = "$integer";
pub(super) const FLOAT: &str = "$float";
pub(super) const BYTES: &str = "$bytes";
pub(super) const COMMIT_TS: &str = "$commitTs";

/// Padding is written but, as on the server, not asked for.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn base64_text(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// What the only field of an object whose key begins with `$` stands for.
pub(super) fn read(token: &str, text: &str) -> Option<Value> {
    match token {
        INTEGER => read_integer_text(text).map(Value::Int64).ok(),
        FLOAT => read_float_text(text).map(Value::Float64).ok(),
        BYTES => read_base64(BYTES, text).map(Value::Bytes).ok(),
        _ => None,
    }
}

pub(super) fn read_integer(json: &Json) -> Result<i64, ValueReason> {
    read_integer_text(text_of(INTEGER, json)?)
}

pub(super) fn read_float(json: &Json) -> Result<f64, ValueReason> {
    read_float_text(text_of(FLOAT, json)?)
}

pub(super) fn read_bytes(json: &Json) -> Result<Vec<u8>, ValueReason> {
    read_base64(BYTES, text_of(BYTES, json)?)
}

fn read_integer_text(text: &str) -> Result<i64, ValueReason> {
    read_eight(INTEGER, text).map(i64::from_le_bytes)
}

fn read_float_text(text: &str) -> Result<f64, ValueReason> {
    let number = f64::from_le_bytes(read_eight(FLOAT, text)?);
    // The server takes a needless `0.0` here, but no other ordinary number.
    if number.is_finite() && number != 0.0 {
        return Err(ValueReason::FloatNotSpecial);
    }
    Ok(number)
}

/// Whether JSON numbers, as JavaScript reads and writes them, would lose the number.
pub(super) fn is_special(number: f64) -> bool {
    !number.is_finite() || (number == 0.0 && number.is_sign_negative())
}

fn text_of<'j>(token: &'static str, json: &'j Json) -> Result<&'j str, ValueReason> {
    json.as_str().ok_or(ValueReason::EncodedType { token })
}

fn read_eight(token: &'static str, text: &str) -> Result<[u8; 8], ValueReason> {
    let bytes = read_base64(token, text)?;
    let length = bytes.len();
    bytes.try_into().map_err(|_| ValueReason::EncodedLength { token, bytes: length })
}

fn read_base64(token: &'static str, text: &str) -> Result<Vec<u8>, ValueReason> {
    BASE64.decode(text).map_err(|_| ValueReason::Base64 { token })
}
