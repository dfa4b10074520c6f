//! What each Rust type is stored as, both ways: every mapping, with its borders.

mod containers;
mod features;
mod leaves;
mod names;
mod properties;
mod recursion;
mod structs;
mod unions;

use std::fmt::Debug;

use schema_core::convert::Encoder;
use schema_core::shape::Scope;
use schema_core::validator::Validator;
use schema_core::value::Object;
use schema_core::{ConvexField, ConvexValue, Value};

/// The validator of a type, and whether a field of it may be absent.
fn described<T: ConvexField>() -> (Validator, bool) {
    let mut scope = Scope::default();
    let field = T::describe_field(&mut scope);
    let (_, errors) = scope.finish();
    assert_eq!(errors, [], "{:?}", field.shape);
    (field.shape.validator, field.optional)
}

fn validator<T: ConvexValue>() -> Validator {
    described::<T>().0
}

fn encoded<T: ConvexField>(value: &T) -> Option<Value> {
    value.encode_field(&mut Encoder::default())
}

/// `value` is stored as `stored` (`None` is absent), read back from it, and its validator takes it.
#[track_caller]
fn is_stored_as<T: ConvexField + PartialEq + Debug>(value: T, stored: impl Into<Option<Value>>) {
    let stored = stored.into();
    assert_eq!(encoded(&value), stored);
    let (validator, optional) = described::<T>();
    match &stored {
        Some(stored) => assert!(validator.accepts(stored), "{validator} refuses {stored:?}"),
        None => assert!(optional, "{validator} isn't optional"),
    }
    assert_eq!(T::decode_field(stored.as_ref()), Ok(value));
}

/// Reading `stored` fails with this text.
#[track_caller]
fn is_refused<T: ConvexField>(stored: impl Into<Option<Value>>, text: &str) {
    let read = T::decode_field(stored.into().as_ref());
    assert_eq!(read.map_err(|error| error.to_string()).err().as_deref(), Some(text));
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

const fn number(number: f64) -> Value {
    Value::Float64(number)
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Object(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Object {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}
