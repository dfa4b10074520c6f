//! Reading frozen files never fails but with a reason.

use proptest::prelude::*;
use schema_core::frozen::FrozenVersion;

use super::texts;
use crate::diff::{nested, users};

fn parse(text: &str) -> Result<FrozenVersion, String> {
    FrozenVersion::parse("users@2.json", text).map_err(|error| error.to_string())
}

#[test]
fn every_error_says_where_and_what_to_do() {
    let good = include_str!("users@2.json");
    let with = |old: &str, new: &str| {
        assert!(good.contains(old), "{old}");
        parse(&good.replacen(old, new, 1)).unwrap_err()
    };
    assert_eq!(
        with("\"layout\": 1", "\"layout\": 2"),
        "users@2.json: it has layout 2, and this program knows layouts up to 1; update \
         `schema-core` and `convex-migrate` to the release that wrote it"
    );
    assert_eq!(
        with("\"indexes\"", "\"indices\""),
        "users@2.json at `meaning`: `indices` has no place here; restore the file from git, it is \
         written by `generate`"
    );
    assert_eq!(
        with("\"kind\": \"database\"", "\"kind\": \"data\""),
        "users@2.json at `meaning.indexes.by_email.kind`: expected `database`, `search` or \
         `vector`; restore the file from git, it is written by `generate`"
    );
    assert_eq!(
        with("\"table\": \"users\"", "\"table\": \"posts\""),
        "users@2.json: it holds posts@2; rename it to `posts@2.json`, or restore it from git"
    );
    assert_eq!(
        with("\"seen\": {}", "\"seen\": { \"prod\": 1 }"),
        "users@2.json at `seen.prod`: expected the number of an amendment in this file; restore the \
         file from git, it is written by `generate`"
    );
    assert_eq!(
        parse("{"),
        Err("users@2.json: not JSON (EOF while parsing an object at line 1 column 1); frozen files \
             are written by `generate`, so restore it from git with `git checkout HEAD -- \
             users@2.json`"
            .into())
    );
    assert!(parse(&format!("<<<<<<< HEAD\n{good}")).unwrap_err().contains("unfinished merge"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = parse(&text);
    }

    /// A byte of a good file replaced, a span of it cut out: read or refused, and what is read is
    /// written so that it reads back.
    #[test]
    fn a_damaged_file_is_read_or_refused(
        which in 0..4_usize,
        at in any::<prop::sample::Index>(),
        cut in 0..40_usize,
        put in "[\\[\\]{}\",:0-9a-z@ ]{0,3}",
    ) {
        let mut all = texts(&users::history());
        all.extend(texts(&nested::history()));
        let (file, text) = &all[which];
        let start = at.index(text.len());
        let end = (start + cut).min(text.len());
        let damaged = format!("{}{put}{}", &text[..start], &text[end..]);
        if let Ok(read) = FrozenVersion::parse(file, &damaged) {
            let again = FrozenVersion::parse(file, &read.to_text());
            prop_assert_eq!(again.as_ref(), Ok(&read));
        }
    }
}
