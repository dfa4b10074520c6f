//! `v.any()`: a value of whatever kind, untouched.

use crate::shape::{RustType, Scope, Shape};
use crate::validator::Validator;
use crate::value::Value;

use super::{ConvexValue, DecodeError, Encoder};

#[diagnostic::do_not_recommend]
impl ConvexValue for Value {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::Any, rust: RustType::Leaf("schema_core::Value".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        self.clone()
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        Ok(stored.clone())
    }
}
