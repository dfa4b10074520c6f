//! The format of exports, where `1` is an int64 and `1.0` a number: whatever is read is written so
//! that it reads as the same value.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_core::Value;

fuzz_target!(init: fuzz::catch_stack_overflow(), |text: &str| {
    let value = match Value::from_export_text(text) {
        Ok(value) => value,
        Err(error) => {
            drop(error.to_string());
            return;
        }
    };
    assert_eq!(value.check(), Ok(()));
    assert_eq!(Value::from_export(value.to_export()).as_ref(), Ok(&value));
    assert_eq!(Value::from_export_text(&value.to_export().to_string()).as_ref(), Ok(&value));
    // The two formats agree on what the value is.
    assert_eq!(Value::from_encoded(value.to_encoded()).as_ref(), Ok(&value));
});
