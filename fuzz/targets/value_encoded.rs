//! The wire's encoded JSON: whatever is read is written so that it reads as the same value, has one
//! canonical text, and sorts as its index key does.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_core::Value;
use schema_core::value::{
    PendingWrite, canonical_object, canonical_size, index_key, is_canonical_object,
};

fuzz_target!(init: fuzz::catch_stack_overflow(), |text: &str| {
    // Any text may be asked for its size.
    let _ = canonical_size(text);
    let value = Value::from_encoded_text(text);
    check_canonical(text, value.as_ref().ok());
    let write = PendingWrite::from_encoded_text(text);
    match (value, write) {
        (Ok(value), Ok(write)) => {
            assert!(write.commit_times().is_empty());
            assert_eq!(write.size(), value.size());
            assert_eq!(write.at(7), value);
            check(&value);
        }
        (Ok(_), Err(error)) => panic!("a value that can't be written: {error}"),
        // A value isn't read where a key stands twice; of a write the last one counts, as on the server.
        (Err(_), Ok(write)) if write.commit_times().is_empty() => check(&write.at(7)),
        (Err(_), Ok(write)) => check_pending(&write),
        (Err(error), Err(_)) => drop(error.to_string()),
    }
});

/// What is taken for an object at a glance is read as one, and as the same one that the rules read.
fn check_canonical(text: &str, value: Option<&Value>) {
    let canonical = Value::from_canonical_text(text);
    if !is_canonical_object(text) {
        return;
    }
    let canonical = canonical.expect("what was scanned can be read");
    assert!(matches!(canonical, Value::Object(_)));
    match value {
        Some(value) => assert_eq!(value, &canonical),
        // Limits are of no matter to what has been stored.
        None => assert!(canonical.check().is_err()),
    }
}

fn check(value: &Value) {
    assert_eq!(value.check(), Ok(()));
    assert_eq!(Value::from_encoded(value.to_encoded()).as_ref(), Ok(value));
    assert_eq!(Value::from_encoded_text(&value.to_encoded().to_string()).as_ref(), Ok(value));

    let canonical = value.to_canonical();
    let read = Value::from_encoded_text(&canonical).expect("canonical text reads");
    assert_eq!(&read, value);
    assert_eq!(Value::from_canonical_text(&canonical).as_ref(), Ok(value));
    assert_eq!(read.to_canonical(), canonical);
    assert_eq!(canonical_size(&canonical), Some(value.size()));
    if let Value::Object(object) = value {
        assert_eq!(canonical_object(object), canonical);
    }

    // What no schema can read back must still be written.
    drop(value.to_clean().to_string());

    if let Value::Array(elements) = value {
        for pair in elements.windows(2) {
            let [left, right] = pair else { continue };
            let by_key = index_key(&[Some(left)]).cmp(&index_key(&[Some(right)]));
            assert_eq!(left.cmp(right), by_key);
            let by_text = left.to_canonical() == right.to_canonical();
            assert_eq!(left == right, by_text);
        }
    }
}

/// Where commit times are missing, they alone differ from one commit to the next.
fn check_pending(write: &PendingWrite) {
    assert!(!write.commit_times().is_empty());
    assert_eq!(PendingWrite::from_encoded(write.to_encoded()).as_ref(), Ok(write));
    let (now, later) = (write.at(1), write.at(2));
    assert_ne!(now, later);
    assert_eq!(now.size(), later.size());
    check(&now);
}
