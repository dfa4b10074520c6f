//! The table of words in the documentation, beside the words that are read.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;

use crate::diag::Errors;

use super::attr::{Key, KeyValue, parse_keys};
use super::{Derive, field, index, schema, table, variant};

const DOCS: &str = include_str!("../../../schema-core/src/derives/words.md");

type Words = BTreeMap<&'static str, BTreeSet<String>>;

/// The words that each place accepts.
fn accepted() -> Words {
    let places = [
        ("table", Derive::Table.words()),
        ("object", Derive::Object.words()),
        ("union", Derive::Union.words()),
        ("field", field::WORDS.to_vec()),
        ("variant", [variant::WORDS, variant::LITERAL_WORDS].concat()),
        ("schema", schema::WORDS.to_vec()),
    ];
    places
        .into_iter()
        .map(|(place, words)| (place, words.into_iter().map(str::to_owned).collect()))
        .collect()
}

/// The places that a name in the table's first column stands for.
fn places(on: &str) -> &'static [&'static str] {
    match on {
        "table" => &["table"],
        "nested" => &["object", "union"],
        "struct" | "struct of one field" => &["object"],
        "enum" => &["table", "union"],
        "type" => &["table", "object", "union"],
        "field" => &["field"],
        "variant" => &["variant"],
        "schema" => &["schema"],
        other => panic!("`{other}` is no place"),
    }
}

/// The first two columns of each line, the second as it is read in code.
fn lines() -> Vec<(Vec<&'static str>, Vec<Key>)> {
    let mut lines = Vec::new();
    for line in DOCS.lines().filter(|line| line.starts_with("| ")).skip(2) {
        let mut columns = line.trim_matches('|').split('|').map(str::trim);
        let on = columns.next().unwrap().split(", ").flat_map(places).copied().collect();
        let word = columns.next().unwrap();
        if word != "*nothing*" {
            lines.push((on, keys_of(word.trim_matches('`').parse().unwrap())));
        }
    }
    assert!(lines.len() > 20, "the table is read");
    lines
}

fn keys_of(tokens: TokenStream) -> Vec<Key> {
    let mut errors = Errors::default();
    let keys = parse_keys(tokens, &mut errors);
    assert!(errors.is_empty(), "the table shows what can be written");
    keys
}

fn names(keys: &[Key]) -> Vec<String> {
    keys.iter().map(|key| key.word.to_string()).collect()
}

#[test]
fn the_table_lists_the_words_that_each_place_accepts_and_no_other() {
    let mut listed = Words::new();
    for (on, keys) in lines() {
        for place in on {
            listed.entry(place).or_default().extend(names(&keys));
        }
    }
    assert_eq!(listed, accepted());
}

#[test]
fn the_table_shows_the_words_within_a_list() {
    for (place, word, skipped, accepted) in [
        ("table", "index", 1, index::OPTIONS),
        ("table", "search_index", 1, index::SEARCH_OPTIONS),
        ("table", "vector_index", 1, index::VECTOR_OPTIONS),
        ("table", "effects", 0, table::EFFECTS),
        ("schema", "dropped", 0, schema::FATES),
    ] {
        let lines = lines();
        let is_meant =
            |(on, keys): &&(Vec<&str>, Vec<Key>)| on.contains(&place) && keys[0].is(word);
        let (_, keys) = lines.iter().find(is_meant).unwrap();
        let KeyValue::List(list) = &keys[0].value else { panic!("`{word}` has a list") };
        let shown: BTreeSet<_> = names(&keys_of(list.clone())).into_iter().skip(skipped).collect();
        assert_eq!(shown, accepted.iter().map(|&word| word.to_owned()).collect(), "{word}");
    }
}
