//! Validators as the `v....` that a Convex developer would write.

use crate::validator::{FieldValidator, ObjectValidator, Validator};

use super::expr::{self, Expr};

/// `v.string()` and the like.
pub(super) fn validator(validator: &Validator) -> Expr {
    let call = |name: &str, arguments| Expr::call(format!("v.{name}"), arguments);
    match validator {
        Validator::Null => call("null", vec![]),
        Validator::Float64 => call("number", vec![]),
        Validator::Int64 => call("int64", vec![]),
        Validator::CommitTs => call("commitTs", vec![]),
        Validator::Boolean => call("boolean", vec![]),
        Validator::String => call("string", vec![]),
        Validator::Bytes => call("bytes", vec![]),
        Validator::Any => call("any", vec![]),
        Validator::Id(table) => call("id", vec![Expr::string(table.as_str())]),
        Validator::Literal(literal) => call("literal", vec![expr::literal(literal)]),
        Validator::Array(element) => call("array", vec![self::validator(element)]),
        Validator::Record(record) => {
            call("record", vec![self::validator(&record.keys), self::validator(&record.values)])
        }
        Validator::Object(object) => call("object", vec![fields(object)]),
        Validator::Union(members) => call("union", members.iter().map(self::validator).collect()),
    }
}

/// The fields of an object validator as an object, one a line.
pub(super) fn fields(object: &ObjectValidator) -> Expr {
    Expr::object_by_lines(
        object
            .fields
            .iter()
            .map(|(name, field)| (expr::key(name.as_str()), self::field(field)))
            .collect(),
    )
}

fn field(field: &FieldValidator) -> Expr {
    let validator = validator(&field.validator);
    if field.optional { Expr::call("v.optional", vec![validator]) } else { validator }
}
