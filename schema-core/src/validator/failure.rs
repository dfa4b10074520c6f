//! Why a validator refuses a value, and where in it.
//!
//! Text made here names types, fields and tables, never what a document holds: it ends up in logs.

use std::fmt;

use super::{Literal, Validator};
use crate::id::TableNumber;
use crate::name::{FieldName, TableName};
use crate::path::Path;

/// Why a validator refuses a value, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where, counted from the value that was checked.
    pub path: Path,
    /// Why.
    pub reason: Reason,
}

/// Why a validator refuses a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The value is of another type, or no member of a union accepts it.
    NoMatch {
        /// What would have been accepted.
        expected: Validator,
        /// What there is.
        found: Found,
        /// For a union: what is wrong with the value as the one member that it seems meant for.
        closest: Option<Box<Failure>>,
    },
    /// The value is not the literal's.
    LiteralMismatch {
        /// What would have been accepted.
        expected: Literal,
        /// The type of what there is.
        found: &'static str,
    },
    /// An object lacks a field that is not optional.
    MissingField {
        /// The field.
        field: FieldName,
    },
    /// An object has a field that isn't declared.
    ExtraField {
        /// The field.
        field: String,
        /// A declared field, absent here, whose name is so close that it may be meant.
        closest: Option<FieldName>,
    },
    /// An id belongs to another table.
    IdWrongTable {
        /// The wanted table.
        expected: TableName,
        /// The table it belongs to.
        found: TableName,
    },
    /// An id belongs to one of Convex's own tables.
    IdSystemTable {
        /// The wanted table.
        expected: TableName,
        /// The table it belongs to.
        found: TableName,
    },
}

/// What there is instead, as far as it helps to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A value of this type.
    Type(&'static str),
    /// Text that is not a document id.
    NotAnId,
    /// A document id whose table doesn't exist.
    IdOfNothing(TableNumber),
}

impl Failure {
    /// Returns the reason as one fixed word.
    pub fn kind(&self) -> &'static str {
        match &self.reason {
            Reason::NoMatch { .. } => "no_match",
            Reason::LiteralMismatch { .. } => "literal_mismatch",
            Reason::MissingField { .. } => "missing_field",
            Reason::ExtraField { .. } => "extra_field",
            Reason::IdWrongTable { .. } => "id_wrong_table",
            Reason::IdSystemTable { .. } => "id_system_table",
        }
    }

    /// Returns the missing or extra field.
    pub fn field(&self) -> Option<&str> {
        match &self.reason {
            Reason::MissingField { field } => Some(field.as_str()),
            Reason::ExtraField { field, .. } => Some(field),
            _ => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_root() {
            f.write_str("the value")?;
        } else {
            write!(f, "`{}`", self.path)?;
        }
        match &self.reason {
            Reason::NoMatch { expected, found, closest } => {
                match found {
                    Found::Type(name) => write!(f, " is of type {name}")?,
                    Found::NotAnId => f.write_str(" is text but no document id")?,
                    Found::IdOfNothing(number) => {
                        write!(f, " is an id of table number {number}, which doesn't exist")?;
                    }
                }
                write!(f, ", where the schema wants `{expected}`")?;
                match closest {
                    Some(inner) => write!(f, "; of its likeliest member, {inner}"),
                    None => Ok(()),
                }
            }
            Reason::LiteralMismatch { expected, found } => {
                let found_other = expected.value().type_name() == *found;
                let other = if found_other { "another " } else { "of type " };
                let expected = Validator::Literal(expected.clone());
                write!(f, " is {other}{found}, where the schema wants `{expected}`")
            }
            Reason::MissingField { field } => {
                write!(f, " lacks the field `{field}`, which isn't optional")
            }
            Reason::ExtraField { field, closest } => {
                write!(f, " has the field `{field}`, which the schema doesn't know")?;
                match closest {
                    Some(name) => write!(f, "; is `{name}` meant?"),
                    None => Ok(()),
                }
            }
            Reason::IdWrongTable { expected, found } => {
                write!(f, " is an id of `{found}`, where the schema wants `v.id(\"{expected}\")`")
            }
            Reason::IdSystemTable { expected, found } => write!(
                f,
                " is an id of Convex's own table `{found}`, where the schema wants `v.id(\"{expected}\")`"
            ),
        }
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::validator::ObjectValidator;
    use crate::value::Value;

    fn shown(validator: &Validator, json: &str) -> Vec<String> {
        let tables = BTreeMap::from([
            (TableNumber(10_001), TableName::from_checked("users")),
            (TableNumber(10_002), TableName::from_checked("messages")),
            (TableNumber(540), TableName::from_checked("_storage")),
        ]);
        let value = Value::from_encoded_text(json).unwrap();
        validator.failures(&value, &tables).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_mistake_of_a_document_is_told_with_its_place() {
        let address = ObjectValidator::new().field("zip", Validator::String);
        let user = ObjectValidator::new()
            .field("address", Validator::Object(address))
            .field("email", Validator::String)
            .optional("plan", Literal::string("pro").into())
            .field("scores", Validator::array(Validator::Float64));
        let json = r#"{"address":{"zip":8000},"emial":"secret","plan":"secret","scores":[1,"2"]}"#;
        assert_eq!(
            shown(&user.into(), json),
            [
                "`.address.zip` is of type float64, where the schema wants `v.string()`",
                "the value lacks the field `email`, which isn't optional",
                "`.plan` is another string, where the schema wants `v.literal(\"pro\")`",
                "`.scores[1]` is of type string, where the schema wants `v.number()`",
                "the value has the field `emial`, which the schema doesn't know; is `email` meant?",
            ]
        );
    }

    #[test]
    fn an_id_is_told_by_its_table() {
        let users = Validator::id("users");
        for (id, text) in [
            (
                "j9744gj289144gj289144gj289144042",
                "the value is an id of `messages`, where the schema wants `v.id(\"users\")`",
            ),
            (
                "kg244gj289144gj289144gj289145g2c",
                "the value is an id of Convex's own table `_storage`, \
                 where the schema wants `v.id(\"users\")`",
            ),
            (
                "jh744gj289144gj289144gj2891440n6",
                "the value is an id of table number 10004, which doesn't exist, \
                 where the schema wants `v.id(\"users\")`",
            ),
            (
                "nobody",
                "the value is text but no document id, where the schema wants `v.id(\"users\")`",
            ),
        ] {
            assert_eq!(shown(&users, &format!("\"{id}\"")), [text]);
        }
        assert_eq!(shown(&users, "\"j5744gj289144gj289144gj289145zvg\""), [""; 0]);
    }

    #[test]
    fn of_a_union_the_likeliest_member_tells_what_is_wrong() {
        let tagged = |kind, field| {
            Validator::from(
                ObjectValidator::new()
                    .field("kind", Literal::string(kind).into())
                    .field(field, Validator::Float64),
            )
        };
        let shapes = Validator::union([tagged("circle", "radius"), tagged("square", "side")]);
        let wanted = shapes.to_string();
        assert_eq!(
            shown(&shapes, r#"{"kind":"square","side":"2"}"#),
            [format!(
                "the value is of type object, where the schema wants `{wanted}`; of its likeliest \
                 member, `.side` is of type string, where the schema wants `v.number()`"
            )]
        );
        let nobody = format!("the value is of type object, where the schema wants `{wanted}`");
        assert_eq!(shown(&shapes, r#"{"kind":"line"}"#), [nobody]);
    }
}
