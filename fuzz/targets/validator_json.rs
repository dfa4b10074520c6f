//! The JSON of validators and schemas: whatever is read is written so that it reads as the same.
//! Lines are read one by one; of validators, a subset accepts no value that the other refuses.

#![no_main]

use libfuzzer_sys::fuzz_target;
use schema_core::Value;
use schema_core::schema::Schema;
use schema_core::validator::{NoDeployment, Validator};

fuzz_target!(init: fuzz::catch_stack_overflow(), |text: &str| {
    let mut validators = Vec::new();
    let mut values = Vec::new();
    for line in text.lines().take(8) {
        match Validator::from_json(line) {
            Ok(validator) => validators.push(validator),
            Err(error) => drop(error.to_string()),
        }
        if let Ok(value) = Value::from_encoded_text(line) {
            values.push(value);
        }
        match Schema::from_export_json(line) {
            Ok(schema) => check_schema(&schema),
            Err(error) => drop(error.to_string()),
        }
    }
    for validator in &validators {
        check_validator(validator);
        for value in &values {
            check_verdict(validator, value);
        }
    }
    if let [first, second, ..] = &validators[..] {
        check_subset(first, second, &values);
        check_subset(second, first, &values);
    }
});

fn check_validator(validator: &Validator) {
    let json = validator.to_json().to_string();
    assert_eq!(Validator::from_json(&json).as_ref(), Ok(validator), "{json}");
    drop(validator.to_string());
    assert!(validator.is_subset(validator));
    assert!(validator.is_subset(&Validator::Any));
}

/// The three ways to ask say the same.
fn check_verdict(validator: &Validator, value: &Value) {
    let accepted = validator.accepts(value);
    assert_eq!(validator.check(value, &NoDeployment).is_ok(), accepted);
    let failures = validator.failures(value, &NoDeployment);
    assert_eq!(failures.is_empty(), accepted);
    for failure in failures {
        drop(failure.to_string());
    }
}

fn check_subset(narrow: &Validator, wide: &Validator, values: &[Value]) {
    if narrow.is_subset(wide) {
        for value in values.iter().filter(|value| narrow.accepts(value)) {
            assert!(wide.accepts(value), "{narrow} accepts {value:?}, {wide} doesn't");
        }
    }
}

fn check_schema(schema: &Schema) {
    let json = schema.to_export_json();
    let read = Schema::from_export_json(&json);
    assert_eq!(read.as_ref(), Ok(schema), "{json}");
    for error in schema.errors() {
        drop(error.to_string());
    }
    drop(schema.to_stored_json());
}
