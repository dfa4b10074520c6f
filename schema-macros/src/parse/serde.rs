//! What `#[serde(...)]` says, so that a struct has one set of names.

use proc_macro2::Span;
use syn::{Attribute, LitStr};

use crate::diag::{Errors, text};
use crate::model::Spanned;

use super::attr::{Key, KeyValue, keys, parse_keys};

/// The names that serde attributes give.
#[derive(Default)]
pub(super) struct SerdeNames {
    pub(super) rename: Option<Spanned<String>>,
    pub(super) rename_all: Option<Spanned<String>>,
    pub(super) rename_all_fields: Option<Spanned<String>>,
    pub(super) tag: Option<Spanned<String>>,
    pub(super) untagged: Option<Span>,
}

/// Words that change what serde reads or writes in a way that a validator can't follow.
const RESHAPING: &[&str] = &[
    "flatten",
    "with",
    "serialize_with",
    "deserialize_with",
    "content",
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "from",
    "into",
    "try_from",
    "remote",
    "other",
    "getter",
    "variant_identifier",
    "field_identifier",
];

/// What serde attributes stand on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    /// A struct with named fields.
    Struct,
    /// A struct of unnamed fields, which serde and we see through.
    Newtype,
    Enum,
    Variant,
    Field,
    OptionField,
}

impl On {
    /// Whether a word that is harmless elsewhere changes the shape here.
    fn is_reshaped_by(self, word: &str) -> bool {
        match word {
            "tag" => matches!(self, Self::Struct | Self::Newtype),
            "untagged" => self == Self::Variant,
            "transparent" => self == Self::Struct,
            // Of an `Option` it skips what is absent for us too.
            "skip_serializing_if" => self == Self::Field,
            _ => RESHAPING.contains(&word),
        }
    }
}

/// Reads the serde attributes; `ignored` says `#[schema(ignore_serde)]` stands beside them.
pub(super) fn read(attrs: &[Attribute], on: On, ignored: bool, errors: &mut Errors) -> SerdeNames {
    let mut names = SerdeNames::default();
    if ignored {
        return names;
    }
    // Broken serde attributes are serde's to report.
    for key in keys(attrs, "serde", &mut Errors::default()) {
        let word = key.word.to_string();
        match word.as_str() {
            reshaping if on.is_reshaped_by(reshaping) => {
                errors.push(key.span(), text::serde_reshapes(reshaping));
            }
            "rename" => names.rename = text_of(&key, errors).or(names.rename),
            "rename_all" => names.rename_all = text_of(&key, errors).or(names.rename_all),
            "rename_all_fields" => {
                names.rename_all_fields = text_of(&key, errors).or(names.rename_all_fields);
            }
            "tag" => names.tag = text_of(&key, errors).or(names.tag),
            "untagged" => names.untagged = Some(key.span()),
            _ => {}
        }
    }
    names
}

/// The text of `word = "text"`; one-sided names (`word(serialize = "...")`) are refused.
fn text_of(key: &Key, errors: &mut Errors) -> Option<Spanned<String>> {
    match &key.value {
        KeyValue::Equals(tokens) => {
            let lit: LitStr = syn::parse2(tokens.clone()).ok()?;
            Some(Spanned::new(lit.value(), lit.span()))
        }
        KeyValue::List(sides) => {
            let same = both_sides(sides.clone());
            if same.is_none() {
                errors.push(key.span(), text::serde_one_sided(&key.word.to_string()));
            }
            same
        }
        KeyValue::Flag => None,
    }
}

/// One name from `schema` and `serde`, which mustn't contradict each other.
pub(super) fn one_name(
    word: &str,
    schema: Option<Spanned<String>>,
    serde: Option<Spanned<String>>,
    errors: &mut Errors,
) -> Option<Spanned<String>> {
    match (schema, serde) {
        (Some(schema), Some(serde)) => {
            if schema.value != serde.value {
                errors
                    .push(schema.span, text::serde_contradicts(word, &schema.value, &serde.value));
            }
            Some(schema)
        }
        (schema, serde) => schema.or(serde),
    }
}

/// The name of `word(serialize = "name", deserialize = "name")`, if both sides say the same.
fn both_sides(sides: proc_macro2::TokenStream) -> Option<Spanned<String>> {
    let keys = parse_keys(sides, &mut Errors::default());
    let [one, other] = &keys[..] else { return None };
    let name = |key: &Key| match &key.value {
        KeyValue::Equals(tokens) => syn::parse2::<LitStr>(tokens.clone()).ok(),
        _ => None,
    };
    let (one, other) = (name(one)?, name(other)?);
    (one.value() == other.value()).then(|| Spanned::new(one.value(), one.span()))
}
