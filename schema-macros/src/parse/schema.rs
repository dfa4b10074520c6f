//! The words of `#[derive(Schema)]`.

use syn::{Attribute, Ident, LitStr, Path};

use crate::diag::{Errors, text};

use super::attr::{Key, KeyValue, check_words, keys, parse_keys};
use super::crate_path::crate_path;

/// What a schema says beside its tables.
pub(crate) struct Words {
    pub(crate) krate: Path,
    pub(crate) dropped: Vec<Dropped>,
    pub(crate) gates: Vec<String>,
}

/// A table that is no longer part of the schema.
pub(crate) enum Dropped {
    Forget(Ident),
    DeleteDocuments(Ident),
    CarriedAway(Path),
}

pub(super) const WORDS: &[&str] = &["dropped", "gates", "crate"];
/// What becomes of a table that is gone.
pub(super) const FATES: &[&str] = &["forget", "delete_documents", "carried_away"];
const DROPPED_EXAMPLE: &str = "dropped(forget(guests))";

/// Reports whatever is said on a table of a schema: words stand on the table's own type.
pub(crate) fn no_words(attrs: &[Attribute], errors: &mut Errors) {
    for key in keys(attrs, "schema", errors) {
        errors.push(key.span(), text::word_on_listed_table(&key.word.to_string()));
    }
}

/// Reads the words of a schema.
pub(crate) fn words(attrs: &[Attribute], errors: &mut Errors) -> Words {
    let keys = keys(attrs, "schema", errors);
    check_words(&keys, WORDS, &["dropped"], errors);
    Words {
        krate: crate_path(&keys, errors),
        dropped: keys
            .iter()
            .filter(|key| key.is("dropped"))
            .flat_map(|key| dropped(key, errors))
            .collect(),
        gates: gates(&keys, errors),
    }
}

fn dropped(key: &Key, errors: &mut Errors) -> Vec<Dropped> {
    let KeyValue::List(tokens) = &key.value else {
        errors.push(key.span(), text::bad_value("dropped", DROPPED_EXAMPLE));
        return Vec::new();
    };
    let mut all = Vec::new();
    for fate in parse_keys(tokens.clone(), errors) {
        match fate.word.to_string().as_str() {
            "forget" => {
                all.extend(fate.idents("forget(guests)", errors).into_iter().map(Dropped::Forget));
            }
            "delete_documents" => {
                let names = fate.idents("delete_documents(guests)", errors);
                all.extend(names.into_iter().map(Dropped::DeleteDocuments));
            }
            "carried_away" => {
                let paths = fate.list("carried_away(v3::Guest)", Path::parse_mod_style, errors);
                all.extend(paths.into_iter().map(Dropped::CarriedAway));
            }
            _ if matches!(fate.value, KeyValue::Flag) => {
                errors.push(fate.span(), text::dropped_without_fate());
            }
            other => errors.push(fate.span(), text::unknown_word(other, FATES)),
        }
    }
    all
}

/// The deployments that open narrow; `prod` where nothing is said. Names may have dashes, as text.
fn gates(keys: &[Key], errors: &mut Errors) -> Vec<String> {
    let Some(key) = keys.iter().find(|key| key.is("gates")) else { return vec!["prod".to_owned()] };
    let name = |input: syn::parse::ParseStream<'_>| {
        if input.peek(LitStr) {
            return Ok(input.parse::<LitStr>()?.value());
        }
        Ok(input.parse::<Ident>()?.to_string())
    };
    let gates = key.list("gates(prod)", name, errors);
    if matches!(&key.value, KeyValue::List(tokens) if tokens.is_empty()) {
        errors.push(key.span(), text::gates_empty());
    }
    gates
}
