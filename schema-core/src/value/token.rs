//! The one-key objects that carry what plain JSON can't: `$integer`, `$float` and `$bytes`.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value as Json;

use super::ValueReason;

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

pub(super) fn read_integer(json: &Json) -> Result<i64, ValueReason> {
    read_eight(INTEGER, json).map(i64::from_le_bytes)
}

pub(super) fn read_float(json: &Json) -> Result<f64, ValueReason> {
    let number = f64::from_le_bytes(read_eight(FLOAT, json)?);
    // The server takes a needless `0.0` here, but no other ordinary number.
    if number.is_finite() && number != 0.0 {
        return Err(ValueReason::FloatNotSpecial);
    }
    Ok(number)
}

pub(super) fn read_bytes(json: &Json) -> Result<Vec<u8>, ValueReason> {
    read_base64(BYTES, json)
}

/// Whether JSON numbers, as JavaScript reads and writes them, would lose the number.
pub(super) fn is_special(number: f64) -> bool {
    !number.is_finite() || (number == 0.0 && number.is_sign_negative())
}

fn read_eight(token: &'static str, json: &Json) -> Result<[u8; 8], ValueReason> {
    let bytes = read_base64(token, json)?;
    let length = bytes.len();
    bytes.try_into().map_err(|_| ValueReason::EncodedLength { token, bytes: length })
}

fn read_base64(token: &'static str, json: &Json) -> Result<Vec<u8>, ValueReason> {
    let text = json.as_str().ok_or(ValueReason::EncodedType { token })?;
    BASE64.decode(text).map_err(|_| ValueReason::Base64 { token })
}
