//! Messages about the words of attributes, serde's included.

use schema_names::suggest::closest;

use super::{one_of, with_help};

pub(crate) fn attribute_without_list(path: &str) -> String {
    with_help(
        format!("`#[{path}]` needs its words in parentheses"),
        format!("write `#[{path}(...)]`, such as `#[{path}(version = 1)]`"),
    )
}

pub(crate) fn comma_missing(word: &str) -> String {
    with_help(
        format!("a comma is missing before `{word}`"),
        format!("separate words with commas: `table = \"users\", {word}`"),
    )
}

pub(crate) fn not_a_word() -> String {
    with_help(
        "expected a word, alone or followed by `= value` or `(list)`",
        "separate words with commas: `#[schema(table = \"users\", version = 1)]`",
    )
}

pub(crate) fn unknown_word(word: &str, known: &[&str]) -> String {
    let help = match closest(word, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("the words here are {}", one_of(known)),
    };
    with_help(format!("unknown word `{word}`"), help)
}

pub(crate) fn word_twice(word: &str) -> String {
    with_help(format!("`{word}` is said twice"), "remove one of the two")
}

pub(crate) fn bad_value(word: &str, example: &str) -> String {
    with_help(format!("`{word}` needs a value of another form"), format!("write `{example}`"))
}

pub(crate) fn not_a_flag(word: &str) -> String {
    with_help(format!("`{word}` takes no value"), format!("write `{word}` alone"))
}

pub(crate) fn crate_path_not_absolute(path: &str) -> String {
    let path_like = path.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
    let meant = if path_like { path.trim_start_matches(':') } else { "schema_core" };
    with_help(
        format!("`{path}` isn't an absolute path"),
        format!("the path to `schema_core` begins with `::` or `crate::`: `crate = \"::{meant}\"`"),
    )
}

pub(crate) fn unknown_case(case: &str) -> String {
    let known = [
        "camelCase",
        "snake_case",
        "PascalCase",
        "SCREAMING_SNAKE_CASE",
        "kebab-case",
        "SCREAMING-KEBAB-CASE",
        "lowercase",
        "UPPERCASE",
    ];
    with_help(format!("unknown style `{case}`"), format!("the styles are {}", one_of(&known)))
}

pub(crate) fn serde_reshapes(word: &str) -> String {
    with_help(
        format!("serde's `{word}` makes another shape than the fields say"),
        "if serde's shape isn't what is stored, say `#[schema(ignore_serde)]` beside it; the names \
         and types of the fields themselves count then",
    )
}

pub(crate) fn serde_one_sided(word: &str) -> String {
    let example = if word == "rename" { "name" } else { "camelCase" };
    with_help(
        format!("serde's `{word}` gives different names for reading and writing"),
        format!("stored documents have one: say `#[schema({word} = \"{example}\", ignore_serde)]`"),
    )
}

pub(crate) fn serde_contradicts(word: &str, schema: &str, serde: &str) -> String {
    with_help(
        format!("`{word}` is `{schema}` here and `{serde}` for serde"),
        "say the same in both, or `#[schema(ignore_serde)]` if serde's name isn't what is stored",
    )
}

pub(crate) fn word_elsewhere(word: &str, place: &str) -> String {
    with_help(format!("`{word}` has no meaning here"), format!("it is for {place}: remove it"))
}
