//! Released or not, and what follows from it.

use std::collections::BTreeSet;

use schema_core::frozen::{
    BaseBranch, FrozenEdit, FrozenFiles, FrozenVersion, ReleaseFacts, freeze,
};
use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::version::{VersionName, VersionNumber};

use super::{frozen, on_main, unreleased};
use crate::diff::{declaring, users};

mod first {
    #[derive(schema_core::Table)]
    #[schema(table = "notes", version = 1)]
    pub(super) struct Note {
        pub(super) title: String,
        pub(super) stars: f64,
    }
}

/// The same version, edited so that old documents may not satisfy it.
mod narrowed {
    #[derive(schema_core::Union)]
    pub(super) enum Title {
        Hello,
        World,
    }

    #[derive(schema_core::Table)]
    #[schema(table = "notes", version = 1)]
    pub(super) struct Note {
        pub(super) title: Title,
        pub(super) stars: f64,
        pub(super) author: String,
    }
}

fn first() -> TableHistory {
    TableHistory::of::<first::Note>()
}

fn narrowed() -> TableHistory {
    TableHistory::of::<narrowed::Note>()
}

fn notes(version: u32) -> VersionName {
    VersionName { table: TableName::from_checked("notes"), version: VersionNumber(version) }
}

fn files() -> FrozenFiles {
    frozen(&declaring(first()), &FrozenFiles::new(), &unreleased()).unwrap()
}

#[test]
fn until_it_is_released_a_version_is_rewritten_freely() {
    let files = frozen(&declaring(narrowed()), &files(), &unreleased()).unwrap();
    assert_eq!(files[&notes(1)].original.document, narrowed().newest().document);
    assert!(files[&notes(1)].amendments.is_empty());
}

#[test]
fn editing_a_released_version_names_the_version_and_the_field() {
    let errors = freeze(&declaring(narrowed()), &files(), &on_main(&files())).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "notes@1 is released (on origin/main) and was edited in a way that stored documents may not \
         satisfy:\n  \
         + author   data: string, must be there\n  \
         ~ title    data: string -> \"hello\" | \"world\""
    );
    let (what, line) = errors[0].next_line("frozen").unwrap();
    assert_eq!(what, "undo the edit, or make it a version with");
    assert_eq!(line, "convex-migrate bump notes");
    assert_eq!(errors[0].code(), "needs_version");
    assert_eq!(*errors[0].version(), notes(1));
}

#[test]
fn a_receipt_or_what_ship_saw_releases_a_version_on_whatever_branch() {
    let gates = BTreeSet::from(["prod".to_owned()]);
    let receipt = ReleaseFacts {
        base: BaseBranch::Known { name: "origin/main".into(), files: FrozenFiles::new() },
        receipts: [(notes(1), gates)].into_iter().collect(),
    };
    let errors = freeze(&declaring(narrowed()), &files(), &receipt).unwrap_err();
    assert!(errors[0].to_string().contains("(prod has a receipt for it)"), "{}", errors[0]);

    let seen: FrozenFiles =
        files().into_iter().map(|(name, file)| (name, file.seen_by("prod", 0))).collect();
    let errors = freeze(&declaring(narrowed()), &seen, &unreleased()).unwrap_err();
    assert!(errors[0].to_string().contains("(`ship` saw it on prod)"), "{}", errors[0]);
}

#[test]
fn without_git_whatever_is_frozen_counts_as_released() {
    let errors = freeze(&declaring(narrowed()), &files(), &ReleaseFacts::default()).unwrap_err();
    assert!(errors[0].to_string().contains("without git"), "{}", errors[0]);
}

#[test]
fn an_older_version_never_changes() {
    let declared = declaring(users::history());
    let files = frozen(&declared, &FrozenFiles::new(), &unreleased()).unwrap();
    let mut edited = files.clone();
    let (first, file) = edited.iter_mut().next().unwrap();
    let text = file.to_text().replace("\"email\"", "\"mail\"");
    *file = FrozenVersion::parse(&first.to_string(), &text).unwrap();
    for facts in [unreleased(), on_main(&edited), ReleaseFacts::default()] {
        let errors = freeze(&declared, &edited, &facts).unwrap_err();
        assert_eq!(
            errors[0].to_string(),
            "users@1 is older than users@2 and never changes, but its struct differs from \
             `users@1.json`:\n  \
             + email   data: string, must be there\n  \
             - mail    destructive: information is lost\n\
             undo the edit in its struct, or delete the struct's module and the file if no \
             deployment ever had users@1"
        );
    }
}

#[test]
fn what_is_released_is_what_the_base_branch_has_not_what_the_tree_says() {
    let rewritten = frozen(&declaring(narrowed()), &files(), &unreleased()).unwrap();
    let errors = freeze(&declaring(narrowed()), &rewritten, &on_main(&files())).unwrap_err();
    assert!(
        errors[0].to_string().starts_with(
            "`notes@1.json` differs from origin/main in what it meant at first, which is released:\n"
        ),
        "{}",
        errors[0]
    );
}

#[test]
fn a_released_file_that_was_deleted_is_written_again() {
    let edits = freeze(&declaring(first()), &FrozenFiles::new(), &on_main(&files())).unwrap();
    let [FrozenEdit::Write { text, .. }] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(*text, files()[&notes(1)].to_text());
}

#[test]
fn a_version_undone_is_deleted_until_released_and_refused_after() {
    let users = frozen(&declaring(users::history()), &FrozenFiles::new(), &unreleased()).unwrap();
    let old = declaring(TableHistory::of::<users::v1::User>());
    let edits = freeze(&old, &users, &unreleased()).unwrap();
    let [FrozenEdit::Delete { file, .. }] = &edits[..] else { panic!("{edits:?}") };
    assert_eq!(file, "users@2.json");
    let errors = freeze(&old, &users, &on_main(&users)).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "`users@2.json` is released (on origin/main), and the newest version declared is users@1; \
         undoing a version is a new one, users@3"
    );
    let (what, line) = errors[0].next_line("frozen").unwrap();
    assert_eq!(
        what,
        "restore the released version in Rust, or declare what undoes it as the next one with"
    );
    assert_eq!(line, "convex-migrate bump users");
}

/// As `first`, with a field that was renamed as if nothing were stored.
mod renamed {
    #[derive(schema_core::Table)]
    #[schema(table = "notes", version = 1)]
    pub(super) struct Note {
        pub(super) note_title: String,
        pub(super) stars: f64,
    }
}

#[test]
fn a_rename_in_place_is_refused_with_the_suggestion_that_it_may_be_one() {
    let declared = declaring(TableHistory::of::<renamed::Note>());
    let errors = freeze(&declared, &files(), &on_main(&files())).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "notes@1 is released (on origin/main) and was edited in a way that stored documents may not \
         satisfy:\n  \
         + noteTitle   data: string, must be there\n  \
         - title       destructive: information is lost\n    \
         `title` and `noteTitle` look like one field: if it was renamed, say so with \
         `#[schema(renamed_from = ...)]` in a new version"
    );
}
