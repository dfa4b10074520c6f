//! url: `Url` as text.

use url::Url;

use crate::shape::{RustType, Scope, Shape};
use crate::transition::KeepAs;
use crate::validator::Validator;
use crate::value::Value;

use super::{ConvexValue, DecodeError, Encoder};

/// Text that the URL standard reads as an absolute URL, written in the standard's own form:
/// `https://example.org` becomes `https://example.org/`.
#[diagnostic::do_not_recommend]
impl ConvexValue for Url {
    fn describe(_: &mut Scope) -> Shape {
        Shape { validator: Validator::String, rust: RustType::Leaf("url::Url".into()) }
    }

    fn encode(&self, _: &mut Encoder) -> Value {
        Value::String(self.as_str().to_owned())
    }

    fn decode(stored: &Value) -> Result<Self, DecodeError> {
        let Value::String(text) = stored else {
            return Err(DecodeError::expected("a string", stored));
        };
        Self::parse(text)
            .map_err(|why| DecodeError::expected(format!("an absolute URL ({why})"), stored))
    }
}

#[diagnostic::do_not_recommend]
impl KeepAs<Self> for Url {}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::String(text.into())
    }

    #[test]
    fn absolute_urls_are_read_and_written_in_their_own_form() {
        for (stored, written) in [
            ("https://example.org", "https://example.org/"),
            ("https://example.org/", "https://example.org/"),
            ("HTTPS://Example.ORG:443/a/../b?q=1#f", "https://example.org/b?q=1#f"),
            ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
            ("mailto:somebody@example.org", "mailto:somebody@example.org"),
            ("data:,", "data:,"),
        ] {
            let url = Url::decode(&text(stored)).unwrap();
            let encoded = url.encode(&mut Encoder::default());
            assert_eq!(encoded, text(written));
            assert_eq!(Url::decode(&encoded), Ok(url));
        }
    }

    #[test]
    fn other_text_is_refused() {
        for bad in ["", "example.org", "/path", "//example.org", "http://", "https://a b/"] {
            let error = Url::decode(&text(bad)).unwrap_err();
            assert!(error.expected.starts_with("an absolute URL ("), "{bad}: {error}");
        }
        assert_eq!(Url::decode(&Value::Boolean(true)).unwrap_err().expected, "a string");
    }

    #[test]
    fn it_says_how_it_is_written() {
        let shape = Url::describe(&mut Scope::default());
        assert_eq!(shape.validator, Validator::String);
        assert_eq!(shape.rust, RustType::Leaf("url::Url".into()));
    }
}
