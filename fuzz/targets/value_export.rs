//! The format of exports, where `1` is an int64 and `1.0` a number: whatever is read is written so
//! that it reads as the same value.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_core::Value;

fuzz_target!(init: fuzz::catch_stack_overflow(), |text: &str| {
    // Text is read without a tree in between; where nothing is said twice, both ways agree.
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(text) {
        let by_text = Value::from_export_text(&json.to_string());
        assert_eq!(by_text.ok(), Value::from_export(json).ok());
    }
    match Value::from_export_text(text) {
        Ok(value) => check(&value, text),
        Err(error) => drop(error.to_string()),
    }
    match Value::from_plain_text(text) {
        // All numbers are of one type, so encoded JSON says the same.
        Ok(value) => assert_eq!(Value::from_encoded_text(text).as_ref(), Ok(&value)),
        Err(error) => drop(error.to_string()),
    }
});

fn check(value: &Value, text: &str) {
    assert_eq!(value.check(), Ok(()));
    let json = serde_json::from_str(text).expect("what was read is JSON");
    assert_eq!(Value::from_export(json).as_ref(), Ok(value));
    assert_eq!(Value::from_export(value.to_export()).as_ref(), Ok(value));
    assert_eq!(Value::from_export_text(&value.to_export().to_string()).as_ref(), Ok(value));
    // The two formats agree on what the value is.
    assert_eq!(Value::from_encoded(value.to_encoded()).as_ref(), Ok(value));
}
