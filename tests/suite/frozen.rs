//! Frozen files: what they hold, and what may still be done to a version.

#![expect(clippy::unwrap_used, reason = "what a test writes is right, or the test fails")]

mod amend;
mod fuzz;
mod versions;

use schema_core::declaration::Declaration;
use schema_core::frozen::{
    BaseBranch, FreezeError, FrozenEdit, FrozenFiles, FrozenVersion, ReleaseFacts, freeze,
};
use schema_core::history::TableHistory;

use crate::diff::{declaring, nested, users};

/// The files after `freeze` did what it says.
pub(crate) fn frozen(
    declared: &Declaration,
    existing: &FrozenFiles,
    facts: &ReleaseFacts,
) -> Result<FrozenFiles, Vec<FreezeError>> {
    let mut files = existing.clone();
    for edit in freeze(declared, existing, facts)? {
        match edit {
            FrozenEdit::Write { version, file, text } => {
                files.insert(version, FrozenVersion::parse(&file, &text).unwrap());
            }
            FrozenEdit::Delete { version, .. } => {
                files.remove(&version);
            }
        }
    }
    Ok(files)
}

/// Nothing is released.
pub(crate) fn unreleased() -> ReleaseFacts {
    ReleaseFacts { base: BaseBranch::Nothing, ..ReleaseFacts::default() }
}

/// The base branch has these files.
pub(crate) fn on_main(files: &FrozenFiles) -> ReleaseFacts {
    let base = BaseBranch::Known { name: "origin/main".into(), files: files.clone() };
    ReleaseFacts { base, ..ReleaseFacts::default() }
}

fn texts(history: &TableHistory) -> Vec<(String, String)> {
    let edits = freeze(&declaring(history.clone()), &FrozenFiles::new(), &unreleased()).unwrap();
    let text = |edit| match edit {
        FrozenEdit::Write { file, text, .. } => (file, text),
        FrozenEdit::Delete { file, .. } => panic!("nothing to delete, least of all {file}"),
    };
    edits.into_iter().map(text).collect()
}

#[test]
fn a_frozen_file_is_readable_text_with_everything_that_bump_needs() {
    let texts = texts(&users::history());
    assert_eq!(
        texts.iter().map(|(file, _)| file.as_str()).collect::<Vec<_>>(),
        ["users@1.json", "users@2.json"]
    );
    assert_eq!(texts[0].1, include_str!("frozen/users@1.json"));
    assert_eq!(texts[1].1, include_str!("frozen/users@2.json"));
}

#[test]
fn nested_types_read_back_as_they_were_written() {
    for (file, text) in texts(&nested::history()) {
        let read = FrozenVersion::parse(&file, &text).unwrap();
        assert_eq!(read.to_text(), text);
        let declared = nested::history();
        let version = declared.version(read.name.version).unwrap();
        assert_eq!(read.original.document, version.document);
        assert_eq!(read.rust.types, version.types);
    }
}

#[test]
fn freezing_again_changes_nothing() {
    for history in [users::history(), nested::history()] {
        let declared = declaring(history);
        let files = frozen(&declared, &FrozenFiles::new(), &unreleased()).unwrap();
        for facts in [unreleased(), on_main(&files), ReleaseFacts::default()] {
            assert_eq!(freeze(&declared, &files, &facts).unwrap(), []);
        }
    }
}

#[test]
fn meaning_is_compared_not_formatting() {
    let declared = declaring(users::history());
    let files = frozen(&declared, &FrozenFiles::new(), &unreleased()).unwrap();
    let squeezed: FrozenFiles = files
        .iter()
        .map(|(version, file)| {
            let json: serde_json::Value = serde_json::from_str(&file.to_text()).unwrap();
            let read = FrozenVersion::parse(&file.file_name(), &json.to_string()).unwrap();
            (version.clone(), read)
        })
        .collect();
    assert_eq!(freeze(&declared, &squeezed, &on_main(&files)).unwrap(), []);
}
