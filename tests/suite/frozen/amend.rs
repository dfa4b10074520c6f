//! Edits of a released version that every document already satisfies.

use schema_core::frozen::{FrozenFiles, FrozenVersion, freeze};
use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::version::{VersionName, VersionNumber};

use super::{frozen, on_main, unreleased};
use crate::diff::declaring;

mod original {
    #[derive(schema_core::Union)]
    pub(super) enum Kind {
        Text,
        Image,
    }

    #[derive(schema_core::Table)]
    #[schema(table = "posts", version = 1, index(by_kind = [kind]))]
    pub(super) struct Post {
        pub(super) kind: Kind,
        pub(super) body: String,
    }
}

mod once {
    #[derive(schema_core::Union)]
    pub(super) enum Kind {
        Text,
        Image,
        Video,
    }

    #[derive(schema_core::Table)]
    #[schema(table = "posts", version = 1, index(by_body = [body]))]
    pub(super) struct Post {
        pub(super) kind: Kind,
        pub(super) body: String,
        pub(super) pinned: Option<bool>,
    }
}

mod twice {
    #[derive(schema_core::Table)]
    #[schema(table = "posts", version = 1, index(by_body = [body]))]
    pub(super) struct Post {
        pub(super) kind: super::once::Kind,
        pub(super) body: Option<String>,
        pub(super) pinned: Option<bool>,
    }
}

fn posts() -> VersionName {
    VersionName { table: TableName::from_checked("posts"), version: VersionNumber(1) }
}

fn original() -> TableHistory {
    TableHistory::of::<original::Post>()
}

fn once() -> TableHistory {
    TableHistory::of::<once::Post>()
}

fn twice() -> TableHistory {
    TableHistory::of::<twice::Post>()
}

fn released() -> FrozenFiles {
    frozen(&declaring(original()), &FrozenFiles::new(), &unreleased()).unwrap()
}

#[test]
fn a_subset_edit_of_a_released_version_is_a_numbered_amendment() {
    let main = released();
    let amended = frozen(&declaring(once()), &main, &on_main(&main)).unwrap();
    let file = &amended[&posts()];
    assert_eq!(file.original, main[&posts()].original);
    assert_eq!(file.amendments.len(), 1);
    assert_eq!(file.meaning().document, once().newest().document);
    assert_eq!(file.to_text(), include_str!("posts@1.json"));
    assert_eq!(file.meaning_at(0), Some(&file.original));
    assert_eq!(file.meaning_at(1), Some(file.meaning()));
    assert_eq!(file.meaning_at(2), None);
}

#[test]
fn an_amendment_that_is_not_released_is_rewritten_and_one_that_is_stays() {
    let main = released();
    let here = frozen(&declaring(once()), &main, &on_main(&main)).unwrap();
    // Still only on this branch: one amendment, whatever it was before.
    let again = frozen(&declaring(twice()), &here, &on_main(&main)).unwrap();
    assert_eq!(again[&posts()].amendments.len(), 1);
    // On the base branch: a second one.
    let after = frozen(&declaring(twice()), &here, &on_main(&here)).unwrap();
    assert_eq!(after[&posts()].amendments.len(), 2);
    assert_eq!(after[&posts()].amendments[0], here[&posts()].amendments[0]);
    // Undone before it was released: none.
    let undone = frozen(&declaring(original()), &here, &on_main(&main)).unwrap();
    assert_eq!(undone, main);
}

#[test]
fn what_an_amendment_added_is_released_with_it() {
    let main = released();
    let amended = frozen(&declaring(once()), &main, &on_main(&main)).unwrap();
    let errors = freeze(&declaring(original()), &amended, &on_main(&amended)).unwrap_err();
    let text = errors[0].to_string();
    assert!(text.contains("  ~ kind     data: no longer takes \"video\"\n"), "{text}");
    assert!(text.contains("  - pinned   destructive: information is lost"), "{text}");
}

#[test]
fn amendments_that_ship_saw_are_released_too() {
    let main = released();
    let here = frozen(&declaring(once()), &main, &on_main(&main)).unwrap();
    let seen: FrozenFiles =
        here.into_iter().map(|(name, file)| (name, file.seen_by("prod", 1))).collect();
    let after = frozen(&declaring(twice()), &seen, &on_main(&main)).unwrap();
    assert_eq!(after[&posts()].amendments.len(), 2);
}

#[test]
fn an_amendment_that_takes_something_away_is_no_amendment() {
    let text = include_str!("posts@1.json").replace("\"optional\": true", "\"optional\": false");
    let error = FrozenVersion::parse("posts@1.json", &text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "posts@1.json at `amendments[0]`: amendment 1 takes something away, which no amendment \
         may:\n  + pinned   data: boolean, must be there\nrestore the file from git, it is written by \
         `generate`"
    );
}
