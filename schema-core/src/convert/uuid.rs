//! uuid: `Uuid` as text.

use uuid::Uuid;

use crate::shape::{RustType, Scope, Shape};
use crate::transition::KeepAs;
use crate::validator::Validator;
use crate::value::Value;

use super::{ConvexValue, DecodeError, Encoder};

/// Text with hyphens: read in either case, as the standard asks, and written in lower case.
#[diagnostic::do_not_recommend]
impl ConvexValue for Uuid {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::String, rust: RustType::Leaf("uuid::Uuid".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::String(self.hyphenated().to_string())
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        let Value::String(text) = stored else {
            return Err(DecodeError::expected("a string", stored));
        };
        // The crate also reads text without hyphens, in braces, and as a URN: other texts by any
        // comparison that an application makes.
        let read = if text.len() == uuid::fmt::Hyphenated::LENGTH {
            Self::try_parse(text).ok()
        } else {
            None
        };
        read.ok_or_else(|| {
            DecodeError::expected(
                "a UUID written as `67e55044-10b1-426f-9247-bb680e5fe0c8`",
                stored,
            )
        })
    }
}

#[diagnostic::do_not_recommend]
impl KeepAs<Self> for Uuid {}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::String(text.into())
    }

    #[test]
    fn text_with_hyphens_is_read_in_either_case() {
        let lower = text("67e55044-10b1-426f-9247-bb680e5fe0c8");
        let uuid = Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8);
        assert_eq!(Uuid::decode(&lower), Ok(uuid));
        assert_eq!(Uuid::decode(&text("67E55044-10B1-426F-9247-BB680E5FE0C8")), Ok(uuid));
        assert_eq!(uuid.encode(&mut Encoder::default()), lower);
        for border in [Uuid::nil(), Uuid::max()] {
            assert_eq!(Uuid::decode(&border.encode(&mut Encoder::default())), Ok(border));
        }
    }

    #[test]
    fn other_text_is_refused() {
        for bad in [
            "",
            "67e5504410b1426f9247bb680e5fe0c8",
            "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
            "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8",
            "67e55044-10b1-426f-9247-bb680e5fe0c",
            "67e55044-10b1-426f-9247-bb680e5fe0cg",
            "67e5504-410b1-426f-9247-bb680e5fe0c8",
            " 7e55044-10b1-426f-9247-bb680e5fe0c8",
        ] {
            let error = Uuid::decode(&text(bad)).unwrap_err();
            assert!(error.expected.starts_with("a UUID written as"), "{bad}: {error}");
        }
        assert_eq!(Uuid::decode(&Value::Null).unwrap_err().expected, "a string");
    }

    #[test]
    fn it_says_how_it_is_written() {
        let shape = Uuid::describe(&mut Scope::default());
        assert_eq!(shape.validator, Validator::String);
        assert_eq!(shape.rust, RustType::Leaf("uuid::Uuid".into()));
    }
}
