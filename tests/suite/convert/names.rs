//! Stored names: conventions, single renames, keywords, and what serde says.

use schema_core::validator::Validator;
use schema_core::{ConvexValue, Object, Union};

use super::{is_stored_as, object, text, validator};

fn field_names<T: ConvexValue>() -> Vec<String> {
    let Validator::Object(object) = validator::<T>() else { return Vec::new() };
    object.fields.keys().map(ToString::to_string).collect()
}

#[derive(Debug, PartialEq, Object)]
struct Plain {
    one_word: String,
    r#type: String,
    html2_text: String,
    #[schema(rename = "Odd_Name")]
    odd: String,
}

#[derive(Debug, PartialEq, Object)]
#[schema(rename_all = "snake_case")]
struct Snake {
    one_word: String,
    r#match: String,
}

#[test]
fn fields_are_camel_case_unless_something_else_is_said() {
    assert_eq!(field_names::<Plain>(), ["Odd_Name", "html2Text", "oneWord", "type"]);
    assert_eq!(field_names::<Snake>(), ["match", "one_word"]);
    is_stored_as(
        Snake { one_word: "a".to_owned(), r#match: "b".to_owned() },
        object([("match", text("b")), ("one_word", text("a"))]),
    );
}

#[derive(Debug, PartialEq, Object)]
#[schema(rename_all = "PascalCase", ignore_serde)]
struct Ignoring {
    one_word: String,
}

/// As serde would read it: the attributes are there, though serde itself isn't.
mod with_serde {
    use schema_core::{Object, Union};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Object, Serialize, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
    pub(super) struct Same {
        pub(super) one_word: String,
        #[serde(rename = "other", default)]
        pub(super) two: String,
    }

    #[derive(Debug, PartialEq, Union, Serialize, Deserialize)]
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub(super) enum Tagged {
        OneWord {
            two_words: String,
        },
        #[serde(rename = "other")]
        Two,
    }

    #[derive(Debug, PartialEq, Union, Serialize, Deserialize)]
    #[serde(untagged, rename_all_fields = "snake_case")]
    pub(super) enum Untagged {
        Text(String),
        Fields { one_word: String },
    }
}

#[test]
fn serde_and_we_write_the_same_names() {
    use with_serde::{Same, Tagged, Untagged};
    fn agrees<T>(value: T)
    where
        T: ConvexValue + serde::Serialize + PartialEq + std::fmt::Debug,
    {
        let ours = super::encoded(&value).unwrap();
        let serde = serde_json::to_value(&value).unwrap();
        assert_eq!(ours.to_clean(), serde);
        is_stored_as(value, ours);
    }
    agrees(Same { one_word: "a".to_owned(), two: "b".to_owned() });
    agrees(Tagged::OneWord { two_words: "a".to_owned() });
    agrees(Tagged::Two);
    agrees(Untagged::Text("a".to_owned()));
    agrees(Untagged::Fields { one_word: "a".to_owned() });
    assert_eq!(field_names::<Same>(), ["ONE_WORD", "other"]);
    assert_eq!(field_names::<Ignoring>(), ["OneWord"]);
}

#[derive(Clone, Copy, Debug, PartialEq, Union)]
enum Words {
    OneWord,
    #[schema(rename = "")]
    Empty,
    #[schema(rename = "ü")]
    Umlaut,
}

#[test]
fn a_literal_may_be_any_text() {
    is_stored_as(Words::OneWord, text("oneWord"));
    is_stored_as(Words::Empty, text(""));
    is_stored_as(Words::Umlaut, text("ü"));
}
