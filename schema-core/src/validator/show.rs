//! A validator as one line of TypeScript, for messages.

use std::fmt;

use super::{FieldValidator, Literal, ObjectValidator, Validator};
use crate::value::Value;

impl fmt::Display for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("v.null()"),
            Self::Float64 => f.write_str("v.number()"),
            Self::Int64 => f.write_str("v.int64()"),
            Self::CommitTs => f.write_str("v.commitTs()"),
            Self::Boolean => f.write_str("v.boolean()"),
            Self::String => f.write_str("v.string()"),
            Self::Bytes => f.write_str("v.bytes()"),
            Self::Any => f.write_str("v.any()"),
            Self::Id(table) => write!(f, "v.id(\"{table}\")"),
            Self::Literal(literal) => write!(f, "v.literal({literal})"),
            Self::Array(element) => write!(f, "v.array({element})"),
            Self::Record(record) => write!(f, "v.record({}, {})", record.keys, record.values),
            Self::Object(object) => write!(f, "v.object({object})"),
            Self::Union(members) => {
                f.write_str("v.union(")?;
                for (index, member) in members.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{member}")?;
                }
                f.write_str(")")
            }
        }
    }
}

/// The fields in braces, as they stand in `v.object(...)` and in `defineTable(...)`.
impl fmt::Display for ObjectValidator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fields.is_empty() {
            return f.write_str("{}");
        }
        f.write_str("{ ")?;
        for (index, (name, field)) in self.fields.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            write!(f, "{comma}{name}: {field}")?;
        }
        f.write_str(" }")
    }
}

impl fmt::Display for FieldValidator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.optional {
            write!(f, "v.optional({})", self.validator)
        } else {
            self.validator.fmt(f)
        }
    }
}

/// The literal as a JavaScript expression; an int64 is a `bigint`, as in `2n`.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            Value::Int64(int) => write!(f, "{int}n"),
            Value::Float64(float) if float.is_nan() => f.write_str("NaN"),
            Value::Float64(float) if float.is_infinite() => {
                f.write_str(if *float > 0.0 { "Infinity" } else { "-Infinity" })
            }
            Value::Float64(float) if *float == 0.0 && float.is_sign_negative() => f.write_str("-0"),
            other => f.write_str(&other.to_canonical()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validator_is_shown_as_its_typescript() {
        let literal = |value| Validator::Literal(Literal::new(value).unwrap());
        let shown = ObjectValidator::new()
            .field("kind", literal(Value::String("a \"b\"".into())))
            .field("owner", Validator::id("users"))
            .optional("count", Validator::nullable(Validator::Float64))
            .field("by", Validator::record(Validator::String, Validator::array(Validator::Any)))
            .field("none", Validator::Object(ObjectValidator::new()));
        assert_eq!(
            Validator::from(shown).to_string(),
            "v.object({ by: v.record(v.string(), v.array(v.any())), \
             count: v.optional(v.union(v.number(), v.null())), kind: v.literal(\"a \\\"b\\\"\"), \
             none: v.object({}), owner: v.id(\"users\") })"
        );
        assert_eq!(literal(Value::Int64(-2)).to_string(), "v.literal(-2n)");
        assert_eq!(literal(Value::Float64(-0.0)).to_string(), "v.literal(-0)");
        assert_eq!(literal(Value::Float64(f64::NEG_INFINITY)).to_string(), "v.literal(-Infinity)");
    }
}
