//! Encoded JSON as one text for each value, so that equal values can be found by comparing text.
//!
//! Keys are in byte order and nothing is between the tokens. Numbers are written as JavaScript
//! writes them, so that JavaScript's own `JSON.stringify` gives the same text for a value whose
//! keys it holds in that order.

use std::fmt::Write as _;

use super::{Object, Value, token};

impl Value {
    /// Returns the canonical text: the same for two values exactly if they are equal.
    ///
    /// [`Value::from_encoded_text`] reads it back.
    pub fn to_canonical(&self) -> String {
        let mut out = String::new();
        write_value(&mut out, self);
        out
    }
}

/// Room for a document of usual size, so that its text isn't moved again and again as it grows.
const DOCUMENT_BYTES: usize = 256;

/// Returns the canonical text of an object, such as a document.
pub fn canonical_object(object: &Object) -> String {
    let mut out = String::with_capacity(DOCUMENT_BYTES);
    write_object(&mut out, object);
    out
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Boolean(true) => out.push_str("true"),
        Value::Boolean(false) => out.push_str("false"),
        Value::Int64(int) => write_token(out, token::INTEGER, &int.to_le_bytes()),
        Value::Float64(float) if token::is_special(*float) => {
            write_token(out, token::FLOAT, &float.to_le_bytes());
        }
        Value::Float64(float) => write_number(out, *float),
        Value::String(text) => write_string(out, text),
        Value::Bytes(bytes) => write_token(out, token::BYTES, bytes),
        Value::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, element);
            }
            out.push(']');
        }
        Value::Object(object) => write_object(out, object),
    }
}

fn write_object(out: &mut String, object: &Object) {
    out.push('{');
    for (index, (key, value)) in object.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(out, key);
        out.push(':');
        write_value(out, value);
    }
    out.push('}');
}

fn write_token(out: &mut String, token: &str, bytes: &[u8]) {
    out.push_str("{\"");
    out.push_str(token);
    out.push_str("\":\"");
    out.push_str(&token::base64_text(bytes));
    out.push_str("\"}");
}

/// Writes the shortest digits that read back as the same number, laid out as ECMAScript's
/// `Number::toString` does: plain between 1e-6 and 1e21, with an exponent elsewhere.
fn write_number(out: &mut String, number: f64) {
    // Most numbers are small and whole, and those are written as they stand.
    #[expect(clippy::cast_possible_truncation, reason = "compared with what it came from")]
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "exact below 2^53")]
    let is_exact = whole.unsigned_abs() < 1 << 53 && whole as f64 == number;
    if is_exact {
        out.push_str(itoa::Buffer::new().format(whole));
        return;
    }
    // Where two texts of that length are as near, JavaScript takes the even one; the standard
    // library doesn't.
    let mut buffer = zmij::Buffer::new();
    let shortest = buffer.format_finite(number.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((shortest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let digits = all.trim_start_matches('0');
    let count = |length: usize| i32::try_from(length).unwrap_or(i32::MAX);
    // Where the decimal point stands, counted from the first digit.
    let point =
        exponent.parse::<i32>().unwrap_or(0) + count(whole.len()) - count(all.len() - digits.len());
    let digits = digits.trim_end_matches('0');
    let length = count(digits.len());

    if number.is_sign_negative() {
        out.push('-');
    }
    if (length..=21).contains(&point) {
        out.push_str(digits);
        out.extend((length..point).map(|_| '0'));
    } else if (1..=21).contains(&point) {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(1));
        out.push_str(whole);
        out.push('.');
        out.push_str(fraction);
    } else if (-5..=0).contains(&point) {
        out.push_str("0.");
        out.extend((point..0).map(|_| '0'));
        out.push_str(digits);
    } else {
        let (first, rest) = digits.split_at(1);
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        // Writing to a string can't fail.
        let _ = write!(out, "e{:+}", point - 1);
    }
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    // Most text holds nothing of the kind, and the whole of it is looked at faster than byte by
    // byte up to the first.
    if !text.bytes().fold(false, |any, byte| any | is_escaped(byte)) {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut written = 0;
    // What is escaped is ASCII, so it stands at a border of characters.
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| is_escaped(*byte)) {
        out.push_str(&text[written..at]);
        written = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x8 => out.push_str("\\b"),
            0xc => out.push_str("\\f"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => {
                // Writing to a string can't fail.
                let _ = write!(out, "\\u{control:04x}");
            }
        }
    }
    out.push_str(&text[written..]);
    out.push('"');
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(float: f64) -> String {
        Value::Float64(float).to_canonical()
    }

    // Each expected text is what Node prints for `JSON.stringify` of the number.
    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        assert_eq!(number(0.0), "0");
        assert_eq!(number(1.0), "1");
        assert_eq!(number(-1.5), "-1.5");
        assert_eq!(number(123_456_789.0), "123456789");
        assert_eq!(number(1e20), "100000000000000000000");
        assert_eq!(number(1e21), "1e+21");
        assert_eq!(number(1.5e300), "1.5e+300");
        assert_eq!(number(123.456), "123.456");
        assert_eq!(number(0.000_001), "0.000001");
        assert_eq!(number(0.000_000_1), "1e-7");
        assert_eq!(number(1.25e-7), "1.25e-7");
        assert_eq!(number(0.000_012_3), "0.0000123");
        assert_eq!(number(5e-324), "5e-324");
        assert_eq!(number(f64::MAX), "1.7976931348623157e+308");
        assert_eq!(number(9_007_199_254_740_991.0), "9007199254740991");
        assert_eq!(number(0.1 + 0.2), "0.30000000000000004");
        // Both neighbours of that length are as near.
        assert_eq!(number(1_795_440_597_234.0 + 0.281_25), "1795440597234.2812");
        assert_eq!(number(-1_795_440_597_167.0 - 0.656_25), "-1795440597167.6562");
    }

    #[test]
    fn types_stay_apart_and_keys_are_sorted() {
        let mut object = Object::new();
        object.insert("b".into(), Value::Int64(1));
        object.insert("a".into(), Value::Float64(1.0));
        object.insert("c".into(), Value::Float64(-0.0));
        assert_eq!(
            canonical_object(&object),
            r#"{"a":1,"b":{"$integer":"AQAAAAAAAAA="},"c":{"$float":"AAAAAAAAAIA="}}"#
        );
        assert_eq!(
            Value::Array(vec![Value::Null, Value::Boolean(true), Value::Bytes(vec![0])])
                .to_canonical(),
            r#"[null,true,{"$bytes":"AA=="}]"#
        );
    }

    #[test]
    fn text_is_escaped_only_where_json_must() {
        assert_eq!(
            Value::String("\"\\\u{8}\u{c}\n\r\t\u{1f}\u{7f}é😀\u{2028}".into()).to_canonical(),
            "\"\\\"\\\\\\b\\f\\n\\r\\t\\u001f\u{7f}é😀\u{2028}\""
        );
    }
}
