//! What is scanned is what is read by the rules, in whatever spelling it comes.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn scanned(text: &str) -> Option<Value> {
    Scanner::whole(text, Scanner::value)
}

/// Numbers as JSON spells them, and nearly so.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "-?(0|[1-9][0-9]{0,22})(\\.[0-9]{1,22})?([eE][+-]?[0-9]{1,3})?",
        1 => "[-+]?[0-9]{0,2}\\.?[0-9]{0,2}[eE]?[-+]?[0-9]{0,3}",
        1 => select(vec!["-0", "-0.0", "00", "-", "1.", ".5", "1e", "NaN", "9007199254740993"])
            .prop_map(str::to_owned),
        1 => any::<f64>().prop_map(|number| format!("{number:e}")),
        1 => any::<u64>().prop_map(|number| number.to_string()),
    ]
}

/// Text in quotes, with every kind of escape, and nearly so.
fn quoted() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a",
        "é",
        "😀",
        " ",
        "$",
        "0123456789abcdef",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\r",
        "\\t",
        "\\u000a",
        "\\u001F",
        "\\u0000",
        "\\u0020",
        "\\u0041",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\u00",
        "\\x",
        "\\",
        "\"",
        "\u{1}",
        "\u{7f}",
        "\u{2028}",
    ];
    let pieces = vec(select(pieces), 0..5);
    pieces.prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

/// What stands for values that JSON has no form for, and nearly so.
fn token() -> impl Strategy<Value = String> {
    let keys = vec!["$integer", "$float", "$bytes", "$commitTs", "$x", "\\u0024integer"];
    let texts = vec![
        "\"AQAAAAAAAAA=\"",
        "\"AQAAAAAAAAA\"",
        "\"AAAAAAAA8H8=\"",
        "\"AAAAAAAAAIA=\"",
        "\"AAAAAAAAAAA=\"",
        "\"AAAAAAAA8D8=\"",
        "\"AQ==\"",
        "\"\"",
        "\"*\"",
        "\"AQ\\u003d\"",
        "1",
    ];
    let rests = vec!["}", "}", "}", ",\"a\":1}", " }", ""];
    (select(keys), select(texts), select(rests))
        .prop_map(|(key, text, rest)| format!("{{\"{key}\":{text}{rest}"))
}

/// JSON, canonical or not, and nearly so: keys come twice, in any order and escaped.
fn json() -> impl Strategy<Value = String> {
    let words = select(vec!["null", "true", "false", "nul", "truefalse", "", " 1", "1 "]);
    let leaf = prop_oneof![
        1 => words.prop_map(str::to_owned),
        3 => number(),
        3 => quoted(),
        3 => token(),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let keys =
            vec!["\"a\"", "\"ab\"", "\"b\"", "\"\"", "\"_x\"", "\"$a\"", "\"é\"", "\"\\u0061\""];
        let field = (select(keys), inner.clone()).prop_map(|(key, value)| format!("{key}:{value}"));
        prop_oneof![
            vec(inner, 0..4).prop_map(|elements| format!("[{}]", elements.join(","))),
            vec(field, 0..4).prop_map(|fields| format!("{{{}}}", fields.join(","))),
        ]
    })
}

proptest! {
    // Most of these texts are wrong somewhere; those that are nearly right are what is sought.
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn whatever_is_scanned_is_what_the_rules_read(text in json()) {
        let scanned = scanned(&text);
        let canonical = Value::from_canonical_text(&text).ok();
        if scanned.is_some() {
            let read = Value::from_encoded_text(&text).ok();
            prop_assert_eq!(&scanned, &read, "{}", text);
            prop_assert_eq!(&scanned, &canonical, "{}", text);
        }
        let skipped = Scanner::whole(&text, Scanner::skip);
        prop_assert_eq!(skipped.is_some(), scanned.is_some(), "{}", text);
        let is_object = matches!(canonical, Some(Value::Object(_)));
        prop_assert!(is_object || !is_canonical_object(&text), "{}", text);
    }

    #[test]
    fn every_spelling_of_a_number_is_the_same_number(text in number()) {
        let read = Value::from_encoded_text(&text).ok();
        // Whatever JSON takes for a number is scanned, too.
        prop_assert_eq!(scanned(&text), read, "{}", text);
    }
}

proptest! {
    #[test]
    fn every_value_is_scanned_unless_a_key_is_escaped(value in crate::testing::value()) {
        let text = value.to_canonical();
        let is_escaped = text.contains("\"a\\\"b\":");
        prop_assert_eq!(scanned(&text), (!is_escaped).then_some(value), "{}", text);
    }
}

#[test]
fn what_is_nested_deeper_than_any_value_is_left_to_the_rules() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [1, 64, NESTING_MAX] {
        assert!(scanned(&nested(depth)).is_some(), "{depth}");
    }
    assert!(scanned(&nested(NESTING_MAX + 1)).is_none());
    assert!(Value::from_canonical_text(&nested(NESTING_MAX + 1)).is_ok());
    // Neither of them goes down as far as somebody likes.
    assert!(Value::from_canonical_text(&nested(100_000)).is_err());
    assert!(!is_canonical_object(&"{\"a\":".repeat(100_000)));
}

#[test]
fn texts_are_scanned_whatever_their_length() {
    // Several bytes are compared at once, so a quote may stand at each place among them.
    for length in 0..70 {
        for (special, written) in [("", ""), ("\"", "\\\""), ("é", "é"), ("\u{1}", "\\u0001")] {
            let (before, after) = ("x".repeat(length), "y".repeat(length % 19));
            let text = format!("\"{before}{written}{after}\"");
            let expected = Value::String(format!("{before}{special}{after}"));
            assert_eq!(scanned(&text), Some(expected), "{text}");
            assert_eq!(scanned(&text[..text.len() - 1]), None, "{text}");
        }
        let raw = format!("\"{}\n{}\"", "x".repeat(length), "y".repeat(20));
        assert_eq!(scanned(&raw), None);
    }
}
