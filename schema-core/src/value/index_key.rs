//! Values as bytes whose plain byte order is Convex's order.
//!
//! Each value begins with a tag that sorts by type, and no value's bytes are a prefix of
//! another's, so the keys of several fields can simply be joined.

use super::Value;

const UNDEFINED: u8 = 0x01;
const NULL: u8 = 0x03;
/// Negative integers count down from here by their width, positive ones up.
const ZERO: u8 = 0x08;
const FLOAT64: u8 = 0x0d;
const FALSE: u8 = 0x0e;
const TRUE: u8 = 0x0f;
const STRING: u8 = 0x10;
const BYTES: u8 = 0x11;
const ARRAY: u8 = 0x12;
const OBJECT: u8 = 0x15;

/// Ends text, bytes, arrays and objects; lower than any tag, so what is shorter comes first.
const END: u8 = 0x00;
/// Follows a zero byte that doesn't end anything; higher than any tag.
const ESCAPE: u8 = 0xff;

/// Returns the key under which an index files a document, given its values of the indexed fields.
///
/// `None` is a field that the document doesn't have, which comes before `null`. Two keys compare
/// as bytes exactly as the lists of values do.
pub fn index_key(fields: &[Option<&Value>]) -> Vec<u8> {
    let mut key = Vec::new();
    for field in fields {
        match field {
            None => key.push(UNDEFINED),
            Some(value) => push_value(&mut key, value),
        }
    }
    key
}

fn push_value(key: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => key.push(NULL),
        Value::Int64(int) => push_int(key, *int),
        Value::Float64(float) => {
            let bits = float.to_bits();
            // Flipping the sign puts positive numbers last; negative ones run backwards.
            let ordered = if float.is_sign_negative() { !bits } else { bits ^ (1 << 63) };
            key.push(FLOAT64);
            key.extend_from_slice(&ordered.to_be_bytes());
        }
        Value::Boolean(false) => key.push(FALSE),
        Value::Boolean(true) => key.push(TRUE),
        Value::String(text) => {
            key.push(STRING);
            push_escaped(key, text.as_bytes());
        }
        Value::Bytes(bytes) => {
            key.push(BYTES);
            push_escaped(key, bytes);
        }
        Value::Array(elements) => {
            key.push(ARRAY);
            for element in elements {
                push_value(key, element);
            }
            key.push(END);
        }
        Value::Object(object) => {
            key.push(OBJECT);
            for (name, value) in object {
                push_escaped(key, name.as_bytes());
                if name.is_empty() {
                    // Else an empty name would look like the end of the object.
                    key.push(ESCAPE);
                }
                push_value(key, value);
            }
            key.push(END);
        }
    }
}

/// Small integers take fewer bytes. Within one tag all have one sign and one width, so the low
/// bytes of the two's complement order them.
fn push_int(key: &mut Vec<u8>, int: i64) {
    let (step, width) = if int == 0 {
        (0, 0)
    } else if i8::try_from(int).is_ok() {
        (1, 1)
    } else if i16::try_from(int).is_ok() {
        (2, 2)
    } else if i32::try_from(int).is_ok() {
        (3, 4)
    } else {
        (4, 8)
    };
    key.push(if int < 0 { ZERO - step } else { ZERO + step });
    key.extend_from_slice(&int.to_be_bytes()[8 - width..]);
}

fn push_escaped(key: &mut Vec<u8>, bytes: &[u8]) {
    for byte in bytes {
        key.push(*byte);
        if *byte == END {
            key.push(ESCAPE);
        }
    }
    key.push(END);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Object;

    #[test]
    fn an_empty_name_is_not_the_end_of_its_object() {
        let empty = Value::Object(Object::new());
        let empty_name = Value::Object(Object::from([(String::new(), Value::Null)]));
        let after = Value::Boolean(true);
        assert!(index_key(&[Some(&empty), Some(&after)]) < index_key(&[Some(&empty_name)]));
    }

    #[test]
    fn small_integers_have_short_keys() {
        let key = |int| index_key(&[Some(&Value::Int64(int))]);
        assert_eq!(key(0), [0x08]);
        assert_eq!(key(1), [0x09, 0x01]);
        assert_eq!(key(-1), [0x07, 0xff]);
        assert_eq!(key(256), [0x0a, 0x01, 0x00]);
        assert_eq!(key(i64::MIN).len(), 9);
    }
}
