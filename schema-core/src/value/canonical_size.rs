//! The size of a value that is known by its canonical text alone.
//!
//! Sizes add up over the parts of a value, so one look at each token is enough; nothing is parsed.

use super::token;

/// Returns the [size](super::Value::size) of the value with this canonical text, or nothing where
/// the text isn't one that [`Value::to_canonical`](super::Value::to_canonical) writes.
pub fn canonical_size(text: &str) -> Option<usize> {
    let text = text.as_bytes();
    let (mut at, mut size) = (0, 0);
    while let Some(byte) = text.get(at) {
        let (bytes, length) = match byte {
            b'{' if text[at..].starts_with(b"{\"$") => token_at(&text[at..])?,
            b'{' | b'[' => (2, 1),
            b'}' | b']' | b',' | b':' => (0, 1),
            b'"' => {
                let (bytes, length) = string_at(&text[at..])?;
                let is_key = text.get(at + length) == Some(&b':');
                (bytes + if is_key { 1 } else { 2 }, length)
            }
            b'n' | b't' => (1, 4),
            b'f' => (1, 5),
            b'-' | b'0'..=b'9' => {
                let end = |byte: &u8| matches!(byte, b',' | b']' | b'}');
                (9, text[at..].iter().position(end).unwrap_or(text.len() - at))
            }
            _ => return None,
        };
        at += length;
        size += bytes;
    }
    (at == text.len()).then_some(size)
}

/// The bytes that a text in quotes stands for, and how long it is with its quotes.
fn string_at(text: &[u8]) -> Option<(usize, usize)> {
    let (mut at, mut bytes) = (1, 0);
    loop {
        match text.get(at)? {
            b'"' => return Some((bytes, at + 1)),
            // Only control characters are written by number, and each is one byte.
            b'\\' if text.get(at + 1) == Some(&b'u') => at += 6,
            b'\\' => at += 2,
            _ => at += 1,
        }
        bytes += 1;
    }
}

/// The size of a value that JSON has no form for, and how long its object is as text.
fn token_at(text: &[u8]) -> Option<(usize, usize)> {
    let (name, name_length) = string_at(&text[1..])?;
    let value = 1 + name_length + 1;
    let (content, content_length) = string_at(text.get(value..)?)?;
    let length = value + content_length + 1;
    let size = match &text[2..2 + name] {
        name if name == token::BYTES.as_bytes() => {
            let padding = text[value + 1..value + 1 + content].iter().rev();
            let padding = padding.take_while(|byte| **byte == b'=').count();
            2 + (content / 4 * 3).saturating_sub(padding)
        }
        _ => 9,
    };
    (text.get(length - 1) == Some(&b'}')).then_some((size, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    #[test]
    fn each_kind_of_value_has_its_size() {
        let size = |text: &str| {
            let value = Value::from_encoded_text(text).unwrap();
            assert_eq!(value.to_canonical(), text);
            assert_eq!(canonical_size(text), Some(value.size()), "{text}");
            value.size()
        };
        assert_eq!(size(r#"{"a":1,"bc":"x"}"#), 19);
        assert_eq!(size(r#"[1,{"$integer":"AgAAAAAAAAA="}]"#), 20);
        assert_eq!(size(r#""é""#), 4);
        assert_eq!(size(r#"{"$float":"AAAAAAAAAIA="}"#), 9);
        assert_eq!(size(r#"{"$bytes":""}"#), 2);
        assert_eq!(size(r#"{"$bytes":"AA=="}"#), 3);
        assert_eq!(size(r#"{"$bytes":"AAA="}"#), 4);
        assert_eq!(size(r#"{"$bytes":"AAAA"}"#), 5);
        assert_eq!(size(r#"["\"\\\b\u001f","a:b","{",[],{},null,true,false,-1e-7]"#), 32);
    }

    #[test]
    fn what_is_no_canonical_text_has_no_size() {
        for text in ["x", "\"", "\"\\", "{\"$", "{\"$bytes\":\"AAAA\"", "[nul", "{\"$bytes\":1}"] {
            assert_eq!(canonical_size(text), None, "{text}");
        }
    }
}
